import { describe, expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { CLUSTER_NAME, Cluster, fqdn } from './cluster.ts'

describe('replication', () => {
  test('[EX-30] a change on the primary is on a connected peer within a second', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { sip_udp_mode: 'On' }, 'sip')
    cluster.advance(SECOND_MS)
    expect(cluster.node('expc02').configuration.sip_udp_mode).toBe('On')
  })

  test('[EX-30] each synchroniser runs every two minutes on a schedule of its own, and an idle one says nothing', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.advance(20 * MINUTE_MS)
    expect(cluster.lab.world().sent).toBe(0)
    expect(cluster.lab.events().filter((event) => event.node !== null)).toEqual([])
    const times = (node: string) =>
      cluster.lab
        .logs(node)
        .filter((entry) => entry.line.includes('Starting synchronisation'))
        .map((entry) => entry.at)
    for (const node of ['expc01', 'expc02']) {
      expect(times(node)).toHaveLength(10)
      const gaps = times(node)
        .slice(1)
        .map((at, index) => at - (times(node)[index] ?? 0))
      expect(new Set(gaps)).toEqual(new Set([2 * MINUTE_MS]))
      const { lastSync, nextSync } = cluster.node(node).clustering
      expect(Date.parse(nextSync ?? '') - Date.parse(lastSync ?? '')).toBe(2 * MINUTE_MS)
    }
    expect(times('expc01')[0]).not.toBe(times('expc02')[0])
  })

  test('[EX-03] [EX-30] what is changed on a subordinate is overwritten at its next synchronisation', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const page = cluster.save('expc02', { sip_udp_mode: 'On' }, 'sip')
    expect(page.messages.some((message) => message.tone === 'warning')).toBe(true)
    expect(cluster.node('expc02').configuration.sip_udp_mode).toBe('On')
    cluster.advance(2 * MINUTE_MS + SECOND_MS)
    expect(cluster.node('expc02').configuration.sip_udp_mode).toBe('Off')
    expect(cluster.node('expc01').configuration.sip_udp_mode).toBe('Off')
  })

  test('[EX-03] what belongs to one peer stays with it', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { system_name: 'first' }, 'system')
    cluster.save('expc01', { dns_server_2: '10.15.13.3' }, 'dns')
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.node('expc02').identity).toMatchObject({ systemName: 'expc02', dnsServers: ['10.15.13.2'] })
    expect(cluster.clustering('expc02', 1)).toBe("Active as first (Resolved 'expc01.apolo.local' as '10.15.13.15')")
  })

  test('[EX-34] a change that finds a peer down reaches it when it is back', () => {
    const cluster = new Cluster('expressway-c-cluster-6')
    cluster.press('expc04', 'restart')
    cluster.fault('cut', { kind: 'link-down', a: 'expc01', b: 'expc05' })
    cluster.fault('dark', { kind: 'power-off', node: 'expc06' })
    cluster.save('expc01', { h323_time_to_live: 333 }, 'h323')
    cluster.settle()
    cluster.heal('cut')
    cluster.heal('dark')
    cluster.settle()
    const all = cluster.lab.snapshot().nodes.map((node) => cluster.node(node.id))
    expect(all.map((node) => node.configuration.h323_time_to_live)).toEqual([333, 333, 333, 333, 333, 333])
    expect(all.map((node) => node.clustering.databaseStatus)).toEqual(Array.from({ length: 6 }, () => 'Active'))
  })

  test('[EX-34] lossy links delay a change and lose none', () => {
    const cluster = new Cluster('expressway-c-cluster-2', 7)
    cluster.fault('loss', { kind: 'loss', a: 'expc01', b: 'expc02', percent: 60 })
    for (let ttl = 100; ttl < 120; ttl += 1) {
      cluster.save('expc01', { h323_time_to_live: ttl }, 'h323')
      cluster.advance(3 * SECOND_MS)
    }
    cluster.heal('loss')
    cluster.advance(5 * MINUTE_MS)
    cluster.settle()
    expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(119)
  })
})

