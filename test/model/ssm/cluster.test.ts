// Stopping, losing and refusing: what the stack does when a pair is not whole.

import { describe, expect, test } from 'vitest'
import { ssm } from '../../../worker/ssm/index.ts'
import { DEPLOYED_CONFIG, decide, type Member, type NodeStatus } from '../../../worker/ssm/pacemaker.ts'
import { nextSegment, walText } from '../../../worker/ssm/postgres.ts'
import { ACCOUNT, HEARTBEAT, lab1, PRIMARY, press, SECONDARY, settle, stateOf, type, view } from './pair.ts'

test('[SSM-01] lab 1: names that are identities, public and private addresses, and the virtual IP on the active node', () => {
  const lab = lab1()
  expect(lab.world().fabric.nodes.slice(0, 2)).toEqual([
    {
      id: PRIMARY,
      interfaces: [
        { network: 'public', address: '10.0.0.5' },
        { network: 'private', address: '192.168.1.4' },
      ],
    },
    {
      id: SECONDARY,
      interfaces: [
        { network: 'public', address: '10.0.0.10' },
        { network: 'private', address: '192.168.1.5' },
      ],
    },
  ])
  expect(stateOf(lab, PRIMARY).deployment.virtualIp).toBe('10.0.0.12')
  expect([view(lab, PRIMARY).holdsVip, view(lab, SECONDARY).holdsVip]).toEqual([true, false])
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  expect([view(lab, PRIMARY).holdsVip, view(lab, SECONDARY).holdsVip]).toEqual([false, true])
  expect(type(lab, SECONDARY, 'hostname', 'root')).toBe('secondary-node\n')
})

test('[SSM-01] every behaviour of the register has an id of its own', () => {
  const ids = ssm.behaviours.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => /^SSM-\d\d$/.test(id))).toBe(true)
})

describe('[SSM-12] ha_cluster_stop and ha_cluster_start', () => {
  test('the last quorate node is refused, and goes on serving', () => {
    const lab = lab1()
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect(type(lab, PRIMARY, 'ha_cluster_stop')).toContain(
      'Error: Stopping the node will cause a loss of the quorum, use --force to override',
    )
    settle(lab)
    expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', gui: 'vip' })
  })

  test('both may be told to stop while both are members: then nobody is promoted', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'ha_cluster_stop')
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect([view(lab, PRIMARY).cluster, view(lab, SECONDARY).cluster]).toEqual(['stopped', 'stopped'])
    expect(lab.events().some(({ kind }) => kind === 'promotion')).toBe(false)
  })

  test('a stopped node is stopped again, a running one started again, with the same lines and no effect', () => {
    const lab = lab1()
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    const stopped = stateOf(lab, SECONDARY).database
    expect(type(lab, SECONDARY, 'ha_cluster_stop')).toMatch(
      /Stopping Cluster \(pacemaker\)\.\.\.\nStopping Cluster \(corosync\)\.\.\.\n$/,
    )
    expect(stateOf(lab, SECONDARY).database).toEqual(stopped)
    const running = stateOf(lab, PRIMARY).pacemaker
    expect(type(lab, PRIMARY, 'ha_cluster_start')).toMatch(
      /Starting Cluster \(corosync\)\.\.\.\nStarting Cluster \(pacemaker\)\.\.\.\n$/,
    )
    expect(stateOf(lab, PRIMARY).pacemaker).toEqual(running)
  })

  test('a start that comes while the node is still stopping is carried out afterwards', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'ha_cluster_stop')
    lab.advance(5_000)
    type(lab, PRIMARY, 'ha_cluster_start')
    settle(lab)
    expect(view(lab, PRIMARY)).toMatchObject({ cluster: 'running', role: 'standby', database: { role: 'slave', timeline: 2 } })
  })
})

test('[SSM-26] a node that starts cold and alone takes no resources until it has seen its peer', () => {
  const lab = lab1()
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  type(lab, SECONDARY, 'pcs cluster stop --force', 'root')
  settle(lab)
  type(lab, PRIMARY, 'ha_cluster_start')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ cluster: 'running', holdsVip: false, database: { role: 'stopped' } })
  expect(type(lab, PRIMARY, 'pcs status', 'root')).toContain('partition WITHOUT quorum')
  expect(
    lab
      .events()
      .filter(({ kind }) => kind === 'waiting')
      .map(({ node, text }) => [node, text]),
  ).toEqual([
    [PRIMARY, 'primary-node waits for secondary-node: until it has seen it once, it starts nothing and does not serve.'],
  ])
  expect(lab.read(PRIMARY, { ask: 'page', page: 'high-availability' })).toMatchObject({
    is: 'not-answering',
    why: expect.stringContaining('primary-node waits until it has seen secondary-node once'),
  })
  type(lab, SECONDARY, 'ha_cluster_start')
  settle(lab)
  // The secondary was promoted last, so its data is the better: timeline 2 before 1.
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', database: { role: 'master', timeline: 3 } })
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'standby', database: { role: 'slave' } })
})

