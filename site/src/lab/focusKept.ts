// Whoever works by keyboard stays where they were: a control that is closed while its act is under way gets the
// focus back when it opens again, and where it is gone for good, what it belonged to gets it.

const HOMES = '.cb-page, .cb-step-live, .cb-desk, .cb-workspace'

let isWatching = false

/** Begins to watch, once a page. */
export function keepFocus(): void {
  if (isWatching) return
  isWatching = true
  let last: HTMLElement | null = null
  let homes: readonly HTMLElement[] = []
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return
    last = target
    homes = homesOf(target)
  })
  // A press elsewhere on the page gives the focus up on purpose.
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && last?.contains(target) !== true) last = null
  })
  const giveBack = () => {
    if (last === null || document.activeElement !== document.body) return
    if (last.isConnected) {
      if (!last.matches(':disabled')) last.focus({ preventScroll: true })
      return
    }
    const home = homes.find(({ isConnected }) => isConnected)
    if (home === undefined) return
    if (home.tabIndex < 0) home.tabIndex = -1
    home.focus({ preventScroll: true })
  }
  new MutationObserver(giveBack).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled'],
  })
}

/** What an element belongs to, from the nearest on. */
function homesOf(element: HTMLElement): readonly HTMLElement[] {
  const homes: HTMLElement[] = []
  for (let at = element.closest<HTMLElement>(HOMES); at !== null; at = at.parentElement?.closest<HTMLElement>(HOMES) ?? null)
    homes.push(at)
  return homes
}
