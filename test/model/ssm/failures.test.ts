// Resources that die, actions that fail, nodes that crash: what the cluster makes of each.

import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../worker/kernel/fabric.ts'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { HEARTBEAT, lab1, PRIMARY, press, SECONDARY, settle, stateOf, type, view } from './pair.ts'

const roles = (lab: ReturnType<typeof lab1>) => [view(lab, PRIMARY).role, view(lab, SECONDARY).role]
const databases = (lab: ReturnType<typeof lab1>) => [view(lab, PRIMARY).database.role, view(lab, SECONDARY).database.role]

test("[SSM-24] a standby's dead database is noticed by its next monitor, copied anew, and counted until cleaned up", () => {
  const lab = lab1()
  type(lab, SECONDARY, 'pcs resource cleanup', 'root')
  settle(lab)
  expect(view(lab, SECONDARY).failCounts).toEqual({})
  lab.lay('dead', { kind: 'database-stopped', node: SECONDARY })
  lab.advance(1_000)
  expect(view(lab, PRIMARY).database.replicas).toEqual([])
  expect(type(lab, SECONDARY, 'pcs status', 'root')).toContain('Slaves: [ secondary-node ]') // nobody has looked yet
  settle(lab)
  expect(roles(lab)).toEqual(['active', 'standby'])
  expect(view(lab, SECONDARY)).toMatchObject({ failCounts: { db: 1 }, database: { role: 'slave', timeline: 1 } })
  expect(type(lab, PRIMARY, 'pcs status', 'root')).toMatch(/\* db_monitor_30000 on secondary-node 'not running' \(7\)/)
  type(lab, PRIMARY, 'pcs resource cleanup db', 'root')
  settle(lab)
  expect(view(lab, SECONDARY).failedActions).toEqual([])
})

test("[SSM-24] a master's dead database moves the role, and the old master comes back as standby", () => {
  const lab = lab1()
  lab.lay('dead', { kind: 'database-stopped', node: PRIMARY })
  expect(view(lab, PRIMARY).gui).toBe('none')
  settle(lab)
  expect(roles(lab)).toEqual(['standby', 'active'])
  // Once as master, and once more when the demoted slave's first monitor finds that the demotion stopped it.
  expect(view(lab, PRIMARY)).toMatchObject({ failCounts: { db: 2 }, database: { role: 'slave', timeline: 2 } })
})

test("[SSM-24] a lone master's dead database does not start beside its lock; without it, it is master again after three looks at its log", () => {
  const lab = lab1()
  type(lab, SECONDARY, 'ha_cluster_stop')
  settle(lab)
  lab.lay('dead', { kind: 'database-stopped', node: PRIMARY })
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({
    role: 'standby',
    gui: 'none',
    database: { role: 'stopped' },
    failCounts: { db: 1_000_000 },
  })
  expect(type(lab, PRIMARY, 'crm_mon -1', 'root')).toContain(
    "exitreason='My data may be inconsistent. You have to remove /var/lib/pgsql/tmp/PGSQL.lock file to force start.'",
  )
  type(lab, PRIMARY, 'pcs resource cleanup db', 'root')
  settle(lab)
  expect(view(lab, PRIMARY).database.role).toBe('stopped')
  expect(type(lab, PRIMARY, 'ls /var/lib/pgsql/tmp', 'root')).toBe('PGSQL.lock\n')
  expect(type(lab, PRIMARY, 'rm /var/lib/pgsql/tmp/PGSQL.lock', 'root')).toBe('')
  expect(type(lab, PRIMARY, 'rm /var/lib/pgsql/tmp/PGSQL.lock', 'root')).toContain('No such file or directory')
  type(lab, PRIMARY, 'pcs resource cleanup db', 'root')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', gui: 'vip', database: { role: 'master', timeline: 2 } })
})

