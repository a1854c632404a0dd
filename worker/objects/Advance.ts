// Running the clock of a sandbox forward, moment by moment, while others read and act.

import { EVENTS_PER_CALL_MAX, isSettled, nextDue } from '../kernel/sequencer.ts'
import type { Instant } from '../kernel/time.ts'
import type { Advanced, Barred, Caller, Until } from './answers.ts'
import type { Clock } from './Clock.ts'
import type { Gate } from './Gate.ts'
import type { Queue } from './Queue.ts'
import type { SandboxStore, Stretch } from './SandboxStore.ts'
import type { Turns } from './Turns.ts'

const BREATH_EVERY_MS = 25
// A call answers how far it got after so many events. Time on the wall only guards against a runtime that stands still:
// where it decided, the same call would make one event of the timeline here and two on a busier machine.
const ADVANCE_WALL_MS_MAX = 20_000
// What is over after few turns costs less turn by turn: nodes that hold nothing need not be asked to write it down.
const SHORT_MS = 5_000
const STRETCH_TURNS = 16
type Parts = {
  readonly store: SandboxStore
  readonly turns: Turns
  readonly clock: Clock
  readonly gate: Gate
  readonly queue: Queue
}

export class Advance {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Runs the clock forward by `ms`, or until settled or something happens, and at most by `ms` (virtual). The rate rests
   * meanwhile; what others do meanwhile happens at the time reached; a second advance is refused; a
   * reset or a deletion ends it where it stands.
   */
  async by(caller: Caller, ms: number, until: Until): Promise<Barred | Advanced> {
    const { store, turns, clock, gate, queue } = this.#parts
    const barred = gate.barred(caller, true)
    if (barred !== null) return barred
    if (clock.isAdvancing) return { is: 'clock-busy' }
    clock.isAdvancing = true
    try {
      const begun = await gate.acting(caller, async () => {
        await clock.catchUp()
        turns.pace = null
        return { is: 'begun', from: turns.world.now, beginning: clock.beginning } as const
      })
      if (begun.is !== 'begun') return begun
      const { from, beginning } = begun
      const target = from + ms
      const isAtEnd = this.#ending(until)
      const most = until.is === 'event' ? 1 : STRETCH_TURNS
      const stretch = ms < SHORT_MS ? null : { isToSettled: until.is === 'settled', turns: most }
      const done = await this.#runTo(target, isAtEnd, stretch, beginning)
      return await queue.exclusively(async () => {
        if (store.identity() === null) return { is: 'no-such-sandbox' } as const
        await clock.wake()
        if (beginning === clock.beginning) {
          if (done && !isAtEnd()) turns.idle(target, true)
          if (turns.world.now > from) await turns.do({ act: 'advance', from })
        }
        await turns.keep() // last, so that all that waits to be on record is written at once
        const { snapshot } = turns
        return { is: 'advanced', now: snapshot.clock.now, seq: snapshot.seq, settled: snapshot.settled, done } as const
      })
    } finally {
      clock.isAdvancing = false
      await queue.exclusively(async () => {
        if (turns.isAwake) await clock.goOn()
      })
    }
  }

  // What ends an advance before its time is up.
  #ending(until: Until): () => boolean {
    const { turns } = this.#parts
    if (until.is !== 'event') return () => until.is === 'settled' && isSettled(turns.world)
    let looked = turns.world.seq
    let isNoted = false
    return () => {
      isNoted ||= turns.hasNoted(looked, until.except)
      looked = turns.world.seq
      return isNoted
    }
  }

  // Moment by moment, so that readers and other acts get their turn in between. False: ask again for the rest.
  async #runTo(
    target: Instant,
    isAtEnd: () => boolean,
    stretch: Pick<Stretch, 'isToSettled' | 'turns'> | null,
    beginning: number,
  ): Promise<boolean> {
    const { store, turns, clock, queue } = this.#parts
    const isThere = () => {
      const due = nextDue(turns.world)
      return isAtEnd() || due === null || due > target
    }
    const began = Date.now()
    let budget = EVENTS_PER_CALL_MAX
    let breathed = began
    for (;;) {
      // Where nodes share a thread with us, their answers come without the runtime ever looking at its
      // sockets. A wait of no length makes it look, so that reads and other acts are heard.
      if (Date.now() - breathed > BREATH_EVERY_MS) {
        await scheduler.wait(0)
        breathed = Date.now()
      }
      const done = await queue.exclusively(async () => {
        if (store.identity() === null || beginning !== clock.beginning) return true // deleted or reset meanwhile
        await clock.wake()
        if (isThere() || budget <= 0 || Date.now() - began > ADVANCE_WALL_MS_MAX) return isThere()
        const pace = Date.now()
        while (!isThere() && budget > 0 && Date.now() - pace < BREATH_EVERY_MS) {
          // A clock that is to run on afterwards has alarms set on the nodes, which they write down as they change them.
          budget -= await (stretch === null || turns.world.rate !== 0
            ? turns.run(nextDue(turns.world) ?? target, budget)
            : turns.stretch({ ...stretch, until: target, events: budget }))
        }
        turns.show()
        return null
      })
      if (done !== null) return done
    }
  }
}
