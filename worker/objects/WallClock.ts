// Where virtual time and the clock on the wall meet. While a sandbox's clock runs, virtual time is a
// function of the wall; it stops by itself when nobody is there or nobody has done anything for long.

import type { Instant } from '../kernel/time.ts'
import { MINUTE_MS } from '../kernel/time.ts'

/** Milliseconds since 1970 on the wall. */
export type WallInstant = number

/** A running clock. Virtual time stood at `now` when the wall stood at `wall`. */
export type Pace = {
  readonly now: Instant
  readonly wall: WallInstant
  readonly rate: number // virtual milliseconds per wall millisecond, over 0
  readonly lastAct: { readonly now: Instant; readonly wall: WallInstant } // of the key holder
  readonly presentUntil: WallInstant // somebody has been there; after this, nobody
}

/** How long a sandbox stays after its last use, on the wall. */
export const SANDBOX_LIFE_MS = 7 * 24 * 60 * MINUTE_MS

export const WALL_IDLE_MS_MAX = 10 * MINUTE_MS
export const VIRTUAL_IDLE_MS_MAX = 60 * MINUTE_MS
export const ABSENT_MS_MAX = 2 * MINUTE_MS

// Presence is written down at most once a minute, so it is granted a minute longer than it must last.
const PRESENCE_WRITE_MS = MINUTE_MS

export const startPace = (now: Instant, wall: WallInstant, rate: number): Pace => ({
  now,
  wall,
  rate,
  lastAct: { now, wall },
  presentUntil: wall + ABSENT_MS_MAX + PRESENCE_WRITE_MS,
})

/** Virtual time at a moment on the wall; it stands once the clock has stopped by itself. */
export function virtualAt(pace: Pace, wall: WallInstant): Instant {
  const until = Math.min(Math.max(wall, pace.wall), stopsAt(pace).wall)
  return Math.floor(pace.now + (until - pace.wall) * pace.rate)
}

/** The moment on the wall at which virtual time reaches `at`, rounded up so that it has been reached. */
export const wallAt = (pace: Pick<Pace, 'now' | 'wall' | 'rate'>, at: Instant): WallInstant =>
  Math.ceil(pace.wall + Math.max(0, at - pace.now) / pace.rate)

/** When and why the clock stops by itself, if nothing happens until then. */
export function stopsAt(pace: Pace): { readonly wall: WallInstant; readonly why: string } {
  const reasons = [
    { wall: pace.lastAct.wall + WALL_IDLE_MS_MAX, why: `nothing was done for ${WALL_IDLE_MS_MAX / MINUTE_MS} minutes` },
    {
      wall: wallAt(pace, pace.lastAct.now + VIRTUAL_IDLE_MS_MAX),
      why: `nothing was done for ${VIRTUAL_IDLE_MS_MAX / MINUTE_MS} virtual minutes`,
    },
    { wall: pace.presentUntil, why: `nobody was there for ${ABSENT_MS_MAX / MINUTE_MS} minutes` },
  ]
  return reasons.reduce((first, each) => (each.wall < first.wall ? each : first))
}

/** The pace after the key holder did something. */
export const acted = (pace: Pace, now: Instant, wall: WallInstant): Pace => present({ ...pace, lastAct: { now, wall } }, wall)

/** The pace after somebody was there; the same one when that is on record for long enough already. */
export const present = (pace: Pace, wall: WallInstant): Pace =>
  pace.presentUntil - wall > ABSENT_MS_MAX ? pace : { ...pace, presentUntil: wall + ABSENT_MS_MAX + PRESENCE_WRITE_MS }
