// What goes wrong on a node by itself: a resource dies and its monitor finds out, an action fails, and
// an administrator cleans up behind it (SSM-24).

import type { Trouble } from '../kernel/fabric.ts'
import { SECOND_MS } from '../kernel/time.ts'
import { isDiskFull } from './faults.ts'
import { type Action, type Failure, INFINITY, type NodeStatus, type Resource } from './pacemaker.ts'
import { ended } from './postgres.ts'
import { closeStream } from './replication.ts'
import { MASTER_MONITOR_MS } from './resource-agent.ts'
import { type HaState, isPaired } from './state.ts'
import type { Turn } from './turn.ts'

/** How often each resource is looked at: pgsql and IPaddr2 metadata, systemd's default in Pacemaker. */
const MONITOR_MS = { db: 30 * SECOND_MS, vip: 10 * SECOND_MS, satellite: 60 * SECOND_MS } as const

/** How long systemd and the application need to have a stand-alone server's database up again; assumed. */
const REVIVE_MS = 30 * SECOND_MS

const intervalOf = ({ pacemaker }: HaState, resource: Resource): number =>
  resource === 'db' && pacemaker.db === 'Master' ? MASTER_MONITOR_MS : MONITOR_MS[resource]

const isActive = ({ pacemaker, database }: HaState, resource: Resource): boolean => {
  if (pacemaker.silent.includes(resource)) return false
  return resource === 'db' ? database.process !== 'stopped' && pacemaker.db !== 'Stopped' : pacemaker[resource]
}

/** The resource is gone in this moment. Nobody acts before a monitor has looked. False when it did not run here. */
export function die(turn: Turn, resource: Resource): boolean {
  const { state } = turn
  if (!isPaired(state)) return dieAlone(turn, resource)
  if (state.services !== 'running' || !isActive(state, resource)) return false
  if (resource === 'db') endDatabase(turn)
  const { pacemaker } = turn.state
  const interval = intervalOf(turn.state, resource)
  turn.setPacemaker({ silent: [...pacemaker.silent, resource] })
  turn.after(`monitor-${resource}`, interval - ((turn.at - pacemaker.since) % interval))
  turn.note('failure', `${WHAT[resource]} ${turn.name} is gone. The next monitor will notice.`)
  return true
}

/** How long the first monitor after an operation takes to be done. */
const FIRST_MONITOR_MS = 200

/** A demoted database does not run and is taken for a slave until its first monitor, which follows at once. */
export function overlook(turn: Turn, resource: Resource): void {
  turn.setPacemaker({ silent: [...turn.state.pacemaker.silent, resource] })
  turn.after(`monitor-${resource}`, FIRST_MONITOR_MS)
}

const WHAT = { db: 'The database process on', vip: 'The virtual IP on', satellite: 'The application on' } as const

/** Which process writes the log is nothing that is modelled; assumed. */
const XLOG_PID = 2345

function endDatabase(turn: Turn): void {
  const { database } = turn.state
  if (database.process === 'master') closeStream(turn)
  if (database.process === 'slave' && database.streams) turn.say({ say: 'receiver-gone' })
  turn.setDatabase(ended(database))
  if (!isDiskFull(turn.state)) {
    turn.log('postgres', 'error', 'LOG:  server process was terminated by signal 9: Killed')
    return
  }
  turn.log('postgres', 'error', `PANIC:  could not write to file "pg_xlog/xlogtemp.${XLOG_PID}": No space left on device`)
  turn.log('postgres', 'error', 'LOG:  server process was terminated by signal 6: Aborted')
}

function dieAlone(turn: Turn, resource: Resource): boolean {
  const { database, application } = turn.state
  if (resource === 'vip' || database.process === 'stopped' || !application) return false
  if (resource === 'db') endDatabase(turn)
  turn.set({ application: false })
  if (isDiskFull(turn.state)) {
    turn.note('failure', `${WHAT[resource]} ${turn.name} is gone, and cannot start while the disk is full.`)
    return true
  }
  turn.after('application', REVIVE_MS)
  turn.note('failure', `${WHAT[resource]} ${turn.name} is gone. The stand-alone services start it again.`)
  return true
}

/** A monitor has looked at a resource that is gone: one failure more, and the cluster recovers it. */
export function onMonitorTimer(turn: Turn, resource: Resource): void {
  const { pacemaker } = turn.state
  if (turn.state.services !== 'running' || !pacemaker.silent.includes(resource)) return
  const operation = `${resource}_monitor_${intervalOf(turn.state, resource)}`
  turn.setPacemaker({
    silent: pacemaker.silent.filter((each) => each !== resource),
    broken: [...pacemaker.broken, resource],
  })
  record(turn, resource, { operation, rc: 7, text: 'not running', exitReason: '', execMs: 0 }, 1)
}

/** Notes a failed operation, in place of the resource's last one: it stands, and its count with it, until somebody cleans up. */
export function record(
  turn: Turn,
  resource: Resource,
  failure: Pick<Failure, 'operation' | 'rc' | 'text' | 'exitReason' | 'execMs'>,
  count: number,
): void {
  const { pacemaker } = turn.state
  turn.setPacemaker({
    failCounts: { ...pacemaker.failCounts, [resource]: Math.min(INFINITY, (pacemaker.failCounts[resource] ?? 0) + count) },
    failures: [
      ...pacemaker.failures.filter(({ operation }) => !operation.startsWith(`${resource}_`)),
      { ...failure, call: pacemaker.calls, changed: turn.local - failure.execMs, queuedMs: 0 },
    ],
  })
  turn.log('crmd', 'notice', `Result of ${failure.operation} on ${turn.name}: ${failure.rc} (${failure.text})`)
  const why = failure.exitReason === '' ? '' : ` (${failure.exitReason})`
  turn.note('failure', `${failure.operation} on ${turn.name} failed: '${failure.text}'${why}.`)
}