describe('losing a peer', () => {
  test('[EX-32] [EX-40] an orderly restart is noticed at once: 20006 after 0.17 s, 20004 after 0.42 s', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc02', 'restart')
    cluster.advance(100)
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    expect(cluster.alarms('expc01')).toEqual([])
    cluster.advance(100)
    expect(cluster.alarms('expc01')).toEqual(['20006'])
    cluster.advance(300)
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-32] a silent loss is noticed after the time-out, and a healed link joins by itself', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('cut', { kind: 'link-down', a: 'expc01', b: 'expc02' })
    cluster.advance(44 * SECOND_MS)
    expect(cluster.alarms('expc01')).toEqual([])
    cluster.advance(2 * SECOND_MS)
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['20004', '20006', '20016'])
    cluster.heal('cut')
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-32] a link or a port that is back before the time-out loses nothing', () => {
    for (const fault of [
      { kind: 'link-down', a: 'expc01', b: 'expc02' },
      { kind: 'port-blocked', node: 'expc01', ports: [4372] },
    ] as const) {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.fault('cut', fault)
      cluster.advance(30 * SECOND_MS)
      cluster.heal('cut')
      cluster.advance(10 * MINUTE_MS)
      expect(cluster.lab.events().filter((event) => event.kind === 'lost' || event.kind === 'alarm-raised')).toEqual([])
    }
  })

  test('[EX-32] a closed cluster port cuts the peer off, one-way links too', () => {
    for (const fault of [
      { kind: 'port-blocked', node: 'expc02', ports: [4371, 4372] },
      { kind: 'link-one-way', from: 'expc01', to: 'expc02' },
    ] as const) {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.fault('it', fault)
      cluster.advance(3 * MINUTE_MS)
      const closed = fault.kind === 'port-blocked' ? ['20021'] : []
      expect(cluster.alarms('expc01')).toEqual(['20004', '20006', ...closed])
      expect(cluster.alarms('expc02')).toEqual(['20004', '20006', '20016', ...closed])
      cluster.heal('it')
      cluster.settle()
      expect(cluster.alarms('expc01')).toEqual([])
      expect(cluster.alarms('expc02')).toEqual([])
    }
  })

  test('[EX-18] a peer without power is off, and boots in five minutes when it has it again', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('dark', { kind: 'power-off', node: 'expc01' })
    expect(cluster.node('expc01').state).toBe('off')
    expect(cluster.trySave('expc01', {})).toMatchObject({ is: 'not-answering' })
    cluster.heal('dark')
    cluster.advance(5 * MINUTE_MS - 1)
    expect(cluster.node('expc01').state).toBe('restarting')
    cluster.advance(1)
    expect(cluster.node('expc01').state).toBe('running')
  })
})

