// Pacemaker: from what the cluster looks like to what must be done next, in order.
//
// Three resources: the database as a master/slave set on both nodes, the virtual IP beside the
// master, the application after the virtual IP. The designated controller asks `decide`, has the
// first action carried out, and asks again with what came of it; so an interrupted way is taken up
// from wherever it was left.

import type { NodeId } from '../kernel/machine.ts'
import type { Instant } from '../kernel/time.ts'
import type { FenceDevice } from './fencing.ts'
import { walDigits } from './postgres.ts'
import type { DataStatuses } from './resource-agent.ts'

/** Pacemaker's infinity, and the default migration threshold. */
export const INFINITY = 1_000_000

// Promotion scores of ocf:heartbeat:pgsql (ClusterLabs resource-agents), which crm_mon shows as master-db (SSM-21).
/** Of a database that must not become master: stopped, just started, or left behind. */
export const CAN_NOT_PROMOTE = -INFINITY
/** Of a slave that streams from the master, or did so until it died. */
export const CAN_PROMOTE = 100
/** Of a master, and of the slave that has earned the right while there is none. */
export const PROMOTE_ME = 1_000

/** A score as Pacemaker prints it. */
export const scoreText = (score: number): string =>
  score <= -INFINITY ? '-INFINITY' : score >= INFINITY ? 'INFINITY' : String(score)

/** The resources of the pair: database, virtual IP, application. */
export type Resource = 'db' | 'vip' | 'satellite'

/** All of them, in the order in which they start. */
export const RESOURCES: readonly Resource[] = ['db', 'vip', 'satellite']

/** What an administrator has set. `version` grows with each change: when nodes meet, the newer one holds for both. */
export type Config = {
  readonly version: number
  readonly fencing: boolean // stonith-enabled
  readonly device?: FenceDevice // what nodes are fenced with, once one is configured
  readonly startupFencing?: boolean // startup-fencing, where it is set; else true
  readonly thresholds: { readonly [resource: string]: number } // migration-threshold, where it is not the default
  readonly stickiness?: number // resource-stickiness of every resource, where one is set
  readonly quorumPolicy?: QuorumPolicy // no-quorum-policy, where one is set; else stop
  readonly standby?: readonly NodeId[] // nodes that may run nothing
  readonly preferences?: readonly Preference[] // location constraints of the master role
}

/** A location constraint: how much the master role is wanted on a node. */
export type Preference = { readonly id: string; readonly node: NodeId; readonly score: number }

/** What becomes of resources in a partition without quorum. */
export const QUORUM_POLICIES = ['stop', 'ignore', 'freeze', 'suicide'] as const
/** One of these, as pcs and crm_mon write it; `stop` is the default (SSM-24). */
export type QuorumPolicy = (typeof QUORUM_POLICIES)[number]

/** Fencing is on and nothing is there to fence with. */
export const lacksDevice = ({ fencing, device }: Config): boolean => fencing && device === undefined

/** How a pair is deployed: no fencing, every threshold at its default. */
export const DEPLOYED_CONFIG: Config = { version: 0, fencing: false, thresholds: {} }

/** What one node is told to do. `leave` ends a shutdown: the node stops Pacemaker, then corosync. */
export type Action =
  | { readonly do: 'start' | 'stop'; readonly resource: Resource; readonly node: NodeId }
  | { readonly do: 'promote' | 'demote'; readonly resource: 'db'; readonly node: NodeId }
  | { readonly do: 'leave'; readonly node: NodeId }

/** A failed operation that stands in a node's history until it is cleaned up. Times by that node's clock. */
export type Failure = {
  readonly operation: string // db_monitor_30000
  readonly rc: number
  readonly text: string // 'not running'
  readonly call: number
  readonly exitReason: string
  readonly changed: Instant
  readonly queuedMs: number
  readonly execMs: number
}

/** What a node tells its peer about itself: its part of the cluster information base's status section. */
export type NodeStatus = {
  readonly since: Instant // when its Pacemaker came up: the oldest is the designated controller
  readonly shutdown: boolean // it has asked to be let go
  readonly operation: Action | null // under way now
  readonly order: number // the last order it took
  readonly db: 'Stopped' | 'Slave' | 'Master'
  readonly dbRuns: boolean // a demoted database is stopped although its resource still counts as Slave
  readonly vip: boolean
  readonly satellite: boolean
  readonly score: number | null // master-db
  readonly dbStatus: string // db-status
  readonly dataStatus: string // db-data-status
  readonly dataStatuses?: DataStatuses // of both nodes, as this one's copy has them; a former release did not tell
  readonly baseline?: number | null // db-master-baseline
  readonly standing: Standing | null // only while a slave has no master, and its data are good enough for one
  readonly failures: readonly Failure[]
  readonly failCounts: { readonly [resource: string]: number }
  readonly broken: readonly Resource[] // found dead by a monitor
  readonly blocked: readonly Resource[] // could not be stopped
  readonly stopsSatellite?: true // target-role of the application is Stopped, until it has been restarted (crm_resource --restart)
  readonly config: Config
  readonly lastChange: LastChange
}

