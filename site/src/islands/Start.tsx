// The one island a page wakes up before its reader asks for anything: a button. Everything else is
// loaded when the walkthrough is started, or found again after a reload.

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { dockedHere } from '../lab/docked.ts'
import { amend, type Kept, recallFor, remember } from '../lab/keys.ts'
import { fetchSandbox, makeSandbox } from '../lab/making.ts'
import { leaveRoom, setOpening, takeRoomAgain, takeRoomAnew } from '../lab/room.ts'
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
  const [isWide, setWide] = useState(false) // the layout of the walkthrough has stayed after a start that failed
  const [along, setAlong] = useState<Kept | null>(null) // the cluster that came along, if this procedure could be done on it

  const host = useRef<HTMLDivElement>(null)

  const begin = async (kept: Kept | null) => {
    // The cluster is asked for first: nothing takes longer.
    const wanted =
      kept === null
        ? { template, page, making: makeSandbox(template, page) }
        : isAlongAlready()
          ? { kept }
          : { kept, fetching: fetchSandbox(kept) }
    const scripts = load()
    setPhase({ is: 'starting' })
    try {
      const { openWalkthrough } = await scripts
      const failure = await openWalkthrough({
        product,
        slug,
        wanted,
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
    const kept = recallFor(page)
    if (kept !== null) {
      takeRoomAgain(document, location.pathname)
      void begin(kept)
    }
    const here = dockedHere()
    if (here !== null && nodes.every((node) => here.nodes?.includes(node))) setAlong(here)
  }, [])

  // The button comes back where the reader waited, with the reason why there is nothing else.
  useLayoutEffect(() => {
    if (phase.is !== 'failed') return
    const isWaiting = document.activeElement?.closest('.cb-opening') != null
    setOpening('failed')
    setWide(true)
    if (isWaiting) host.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [phase])

  if (phase.is === 'started') return null
  const startAnew = () => {
    const kept = recallFor(page)
    if (kept !== null) amend(kept.id, { pages: kept.pages.filter((each) => each !== page) })
    void begin(null)
    wait()
  }
  const goBack = () => {
    setWide(false)
    leaveRoom()
    host.current?.querySelector('button')?.focus()
  }
  const goOn = () => {
    if (along === null) return
    amend(along.id, { pages: [...along.pages, page] })
    void begin(along)
    wait()
  }
  return (
    <div class="cb-start" ref={host} onPointerEnter={warm} onFocusIn={warm}>
      <button
        type="button"
        class="cb-primary cb-large"
        disabled={phase.is === 'starting'}
        aria-describedby={phase.is === 'failed' ? 'cb-start-why' : undefined}
        onClick={startAnew}
      >
        {say.start.button}
      </button>
      {along !== null && (
        <button type="button" class="cb-large" disabled={phase.is === 'starting'} onClick={goOn}>
          {say.start.goOn}
        </button>
      )}
      <p class="cb-faint">{say.start.note}</p>
      <p role="status" class="cb-start-why" id="cb-start-why">
        {phase.is === 'failed' ? phase.why : ''}
      </p>
      {phase.is === 'failed' && isWide && (
        <button type="button" class="cb-small" onClick={goBack}>
          {say.start.back}
        </button>
      )}
    </div>
  )
}

const load = () => import('./walkthrough.tsx')

/** Whoever comes near the button may press it next: what it needs is fetched meanwhile. */
const warm = () => void load().catch(() => {})

// A panel that came along from another page.
const isAlongAlready = (): boolean => document.querySelector('.cb-workspace') !== null

/**
 * The press of a button: the page takes the layout of the walkthrough at once, and the focus waits in its panel. Done once
 * the cluster is asked for, which is made meanwhile.
 */
function wait(): void {
  takeRoomAnew()
  document.querySelector<HTMLElement>('.cb-opening')?.focus({ preventScroll: true })
}

/** A link from another device carries `#s={id}.{key}`. Both are kept, and leave the address bar. */
function takeFromAddress(page: string, template: string): void {
  const [, id, key] = /^#s=([\w-]+)\.([\w-]+)$/.exec(location.hash) ?? []
  if (id === undefined || key === undefined) return
  history.replaceState(null, '', location.pathname)
  remember({ id, key, template, awake: true, pages: [page] })
}
