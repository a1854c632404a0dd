// What pcs, crm_mon and corosync's tools print, in the format of pcs 0.9.165, Pacemaker 1.1.19 and
// corosync 2.4 (their sources), from the same state that decides.

import type { Instant } from '../../kernel/time.ts'
import { ctime } from '../clock.ts'
import { membersOf } from '../controller.ts'
import { EXPECTED_VOTES, flags, isQuorate } from '../corosync.ts'
import { type FenceDevice, holderOf } from '../fencing.ts'
import {
  attributesOf,
  controllerOf,
  type Failure,
  INFINITY,
  lacksDevice,
  type Member,
  type NodeStatus,
  type Resource,
} from '../pacemaker.ts'
import { isRingWhole } from '../services.ts'
import { agentText, CLUSTER_NAME, PACEMAKER_VERSION } from '../stack.ts'
import type { HaState } from '../state.ts'

export const NOT_RUNNING = 'Error: cluster is not currently running on this node'
export const NOT_CONFIGURED = 'Error: cluster is not currently configured on this node'
export const NOT_CONNECTED = 'Connection to cluster failed: Transport endpoint is not connected'
export const QUORUM_LOSS = 'Error: Stopping the node will cause a loss of the quorum, use --force to override'
export const STOPPING = ['Stopping Cluster (pacemaker)...', 'Stopping Cluster (corosync)...'] as const
export const STARTING = ['Starting Cluster (corosync)...', 'Starting Cluster (pacemaker)...'] as const

/** Whether the tools can reach Pacemaker here. */
export const isRunning = ({ services }: HaState): boolean => services === 'running'

/** Both nodes in the order of their numbers, with what is known of each. */
type Seen = { readonly node: string; readonly number: number; readonly member: Member | undefined; readonly inRing: boolean }

function nodesSeen(state: HaState): readonly Seen[] {
  const members = membersOf(state)
  const { deployment, corosync } = state
  return [deployment, deployment.peer]
    .map(({ node, number }) => ({
      node,
      number,
      member: members.find((each) => each.node === node),
      inRing: corosync.members.includes(node),
    }))
    .sort((a, b) => a.number - b.number)
}

/** `pcs status`, or null when the cluster does not run here. `local`: this node's clock. */
export function pcsStatus(state: HaState, local: Instant, full: boolean): string | null {
  if (!isRunning(state)) return null
  return [
    `Cluster name: ${CLUSTER_NAME}`,
    ...(lacksDevice(state.pacemaker.config) ? ['', 'WARNINGS:', 'No stonith devices and stonith-enabled is not false', ''] : []),
    crmMon(state, local, full),
    '',
    '',
    ...(full ? ['PCSD Status:', ...pcsdStatus(state), ''] : []),
    'Daemon Status:',
    '  corosync: active/enabled',
    '  pacemaker: active/enabled',
    '  pcsd: active/enabled',
  ].join('\n')
}

// pcsd runs whether or not the cluster does; the local node usually answers first.
function pcsdStatus(state: HaState): readonly string[] {
  const { deployment, peer } = state
  const answers = peer.answers && isRingWhole(state)
  return [`  ${deployment.node}: Online`, `  ${deployment.peer.node}: ${answers ? 'Online' : 'Offline'}`]
}

