import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import type { PeerState } from '../../../worker/expressway/state.ts'
import { baseOf, resumeLab } from '../../../worker/kernel/runtime.ts'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn, listOf, running } from './cluster.ts'

const ttl = (cluster: Cluster, node: string) => cluster.node(node).configuration.h323_time_to_live

describe('changing the primary', () => {
  test('[EX-16] with both alive raises 20012 and 20017 meanwhile, clears in two minutes and loses nothing', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    const before = cluster.node('expc01').configuration
    cluster.save('expc02', { configuration_primary: 2 })
    cluster.advance(SECOND_MS)
    for (const node of ['expc01', 'expc02', 'expc03'])
      expect(cluster.alarms(node)).toEqual(expect.arrayContaining(['20012', '20017']))
    cluster.save('expc01', { configuration_primary: 2 })
    cluster.save('expc03', { configuration_primary: 2 })
    cluster.advance(2 * MINUTE_MS + 5 * SECOND_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) {
      expect(cluster.alarms(node)).toEqual([])
      expect(cluster.node(node).configuration).toEqual(before)
    }
    cluster.save('expc02', { h323_time_to_live: 222 }, 'h323')
    cluster.advance(SECOND_MS)
    expect([ttl(cluster, 'expc01'), ttl(cluster, 'expc03')]).toEqual([222, 222])
  })

  test('[EX-16] the old primary comes back with its old opinion, conflicts until it is told, and then follows', () => {
    const cluster = new Cluster('expressway-c-primary-dead-3')
    for (const node of ['expc02', 'expc03']) cluster.save(node, { configuration_primary: 2 })
    cluster.advance(3 * MINUTE_MS)
    cluster.save('expc02', { h323_time_to_live: 222 }, 'h323')
    cluster.heal('expc01-dead')
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual(expect.arrayContaining(['20012', '20017']))
    expect(cluster.alarms('expc02')).toEqual(expect.arrayContaining(['20012', '20017']))
    expect(ttl(cluster, 'expc01')).toBe(60)
    cluster.save('expc01', { configuration_primary: 2 })
    cluster.settle()
    cluster.advance(3 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) expect([node, cluster.alarms(node)]).toEqual([node, []])
    expect(ttl(cluster, 'expc01')).toBe(222)
  })
})

describe('both sides took writes', () => {
  const apart = (): Cluster => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('cut', { kind: 'link-down', a: 'expc01', b: 'expc02' })
    cluster.advance(5 * MINUTE_MS)
    return cluster
  }

  test('[EX-32] [EX-33] raises 20011 on the subordinate, keeps both, and waits for ForceConfigUpdate', () => {
    const cluster = apart()
    cluster.save('expc01', { h323_time_to_live: 111 }, 'h323')
    cluster.save('expc02', { h323_time_to_live: 222 }, 'h323')
    cluster.heal('cut')
    cluster.settle()
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['20011'])
    expect([ttl(cluster, 'expc01'), ttl(cluster, 'expc02')]).toEqual([111, 222])
    cluster.restart('expc02')
    expect(cluster.alarms('expc02')).toEqual(['20011'])
    cluster.save('expc01', { sip_udp_mode: 'On' }, 'sip')
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.node('expc02').configuration.sip_udp_mode).toBe('Off')
    expect(cluster.type('expc02', 'xcommand ForceConfigUpdate')).toBe('\nOK\n')
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc02')).toEqual([])
    expect(cluster.node('expc02').configuration).toEqual(cluster.node('expc01').configuration)
    expect(ttl(cluster, 'expc02')).toBe(111)
  })

  test('[EX-32] a write on one side alone is no conflict: the primary goes out, the subordinate is overwritten', () => {
    const one = apart()
    one.save('expc01', { h323_time_to_live: 111 }, 'h323')
    one.heal('cut')
    one.advance(3 * MINUTE_MS)
    expect([one.alarms('expc02'), ttl(one, 'expc02')]).toEqual([[], 111])
    const other = apart()
    other.save('expc02', { h323_time_to_live: 222 }, 'h323')
    other.heal('cut')
    other.advance(3 * MINUTE_MS)
    expect([other.alarms('expc02'), ttl(other, 'expc02')]).toEqual([[], 60])
  })

  test('[EX-34] what a primary wrote that its successor never saw is not dropped in silence', () => {
    const cluster = apart()
    cluster.save('expc01', { h323_time_to_live: 111 }, 'h323')
    cluster.save('expc02', { configuration_primary: 2 })
    cluster.save('expc02', { h323_time_to_live: 222 }, 'h323')
    cluster.heal('cut')
    cluster.settle()
    cluster.save('expc01', { configuration_primary: 2 })
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual(['20011'])
    expect(ttl(cluster, 'expc01')).toBe(111)
    cluster.type('expc01', 'xCommand Force Config Update')
    cluster.advance(SECOND_MS)
    expect([cluster.alarms('expc01'), ttl(cluster, 'expc01')]).toEqual([[], 222])
  })

  test('[EX-33] ForceConfigUpdate deletes first: out of reach of the primary nothing is left but the factory settings', () => {
    const cluster = apart()
    cluster.type('expc02', 'xcommand forceconfigupdate')
    expect(cluster.node('expc02').configuration.zones).toEqual([])
    cluster.heal('cut')
    cluster.settle()
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.node('expc02').configuration).toEqual(cluster.node('expc01').configuration)
  })

  test("[EX-33] on the primary it destroys the whole cluster's configuration; on a system in no cluster it is refused", () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.type('expc01', 'xcommand forceconfigupdate')
    cluster.advance(SECOND_MS)
    for (const node of ['expc01', 'expc02']) expect(cluster.node(node).configuration.zones).toEqual([])
    expect(new Cluster().type('expc01', 'xcommand forceconfigupdate')).toContain('no cluster')
  })
})

