// The cluster information base as `cibadmin --query` prints it: what is configured, and how each node
// that this one hears stands. Written so that Pacemaker's own tools take it and come to the decisions
// the model comes to (SSM-14).

import type { Instant } from '../kernel/time.ts'
import { ctime } from './clock.ts'
import { membersOf } from './controller.ts'
import { isQuorate } from './corosync.ts'
import { type FenceDevice, holderOf } from './fencing.ts'
import { md5 } from './md5.ts'
import {
  type Config,
  controllerOf,
  type Failure,
  INFINITY,
  type Member,
  type NodeStatus,
  RESOURCES,
  type Resource,
} from './pacemaker.ts'
import type { HaState } from './state.ts'
import { type Attributes, type Element, el, xml } from './xml.ts'

const CLUSTER_NAME = 'ssms_ha'
const DC_VERSION = '1.1.19-8.el7_6.4-c3c624ea3d'
const AGENTS = {
  db: { class: 'ocf', provider: 'heartbeat', type: 'pgsql' },
  vip: { class: 'ocf', provider: 'heartbeat', type: 'IPaddr2' },
  satellite: { class: 'systemd', type: 'satellite' },
} as const

/** `cibadmin --query`, as this node's daemon would answer it. */
export function cib(state: HaState, local: Instant): string {
  const members = membersOf(state)
  const { deployment, corosync, pacemaker } = state
  const nodes = [deployment, deployment.peer].toSorted((a, b) => a.number - b.number)
  const change = members.map(({ status }) => status.lastChange).sort((a, b) => b.at - a.at)[0] ?? pacemaker.lastChange
  const controller = controllerOf(members)
  return xml(
    el(
      'cib',
      {
        crm_feature_set: '3.0.14',
        'validate-with': 'pacemaker-2.10',
        epoch: pacemaker.config.version + 20,
        num_updates: pacemaker.calls,
        admin_epoch: 0,
        'cib-last-written': ctime(change.stamp),
        'update-origin': change.on,
        'update-client': change.via,
        'update-user': 'root',
        'have-quorum': isQuorate(corosync) ? 1 : 0,
        ...(controller === undefined ? {} : { 'dc-uuid': controller.number }),
      },
      el(
        'configuration',
        {},
        crmConfig(state),
        el('nodes', {}, ...nodes.map(({ node, number }) => nodeElement(node, number, pacemaker.config))),
        resources(state),
        constraints(pacemaker.config),
        ...defaults(pacemaker.config),
      ),
      el(
        'status',
        {},
        ...nodes.map(({ node, number }) => {
          const member = members.find((each) => each.node === node)
          return nodeState(node, number, member, state, local)
        }),
      ),
    ),
  )
}

const pair = (set: string, name: string, value: string | number): Element => el('nvpair', { id: `${set}-${name}`, name, value })

function crmConfig({ pacemaker }: HaState): Element {
  const set = 'cib-bootstrap-options'
  return el(
    'crm_config',
    {},
    el(
      'cluster_property_set',
      { id: set },
      pair(set, 'have-watchdog', 'false'),
      pair(set, 'dc-version', DC_VERSION),
      pair(set, 'cluster-infrastructure', 'corosync'),
      pair(set, 'cluster-name', CLUSTER_NAME),
      pair(set, 'stonith-enabled', String(pacemaker.config.fencing)),
      ...(pacemaker.config.ignoresQuorum ? [pair(set, 'no-quorum-policy', 'ignore')] : []),
    ),
  )
}

// `pcs node standby` is an attribute of the node that stays.
const nodeElement = (node: string, number: number, { standby = [] }: Config): Element =>
  el(
    'node',
    { id: number, uname: node },
    ...(standby.includes(node)
      ? [el('instance_attributes', { id: `nodes-${number}` }, pair(`nodes-${number}`, 'standby', 'on'))]
      : []),
  )

function defaults({ stickiness }: Config): readonly Element[] {
  const set = 'rsc_defaults-options'
  return stickiness === undefined
    ? []
    : [el('rsc_defaults', {}, el('meta_attributes', { id: set }, pair(set, 'resource-stickiness', stickiness)))]
}

