// What happened in the sandbox, newest first, in virtual time.

import { useStore } from '@nanostores/preact'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { timeOf } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'

const SHOWN_MAX = 150

export function Timeline({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const events = useStore(sandbox.$events)
  const now = useStore(sandbox.$snapshot)?.clock.now
  if (events.length === 0) return <p class="cb-faint">{say.timeline.none}</p>
  return (
    <ol class="cb-timeline" reversed aria-label={say.timeline.title}>
      {events
        .slice(-SHOWN_MAX)
        .reverse()
        .map((event) => (
          <li key={event.seq} data-kind={event.kind}>
            <time dateTime={event.at}>{timeOf(event.at, now)}</time>
            <span class="cb-timeline-node">{event.node ?? say.timeline.sandbox}</span>
            <span>{event.text}</span>
          </li>
        ))}
    </ol>
  )
}