/** How far a slave's data have come (db-xlog-loc): of slaves without a master the one that is ahead is promoted. */
export type Standing = { readonly position: number }

/** The node attributes that the agent keeps, in the order in which crm_mon shows them. */
export const attributesOf = (status: NodeStatus): readonly (readonly [name: string, value: string])[] => [
  ...(status.dataStatus === '' ? [] : [['db-data-status', status.dataStatus] as const]),
  ...transientAttributesOf(status),
]

/** Those of them that go when the node leaves. */
export const transientAttributesOf = ({
  dbStatus,
  baseline = null,
  standing,
  score,
}: NodeStatus): readonly (readonly [name: string, value: string])[] => [
  ...(baseline === null ? [] : [['db-master-baseline', walDigits(baseline)] as const]),
  ['db-status', dbStatus],
  ...(standing === null ? [] : [['db-xlog-loc', walDigits(standing.position)] as const]),
  ...(score === null ? [] : [['master-db', scoreText(score)] as const]),
]

/** The newest change of the cluster information base: when, and what the clock of the node that made it showed. */
export type LastChange = { readonly at: Instant; readonly stamp: Instant; readonly via: string; readonly on: NodeId }

/** A node whose Pacemaker has spoken, with what it said. */
export type Member = { readonly node: NodeId; readonly number: number; readonly status: NodeStatus }

/** The designated controller: the member whose Pacemaker has run longest; of equals the lower number. */
export const controllerOf = (members: readonly Member[]): Member | undefined =>
  [...members].sort((a, b) => a.status.since - b.status.since || a.number - b.number)[0]

/**
 * Everything between the cluster as it is and as it should be, in the order in which it must happen:
 * application, virtual IP, demote, stop; then start, promote, virtual IP, application; then the databases
 * that only join; last, nodes that asked to leave (the controller after its peer).
 *
 * `unclean`: a node must be fenced first, and until then nothing may move.
 */
export function decide(members: readonly Member[], quorate: boolean, unclean = false): readonly Action[] {
  // "Resource start-up disabled since no STONITH resources have been defined": nothing is stopped, either.
  if (unclean || members.some(({ status: { config } }) => lacksDevice(config))) return []
  const usable = members.filter((member) => mayAct(member, quorate) && !member.status.shutdown && !hasFailed(member))
  const master = masterAmong(usable)
  const ending = members.flatMap((member) => endings(member, { master, usable, members }))
  const starting = usable
    .filter((member) => dbAfter(member, ending) === 'Stopped')
    .map(({ node }): Action => ({ do: 'start', resource: 'db', node }))
  const first = starting.filter(({ node }) => node === master?.node)
  const rising = master === undefined ? [] : risings(master, ending, members)
  const joining = starting.filter((action) => !first.includes(action))
  const controller = controllerOf(members)
  const leaving = members
    .filter(({ status }) => status.shutdown && status.blocked.length === 0)
    .sort((a, b) => Number(a === controller) - Number(b === controller))
    .map(({ node }): Action => ({ do: 'leave', node }))
  const wanted = [...ending, ...first, ...rising, ...joining, ...leaving]
  return quorate ? wanted : wanted.filter((action) => mayBegin(action, members))
}

// A partition that is frozen goes on with what it runs and begins nothing.
function mayBegin(action: Action, members: readonly Member[]): boolean {
  const status = members.find(({ node }) => node === action.node)?.status
  if (status?.config.quorumPolicy !== 'freeze') return true
  if (action.do === 'promote') return status.db === 'Master'
  if (action.do !== 'start') return true
  return action.resource === 'db' ? status.db !== 'Stopped' : status[action.resource]
}

/** Whether the application must not run while this member restarts it. */
export const isSatelliteStopped = ({ status }: Member): boolean => status.stopsSatellite === true

/**
 * Whether resources may run on this member: it is not in standby, and its partition has quorum or does without.
 * `suicide` is `stop` here: with two_node a partition without quorum has never had it, and Pacemaker resets the
 * policy of such a one.
 */
export const mayAct = ({ node, status: { config } }: Member, quorate: boolean): boolean =>
  (quorate || config.quorumPolicy === 'ignore' || config.quorumPolicy === 'freeze') && !(config.standby ?? []).includes(node)

/** Whether a resource may not run on this node: its fail count has reached the migration threshold. */
export const hasFailed = ({ status }: Member, resource: Resource = 'db'): boolean =>
  (status.failCounts[resource] ?? 0) >= (status.config.thresholds[resource] ?? INFINITY)

/**
 * A member's promotion score: its agent's, what an administrator prefers, and twice the stickiness of each
 * resource that depends on the master and runs there. -1: its agent has said nothing.
 */
export function promotionScore({ node, status }: Member): number {
  const { stickiness = 0, preferences = [] } = status.config
  const preferred = preferences.filter((each) => each.node === node).map(({ score }) => score)
  const carried = Number(status.vip) + Number(status.satellite)
  return [...preferred, 2 * carried * stickiness].reduce(plus, status.score ?? -1)
}

