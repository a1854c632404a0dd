// What the cluster does for those who use it, now: one bar for each thing its products count.

import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { impactOf } from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { useStore } from './useStore.ts'

export function Impact({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const measures = impactOf(useStore(sandbox.$shown)?.nodes ?? [])
  if (measures.length === 0) return null
  return (
    <dl class="cb-impact" aria-label={say.impact.title}>
      {measures.map(({ label, now, of, tone }) => (
        <div key={label} data-tone={tone}>
          <dt>{label}</dt>
          <dd>
            <meter min={0} max={of} value={now} aria-label={label} />
            <span>{fill(say.impact.of, { now, of })}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
