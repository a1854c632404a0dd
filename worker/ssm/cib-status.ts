// The status section of the cluster information base: how one node stands, and what was last done there to
// each resource. Operation histories are reduced to what decides (SSM-14).

import type { Instant } from '../kernel/time.ts'
import { membersOf } from './controller.ts'
import { type FenceDevice, holderOf } from './fencing.ts'
import { md5 } from './md5.ts'
import {
  type Failure,
  type Member,
  type NodeStatus,
  RESOURCES,
  type Resource,
  scoreText,
  transientAttributesOf,
} from './pacemaker.ts'
import { AGENTS } from './stack.ts'
import type { HaState } from './state.ts'
import { type Element, el, pair } from './xml.ts'

/** The `node_state` of a node; `member`: what it says of itself, undefined while it is away. */
export function nodeState(node: string, number: number, member: Member | undefined, state: HaState, local: Instant): Element {
  const holdsDevice = holderOf(membersOf(state))?.node === node
  const online = member !== undefined
  const lost = state.peer.lost !== null && node === state.deployment.peer.node ? state.peer.lost : null
  const status = member?.status ?? lost
  return el(
    'node_state',
    {
      id: number,
      uname: node,
      in_ccm: String(online),
      crmd: online ? 'online' : 'offline',
      join: online ? 'member' : 'down',
      // A node that went without a goodbye was expected to stay.
      expected: online || lost !== null ? 'member' : 'down',
      'crm-debug-origin': 'do_update_resource',
    },
    ...(status === null || status === undefined
      ? []
      : [
          transient(number, status, local),
          history(number, status, local, state.deployment.virtualIp, member !== undefined && holdsDevice),
        ]),
  )
}

const seconds = (at: Instant): number => Math.floor(at / 1_000)

function transient(number: number, status: NodeStatus, local: Instant): Element {
  const set = `status-${number}`
  return el(
    'transient_attributes',
    { id: number },
    el(
      'instance_attributes',
      { id: set },
      ...(status.shutdown ? [pair(set, 'shutdown', seconds(local))] : []),
      ...transientAttributesOf(status).map(([name, value]) => pair(set, name, value)),
      ...Object.entries(status.failCounts).flatMap(([resource, count]) => {
        const last = status.failures.findLast(({ operation }) => operation.startsWith(`${resource}_`))
        const key = last === undefined ? `${resource}#monitor_30000` : last.operation.replace(/^([a-z]+)_/, '$1#')
        return [
          pair(set, `fail-count-${key}`, scoreText(count)),
          pair(set, `last-failure-${key}`, seconds(last?.changed ?? local)),
        ]
      }),
    ),
  )
}

function history(number: number, status: NodeStatus, local: Instant, virtualIp: string, holdsDevice: boolean): Element {
  const { device } = status.config
  return el(
    'lrm',
    { id: number },
    el(
      'lrm_resources',
      {},
      ...RESOURCES.map((resource) =>
        el('lrm_resource', { id: resource, ...AGENTS[resource] }, ...operations(resource, status, seconds(local), virtualIp)),
      ),
      ...(device === undefined ? [] : [fenceHistory(device, seconds(local), holdsDevice)]),
    ),
  )
}

function fenceHistory({ id, agent }: FenceDevice, now: number, runs: boolean): Element {
  const each: Ran = runs ? { task: 'start', ms: 0, rc: 0, expected: 0 } : { task: 'monitor', ms: 0, rc: 7, expected: 7 }
  const done = operation(`${id}_last_0`, `${id}_${each.task}_0`, each, 40, now - 600, md5(' <parameters/>\n'))
  return el('lrm_resource', { id, class: 'stonith', type: agent }, done)
}

type Ran = { readonly task: string; readonly ms: number; readonly rc: number; readonly expected: number }

// What a resource's role says that was last done to it, and its monitor since.
function ran(resource: Resource, { db, dbRuns, ...status }: NodeStatus): readonly Ran[] {
  const stopped: readonly Ran[] = [{ task: 'monitor', ms: 0, rc: 7, expected: 7 }]
  const recurring = (ms: number, rc = 0): Ran => ({ task: 'monitor', ms, rc, expected: rc })
  const once = (task: string): Ran => ({ task, ms: 0, rc: 0, expected: 0 })
  if (resource !== 'db') return status[resource] ? [once('start'), recurring(resource === 'vip' ? 10_000 : 60_000)] : stopped
  switch (db) {
    case 'Stopped':
      return stopped
    case 'Master':
      return [once('promote'), recurring(29_000, 8)]
    case 'Slave':
      return dbRuns || status.broken.includes('db') ? [once('start'), recurring(30_000)] : [once('demote')]
  }
}

function operations(resource: Resource, status: NodeStatus, now: number, virtualIp: string): readonly Element[] {
  const digest = (ms: number): string =>
    md5(` <parameters${ms > 0 ? ' CRM_meta_timeout="20000"' : ''}${resource === 'vip' ? ` ip="${virtualIp}"` : ''}/>\n`)
  const done = ran(resource, status).map((each, i) => {
    const key = `${resource}_${each.task}_${each.ms}`
    return operation(i === 0 ? `${resource}_last_0` : key, key, each, 10 + i, now - 600, digest(each.ms))
  })
  const failed = status.failures
    .filter(({ operation: name }) => name.startsWith(`${resource}_`))
    .map((failure) => failedOperation(resource, failure, isStanding(resource, status), digest))
  return [...done, ...failed]
}

const isStanding = (resource: Resource, { broken, blocked }: NodeStatus): boolean =>
  broken.includes(resource) || blocked.includes(resource)

function operation(id: string, key: string, { task, ms, rc, expected }: Ran, call: number, at: number, digest: string): Element {
  const transition = `1:1:${expected}:00000000-0000-0000-0000-000000000001`
  return el('lrm_rsc_op', {
    id,
    operation_key: key,
    operation: task,
    'crm-debug-origin': 'do_update_resource',
    crm_feature_set: '3.0.14',
    'transition-key': transition,
    'transition-magic': `0:${rc};${transition}`,
    'call-id': call,
    'rc-code': rc,
    'op-status': 0,
    interval: ms,
    'last-rc-change': at,
    'last-run': at,
    'exec-time': 0,
    'queue-time': 0,
    'op-digest': digest,
  })
}

// A failure that has been dealt with is older than what was done since; one that stands is newer.
function failedOperation(resource: Resource, failure: Failure, stands: boolean, digest: (ms: number) => string): Element {
  const [, task = '', ms = '0'] = /^[a-z]+_([a-z]+)_(\d+)$/.exec(failure.operation) ?? []
  const expected = failure.operation === 'db_monitor_29000' ? 8 : 0
  const each: Ran = { task, ms: Number(ms), rc: failure.rc, expected }
  const element = operation(
    `${resource}_last_failure_0`,
    failure.operation,
    each,
    stands ? 90 : 5,
    seconds(failure.changed),
    digest(each.ms),
  )
  return { ...element, attributes: { ...element.attributes, 'exit-reason': failure.exitReason } }
}
