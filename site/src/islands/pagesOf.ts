// The admin pages of a node as the node gives them, asked for again as the sandbox changes. However fast the
// changes come, one question is under way at a time and its answer is shown: a fast clock cannot starve a page.

import type { Page } from '@worker/kernel/surface.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Problem, Result } from '../lab/api.ts'
import { type InTurn, inTurn } from '../lab/inTurn.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import type { PageRow } from '../lab/SandboxCalls.ts'
import { useStore } from './useStore.ts'

export type PageRows = readonly PageRow[]

const PAGE_EVERY_MS = 150
const LIST_EVERY_MS = 300
const NO_ROWS: PageRows = []

/** Which pages a node has. The problem says why it shows none. */
export function usePageList(sandbox: LiveSandbox, node: string): readonly [PageRows, Problem | null] {
  const [answer] = useFresh(sandbox, node, `pages of ${node}`, LIST_EVERY_MS, () => sandbox.pages(node))
  return [answer?.ok === true ? answer.body.pages : NO_ROWS, problemOf(answer)]
}

/** A page as it stands; null until it first came. What a save answered can be put in its place. */
export function usePage(
  sandbox: LiveSandbox,
  node: string,
  id: string,
): readonly [Page | null, Problem | null, (page: Page) => void] {
  const [answer, put] = useFresh(sandbox, node, `${node}/${id}`, PAGE_EVERY_MS, () => sandbox.page(node, id))
  return [answer?.ok === true ? answer.body : null, problemOf(answer), (page) => put({ ok: true, body: page })]
}

const problemOf = (answer: Result<unknown> | null): Problem | null => (answer === null || answer.ok ? null : answer.problem)

function useFresh<T>(
  sandbox: LiveSandbox,
  node: string,
  what: string,
  everyMs: number,
  ask: () => Promise<Result<T>>,
): readonly [Result<T> | null, (answer: Result<T>) => void] {
  const snapshot = useStore(sandbox.$snapshot)
  const [shown, show] = useState<{ readonly what: string; readonly answer: Result<T> } | null>(null)
  const asking = useRef<InTurn | null>(null)
  useEffect(() => {
    const own = inTurn(async (isWanted) => {
      const answer = await ask()
      if (isWanted()) show({ what, answer })
    }, everyMs)
    asking.current = own
    return own.stop
  }, [sandbox, what])
  const answer = shown?.what === what ? shown.answer : null
  // One that does not answer will not before something happens to itself.
  const isDown = problemOf(answer)?.type?.includes('node-not-answering') === true
  const news = isDown ? snapshot?.nodes.find(({ id }) => id === node) : snapshot?.seq
  useEffect(() => asking.current?.soon(), [sandbox, what, news])
  return [answer, (next) => show({ what, answer: next })]
}