/** Whether a fault laid on this node makes this action fail. */
export const isMadeToFail = (state: HaState, action: Action): boolean =>
  action.do !== 'leave' &&
  (cannotWrite(state, action) ||
    state.surroundings.troubles.some(
      (trouble) => trouble.kind === 'resource-fails' && trouble.resource === action.resource && trouble.operation === action.do,
    ))

// PostgreSQL does not start on a full disk: it must write its log first.
const cannotWrite = (state: HaState, action: Action): boolean =>
  action.do === 'start' && action.resource === 'db' && isDiskFull(state)

/** A start has failed: it counts as often as can be, so the resource stays away from here (start-failure-is-fatal). */
export function failStart(turn: Turn, resource: Resource, exitReason: string): void {
  const { pacemaker } = turn.state
  const execMs = turn.at - (pacemaker.operation?.since ?? turn.at)
  turn.cancel('operation')
  turn.setPacemaker(resource === 'db' ? { operation: null, db: 'Stopped' } : { operation: null })
  record(turn, resource, { operation: `${resource}_start_0`, rc: 1, text: 'unknown error', exitReason, execMs }, INFINITY)
}

/** There is no database to promote: the attempt counts once, and the resource is recovered. */
export function failPromotion(turn: Turn): void {
  const { pacemaker } = turn.state
  const execMs = turn.at - (pacemaker.operation?.since ?? turn.at)
  turn.cancel('monitor-db')
  turn.setPacemaker({
    operation: null,
    silent: pacemaker.silent.filter((each) => each !== 'db'),
    broken: [...pacemaker.broken.filter((each) => each !== 'db'), 'db'],
  })
  turn.log('pgsql(db)', 'error', "ERROR: Can't promote PostgreSQL.")
  record(turn, 'db', { operation: 'db_promote_0', rc: 1, text: 'unknown error', exitReason: '', execMs }, 1)
}

/** A stop has failed: without fencing nobody may touch the resource until it has been cleaned up. */
export function failStop(turn: Turn, resource: Resource): void {
  const { pacemaker } = turn.state
  const execMs = turn.at - (pacemaker.operation?.since ?? turn.at)
  turn.setPacemaker({ operation: null, blocked: [...pacemaker.blocked.filter((each) => each !== resource), resource] })
  record(turn, resource, { operation: `${resource}_stop_0`, rc: 1, text: 'unknown error', exitReason: '', execMs }, INFINITY)
}

type Counted = Pick<NodeStatus, 'failures' | 'failCounts' | 'blocked' | 'broken' | 'db' | 'vip' | 'satellite'>

/**
 * What is left of failures and counts once those of one resource, or of all (null), are forgotten. The
 * resource is probed anew, so what a monitor had found dead is known as stopped.
 */
export function cleaned(
  { failures, failCounts, blocked, broken, db, vip, satellite }: Counted,
  resource: Resource | null,
): Counted {
  const concerns = (each: string): boolean => resource === null || each === resource
  const isGone = (each: Resource): boolean => concerns(each) && broken.includes(each)
  return {
    failures: failures.filter(({ operation }) => !concerns(operation.split('_')[0] ?? '')),
    failCounts: Object.fromEntries(Object.entries(failCounts).filter(([name]) => !concerns(name))),
    blocked: blocked.filter((each) => !concerns(each)),
    broken: broken.filter((each) => !isGone(each)),
    db: isGone('db') ? 'Stopped' : db,
    vip: vip && !isGone('vip'),
    satellite: satellite && !isGone('satellite'),
  }
}

/** `pcs resource cleanup`, on each node it reaches: the cluster may try again. */
export const cleanUp = (turn: Turn, resource: Resource | null): void => turn.setPacemaker(cleaned(turn.state.pacemaker, resource))

// A database writes its log all the time, a slave what it receives, so it meets the full disk at once (assumed).
function fillDisk(turn: Turn): void {
  const { operation } = turn.state.pacemaker
  const starts = operation !== null && operation.action.do === 'start' && operation.action.resource === 'db'
  if (!starts) {
    die(turn, 'db')
    return
  }
  turn.say({ say: 'receiver-gone' })
  turn.setDatabase(ended(turn.state.database))
  failStart(turn, 'db', NO_SPACE)
}

/** What the agent gives as the reason when the disk is full; assumed. */
export const NO_SPACE = 'No space left on device'

/** Faults newly laid on this node that end a resource at once, and the end of a full disk. */
export function onTroubles(turn: Turn, before: readonly Trouble[]): void {
  const known = before.map((trouble) => JSON.stringify(trouble))
  for (const trouble of turn.state.surroundings.troubles) {
    if (known.includes(JSON.stringify(trouble))) continue
    if (trouble.kind === 'database-stopped') die(turn, 'db')
    if (trouble.kind === 'disk-full') fillDisk(turn)
    if (trouble.kind === 'resource-fails' && trouble.operation === 'monitor') die(turn, trouble.resource as Resource)
  }
  const { state } = turn
  const hasRoom = before.some(({ kind }) => kind === 'disk-full') && !isDiskFull(state)
  if (hasRoom && !isPaired(state) && state.database.process === 'stopped' && !turn.isSet('application'))
    turn.after('application', REVIVE_MS)
}