test('[SSM-27] a crash of the active node is noticed after 2.2 seconds of silence', () => {
  const lab = lab1()
  lab.lay('power', { kind: 'power-off', node: PRIMARY })
  lab.advance(2_190)
  expect(stateOf(lab, SECONDARY).corosync.members).toEqual([SECONDARY, PRIMARY])
  lab.advance(20)
  expect(stateOf(lab, SECONDARY).corosync.members).toEqual([SECONDARY])
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', database: { timeline: 2 } })
  lab.heal('power')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ state: 'running', role: 'standby', database: { role: 'slave', timeline: 2 } })
})

test('[SSM-27] a link that comes back in time is no loss', () => {
  const lab = lab1()
  lab.lay('cut', HEARTBEAT)
  lab.advance(2_000)
  lab.heal('cut')
  settle(lab)
  expect(view(lab, PRIMARY).role).toBe('active')
  expect(view(lab, SECONDARY).database.timeline).toBe(1)
})

test('[SSM-25] a cut heartbeat makes two masters; healing re-clones one and names what it alone had', () => {
  const lab = lab1()
  lab.lay('cut', HEARTBEAT)
  settle(lab)
  expect([view(lab, PRIMARY), view(lab, SECONDARY)]).toMatchObject([
    { holdsVip: true, database: { role: 'master', timeline: 1 } },
    { holdsVip: true, database: { role: 'master', timeline: 2 } },
  ])
  press(lab, SECONDARY, 'request-account', {
    account_name: 'ALONE',
    smart_account: 'example.com',
    virtual_account: 'ALONE1',
    email: 'a@example.com',
  })
  lab.heal('cut')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ holdsVip: true, database: { role: 'master' } })
  expect(view(lab, SECONDARY)).toMatchObject({ holdsVip: false, database: { role: 'slave', timeline: 1 } })
  const lost = lab.events().filter(({ kind }) => kind === 'lost')
  expect(lost.map(({ data }) => data)).toEqual([{ rows: [{ table: 'requests', id: 'ALONE' }] }])
})

test('[SSM-32] an upstream that cannot be reached leaves the account as it was, with an alert', () => {
  const lab = lab1()
  lab.lay('away', { kind: 'upstream-unreachable' })
  press(lab, PRIMARY, 'synchronize-account', { account: ACCOUNT })
  settle(lab)
  expect(view(lab, PRIMARY).accounts[0]?.lastSync).toBe('2020-09-01T14:30:00.000Z')
  const reading = lab.read(PRIMARY, { ask: 'page', page: 'synchronization' })
  expect(JSON.stringify(reading)).toContain('Synchronization Failed')
  lab.heal('away')
  press(lab, PRIMARY, 'synchronize-account', { account: ACCOUNT })
  settle(lab)
  expect(view(lab, PRIMARY).accounts[0]?.lastSync).not.toBe('2020-09-01T14:30:00.000Z')
})

test('[SSM-31] a registration that the role was taken from waits for approval again on whoever serves now', () => {
  const lab = lab1()
  const body = { account_name: 'TEST', smart_account: 'example.com', virtual_account: 'TEST123', email: 'a@example.com' }
  const waiting = (node: string) => {
    const reading = lab.read(node, { ask: 'page', page: 'accounts' })
    return reading.is === 'page' ? reading.page.tables.flatMap(({ rows }) => rows).find(([name]) => name === 'TEST')?.[4] : null
  }
  press(lab, PRIMARY, 'request-account', body)
  lab.lay('away', { kind: 'upstream-unreachable' })
  press(lab, PRIMARY, 'approve-account', { account: 'TEST' })
  expect(waiting(PRIMARY)).toBe('Registering')
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  lab.heal('away')
  settle(lab)
  expect(waiting(SECONDARY)).toBe('Pending')
  press(lab, SECONDARY, 'approve-account', { account: 'TEST' })
  settle(lab)
  expect(view(lab, SECONDARY).accounts.map(({ name }) => name)).toContain('TEST')
})

test('[SSM-32] a virtual account belongs to one local account, and an unknown smart account is refused upstream', () => {
  const lab = lab1()
  const body = { account_name: 'TEST', smart_account: 'nowhere.example', virtual_account: 'TEST123', email: 'a@example.com' }
  expect(press(lab, PRIMARY, 'request-account', { ...body, virtual_account: 'annanr-SSM-On-Prem-8-202006' })).toMatchObject({
    is: 'refused',
  })
  press(lab, PRIMARY, 'request-account', body)
  press(lab, PRIMARY, 'approve-account', { account: 'TEST' })
  settle(lab)
  expect(view(lab, PRIMARY).accounts).toHaveLength(1)
  expect(lab.events().at(-2)?.text).toContain('there is no Cisco Smart Account named nowhere.example')
  expect(press(lab, PRIMARY, 'reject-account', { account: 'TEST' })).toMatchObject({ is: 'acted' })
})

