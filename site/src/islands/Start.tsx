// The one island a page wakes up before its reader asks for anything: a button. Everything else is
// loaded when the walkthrough is started, or found again after a reload.

import { useLayoutEffect, useState } from 'preact/hooks'
import { dockedHere } from '../lab/docked.ts'
import { amend, type Kept, recallFor, remember } from '../lab/keys.ts'
import { say } from '../strings.ts'

type Props = {
  readonly product: string
  readonly slug: string
  readonly template: string
  readonly nodes: readonly string[] // those the procedure works on
}

type Phase = { readonly is: 'idle' | 'starting' | 'started' } | { readonly is: 'failed'; readonly why: string }

export default function Start({ product, slug, template, nodes }: Props) {
  const page = `${product}/${slug}`
  const [phase, setPhase] = useState<Phase>({ is: 'idle' })
  const [along, setAlong] = useState<Kept | null>(null) // the cluster that came along, if this procedure could be done on it

  const begin = async (isFresh: boolean) => {
    setPhase({ is: 'starting' })
    const kept = isFresh ? null : recallFor(page)
    try {
      const { openWalkthrough } = await import('./walkthrough.tsx')
      const failure = await openWalkthrough({
        product,
        slug,
        template,
        kept,
        onGone: (deletedHere) => setPhase({ is: 'failed', why: deletedHere ? say.start.deletedHere : say.start.gone }),
      })
      setPhase(failure === null ? { is: 'started' } : { is: 'failed', why: failure })
    } catch {
      setPhase({ is: 'failed', why: say.problem.noAnswer })
    }
  }

  // Once, when the page opens, and before the reader can press anything here
  useLayoutEffect(() => {
    takeFromAddress(page, template)
    if (recallFor(page) !== null) void begin(false)
    const here = dockedHere()
    if (here !== null && nodes.every((node) => here.nodes?.includes(node))) setAlong(here)
  }, [])

  if (phase.is === 'started') return null
  const startAnew = () => {
    const kept = recallFor(page)
    if (kept !== null) amend(kept.id, { pages: kept.pages.filter((each) => each !== page) })
    void begin(true)
  }
  const goOn = () => {
    if (along === null) return
    amend(along.id, { pages: [...along.pages, page] })
    void begin(false)
  }
  return (
    <div class="cb-start">
      <button type="button" class="cb-primary cb-large" disabled={phase.is === 'starting'} onClick={startAnew}>
        {phase.is === 'starting' ? say.start.starting : say.start.button}
      </button>
      {along !== null && (
        <button type="button" class="cb-large" disabled={phase.is === 'starting'} onClick={goOn}>
          {say.start.goOn}
        </button>
      )}
      <p class="cb-faint">{say.start.note}</p>
      <p role="status" class="cb-start-why">
        {phase.is === 'failed' ? phase.why : ''}
      </p>
    </div>
  )
}

/** A link from another device carries `#s={id}.{key}`. Both are kept, and leave the address bar. */
function takeFromAddress(page: string, template: string): void {
  const [, id, key] = /^#s=([\w-]+)\.([\w-]+)$/.exec(location.hash) ?? []
  if (id === undefined || key === undefined) return
  history.replaceState(null, '', location.pathname)
  remember({ id, key, template, awake: true, pages: [page] })
}
