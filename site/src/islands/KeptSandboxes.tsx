// The sandboxes that this browser remembers, newest first, each a link to its console.

import { kept } from '../lab/keys.ts'
import { $reference } from '../lab/reference.ts'
import { say } from '../strings.ts'
import { useStore } from './useStore.ts'

export function KeptSandboxes() {
  const { templates } = useStore($reference)
  const all = kept()
  if (all.length === 0) return null
  return (
    <section class="cb-kept" aria-label={say.console.kept}>
      <h2>{say.console.kept}</h2>
      <ul>
        {all.map(({ id, template, key }) => (
          <li key={id}>
            <a href={`/s/${id}`}>{templates[template] ?? template ?? id}</a>{' '}
            <span class="cb-faint">
              <code>{id}</code> {key === null ? say.console.keptWithoutKey : ''}
            </span>
          </li>
        ))}
      </ul>
      <p class="cb-faint">{say.console.keptWhy}</p>
    </section>
  )
}
