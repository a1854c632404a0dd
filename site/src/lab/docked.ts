// Which sandbox goes along with the reader in this tab, from page to page and over a reload.

import { type Kept, recall } from './keys.ts'

const NAME = 'clusterbook.docked'

let inMemory: string | null = null

/** What this browser keeps of the sandbox that goes along; null: none does. */
export function dockedHere(): Kept | null {
  const id = idHere()
  return id === null ? null : recall(id)
}

function idHere(): string | null {
  try {
    return sessionStorage.getItem(NAME)
  } catch {
    return inMemory
  }
}

/** From now on this sandbox goes along; null: none. */
export function takeAlong(id: string | null): void {
  inMemory = id
  try {
    if (id === null) sessionStorage.removeItem(NAME)
    else sessionStorage.setItem(NAME, id)
  } catch {
    // Kept in memory only: it goes along until the next reload.
  }
}

/** The procedure whose page this is, as `product/slug`, or whatever else stands in the address. */
export const pageOf = (path: string): string => path.split('/').filter(Boolean).slice(-2).join('/')