describe('alarms', () => {
  test('[EX-40] an acknowledged one is new again after the restart, and only own ones can be acknowledged', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    expect(cluster.press('expc01', 'acknowledge-alarm', { id: '40049' })).toMatchObject({ is: 'acted' })
    expect(cluster.node('expc01').alarms).toMatchObject([{ id: '40049', status: 'acknowledged' }])
    expect(cluster.press('expc01', 'acknowledge-alarm', { id: '20004' })).toMatchObject({ is: 'refused' })
    expect(cluster.press('expc01', 'acknowledge-alarm', { id: 5 })).toMatchObject({
      is: 'malformed',
      errors: [{ pointer: '/id' }],
    })
    cluster.restart('expc01')
    expect(cluster.node('expc01').alarms).toMatchObject([{ id: '40049', status: 'new' }])
  })

  test('[EX-40] the page shows those of every peer, with a button for the own ones alone', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc02', { h323_mode: 'Off' }, 'h323')
    cluster.advance(SECOND_MS)
    const [table] = cluster.page('expc01', 'alarms').tables
    const rows = table?.rows.map((row, index) => [row[3], row.at(-1), table.actions[index]?.length]) ?? []
    expect(rows).toEqual([
      ['expc01', '40049', 1],
      ['expc02', '20018', 0],
      ['expc02', '40049', 0],
    ])
  })

  test('[EX-42] H.323 off raises 20018 on every peer until it is on', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { h323_mode: 'Off' }, 'h323')
    cluster.advance(SECOND_MS)
    expect([cluster.alarms('expc01'), cluster.alarms('expc02')]).toEqual([['20018'], ['20018']])
    cluster.save('expc01', { h323_mode: 'On' }, 'h323')
    cluster.advance(SECOND_MS)
    expect([cluster.alarms('expc01'), cluster.alarms('expc02')]).toEqual([[], []])
  })

  test('[EX-31] a changed TLS mode raises 20007 and 20020 on all within a second, until each restarts', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    cluster.advance(SECOND_MS)
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.alarms(node)).toEqual(['20007', '20020'])
      expect(cluster.node(node).clustering.tlsVerificationMode).toBe('Enforce')
    }
    cluster.restart('expc01')
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.alarms('expc02')).toEqual(['20007', '20020'])
    cluster.restart('expc02')
    expect(cluster.node('expc02').alarms).toEqual([])
  })

  test('[EX-31] another IP version or own address asks for a restart; other addresses, mappings and the number do not', () => {
    const asks = (fields: Parameters<Cluster['save']>[1]) => {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.save('expc01', fields)
      cluster.advance(SECOND_MS)
      return cluster.alarms('expc01').includes('20007')
    }
    expect(asks({ cluster_ip_version: 'IPv6' })).toBe(true)
    expect(asks({ peer_1_address: '10.15.13.15' })).toBe(true)
    expect(asks({ peer_2_address: '10.15.13.16' })).toBe(false)
    expect(asks({ peer_3_address: fqdn(3) })).toBe(false)
    expect(asks({ configuration_primary: 2 })).toBe(false)
    expect(asks({ address_mapping_enabled: 'On', address_mappings: [{ fqdn: fqdn(1), ip: '10.15.13.15' }] })).toBe(false)
  })
})

describe('an empty list of peers', () => {
  const empty = { peer_1_address: '', peer_2_address: '' }

  test('[EX-50] arms the factory reset, with a banner; the same addresses in the same order call it off', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const page = cluster.save('expc02', empty)
    expect(page.banners.some((banner) => banner.text.includes('pending a factory reset'))).toBe(true)
    cluster.save('expc02', { peer_1_address: fqdn(2), peer_2_address: fqdn(1) })
    expect(cluster.node('expc02').clustering.factoryResetPending).toBe(true)
    cluster.save('expc02', { peer_1_address: fqdn(1), peer_2_address: fqdn(2) })
    expect(cluster.node('expc02').clustering.factoryResetPending).toBe(false)
  })

  test('[EX-50] [EX-51] resets the system at its next restart: LAN1, option keys and accounts are left', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const before = cluster.node('expc02').identity
    cluster.save('expc02', empty)
    cluster.press('expc02', 'restart')
    expect(cluster.node('expc02').state).toBe('resetting')
    cluster.settle()
    const after = cluster.node('expc02')
    expect(after.identity).toMatchObject({
      lan1: before.lan1,
      optionKeys: before.optionKeys,
      systemName: '',
      certificate: null,
      trust: [],
    })
    expect(after.clustering.peers.every((line) => line.address === '')).toBe(true)
    expect(after.configuration.zones).toEqual([])
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    // Without a name it is called by its address, wherever a peer is told from others.
    const peers = cluster.page('expc02', 'alarms').tables[0]?.rows.map((row) => row[3])
    expect(peers).toEqual(['10.15.13.16', '10.15.13.16'])
    expect(cluster.page('expc02', 'overview').tables[0]?.rows[0]?.[0]).toBe('10.15.13.16')
    cluster.save('expc02', { cluster_name: CLUSTER_NAME, peer_1_address: '10.15.13.16' })
    cluster.restart('expc02')
    cluster.advance(3 * MINUTE_MS)
    const runs = cluster.lab.logs('expc02').filter(({ line }) => line.includes('AlternateIPAddresses'))
    expect(runs.at(-1)?.line).toContain(`AlternateIPAddresses="[u'(10.15.13.16)']"`)
  })
})
