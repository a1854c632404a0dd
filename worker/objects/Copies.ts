// What leaves a sandbox so that something else can go on from it: a fork, a preview, an export.

import type { Base } from '../kernel/journal.ts'
import type { Trial } from '../kernel/preview.ts'
import type { Barred, Caller } from './answers.ts'
import type { Clock } from './Clock.ts'
import type { Counters } from './Counters.ts'
import { faultRefusal } from './faultRefusal.ts'
import type { Gate } from './Gate.ts'
import type { Elsewhere } from './Past.ts'
import type { Queue } from './Queue.ts'
import type { SandboxStore } from './SandboxStore.ts'
import { mustHave } from './snapshots.ts'
import type { Exported, Turns } from './Turns.ts'

/** Where a copy begins. */
export type Start = { readonly is: 'base'; readonly template: string; readonly base: Base }

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
  readonly #store: SandboxStore
  readonly #turns: Turns
  readonly #clock: Clock
  readonly #gate: Gate
  readonly #queue: Queue
  readonly #counters: Counters

  constructor({ store, turns, clock, gate, queue, counters }: Parts) {
    this.#store = store
    this.#turns = turns
    this.#clock = clock
    this.#gate = gate
    this.#queue = queue
    this.#counters = counters
  }

  /** What a fork begins with: this sandbox as it stands, or as it stood at number `seq`. Changes nothing here. */
  forkBase(caller: Caller, seq: number | null): Promise<Barred | Start | Elsewhere> {
    this.#counters.add('requests')
    return this.#queue.exclusively(async () => {
      const barred = this.#gate.barred(caller, false)
      if (barred !== null) return barred
      await this.#clock.wake()
      if (!this.#clock.isAdvancing) await this.#clock.catchUp()
      const base = await this.#turns.baseAt(seq)
      return 'is' in base
        ? base
        : ({ is: 'base', template: mustHave(this.#store.identity()?.template ?? '').template.id, base } as const)
    })
  }

  /** Where a preview starts, or why what it tries cannot be tried here. */
  previewBase(caller: Caller, trial: Trial): Promise<Barred | Start | CannotTry | Elsewhere> {
    this.#counters.add('requests')
    return this.#queue.exclusively(async () => {
      const barred = this.#gate.barred(caller, false)
      if (barred !== null) return barred
      await this.#clock.wake()
      if (!this.#clock.isAdvancing) await this.#clock.catchUp()
      if (trial.try === 'operate') {
        const missing = this.#gate.missing(trial.node)
        if (missing !== null) return missing
      }
      if (trial.try === 'lay') {
        const why = faultRefusal(mustHave(this.#store.identity()?.template ?? '').product, this.#turns.world, trial.fault)
        if (why !== null) return { is: 'fault-refused', why } as const
      }
      if (trial.try === 'heal' && !this.#turns.world.fabric.faults.some(({ id }) => id === trial.id))
        return { is: 'no-such-fault' } as const
      const base = await this.#turns.baseAt(null)
      return 'is' in base
        ? base
        : ({ is: 'base', template: mustHave(this.#store.identity()?.template ?? '').template.id, base } as const)
    })
  }

  /** All that another place needs to have this sandbox: where its journal begins, the journal, and how it stands. */
  export(caller: Caller): Promise<Barred | { readonly is: 'exported'; readonly document: Exported }> {
    this.#counters.add('requests')
    return this.#queue.exclusively(async () => {
      const barred = this.#gate.barred(caller, true)
      if (barred !== null) return barred
      await this.#clock.wake()
      if (!this.#clock.isAdvancing) await this.#clock.catchUp()
      return { is: 'exported', document: await this.#turns.exported() } as const
    })
  }
}
