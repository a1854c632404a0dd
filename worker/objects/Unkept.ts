// Nodes that hold turns in memory alone. While a clock is run forward, every turn is on record before a node plays it,
// so what a node has played need not be on its own disk at once: should it lose its memory, it is told the same again,
// under the same numbers. Before anybody hears how far the clock got, every node has written down what it holds.

import type { Act } from '../kernel/act.ts'
import type { NodeId } from '../kernel/machine.ts'
import { begin, plan, type Turn, type World } from '../kernel/sequencer.ts'
import type { Batch } from '../kernel/turn.ts'
import type { NodePort } from './nodes.ts'
import type { Coming, SandboxStore } from './SandboxStore.ts'

const TRIES = 3

/** Where a sandbox stands: its world between two turns or in the midst of one, and the number of its newest record. */
type Standing = { readonly world: World; readonly turn: number }

export class Unkept {
  readonly #store: SandboxStore
  readonly #node: (id: NodeId) => NodePort
  #nodes: ReadonlySet<NodeId> = new Set()

  constructor(store: SandboxStore, node: (id: NodeId) => NodePort) {
    this.#store = store
    this.#node = node
  }

  /** Whether any node may hold a turn in memory alone. */
  get isAny(): boolean {
    return this.#nodes.size > 0
  }

  /** From now on these may, and no others. */
  set(nodes: Iterable<NodeId>): void {
    this.#nodes = new Set(nodes)
  }

  /** From now on these may, too. */
  add({ batches }: Turn): void {
    this.set([...this.#nodes, ...batches.map(({ node }) => node)])
  }

  /** Has every node write down what it holds; one that lost it is told it again. Between two turns only. */
  async keep(standing: Standing): Promise<void> {
    await Promise.all([...this.#nodes].map((node) => this.keepOne(node, standing)))
    this.set([])
  }

  /** The same of one node, at any time. */
  async keepOne(node: NodeId, { world, turn }: Standing): Promise<void> {
    if (!this.#nodes.has(node)) return
    const last = world.nodes.find(({ id }) => id === node)?.last ?? 0
    for (let tries = 1; ; tries += 1) {
      const reached = await this.#node(node).keep()
      if (reached === null || reached >= last) return
      if (tries === TRIES) throw new Error(`${node} stands at input ${reached}, not at ${last}`)
      await this.remind(node, reached + 1, last, turn)
    }
  }

  /** Tells a node again what it was told as numbers `first` to `last`; `turn` is the newest that is on record. */
  async remind(node: NodeId, first: number, last: number, turn: number): Promise<void> {
    for (const batch of this.#told(node, first, turn)) {
      if (batch.first > last) return
      await this.#node(node).turn(batch.first, batch.inputs, null, false)
    }
  }

  // What a node was told from number `first` on, oldest first. It all follows from the records.
  #told(node: NodeId, first: number, newest: number): Batch[] {
    const told: Batch[] = []
    for (let turn = newest; ; turn -= 1) {
      const record = this.#store.record(turn)
      if (record === null) throw new Error(`nothing on record says what ${node} was told as input ${first}`)
      const { world, next, act } = record
      const batch = next === null ? undefined : underWay(world, next, act).batches.find((each) => each.node === node)
      if (batch !== undefined && batch.first >= first) told.unshift(batch)
      if ((world.nodes.find(({ id }) => id === node)?.last ?? 0) < first) return told
    }
  }
}

/** The turn on record, as it was planned or begun in the world beside it. */
export function underWay(world: World, { at, batches }: Coming, act: Act | null): Turn {
  if (batches !== undefined) return { at, batches }
  const turn = act === null ? plan(world, at) : begin(world, act)
  if (turn?.at !== at) throw new Error(`nothing is due at ${at}, where a turn is on record`)
  return turn
}
