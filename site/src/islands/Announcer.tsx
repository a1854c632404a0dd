// Says to screen readers which alarms rose and fell and which replication changed, a few at a time.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { ROUTINE } from '../lab/routine.ts'
import { useStore } from './useStore.ts'

const EVERY_MS = 2_000
const SAID_MAX = 3

export function Announcer({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const events = useStore(sandbox.$events)
  const seen = useRef<number | null>(null)
  const [said, setSaid] = useState('')
  const last = events.at(-1)?.seq ?? 0
  useEffect(() => {
    if (seen.current === null || last < seen.current) seen.current = last
    if (last === seen.current) return
    const timer = setTimeout(() => {
      const from = seen.current ?? last
      seen.current = last
      const news = sandbox.$events.get().filter(({ seq, kind }) => seq > from && !ROUTINE.includes(kind))
      if (news.length === 0) return
      setSaid(
        news
          .slice(-SAID_MAX)
          .map(({ node, text }) => (node === null ? text : `${node}: ${text}`))
          .join(' '),
      )
    }, EVERY_MS)
    return () => clearTimeout(timer)
  }, [sandbox, last])
  return (
    <p class="cb-hidden" aria-live="polite">
      {said}
    </p>
  )
}
