// What a step shows once the walkthrough is started: whether it holds, what is still missing, the hints
// that fit the state found, and the button that does it before the reader's eyes.

import type { Verdict } from '@worker/kernel/checks.ts'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type CheckWords, wantedIn, wrongIn } from '../lab/checkWords.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { $performance, perform, type ShownAct, sentenceOf } from '../lab/perform.ts'
import { checkWordsIn } from '../lab/presentation.ts'
import { $needs, $steps } from '../lab/progress.ts'
import { TO_NEXT_EVENT } from '../lab/routine.ts'
import { fill, say } from '../strings.ts'
import { isPlain } from './found.ts'
import { StepRoom } from './StepRoom.tsx'
import { useStore } from './useStore.ts'

type Props = {
  readonly sandbox: LiveSandbox
  readonly step: { readonly id: string; readonly title: string; readonly acts: readonly ShownAct[] }
  readonly index: number
}

export function StepLive({ sandbox, step, index }: Props) {
  const steps = useStore($steps)
  const performance = useStore($performance)
  const advancing = useStore(sandbox.$advancing)
  const settled = useStore(sandbox.$snapshot)?.settled ?? true
  const host = useRef<HTMLDivElement>(null)
  const hints = useRef<readonly HTMLDetailsElement[] | null>(null) // in the order of the page
  const progress = steps[index]
  const state = progress === undefined ? 'unknown' : progress.holds ? 'holds' : progress.heldBefore ? 'broken' : 'open'
  const isNext = steps.findIndex(({ holds }) => !holds) === index
  const isPerforming = performance !== null && performance.failed === null && performance.at < performance.acts
  const mine = performance?.step === step.id ? performance : null

  useLayoutEffect(() => {
    const section = host.current?.closest<HTMLElement>('[data-step]')
    if (section === null || section === undefined) return
    section.dataset.state = state
    section.dataset.next = String(isNext)
    if (progress === undefined) return
    delete section.dataset.room
    hints.current ??= [...section.querySelectorAll<HTMLDetailsElement>('[data-hint]')].sort(
      (a, b) => Number(a.dataset.place) - Number(b.dataset.place),
    )
    for (const hint of hints.current) {
      const fits = String(progress.hints.includes(hint.dataset.hint ?? ''))
      if (fits === (hint.dataset.fits ?? 'false')) continue
      hint.open = fits === 'true'
      hint.dataset.fits = fits
    }
    shelve(section, hints.current)
  }, [state, isNext, progress])

  const words = checkWordsIn(sandbox.$snapshot.get())
  return (
    <div class="cb-step-live" ref={host}>
      <div class="cb-row">
        <span class="cb-badge cb-step-state" data-tone={TONES[state]}>
          {say.step.states[state]}
        </span>
        <button
          type="button"
          class={isNext ? 'cb-primary' : ''}
          aria-describedby={`${step.id}-title`}
          disabled={isPerforming || advancing !== null}
          onClick={() => void perform(sandbox, step.id, step.acts)}
        >
          {fill(say.step.doIt, { title: step.title })}
        </button>
        {!settled && isNext && !isPerforming && (
          <>
            <button type="button" disabled={advancing !== null} onClick={() => void untilItHolds(sandbox, index)}>
              {say.step.fastForward}
            </button>
            <button type="button" disabled={advancing !== null} onClick={() => void sandbox.advance(TO_NEXT_EVENT)}>
              {say.step.nextEvent}
            </button>
          </>
        )}
      </div>
      {index === 0 && <MissingNeeds />}
      {progress === undefined && <StepRoom />}
      {state !== 'holds' && progress !== undefined && (
        <Ladder id={step.id} acts={step.acts} checks={progress.checks.filter(({ holds }) => !holds)} words={words} />
      )}
      {mine !== null && (
        <ol class="cb-performance" aria-label={say.step.performing}>
          {step.acts.map((act, at) => (
            <li
              key={at}
              data-state={at < mine.at ? 'done' : at > mine.at ? 'waiting' : mine.failed === null ? 'doing' : 'failed'}
            >
              {sentenceOf(act)}
            </li>
          ))}
        </ol>
      )}
      {mine?.failed != null && (
        <p class="cb-notice" data-tone="error" role="status">
          {mine.failed}
        </p>
      )}
      {index === steps.length - 1 && steps.every(({ holds }) => holds) && <Finished sandbox={sandbox} />}
      {progress !== undefined && (
        <details class="cb-checks" open={state === 'broken'}>
          <summary>
            {fill(progress.checks.length === 1 ? say.step.check : say.step.checks, {
              held: progress.checks.filter(({ holds }) => holds).length,
              all: progress.checks.length,
            })}
          </summary>
          <ul>
            {progress.checks.map((check) => (
              <li key={check.text} data-holds={check.holds}>
                <span class="cb-hidden">{check.holds ? say.step.checkHolds : say.step.checkFails}</span>
                <span title={check.text}>{wantedIn(check.text, words)}</span>
                {!check.holds && isPlain(check.found) && (
                  <span class="cb-faint"> {fill(say.step.found, { value: String(check.found) })}</span>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** Hints that fit stand beside the state of the step, where the reader looks; the others stay behind what is to be done. */
function shelve(section: HTMLElement, hints: readonly HTMLDetailsElement[]): void {
  for (const [shelf, wanted] of [
    [section.querySelector('[data-hints-near]'), hints.filter(({ dataset }) => dataset.fits === 'true')],
    [section.querySelector('[data-hints]'), hints.filter(({ dataset }) => dataset.fits !== 'true')],
  ] as const) {
    const there = [...(shelf?.querySelectorAll('[data-hint]') ?? [])]
    if (there.length !== wanted.length || there.some((hint, at) => hint !== wanted[at])) shelf?.append(...wanted)
  }
}

/** After the last step, once all of them hold: that this is the end, and what can be taken along. */
function Finished({ sandbox }: { readonly sandbox: LiveSandbox }) {
  return (
    <div class="cb-notice cb-finished" data-tone="ok">
      <p>{say.step.finished}</p>
      <p class="cb-row">
        <button type="button" class="cb-small" onClick={() => window.print()}>
          {say.step.print}
        </button>
        <a class="cb-button cb-small" href={`/s/${sandbox.id}`}>
          {say.share.openConsole}
        </a>
      </p>
    </div>
  )
}

/** A word before the first step where what the page asks for beforehand is not so. */
function MissingNeeds() {
  const needs = useStore($needs)
  const held = needs.filter(({ holds }) => holds).length
  if (held === needs.length || needs.some(({ isBehind }) => isBehind)) return null
  return (
    <p class="cb-notice" data-tone="warning" role="status">
      <a href="#before-you-start">{fill(say.needs.summary, { held, all: needs.length })}</a>
    </p>
  )
}

type LadderProps = {
  readonly id: string
  readonly acts: readonly ShownAct[]
  readonly checks: readonly Verdict[]
  readonly words: CheckWords
}

/** Three rungs of help: where to look, what is not so yet, and the exact act. */
function Ladder({ id, acts, checks, words }: LadderProps) {
  const [rung, setRung] = useState(0)
  const places = [...new Set(acts.flatMap(placeOf))].join('; ')
  return (
    <div class="cb-ladder">
      {rung < 3 && (
        <button type="button" class="cb-quiet" aria-describedby={`${id}-title`} onClick={() => setRung(rung + 1)}>
          {rung === 0 ? say.step.stuck : say.step.more}
        </button>
      )}
      <div role="status">
        {rung > 0 && places !== '' && <p>{fill(say.step.where, { places })}</p>}
        {rung > 1 &&
          checks.map(({ text, found }) => <p key={text}>{fill(say.step.wrong, { check: wrongIn({ text, found }, words) })}</p>)}
        {rung > 2 && (
          <>
            <p>{say.step.exact}</p>
            <ol>
              {acts.map((act, at) => (
                <li key={at}>
                  {sentenceOf(act)}
                  {'fields' in act && act.fields.length > 0 && (
                    <ul>
                      {act.fields.map(({ name, label, shown }) => (
                        <li key={name}>
                          {label}: <code>{shown}</code>
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </div>
  )
}

function placeOf(act: ShownAct): readonly string[] {
  if (act.is === 'console') return [fill(say.acts.consolePlace, { node: act.node })]
  if (act.is === 'save' || (act.is === 'press' && act.title !== ''))
    return [fill(say.acts.pagePlace, { node: act.node, page: act.title })]
  if (act.is === 'lay' || act.is === 'heal') return [say.acts.faultPlace]
  return []
}

const STRIDES_MAX = 200
const JUDGED_MS = 400 // the steps are judged a moment after a change

// Runs time on from one event to the next, and stops as soon as the step holds or nothing is under way any more.
async function untilItHolds(sandbox: LiveSandbox, index: number): Promise<void> {
  for (let stride = 0; stride < STRIDES_MAX; stride += 1) {
    if ((await sandbox.advance({ until: 'event', except: ['clock'], max: 'PT2M' })) !== null) return
    await new Promise((resolve) => setTimeout(resolve, JUDGED_MS))
    if ($steps.get()[index]?.holds !== false || sandbox.$snapshot.get()?.settled === true) return
  }
}

const TONES = { unknown: 'unknown', holds: 'ok', broken: 'error', open: 'info' } as const
