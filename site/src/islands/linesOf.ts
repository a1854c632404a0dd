// The log of a node as it grows: what is there already is not asked for again.

import { useEffect, useRef, useState } from 'preact/hooks'
import { type InTurn, inTurn } from '../lab/inTurn.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import type { LogLine } from '../lab/SandboxCalls.ts'
import { useStore } from './useStore.ts'

const REFRESH_MS = 400
const ASKED_MAX = 1_000
const KEPT_MAX = 5_000

/** A node's log, oldest line first, at most the newest 5,000 lines. */
export function useLines(sandbox: LiveSandbox, node: string): readonly LogLine[] {
  const seq = useStore(sandbox.$snapshot)?.seq
  const beginning = useStore(sandbox.$beginning)
  const [lines, setLines] = useState<readonly LogLine[]>([])
  const asking = useRef<InTurn | null>(null)
  useEffect(() => {
    let known: readonly LogLine[] = []
    setLines(known)
    const own = inTurn(async (isWanted) => {
      for (let isMore = true; isMore && isWanted(); ) {
        const answer = await sandbox.logs(node, { after: String(known.at(-1)?.seq ?? 0), limit: String(ASKED_MAX) })
        if (!answer.ok || answer.body.lines.length === 0 || !isWanted()) return
        isMore = answer.body.lines.length === ASKED_MAX
        known = [...known, ...answer.body.lines].slice(-KEPT_MAX)
        setLines(known)
      }
    }, REFRESH_MS)
    asking.current = own
    return own.stop
  }, [sandbox, node, beginning])
  // Every change of the sandbox may have been logged
  useEffect(() => asking.current?.soon(), [sandbox, node, beginning, seq])
  return lines
}
