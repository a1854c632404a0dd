// What the desk shows: which node, which side of it, which of its admin pages. Every turn starts from what is
// chosen now and not from what was last drawn: a second click may come before the first has been drawn.

import type { NodeId } from '@worker/kernel/machine.ts'
import { atom } from 'nanostores'

/** The sides of a node; `all` sets all nodes side by side. */
export type Surface = 'pages' | 'terminal' | 'alarms' | 'log' | 'all'
export type View = { readonly node: NodeId; readonly surface: Surface; readonly page: string | null }

export class Desk {
  /** null: nobody has chosen anything yet, and the first node is shown. */
  readonly $view = atom<View | null>(null)
  /** Where the panel is a sheet, on a phone or at the foot of another page: whether it is pulled up. */
  readonly $isOpen = atom(false)
  readonly #first: () => NodeId
  // As in browser tabs of the nodes' own: each stands at the page it was left at.
  readonly #left = new Map<NodeId, string>()

  constructor(first: () => NodeId) {
    this.#first = first
  }

  /** To a node, seen from the side that is open now. */
  toNode(node: NodeId): void {
    const surface = this.$view.get()?.surface ?? 'pages'
    this.$view.set({ node, surface: surface === 'all' ? 'pages' : surface, page: this.#pageOf(node) })
  }

  /** To another side of the node that is chosen. */
  toSurface(surface: Surface): void {
    const node = this.$view.get()?.node ?? this.#first()
    this.$view.set({ node, surface, page: this.#pageOf(node) })
  }

  toPage(node: NodeId, page: string): void {
    this.#left.set(node, page)
    this.$view.set({ node, surface: 'pages', page })
  }

  toTerminal(node: NodeId): void {
    this.$view.set({ node, surface: 'terminal', page: this.#pageOf(node) })
  }

  #pageOf(node: NodeId): string | null {
    const view = this.$view.get()
    return this.#left.get(node) ?? (view?.node === node ? view.page : null)
  }
}