/** `crm_mon --one-shot --inactive`, with `full` also --show-node-attributes --failcounts, and with `detailed` --show-detail. */
export function crmMon(state: HaState, local: Instant, full: boolean, detailed = full): string {
  const nodes = nodesSeen(state)
  const members = membersOf(state)
  const named = ({ node, number }: { readonly node: string; readonly number: number }) =>
    detailed ? `${node} (${number})` : node
  const controller = controllerOf(members)
  const change = members.map(({ status }) => status.lastChange).sort((a, b) => b.at - a.at)[0]
  const config = state.pacemaker.config
  const isStandby = ({ node }: Seen) => (config.standby ?? []).includes(node)
  const there = nodes.filter(({ member }) => member !== undefined)
  const suspect = there.filter(({ member }) => config.fencing && (member?.status.blocked.length ?? 0) > 0)
  const idle = there.filter((each) => !suspect.includes(each) && isStandby(each))
  const online = there.filter((each) => !suspect.includes(each) && !idle.includes(each))
  const pending = nodes.filter(({ member, inRing }) => member === undefined && inRing)
  const lost = state.peer.lost !== null && members[0]?.status.config.fencing === true ? state.peer.lost : null
  const away = nodes.filter(({ member, inRing }) => member === undefined && !inRing)
  const unclean = lost === null ? [] : away
  const offline = lost === null ? away.filter((each) => !isStandby(each)) : []
  const resting = lost === null ? away.filter(isStandby) : []
  return [
    'Stack: corosync',
    controller === undefined
      ? 'Current DC: NONE'
      : `Current DC: ${named(controller)} (version ${PACEMAKER_VERSION}) - partition ${isQuorate(state.corosync) ? 'with' : 'WITHOUT'} quorum`,
    `Last updated: ${ctime(local)}`,
    ...(change === undefined ? [] : [`Last change: ${ctime(change.stamp)} by root via ${change.via} on ${change.on}`]),
    '',
    '2 nodes configured',
    `${config.device === undefined ? 4 : 5} resources configured`,
    '',
    ...pending.map((node) => `Node ${named(node)}: pending`),
    ...unclean.map((node) => `Node ${named(node)}: UNCLEAN (offline)`),
    ...suspect.map((node) => `Node ${named(node)}: UNCLEAN (online)`),
    ...idle.map((node) => `Node ${named(node)}: standby`),
    ...resting.map((node) => `Node ${named(node)}: OFFLINE (standby)`),
    ...(online.length === 0 ? [] : [`Online: [ ${online.map(named).join(' ')} ]`]),
    ...(offline.length === 0 ? [] : [`OFFLINE: [ ${offline.map(named).join(' ')} ]`]),
    '',
    'Full list of resources:',
    '',
    ...databaseSet(nodes, detailed, lost, state.deployment.peer.node),
    primitive('vip', holders(members, 'vip', lost, state)),
    primitive('satellite', holders(members, 'satellite', lost, state)),
    ...(config.device === undefined ? [] : [fenceDevice(config.device, holderOf(members))]),
    ...(full ? [...attributes(there, named), ...migrations(there, named)] : []),
    ...failedActions(members),
  ].join('\n')
}

const fenceDevice = ({ id, agent }: FenceDevice, on: Member | undefined): string =>
  ` ${id}\t(stonith:${agent}):\t${on === undefined ? 'Stopped' : `Started ${on.node}`}`

function databaseSet(nodes: readonly Seen[], detailed: boolean, lost: NodeStatus | null, peer: string): readonly string[] {
  const inRole = (role: 'Master' | 'Slave') => nodes.filter(({ member }) => member?.status.db === role)
  const masters = inRole('Master')
  const slaves = inRole('Slave')
  // What a node that must be fenced may still run is listed by itself.
  const unclean = nodes.filter(({ node }) => lost !== null && lost.db !== 'Stopped' && node === peer)
  const stopped = nodes.filter((each) => ![...masters, ...slaves, ...unclean].includes(each))
  const list = (title: string, of: readonly Seen[]) =>
    of.length === 0 ? [] : [`     ${title}: [ ${of.map(({ node }) => node).join(' ')} ]`]
  const place = ({ node, member }: Seen, role: string) =>
    member === undefined ? `${role} ${node}` : placeOf(member.status, 'db', role, node)
  const instance = (what: string) => `     db\t(${agentText('db')}):\t${what}`
  return [
    ' Master/Slave Set: db-master [db]',
    ...unclean.map(({ node }) => instance(`${lost?.db} ${node} (UNCLEAN)`)),
    ...(detailed
      ? [
          ...masters.map((each) => instance(place(each, 'Master'))),
          ...slaves.map((each) => instance(place(each, 'Slave'))),
          ...stopped.map(() => instance('Stopped')),
        ]
      : []),
    ...list('Masters', masters),
    ...list('Slaves', slaves),
    ...list('Stopped', stopped),
  ]
}

// Where a resource runs, each place as it is printed: what failed, what cannot be fenced, what is blocked.
function holders(
  members: readonly Member[],
  resource: 'vip' | 'satellite',
  lost: NodeStatus | null,
  { deployment }: HaState,
): readonly { readonly node: string; readonly text: string }[] {
  return [
    ...members
      .filter(({ status }) => status[resource])
      .map(({ node, status }) => ({ node, text: placeOf(status, resource, 'Started', node) })),
    ...(lost?.[resource] ? [{ node: deployment.peer.node, text: `Started ${deployment.peer.node} (UNCLEAN)` }] : []),
  ]
}

function placeOf(status: NodeStatus, resource: Resource, role: string, node: string): string {
  const isBlocked = status.blocked.includes(resource)
  // With fencing on, its node is fenced instead.
  const blocked = isBlocked && !status.config.fencing ? ' (blocked)' : ''
  const failed = status.broken.includes(resource) || isBlocked
  return `${failed ? (role === 'Started' ? 'FAILED' : `FAILED ${role}`) : role} ${node}${blocked}`
}