test('[SSM-02] what is committed over a lossy link arrives, once and in order', () => {
  const lab = lab1()
  lab.lay('loss', { kind: 'loss', a: PRIMARY, b: SECONDARY, percent: 40 })
  const body = { smart_account: 'example.com', email: 'a@example.com' }
  for (const name of ['A', 'B', 'C'])
    press(lab, PRIMARY, 'request-account', { ...body, account_name: name, virtual_account: `${name}-va` })
  expect(stateOf(lab, PRIMARY).database.unconfirmed).toHaveLength(3)
  settle(lab)
  expect(view(lab, SECONDARY).database.walPosition).toBe(view(lab, PRIMARY).database.walPosition)
  expect(stateOf(lab, SECONDARY).database.tables).toEqual(stateOf(lab, PRIMARY).database.tables)
  expect(stateOf(lab, PRIMARY).database.unconfirmed).toEqual([])
  expect(view(lab, PRIMARY).database.timeline).toBe(1)
})

test('[SSM-26] rows that the standby had not received when its master died are lost, and the timeline names them', () => {
  const lab = lab1()
  lab.lay('cut', HEARTBEAT)
  const body = { account_name: 'LATE', smart_account: 'example.com', virtual_account: 'LATE1', email: 'a@example.com' }
  press(lab, PRIMARY, 'request-account', body)
  lab.lay('power', { kind: 'power-off', node: PRIMARY })
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', database: { timeline: 2 } })
  lab.heal('cut')
  lab.heal('power')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'standby', database: { role: 'slave', timeline: 2 } })
  expect(
    lab
      .events()
      .filter(({ kind }) => kind === 'lost')
      .map(({ node, data }) => [node, data]),
  ).toEqual([[PRIMARY, { rows: [{ table: 'requests', id: 'LATE' }] }]])
})

describe('[SSM-02] the stack', () => {
  const status = (change: Partial<NodeStatus>): NodeStatus => ({
    since: 0,
    shutdown: false,
    operation: null,
    order: 0,
    db: 'Slave',
    dbRuns: true,
    vip: false,
    satellite: false,
    score: 100,
    dbStatus: '',
    dataStatus: '',
    standing: null,
    failures: [],
    failCounts: {},
    broken: [],
    blocked: [],
    config: DEPLOYED_CONFIG,
    lastChange: { at: 0, stamp: 0, via: '', on: PRIMARY },
    ...change,
  })
  const member = (number: 1 | 2, change: Partial<NodeStatus>): Member => ({
    node: number === 1 ? PRIMARY : SECONDARY,
    number,
    status: status(change),
  })
  const master = { db: 'Master', score: 1000, vip: true, satellite: true } as const

  test('Pacemaker leaves a healthy pair alone, whichever node is master', () => {
    expect(decide([member(1, master), member(2, {})], true)).toEqual([])
    expect(decide([member(1, {}), member(2, master)], true)).toEqual([])
  })

  test('Pacemaker moves nothing between equal scores: stickiness keeps the master where it is', () => {
    expect(decide([member(1, { score: 1000 }), member(2, master)], true)).toEqual([])
  })

  test('Pacemaker stops everything without quorum', () => {
    expect(decide([member(1, master)], false).map((action) => action.do)).toEqual(['stop', 'stop', 'demote', 'stop'])
  })

  test('Pacemaker promotes no slave whose score forbids it, and starts no database that has failed there', () => {
    expect(decide([member(1, { score: -1_000_000 })], true)).toEqual([])
    expect(decide([member(1, { db: 'Stopped', dbRuns: false, score: null, failCounts: { db: 1_000_000 } })], true)).toEqual([])
  })

  test('a log position is printed in two halves, and a switch leads to the next segment of 16 MB', () => {
    expect(walText(0x1_0000_0000 + 0xc763af8)).toBe('1/C763AF8')
    expect(walText(nextSegment(0x53c0c60))).toBe('0/6000000')
    expect(walText(nextSegment(0x6000000))).toBe('0/7000000')
  })

  test('troubles that are not modelled are refused by a sentence that names them', () => {
    expect(ssm.troubleRefusal({ kind: 'power-off', node: PRIMARY })).toBeNull()
    expect(ssm.troubleRefusal({ kind: 'moon', node: PRIMARY })).toContain('not known')
    expect(ssm.troubleRefusal({ kind: 'certificate', node: PRIMARY, problem: 'common-name-only' })).toContain('Host Common Name')
    expect(ssm.troubleRefusal({ kind: 'power-off', node: 'cssm' })).toContain('upstream-unreachable')
  })
})
