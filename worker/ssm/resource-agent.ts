// What the agent of the database (ocf:heartbeat:pgsql, ClusterLabs resource-agents) keeps beside the database: how good
// each node's data is, for good, in the cluster information base; and the lock file of a master on its disk (SSM-24).

import { SECOND_MS } from '../kernel/time.ts'
import { streaming } from './postgres.ts'
import type { HaState } from './state.ts'
import type { Turn } from './turn.ts'

/** `db-data-status` of a node: what its copy is worth. */
export type DataStatus = string

/**
 * The lasting attributes of the nodes, as one node's copy of the cluster information base has them. `version` grows with
 * each change: when nodes meet, the newer copy holds for both, and of equals that of the lower node.
 */
export type DataStatuses = { readonly version: number; readonly of: { readonly [node: string]: DataStatus } }

/** What is known before a pair has run: nothing of either node. */
export const NO_DATA_STATUSES: DataStatuses = { version: 0, of: {} }

/** The node is or was last the master: its data are the newest. */
export const LATEST = 'LATEST'
/** The node streams from the master, asynchronously: a few rows at most are missing. */
export const STREAMING_ASYNC = 'STREAMING|ASYNC'
/** The master has gone on without the node: its data are not to be promoted. */
export const DISCONNECT = 'DISCONNECT'

/** With these a slave that has no master may come to be one; with no status at all, too. */
const WORTH_PROMOTING: readonly DataStatus[] = [LATEST, STREAMING_ASYNC, 'STREAMING|SYNC', '']

/** The agent's default directory for its files (tmpdir); that the product leaves it there is assumed. */
export const AGENT_FOLDER = '/var/lib/pgsql/tmp'
/**
 * The file beside a master's database that a stop in order removes: a database does not start on its own data beside it
 * (SSM-24).
 */
export const LOCK_FILE = 'PGSQL.lock'

/** Why a database does not start on its own data beside the lock of a master that was not stopped. */
export const LOCKED = `My data may be inconsistent. You have to remove ${AGENT_FOLDER}/${LOCK_FILE} file to force start.`

/** How often the agent looks at a master, and with it at its standbys: a second sooner than at a slave, since Pacemaker tells the two by their intervals. */
export const MASTER_MONITOR_MS = 29 * SECOND_MS

/** What a node's data are worth, as this node's copy says; '' where nothing has been said. */
export const dataStatusOf = ({ pacemaker }: Pick<HaState, 'pacemaker'>, node: string): DataStatus =>
  pacemaker.dataStatuses.of[node] ?? ''

/** Whether a slave with such data may come to be the master where there is none. */
export const isWorthPromoting = (status: DataStatus): boolean => WORTH_PROMOTING.includes(status)

/** Writes what the data of nodes are worth; true when that was a change. */
export function mark(turn: Turn, marks: { readonly [node: string]: DataStatus }): boolean {
  const { version, of } = turn.state.pacemaker.dataStatuses
  const news = Object.entries(marks).filter(([node, status]) => of[node] !== status)
  if (news.length === 0) return false
  for (const [node, status] of news)
    turn.log('pgsql(db)', 'info', `INFO: Changing db-data-status on ${node} : ${of[node] ?? ''}->${status}.`)
  turn.setPacemaker({ dataStatuses: { version: version + 1, of: { ...of, ...Object.fromEntries(news) } } })
  return true
}

/** The peer's copy of the lasting attributes, where it is to be preferred. */
export function learn(turn: Turn, theirs: DataStatuses | undefined): void {
  const { pacemaker, deployment } = turn.state
  if (theirs === undefined) return
  const order = theirs.version - pacemaker.dataStatuses.version
  if (order > 0 || (order === 0 && deployment.peer.number < deployment.number)) turn.setPacemaker({ dataStatuses: theirs })
}

/** The agent on a lone master of the ring. Two masters that meet say nothing of each other before one is demoted. */
const leads = ({ services, pacemaker, database, peer }: HaState): boolean =>
  services === 'running' && pacemaker.db === 'Master' && database.process === 'master' && peer.status?.db !== 'Master'

const found = ({ deployment, database }: HaState): { readonly [node: string]: DataStatus } => ({
  [deployment.node]: LATEST,
  [deployment.peer.node]: streaming(database).length > 0 ? STREAMING_ASYNC : DISCONNECT,
})

/**
 * The end of every step: the agent on the master notes what became of the standby. It hears at once of one that has
 * attached or been stopped, and finds with its next monitor that one is lost.
 */
export function watchStandby(turn: Turn): void {
  const { state } = turn
  const { node } = state.deployment.peer
  const is = found(state)
  if (!leads(state) || (is[node] === dataStatusOf(state, node) && dataStatusOf(state, turn.name) === LATEST)) {
    turn.cancel('standby-check')
    return
  }
  const isLost = is[node] === DISCONNECT && dataStatusOf(state, node) === STREAMING_ASYNC && state.peer.status?.db !== 'Stopped'
  if (!isLost) {
    turn.cancel('standby-check')
    mark(turn, is)
  } else if (!turn.isSet('standby-check'))
    turn.after('standby-check', MASTER_MONITOR_MS - ((turn.at - state.pacemaker.since) % MASTER_MONITOR_MS))
}

/** The master's monitor has looked at its standbys. */
export function onStandbyCheck(turn: Turn): void {
  if (leads(turn.state)) mark(turn, found(turn.state))
}
