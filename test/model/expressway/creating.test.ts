import { describe, expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { CLUSTER_NAME, Cluster, fqdn, listOf, statusOf } from './cluster.ts'

describe('a cluster of one', () => {
  test('[EX-10] shows This system when saved and asks for a restart, after which its certificate is valid', () => {
    const cluster = new Cluster()
    const before = cluster.node('expc01').configuration
    const page = cluster.save('expc01', listOf([1]))
    expect(statusOf(page, 1)).toContain('Clustering: This system')
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual(['20007'])
    cluster.press('expc01', 'restart')
    expect(cluster.node('expc01').state).toBe('restarting')
    expect(cluster.trySave('expc01', {})).toMatchObject({ is: 'not-answering' })
    cluster.advance(3 * MINUTE_MS - 1)
    expect(cluster.node('expc01').state).toBe('restarting')
    cluster.advance(1)
    expect(cluster.node('expc01').state).toBe('running')
    cluster.settle()
    expect(statusOf(cluster.page('expc01', 'clustering'), 1)).toEqual(['Certificate: Valid', 'Clustering: This system'])
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.node('expc01').clustering.databaseStatus).toBe('Active')
    expect(cluster.node('expc01').configuration).toEqual(before)
  })

  test('[EX-10] may be formed by IPv4 address, whose certificate then does not match', () => {
    const cluster = new Cluster().one({ peer_1_address: '10.15.13.15' })
    expect(cluster.certificate('expc01', 1)).toBe('Invalid (Common Name in certificate does not match)')
    expect(cluster.clustering('expc01', 1)).toBe('This system')
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-10] may be formed by IPv6 address, and a second peer joins over IPv6', () => {
    const six = { cluster_ip_version: 'IPv6', peer_1_address: '2001:db8:15:13::15' }
    const cluster = new Cluster()
    for (const node of ['expc01', 'expc02']) cluster.save(node, { ip_protocol: 'Both', ipv6_gateway: '2001:db8:15:13::1' }, 'ip')
    cluster.one(six)
    cluster.save('expc01', { peer_2_address: '2001:db8:15:13::16' })
    cluster.save('expc02', { ...listOf([], six), peer_2_address: '2001:db8:15:13::16' })
    cluster.restart('expc02')
    expect(cluster.clustering('expc01', 2)).toBe('Active as expc02')
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-10] Enforce at creation works with an FQDN that the certificate bears', () => {
    const cluster = new Cluster().one({ tls_verification_mode: 'Enforce' })
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.save('expc02', listOf([1, 2], { tls_verification_mode: 'Enforce' }))
    cluster.restart('expc02')
    expect(cluster.clustering('expc01', 2)).toMatch(/^Active as expc02/)
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.node('expc01').alarms).toEqual([])
  })

  test('[EX-10] Enforce with IP addresses warns when saved, and no peer is let in', () => {
    const cluster = new Cluster()
    const page = cluster.save('expc01', listOf([], { tls_verification_mode: 'Enforce', peer_1_address: '10.15.13.15' }))
    expect(page.messages.some((message) => message.tone === 'warning' && message.text.includes('10.15.13.15'))).toBe(true)
    cluster.restart('expc01')
    const both = { tls_verification_mode: 'Enforce', peer_1_address: '10.15.13.15', peer_2_address: '10.15.13.16' }
    cluster.save('expc01', both)
    cluster.save('expc02', listOf([], both))
    cluster.restart('expc02')
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    expect(cluster.certificate('expc01', 2)).toBe('Invalid (Common Name in certificate does not match)')
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    expect(cluster.alarms('expc02')).toEqual(['20004', '20006', '20016'])
  })

  test('[EX-40] without a name or without itself on the list raises 20019, 20003, and after the restart 20015', () => {
    const cluster = new Cluster()
    cluster.save('expc01', { peer_1_address: fqdn(2) })
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc01')).toEqual(['20003', '20007', '20019'])
    cluster.restart('expc01')
    expect(cluster.alarms('expc01')).toEqual(['20003', '20004', '20006', '20015', '20019'])
    cluster.save('expc01', { peer_1_address: fqdn(1), cluster_name: CLUSTER_NAME })
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual(['20007'])
    cluster.restart('expc01')
    expect(cluster.alarms('expc01')).toEqual([])
  })
})

