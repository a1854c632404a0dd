import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import type { PeerState } from '../../../worker/expressway/state.ts'
import { population, usersOf } from '../../../worker/expressway/users.ts'
import { baseOf, resumeLab } from '../../../worker/kernel/runtime.ts'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

type Service = {
  readonly registrations: { readonly sip: number; readonly h323: number; readonly total: number; readonly limit: number }
  readonly calls: { readonly total: number; readonly traversal: number; readonly limit: number }
  readonly bandwidthKbps: number
  readonly waiting: { readonly endpoints: number; readonly since: string | null }
  readonly impact: { readonly registrationSeconds: number; readonly callsDropped: number }
  readonly cluster: { readonly registrations: number; readonly calls: number; readonly bandwidthKbps: number }
}

const service = (cluster: Cluster, id: string): Service => (cluster.node(id) as unknown as { service: Service }).service
const registered = (cluster: Cluster): number =>
  cluster.lab.snapshot().nodes.reduce((sum, { id }) => sum + service(cluster, id).registrations.total, 0)
const waiting = (cluster: Cluster): number =>
  cluster.lab.snapshot().nodes.reduce((sum, { id }) => sum + service(cluster, id).waiting.endpoints, 0)

describe('the users of a cluster', () => {
  test.each(['expressway-c-cluster-2', 'expressway-c-cluster-6', 'expressway-e-cluster-2', 'expressway-e-single-nic-2'])(
    '[EX-06] %s carries registrations, calls and bandwidth, counted per peer and per cluster, and rests',
    (template) => {
      const cluster = new Cluster(template)
      const nodes = cluster.lab.snapshot().nodes
      for (const { id } of nodes) {
        const { registrations, calls, bandwidthKbps, cluster: whole } = service(cluster, id)
        expect(registrations.total).toBeGreaterThan(0)
        expect(calls.total).toBeGreaterThan(0)
        expect(whole).toEqual({
          registrations: registrations.total * nodes.length,
          calls: calls.total * nodes.length,
          bandwidthKbps: bandwidthKbps * nodes.length,
        })
      }
      const before = nodes.map(({ id }) => service(cluster, id))
      cluster.advance(60 * MINUTE_MS)
      expect(nodes.map(({ id }) => service(cluster, id))).toEqual(before)
      expect(cluster.lab.snapshot().settled).toBe(true)
    },
  )

  test('[EX-06] endpoints of a lost peer register with another one, and what they lost is summed up', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const all = registered(cluster)
    const calls = service(cluster, 'expc02').calls.total
    cluster.fault('dead', { kind: 'power-off', node: 'expc02' })
    expect(service(cluster, 'expc02')).toMatchObject({
      registrations: { total: 0 },
      calls: { total: 0 },
      impact: { callsDropped: calls },
    })
    // Half of the SIP endpoints keep a second flow and go without nothing; the others wait for their refresh.
    expect(service(cluster, 'expc02').waiting).toEqual({ endpoints: all / 2 - 90, since: '2021-08-10T14:00:00.000Z' })
    cluster.advance(6 * SECOND_MS)
    expect(service(cluster, 'expc01').registrations.sip).toBeGreaterThanOrEqual(180 + 90)
    cluster.advance(MINUTE_MS)
    expect(waiting(cluster)).toBe(0)
    expect(service(cluster, 'expc01').registrations.total).toBe(all)
    const { impact } = service(cluster, 'expc02')
    expect(impact.registrationSeconds).toBeGreaterThan(0)
    expect(impact.registrationSeconds).toBeLessThanOrEqual(150 * 60)
    expect(cluster.lab.events().find(({ kind }) => kind === 'service-impact')?.data).toEqual(impact)
  })

  test('[EX-06] the longer the Time to live, the longer H.323 endpoints go without a registration', () => {
    const lost = (ttl: number): number => {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.save('expc01', { h323_time_to_live: ttl }, 'h323')
      cluster.settle()
      cluster.fault('dead', { kind: 'power-off', node: 'expc02' })
      cluster.advance(31 * MINUTE_MS)
      expect(waiting(cluster)).toBe(0)
      return service(cluster, 'expc02').impact.registrationSeconds
    }
    expect(lost(1800)).toBeGreaterThan(10 * lost(60))
  })

  test('[EX-06] a cut between two peers costs no registration: both still have their own', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const before = [service(cluster, 'expc01').registrations, service(cluster, 'expc02').registrations]
    cluster.fault('cut', { kind: 'link-down', a: 'expc01', b: 'expc02' })
    cluster.advance(10 * MINUTE_MS)
    expect([service(cluster, 'expc01').registrations, service(cluster, 'expc02').registrations]).toEqual(before)
    expect(service(cluster, 'expc01').cluster.registrations).toBe(before[0]?.total)
    // Whoever loses a peer now takes its endpoints although the link between the two is cut.
    cluster.press('expc02', 'restart')
    cluster.advance(2 * MINUTE_MS)
    expect(service(cluster, 'expc01').registrations.total).toBe(480)
  })

  test('[EX-06] [EX-20] in maintenance mode registrations expire and are taken by others, calls go on until they end', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const { calls } = service(cluster, 'expc02')
    cluster.save('expc02', { maintenance_mode: 'On' }, 'maintenance-mode')
    cluster.advance(70 * SECOND_MS)
    expect(service(cluster, 'expc02')).toMatchObject({ registrations: { total: 0 }, calls: { total: calls.total } })
    expect(service(cluster, 'expc01').registrations.total).toBe(480)
    cluster.advance(10 * MINUTE_MS)
    expect(service(cluster, 'expc02').calls.total).toBe(0)
    // Nobody lost a call, and nobody was without a registration for as long as a second.
    expect(service(cluster, 'expc02').impact).toEqual({ registrationSeconds: 0, callsDropped: 0 })
    cluster.restart('expc02')
    expect(cluster.alarms('expc02')).toEqual([])
    expect(service(cluster, 'expc02').impact).toEqual({ registrationSeconds: 0, callsDropped: 0 })
  })

  test('[EX-06] where nobody is left to register with, endpoints come back when a peer does', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('one', { kind: 'power-off', node: 'expc01' })
    cluster.fault('two', { kind: 'power-off', node: 'expc02' })
    cluster.advance(10 * MINUTE_MS)
    expect([registered(cluster), waiting(cluster)]).toEqual([0, 480])
    expect(cluster.lab.snapshot().settled).toBe(true)
    cluster.heal('one')
    cluster.settle()
    expect([service(cluster, 'expc01').registrations.total, waiting(cluster)]).toEqual([480, 0])
    expect(service(cluster, 'expc01').impact.registrationSeconds).toBeGreaterThan(240 * 10 * 60)
  })

  test('[EX-06] while no peer takes anybody, endpoints do not ask on; once one does, each asks when it notices its loss', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    cluster.save('expc01', { h323_time_to_live: 1_800 }, 'h323')
    cluster.settle()
    let turns = 0
    cluster.lab.onTurn(() => {
      turns += 1
    })
    for (const { id } of cluster.lab.snapshot().nodes) cluster.fault(`off-${id}`, { kind: 'power-off', node: id })
    cluster.advance(5 * MINUTE_MS)
    expect([registered(cluster), waiting(cluster)]).toEqual([0, 720])
    expect(turns).toBeLessThan(40)
    cluster.heal('off-expc01')
    cluster.advance(5 * MINUTE_MS + 2 * SECOND_MS)
    // Ten minutes on, of the H.323 endpoints only those of the first third of their Time to live can have noticed.
    expect(service(cluster, 'expc02').waiting.endpoints).toBeGreaterThanOrEqual(30)
    expect(service(cluster, 'expc02').waiting.endpoints).toBeLessThanOrEqual(45)
    cluster.advance(30 * MINUTE_MS)
    expect([registered(cluster), waiting(cluster)]).toEqual([720, 0])
  })

  test('[EX-05] [EX-06] the endpoints of two lost peers are more than four have room for: capacity alarms, and some wait', () => {
    const base = baseOf(expressway, 'expressway-c-cluster-6', 1)
    const states = Object.fromEntries(
      Object.entries(base.states as { readonly [id: string]: PeerState }).map(([id, state]) => [
        id,
        { ...state, users: population(state, { sip: 1_500, h323: 500 }, usersOf(state).alternates) },
      ]),
    )
    const cluster = new Cluster('expressway-c-cluster-6', 1, resumeLab(expressway, { ...base, states }))
    cluster.fault('one', { kind: 'power-off', node: 'expc05' })
    cluster.advance(3 * MINUTE_MS)
    expect([registered(cluster), waiting(cluster)]).toEqual([12_000, 0])
    cluster.fault('two', { kind: 'power-off', node: 'expc06' })
    cluster.advance(3 * MINUTE_MS)
    expect([registered(cluster), waiting(cluster)]).toEqual([10_000, 2_000])
    for (const id of ['expc01', 'expc02', 'expc03', 'expc04']) {
      expect(service(cluster, id).registrations.total).toBe(2_500)
      expect(service(cluster, id).calls.total).toBe(150)
      expect(cluster.alarms(id)).toEqual(expect.arrayContaining(['30003', '30010', '30022', '30027', '30030']))
    }
    cluster.heal('two')
    cluster.settle()
    expect(waiting(cluster)).toBe(0)
  })

  test('[EX-06] [EX-42] with H.323 mode off its endpoints have nowhere to register until it is on again', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { h323_mode: 'Off' }, 'h323')
    cluster.advance(2 * MINUTE_MS)
    expect(service(cluster, 'expc01').registrations).toMatchObject({ sip: 180, h323: 0 })
    expect(waiting(cluster)).toBe(120)
    cluster.save('expc01', { h323_mode: 'On' }, 'h323')
    cluster.advance(2 * MINUTE_MS)
    expect([registered(cluster), waiting(cluster)]).toEqual([480, 0])
  })

  test('[EX-15] the public DNS pointed at private addresses cuts users outside off, although the cluster stands', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    for (const n of [1, 2])
      cluster.fault(`dns-${n}`, { kind: 'dns-record', name: `expe0${n}.apolo.local`, address: `10.15.14.${14 + n}` })
    cluster.advance(2 * MINUTE_MS)
    expect([registered(cluster), waiting(cluster)]).toEqual([0, 480])
    for (const line of [1, 2]) expect(cluster.clustering('expe01', line)).toMatch(/This system|Active/)
    cluster.heal('dns-1')
    cluster.settle()
    expect([service(cluster, 'expe01').registrations.total, waiting(cluster)]).toEqual([480, 0])
  })

  test('[EX-04] [EX-06] a closed 1719 keeps bandwidth from being shared, and registrations are still known', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const { bandwidthKbps, cluster: whole } = service(cluster, 'expc01')
    cluster.fault('ras', { kind: 'port-blocked', node: 'expc02', ports: [1719] })
    cluster.settle()
    expect(service(cluster, 'expc01').cluster).toEqual({ ...whole, bandwidthKbps })
  })
})

