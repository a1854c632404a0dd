// What belongs to one system alone beside its names and addresses, and the settings that came with it.

import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import { OWN_SETTINGS } from '../../../worker/expressway/own-settings.ts'
import { requestOf } from '../../../worker/kernel/http.ts'
import { replay } from '../../../worker/kernel/runtime.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

const PAIR = 'expressway-c-cluster-2'
const ROUTE = 'Address: 203.0.113.0 PrefixLength: 24 Gateway: 10.15.13.1'

describe('items of one system alone', () => {
  const PAGES = ['system', 'ip', 'snmp', 'logging', 'conference-factory', 'active-directory-service', 'service-selection']

  test.each(PAGES)('[EX-02] [EX-03] those of the %s page carry the mark, and stay where they were set', (page) => {
    const cluster = new Cluster(PAIR)
    const own = OWN_SETTINGS.filter((item) => item.page === page && item.place !== 'console')
    expect(own.length).toBeGreaterThan(0)
    const fields = cluster.page('expc02', page).fields
    for (const { key } of own) expect(fields.find(({ name }) => name === key)).toMatchObject({ peerSpecific: true })
    const changed = Object.fromEntries(own.map(({ key, options, initial = '', judge }) => {
      const words = options ?? ['2', 'token', '2001:db8:15:13::1']
      return [key, words.find((word) => word !== initial && judge(word) === null) ?? '']
    }))
    cluster.save('expc02', changed, page)
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.node('expc02').identity.settings).toEqual(changed)
    expect(cluster.node('expc01').identity.settings).toEqual({})
    expect(cluster.node('expc02').clustering.databaseStatus).toBe('Active')
  }) // biome-ignore format: one page a case

  test('[EX-03] the IP protocol, sessions and Active Directory replicate, without the mark', () => {
    const cluster = new Cluster(PAIR)
    cluster.save('expc01', { ip_protocol: 'Both' }, 'ip')
    cluster.save('expc01', { session_time_out: 10, hsts: 'Off' }, 'system')
    cluster.save('expc01', { ads_domain: 'apolo.local' }, 'active-directory-service')
    cluster.advance(MINUTE_MS)
    expect(cluster.node('expc02').configuration).toMatchObject({
      ip_protocol: 'Both', session_time_out: 10, hsts: 'Off', ads_domain: 'apolo.local',
    }) // biome-ignore format: one outcome
    const marked = cluster.page('expc02', 'ip').fields.find(({ name }) => name === 'ip_protocol')
    expect(marked).toMatchObject({ peerSpecific: false, label: 'IP protocol' })
    expect(cluster.alarms('expc02')).toEqual(['25010', '25013'])
  })

  test('[EX-61] the command line has them in the words of the product', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.type('expc01', 'xConfiguration RemoteSyslog 2')).toContain('*c xConfiguration RemoteSyslog 2 Port: 514\n')
    expect(cluster.type('expc01', 'xConfiguration RemoteSyslog 2 Loglevel: WARNING')).toBe('\nOK\n')
    expect(cluster.type('expc01', 'xConfiguration RemoteSyslog 2')).toContain('Loglevel: warning')
    expect(cluster.type('expc01', 'xConfiguration Log Level: 5')).toContain('enter a number from 1 to 4')
    expect(cluster.type('expc01', 'xConfiguration Applications ConferenceFactory Template: "55577%%@apolo.local"')).toBe('\nOK\n')
    expect(cluster.type('expc01', 'xConfiguration Administration ?')).toContain('Administration SSH Mode: <Off/On>')
    expect(cluster.type('expc01', 'xGetxml /Configuration/Applications')).toContain(
      '<Template item="1">55577%%@apolo.local</Template>',
    )
  })

  test('[EX-61] SNMP is off at first; the one mode of its page is one switch a version on the command line', () => {
    const cluster = new Cluster(PAIR)
    const mode = () => cluster.page('expc01', 'snmp').fields.find(({ name }) => name === 'snmp_mode')?.value
    expect(mode()).toBe('Disabled')
    cluster.type('expc01', 'xConfiguration SNMP V3Mode: On')
    expect(mode()).toBe('v3 secure SNMPv3')
    cluster.type('expc01', 'xConfiguration SNMP V2cMode: On')
    expect(mode()).toBe('v3 plus TMS support')
    cluster.type('expc01', 'xConfiguration SNMP V3Mode: Off')
    expect(mode()).toBe('v2c')
    cluster.save('expc01', { snmp_mode: 'Disabled' }, 'snmp')
    expect(cluster.type('expc01', 'xConfiguration SNMP V2cMode')).toContain('V2cMode: Off')
  })

  test('[EX-51] a factory reset leaves none of them but the gateway, and level 3 of the default values none either', () => {
    const cluster = new Cluster(PAIR)
    cluster.save('expc02', { snmp_mode: 'v2c' }, 'snmp')
    cluster.save('expc02', { ipv6_gateway: '2001:db8:15:13::1' }, 'ip')
    cluster.type('expc02', `xCommand RouteAdd ${ROUTE}`)
    cluster.save('expc02', { peer_1_address: '', peer_2_address: '' })
    cluster.restart('expc02')
    expect(cluster.node('expc02').identity).toMatchObject({ settings: { ipv6_gateway: '2001:db8:15:13::1' }, routes: [] })
    cluster.save('expc01', { log_level: '3' }, 'logging')
    cluster.type('expc01', 'xCommand DefaultValuesSet Level: 3')
    expect(cluster.node('expc01').identity.settings).toEqual({})
  })

  test('[EX-21] a backup brings them back; routes are no part of it', () => {
    const cluster = new Cluster()
    cluster.save('expc01', { conference_factory_alias: 'multiway@apolo.local' }, 'conference-factory')
    cluster.type('expc01', `xCommand RouteAdd ${ROUTE}`)
    const taken = cluster.press('expc01', 'backup', { password: 'secret' })
    const [file] = taken.is === 'acted' ? taken.files : []
    cluster.save('expc01', { conference_factory_alias: '' }, 'conference-factory')
    cluster.press('expc01', 'restore', { file: file !== undefined && 'text' in file ? file.text : '', password: 'secret' })
    cluster.settle()
    expect(cluster.node('expc01').identity.settings).toEqual({ conference_factory_alias: 'multiway@apolo.local' })
    expect(cluster.node('expc01').identity.routes).toHaveLength(1)
  })
})

