// Lab 1 from its first step to its last: after each, what the source says stands there.

import { describe, expect, test } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { SEGMENT_BYTES } from '../../../worker/ssm/postgres.ts'
import { ACCOUNT, bytes, lab1, PRIMARY, pageOf, press, replayed, replicaRows, SECONDARY, settle, type, view } from './pair.ts'

const stopAt = (lab: Lab, node: string) => {
  type(lab, node, 'ha_cluster_stop')
  settle(lab)
}
const startAt = (lab: Lab, node: string) => {
  type(lab, node, 'ha_cluster_start')
  settle(lab)
}
const fields = (lab: Lab, node: string) =>
  Object.fromEntries(pageOf(lab, node, 'high-availability').fields.map(({ name, value }) => [name, value]))
const roles = (lab: Lab) => [view(lab, PRIMARY).database.role, view(lab, SECONDARY).database.role]
const segment = (position: string) => Math.floor(bytes(position) / SEGMENT_BYTES)

test('[SSM-22] lab 1 end to end: every row of its table holds', () => {
  const lab = lab1()
  // HA 1–3
  expect(lab.snapshot().settled).toBe(true)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', holdsVip: true, gui: 'vip', cluster: 'running' })
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'standby', holdsVip: false, gui: 'none', widget: null })
  expect(view(lab, PRIMARY).widget).toEqual({ status: 'Normal', heartbeat: 'Connected', active: PRIMARY, standby: SECONDARY })
  expect(roles(lab)).toEqual(['master', 'slave'])
  expect(view(lab, PRIMARY).accounts.map(({ name }) => name)).toEqual([ACCOUNT])

  // Failover 1–6
  stopAt(lab, PRIMARY)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'stopped', holdsVip: false, gui: 'none', cluster: 'stopped' })
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', holdsVip: true, gui: 'vip' })
  expect(view(lab, SECONDARY).widget).toEqual({
    status: 'Degraded',
    heartbeat: 'Disconnected',
    active: SECONDARY,
    standby: PRIMARY,
  })
  expect(roles(lab)).toEqual(['stopped', 'master'])
  expect(view(lab, SECONDARY).database.timeline).toBe(2)
  expect(fields(lab, SECONDARY)).toMatchObject({ active_address: 'public address (10.0.0.10)', standby_badge: 'Degraded' })
  expect(lab.read(PRIMARY, { ask: 'page', page: 'accounts' })).toMatchObject({ is: 'not-answering' })

  // 7
  expect(press(lab, SECONDARY, 'synchronize-account', { account: ACCOUNT })).toMatchObject({ is: 'acted' })
  settle(lab)
  expect(lab.snapshot().nodes.find(({ id }) => id === 'cssm')).toMatchObject({
    accounts: [{ name: ACCOUNT, synchronisations: 2 }],
  })
  const synced = view(lab, SECONDARY).accounts[0]?.lastSync
  expect(synced).not.toBe('2020-09-01T14:30:00.000Z')

  // 8–11
  startAt(lab, PRIMARY)
  expect(roles(lab)).toEqual(['slave', 'master'])
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'standby', holdsVip: false, gui: 'none' })
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', widget: { status: 'Normal', heartbeat: 'Connected' } })
  expect(view(lab, PRIMARY).accounts[0]?.lastSync).toBe(synced)
  expect(segment(view(lab, PRIMARY).database.walPosition)).toBe(7)

  // 12–13
  press(lab, SECONDARY, 'request-account', {
    account_name: 'TEST',
    smart_account: 'example.com',
    virtual_account: 'TEST123',
    email: 'annanr@cisco.com',
  })
  press(lab, SECONDARY, 'approve-account', { account: 'TEST' })
  settle(lab)
  expect(view(lab, SECONDARY).accounts).toMatchObject([{ name: ACCOUNT }, { name: 'TEST', status: 'Active', lastSync: null }])
  expect(lab.read(PRIMARY, { ask: 'pages' })).toMatchObject({ is: 'not-answering' })

  // Fallback 1–8
  stopAt(lab, SECONDARY)
  expect(roles(lab)).toEqual(['master', 'stopped'])
  expect(view(lab, PRIMARY)).toMatchObject({
    role: 'active',
    gui: 'vip',
    widget: { status: 'Degraded', heartbeat: 'Disconnected' },
  })
  expect(view(lab, PRIMARY).accounts.map(({ name }) => name)).toEqual([ACCOUNT, 'TEST'])
  expect(view(lab, SECONDARY).gui).toBe('none')

  // 9–11
  startAt(lab, SECONDARY)
  expect(roles(lab)).toEqual(['master', 'slave'])
  expect(view(lab, PRIMARY).widget).toEqual({ status: 'Normal', heartbeat: 'Connected', active: PRIMARY, standby: SECONDARY })
  expect(segment(view(lab, SECONDARY).database.walPosition)).toBe(9)

  // 12
  press(lab, PRIMARY, 'synchronize-account', { account: ACCOUNT })
  press(lab, PRIMARY, 'synchronize-account', { account: 'TEST' })
  settle(lab)
  const [table] = pageOf(lab, PRIMARY, 'synchronization').tables
  expect(table?.rows.map((row) => [row[0], row[4]])).toEqual([
    [ACCOUNT, 'Synchronization Successful'],
    ['TEST', 'Synchronization Successful'],
  ])
  expect(view(lab, SECONDARY).accounts).toEqual(view(lab, PRIMARY).accounts)
})