describe('the order of restarts', () => {
  const outage = (cluster: Cluster): number => {
    let minutes = 0
    while (cluster.node('expc02').clustering.databaseStatus !== 'Active' && minutes < 60) {
      cluster.advance(MINUTE_MS)
      minutes += 1
    }
    return minutes
  }

  test('[EX-18] all at once contests control: 20024, and ten minutes more until the database is one again', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    for (const node of ['expc01', 'expc02', 'expc03']) cluster.press(node, 'restart')
    cluster.advance(4 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) expect(cluster.alarms(node)).toContain('20024')
    expect(outage(cluster)).toBeGreaterThan(8)
    cluster.advance(2 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) expect([node, cluster.alarms(node)]).toEqual([node, []])
  })

  test('[EX-18] the primary first and the others when it is back: no contest', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    for (const node of ['expc01', 'expc02', 'expc03']) {
      cluster.press(node, 'restart')
      cluster.settle()
    }
    expect(cluster.lab.events().some((event) => event.kind === 'alarm-raised' && event.text.includes('20024'))).toBe(false)
    expect(outage(cluster)).toBe(0)
  })

  test('[EX-18] a subordinate that comes up alone holds its own database until the primary has settled it', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('dark', { kind: 'power-off', node: 'expc01' })
    cluster.restart('expc02')
    cluster.heal('dark')
    cluster.advance(6 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toContain('20024')
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-12] a peer that was restarted before the primary was a cluster of one contests control with it', () => {
    const cluster = new Cluster()
    cluster.save('expc01', listOf([1]))
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.save('expc02', listOf([1, 2]))
    cluster.restart('expc02')
    cluster.press('expc01', 'restart')
    cluster.advance(4 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toContain('20024')
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-12] a peer added while another restarts: the one that was away is left behind with 20012 until it is told', () => {
    const cluster = new Cluster().two()
    cluster.press('expc02', 'restart')
    cluster.save('expc01', { peer_3_address: fqdn(3) })
    cluster.save('expc03', listOf([1, 2, 3]))
    cluster.restart('expc03')
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toContain('20012')
    expect(cluster.clustering('expc02', 1)).toBe('Failed')
    cluster.save('expc02', { peer_3_address: fqdn(3) })
    cluster.settle()
    cluster.advance(3 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) expect([node, cluster.alarms(node)]).toEqual([node, []])
  })
})

