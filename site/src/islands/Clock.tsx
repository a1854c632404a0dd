// The sandbox's virtual clock: what time it is there, how fast it goes, and ways to have it later.

import type { Rate } from '@worker/kernel/snapshot.ts'
import { useEffect, useState } from 'preact/hooks'
import type { Advance, LiveSandbox } from '../lab/LiveSandbox.ts'
import { TO_NEXT_EVENT } from '../lab/routine.ts'
import { fill, say } from '../strings.ts'
import { useStore } from './useStore.ts'

const RATES: readonly Rate[] = [0, 1, 10, 60]
const STEPS = [1, 2, 5, 20] as const
const SETTLE: Advance = { until: 'settled', max: 'PT1H' }
/** Shorter runs are over before a progress bar would help. */
const PROGRESS_AFTER_MS = 500

export function Clock({ sandbox, compact = false }: { readonly sandbox: LiveSandbox; readonly compact?: boolean }) {
  const snapshot = useStore(sandbox.$snapshot)
  const canAct = useStore(sandbox.$canAct)
  const advancing = useStore(sandbox.$advancing)
  const now = useVirtualNow(sandbox)
  if (snapshot === null) return null
  return (
    <ClockFace
      now={now}
      rate={snapshot.clock.rate}
      isSettled={snapshot.settled}
      isIdle={canAct && advancing === null}
      advancing={advancing}
      isCompact={compact}
      onRate={(rate) => void sandbox.setRate(rate)}
      onAdvance={(how) => void sandbox.advance(how)}
    />
  )
}

type FaceProps = {
  readonly now: string
  readonly rate: Rate | null
  readonly isSettled: boolean
  readonly isIdle: boolean // what moves time can be pressed
  readonly advancing?: number | null
  readonly isCompact?: boolean
  readonly onRate?: (rate: Rate) => void
  readonly onAdvance?: (how: Advance) => void
}

/** The clock as it looks; without `onRate` and `onAdvance` the one of a sandbox that is still awaited. */
export function ClockFace({ now, rate, isSettled, isIdle, advancing = null, isCompact = false, onRate, onAdvance }: FaceProps) {
  return (
    <section class="cb-clock" aria-label={say.clock.title} data-compact={isCompact}>
      <p class="cb-clock-now">
        <span class="cb-clock-time">{now.slice(11, 19)}</span> <span class="cb-clock-date">{now.slice(0, 10)} UTC</span>
        <span class="cb-badge" data-tone={isSettled ? 'ok' : 'info'}>
          {isSettled ? say.clock.settled : say.clock.underWay}
        </span>
        <AdvanceProgress since={advancing} />
      </p>
      <div class="cb-row">
        <fieldset class="cb-segments">
          <legend class="cb-hidden">{say.clock.speed}</legend>
          {RATES.map((each) => (
            <button
              type="button"
              key={each}
              aria-pressed={rate === each}
              disabled={!isIdle}
              title={each === 0 ? say.clock.pause : fill(say.clock.rate, { rate: each })}
              onClick={() => onRate?.(each)}
            >
              {each === 0 ? say.clock.pauseShort : `${each}×`}
            </button>
          ))}
        </fieldset>
        <fieldset class="cb-segments">
          <legend class="cb-hidden">{say.clock.until}</legend>
          <button
            type="button"
            disabled={!isIdle || isSettled}
            title={say.clock.untilSettledWhy}
            onClick={() => onAdvance?.(SETTLE)}
          >
            {say.clock.untilSettled}
          </button>
          <button type="button" disabled={!isIdle} title={say.clock.nextEventWhy} onClick={() => onAdvance?.(TO_NEXT_EVENT)}>
            {say.clock.nextEvent}
          </button>
        </fieldset>
        <fieldset class="cb-segments">
          <legend class="cb-hidden">{say.clock.skip}</legend>
          {STEPS.map((minutes) => (
            <button
              type="button"
              key={minutes}
              disabled={!isIdle}
              title={fill(say.clock.advance, { minutes })}
              onClick={() => onAdvance?.({ by: `PT${minutes}M` })}
            >
              {fill(say.clock.advanceShort, { minutes })}
            </button>
          ))}
        </fieldset>
      </div>
    </section>
  )
}

// Beside the time, which shows how far it came, so that nothing moves when it comes and goes.
function AdvanceProgress({ since }: { readonly since: number | null }) {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    setLong(false)
    if (since === null) return
    const timer = setTimeout(() => setLong(true), PROGRESS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [since])
  return (
    <span class="cb-progress" role="status">
      {since !== null && isLong && (
        <>
          <progress aria-label={say.clock.advancing} /> <span class="cb-hidden">{say.clock.advancing}</span>
        </>
      )}
    </span>
  )
}

/** The virtual time between two snapshots, counted on from the last one at the clock's own rate. */
function useVirtualNow(sandbox: LiveSandbox): string {
  const snapshot = useStore(sandbox.$snapshot)
  const clock = snapshot?.clock
  const [, redraw] = useState(0)
  const [base, setBase] = useState({ at: 0, virtual: 0 })
  useEffect(() => {
    if (clock === undefined) return
    setBase({ at: Date.now(), virtual: Date.parse(clock.now) })
    if (clock.rate === 0) return
    const timer = setInterval(() => redraw((count) => count + 1), clock.rate === 1 ? 1_000 : 250)
    return () => clearInterval(timer)
  }, [clock])
  if (clock === undefined) return ''
  const passed = base.at === 0 || base.virtual !== Date.parse(clock.now) ? 0 : (Date.now() - base.at) * clock.rate
  return new Date(Date.parse(clock.now) + passed).toISOString()
}
