// A button that is drawn before the script behind it has come takes a click all the same: it is pressed once it can be.

import { takeRoomAnew } from './room.ts'

/** Listens on the whole document, once for all pages. */
export function keepEarlyClicks(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('astro-island[ssr] button') : null
    if (button?.closest('.cb-start') != null) takeRoomAnew()
    const island = button?.closest('astro-island')
    island?.addEventListener('astro:hydrate', () => button?.click(), { once: true })
  })
}
