// `crm_mon --as-xml`: the same screen for programs, with the elements and attributes of Pacemaker 1.1
// that they read (SSM-14).

import type { Instant } from '../../kernel/time.ts'
import { ctime } from '../clock.ts'
import { membersOf } from '../controller.ts'
import { isQuorate } from '../corosync.ts'
import { holderOf, isUnseen, running } from '../fencing.ts'
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
import { type Attributes, type Element, el, xml } from '../xml.ts'
import { blockedOn, hasFailedOn, holdersOf, nodesOf } from './monitored.ts'

/** The document at `local`, this node's clock. */
export function crmMonXml(state: HaState, local: Instant): string {
  const members = membersOf(state)
  const nodes = nodesOf(state)
  const holders = holdersOf(state, members)
  return `<?xml version="1.0"?>\n${xml(
    el(
      'crm_mon',
      { version: '1.1.19' },
      summary(state, members, local),
      el('nodes', {}, ...nodes.map(({ node, number }) => nodeElement(state, node, number, members, holders))),
      el(
        'resources',
        {},
        databaseSet(holders),
        single('vip', holders),
        single('satellite', holders),
        ...fenceDevice(state, members),
      ),
      el('node_attributes', {}, ...members.map(attributes)),
      el('node_history', {}, ...members.map(history)),
      ...failures(members),
    ),
  )}`
}

function summary(state: HaState, members: readonly Member[], local: Instant): Element {
  const controller = controllerOf(members)
  const change = members.map(({ status }) => status.lastChange).sort((a, b) => b.at - a.at)[0]
  return el(
    'summary',
    {},
    el('stack', { type: 'corosync' }),
    controller === undefined
      ? el('current_dc', { present: 'false' })
      : el('current_dc', {
          present: 'true',
          version: PACEMAKER_VERSION,
          name: controller.node,
          id: controller.number,
          with_quorum: String(isQuorate(state.corosync)),
        }),
    el('last_update', { time: ctime(local) }),
    ...(change === undefined
      ? []
      : [el('last_change', { time: ctime(change.stamp), user: 'root', client: change.via, origin: change.on })]),
    el('nodes_configured', { number: 2 }),
    el('resources_configured', {
      number: state.pacemaker.config.device === undefined ? 4 : 5,
      disabled: members.filter(isSatelliteStopped).length,
      blocked: members.flatMap(blockedOn).length,
    }),
    el('cluster_options', {
      'stonith-enabled': String(state.pacemaker.config.fencing),
      'symmetric-cluster': 'true',
      'no-quorum-policy': policyInForce(state),
      'maintenance-mode': 'false',
    }),
  )
}

// `suicide` holds where fencing is on and there is quorum to lose; elsewhere Pacemaker resets it to `stop`.
function policyInForce({ pacemaker: { config }, corosync }: HaState): string {
  const { quorumPolicy = 'stop', fencing } = config
  return quorumPolicy === 'suicide' && !(fencing && isQuorate(corosync)) ? 'stop' : quorumPolicy
}

function nodeElement(
  state: HaState,
  node: string,
  number: number,
  members: readonly Member[],
  holders: readonly Member[],
): Element {
  const holder = holders.find((each) => each.node === node)
  const member = members.find((each) => each.node === node)
  // A node that went without a goodbye is expected to be there, unless it had asked to leave.
  const stood = member?.status ?? (node === state.deployment.peer.node ? state.peer.lost : null)
  const { fencing, standby = [], device } = state.pacemaker.config
  const isUnsure = member === undefined && (isUnseen(state) || (state.peer.lost !== null && fencing))
  const fences = device !== undefined && member !== undefined && holderOf(members) === member
  return el('node', {
    name: node,
    id: number,
    online: String(member !== undefined),
    standby: String(standby.includes(node)),
    standby_onfail: 'false',
    maintenance: 'false',
    pending: String(member === undefined && state.corosync.members.includes(node)),
    unclean: String(isUnsure || (fencing && (member?.status.blocked.length ?? 0) > 0)),
    shutdown: String(stood?.shutdown ?? false),
    expected_up: String(stood !== null && !stood.shutdown),
    is_dc: String(controllerOf(members)?.node === node),
    resources_running: holder === undefined ? 0 : running(holder) + Number(fences),
    type: 'member',
  })
}

