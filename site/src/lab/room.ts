// The layout of a walkthrough at work is taken before there is anything to show in it, so that nothing moves when the
// cluster comes: at the press of the button, or before the first picture of a page whose reader has a cluster here.

import type { StepProgress } from './progress.ts'

/** How far it is: the cluster is being made or fetched, it is there, or it could not be had or is gone. */
export type Opening = 'opening' | 'on' | 'failed'

export const setOpening = (opening: Opening): void => {
  document.documentElement.dataset.lab = opening
}

/** Back to the layout of a page whose walkthrough was never started. */
export const leaveRoom = (): void => {
  delete document.documentElement.dataset.lab
}

/** Takes the room of a cluster just made: no step is done, and the hints that fit at the beginning are open. */
export function takeRoomAnew(): void {
  for (const step of document.querySelectorAll<HTMLElement>('[data-room]')) delete step.dataset.room
  for (const hint of document.querySelectorAll<HTMLDetailsElement>('details[data-hint]')) {
    const fits = hint.dataset.fitsAtStart !== undefined
    const fitted = (hint.dataset.fits ?? 'false') !== 'false'
    if (fits) hint.open = true
    else if (fitted) hint.open = false
    if (fits !== fitted)
      hint
        .closest('[data-step]')
        ?.querySelector(fits ? '[data-hints-near]' : '[data-hints]')
        ?.append(hint)
    if (fits || fitted) hint.dataset.fits = fits ? 'remembered' : 'false'
  }
  setOpening('opening')
}

const NAME = 'clusterbook.rooms'

/** Keeps how much room the steps of a page, `product/slug`, take as they stand now. */
export function keepRoom(page: string, steps: readonly StepProgress[]): void {
  const room = {
    held: steps.filter(({ holds }) => holds).map(({ id }) => id),
    hints: steps.flatMap(({ id, hints }) => hints.map((hint) => `${id}/${hint}`)),
  }
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...JSON.parse(localStorage.getItem(NAME) ?? '{}'), [page]: room }))
  } catch {
    // Storage is closed to us: something may move when the page is opened again.
  }
}

/**
 * Takes the room that the steps took when they were last seen, where this browser has a cluster for the page at `path`.
 * Printed into the page as it stands, into its head and behind the steps, to run before the page is first drawn: it must
 * need nothing from outside itself.
 */
export function takeRoomAgain(page: Document, path: string): void {
  try {
    const name = path.split('/').filter(Boolean).slice(-2).join('/')
    const kept = JSON.parse(localStorage.getItem('clusterbook.sandboxes') ?? '[]') as { key: string | null; pages: string[] }[]
    const isGiven = page.location?.hash.startsWith('#s=') // by a link from another device
    if (!isGiven && !kept.some(({ key, pages }) => key !== null && pages.includes(name))) return
    page.documentElement.dataset.lab ??= 'opening' // it may be there already when the router runs this
    if (page.body === null) {
      // In the head: the first picture waits for the end of the steps, where this runs once more.
      const end = Object.assign(page.createElement('link'), { rel: 'expect', href: '#cb-room-taken' })
      end.setAttribute('blocking', 'render')
      page.head.append(end)
    }
    const rooms = JSON.parse(localStorage.getItem('clusterbook.rooms') ?? '{}') as Record<
      string,
      { held: string[]; hints: string[] } | undefined
    >
    for (const step of page.querySelectorAll<HTMLElement>('[data-step]')) {
      const id = step.dataset.step ?? ''
      if (rooms[name]?.held.includes(id)) step.dataset.room = 'holds'
      for (const hint of step.querySelectorAll<HTMLDetailsElement>('details[data-hint]')) {
        if (!rooms[name]?.hints.includes(`${id}/${hint.dataset.hint}`)) continue
        hint.open = true
        hint.dataset.fits = 'remembered'
        step.querySelector('[data-hints-near]')?.append(hint)
      }
    }
  } catch {
    // Storage is closed to us, and nothing is kept in it.
  }
}
