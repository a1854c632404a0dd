// `crm_mon --as-xml`: the same screen for programs, with the elements and attributes of Pacemaker 1.1
// that they read (SSM-14).

import type { Instant } from '../../kernel/time.ts'
import { ctime } from '../clock.ts'
import { membersOf } from '../controller.ts'
import { isQuorate } from '../corosync.ts'
import { controllerOf, type Failure, INFINITY, type Member, type Resource } from '../pacemaker.ts'
import type { HaState } from '../state.ts'
import { type Element, el, xml } from '../xml.ts'

const VERSION = '1.1.19-8.el7_6.4-c3c624ea3d'
const AGENTS = { db: 'ocf::heartbeat:pgsql', vip: 'ocf::heartbeat:IPaddr2', satellite: 'systemd:satellite' } as const

export function crmMonXml(state: HaState, local: Instant): string {
  const members = membersOf(state)
  const { deployment } = state
  const nodes = [deployment, deployment.peer].toSorted((a, b) => a.number - b.number)
  return `<?xml version="1.0"?>\n${xml(
    el(
      'crm_mon',
      { version: '1.1.19' },
      summary(state, members, local),
      el('nodes', {}, ...nodes.map(({ node, number }) => nodeElement(state, node, number, members))),
      el('resources', {}, databaseSet(members), single('vip', members), single('satellite', members)),
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
          version: VERSION,
          name: controller.node,
          id: controller.number,
          with_quorum: String(isQuorate(state.corosync)),
        }),
    el('last_update', { time: ctime(local) }),
    ...(change === undefined
      ? []
      : [el('last_change', { time: ctime(change.stamp), user: 'root', client: change.via, origin: change.on })]),
    el('nodes_configured', { number: 2 }),
    el('resources_configured', { number: 4, disabled: 0, blocked: members.flatMap(({ status }) => status.blocked).length }),
    el('cluster_options', {
      'stonith-enabled': String(state.pacemaker.config.fencing),
      'symmetric-cluster': 'true',
      'no-quorum-policy': 'stop',
      'maintenance-mode': 'false',
    }),
  )
}

function nodeElement(state: HaState, node: string, number: number, members: readonly Member[]): Element {
  const member = members.find((each) => each.node === node)
  const isLost = member === undefined && state.peer.lost !== null && state.pacemaker.config.fencing
  return el('node', {
    name: node,
    id: number,
    online: String(member !== undefined),
    standby: 'false',
    standby_onfail: 'false',
    maintenance: 'false',
    pending: String(member === undefined && state.corosync.members.includes(node)),
    unclean: String(isLost),
    shutdown: String(member?.status.shutdown ?? false),
    expected_up: String(member !== undefined || isLost),
    is_dc: String(controllerOf(members)?.node === node),
    resources_running: member === undefined ? 0 : running(member),
    type: 'member',
  })
}

const running = ({ status }: Member): number => Number(status.db !== 'Stopped') + Number(status.vip) + Number(status.satellite)

function resource(name: Resource, role: string, on: Member | undefined): Element {
  const has = (list: readonly Resource[] | undefined): string => String(list?.includes(name) ?? false)
  return el(
    'resource',
    {
      id: name,
      resource_agent: AGENTS[name],
      role,
      active: String(on !== undefined),
      orphaned: 'false',
      blocked: has(on?.status.blocked),
      managed: String(!(on?.status.blocked.includes(name) ?? false)),
      failed: String((on?.status.broken.includes(name) || on?.status.blocked.includes(name)) ?? false),
      failure_ignored: 'false',
      nodes_running_on: on === undefined ? 0 : 1,
    },
    ...(on === undefined ? [] : [el('node', { name: on.node, id: on.number, cached: 'false' })]),
  )
}

function databaseSet(members: readonly Member[]): Element {
  const instances = members
    .filter(({ status }) => status.db !== 'Stopped')
    .toSorted((a, b) => Number(b.status.db === 'Master') - Number(a.status.db === 'Master'))
    .map((member) => resource('db', member.status.db, member))
  const stopped = Array.from({ length: 2 - instances.length }, () => resource('db', 'Stopped', undefined))
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
  const on = members.find(({ status }) => status[name])
  return resource(name, on === undefined ? 'Stopped' : 'Started', on)
}

function attributes({ node, status }: Member): Element {
  const pairs: readonly (readonly [string, string | number])[] = [
    ['db-data-status', status.dataStatus],
    ['db-status', status.dbStatus],
    ...(status.score === null ? [] : [['master-db', status.score <= -INFINITY ? '-INFINITY' : status.score] as const]),
  ]
  return el('node', { name: node }, ...pairs.map(([name, value]) => el('attribute', { name, value })))
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
        'fail-count': count >= INFINITY ? 'INFINITY' : count,
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
