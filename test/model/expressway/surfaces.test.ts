// Pages and commands that change what belongs to one system, and what each of them refuses.

import { describe, expect, test } from 'vitest'
import type { Json } from '../../../worker/kernel/machine.ts'
import { Cluster, fqdn } from './cluster.ts'

const PAIR = 'expressway-c-cluster-2'
const fieldOf = (cluster: Cluster, node: string, page: string, name: string): Json | undefined =>
  cluster.page(node, page).fields.find((field) => field.name === name)?.value
const rowsOf = (cluster: Cluster, node: string, page: string, table: string) =>
  cluster.page(node, page).tables.find(({ id }) => id === table)?.rows ?? []
const unchanged = (cluster: Cluster, node: string, act: () => void): void => {
  const before = JSON.stringify(cluster.lab.state(node))
  act()
  const after = cluster.lab.state(node) as unknown as { readonly [key: string]: unknown }
  const { sessions, sessionsOpened, ...was } = JSON.parse(before)
  const { sessions: _, sessionsOpened: __, ...is } = after
  expect(JSON.parse(JSON.stringify(is))).toEqual(was)
}

describe('the IP page', () => {
  test('[EX-60] [EX-41] a changed gateway is in force after the restart that 25010 asks for', () => {
    const cluster = new Cluster(PAIR)
    cluster.save('expc02', { ipv4_gateway: '10.15.13.254', lan1_ipv4_subnet_mask: '255.255.254.0' }, 'ip')
    cluster.advance(5_000)
    expect(cluster.alarms('expc02')).toEqual(['25010'])
    expect(cluster.type('expc02', 'xConfiguration IP Gateway')).toContain('*c xConfiguration IP Gateway: "10.15.13.254"')
    cluster.restart('expc02')
    expect(cluster.alarms('expc02')).toEqual([])
    expect(fieldOf(cluster, 'expc02', 'ip', 'lan1_ipv4_subnet_mask')).toBe('255.255.254.0')
    expect(fieldOf(cluster, 'expc01', 'ip', 'ipv4_gateway')).toBe('10.15.13.1')
  })

  test('[EX-60] [EX-15] another static NAT address is of effect from the restart on', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    const users = () => (cluster.node('expe01') as unknown as { service: { registrations: { total: number } } }).service.registrations.total
    expect(users()).toBeGreaterThan(0)
    cluster.save('expe01', { lan2_static_nat_address: '203.0.113.77' }, 'ip')
    cluster.advance(40 * 60_000)
    expect(users()).toBeGreaterThan(0)
    cluster.restart('expe01')
    cluster.advance(40 * 60_000)
    expect(users()).toBe(0)
  }) // biome-ignore format: one line an act

  test.each([
    [{ ipv4_gateway: 'gateway' }, 'IPv4 gateway: enter an IPv4 address.'],
    [{ ipv4_gateway: '' }, 'IPv4 gateway: enter an IPv4 address.'],
    [{ lan1_ipv4_subnet_mask: '255.0.255.0' }, 'IPv4 subnet mask: enter an IPv4 subnet mask such as 255.255.255.0.'],
  ])('[EX-60] %j is refused and changes nothing', (fields, message) => {
    const cluster = new Cluster(PAIR)
    unchanged(cluster, 'expc01', () =>
      expect(cluster.trySave('expc01', fields, 'ip')).toEqual({ is: 'refused', messages: [message] }),
    )
  })

  test('[EX-60] a system with one interface has no second', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.page('expc01', 'ip').fields.map(({ name }) => name)).not.toContain('lan2_ipv4_subnet_mask')
    for (const name of ['lan2_ipv4_subnet_mask', 'lan2_ipv4_address'])
      expect(cluster.trySave('expc01', { [name]: '10.0.0.1' }, 'ip')).toMatchObject({ is: 'unknown', what: 'field' })
  })
})