describe('adding a peer', () => {
  test('[EX-11] goes from Unknown over Failed to Active, and brings the configuration of the primary', () => {
    const cluster = new Cluster().one()
    expect(cluster.node('expc02').configuration).not.toEqual(cluster.node('expc01').configuration)
    const wanted = cluster.node('expc01').configuration
    const page = cluster.save('expc01', { peer_2_address: fqdn(2) })
    expect(statusOf(page, 1)).toContain('Clustering: This system')
    expect(statusOf(page, 2)).toContain('Clustering: Unknown')
    cluster.settle()
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    cluster.save('expc02', listOf([1, 2]))
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual(['20004', '20006', '20007'])
    cluster.press('expc02', 'restart')
    cluster.advance(4 * MINUTE_MS)
    expect(cluster.node('expc02').state).toBe('running')
    expect(cluster.clustering('expc02', 1)).toBe('Failed')
    cluster.advance(MINUTE_MS + 10 * SECOND_MS)
    expect(statusOf(cluster.page('expc02', 'clustering'), 1)).toEqual([
      'Certificate: Valid',
      "Clustering: Active as expc01 (Resolved 'expc01.apolo.local' as '10.15.13.15')",
    ])
    expect(statusOf(cluster.page('expc02', 'clustering'), 2)).toEqual(['Certificate: Valid', 'Clustering: This system'])
    expect(cluster.clustering('expc01', 2)).toBe("Active as expc02 (Resolved 'expc02.apolo.local' as '10.15.13.16')")
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.node(node).clustering.databaseStatus).toBe('Active')
      expect(cluster.alarms(node)).toEqual([])
      expect(cluster.node(node).configuration).toEqual(wanted)
    }
  })

  test('[EX-31] asks nobody but the new peer for a restart', () => {
    const cluster = new Cluster().two()
    cluster.save('expc01', { peer_3_address: fqdn(3) })
    cluster.save('expc02', { peer_3_address: fqdn(3) })
    cluster.save('expc03', listOf([1, 2, 3]))
    cluster.settle()
    expect([1, 2, 3].map((number) => cluster.alarms(`expc0${number}`).includes('20007'))).toEqual([false, false, true])
  })

  // What is done wrong on the new peer, and the alarms it shows for it once it runs.
  const wrongs = [
    ['another cluster name', listOf([1, 2], { cluster_name: 'other.apolo.local' }), ['20012']],
    ['another primary number', listOf([1, 2], { configuration_primary: 2 }), ['20012', '20017']],
    ['another order of addresses', listOf([2, 1]), ['20012']],
    ['another order and the number that fits it', listOf([2, 1], { configuration_primary: 2 }), ['20012', '20017']],
    ['another TLS verification mode', listOf([1, 2], { tls_verification_mode: 'Enforce' }), ['20012']],
    ['one address too many', listOf([1, 2, 3]), ['20012']],
    ['another IP version', listOf([1, 2], { cluster_ip_version: 'IPv6' }), ['20005', '20016']],
    ['without itself', listOf([1]), ['20003', '20015']],
    ['without a name', listOf([1, 2], { cluster_name: '' }), ['20012', '20019']],
  ] as const

  test.each(wrongs)(
    '[EX-11] told %s raises the alarm of it and replicates nothing until it is put right',
    (_, fields, expected) => {
      const cluster = new Cluster().one()
      const own = cluster.node('expc02').configuration
      cluster.save('expc01', { peer_2_address: fqdn(2) })
      cluster.save('expc02', fields)
      cluster.restart('expc02')
      cluster.advance(10 * MINUTE_MS)
      expect(cluster.alarms('expc02')).toEqual([...expected, '20004', '20006'].sort())
      expect(cluster.clustering('expc01', 2)).toBe('Failed')
      cluster.save('expc01', { h323_time_to_live: 300 }, 'h323')
      cluster.advance(10 * MINUTE_MS)
      expect(cluster.node('expc02').configuration).toEqual(own)

      cluster.save('expc02', {
        ...listOf([1, 2]),
        peer_3_address: '',
        tls_verification_mode: 'Permissive',
        cluster_ip_version: 'IPv4',
      })
      cluster.settle()
      if (cluster.alarms('expc02').includes('20007')) cluster.restart('expc02')
      cluster.advance(5 * MINUTE_MS)
      expect(cluster.alarms('expc02')).toEqual([])
      expect(cluster.alarms('expc01')).toEqual([])
      expect(cluster.node('expc02').configuration).toEqual(cluster.node('expc01').configuration)
    },
  )

  test('[EX-11] that the primary does not list stays outside', () => {
    const cluster = new Cluster().one()
    cluster.save('expc02', listOf([1, 2]))
    cluster.restart('expc02')
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['20004', '20006', '20016'])
    expect(cluster.alarms('expc01')).toEqual([])
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.settle()
    expect(cluster.clustering('expc02', 1)).toMatch(/^Active as expc01/)
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-12] before the primary was restarted as a cluster of one fails until it was', () => {
    const cluster = new Cluster()
    cluster.save('expc01', listOf([1]))
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.save('expc02', listOf([1, 2]))
    cluster.restart('expc02')
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006', '20007'])
    expect(cluster.alarms('expc02')).toEqual(['20004', '20006', '20016'])
    cluster.restart('expc01')
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-11] an existing peer that was not told yet raises 20012, and lowers it at its next synchronisation', () => {
    const cluster = new Cluster().two()
    cluster.save('expc01', { peer_3_address: fqdn(3) })
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc02')).toContain('20012')
    expect(cluster.clustering('expc02', 1)).toMatch(/^Active/)
    cluster.save('expc01', { h323_time_to_live: 240 }, 'h323')
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(60)
    cluster.save('expc02', { peer_3_address: fqdn(3) })
    cluster.advance(2 * MINUTE_MS + SECOND_MS)
    expect(cluster.alarms('expc02')).not.toContain('20012')
    expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(240)
  })

  test('[EX-01] an address translation between two peers keeps the new one outside', () => {
    const cluster = new Cluster().one()
    cluster.fault('nat', { kind: 'nat', a: 'expc01', b: 'expc02' })
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.save('expc02', listOf([1, 2]))
    cluster.restart('expc02')
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.clustering('expc02', 1)).toBe('Failed')
    cluster.heal('nat')
    cluster.settle()
    expect(cluster.clustering('expc02', 1)).toMatch(/^Active/)
  })

  test('[EX-40] a name that DNS does not know raises 20005, and is found again at the retry', () => {
    const cluster = new Cluster().one()
    cluster.fault('dns', { kind: 'dns-missing', name: fqdn(2) })
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.save('expc02', listOf([1, 2]))
    cluster.restart('expc02')
    expect(cluster.alarms('expc01')).toEqual(['20004', '20005', '20006'])
    cluster.heal('dns')
    cluster.advance(5 * MINUTE_MS)
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.clustering('expc01', 2)).toMatch(/^Active/)
  })
})

