// The cluster information base as `cibadmin --query` prints it: what is configured, and how each node
// that this one hears stands. Written so that Pacemaker's own tools take it and come to the decisions
// the model comes to (SSM-14).

import type { Instant } from '../kernel/time.ts'
import { nodeState } from './cib-status.ts'
import { ctime } from './clock.ts'
import { membersOf } from './controller.ts'
import { isQuorate } from './corosync.ts'
import { isUnseen } from './fencing.ts'
import { type Config, controllerOf, isSatelliteStopped, type Preference, type Resource, scoreText } from './pacemaker.ts'
import { AGENTS, CLUSTER_NAME, PACEMAKER_VERSION } from './stack.ts'
import type { HaState } from './state.ts'
import { type Attributes, type Element, el, pair, xml } from './xml.ts'

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
        epoch: pacemaker.config.version + pacemaker.dataStatuses.version + 20,
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
        el('nodes', {}, ...nodes.map(({ node, number }) => nodeElement(node, number, pacemaker))),
        resources(state),
        constraints(pacemaker.config),
        ...defaults(pacemaker.config),
      ),
      el(
        'status',
        {},
        // Of a node that has not been seen since Pacemaker started here nothing is known.
        ...nodes.flatMap(({ node, number }) => {
          const member = members.find((each) => each.node === node)
          return member === undefined && isUnseen(state) ? [] : [nodeState(node, number, member, state, local)]
        }),
      ),
    ),
  )
}

function crmConfig({ pacemaker }: HaState): Element {
  const set = 'cib-bootstrap-options'
  const { quorumPolicy, startupFencing } = pacemaker.config
  return el(
    'crm_config',
    {},
    el(
      'cluster_property_set',
      { id: set },
      pair(set, 'have-watchdog', 'false'),
      pair(set, 'dc-version', PACEMAKER_VERSION),
      pair(set, 'cluster-infrastructure', 'corosync'),
      pair(set, 'cluster-name', CLUSTER_NAME),
      pair(set, 'stonith-enabled', String(pacemaker.config.fencing)),
      ...(quorumPolicy === undefined ? [] : [pair(set, 'no-quorum-policy', quorumPolicy)]),
      ...(startupFencing === undefined ? [] : [pair(set, 'startup-fencing', String(startupFencing))]),
    ),
  )
}

// `pcs node standby` is an attribute of the node that stays, and so is what the agent says of its data.
function nodeElement(node: string, number: number, { config, dataStatuses }: HaState['pacemaker']): Element {
  const set = `nodes-${number}`
  const status = dataStatuses.of[node]
  const pairs = [
    ...((config.standby ?? []).includes(node) ? [pair(set, 'standby', 'on')] : []),
    ...(status === undefined ? [] : [pair(set, 'db-data-status', status)]),
  ]
  return el(
    'node',
    { id: number, uname: node },
    ...(pairs.length === 0 ? [] : [el('instance_attributes', { id: set }, ...pairs)]),
  )
}

function defaults({ stickiness }: Config): readonly Element[] {
  const set = 'rsc_defaults-options'
  return stickiness === undefined
    ? []
    : [el('rsc_defaults', {}, el('meta_attributes', { id: set }, pair(set, 'resource-stickiness', stickiness)))]
}

function primitive(
  resource: Resource,
  { deployment, pacemaker }: HaState,
  operations: readonly Element[],
  isStopped = false,
): Element {
  const threshold = pacemaker.config.thresholds[resource]
  const set = `${resource}-meta`
  const meta = [
    ...(threshold === undefined ? [] : [pair(set, 'migration-threshold', threshold)]),
    ...(isStopped ? [pair(set, 'target-role', 'Stopped')] : []),
  ]
  return el(
    'primitive',
    { id: resource, ...AGENTS[resource] },
    ...(resource === 'vip'
      ? [el('instance_attributes', { id: 'vip-params' }, pair('vip-params', 'ip', deployment.virtualIp))]
      : []),
    ...(meta.length === 0 ? [] : [el('meta_attributes', { id: set }, ...meta)]),
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
    primitive('satellite', state, [monitor('satellite', 60)], membersOf(state).some(isSatelliteStopped)),
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

function preference({ id, node, score }: Preference): Element {
  const expression = { id: `${id}-rule-expr`, attribute: '#uname', operation: 'eq', value: node }
  return el(
    'rsc_location',
    { id, rsc: 'db-master' },
    el('rule', { id: `${id}-rule`, role: 'Master', score: scoreText(score) }, el('expression', expression)),
  )
}

// The virtual IP beside the master and after its promotion, the application beside and after the virtual IP.
function constraints({ preferences = [] }: Config): Element {
  return el(
    'constraints',
    {},
    ...preferences.map(preference),
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
