// The sandbox that goes along with the reader: one in a tab. Its panel is made once and only moved, beside the
// steps of the page that uses it, else to the foot of the window, so that terminals, forms and scroll stay as they are.

import { render } from 'preact'
import type { Result } from '../lab/api.ts'
import { dockedHere, pageOf, takeAlong } from '../lab/docked.ts'
import { amend, type Kept, recallFor } from '../lab/keys.ts'
import { LiveSandbox } from '../lab/LiveSandbox.ts'
import type { fetchSandbox, makeSandbox } from '../lab/making.ts'
import { Workspace } from './Workspace.tsx'

type Docked = { readonly sandbox: LiveSandbox; readonly panel: HTMLElement }

/** What is to be docked: one that was kept, or one that is made for a page; either may have been asked for already. */
type Wanted =
  | { readonly kept: Kept; readonly fetching?: ReturnType<typeof fetchSandbox> }
  | { readonly template: string; readonly page: string; readonly making: ReturnType<typeof makeSandbox> }

let docked: Docked | null = null
let opening: { readonly id: string | null; readonly answer: Promise<Result<LiveSandbox>> } | null = null

/**
 * Opens a sandbox, or makes one, and docks it in place of what was docked. One that is docked already is given as it is.
 * `beforeDrawn` is told of one that is new here, to ask for more of it while its panel is drawn.
 */
export async function openDocked(
  wanted: Wanted,
  beforeDrawn: (sandbox: LiveSandbox) => void = () => {},
): Promise<Result<LiveSandbox>> {
  const id = 'kept' in wanted ? wanted.kept.id : null
  if (docked !== null && docked.sandbox.id === id) return { ok: true, body: docked.sandbox }
  if (opening !== null && opening.id === id && id !== null) return opening.answer
  const answer =
    'kept' in wanted
      ? LiveSandbox.reopen(wanted.kept, wanted.fetching)
      : LiveSandbox.create(wanted.template, wanted.page, wanted.making)
  opening = { id, answer }
  const opened = await answer
  // Whoever asked last decides what is docked.
  if (opening?.answer === answer) {
    opening = null
    if (opened.ok) {
      beforeDrawn(opened.body)
      dock(opened.body)
    }
  } else if (opened.ok) opened.body.close()
  return opened
}

function dock(sandbox: LiveSandbox): void {
  undock()
  const panel = document.createElement('div')
  docked = { sandbox, panel }
  takeAlong(sandbox.id)
  amend(sandbox.id, { nodes: sandbox.$snapshot.get()?.nodes.map(({ id }) => id) ?? [] })
  render(<Workspace sandbox={sandbox} onPutAway={undock} />, panel)
  place()
  sandbox.$connection.subscribe((connection) => {
    if (connection === 'gone' && docked?.sandbox === sandbox) undock()
  })
}

/** Lets go of the sandbox. It stays where it is, and its page or the link in the header leads back to it. */
function undock(): void {
  if (docked === null) return
  const { sandbox, panel } = docked
  docked = null
  takeAlong(null)
  sandbox.close()
  render(null, panel)
  panel.remove()
}

/** Sets the panel where it belongs on the page that is shown now. */
export function place(): void {
  if (docked === null) return
  const isOfPage = recallFor(pageOf(location.pathname))?.id === docked.sandbox.id
  const beside = isOfPage ? document.querySelector('[data-workspace]') : null
  const to = beside ?? document.querySelector('[data-dock]')
  if (beside === null) docked.sandbox.desk.$isOpen.set(false) // another page is to be seen first, not covered
  if (to !== null && docked.panel.parentElement !== to) move(docked.panel, to)
}

/** Brings back the sandbox that went along before the page was loaded anew, if its page does not do so itself. */
export async function resume(): Promise<void> {
  const kept = dockedHere()
  if (docked === null && opening === null && kept !== null) await openDocked({ kept })
  place()
}

// The panel crosses over in the foot of the window, which the router carries from page to page.
document.addEventListener('astro:before-swap', (event) => {
  if (docked === null) return
  const { sandbox, panel } = docked
  const scrollAgain = scrollOf(panel)
  const foot = document.querySelector('[data-dock]')
  if (foot !== null) move(panel, foot)
  const { newDocument, to } = event as Event & { readonly newDocument: Document; readonly to: URL }
  const isOfPage = recallFor(pageOf(to.pathname))?.id === sandbox.id
  if (isOfPage && newDocument.querySelector('[data-workspace]') !== null) newDocument.documentElement.dataset.lab ??= 'opening'
  const arrive = () => {
    place()
    scrollAgain()
  }
  document.addEventListener('astro:after-swap', arrive, { once: true })
})

// Moved as it is where the browser can: then focus and what is selected stay too.
function move(panel: HTMLElement, to: Element): void {
  const scrollAgain = scrollOf(panel)
  if ('moveBefore' in to && panel.isConnected && to.isConnected)
    (to as Element & { moveBefore(node: Node, child: null): void }).moveBefore(panel, null)
  else to.append(panel)
  scrollAgain()
}

/** Remembers how far each box in the panel is scrolled. The answer scrolls them so again. */
function scrollOf(panel: HTMLElement): () => void {
  const scrolled = [...panel.querySelectorAll('*')]
    .filter(({ scrollTop, scrollLeft }) => scrollTop > 0 || scrollLeft > 0)
    .map((element) => ({ element, top: element.scrollTop, left: element.scrollLeft }))
  return () => {
    for (const { element, top, left } of scrolled) element.scrollTo({ top, left, behavior: 'instant' })
  }
}