describe('registrations, calls and resources', () => {
  test('[EX-06] [EX-60] each peer lists its own and what the others told, and the sums are those of the snapshot', () => {
    const cluster = new Cluster(PAIR)
    const { service } = cluster.node('expc01') as unknown as { service: { cluster: { registrations: number; calls: number } } }
    expect(rowsOf(cluster, 'expc01', 'registrations', 'by-peer')).toEqual([
      ['expc01', '180', '60', '240'],
      ['expc02', '180', '60', '240'],
    ])
    expect(rowsOf(cluster, 'expc01', 'registrations', 'registrations')).toHaveLength(200)
    expect(cluster.page('expc01', 'registrations').tables[1]?.title).toContain(`of ${service.cluster.registrations}`)
    expect(rowsOf(cluster, 'expc01', 'calls', 'calls')).toHaveLength(service.cluster.calls)
    expect(fieldOf(cluster, 'expc01', 'calls', 'calls_all')).toBe(String(service.cluster.calls))
    const usage = rowsOf(cluster, 'expc01', 'resource-usage', 'usage')
    expect(usage.map(([peer]) => peer)).toEqual(['expc01', 'expc02', 'Cluster'])
    expect(usage.at(-1)).toEqual(['Cluster', String(service.cluster.registrations), String(service.cluster.calls), '8'])
  })

  test('[EX-06] [EX-60] endpoints of a lost peer are listed on the one that took them', () => {
    const cluster = new Cluster(PAIR)
    cluster.fault('dark', { kind: 'power-off', node: 'expc02' })
    cluster.advance(10 * 60_000)
    expect(rowsOf(cluster, 'expc01', 'registrations', 'by-peer')).toEqual([['expc01', '360', '120', '480']])
  })
})

describe('time, overview and upgrade', () => {
  test('[EX-02] [EX-60] the time zone belongs to one peer, and logs and status are in it', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.page('expc01', 'time').fields.find(({ name }) => name === 'time_zone')).toMatchObject({
      kind: 'choice',
      peerSpecific: true,
    })
    cluster.save('expc02', { time_zone: 'Asia/Kolkata' }, 'time')
    cluster.save('expc02', { system_name: 'renamed' }, 'system')
    expect(cluster.lab.logs('expc02').at(-1)?.line).toMatch(/^\S+\+05:30 /)
    expect(cluster.type('expc02', 'xStatus SystemUnit TimeZone')).toContain('TimeZone: "Asia/Kolkata"')
    expect(cluster.type('expc01', 'xConfiguration TimeZone Name')).not.toContain('Kolkata')
    expect(cluster.trySave('expc02', { time_zone: 'Mars/Olympus' }, 'time')).toMatchObject({ is: 'refused' })
    expect(cluster.type('expc02', 'xConfiguration TimeZone Name: "UTC"')).toBe('\nOK\n')
    expect(cluster.type('expc02', 'xCommand DefaultValuesSet Level: 3')).toBe('\nOK\n')
    expect(fieldOf(cluster, 'expc02', 'time', 'time_zone')).toBe('GMT')
  })

  test('[EX-60] Overview shows what every peer carries, and the sum; an installed upgrade what a reboot would cut off', () => {
    const cluster = new Cluster(PAIR)
    const usage = rowsOf(cluster, 'expc01', 'overview', 'usage')
    expect(usage).toEqual(rowsOf(cluster, 'expc01', 'resource-usage', 'usage'))
    expect(usage.at(-1)?.slice(0, 2)).toEqual(['Cluster', '480'])
    cluster.press('expc01', 'upgrade', { file: 's42700x14_0_3.tar.gz' })
    expect(fieldOf(cluster, 'expc01', 'upgrade', 'registrations')).toBeUndefined()
    cluster.press('expc01', 'continue-upgrade')
    expect(fieldOf(cluster, 'expc01', 'upgrade', 'registrations')).toBe('240')
    expect(fieldOf(cluster, 'expc01', 'upgrade', 'calls')).toBe('14')
  })
})

