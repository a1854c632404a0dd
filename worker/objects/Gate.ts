// Who may do what to a sandbox, and in which order: every call goes through here.

import type { NodeId } from '../kernel/machine.ts'
import type { Barred, Caller } from './answers.ts'
import type { Clock } from './Clock.ts'
import type { Counters } from './Counters.ts'
import type { Life } from './Life.ts'
import type { Queue } from './Queue.ts'
import type { SandboxStore } from './SandboxStore.ts'
import { isKept } from './secrets.ts'
import { mustHave } from './snapshots.ts'
import type { Turns } from './Turns.ts'

type Parts = {
  readonly store: SandboxStore
  readonly turns: Turns
  readonly clock: Clock
  readonly life: Life
  readonly queue: Queue
  readonly counters: Counters
}

export class Gate {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Why this caller may not; null when they may. Whatever is past its time or ending is not there. */
  barred(caller: Caller, needsKey: boolean): Barred | null {
    const identity = this.#parts.store.identity()
    if (identity === null || identity.ending || Date.now() >= identity.expiresWall) return { is: 'no-such-sandbox' }
    if (caller.keyHash === null) return needsKey ? { is: 'key-required' } : null
    return isKept(caller.keyHash, identity.keyHash) ? null : { is: 'key-refused' }
  }

  /** Why there is nothing to be done to this node; null when there is one of this name. */
  missing(node: NodeId): Barred | null {
    const nodes = mustHave(this.#parts.store.identity()?.template ?? '').template.nodes.map(({ id }) => id)
    return nodes.includes(node) ? null : { is: 'no-such-node', nodes }
  }

  /** Everything that changes something with a key goes through here, one after another, after what was cut short. */
  acting<T>(caller: Caller, work: () => Promise<T>): Promise<Barred | T> {
    this.#parts.counters.add('requests')
    return this.#parts.queue.exclusively(async () => {
      const barred = this.barred(caller, true)
      if (barred !== null) return barred
      return this.changing(true, work)
    })
  }

  /** The same, for what may set more under way: there is an end to that while no time passes. */
  adding<T>(caller: Caller, work: () => Promise<T>): Promise<Barred | T> {
    return this.acting(caller, async () => this.crowded() ?? (await work()))
  }

  /** Why nothing may be set under way now; null when there is room. */
  crowded(): Barred | null {
    return this.#parts.turns.isFull ? { is: 'too-much-under-way' } : null
  }

  /** Changes something, in its turn already and let in already; `isHolder`: by somebody who keeps a clock running. */
  async changing<T>(isHolder: boolean, work: () => Promise<T>): Promise<T> {
    const { turns, clock, life } = this.#parts
    await clock.wake()
    if (!clock.isAdvancing) await clock.catchUp()
    if (isHolder) clock.noteAct()
    life.prolong()
    turns.writeHeld()
    const result = await work()
    if (turns.isAwake) clock.setAlarm()
    return result
  }

  /** Reads see what has fallen due on a running clock. While the clock is being advanced they do not wait. */
  async reading<T>(
    caller: Caller,
    work: () => Promise<T>,
    isPresent = caller.keyHash !== null, // a view link never keeps a clock running
  ): Promise<Barred | T> {
    const { store, turns, clock, life, queue, counters } = this.#parts
    counters.add('requests')
    const barred = this.barred(caller, false)
    if (barred !== null) return barred
    if (!clock.isAdvancing || !turns.isAwake) {
      await queue.exclusively(async () => {
        if (store.identity() === null) return
        await clock.wake()
        if (life.prolong()) clock.setAlarm()
        if (clock.isAdvancing) return
        await clock.catchUp()
        if (isPresent) clock.notePresence()
      })
    }
    return this.barred(caller, false) ?? work()
  }
}