describe('static routes', () => {
  test('[EX-03] [EX-61] are added and deleted on one system, by command and by button', () => {
    const cluster = new Cluster(PAIR)
    expect(cluster.type('expc01', `xCommand RouteAdd ${ROUTE}`)).toBe('\nOK\n')
    expect(cluster.type('expc01', 'xConfiguration IP Route')).toBe(
      '*c xConfiguration IP Route 1 Address: "203.0.113.0"\n*c xConfiguration IP Route 1 Gateway: "10.15.13.1"\n*c xConfiguration IP Route 1 Interface: Auto\n*c xConfiguration IP Route 1 PrefixLength: 24\n\nOK\n',
    )
    expect(cluster.type('expc01', `xCommand RouteAdd ${ROUTE}`)).toContain('already')
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.node('expc02').identity.routes).toEqual([])
    expect(cluster.page('expc01', 'static-routes').tables[0]?.rows).toEqual([['203.0.113.0', '24', '10.15.13.1', 'Auto']])
    const created = { address: '2001:db8::', prefix_length: '32', gateway: '2001:db8:15:13::1' }
    expect(cluster.press('expc01', 'create-route', created).is).toBe('acted')
    expect(cluster.press('expc01', 'delete-route', { number: 1 }).is).toBe('acted')
    expect(cluster.type('expc01', 'xCommand RouteDelete RouteId: 2')).toContain('there is no route 2')
    expect(cluster.type('expc01', 'xCommand RouteDelete RouteId: 1')).toBe('\nOK\n')
    expect(cluster.node('expc01').identity.routes).toEqual([])
  })

  test.each([
    ['no address', { address: 'x', prefix_length: '24', gateway: '10.15.13.1' }],
    ['too long a prefix', { address: '203.0.113.0', prefix_length: '33', gateway: '10.15.13.1' }],
    ['a gateway of the other version', { address: '203.0.113.0', prefix_length: '24', gateway: '2001:db8::1' }],
    [
      'an interface that it does not have',
      { address: '203.0.113.0', prefix_length: '24', gateway: '10.15.13.1', interface: 'LAN2' },
    ],
  ])('[EX-03] %s is refused', (_, body) => {
    const cluster = new Cluster(PAIR)
    expect(cluster.press('expc01', 'create-route', body).is).toBe('refused')
    expect(cluster.node('expc01').identity.routes).toEqual([])
  })
})

