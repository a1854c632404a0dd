// A step's head before its state is known: as high as it will be then, so that nothing below it moves.

import { fill, say } from '../strings.ts'

/** As the page is built: what `StepLive` shows at first, where nothing can be pressed yet. */
export function StepHeadRoom() {
  return (
    <div class="cb-step-live">
      <div class="cb-row">
        <span class="cb-badge cb-step-state" data-tone="unknown">
          {say.step.states.unknown}
        </span>
        <button type="button" disabled>
          {say.step.doIt}
        </button>
      </div>
      <StepRoom />
    </div>
  )
}

/** The room for the way to more help and for the checks, of which nothing is said yet. */
export function StepRoom() {
  return (
    <div class="cb-step-room" aria-hidden="true">
      <div class="cb-ladder">
        <button type="button" class="cb-quiet" disabled>
          {say.step.stuck}
        </button>
      </div>
      <details class="cb-room-checks">
        <summary>{fill(say.step.checks, { held: 0, all: 0 })}</summary>
      </details>
    </div>
  )
}
