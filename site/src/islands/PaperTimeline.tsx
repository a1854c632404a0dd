// The reader's own timeline, for the paper: what was done in this sandbox and what came of it, oldest first.

import { render } from 'preact'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'

/** Puts the timeline at the end of `place` whenever the page is printed, and takes it away after that. */
export function printTimeline(sandbox: LiveSandbox, place: Element): void {
  const paper = document.createElement('section')
  paper.className = 'cb-paper'
  place.append(paper)
  addEventListener('beforeprint', () => {
    if (paper.isConnected && sandbox.$connection.get() !== 'gone') render(<Paper sandbox={sandbox} />, paper)
  })
  addEventListener('afterprint', () => render(null, paper))
}

function Paper({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const events = sandbox.$events.get()
  const first = events[0]?.at ?? ''
  if (events.length === 0) return null
  return (
    <>
      <h2>{fill(say.timeline.onPaper, { day: first.slice(0, 10) })}</h2>
      <ol>
        {events.map(({ seq, at, node, text }) => (
          <li key={seq} class="cb-paper-line">
            <span>{timeOf(at, first)}</span>
            <span>{node ?? say.timeline.sandbox}</span>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </>
  )
}
