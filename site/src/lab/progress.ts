// Which steps hold now, asked again whenever the sandbox changed, whichever surface it was changed through.

import type { Progress } from '@worker/kernel/procedure.ts'
import { atom } from 'nanostores'
import { fill, say } from '../strings.ts'
import { call } from './api.ts'
import { keepDone } from './done.ts'
import type { LiveSandbox } from './LiveSandbox.ts'

export type StepProgress = Progress['steps'][number] & {
  readonly heldBefore: boolean // it held at some time since the sandbox was made or reset
}

export const $steps = atom<readonly StepProgress[]>([])

const DEBOUNCE_MS = 150

/** Keeps `$steps` current for one procedure. The returned function ends it. */
export function watchProgress(sandbox: LiveSandbox, product: string, slug: string, titles: readonly string[]): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = false
  let again = false
  let held: ReadonlySet<string> = new Set()

  const ask = async () => {
    if (asking) {
      again = true
      return
    }
    asking = true
    const answer = await call<Progress>('GET', `${sandbox.path}/procedures/${product}/${slug}`, sandbox.$key.get())
    asking = false
    if (answer.ok) take(answer.body)
    if (again) {
      again = false
      soon()
    }
  }

  const take = ({ steps }: Progress) => {
    for (const [index, step] of steps.entries()) {
      const title = titles[index] ?? step.id
      if (step.holds && !held.has(step.id)) sandbox.remark('ok', fill(say.step.nowHolds, { title }))
      if (!step.holds && $steps.get()[index]?.holds === true) sandbox.remark('error', fill(say.step.brokenAgain, { title }))
    }
    held = new Set([...held, ...steps.filter((step) => step.holds).map((step) => step.id)])
    $steps.set(steps.map((step) => ({ ...step, heldBefore: held.has(step.id) })))
    keepDone(`${product}/${slug}`, { held: steps.filter((step) => step.holds).length, all: steps.length })
  }

  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), DEBOUNCE_MS)
  }

  let template = ''
  let lastSeq = -1
  const stop = sandbox.$snapshot.subscribe((snapshot) => {
    if (snapshot === null || snapshot.seq === lastSeq) return
    // A reset begins the story anew.
    if (snapshot.seq < lastSeq || (template !== '' && template !== snapshot.template)) held = new Set()
    template = snapshot.template
    lastSeq = snapshot.seq
    soon()
  })
  return () => {
    stop()
    clearTimeout(timer)
    $steps.set([])
  }
}