describe('administrator accounts', () => {
  const accounts = (cluster: Cluster, node: string) => rowsOf(cluster, node, 'administrator-accounts', 'accounts')
  const ADMIN = ['admin', 'Enabled', 'Read-write', 'Yes', 'Yes']
  const TYPED = { password: 'one', confirm_password: 'one' }

  test('[EX-60] [EX-03] an account is added, changed and deleted on the primary, and is the same on every peer', () => {
    const cluster = new Cluster(PAIR)
    expect(accounts(cluster, 'expc01')).toEqual([ADMIN])
    expect(cluster.press('expc01', 'add-account', { name: 'auditor', access_level: 'Auditor', ...TYPED })).toMatchObject({
      is: 'acted',
    })
    cluster.settle()
    for (const node of ['expc01', 'expc02'])
      expect(accounts(cluster, node)).toEqual([ADMIN, ['auditor', 'Enabled', 'Auditor', 'Yes', 'Yes']])
    expect(cluster.press('expc01', 'change-account', { name: 'auditor', state: 'Disabled', api_access: '' })).toMatchObject({
      is: 'acted',
    })
    cluster.settle()
    expect(accounts(cluster, 'expc02')[1]).toEqual(['auditor', 'Disabled', 'Auditor', 'Yes', 'Yes'])
    expect(cluster.press('expc01', 'delete-account', { name: 'auditor' })).toMatchObject({ is: 'acted' })
    cluster.settle()
    for (const node of ['expc01', 'expc02']) expect(accounts(cluster, node)).toEqual([ADMIN])
  })

  test('[EX-60] [EX-03] one that is added on a subordinate is taken with a warning', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.press('expc02', 'add-account', { name: 'stray', ...TYPED })).toMatchObject({
      is: 'acted',
      message: expect.stringMatching(/added\. ./),
    })
  })

  test('[EX-61] AdminAccountAdd needs a password and keeps none; AdminAccountDelete takes the account away', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.type('expc01', 'xCommand AdminAccountAdd Name: "bob" Password: "do-not-keep" AccessAPI: Off')).toBe('\nOK\n')
    expect(accounts(cluster, 'expc01')[1]).toEqual(['bob', 'Enabled', 'Read-write', 'Yes', 'No'])
    expect(JSON.stringify(cluster.lab.state('expc01'))).not.toContain('do-not-keep')
    expect(JSON.stringify(cluster.lab.events())).not.toContain('do-not-keep')
    expect(cluster.type('expc01', 'xCommand AdminAccountAdd Name: carl Password: x Enabled: perhaps')).toContain(
      'choose Enabled or Disabled',
    )
    expect(cluster.type('expc01', 'xCommand AdminAccountAdd Name: carl')).toContain('needs Password: <S: 1, 1024>')
    expect(cluster.type('expc01', 'xCommand AdminAccountDelete Name: bob')).toBe('\nOK\n')
    expect(accounts(cluster, 'expc01')).toEqual([ADMIN])
  })

  test.each([
    ['add-account', { name: 'Admin', ...TYPED }],
    ['add-account', { name: 'root', ...TYPED }],
    ['add-account', { name: '', ...TYPED }],
    ['add-account', { name: 'two words', ...TYPED }],
    ['add-account', { name: 'bob', ...TYPED, access_level: 'All' }],
    ['add-account', { name: 'bob' }],
    ['add-account', { name: 'bob', ...TYPED, confirm_password: 'other' }],
    ['change-password', { name: 'admin' }],
    ['change-password', { name: 'admin', ...TYPED, confirm_password: 'other' }],
    ['change-password', { name: 'nobody', ...TYPED }],
    ['change-account', { name: 'admin', state: 'Disabled' }],
    ['change-account', { name: 'nobody' }],
    ['delete-account', { name: 'admin' }],
    ['delete-account', { name: 'nobody' }],
  ])('[EX-60] %s %o is refused and changes nothing', (action, body) => {
    const cluster = new Cluster(PAIR)
    unchanged(cluster, 'expc01', () => {
      expect(cluster.press('expc01', action, body)).toMatchObject({ is: 'refused' })
      expect(cluster.press('expc01', action, { ...body, name: 1 })).toMatchObject({ is: 'malformed' })
    })
  })
})