describe('[SSM-24] what the agent of the database keeps', () => {
  const statuses = (lab: Lab, node: string) => stateOf(lab, node).pacemaker.dataStatuses.of
  const attribute = (lab: Lab, node: string, what: string) =>
    type(lab, SECONDARY, `crm_attribute -l forever -N ${node} -n db-data-status ${what}`, 'root')

  test('a standby that was left behind is known as such on both nodes, however long it is away, until it streams again', () => {
    const lab = lab1()
    expect(statuses(lab, PRIMARY)).toEqual({ [PRIMARY]: 'LATEST', [SECONDARY]: 'STREAMING|ASYNC' })
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    for (const node of [PRIMARY, SECONDARY])
      expect(statuses(lab, node)).toEqual({ [PRIMARY]: 'LATEST', [SECONDARY]: 'DISCONNECT' })
    type(lab, SECONDARY, 'ha_cluster_start')
    settle(lab)
    for (const node of [PRIMARY, SECONDARY])
      expect(statuses(lab, node)).toEqual({ [PRIMARY]: 'LATEST', [SECONDARY]: 'STREAMING|ASYNC' })
  })

  test('a standby that is lost is found so by the next monitor of the master, and one that is only told to stop at once', () => {
    const lab = lab1()
    lab.lay('off', { kind: 'power-off', node: SECONDARY })
    lab.advance(3_000)
    expect(statuses(lab, PRIMARY)[SECONDARY]).toBe('STREAMING|ASYNC')
    lab.advance(29_000)
    expect(statuses(lab, PRIMARY)[SECONDARY]).toBe('DISCONNECT')
    const other = lab1()
    type(other, PRIMARY, 'pcs node standby secondary-node', 'root')
    other.advance(2_000)
    expect(statuses(other, PRIMARY)[SECONDARY]).toBe('DISCONNECT')
    expect(view(other, PRIMARY).database.replicas).toEqual([])
  })

  test('it is never promoted while the better copy does not run, and its promotion can be forced', () => {
    const lab = lab1()
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    lab.lay('off', { kind: 'power-off', node: PRIMARY })
    type(lab, SECONDARY, 'ha_cluster_start')
    settle(lab)
    lab.heal('off')
    settle(lab)
    expect(view(lab, PRIMARY).database.role).toBe('stopped')
    expect(view(lab, SECONDARY)).toMatchObject({ gui: 'none', database: { role: 'slave', timeline: 1 } })
    const screen = type(lab, SECONDARY, 'pcs status --full', 'root')
    expect(screen).toMatch(/db-data-status {18}\t: DISCONNECT/)
    expect(screen).not.toContain('db-xlog-loc')
    expect(attribute(lab, SECONDARY, '-G')).toBe('scope=nodes  name=db-data-status value=DISCONNECT\n')
    expect(attribute(lab, 'nobody', '-G')).toContain('Could not map name=nobody to a UUID')
    attribute(lab, SECONDARY, '-v LATEST')
    lab.advance(1_000)
    expect(type(lab, SECONDARY, 'pcs status --full', 'root')).toMatch(/db-xlog-loc {21}\t: 00000000053C0/)
    settle(lab)
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', database: { role: 'master', timeline: 2 } })
    expect(statuses(lab, PRIMARY)).toEqual({ [PRIMARY]: 'DISCONNECT', [SECONDARY]: 'LATEST' })
    // Beside a master the other one takes a fresh copy, and the lock is gone with what it guarded.
    type(lab, PRIMARY, 'pcs resource cleanup db', 'root')
    settle(lab)
    expect(view(lab, PRIMARY).database.role).toBe('slave')
    expect(stateOf(lab, PRIMARY).isLocked).toBe(false)
  })

  test('where both lose power the master finds its lock, and the standby that had streamed is promoted', () => {
    const lab = lab1()
    for (const node of [PRIMARY, SECONDARY]) lab.lay(`off-${node}`, { kind: 'power-off', node })
    lab.advance(60_000)
    for (const node of [PRIMARY, SECONDARY]) lab.heal(`off-${node}`)
    settle(lab)
    expect(roles(lab)).toEqual(['standby', 'active'])
    expect(view(lab, PRIMARY).failCounts).toEqual({ db: 1_000_000 })
  })

  test('two masters say nothing of each other; the one that stays is the latest on both nodes', () => {
    const lab = lab1()
    lab.lay('cut', HEARTBEAT)
    settle(lab)
    for (const [node, other] of [
      [PRIMARY, SECONDARY],
      [SECONDARY, PRIMARY],
    ] as const)
      expect(statuses(lab, node)).toEqual({ [node]: 'LATEST', [other]: 'DISCONNECT' })
    lab.heal('cut')
    settle(lab)
    const master = view(lab, PRIMARY).database.role === 'master' ? PRIMARY : SECONDARY
    const slave = master === PRIMARY ? SECONDARY : PRIMARY
    for (const node of [PRIMARY, SECONDARY])
      expect(statuses(lab, node)).toEqual({ [master]: 'LATEST', [slave]: 'STREAMING|ASYNC' })
  })
})

test('[SSM-24] a virtual IP that is gone comes back in place, and the application with it; at the threshold all of it moves', () => {
  const lab = lab1()
  type(lab, PRIMARY, 'pcs resource meta vip migration-threshold=2', 'root')
  const fail = () => {
    lab.heal('vip')
    lab.lay('vip', { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'monitor' })
  }
  fail()
  expect(view(lab, PRIMARY).holdsVip).toBe(false)
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', holdsVip: true, gui: 'vip', failCounts: { vip: 1 } })
  expect(view(lab, SECONDARY).database.timeline).toBe(1)
  fail()
  settle(lab)
  expect(roles(lab)).toEqual(['standby', 'active'])
  expect(view(lab, SECONDARY).database.timeline).toBe(2)
})

test('[SSM-24] a start that fails keeps the resource away until the cause is gone and the count is cleaned up', () => {
  const lab = lab1()
  lab.lay('start', { kind: 'resource-fails', node: SECONDARY, resource: 'vip', operation: 'start' })
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ holdsVip: false, gui: 'none', failCounts: { vip: 1_000_000 } })
  lab.heal('start')
  lab.advance(600_000)
  expect(view(lab, SECONDARY).holdsVip).toBe(false)
  type(lab, SECONDARY, 'pcs resource cleanup', 'root')
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ holdsVip: true, gui: 'vip' })
})

