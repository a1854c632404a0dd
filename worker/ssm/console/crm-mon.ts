// `crm_mon --one-shot` as text, in the format of Pacemaker 1.1.19: what its options add and leave out (SSM-14).

import type { Instant } from '../../kernel/time.ts'
import { ctime } from '../clock.ts'
import { membersOf } from '../controller.ts'
import { isQuorate } from '../corosync.ts'
import { holderOf, isUnseen } from '../fencing.ts'
import {
  attributesOf,
  controllerOf,
  type Failure,
  INFINITY,
  isSatelliteStopped,
  type Member,
  type Resource,
} from '../pacemaker.ts'
import { agentText, PACEMAKER_VERSION } from '../stack.ts'
import type { HaState } from '../state.ts'
import { blockedOn, hasFailedOn, holdersOf, nodesOf } from './monitored.ts'

/** What is shown beside the nodes and what is active. */
export type Shown = {
  readonly inactive: boolean // --inactive: what runs nowhere, too
  readonly byNode: boolean // --group-by-node
  readonly attributes: boolean // --show-node-attributes
  readonly failCounts: boolean // --failcounts
  readonly detailed: boolean // --show-detail: numbers of nodes, and every instance of a set by itself
}

/** A node as crm_mon knows it; `member`: what it says of itself, undefined while it is away. */
type Seen = {
  readonly node: string
  readonly number: number
  readonly member: Member | undefined
  readonly mode: string
}

/** An instance of a resource, and the members it is active on: none, one, or wrongly two. */
type Instance = {
  readonly id: string
  readonly agent: string
  readonly role: 'Master' | 'Slave' | 'Started' | 'Stopped'
  readonly on: readonly Member[]
  readonly failed: boolean
  readonly blocked: boolean
  readonly disabled?: boolean // its target-role is Stopped
}

/** The screen at `local`, this node's clock. Ends without a line break, and with failures in an empty line. */
export function crmMon(state: HaState, local: Instant, shown: Shown): string {
  const members = membersOf(state)
  const nodes = nodesSeen(state, members)
  const there = nodes.filter(({ member }) => member !== undefined)
  const named = ({ node, number }: { readonly node: string; readonly number: number }): string =>
    shown.detailed ? `${node} (${number})` : node
  return [
    ...summary(state, members, local, named),
    '',
    ...(shown.byNode
      ? nodes.flatMap((each) => nodeWithResources(each, instancesOf(state, members), named))
      : nodeLists(nodes, named)),
    ...resources(state, members, shown),
    ...(shown.attributes ? attributes(there, named) : []),
    ...(shown.failCounts ? migrations(there, named) : []),
    ...failedActions(members),
  ].join('\n')
}

type Named = (of: { readonly node: string; readonly number: number }) => string

function summary(state: HaState, members: readonly Member[], local: Instant, named: Named): readonly string[] {
  const controller = controllerOf(members)
  const change = members.map(({ status }) => status.lastChange).sort((a, b) => b.at - a.at)[0]
  const blocked = members.flatMap(blockedOn).length
  const stopped = [
    ...(members.some(isSatelliteStopped) ? ['1 DISABLED'] : []),
    ...(blocked === 0 ? [] : [`${blocked} BLOCKED from starting due to failure`]),
  ]
  return [
    'Stack: corosync',
    controller === undefined
      ? 'Current DC: NONE'
      : `Current DC: ${named(controller)} (version ${PACEMAKER_VERSION}) - partition ${isQuorate(state.corosync) ? 'with' : 'WITHOUT'} quorum`,
    `Last updated: ${ctime(local)}`,
    ...(change === undefined ? [] : [`Last change: ${ctime(change.stamp)} by root via ${change.via} on ${change.on}`]),
    '',
    '2 nodes configured',
    `${state.pacemaker.config.device === undefined ? 4 : 5} resources configured${stopped.length === 0 ? '' : ` (${stopped.join(', ')})`}`,
  ]
}

const ONLINE = 'online'
const OFFLINE = 'OFFLINE'

