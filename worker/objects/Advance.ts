// Running the clock of a sandbox forward, moment by moment, while others read and act.

import { EVENTS_PER_CALL_MAX, isSettled, nextDue } from '../kernel/sequencer.ts'
import type { Instant } from '../kernel/time.ts'
import type { Advanced, Barred, Caller, Until } from './answers.ts'
import type { Clock } from './Clock.ts'
import type { Gate } from './Gate.ts'
import type { Queue } from './Queue.ts'
import type { SandboxStore } from './SandboxStore.ts'
import type { Turns } from './Turns.ts'

const BREATH_EVERY_MS = 25
// A call answers how far it got after so many events. Time on the wall only guards against a runtime that stands still:
// where it decided, the same call would make one event of the timeline here and two on a busier machine.
const ADVANCE_WALL_MS_MAX = 20_000
type Parts = {
  readonly store: SandboxStore
  readonly turns: Turns
  readonly clock: Clock
  readonly gate: Gate
  readonly queue: Queue
}

export class Advance {
  readonly #store: SandboxStore
  readonly #turns: Turns
  readonly #clock: Clock
  readonly #gate: Gate
  readonly #queue: Queue

  constructor({ store, turns, clock, gate, queue }: Parts) {
    this.#store = store
    this.#turns = turns
    this.#clock = clock
    this.#gate = gate
    this.#queue = queue
  }

  /**
   * Runs the clock forward by `ms`, or until settled or something happens, and at most by `ms` (virtual). The rate rests
   * meanwhile; what others do meanwhile happens at the time reached; a second advance is refused; a
   * reset or a deletion ends it where it stands.
   */
  async by(caller: Caller, ms: number, until: Until): Promise<Barred | Advanced> {
    const barred = this.#gate.barred(caller, true)
    if (barred !== null) return barred
    if (this.#clock.isAdvancing) return { is: 'clock-busy' }
    this.#clock.isAdvancing = true
    try {
      const begun = await this.#gate.acting(caller, async () => {
        await this.#clock.catchUp()
        this.#turns.pace = null
        return { is: 'begun', from: this.#turns.world.now, beginning: this.#clock.beginning } as const
      })
      if (begun.is !== 'begun') return begun
      const { from, beginning } = begun
      const target = from + ms
      const isAtEnd = this.#ending(until)
      const done = await this.#runTo(target, isAtEnd, beginning)
      return await this.#queue.exclusively(async () => {
        if (this.#store.identity() === null) return { is: 'no-such-sandbox' } as const
        await this.#clock.wake()
        if (beginning === this.#clock.beginning) {
          if (done && !isAtEnd()) this.#turns.idle(target)
          if (this.#turns.world.now > from) await this.#turns.do({ act: 'advance', from })
        }
        const { clock, seq, settled } = this.#turns.snapshot
        return { is: 'advanced', now: clock.now, seq, settled, done } as const
      })
    } finally {
      this.#clock.isAdvancing = false
      await this.#queue.exclusively(async () => {
        if (this.#turns.isAwake) await this.#clock.goOn()
      })
    }
  }

  // What ends an advance before its time is up.
  #ending(until: Until): () => boolean {
    if (until.is !== 'event') return () => until.is === 'settled' && isSettled(this.#turns.world)
    let looked = this.#turns.world.seq
    let isNoted = false
    return () => {
      isNoted ||= this.#turns.hasNoted(looked, until.except)
      looked = this.#turns.world.seq
      return isNoted
    }
  }

  // Moment by moment, so that readers and other acts get their turn in between. False: ask again for the rest.
  async #runTo(target: Instant, isAtEnd: () => boolean, beginning: number): Promise<boolean> {
    const isThere = () => {
      const due = nextDue(this.#turns.world)
      return isAtEnd() || due === null || due > target
    }
    const began = Date.now()
    let budget = EVENTS_PER_CALL_MAX
    let breathed = began
    for (;;) {
      // Where nodes share a thread with us, their answers come without the runtime ever looking at its
      // sockets. A short wait makes it look, so that reads and other acts are heard.
      if (Date.now() - breathed > BREATH_EVERY_MS) {
        await scheduler.wait(1)
        breathed = Date.now()
      }
      const done = await this.#queue.exclusively(async () => {
        if (this.#store.identity() === null || beginning !== this.#clock.beginning) return true // deleted or reset meanwhile
        await this.#clock.wake()
        if (isThere() || budget <= 0 || Date.now() - began > ADVANCE_WALL_MS_MAX) return isThere()
        const pace = Date.now()
        while (!isThere() && budget > 0 && Date.now() - pace < BREATH_EVERY_MS) {
          budget -= await this.#turns.run(nextDue(this.#turns.world) ?? target, budget)
        }
        this.#turns.show()
        return null
      })
      if (done !== null) return done
    }
  }
}
