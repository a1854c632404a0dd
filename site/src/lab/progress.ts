// Which steps hold now, asked again whenever the sandbox changed, whichever surface it was changed through.

import type { Progress } from '@worker/kernel/procedure.ts'
import { atom } from 'nanostores'
import { fill, say } from '../strings.ts'
import { call } from './api.ts'
import { keepDone } from './done.ts'
import { inTurn } from './inTurn.ts'
import type { LiveSandbox } from './LiveSandbox.ts'
import { keepRoom } from './room.ts'

export type StepProgress = Progress['steps'][number] & {
  readonly heldBefore: boolean // it held at some time since the sandbox was made or reset
}

export const $steps = atom<readonly StepProgress[]>([])

/** What has to be so before the first step, and whether it is. Once a step was done it is behind the reader. */
export type NeedProgress = Progress['needs'][number] & { readonly isBehind: boolean }

export const $needs = atom<readonly NeedProgress[]>([])

const EVERY_MS = 150
/** A question that went unanswered is asked again: where nothing happens any more, no change would ask it. */
const AGAIN_MS = 2_000

/** Keeps `$steps` current for one procedure. The returned function ends it. */
export function watchProgress(sandbox: LiveSandbox, product: string, slug: string, titles: readonly string[]): () => void {
  let held: ReadonlySet<string> = new Set()

  const asking = inTurn(async (isWanted) => {
    const answer = await call<Progress>('GET', `${sandbox.path}/procedures/${product}/${slug}`, sandbox.$key.get())
    if (!isWanted()) return
    if (answer.ok) take(answer.body)
    else if (sandbox.$connection.get() !== 'gone') setTimeout(() => asking.soon(), AGAIN_MS)
  }, EVERY_MS)

  const { pathname } = location
  const take = ({ needs, steps }: Progress) => {
    const at = steps.findIndex(({ holds }) => !holds)
    const next = steps[at] && { href: `${pathname}#${steps[at].id}`, text: fill(say.step.next, { title: titles[at] ?? '' }) }
    for (const [index, step] of steps.entries()) {
      const title = titles[index] ?? step.id
      const before = $steps.get()[index]?.holds // nothing yet: what held before the page was opened is no news
      if (step.holds && before === false) sandbox.remark('ok', fill(say.step.nowHolds, { title }), next)
      if (!step.holds && before === true) sandbox.remark('error', fill(say.step.brokenAgain, { title }))
    }
    held = new Set([...held, ...steps.filter((step) => step.holds).map((step) => step.id)])
    $steps.set(steps.map((step) => ({ ...step, heldBefore: held.has(step.id) })))
    $needs.set(needs.map((need) => ({ ...need, isBehind: held.size > 0 })))
    keepRoom(`${product}/${slug}`, $steps.get())
    keepDone(`${product}/${slug}`, { held: steps.filter((step) => step.holds).length, all: steps.length })
  }

  // What came with the sandbox itself need not be asked for.
  let lastSeq = -1
  const { judged } = sandbox
  if (judged?.product === product && judged.slug === slug && judged.seq === sandbox.$snapshot.get()?.seq) {
    lastSeq = judged.seq
    take(judged)
  }
  const stop = sandbox.$snapshot.subscribe((snapshot) => {
    if (snapshot === null || snapshot.seq === lastSeq) return
    lastSeq = snapshot.seq
    asking.soon()
  })
  const stopBeginning = sandbox.$beginning.listen(() => {
    held = new Set()
    $steps.set([])
  })
  return () => {
    stop()
    stopBeginning()
    asking.stop()
    $steps.set([])
    $needs.set([])
  }
}
