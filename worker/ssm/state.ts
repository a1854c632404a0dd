// Everything an HA node is: plain JSON, from its addresses to the sessions open on its console.

import type { NodeId, NodeState } from '../kernel/machine.ts'
import type { Instant } from '../kernel/time.ts'
import type { Alarmed } from './alarms.ts'
import type { DatabaseBackup } from './backups.ts'
import type { BrowserCertificate, BrowserRequest } from './browser-certificates.ts'
import type { Channel } from './channel.ts'
import type { Corosync } from './corosync.ts'
import type { Action, Config, Failure, LastChange, NodeStatus, Resource } from './pacemaker.ts'
import type { Database } from './postgres.ts'
import type { Recorded } from './recorded.ts'
import type { DataStatuses } from './resource-agent.ts'

/** The names of the servers: identities, not roles (SSM-01). */
export type NodeName = 'primary-node' | 'secondary-node'

/** What was set when the pair was deployed. Names are identities: the secondary node may well be active. */
export type Deployment = {
  readonly node: NodeId
  readonly number: number // corosync's node id
  readonly publicAddress: string
  readonly privateAddress: string
  readonly peer: {
    readonly node: NodeId
    readonly number: number
    readonly publicAddress: string
    readonly privateAddress: string
  }
  readonly virtualIp: string
  readonly upstream: NodeId
  readonly serverName: string
  readonly version: string // 8-202006
  readonly iso: string // the version it was installed from
  readonly patches: readonly string[]
  readonly memory: string // as the widget words it
  readonly disk: string
  readonly guiZoneMs: number // how far the GUI's times run ahead of the console's
  readonly recorded?: Recorded // what its lab shows to have happened by itself
  readonly former?: DatabaseBackup // the archive that the server in whose place this one was installed has left on other hosts
}

/**
 * Where a server stands between a server of its own and half of a pair. `keys` and `provisioned` are
 * the two halves of a deployment not yet made; what was torn down never becomes a pair again.
 */
export type Mode = 'stand-alone' | 'keys' | 'provisioned' | 'paired' | 'tearing-down' | 'torn-down'

/** Where the cluster services stand. Stopping goes through Pacemaker: ask to leave, be stopped, leave. */
export type Services = 'stopped' | 'starting-corosync' | 'starting-pacemaker' | 'running' | 'leaving'

/** Pacemaker on one server. */
export type PacemakerState = {
  readonly since: Instant
  readonly shutdown: boolean
  readonly db: 'Stopped' | 'Slave' | 'Master'
  readonly vip: boolean
  readonly satellite: boolean
  readonly score: number | null
  readonly operation: Operation | null
  readonly order: number // last order taken from the controller
  readonly failures: readonly Failure[]
  readonly failCounts: { readonly [resource: string]: number }
  readonly silent: readonly Resource[] // dead, and no monitor has noticed yet
  readonly broken: readonly Resource[] // found dead by a monitor: to be stopped and started
  readonly blocked: readonly Resource[] // could not be stopped: nobody may touch them
  readonly config: Config
  readonly dataStatuses: DataStatuses // db-data-status of both nodes: it outlasts whatever stops
  readonly baseline: number | null // db-master-baseline: where this node's database was promoted
  readonly lastChange: LastChange
  readonly calls: number // operations executed so far: the call number of the next failure
}

/** An action under way. A database that starts while there is a master is cloned first. */
export type Operation = {
  readonly action: Action
  readonly phase: 'doing' | 'asking' | 'copying' | 'finishing'
  readonly since: Instant
}

/** What this node knows of its peer. */
export type PeerView = {
  readonly status: NodeStatus | null // null: not in the cluster, or it has not said
  readonly ordered: number // number of the last order given to it
  readonly answers: boolean // its machine is up as far as this node knows: pcsd would answer
  readonly tornDown: boolean // it said that its cluster is destroyed: its pcsd answers no more
  readonly lost: NodeStatus | null // it went without a goodbye: how it stood then
  readonly isFenced?: boolean // it has been reset since, so that it holds nothing
  readonly prepared: 'no' | 'keys' | 'provisioned' // what it said of a deployment in the making
  readonly version?: string // the release it said it is at, once provisioned
}

/** A session on a shell of the server. */
export type Session = {
  readonly id: string
  readonly shell: 'console' | 'root'
  readonly waiting: Waiting | null // the question its last line led to
  readonly about?: string // the file that is to be restored, where the question is that
}

/** A question the console has asked and waits to have answered. */
export type Waiting = 'teardown' | 'virtual-ip' | 'restore' | 'archive'

/** A request on its way to the upstream. */
export type Errand = {
  readonly ticket: string
  readonly ask: 'register' | 'synchronise'
  readonly account: string
}

/** A server of the pair, or one that stands alone. */
export type HaState = NodeState & {
  readonly deployment: Deployment
  readonly mode: Mode
  readonly application: boolean // stand-alone: satellite.service runs, so the GUI answers on the server's own address
  readonly founds: boolean // the first server of a pair just deployed: its database becomes the master
  readonly power: 'on' | 'off' | 'booting'
  readonly bootedAt: Instant
  readonly clockOffsetMs: number // how far this node's clock is ahead of virtual time
  readonly wanted: 'running' | 'stopped' // what the last ha_cluster_start or ha_cluster_stop asked for
  readonly services: Services
  readonly corosync: Corosync
  readonly pacemaker: PacemakerState
  readonly peer: PeerView
  readonly fenceAttempts?: number | null // how often the peer's fencing has been tried; null: it need not be fenced
  readonly told: NodeStatus | null // the status the peer was last told
  readonly channel: Channel
  readonly database: Database
  readonly isLocked: boolean // PGSQL.lock: it was promoted here and has not been stopped since
  readonly files: readonly string[] // in /var/files/patches
  readonly archives: readonly string[] // of migrations, in /var/files/backups
  readonly backups: readonly DatabaseBackup[] // of the database, in /var/files/backups
  readonly restoring: string | null // the backup for which the application of a pair is being stopped
  readonly browserCertificates?: readonly BrowserCertificate[] // added for the GUI, beside the default one
  readonly browserRequest?: BrowserRequest | null // a signing request for one that waits for its certificate
  readonly upgrading: string | null // the release whose patch is being installed
  readonly lastRoot: { readonly local: Instant; readonly tty: string | null } // newest root login, by this node's clock
  readonly sessions: readonly Session[]
  readonly sessionsOpened: number
  readonly errands: readonly Errand[]
  readonly errandsSent: number
  readonly alarmed?: Alarmed // since when each alarm that stands has stood
  readonly assessed: Instant // up to when the deadlines of licences and accounts have been seen to
}

/** Whether the cluster stack is installed and configured here. */
export const isPaired = ({ mode }: HaState): boolean => mode === 'paired' || mode === 'tearing-down'
