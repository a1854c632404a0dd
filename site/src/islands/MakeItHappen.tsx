// A button that makes a sandbox and brings about in it what the page speaks of, then shows it.

import { useState } from 'preact/hooks'
import type { ShownAct } from '../lab/perform.ts'
import { say } from '../strings.ts'

type Props = { readonly template: string; readonly acts: readonly ShownAct[]; readonly what: string }

export default function MakeItHappen({ template, acts, what }: Props) {
  const [said, setSaid] = useState<string | null>(null)
  const make = async () => {
    setSaid(say.alarmList.making)
    const { bringAbout } = await import('./bringAbout.ts')
    const failure = await bringAbout(template, acts)
    if (failure !== null) setSaid(failure)
  }
  return (
    <span class="cb-make">
      <button type="button" class="cb-small" aria-label={`${say.alarmList.make}: ${what}`} onClick={() => void make()}>
        {say.alarmList.make}
      </button>{' '}
      <span role="status">{said ?? ''}</span>
    </span>
  )
}