describe('option keys', () => {
  const licences = (cluster: Cluster, node: string) =>
    (cluster.node(node) as unknown as { licences: { installed: number; pooled: number } }).licences

  test('[EX-05] [EX-60] licences that are added on one peer are in the pool of both', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.press('expc02', 'add-option-key', { key: '116341W50-1-0F3C1D2B' })).toMatchObject({ is: 'acted' })
    cluster.settle()
    expect(licences(cluster, 'expc02')).toEqual({ installed: 150, pooled: 250 })
    expect(licences(cluster, 'expc01')).toEqual({ installed: 100, pooled: 250 })
    expect(cluster.type('expc02', 'xCommand OptionKeyDelete OptionKeyId: 2')).toBe('\nOK\n')
    cluster.settle()
    expect(licences(cluster, 'expc02').installed).toBe(0)
    expect(rowsOf(cluster, 'expc02', 'option-keys', 'keys')).toEqual([['Expressway Series', '']])
  })

  test('[EX-05] the pool keeps what a peer that is turned away had in the cluster, whatever it deletes meanwhile', () => {
    const cluster = new Cluster(PAIR)
    cluster.fault('name', { kind: 'certificate', node: 'expc02', problem: 'unknown-issuer' })
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    cluster.settle()
    for (const node of ['expc01', 'expc02']) cluster.restart(node)
    expect(cluster.alarms('expc01')).toContain('20004')
    expect(licences(cluster, 'expc01').pooled).toBe(200)
    cluster.press('expc02', 'delete-option-key', { description: 'Rich Media Sessions' })
    expect(licences(cluster, 'expc02')).toEqual({ installed: 0, pooled: 100 })
    cluster.advance(30 * 60_000)
    expect(licences(cluster, 'expc01').pooled).toBe(200)
    cluster.heal('name')
    cluster.settle()
    expect(licences(cluster, 'expc01').pooled).toBe(100)
  })

  test('[EX-01] [EX-60] a feature key on one peer alone makes the sets differ, which the page says', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.type('expc02', 'xCommand OptionKeyAdd Key: 116341U00-1-0F3C1D2B')).toBe('\nOK\n')
    cluster.advance(10_000)
    expect(cluster.alarms('expc01')).toContain('20003')
    cluster.press('expc02', 'delete-option-key', { description: 'FindMe' })
    cluster.advance(10_000)
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test.each(['', 'hello', '116341X00-1-0F3C1D2B', '116341E00-1-0F3C1D2B', '116341W0-1-0F3C1D2B'])(
    '[EX-60] the key "%s" is refused and changes nothing',
    (key) => {
      const cluster = new Cluster(PAIR)
      unchanged(cluster, 'expc01', () =>
        expect(cluster.press('expc01', 'add-option-key', { key })).toMatchObject({ is: 'refused' }),
      )
    },
  )
})

describe('commands', () => {
  test('[EX-40] [EX-61] an alarm is acknowledged on the command line, by its id or its UUID', () => {
    const cluster = new Cluster(PAIR)
    const status = () => cluster.node('expc01').alarms.map((alarm) => [alarm.id, alarm.status])
    expect(status()).toEqual([['40049', 'new']])
    expect(cluster.type('expc01', 'xCommand WarningAcknowledge WarningId: 20007')).toContain('is not raised on this system')
    expect(cluster.type('expc01', 'xCommand WarningAcknowledge WarningId: "e1b1371e-e130-11e5-83d2-d310aba28a39"')).toBe('\nOK\n')
    expect(status()).toEqual([['40049', 'acknowledged']])
    cluster.restart('expc01')
    expect(status()).toEqual([['40049', 'new']])
    expect(cluster.type('expc01', 'xCommand WarningAcknowledge WarningId: 40049')).toBe('\nOK\n')
    expect(status()).toEqual([['40049', 'acknowledged']])
  })

  test('[EX-61] DefaultValuesSet takes what replicates back to its defaults, and at level 3 names and servers too', () => {
    const cluster = new Cluster()
    expect(cluster.type('expc01', 'xCommand DefaultValuesSet Level: 4')).toContain('Level takes <1..3>')
    expect(cluster.type('expc01', 'xCommand Default Values Set Level: 1')).toBe('\nOK\n')
    expect(cluster.node('expc01').configuration).toMatchObject({ zones: [], call_signaling_optimization: 'Off' })
    expect(cluster.node('expc01').identity.hostName).toBe('expc01')
    expect(cluster.type('expc01', 'xCommand DefaultValuesSet Level: 3')).toBe('\nOK\n')
    expect(cluster.node('expc01').identity).toMatchObject({ hostName: '', dnsServers: [], ntpServers: [] })
  })

  test('[EX-61] default links come back with DefaultLinksAdd, on every peer', () => {
    const cluster = new Cluster(PAIR)
    cluster.type('expc01', 'xCommand LinkDelete LinkId: 3')
    cluster.type('expc01', 'xCommand LinkAdd LinkName: "HQ" Node1: "DefaultSubZone" Node2: "Zone001"')
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual(['45006'])
    expect(cluster.type('expc01', 'xCommand LinkDelete LinkId: 9')).toContain('there is no link 9')
    cluster.type('expc01', 'xCommand DefaultLinksAdd')
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual([])
    expect(cluster.type('expc02', 'xConfiguration Bandwidth Link')).toContain('Name: "HQ"')
  })
})