describe('[SSM-11] write-ahead log positions', () => {
  test('follow the invariants of the source through failover and fallback', () => {
    const lab = lab1()
    const screen = (node: string) => type(lab, node, 'ha_status')
    expect(replayed(screen(PRIMARY))).toBe('')
    const standby = replayed(screen(SECONDARY))
    stopAt(lab, PRIMARY)
    const frozen = replayed(screen(SECONDARY))
    expect(frozen).toBe('0/53C0C60')
    expect(bytes(frozen)).toBeGreaterThanOrEqual(bytes(standby)) // (ii)
    press(lab, SECONDARY, 'synchronize-account', { account: ACCOUNT })
    settle(lab)
    expect(replayed(screen(SECONDARY))).toBe(frozen) // writes of a promoted master do not move it
    startAt(lab, PRIMARY)
    const clone = replayed(screen(PRIMARY))
    expect(clone).toBe('0/7000000') // (i), (iii): a fresh idle clone stands at the start of a segment, two on
    expect(replayed(screen(SECONDARY))).toBe(frozen)
    stopAt(lab, SECONDARY)
    expect(replayed(screen(PRIMARY))).toBe('0/7000078')
    startAt(lab, SECONDARY)
    expect(replayed(screen(SECONDARY))).toBe('0/9000000')
    expect(replayed(screen(PRIMARY))).toBe('0/7000078')
  })

  test('label and rows agree: master only while a standby is attached, lags 0 at rest', () => {
    const lab = lab1()
    const check = (node: string, label: 'master' | 'slave') => {
      const screen = type(lab, node, 'ha_status')
      expect(screen).toContain(`Database is currently the replication ${label}`)
      expect(replicaRows(screen)).toBe(label === 'master' ? 1 : 0)
      if (label === 'master') expect(screen).toMatch(/\| streaming \| +0 \| +0 \| +0\n/) // (iv)
    }
    check(PRIMARY, 'master')
    check(SECONDARY, 'slave')
    stopAt(lab, PRIMARY)
    check(SECONDARY, 'slave') // promoted, and alone
    expect(view(lab, SECONDARY).database.role).toBe('master')
    startAt(lab, PRIMARY)
    check(SECONDARY, 'master')
    check(PRIMARY, 'slave')
  })

  test('each attachment has a backend_start of its own, by the clock of the master, and the private address of the standby', () => {
    const lab = lab1()
    const row = (node: string) => /^ (192\S+) \| (\S+ \S+)\+00/m.exec(type(lab, node, 'ha_status'))
    expect(row(PRIMARY)?.slice(1)).toEqual(['192.168.1.5', '2020-09-01 07:58:45.628722'])
    stopAt(lab, PRIMARY)
    startAt(lab, PRIMARY)
    const [, address, began] = row(SECONDARY) ?? []
    expect(address).toBe('192.168.1.4') // (vi)
    const virtual = lab.events().find(({ text }) => text.startsWith('secondary-node replicates to'))?.at ?? ''
    const ahead = Date.parse(`${began?.replace(' ', 'T').slice(0, 23)}Z`) - Date.parse(virtual)
    expect(ahead).toBe((10 * 60 + 59) * 1_000) // (v), with the skew of lab 1
  })
})

test('[SSM-20] the order of a clean stop: application, virtual IP, demote; then promotion, virtual IP, application', () => {
  const lab = lab1()
  stopAt(lab, PRIMARY)
  const kinds = lab
    .events()
    .filter(({ node }) => node !== null)
    .map(({ node, kind }) => `${node} ${kind}`)
  expect(kinds).toEqual([
    `${PRIMARY} cluster`,
    `${PRIMARY} gui`,
    `${PRIMARY} vip`,
    `${PRIMARY} database`,
    `${SECONDARY} promotion`,
    `${SECONDARY} vip`,
    `${SECONDARY} gui`,
    `${PRIMARY} cluster`,
  ])
})

test('[SSM-21] the role does not come back by itself, and the scores say why', () => {
  const lab = lab1()
  stopAt(lab, PRIMARY)
  startAt(lab, PRIMARY)
  const before = JSON.stringify(lab.snapshot().nodes)
  // The night, until the lab's own writing begins.
  lab.advance(17 * 3_600_000)
  expect(JSON.stringify(lab.snapshot().nodes)).toBe(before)
  const status = type(lab, PRIMARY, 'pcs status --full', 'root')
  expect(status).toMatch(/\* Node primary-node \(1\):[^*]*master-db +\t: 100 /)
  expect(status).toMatch(/\* Node secondary-node \(2\):[^*]*master-db +\t: 1000 /)
})

test('[SSM-21] from ha_cluster_start to attached takes at most 69 seconds', () => {
  const lab = lab1()
  stopAt(lab, PRIMARY)
  type(lab, PRIMARY, 'ha_cluster_start')
  lab.advance(69_000)
  expect(view(lab, SECONDARY).database.replicas).toEqual([{ clientAddr: '192.168.1.4', state: 'streaming' }])
})
