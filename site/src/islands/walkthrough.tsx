// Brings a walkthrough to life: makes or finds its sandbox, sets the panel beside the steps and gives
// every step its tick, its hints and its "do this step for me".

import { render } from 'preact'
import { sentencesOf } from '../lab/api.ts'
import { onceDrawn } from '../lab/frames.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import type { ShownAct } from '../lab/perform.ts'
import { $performance } from '../lab/perform.ts'
import { checkWordsIn } from '../lab/presentation.ts'
import { watchProgress } from '../lab/progress.ts'
import { setOpening } from '../lab/room.ts'
import { say } from '../strings.ts'
import { openDocked, place } from './dock.tsx'
import { NeedLive } from './NeedLive.tsx'
import { printTimeline } from './PaperTimeline.tsx'
import { StepLive } from './StepLive.tsx'

type Printed = { readonly steps: readonly { readonly id: string; readonly acts: readonly ShownAct[] }[] }
type Plan = { readonly steps: readonly { readonly id: string; readonly title: string; readonly acts: readonly ShownAct[] }[] }

type Opened = {
  readonly product: string
  readonly slug: string
  /** What to open, as it was asked for. */
  readonly wanted: Parameters<typeof openDocked>[0]
  readonly onGone: (deletedHere: boolean) => void
}

/** Opens the walkthrough. Answers why that failed, in a sentence, or null. */
export async function openWalkthrough({ product, slug, wanted, onGone }: Opened): Promise<string | null> {
  const plan = planOf(document)
  const titles = plan.steps.map(({ title }) => title)
  let stopWatching = () => {}
  let watched: LiveSandbox | null = null
  const watch = (sandbox: LiveSandbox) => {
    if (watched === sandbox) return
    watched = sandbox
    stopWatching = watchProgress(sandbox, product, slug, titles)
  }
  const opened = await openDocked(wanted, watch)
  if (!opened.ok)
    return 'kept' in wanted && opened.problem.status === 404 ? say.start.expired : sentencesOf(opened.problem).join(' ')
  const sandbox = opened.body
  watch(sandbox)
  const isAwaited = document.activeElement?.closest('.cb-opening') != null
  const places = plan.steps.flatMap((step, index) => {
    const at = document.querySelector(`[data-step-live="${step.id}"]`)
    return at === null ? [] : [{ at, step, index, room: [...at.childNodes] }]
  })
  const needs = [...document.querySelectorAll<HTMLElement>('[data-need]')]
  setOpening('on')
  place()
  for (const { at, step, index } of places) {
    at.replaceChildren()
    render(<StepLive sandbox={sandbox} step={step} index={index} />, at)
  }
  for (const at of needs) render(<NeedLive id={at.dataset.need ?? ''} words={checkWordsIn(sandbox.$snapshot.get())} />, at)
  const steps = document.querySelector('.cb-walkthrough')
  if (steps !== null) printTimeline(sandbox, steps)
  if (isAwaited) onceDrawn(passFocus)

  const leave = () => {
    document.removeEventListener('astro:before-swap', leave)
    stopListening()
    stopWatching()
    $performance.set(null)
    for (const each of [...places.map(({ at }) => at), ...needs]) render(null, each)
  }
  const stopListening = sandbox.$connection.listen((connection) => {
    if (connection !== 'gone') return
    leave()
    for (const { at, room } of places) at.replaceChildren(...room)
    onGone(sandbox.ending === 'deleted-here')
  })
  document.addEventListener('astro:before-swap', leave)
  return null
}

// Whoever waited for the cluster goes on in its panel; whoever moved on meanwhile stays there. Once it is drawn, since
// turning the focus before makes the browser lay the whole page out for nothing else.
function passFocus(): void {
  const { activeElement } = document
  if (activeElement !== document.body && activeElement?.closest('.cb-opening') == null) return
  document.querySelector<HTMLElement>('[data-workspace] .cb-workspace')?.focus({ preventScroll: true })
}

// The acts come from the data block, the titles from the steps themselves.
function planOf(page: Document): Plan {
  const block = page.querySelector('script[data-walkthrough]')
  const { steps } = JSON.parse(block?.textContent ?? '{"steps":[]}') as Printed
  return {
    steps: steps.map(({ id, acts }) => ({
      id,
      acts,
      title: page.querySelector<HTMLElement>(`[data-step="${id}"]`)?.dataset.title ?? id,
    })),
  }
}