// A resource that should run once and runs twice is listed with both nodes, as after a split ring.
function primitive(resource: 'vip' | 'satellite', on: readonly { readonly node: string; readonly text: string }[]): string {
  const line = ` ${resource}\t(${agentText(resource)}):\t`
  const [first, second] = on
  if (first === undefined) return `${line}Stopped`
  if (second === undefined) return line + first.text
  return `${line}Started[ ${first.node} ${second.node} ]`
}

type Named = (of: { readonly node: string; readonly number: number }) => string

function attributes(online: readonly Seen[], named: Named): readonly string[] {
  const lines = online.flatMap((node) => {
    const status = node.member?.status
    if (status === undefined) return []
    return [
      `* Node ${named(node)}:`,
      ...attributesOf(status).map(([name, value]) => `    + ${name.padEnd(32)}\t: ${value.padEnd(10)}`),
    ]
  })
  return ['', 'Node Attributes:', ...lines]
}

function migrations(online: readonly Seen[], named: Named): readonly string[] {
  const lines = online.flatMap((node) => {
    const { failCounts = {}, failures = [], config } = node.member?.status ?? {}
    return [
      `* Node ${named(node)}:`,
      ...Object.entries(failCounts).map(([resource, count]) => {
        const last = failures.filter(({ operation }) => operation.startsWith(`${resource}_`)).at(-1)
        const threshold = config?.thresholds[resource] ?? INFINITY
        return `   ${resource}: migration-threshold=${threshold} fail-count=${count}${last === undefined ? '' : ` last-failure='${ctime(last.changed)}'`}`
      }),
    ]
  })
  return ['', 'Migration Summary:', ...lines]
}

function failedActions(members: readonly Member[]): readonly string[] {
  const lines = [...members]
    .sort((a, b) => a.number - b.number)
    .flatMap(({ node, status }) => status.failures.map((failure) => failureText(node, failure)))
  return lines.length === 0 ? [] : ['', 'Failed Actions:', ...lines]
}

const failureText = (node: string, failure: Failure): string =>
  `* ${failure.operation} on ${node} '${failure.text}' (${failure.rc}): call=${failure.call}, status=complete, exitreason='${failure.exitReason}',\n` +
  `    last-rc-change='${ctime(failure.changed)}', queued=${failure.queuedMs}ms, exec=${failure.execMs}ms`

/** `corosync-cfgtool -s`. */
export function cfgtool({ deployment, corosync }: HaState): string {
  if (!corosync.running) return 'Could not initialize corosync configuration API error 2'
  return [
    'Printing ring status.',
    `Local node ID ${deployment.number}`,
    'RING ID 0',
    `\tid\t= ${deployment.privateAddress}`,
    '\tstatus\t= ring 0 active with no faults',
  ].join('\n')
}

/** `corosync-quorumtool -p -s`. */
export function quorumtool(state: HaState, local: Instant): string {
  const { deployment, corosync } = state
  if (!corosync.running) return 'Cannot initialize QUORUM service'
  const members = [deployment, deployment.peer]
    .filter(({ node }) => corosync.members.includes(node))
    .sort((a, b) => a.number - b.number)
  const lowest = members[0]?.number ?? deployment.number
  return [
    'Quorum information',
    '------------------',
    `Date:             ${ctime(local)}`,
    'Quorum provider:  corosync_votequorum',
    `Nodes:            ${members.length}`,
    `Node ID:          ${deployment.number}`,
    `Ring ID:          ${lowest}/${corosync.ring}`,
    `Quorate:          ${isQuorate(corosync) ? 'Yes' : 'No'}`,
    '',
    'Votequorum information',
    '----------------------',
    `Expected votes:   ${EXPECTED_VOTES}`,
    `Highest expected: ${EXPECTED_VOTES}`,
    `Total votes:      ${members.length}`,
    `Quorum:           1 ${isQuorate(corosync) ? ' ' : 'Activity blocked'}`,
    `Flags:            ${flags(corosync)}`,
    '',
    'Membership information',
    '----------------------',
    '    Nodeid      Votes    Qdevice Name',
    ...members.map(
      ({ node, number }) =>
        `${String(number).padStart(10)}${'1'.padStart(11)}         NR ${node}${node === deployment.node ? ' (local)' : ''}`,
    ),
  ].join('\n')
}