function nodesSeen(state: HaState, members: readonly Member[]): readonly Seen[] {
  const { corosync, pacemaker, peer } = state
  const { fencing, standby = [] } = pacemaker.config
  const isUnsure = isUnseen(state) || (peer.lost !== null && fencing)
  return nodesOf(state).map(({ node, number }) => {
    const member = members.find((each) => each.node === node)
    const rests = standby.includes(node)
    const away = corosync.members.includes(node)
      ? 'pending'
      : isUnsure
        ? 'UNCLEAN (offline)'
        : rests
          ? 'OFFLINE (standby)'
          : OFFLINE
    const isSuspect = fencing && (member?.status.blocked.length ?? 0) > 0
    const there = isSuspect ? 'UNCLEAN (online)' : rests ? 'standby' : ONLINE
    return { node, number, member, mode: member === undefined ? away : there }
  })
}

// Nodes that are plainly there or plainly away share a line; the others have one of their own.
function nodeLists(nodes: readonly Seen[], named: Named): readonly string[] {
  const list = (title: string, of: string): readonly string[] => {
    const listed = nodes.filter(({ mode }) => mode === of)
    return listed.length === 0 ? [] : [`${title}: [ ${listed.map(named).join(' ')} ]`]
  }
  return [
    ...nodes.filter(({ mode }) => mode !== ONLINE && mode !== OFFLINE).map((each) => `Node ${named(each)}: ${each.mode}`),
    ...list('Online', ONLINE),
    ...list('OFFLINE', OFFLINE),
  ]
}

function nodeWithResources(seen: Seen, instances: readonly Instance[], named: Named): readonly string[] {
  return [
    `Node ${named(seen)}: ${seen.mode}`,
    ...instances
      .filter(({ on }) => on.some(({ node }) => node === seen.node))
      .map((instance) => `\t${head(instance)}${stateOf(instance)}${flagsOf(instance, false)}`),
  ]
}

/** Every instance: those of the database's set by the number of their node, the stopped ones last. */
function instancesOf(state: HaState, members: readonly Member[]): readonly Instance[] {
  const holders = holdersOf(state, members)
  return [...databases(holders), single('vip', holders), single('satellite', holders), ...fenceDevice(state, members)]
}

function databases(holders: readonly Member[]): readonly Instance[] {
  const active = holders
    .filter(({ status }) => status.db !== 'Stopped')
    .map((member) => instance('db', member.status.db, [member]))
  return [...active, ...Array.from({ length: 2 - active.length }, () => instance('db', 'Stopped', []))]
}

function single(resource: 'vip' | 'satellite', holders: readonly Member[]): Instance {
  const on = holders.filter(({ status }) => status[resource])
  const disabled = resource === 'satellite' && holders.some(isSatelliteStopped)
  return { ...instance(resource, on.length === 0 ? 'Stopped' : 'Started', on), disabled }
}

const instance = (resource: Resource, role: Instance['role'], on: readonly Member[]): Instance => ({
  id: resource,
  agent: agentText(resource),
  role,
  on,
  failed: on.some((member) => hasFailedOn(member, resource)),
  blocked: on.some((member) => blockedOn(member).includes(resource)),
})

function fenceDevice({ pacemaker }: HaState, members: readonly Member[]): readonly Instance[] {
  const { device } = pacemaker.config
  if (device === undefined) return []
  const on = holderOf(members)
  return [
    {
      id: device.id,
      agent: `stonith:${device.agent}`,
      role: on === undefined ? 'Stopped' : 'Started',
      on: on === undefined ? [] : [on],
      failed: false,
      blocked: false,
    },
  ]
}

const isActive = ({ on }: Instance): boolean => on.length > 0

