// What this browser remembers of sandboxes: the key of each, and which one belongs to which page.
// Storage may be closed to us (private windows); then a sandbox lasts as long as the page.

export type Kept = {
  readonly id: string
  readonly key: string | null
  readonly template: string
  readonly awake: boolean // the reader has acted, so the clock was set going once
  readonly pages: readonly string[] // walkthroughs that use it: product/slug
  readonly nodes?: readonly string[] // its nodes' ids, once they were seen
}

const NAME = 'clusterbook.sandboxes'
const KEPT_MAX = 20

let inMemory: readonly Kept[] = []

function all(): readonly Kept[] {
  try {
    const text = localStorage.getItem(NAME)
    const found: unknown = text === null ? [] : JSON.parse(text)
    return Array.isArray(found) ? (found as readonly Kept[]) : []
  } catch {
    return inMemory
  }
}

function store(kept: readonly Kept[]): void {
  inMemory = kept.slice(0, KEPT_MAX)
  try {
    localStorage.setItem(NAME, JSON.stringify(inMemory))
  } catch {
    // Kept in memory only.
  }
}

/** Every sandbox that this browser remembers, newest first. */
export const kept = (): readonly Kept[] => all()

export const recall = (id: string): Kept | null => all().find((kept) => kept.id === id) ?? null

export const recallFor = (page: string): Kept | null =>
  all().find((kept) => kept.pages.includes(page) && kept.key !== null) ?? null

/** Keeps a sandbox, newest first. A page that used another one uses this one from now on. */
export function remember(kept: Kept): void {
  const others = all()
    .filter(({ id }) => id !== kept.id)
    .map((other) => ({ ...other, pages: other.pages.filter((page) => !kept.pages.includes(page)) }))
  store([kept, ...others])
}

export function amend(id: string, change: Partial<Omit<Kept, 'id'>>): void {
  store(all().map((kept) => (kept.id === id ? { ...kept, ...change } : kept)))
}

export function forget(id: string): void {
  store(all().filter((kept) => kept.id !== id))
}
