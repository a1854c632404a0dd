// One node's own log, in the product's lines, with filters for module and level.

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { fill, say } from '../strings.ts'
import { Choice } from './Choice.tsx'
import { useLines } from './linesOf.ts'
import { Scroll } from './Scroll.tsx'

const SHOWN_MAX = 300

export function Logs({ sandbox, node }: { readonly sandbox: LiveSandbox; readonly node: string }) {
  const lines = useLines(sandbox, node)
  const [module, setModule] = useState('')
  const [level, setLevel] = useState('')
  const [text, setText] = useState('')
  const [follows, setFollows] = useState(true)
  const box = useRef<HTMLElement>(null)
  const fitting = lines.filter(
    (line) =>
      (module === '' || line.module === module) &&
      (level === '' || line.level === level) &&
      line.line.toLowerCase().includes(text.toLowerCase()),
  )
  const shown = fitting.slice(-SHOWN_MAX)
  const last = shown.at(-1)?.seq
  // Whoever follows sees each new line
  useLayoutEffect(() => {
    if (follows && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [follows, last])
  return (
    <section class="cb-logs" aria-label={fill(say.logs.title, { node })}>
      <div class="cb-row">
        <Choice
          label={say.logs.module}
          all={[...new Set(lines.map((line) => line.module))].sort()}
          value={module}
          onChange={setModule}
        />
        <Choice
          label={say.logs.level}
          all={[...new Set(lines.map((line) => line.level))].sort()}
          value={level}
          onChange={setLevel}
        />
        <label class="cb-choice">
          <span>{say.logs.text}</span>
          <input type="text" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
        </label>
        <label class="cb-choice">
          <input type="checkbox" checked={follows} onChange={({ currentTarget }) => setFollows(currentTarget.checked)} />
          <span>{say.logs.follow}</span>
        </label>
      </div>
      {fitting.length > shown.length && (
        <p class="cb-faint">{fill(say.logs.newest, { shown: shown.length, all: fitting.length })}</p>
      )}
      {shown.length === 0 ? (
        <p class="cb-faint">{lines.length === 0 ? say.logs.none : say.logs.noneFit}</p>
      ) : (
        <Scroll class="cb-log-lines" box={box} label={fill(say.logs.lines, { node })}>
          <ol translate={false}>
            {shown.map((line) => (
              <li key={line.seq}>{line.line}</li>
            ))}
          </ol>
        </Scroll>
      )}
    </section>
  )
}