describe('services that administer a system', () => {
  test('[EX-03] [EX-41] SSH ends with the restart; then the command line is that of the console, until that is off too', () => {
    const cluster = new Cluster(PAIR)
    cluster.save('expc02', { ssh_service: 'Off' }, 'system')
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['25015'])
    cluster.type('expc02', 'xStatus Time')
    expect(cluster.lab.logs('expc02').at(-1)?.line).toContain('sshd: Event="Admin Session Start"')
    cluster.restart('expc02')
    expect(cluster.alarms('expc02')).toEqual([])
    cluster.type('expc02', 'xStatus Time')
    expect(cluster.lab.logs('expc02').at(-1)?.line).toContain('login: Event="Admin Session Start"')
    cluster.save('expc02', { console_access: 'Off' }, 'system')
    cluster.advance(2 * MINUTE_MS)
    const answer = cluster.lab.ask('expc02', { op: 'console', line: 'xStatus', session: null, login: null })
    expect(answer.is).toBe('refused')
    cluster.press('expc02', 'restart')
    cluster.advance(3 * MINUTE_MS + 10_000)
    expect(cluster.type('expc02', 'xConfiguration Administration SSH Mode: On')).toBe('\nOK\n')
  })

  test('[EX-63] without its web interface a system has nothing at its address from the restart on', () => {
    const cluster = new Cluster(PAIR)
    const request = requestOf('GET', '/status.xml', {})
    const answer = () => cluster.lab.read('expc02', { ask: 'http', request, at: cluster.lab.world().now }).is
    cluster.save('expc02', { web_interface: 'Off' }, 'system')
    expect(answer()).not.toBe('not-answering')
    cluster.restart('expc02')
    expect(answer()).toBe('not-answering')
    cluster.type('expc02', 'xConfiguration Administration HTTPS Mode: On')
    cluster.restart('expc02')
    expect(answer()).not.toBe('not-answering')
    expect(cluster.node('expc02').clustering.databaseStatus).toBe('Active')
  })

  test('[EX-41] what is put back before the restart asks for none', () => {
    const cluster = new Cluster(PAIR)
    cluster.save('expc02', { redirect_http: 'Off', web_interface: 'Off' }, 'system')
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['25011', '25017'])
    cluster.save('expc02', { redirect_http: 'On', web_interface: 'On' }, 'system')
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-03] without IPv6 a cluster over it has no address of its own', () => {
    const cluster = new Cluster()
    cluster.one({ cluster_ip_version: 'IPv6', peer_1_address: '2001:db8:15:13::15' })
    expect(cluster.alarms('expc01')).toEqual(expect.arrayContaining(['20003']))
    expect(cluster.type('expc01', 'xStatus IP Protocol')).toContain('Protocol: IPv4')
  })
})

test('[EX-01] a peer of another domain is warned of, and suggested under its own', () => {
  const cluster = new Cluster('expressway-e-cluster-2')
  cluster.save('expe02', { domain_name: 'outer.local' }, 'dns')
  cluster.save('expe01', { address_mapping_enabled: 'On' })
  cluster.advance(MINUTE_MS)
  const warned = (node: string) => cluster.page(node, 'clustering').messages.map(({ text }) => text)
  expect(warned('expe01')).toEqual([expect.stringContaining('is in the domain outer.local, this system in apolo.local')])
  expect(warned('expe02')).toEqual([expect.stringContaining('is in the domain apolo.local, this system in outer.local')])
  expect(JSON.stringify(cluster.press('expe01', 'suggest-mappings'))).toContain('expe02.outer.local 10.15.14.16')
  expect(cluster.alarms('expe01')).toEqual([])
})

test('[EX-34] settings, routes and what waits for the restart replay to the same bytes', () => {
  const cluster = new Cluster(PAIR)
  cluster.save('expc02', { ssh_service: 'Off' }, 'system')
  cluster.type('expc02', `xCommand RouteAdd ${ROUTE}`)
  cluster.save('expc01', { ip_protocol: 'Both' }, 'ip')
  cluster.advance(3 * MINUTE_MS)
  const again = replay(expressway, cluster.lab.journal(), cluster.lab.world())
  for (const node of ['expc01', 'expc02']) expect(JSON.stringify(again.state(node))).toBe(JSON.stringify(cluster.lab.state(node)))
})
