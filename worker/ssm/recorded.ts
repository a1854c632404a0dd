// What the labs of the source show to have happened by itself, and nothing else explains: how far the
// application's own writing had brought the log by a screen, and logins of root by jobs that no screen
// shows. It belongs to a template, falls due by one standing timer, and is over when the lab is.

import { cancel, schedule, type Timer } from '../kernel/machine.ts'
import type { Instant } from '../kernel/time.ts'
import { fill } from './postgres.ts'
import { ship } from './replication.ts'
import { isServing } from './serving.ts'
import type { HaState } from './state.ts'
import type { Turn } from './turn.ts'

/** By `at` the application on whichever node serves has filled the log's segment this far, in bytes. */
export type OwnWriting = { readonly at: Instant; readonly filled: number }

/** The records of one node of a lab. */
export type Recorded = {
  readonly writing: readonly OwnWriting[] // oldest first; known to both nodes, done by the one that serves
  readonly rootLogins: readonly Instant[] // on this node, without a terminal
}

const TIMER = 'recorded'

/** The timers of a node after `at`, with the one for the next of its records. */
export function withRecorded({ timers, deployment: { recorded } }: HaState, at: Instant): readonly Timer[] {
  const due = [...(recorded?.writing.map((each) => each.at) ?? []), ...(recorded?.rootLogins ?? [])].filter((each) => each > at)
  return due.length === 0 ? cancel(timers, TIMER) : schedule(timers, TIMER, Math.min(...due), 'standing')
}

/** One record is due: the log is filled up to it where the application runs, and root has logged in. */
export function onRecorded(turn: Turn): void {
  const { deployment, power, database } = turn.state
  turn.set({ timers: withRecorded(turn.state, turn.at) })
  if (power !== 'on') return
  if (deployment.recorded?.rootLogins.includes(turn.at)) turn.set({ lastRoot: { local: turn.local, tty: null } })
  const writing = deployment.recorded?.writing.find(({ at }) => at === turn.at)
  if (writing === undefined || !isServing(turn.state)) return
  const { db, record } = fill(database, writing.filled)
  if (record === null) return
  turn.setDatabase(db)
  ship(turn, record)
}
