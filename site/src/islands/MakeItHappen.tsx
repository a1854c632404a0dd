// A button that makes a sandbox, in place, and brings about in it what the page speaks of. What it takes to show
// that is loaded when it is pressed.

import type { ComponentType } from 'preact'
import { useState } from 'preact/hooks'
import { say } from '../strings.ts'
import type { Happening, Plot } from './Happening.tsx'

type Loaded = { readonly Live: ComponentType<Parameters<typeof Happening>[0]> }

export default function MakeItHappen(plot: Plot) {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [said, setSaid] = useState('')
  const make = async () => {
    setSaid(say.happening.making)
    try {
      const { Happening: Live } = await import('./Happening.tsx')
      setSaid('')
      setLoaded({ Live })
    } catch {
      setSaid(say.problem.noAnswer)
    }
  }
  if (loaded !== null) return <loaded.Live plot={plot} onEnd={() => setLoaded(null)} />
  return (
    <p class="cb-make">
      <button type="button" class="cb-small" aria-label={`${say.happening.make}: ${plot.what}`} onClick={() => void make()}>
        {say.happening.make}
      </button>{' '}
      <span role="status">{said}</span>
    </p>
  )
}
