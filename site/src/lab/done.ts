// How far this reader has come on each page, kept in this browser alone.

export type Done = { readonly held: number; readonly all: number }

const NAME = 'clusterbook.progress'

/** Every page this browser knows of, by `product/slug`. */
export function doneByPage(): Readonly<Record<string, Done>> {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? '{}')
  } catch {
    return {}
  }
}

/** Keeps the most that was reached, so that a fresh start takes nothing away. */
export function keepDone(page: string, done: Done): void {
  const known = doneByPage()
  if ((known[page]?.held ?? 0) >= done.held && known[page]?.all === done.all) return
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...known, [page]: done }))
  } catch {
    // Storage is closed to us: the menu shows nothing, and all else works.
  }
  dispatchEvent(new Event('clusterbook-progress'))
}