function resource(name: Resource, role: string, on: readonly Member[], target: Attributes = {}): Element {
  const isBlocked = on.some((member) => blockedOn(member).includes(name))
  const hasFailed = on.some((member) => hasFailedOn(member, name))
  return el(
    'resource',
    {
      id: name,
      resource_agent: agentText(name),
      role,
      ...target,
      active: String(on.length > 0),
      orphaned: 'false',
      blocked: String(isBlocked),
      managed: String(!isBlocked),
      failed: String(hasFailed),
      failure_ignored: 'false',
      nodes_running_on: on.length,
    },
    ...on.map(({ node, number }) => el('node', { name: node, id: number, cached: 'false' })),
  )
}

function databaseSet(members: readonly Member[]): Element {
  const instances = members
    .filter(({ status }) => status.db !== 'Stopped')
    .map((member) => resource('db', member.status.db, [member]))
  const stopped = Array.from({ length: 2 - instances.length }, () => resource('db', 'Stopped', []))
  const attributes = {
    id: 'db-master',
    multi_state: 'true',
    unique: 'false',
    managed: 'true',
    failed: 'false',
    failure_ignored: 'false',
  }
  return el('clone', attributes, ...instances, ...stopped)
}

function single(name: 'vip' | 'satellite', members: readonly Member[]): Element {
  const on = members.filter(({ status }) => status[name])
  const isStopped = name === 'satellite' && members.some(isSatelliteStopped)
  return resource(name, on.length === 0 ? 'Stopped' : 'Started', on, isStopped ? { target_role: 'Stopped' } : {})
}

function fenceDevice(state: HaState, members: readonly Member[]): readonly Element[] {
  const { device } = state.pacemaker.config
  if (device === undefined) return []
  const on = holderOf(members)
  const attributes = {
    id: device.id,
    resource_agent: `stonith:${device.agent}`,
    role: on === undefined ? 'Stopped' : 'Started',
    active: String(on !== undefined),
    orphaned: 'false',
    blocked: 'false',
    managed: 'true',
    failed: 'false',
    failure_ignored: 'false',
    nodes_running_on: on === undefined ? 0 : 1,
  }
  const place = on === undefined ? [] : [el('node', { name: on.node, id: on.number, cached: 'false' })]
  return [el('resource', attributes, ...place)]
}

function attributes({ node, status }: Member): Element {
  return el('node', { name: node }, ...attributesOf(status).map(([name, value]) => el('attribute', { name, value })))
}

function history({ node, status }: Member): Element {
  return el(
    'node',
    { name: node },
    ...Object.entries(status.failCounts).map(([name, count]) => {
      const last = status.failures.findLast(({ operation }) => operation.startsWith(`${name}_`))
      return el('resource_history', {
        id: name,
        orphan: 'false',
        'migration-threshold': status.config.thresholds[name] ?? INFINITY,
        'fail-count': Math.min(INFINITY, count),
        ...(last === undefined ? {} : { 'last-failure': ctime(last.changed) }),
      })
    }),
  )
}

function failures(members: readonly Member[]): readonly Element[] {
  const all = members.flatMap(({ node, status }) => status.failures.map((failure) => failureElement(node, failure)))
  return all.length === 0 ? [] : [el('failures', {}, ...all)]
}

function failureElement(node: string, failure: Failure): Element {
  const [, task = '', interval = '0'] = /^[a-z]+_([a-z]+)_(\d+)$/.exec(failure.operation) ?? []
  return el('failure', {
    op_key: failure.operation,
    node,
    exitstatus: failure.text,
    exitreason: failure.exitReason,
    exitcode: failure.rc,
    call: failure.call,
    status: 'complete',
    'last-rc-change': ctime(failure.changed),
    queued: failure.queuedMs,
    exec: failure.execMs,
    interval,
    task,
  })
}