describe('leaving a cluster', () => {
  const empty = { peer_1_address: '', peer_2_address: '' }

  test('[EX-17] a dead peer that comes back uncleared is not let in and says so', () => {
    const cluster = new Cluster('expressway-c-subordinate-dead-3')
    for (const node of ['expc01', 'expc02']) cluster.save(node, { peer_3_address: '' })
    cluster.heal('expc03-dead')
    cluster.advance(15 * MINUTE_MS)
    expect(cluster.alarms('expc03')).toEqual(['20004', '20006', '20016'])
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-51] before X12.6 the reset keeps certificate and trust store; LAN 2 goes in every release', () => {
    const resetOn = (template: string, node: string, version: string) => {
      const cluster = new Cluster(template)
      const base = baseOf(expressway, template, 1)
      const state = base.states[node] as PeerState
      const states = { ...base.states, [node]: { ...state, identity: { ...state.identity, version } } }
      Object.assign(cluster, { lab: resumeLab(expressway, { ...base, states }) })
      cluster.save(node, empty)
      cluster.restart(node)
      return cluster.node(node).identity
    }
    expect(resetOn('expressway-c-cluster-2', 'expc02', 'X12.5.9').certificate).not.toBeNull()
    expect(resetOn('expressway-c-cluster-2', 'expc02', 'X12.6').certificate).toBeNull()
    expect(resetOn('expressway-e-cluster-2', 'expe02', 'X12.5.9')).toMatchObject({ lan2: null, staticNat: '' })
  })

  test.each([
    ['X8.10.4', false],
    ['X8.11', true],
  ])('[EX-50] whoever leaves a cluster on %s is reset: %s', (version, isReset) => {
    const cluster = running(version, 'expressway-c-cluster-2')
    cluster.save('expc02', { ...empty, cluster_name: '' })
    expect(cluster.node('expc02').clustering.factoryResetPending).toBe(isReset)
    cluster.restart('expc02')
    expect(cluster.node('expc02').identity.hostName).toBe(isReset ? '' : 'expc02')
    expect(ttl(cluster, 'expc02')).toBe(isReset ? 1800 : 60)
    expect(cluster.node('expc02').clustering.databaseStatus).toBe('Inactive')
    expect(cluster.alarms('expc02').filter((id) => id.startsWith('20'))).toEqual([])
  })

  test('[EX-50] what is changed while the reset is pending goes with it', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc02', empty)
    cluster.save('expc02', { system_name: 'changed' }, 'system')
    cluster.save('expc02', { h323_time_to_live: 99 }, 'h323')
    cluster.restart('expc02')
    expect(cluster.node('expc02').identity.systemName).toBe('')
    expect(ttl(cluster, 'expc02')).toBe(1800)
  })

  test('[EX-50] called off in time, nothing is left to restart for and the peer is back by itself', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc02', empty)
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc02')).toContain('20007')
    cluster.save('expc02', { peer_1_address: fqdn(1), peer_2_address: fqdn(2) })
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual([])
    expect(cluster.node('expc02').clustering.databaseStatus).toBe('Active')
  })

  test('[EX-52] the reset of a system that was never upgraded fails with 15013, leaves all as it was, and tries again', () => {
    const cluster = new Cluster('expressway-c-reset-failed-2')
    const before = cluster.node('expc02').configuration
    cluster.restart('expc02')
    expect(cluster.alarms('expc02')).toEqual(['15013'])
    expect(cluster.node('expc02').configuration).toEqual(before)
    expect(cluster.node('expc02').clustering.factoryResetPending).toBe(true)
  })

  test('[EX-50] [EX-41] the start of a reset is logged as alarm 15009', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc02', empty)
    cluster.press('expc02', 'restart')
    expect(cluster.lab.logs('expc02').some((entry) => entry.line.includes('Id="15009"'))).toBe(true)
  })
})

describe('maintenance mode', () => {
  test('[EX-20] raises 15015, shows on every page, belongs to one peer, and ends at the restart', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc02', { maintenance_mode: 'On' }, 'maintenance-mode')
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc02')).toEqual(['15015'])
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.page('expc02', 'overview').banners.some((banner) => banner.text.includes('maintenance mode'))).toBe(true)
    expect(cluster.type('expc02', 'xconfig SystemUnit Maintenance')).toContain('Maintenance Mode: On')
    cluster.restart('expc02')
    expect(cluster.alarms('expc02')).toEqual([])
    expect(cluster.type('expc02', 'xConfiguration SystemUnit Maintenance Mode: on')).toBe('\nOK\n')
    cluster.save('expc02', { maintenance_mode: 'Off' }, 'maintenance-mode')
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-20] takes On and Off alone', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    expect(cluster.trySave('expc01', { maintenance_mode: true }, 'maintenance-mode')).toMatchObject({ is: 'malformed' })
    expect(cluster.trySave('expc01', { mode: 'On' }, 'maintenance-mode')).toMatchObject({ is: 'unknown' })
  })
})

test('[EX-17] a lost peer that was reset joins on its former line as on any other', () => {
  const cluster = new Cluster('expressway-c-cluster-3')
  cluster.save('expc02', { peer_1_address: '', peer_2_address: '', peer_3_address: '' })
  cluster.restart('expc02')
  cluster.save('expc02', { system_name: 'expc02' }, 'system')
  cluster.save('expc02', { system_host_name: 'expc02', domain_name: 'apolo.local', dns_server_1: '10.15.13.2' }, 'dns')
  cluster.save('expc02', { ntp_server_1: '10.15.13.2' }, 'time')
  cluster.save('expc02', listOf([1, 2, 3]))
  cluster.restart('expc02')
  cluster.advance(3 * MINUTE_MS)
  for (const node of ['expc01', 'expc02', 'expc03']) expect(cluster.node(node).clustering.databaseStatus).toBe('Active')
  expect(cluster.node('expc02').configuration).toEqual(cluster.node('expc01').configuration)
})
