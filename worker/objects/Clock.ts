// The clock of a sandbox: when virtual time passes, when it stops by itself, and when the one alarm rings.

import type { NodeId } from '../kernel/machine.ts'
import type { Rate } from '../kernel/snapshot.ts'
import type { Counters } from './Counters.ts'
import type { NodePort } from './nodes.ts'
import type { SandboxStore } from './SandboxStore.ts'
import type { Turns } from './Turns.ts'
import type { Viewers } from './Viewers.ts'
import { acted, present, startPace, stopsAt, virtualAt, type WallInstant, wallAt } from './WallClock.ts'

type Parts = {
  readonly storage: DurableObjectStorage
  readonly store: SandboxStore
  readonly turns: Turns
  readonly viewers: Viewers
  readonly counters: Counters
  readonly node: (id: NodeId) => NodePort
}

export class Clock {
  /** Somebody runs the clock forward; meanwhile its rate rests. */
  isAdvancing = false
  /** Grows with every reset, so that an advance begun before it knows. */
  beginning = 0
  readonly #parts: Parts
  #alarmWall: WallInstant | null = null // of the alarm that is set; null when not known

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Wakes what is on disk and finishes what was cut short; a running clock that was being advanced runs on. */
  async wake(): Promise<void> {
    const { storage, turns } = this.#parts
    if (turns.isAwake) return
    this.#alarmWall = await storage.getAlarm()
    await turns.ready()
    if (!this.isAdvancing && turns.pace === null) await this.goOn()
  }

  /** Plays what has fallen due on a running clock, and stops a clock that nobody needs. */
  async catchUp(): Promise<void> {
    const { turns } = this.#parts
    const { pace } = turns
    if (pace === null) return
    const wall = Date.now()
    const now = virtualAt(pace, wall)
    const played = await turns.run(now)
    turns.idle(now)
    const stop = stopsAt(pace)
    if (wall >= stop.wall && !this.#isWatched(stop.why)) await this.setRate(0, `The clock stopped by itself: ${stop.why}.`)
    else if (played > 0) turns.show()
    if (played > 0) this.setAlarm()
  }

  // A key holder who watches is there, even without a call.
  #isWatched(why: string): boolean {
    if (!why.startsWith('nobody') || !this.#parts.viewers.hasKeyHolder()) return false
    this.notePresence()
    return true
  }

  /** A key holder is there: the clock need not stop for want of one. */
  notePresence(): void {
    const { turns } = this.#parts
    const { pace } = turns
    if (pace === null) return
    turns.pace = present(pace, Date.now())
    if (turns.pace === pace) return
    turns.rest()
    this.setAlarm()
  }

  /** Paused at 0, else so many virtual seconds a second. `why`: the line of the timeline. */
  async setRate(rate: Rate, why: string): Promise<void> {
    const { turns } = this.#parts
    turns.pace = rate === 0 || this.isAdvancing ? null : startPace(turns.world.now, Date.now(), rate)
    await turns.do({ act: 'set-rate', rate, why })
    if (rate === 0) turns.rest() // whoever comes back some day only reads
    await this.#armNodes()
    this.setAlarm()
  }

  /** After an advance, or after waking from one that was cut short, the clock runs on from where it stands. */
  async goOn(): Promise<void> {
    const { turns } = this.#parts
    const { world } = turns
    if (world.rate === 0) return
    turns.pace = startPace(world.now, Date.now(), world.rate)
    turns.rest()
    await this.#armNodes()
    this.setAlarm()
  }

  /** A key holder did something: the times after which the clock stops by itself begin anew. */
  noteAct(): void {
    const { turns } = this.#parts
    const { pace, world } = turns
    if (pace !== null) turns.pace = acted(pace, world.now, Date.now())
  }

  async #armNodes(): Promise<void> {
    const { turns, node } = this.#parts
    const { pace, world } = turns
    await Promise.all(world.nodes.map(({ id }) => node(id).arm(pace)))
  }

  /** One alarm: the end of the sandbox, the end of a running clock, or the next message under way. */
  setAlarm(): void {
    const { store, turns } = this.#parts
    const identity = store.identity()
    if (identity === null) return
    const { pace, world } = turns
    const moments = [identity.expiresWall]
    if (pace !== null) {
      moments.push(stopsAt(pace).wall)
      const message = world.pending[0]
      if (message !== undefined) moments.push(wallAt(pace, message.due))
    }
    const wall = Math.min(...moments)
    if (wall === this.#alarmWall) return
    this.ringAt(wall)
  }

  /** The one alarm of the sandbox rings then. */
  ringAt(wall: WallInstant): void {
    this.#alarmWall = wall
    this.#parts.counters.add('rows')
    void this.#parts.storage.setAlarm(wall)
  }

  /** No alarm is known to be set: it rang, or everything is gone. */
  forgetAlarm(): void {
    this.#alarmWall = null
  }
}
