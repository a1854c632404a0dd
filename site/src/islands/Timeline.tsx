// What happened in the sandbox, newest first, in virtual time; each moment can be looked at again, and
// the whole taken along as a file.

import { useEffect, useState } from 'preact/hooks'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { exportStory, type StoryFormat } from '../lab/story.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'
import { Choice } from './Choice.tsx'
import { useRoving } from './useRoving.ts'
import { useStore } from './useStore.ts'

const SHOWN_AT_ONCE = 300
const FORMATS: readonly StoryFormat[] = ['markdown', 'json', 'log']

export function Timeline({ sandbox, whole = false }: { readonly sandbox: LiveSandbox; readonly whole?: boolean }) {
  const events = useStore(sandbox.$events)
  const now = useStore(sandbox.$snapshot)?.clock.now
  const past = useStore(sandbox.$past)
  const [node, setNode] = useState('')
  const [kind, setKind] = useState('')
  const [text, setText] = useState('')
  const [most, setMost] = useState(SHOWN_AT_ONCE)
  useEffect(() => {
    if (whole) void sandbox.happenings.loadAll()
  }, [sandbox, whole])
  const nameOf = (each: string | null) => each ?? say.timeline.sandbox
  const fitting = events.filter(
    (event) =>
      (node === '' || nameOf(event.node) === node) &&
      (kind === '' || event.kind === kind) &&
      event.text.toLowerCase().includes(text.toLowerCase()),
  )
  const shown = fitting.slice(-most).reverse()
  const roving = useRoving(shown.map(({ seq }) => String(seq)))
  if (events.length === 0) return <p class="cb-faint">{say.timeline.none}</p>
  return (
    <div class="cb-story">
      {whole && (
        <search class="cb-row cb-filter" aria-label={say.timeline.filter}>
          <Choice
            label={say.timeline.node}
            all={[...new Set(events.map((event) => nameOf(event.node)))].sort()}
            value={node}
            onChange={setNode}
          />
          <Choice
            label={say.timeline.kind}
            all={[...new Set(events.map((event) => event.kind))].sort()}
            value={kind}
            onChange={setKind}
          />
          <label class="cb-choice">
            <span>{say.timeline.text}</span>
            <input type="text" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
          </label>
          <fieldset class="cb-segments">
            <legend class="cb-hidden">{say.timeline.export}</legend>
            {FORMATS.map((format) => (
              <button
                type="button"
                key={format}
                aria-label={`${say.timeline.export}: ${say.timeline[format]}`}
                onClick={() => void exportStory(sandbox, format, fitting)}
              >
                {say.timeline[format]}
              </button>
            ))}
            <button type="button" onClick={() => print()}>
              {say.timeline.print}
            </button>
          </fieldset>
        </search>
      )}
      {fitting.length === 0 && <p class="cb-faint">{say.timeline.noneFit}</p>}
      <ol class="cb-timeline" reversed aria-label={say.timeline.title} onKeyDown={roving.onKeyDown}>
        {shown.map((event) => (
          <li key={event.seq} data-kind={event.kind} data-looked-at={past?.seq === event.seq}>
            <time dateTime={event.at}>{timeOf(event.at, now)}</time>
            <span class="cb-timeline-node" translate={false}>
              {nameOf(event.node)}
            </span>
            <span>{event.text}</span>
            {whole && (
              <button
                type="button"
                class="cb-quiet"
                {...roving.item(String(event.seq))}
                title={say.timeline.look}
                aria-label={fill(say.timeline.lookAt, { at: timeOf(event.at), text: event.text })}
                onClick={() => void sandbox.lookBack(event.seq)}
              >
                ↶
              </button>
            )}
          </li>
        ))}
      </ol>
      {fitting.length > most && (
        <button type="button" class="cb-small" onClick={() => setMost(most + SHOWN_AT_ONCE)}>
          {fill(say.timeline.earlier, { left: fitting.length - most })}
        </button>
      )}
    </div>
  )
}