test('[SSM-24] a stop that fails blocks: the master moves, the virtual IP stays, and the node leaves once it is cleaned up', () => {
  const lab = lab1()
  lab.lay('stop', { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'stop' })
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  expect(databases(lab)).toEqual(['stopped', 'master'])
  expect([view(lab, PRIMARY).holdsVip, view(lab, SECONDARY).holdsVip]).toEqual([true, false])
  expect(type(lab, SECONDARY, 'pcs status', 'root')).toContain('FAILED primary-node (blocked)')
  lab.heal('stop')
  type(lab, SECONDARY, 'pcs resource cleanup vip', 'root')
  settle(lab)
  expect(roles(lab)).toEqual(['stopped', 'active'])
})

test('[SSM-24] a node that crashes reboots by itself and rejoins as standby', () => {
  const lab = lab1()
  type(lab, PRIMARY, 'echo c > /proc/sysrq-trigger', 'root')
  expect(lab.ask(PRIMARY, { op: 'console', line: '', session: null, login: null })).toMatchObject({ is: 'not-answering' })
  settle(lab)
  expect(roles(lab)).toEqual(['standby', 'active'])
  expect(view(lab, PRIMARY).database).toMatchObject({ role: 'slave', timeline: 2 })
})

test('[SSM-25] with fencing and no device a cut heartbeat moves nothing: no second master', () => {
  const lab = lab1()
  type(lab, SECONDARY, 'pcs property set stonith-enabled=true', 'root')
  settle(lab)
  expect(stateOf(lab, PRIMARY).pacemaker.config.fencing).toBe(true)
  lab.lay('cut', HEARTBEAT)
  settle(lab)
  expect(databases(lab)).toEqual(['master', 'slave'])
  expect(type(lab, SECONDARY, 'crm_mon -1', 'root')).toContain('Node primary-node: UNCLEAN (offline)')
  lab.heal('cut')
  settle(lab)
  expect(roles(lab)).toEqual(['active', 'standby'])
  expect(view(lab, PRIMARY).database.replicas).toHaveLength(1)
})

test('[SSM-25] the rows that only one side acknowledged are named, and the other side keeps its own', () => {
  const lab = lab1()
  lab.lay('cut', HEARTBEAT)
  settle(lab)
  const body = (name: string) => ({
    account_name: name,
    smart_account: 'example.com',
    virtual_account: `${name}-va`,
    email: 'a@example.com',
  })
  press(lab, PRIMARY, 'request-account', body('KEPT'))
  press(lab, SECONDARY, 'request-account', body('GONE'))
  press(lab, SECONDARY, 'request-account', body('GONE2'))
  lab.heal('cut')
  settle(lab)
  const lost = lab.events().filter(({ kind }) => kind === 'lost')
  expect(lost.map(({ node, data }) => [node, data])).toEqual([
    [
      SECONDARY,
      {
        rows: [
          { table: 'requests', id: 'GONE' },
          { table: 'requests', id: 'GONE2' },
        ],
      },
    ],
  ])
  for (const node of [PRIMARY, SECONDARY])
    expect(stateOf(lab, node).database.tables.requests?.map(({ id }) => id)).toEqual(['KEPT'])
})

test('[SSM-24] a fault on a resource there is not, or on an operation there is not, is refused with those there are', () => {
  const lay = (resource: string, operation: string) =>
    ssm.troubleRefusal({ kind: 'resource-fails', node: PRIMARY, resource, operation })
  expect(lay('vip', 'monitor')).toBeNull()
  expect(lay('moon', 'monitor')).toBe('The pair has no resource "moon"; it has db, vip, satellite.')
  expect(lay('vip', 'dance')).toContain('monitor, start, stop')
  expect(ssm.troubleRefusal({ kind: 'database-stopped', node: PRIMARY })).toBeNull()
})

const gone = (node: string, resource: string): Fault => ({ kind: 'resource-fails', node, resource, operation: 'monitor' })

test.each([
  ['a slave', SECONDARY, { kind: 'database-stopped', node: SECONDARY }, 'db_monitor_30000', 30_000],
  ['a master', PRIMARY, { kind: 'database-stopped', node: PRIMARY }, 'db_monitor_29000', 29_000],
  ['the virtual IP', PRIMARY, gone(PRIMARY, 'vip'), 'vip_monitor_10000', 10_000],
  ['the application', PRIMARY, gone(PRIMARY, 'satellite'), 'satellite_monitor_60000', 60_000],
] satisfies readonly (readonly [string, string, Fault, string, number])[])(
  '[SSM-27] that %s has died is noticed by its next monitor, at its interval, and not before',
  (_, node, fault, operation, ms) => {
    const lab = lab1()
    type(lab, node, 'pcs resource cleanup', 'root')
    settle(lab)
    lab.advance(ms - ((lab.world().now - stateOf(lab, node).pacemaker.since) % ms) + 1)
    lab.lay('dead', fault)
    lab.advance(ms - 2)
    expect(view(lab, node).failedActions).toEqual([])
    lab.advance(2)
    expect(view(lab, node).failedActions).toContainEqual(expect.objectContaining({ operation }))
  },
)