describe('what cannot be, through the page and through the command line', () => {
  const CASES: readonly (readonly [string, { readonly [field: string]: Json }, string | null, RegExp])[] = [
    ['a seventh peer', { peer_7_address: fqdn(7) }, `Alternates Peer 7 Address: "${fqdn(7)}"`, /at most 6 peers|no setting/],
    ['a repeated address', { peer_3_address: fqdn(2) }, `Alternates Peer 3 Address: "${fqdn(2)}"`, /already the address of peer 2/],
    ['a malformed address', { peer_3_address: 'expc 03' }, 'Alternates Peer 3 Address: "expc 03"', /neither an IP address nor a domain name/],
    ['an address with too great a number', { peer_3_address: '10.15.13.300' }, 'Alternates Peer 3 Address: "10.15.13.300"', /neither an IP address nor a domain name/],
    ['a gap in the list', { peer_4_address: 'expc04.apolo.local' }, 'Alternates Peer 4 Address: "expc04.apolo.local"', /no gap in the list/],
    ['a primary on an empty line', { configuration_primary: 3 }, 'Alternates ConfigurationPrimary: 3', /no address for peer 3/],
    ['a primary beyond the list', { configuration_primary: 7 }, 'Alternates ConfigurationPrimary: 7', /from 1 to 6/],
    ['a cluster name with a blank', { cluster_name: 'my cluster' }, 'Alternates Cluster Name: "my cluster"', /Cluster name: use labels/],
    ['a cluster name whose label ends in a hyphen', { cluster_name: 'expc-.apolo.local' }, 'Alternates Cluster Name: "expc-.apolo.local"', /Cluster name: use labels/],
    ['a cluster name whose last label begins with a digit', { cluster_name: 'expc.1local' }, 'Alternates Cluster Name: "expc.1local"', /Cluster name: use labels/],
    ['a cluster name of 129 characters', { cluster_name: 'a'.repeat(129) }, `Alternates Cluster Name: "${'a'.repeat(129)}"`, /Cluster name: use labels/],
    ['a mapping to no address', { address_mappings: [{ fqdn: fqdn(1), ip: 'here' }] }, null, /is no IP address/],
  ] // biome-ignore format: one case a row

  test.each(CASES)('[EX-01] %s is refused on both and changes nothing', (_, fields, line, words) => {
    const cluster = new Cluster(PAIR)
    unchanged(cluster, 'expc01', () => {
      const answer = cluster.trySave('expc01', fields)
      expect(answer).toMatchObject({ is: 'refused', messages: [expect.stringMatching(words)] })
      if (line !== null) expect(cluster.type('expc01', `xConfiguration ${line}`)).toMatch(words)
    })
    const mapped = cluster.type('expc01', 'xCommand ClusterAddressMappingAdd Fqdn: "expc01.apolo.local" IpAddress: "here"')
    expect(mapped).toContain('is no IP address')
  })

  test('[EX-01] [EX-40] a name that leads nowhere is taken, and alarm 20005 says so', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.type('expc01', 'xConfiguration Alternates Peer 3 Address: "nowhere.apolo.local"')).toBe('\nOK\n')
    cluster.advance(10_000)
    expect(cluster.alarms('expc01')).toContain('20005')
  })
})