// Infinities do not add up: minus infinity wins, then infinity.
function plus(a: number, b: number): number {
  if (a <= -INFINITY || b <= -INFINITY) return -INFINITY
  return Math.min(INFINITY, a + b)
}

/**
 * Who should be master: where what depends on the master may run, the highest promotion score; of equals
 * whoever is master already, then the lower number; nobody below 0. So the role does not come back by itself.
 */
function masterAmong(usable: readonly Member[]): Member | undefined {
  const leads = ({ status }: Member): number => Number(status.db === 'Master')
  const burden = (member: Member): number => Number(hasFailed(member, 'vip') || hasFailed(member, 'satellite'))
  return [...usable]
    .filter((member) => promotionScore(member) >= 0)
    .sort(
      (a, b) => burden(a) - burden(b) || promotionScore(b) - promotionScore(a) || leads(b) - leads(a) || a.number - b.number,
    )[0]
}

type Aim = { readonly master: Member | undefined; readonly usable: readonly Member[]; readonly members: readonly Member[] }

// What ends on a node, from the application down. What is blocked is left alone and holds up nothing else.
function endings(member: Member, { master, usable, members }: Aim): readonly Action[] {
  const { node, status } = member
  const isBroken = (resource: Resource): boolean => status.broken.includes(resource) || hasFailed(member, resource)
  const mayStop = (resource: Resource): boolean => !status.blocked.includes(resource)
  // What runs twice is stopped everywhere and started once (multiple-active=stop_start).
  const isTwice = (resource: 'vip' | 'satellite'): boolean =>
    members.filter(({ status: { [resource]: runs } }) => runs).length > 1
  const dbEnds = member !== master || isBroken('db')
  const vipEnds = dbEnds || isBroken('vip') || isTwice('vip')
  // The application comes after the virtual IP: where that does not run, it is stopped and started behind it.
  const isWanted = !members.some(isSatelliteStopped)
  const satelliteEnds = !isWanted || vipEnds || !status.vip || isBroken('satellite') || isTwice('satellite')
  const actions: Action[] = []
  if (satelliteEnds && status.satellite && mayStop('satellite')) actions.push({ do: 'stop', resource: 'satellite', node })
  if (vipEnds && status.vip && mayStop('vip')) actions.push({ do: 'stop', resource: 'vip', node })
  if (!dbEnds || !mayStop('db')) return actions
  // A promotion that failed may have got half way.
  const isHalfway = status.broken.includes('db') && status.failures.some(({ operation }) => operation === 'db_promote_0')
  if (status.db === 'Master' || isHalfway) actions.push({ do: 'demote', resource: 'db', node })
  const stays = usable.includes(member) && !isBroken('db')
  if (status.db !== 'Stopped' && !stays) actions.push({ do: 'stop', resource: 'db', node })
  return actions
}

const includes = (actions: readonly Action[], node: NodeId, what: string): boolean =>
  actions.some((each) => each.do !== 'leave' && each.node === node && `${each.do} ${each.resource}` === what)

/** What a node's database is once these actions are done. */
function dbAfter({ node, status }: Member, actions: readonly Action[]): NodeStatus['db'] {
  if (includes(actions, node, 'stop db')) return 'Stopped'
  return status.db === 'Master' && includes(actions, node, 'demote db') ? 'Slave' : status.db
}

/** What runs once only, as far as one node has it. */
type Once = { readonly master: boolean; readonly vip: boolean; readonly satellite: boolean }

// What a node still has once these actions are done.
function afterwards(member: Member, actions: readonly Action[]): Once {
  const { node, status } = member
  return {
    master: dbAfter(member, actions) === 'Master',
    vip: status.vip && !includes(actions, node, 'stop vip'),
    satellite: status.satellite && !includes(actions, node, 'stop satellite'),
  }
}

// What begins on the master to be. Nothing begins that another node still has.
function risings(target: Member, ending: readonly Action[], members: readonly Member[]): readonly Action[] {
  const { node, status } = target
  const own = afterwards(target, ending)
  const others = members.filter((member) => member !== target).map((member) => afterwards(member, ending))
  const isFree = (what: keyof Once): boolean => !others.some((other) => other[what])
  const hasMaster = own.master || isFree('master')
  const startsVip = hasMaster && !own.vip && isFree('vip') && !hasFailed(target, 'vip')
  const hasVip = startsVip || (own.vip && !status.blocked.includes('vip'))
  const actions: Action[] = []
  if (!own.master && hasMaster) actions.push({ do: 'promote', resource: 'db', node })
  if (startsVip) actions.push({ do: 'start', resource: 'vip', node })
  if (hasVip && !own.satellite && !members.some(isSatelliteStopped) && isFree('satellite') && !hasFailed(target, 'satellite'))
    actions.push({ do: 'start', resource: 'satellite', node })
  return actions
}

/** Which of two slaves without a master has the better data: negative when the first has. */
export const compareStandings = (a: Standing, b: Standing): number => b.position - a.position
