// What the console of any sandbox shows before its own is there: the same regions with the same room, so that nothing
// moves when it comes. It stands in the page as it was built, and goes when there is something in its place; what would do
// nothing without JavaScript is left out.

import { say } from '../strings.ts'
import { ClockFace } from './Clock.tsx'

/** For a time as wide as any; it is not shown. */
const NO_TIME = '0000-00-00T00:00:00'

export function ConsoleFrame() {
  return (
    <div class="cb-console-frame" aria-busy="true">
      <div class="cb-scripted" aria-hidden="true">
        <HeadFrame />
        <div class="cb-readonly">
          <span>{say.share.readOnly['no-key']}</span>
          <button type="button" class="cb-small" disabled>
            {say.share.fork}
          </button>
        </div>
      </div>
      <div class="cb-console-grid">
        <ClusterFrame />
        <DeskFrame />
      </div>
    </div>
  )
}

function HeadFrame() {
  return (
    <header class="cb-console-head">
      <div class="cb-console-title">
        <p class="cb-faint">{say.console.sandbox}</p>
        <p class="cb-console-name">
          <span class="cb-awaited" />
        </p>
        <div class="cb-row">
          <button type="button" class="cb-small" aria-keyshortcuts="?" disabled>
            {say.shortcuts.open} <kbd>?</kbd>
          </button>
        </div>
      </div>
      <ClockFace now={NO_TIME} rate={null} isSettled={false} isIdle={false} />
    </header>
  )
}

/** The room of the picture, with what a reader who waits for it may want to know. */
export function ClusterFrame() {
  return (
    <div class="cb-card cb-cluster-frame">
      <h2>{say.topology.title}</h2>
      <p class="cb-lead">{say.console.lead}</p>
      <p class="cb-faint cb-scripted">{say.common.loading}</p>
    </div>
  )
}

export function DeskFrame() {
  return (
    <div class="cb-card cb-desk-frame cb-scripted" aria-hidden="true">
      <h2>{say.desk.title}</h2>
    </div>
  )
}
