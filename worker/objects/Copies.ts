// What leaves a sandbox so that something else can go on from it: a fork, a preview, an export.

import { type Base, type Entry, forkedFrom, withoutToken } from '../kernel/journal.ts'
import type { NodeId, NodeState } from '../kernel/machine.ts'
import type { Trial } from '../kernel/preview.ts'
import { replay } from '../kernel/runtime.ts'
import type { World } from '../kernel/sequencer.ts'
import type { Barred, Caller } from './answers.ts'
import type { Clock } from './Clock.ts'
import type { Counters } from './Counters.ts'
import { faultRefusal } from './faultRefusal.ts'
import type { Gate } from './Gate.ts'
import type { Elsewhere } from './History.ts'
import type { Queue } from './Queue.ts'
import type { SandboxStore } from './SandboxStore.ts'
import { mustHave } from './snapshots.ts'
import type { Turns } from './Turns.ts'

/** Where a copy begins. */
export type Start = { readonly is: 'base'; readonly template: string; readonly base: Base }

/** A sandbox as one document: neither key nor credentials are in it. */
export type Exported = {
  readonly template: string
  readonly model: string // version of the models that brought the state about
  readonly base: Base
  readonly entries: readonly Entry[]
  readonly world: World
  readonly states: { readonly [node: NodeId]: NodeState }
}

/** Why something cannot be tried. */
export type CannotTry = { readonly is: 'no-such-fault' } | { readonly is: 'fault-refused'; readonly why: string }

type Parts = {
  readonly store: SandboxStore
  readonly turns: Turns
  readonly clock: Clock
  readonly gate: Gate
  readonly queue: Queue
  readonly counters: Counters
}

export class Copies {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What a fork begins with: this sandbox as it stands, or as it stood at number `seq`. Changes nothing here. */
  forkBase(caller: Caller, seq: number | null): Promise<Barred | Start | Elsewhere> {
    return this.#inTurn(caller, false, () => this.#start(seq))
  }

  /** Where a preview starts, or why what it tries cannot be tried here. */
  previewBase(caller: Caller, trial: Trial): Promise<Barred | Start | CannotTry | Elsewhere> {
    return this.#inTurn(caller, false, async () => this.#cannotTry(trial) ?? (await this.#start(null)))
  }

  /** All that another place needs to have this sandbox: where its journal begins, the journal, and how it stands. */
  export(caller: Caller): Promise<Barred | { readonly is: 'exported'; readonly document: Exported }> {
    return this.#inTurn(caller, true, async () => ({ is: 'exported', document: await this.#exported() }) as const)
  }

  // One after another with what changes something, after what has fallen due.
  #inTurn<T>(caller: Caller, needsKey: boolean, work: () => Promise<T>): Promise<Barred | T> {
    const { clock, gate, queue, counters } = this.#parts
    counters.add('requests')
    return queue.exclusively(async () => {
      const barred = gate.barred(caller, needsKey)
      if (barred !== null) return barred
      await clock.wake()
      if (!clock.isAdvancing) await clock.catchUp()
      return work()
    })
  }

  async #start(seq: number | null): Promise<Start | Elsewhere> {
    const base = await this.#baseAt(seq)
    return 'is' in base ? base : { is: 'base', template: this.#template.template.id, base }
  }

  // All that a new sandbox needs to go on from here, or from number `seq`, by itself.
  async #baseAt(seq: number | null): Promise<Base | Elsewhere> {
    const { turns } = this.#parts
    const { product } = this.#template
    const { history, world } = turns
    if (seq === null || seq === world.seq) return forkedFrom({ model: product.version, world, states: await turns.states() })
    const found = history.positionAt(seq)
    if ('is' in found) return found
    const { record } = found
    const journal = history.journalTo(record.turn)
    if (journal === null) return { is: 'position-folded', oldest: history.base().world.seq }
    const lab = replay(product, journal, record.world)
    const states = Object.fromEntries(record.world.nodes.map(({ id }) => [id, lab.state(id)]))
    return forkedFrom({ model: product.version, world: record.world, states })
  }

  // Base, journal and state. The words handed out as tokens are left out: no replay needs them.
  async #exported(): Promise<Exported> {
    const { turns } = this.#parts
    turns.rest()
    const { product, template } = this.#template
    const { world, history, newest } = turns
    const journal = history.journalTo(newest)
    const states = await turns.states()
    const { base, entries } = journal ?? { base: { model: product.version, world, states }, entries: [] }
    return { template: template.id, model: product.version, base, entries: entries.map(withoutToken), world, states }
  }

  #cannotTry(trial: Trial): Barred | CannotTry | null {
    const { turns, gate } = this.#parts
    switch (trial.try) {
      case 'operate':
        return gate.missing(trial.node)
      case 'lay': {
        const why = faultRefusal(this.#template.product, turns.world, trial.fault)
        return why === null ? null : { is: 'fault-refused', why }
      }
      case 'heal':
        return turns.world.fabric.faults.some(({ id }) => id === trial.id) ? null : { is: 'no-such-fault' }
    }
  }

  get #template() {
    return mustHave(this.#parts.store.identity()?.template ?? '')
  }
}