function primitive(resource: Resource, { deployment, pacemaker }: HaState, operations: readonly Element[]): Element {
  const threshold = pacemaker.config.thresholds[resource]
  return el(
    'primitive',
    { id: resource, ...AGENTS[resource] },
    ...(resource === 'vip'
      ? [el('instance_attributes', { id: 'vip-params' }, pair('vip-params', 'ip', deployment.virtualIp))]
      : []),
    ...(threshold === undefined
      ? []
      : [el('meta_attributes', { id: `${resource}-meta` }, pair(`${resource}-meta`, 'migration-threshold', threshold))]),
    el('operations', {}, ...operations),
  )
}

const monitor = (resource: Resource, seconds: number, more: Attributes = {}): Element =>
  el('op', { id: `${resource}-monitor-${seconds}s`, name: 'monitor', interval: `${seconds}s`, ...more })

function resources(state: HaState): Element {
  const meta = 'db-master-meta'
  const { device } = state.pacemaker.config
  return el(
    'resources',
    {},
    el(
      'master',
      { id: 'db-master' },
      primitive('db', state, [monitor('db', 30), monitor('db', 29, { role: 'Master' })]),
      el(
        'meta_attributes',
        { id: meta },
        pair(meta, 'master-max', 1),
        pair(meta, 'master-node-max', 1),
        pair(meta, 'clone-max', 2),
        pair(meta, 'clone-node-max', 1),
      ),
    ),
    primitive('vip', state, [monitor('vip', 10)]),
    primitive('satellite', state, [monitor('satellite', 60)]),
    ...(device === undefined ? [] : [el('primitive', { id: device.id, class: 'stonith', type: device.agent })]),
  )
}

type Deed = readonly [resource: string, action: string]

const order = (id: string, [first, firstAction]: Deed, [next, nextAction]: Deed): Element =>
  el(
    'rsc_order',
    Object.fromEntries([
      ['id', id],
      ['first', first],
      ['first-action', firstAction],
      ['then', next],
      ['then-action', nextAction],
    ]),
  )

function preference(node: string, score: number): Element {
  const id = `location-db-master-${node}`
  const expression = { id: `${id}-rule-expr`, attribute: '#uname', operation: 'eq', value: node }
  return el(
    'rsc_location',
    { id, rsc: 'db-master' },
    el('rule', { id: `${id}-rule`, role: 'Master', score: scoreText(score) }, el('expression', expression)),
  )
}

// The virtual IP beside the master and after its promotion, the application beside and after the virtual IP.
function constraints({ preferences = {} }: Config): Element {
  return el(
    'constraints',
    {},
    ...Object.entries(preferences).map(([node, score]) => preference(node, score)),
    el('rsc_colocation', {
      id: 'vip-with-master',
      rsc: 'vip',
      'with-rsc': 'db-master',
      'with-rsc-role': 'Master',
      score: 'INFINITY',
    }),
    order('promote-then-vip', ['db-master', 'promote'], ['vip', 'start']),
    el('rsc_colocation', { id: 'satellite-with-vip', rsc: 'satellite', 'with-rsc': 'vip', score: 'INFINITY' }),
    order('vip-then-satellite', ['vip', 'start'], ['satellite', 'start']),
  )
}

function nodeState(node: string, number: number, member: Member | undefined, state: HaState, local: Instant): Element {
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
const scoreText = (score: number): string => (score <= -INFINITY ? '-INFINITY' : score >= INFINITY ? 'INFINITY' : String(score))

function transient(number: number, status: NodeStatus, local: Instant): Element {
  const set = `status-${number}`
  return el(
    'transient_attributes',
    { id: number },
    el(
      'instance_attributes',
      { id: set },
      ...(status.shutdown ? [pair(set, 'shutdown', seconds(local))] : []),
      pair(set, 'db-data-status', status.dataStatus),
      pair(set, 'db-status', status.dbStatus),
      ...(status.score === null ? [] : [pair(set, 'master-db', scoreText(status.score))]),
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