function resources(state: HaState, members: readonly Member[], shown: Shown): readonly string[] {
  if (shown.byNode && !shown.inactive) return []
  const [title, none] = shown.byNode
    ? ['Inactive resources', 'No inactive resources']
    : shown.inactive
      ? ['Full list of resources', 'No resources']
      : ['Active resources', 'No active resources']
  const all = instancesOf(state, members)
  const set = all.filter(({ id }) => id === 'db')
  // By node what is active everywhere has been listed; else what is active nowhere waits to be asked for.
  const isListed = (of: readonly Instance[]): boolean =>
    shown.byNode ? !of.every(isActive) : shown.inactive || of.some(isActive)
  const lines = [
    ...(isListed(set) ? databaseSet(set, nodesOf(state), shown, members) : []),
    ...all.filter((each) => !set.includes(each) && isListed([each])).map((each) => ` ${instanceText(each, members)}`),
  ]
  return lines.length === 0 ? ['', none, ''] : ['', `${title}:`, '', ...lines]
}

// What has failed, is blocked or may run on a lost node is listed by itself; with --show-detail everything is, and
// the lists follow all the same.
function databaseSet(
  set: readonly Instance[],
  nodes: readonly { readonly node: string }[],
  { inactive, detailed }: Shown,
  members: readonly Member[],
): readonly string[] {
  const isApart = (each: Instance): boolean => isActive(each) && (each.failed || each.blocked || isLost(each, members))
  const list = (title: string, of: readonly string[]) => (of.length === 0 ? [] : [`     ${title}: [ ${of.join(' ')} ]`])
  const inRole = (role: Instance['role']): readonly string[] =>
    set.filter((each) => each.role === role && !isApart(each)).flatMap(({ on }) => on.map(({ node }) => node))
  const running = set.flatMap(({ on }) => on.map(({ node }) => node))
  return [
    ' Master/Slave Set: db-master [db]',
    ...set.filter((each) => detailed || isApart(each)).map((each) => `     ${instanceText(each, members)}`),
    ...list('Masters', inRole('Master')),
    ...list('Slaves', inRole('Slave')),
    ...(inactive
      ? list(
          'Stopped',
          nodes.map(({ node }) => node).filter((node) => !running.includes(node)),
        )
      : []),
  ]
}

const isLost = ({ on }: Instance, members: readonly Member[]): boolean => on.some((holder) => !members.includes(holder))

// What should run once and runs twice is listed with both nodes, as after a split ring.
function instanceText(instance: Instance, members: readonly Member[]): string {
  const names = instance.on.map(({ node }) => node)
  const single = names.length === 1 ? ` ${names[0]}` : ''
  const flags = flagsOf(instance, names.length === 1 && isLost(instance, members))
  return head(instance) + stateOf(instance) + single + flags + (names.length > 1 ? `[ ${names.join(' ')} ]` : '')
}

const head = ({ id, agent }: Instance): string => `${id}\t(${agent}):\t`

const stateOf = ({ role, failed }: Instance): string => (failed ? (role === 'Master' ? 'FAILED Master' : 'FAILED') : role)

function flagsOf({ blocked, disabled = false }: Instance, unclean: boolean): string {
  const flags = [...(unclean ? ['UNCLEAN'] : []), ...(disabled ? ['disabled'] : []), ...(blocked ? ['blocked'] : [])]
  return flags.length === 0 ? '' : ` (${flags.join(', ')})`
}

function attributes(there: readonly Seen[], named: Named): readonly string[] {
  const lines = there.flatMap((node) => [
    `* Node ${named(node)}:`,
    ...(node.member === undefined ? [] : attributesOf(node.member.status)).map(
      ([name, value]) => `    + ${name.padEnd(32)}\t: ${value.padEnd(10)}`,
    ),
  ])
  return ['', 'Node Attributes:', ...lines]
}

function migrations(there: readonly Seen[], named: Named): readonly string[] {
  const lines = there.flatMap((node) => {
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
  return lines.length === 0 ? [] : ['', 'Failed Actions:', ...lines, '']
}

const failureText = (node: string, failure: Failure): string =>
  `* ${failure.operation} on ${node} '${failure.text}' (${failure.rc}): call=${failure.call}, status=complete, exitreason='${failure.exitReason}',\n` +
  `    last-rc-change='${ctime(failure.changed)}', queued=${failure.queuedMs}ms, exec=${failure.execMs}ms`
