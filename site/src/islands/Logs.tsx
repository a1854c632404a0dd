// One node's own log, in the product's lines, with filters for module and level.

import { useStore } from '@nanostores/preact'
import { useEffect, useState } from 'preact/hooks'
import type { LiveSandbox, LogLine } from '../lab/LiveSandbox.ts'
import { fill, say } from '../strings.ts'
import { Scroll } from './Scroll.tsx'

const SHOWN_MAX = 300
const REFRESH_MS = 400

export function Logs({ sandbox, node }: { readonly sandbox: LiveSandbox; readonly node: string }) {
  const seq = useStore(sandbox.$snapshot)?.seq
  const [lines, setLines] = useState<readonly LogLine[]>([])
  const [module, setModule] = useState('')
  const [level, setLevel] = useState('')
  // Every change of the sandbox may have been logged
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(
      () =>
        void sandbox.logs(node, {}).then((answer) => {
          if (isCurrent && answer.ok) setLines(answer.body.lines)
        }),
      REFRESH_MS,
    )
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [sandbox, node, seq])
  const shown = lines
    .filter((line) => (module === '' || line.module === module) && (level === '' || line.level === level))
    .slice(-SHOWN_MAX)
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
      </div>
      {shown.length === 0 ? (
        <p class="cb-faint">{say.logs.none}</p>
      ) : (
        <Scroll class="cb-log-lines" label={fill(say.logs.lines, { node })}>
          <ol>
            {shown.map((line, index) => (
              <li key={index}>{line.line}</li>
            ))}
          </ol>
        </Scroll>
      )}
    </section>
  )
}

function Choice({
  label,
  all,
  value,
  onChange,
}: {
  readonly label: string
  readonly all: readonly string[]
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  return (
    <label class="cb-choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{say.logs.all}</option>
        {all.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  )
}