describe('a full disk', () => {
  test('[EX-41] [EX-40] has no room for the synchroniser’s file (20014), a backup or software, until there is room again', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('full', { kind: 'disk-full', node: 'expc02' })
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual(['20014'])
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.press('expc02', 'backup', { password: 'x', backup_password: 'x' }).is).not.toBe('acted')
    expect(cluster.press('expc02', 'upgrade', { file: 's42700x14_0_3.tar.gz' })).toMatchObject({ is: 'refused' })
    expect(cluster.lab.logs('expc02').some(({ line }) => line.includes('Synchronisation failed'))).toBe(true)
    cluster.heal('full')
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual([])
  })
})

test('[EX-05] licences are one pool: calls on all peers count against it, and each peer says when it is used up', () => {
  const cluster = new Cluster('expressway-c-busy-3')
  const says = (node: string, id: string) =>
    (cluster.node(node).alarms as unknown as readonly { id: string; text: string }[]).find((alarm) => alarm.id === id)?.text
  for (const node of ['expc01', 'expc02', 'expc03']) expect([node, cluster.alarms(node)]).toEqual([node, []])
  cluster.press('expc03', 'delete-option-key', { description: 'Rich Media Sessions' })
  cluster.advance(1_000)
  for (const node of ['expc01', 'expc02', 'expc03'])
    expect(says(node, '30020')).toBe('You have reached your license limit of 60 concurrent traversal call licenses')
  cluster.press('expc03', 'add-option-key', { key: '116341W15-1-0F3C1D2B' })
  cluster.advance(1_000)
  for (const node of ['expc01', 'expc02', 'expc03'])
    expect([says(node, '30020'), says(node, '30001')]).toEqual([
      undefined,
      expect.stringContaining('approached the licensed limit'),
    ])
})
