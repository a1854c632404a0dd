// How nodes are told what happens to them, and which of them hold turns in memory alone. While a clock is run forward, what is on record leads to every turn that a
// node is told of, so what it has played need not be on its own disk at once: should it lose its memory, it is told the
// same again, under the same numbers. Before anybody hears how far the clock got, every node has written down what it
// holds. It writes nothing to which the records on disk do not lead by themselves.

import type { Act } from '../kernel/act.ts'
import type { NodeId } from '../kernel/machine.ts'
import { begin, isSettled, plan, type Turn, type World } from '../kernel/sequencer.ts'
import type { Instant } from '../kernel/time.ts'
import type { Batch } from '../kernel/turn.ts'
import type { Awake } from './awake.ts'
import type { Told, TurnAnswer } from './NodeObject.ts'
import type { NodePort } from './nodes.ts'
import type { Coming, SandboxStore, Stretch } from './SandboxStore.ts'
import { fromText, toText } from './text.ts'

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
    await Promise.all([...this.#nodes].map((node) => this.#reach(node, standing, (port) => port.keep())))
    this.set([])
  }

  /** A node that lost what it held is told it again, at any time; nothing is written. */
  async recall(node: NodeId, standing: Standing): Promise<void> {
    if (this.#nodes.has(node)) await this.#reach(node, standing, (port) => port.reached())
  }

  async #reach(node: NodeId, { world, turn }: Standing, ask: (port: NodePort) => Promise<number | null>): Promise<void> {
    const last = world.nodes.find(({ id }) => id === node)?.last ?? 0
    for (let tries = 1; ; tries += 1) {
      const reached = await ask(this.#node(node))
      if (reached === null || reached >= last) return
      if (tries === TRIES) throw new Error(`${node} stands at input ${reached}, not at ${last}`)
      await this.#remind(node, reached + 1, last, turn)
    }
  }

  /** Tells a node its part of the turn on record. What is not `isKept` it holds in memory. */
  async tell({ node, first, inputs }: Batch, { pace, turn }: Pick<Awake, 'pace' | 'turn'>, isKept: boolean): Promise<TurnAnswer> {
    // Objects fail on their own; the same numbers make asking again safe. One that lost what it held is reminded of it.
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.#told(node, { first, inputs, ringing: pace, isKept })
        if (answer.is !== 'out-of-order' || answer.expected > first || tries === TRIES) return answer
        await this.#remind(node, answer.expected, first - 1, turn)
      } catch (error) {
        if (tries === TRIES || (error as { overloaded?: boolean }).overloaded === true) throw error
      }
    }
  }

  // Tells a node again what it was told as numbers `first` to `last`; `turn` is the newest that is on record.
  async #remind(node: NodeId, first: number, last: number, turn: number): Promise<void> {
    for (const { first: each, inputs } of this.#toldSince(node, first, turn)) {
      if (each > last) return
      await this.#told(node, { first: each, inputs, ringing: null, isKept: false })
    }
  }

  async #told(node: NodeId, told: Told): Promise<TurnAnswer> {
    return fromText(await this.#node(node).turn(toText(told)))
  }

  // What a node was told from number `first` on, oldest first. It all follows from the records.
  #toldSince(node: NodeId, first: number, newest: number): Batch[] {
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

/** What follows a turn at `at` as one with it; null where its stretch ends. `left`: what of the stretch is left. */
export function following(world: World, at: Instant, { until, isToSettled, turns, events }: Stretch): Turn | null {
  if (turns <= 0 || events <= 0) return null
  // A moment is played whole before anybody asks whether all is settled.
  return plan(world, isToSettled && isSettled(world) ? at : until)
}

/** The turn on record, as it was planned or begun in the world beside it. */
export function underWay(world: World, { at, batches }: Coming, act: Act | null): Turn {
  if (batches !== undefined) return { at, batches }
  const turn = act === null ? plan(world, at) : begin(world, act)
  if (turn?.at !== at) throw new Error(`nothing is due at ${at}, where a turn is on record`)
  return turn
}
