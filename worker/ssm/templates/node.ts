// The state of one node as templates begin with it.

import { type Fabric, surroundingsOf } from '../../kernel/fabric.ts'
import { randomFrom, seedFor } from '../../kernel/random.ts'
import type { Instant } from '../../kernel/time.ts'
import { alarmedAt, alarmsOf } from '../alarms.ts'
import { newChannel } from '../channel.ts'
import { stoppedCorosync } from '../corosync.ts'
import { withDeadline } from '../deadlines.ts'
import { DEPLOYED_CONFIG, type Failure, type LastChange } from '../pacemaker.ts'
import type { Database } from '../postgres.ts'
import { withRecorded } from '../recorded.ts'
import { type DataStatuses, LATEST, NO_DATA_STATUSES, STREAMING_ASYNC } from '../resource-agent.ts'
import type { Deployment, HaState } from '../state.ts'
import { statusOf } from '../status.ts'

/** What one node of a template differs in. */
export type Wanted = {
  readonly deployment: Deployment
  readonly database: Database
  readonly role: 'Master' | 'Slave'
  readonly bootedAt: Instant
  readonly clockOffsetMs: number
  readonly since: Instant
  readonly failures: readonly Failure[]
  readonly lastChange: LastChange
  readonly lastRoot: Instant // by the node's clock
  readonly starts: Instant // the template's instant
}

/** The database of a standby that streams from this one and has all of it. */
export const streaming = (database: Database): Database => ({
  ...database,
  process: 'slave',
  replayed: database.position,
  wasMaster: false,
  streams: true,
  caughtUp: true,
  replicas: [],
})

/** A running member of a whole ring. */
export function haNodeState(fabric: Fabric, seed: number, wanted: Wanted): HaState {
  const { deployment, role } = wanted
  const isMaster = role === 'Master'
  return {
    timers: [],
    random: randomFrom(seedFor(seed, deployment.node)),
    surroundings: surroundingsOf(fabric, deployment.node),
    deployment,
    mode: 'paired',
    application: false,
    founds: false,
    power: 'on',
    bootedAt: wanted.bootedAt,
    clockOffsetMs: wanted.clockOffsetMs,
    wanted: 'running',
    services: 'running',
    corosync: { running: true, members: [deployment.node, deployment.peer.node], hasSeenAll: true, ring: 16 },
    pacemaker: {
      since: wanted.since,
      shutdown: false,
      db: role,
      vip: isMaster,
      satellite: isMaster,
      score: null,
      operation: null,
      order: 0,
      failures: wanted.failures,
      failCounts: wanted.failures.length === 0 ? {} : { db: wanted.failures.length },
      silent: [],
      broken: [],
      blocked: [],
      config: DEPLOYED_CONFIG,
      dataStatuses: { version: 1, of: statuses(deployment, isMaster) },
      // The screens of a pair as deployed show none (document 217212 and the tools' own).
      baseline: null,
      lastChange: wanted.lastChange,
      calls: 30,
    },
    peer: { status: null, ordered: 0, answers: true, tornDown: false, lost: null, prepared: 'no' },
    told: null,
    channel: { ...newChannel(), peerEpoch: 1 },
    database: wanted.database,
    isLocked: isMaster,
    files: [],
    archives: [],
    backups: [],
    restoring: null,
    upgrading: null,
    lastRoot: { local: wanted.lastRoot, tty: 'pts/0' },
    sessions: [],
    sessionsOpened: 0,
    errands: [],
    errandsSent: 0,
    assessed: wanted.starts,
  }
}

const statuses = ({ node, peer }: Deployment, isMaster: boolean): DataStatuses['of'] => ({
  [node]: isMaster ? LATEST : STREAMING_ASYNC,
  [peer.node]: isMaster ? STREAMING_ASYNC : LATEST,
})

/** The node after the two have told each other how they stand. */
export const acquainted = (node: HaState, peer: HaState): HaState =>
  noted({
    ...node,
    timers: withDeadline({ ...node, timers: withRecorded(node, node.assessed) }, node.assessed),
    peer: { ...node.peer, status: statusOf(peer) },
    told: statusOf(node),
  })

// What stands when the template begins has stood since then.
const noted = (node: HaState): HaState => ({ ...node, alarmed: alarmedAt(undefined, alarmsOf(node), node.assessed) })

/** The same machine as a server of its own, before any deployment. */
export const standAlone = (node: HaState): HaState => {
  const server = alone(node)
  return noted({ ...server, timers: withDeadline(server, server.assessed) })
}

const alone = (node: HaState): HaState => ({
  ...node,
  mode: 'stand-alone',
  application: true,
  wanted: 'stopped',
  services: 'stopped',
  corosync: stoppedCorosync(0),
  pacemaker: {
    ...node.pacemaker,
    db: 'Stopped',
    vip: false,
    satellite: false,
    calls: 0,
    dataStatuses: NO_DATA_STATUSES,
  },
  isLocked: false,
})