describe('the Clustering page', () => {
  const cluster = new Cluster()
  const bytes = () => JSON.stringify(cluster.lab.state('expc01'))

  test.each([
    ['a seventh peer', { peer_7_address: fqdn(1) }, /Peer 7 address: .*at most 6/],
    ['an address twice', { peer_1_address: fqdn(1), peer_2_address: fqdn(1).toUpperCase() }, /already the address of peer 1/],
    ['a malformed address', { peer_1_address: '10.15.13.256' }, /neither an IP address nor a domain name/],
    ['a gap', { peer_1_address: fqdn(1), peer_3_address: fqdn(3) }, /Peer 2 address: .*no gap/],
    ['a primary without address', { peer_1_address: fqdn(1), configuration_primary: 2 }, /no address for peer 2/],
    ['a primary beyond the list', { configuration_primary: 7 }, /from 1 to 6/],
    ['a malformed cluster name', { cluster_name: '-expc.apolo.local' }, /Cluster name/],
    ['a mapping that is none', { address_mappings: [{ fqdn: 'expc01', ip: 'here' }] }, /is no FQDN/],
  ])('[EX-01] refuses %s in words and changes nothing', (_, fields, words) => {
    const before = bytes()
    const answer = cluster.trySave('expc01', fields)
    expect(answer).toMatchObject({ is: 'refused' })
    expect(answer.is === 'refused' && answer.messages.join(' ')).toMatch(words)
    expect(bytes()).toBe(before)
  })

  test.each([
    [{ configuration_primary: '1' }, '/configuration_primary'],
    [{ peer_1_address: 7 }, '/peer_1_address'],
    [{ tls_verification_mode: 'Maybe' }, '/tls_verification_mode'],
    [{ address_mappings: [{ fqdn: 'a.b' }] }, '/address_mappings/0'],
    [{ address_mapping_enabled: true }, '/address_mapping_enabled'],
  ])('[EX-60] points at what is of the wrong type: %j', (fields, pointer) => {
    const before = bytes()
    expect(cluster.trySave('expc01', fields)).toMatchObject({ is: 'malformed', errors: [{ pointer }] })
    expect(bytes()).toBe(before)
  })

  test('[EX-60] names what there is where something unknown is asked for', () => {
    expect(cluster.trySave('expc01', { colour: 'red' })).toMatchObject({
      is: 'unknown',
      what: 'field',
      known: expect.arrayContaining(['cluster_name']),
    })
    expect(cluster.trySave('expc01', {}, 'nowhere')).toMatchObject({
      is: 'unknown',
      what: 'page',
      known: expect.arrayContaining(['clustering']),
    })
    expect(cluster.press('expc01', 'explode')).toMatchObject({
      is: 'unknown',
      what: 'action',
      known: expect.arrayContaining(['restart']),
    })
  })

  test('[EX-60] [EX-03] has the fields of the product in their order, with the marks of mandatory and peer-specific', () => {
    const hidden = cluster.page('expc01', 'clustering').fields.map(({ name }) => name)
    expect(hidden).not.toContain('address_mappings')
    cluster.save('expc01', { address_mapping_enabled: 'On' })
    const { fields } = cluster.page('expc01', 'clustering')
    expect(fields.slice(0, 5).map((field) => field.label)).toEqual([
      'Cluster name (FQDN for Provisioning)',
      'Configuration primary',
      'TLS verification mode',
      'Cluster IP version',
      'Peer 1 address',
    ])
    const marks = Object.fromEntries(fields.map((field) => [field.name, field.peerSpecific]))
    expect(marks).toMatchObject({
      peer_6_address: true,
      cluster_name: true,
      tls_verification_mode: false,
      address_mappings: false,
    })
  })
})
