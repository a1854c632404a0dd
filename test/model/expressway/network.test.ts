import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import type { PeerState } from '../../../worker/expressway/state.ts'
import { replay } from '../../../worker/kernel/runtime.ts'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn } from './cluster.ts'

const NEW = '10.15.13.77'
const shownIn = (cluster: Cluster, node: string, page: string, name: string) =>
  cluster.page(node, page).fields.find((field) => field.name === name)?.value
const interfacesOf = (cluster: Cluster, node: string) =>
  cluster.lab
    .world()
    .fabric.nodes.find(({ id }) => id === node)
    ?.interfaces.map(({ address }) => address)
const neighbour = (cluster: Cluster, by: string, of: string) =>
  (cluster.lab.state(by) as PeerState).surroundings.neighbours.find(({ node }) => node === of)?.address

describe('another address of LAN 1', () => {
  test('[EX-02] [EX-41] [EX-17] is saved with 25010, and nothing else changes before the restart', () => {
    const cluster = new Cluster('expressway-c-cluster-ip-2')
    cluster.save('expc02', { lan1_ipv4_address: NEW }, 'ip')
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['25010'])
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.clustering('expc02', 2)).toBe('This system')
    expect(cluster.node('expc02').clustering.databaseStatus).toBe('Active')
    expect(shownIn(cluster, 'expc02', 'ip', 'lan1_ipv4_address')).toBe(NEW)
    expect(shownIn(cluster, 'expc02', 'overview', 'ipv4_address')).toBe('10.15.13.16')
    expect(cluster.type('expc02', 'xStatus Ethernet 1')).toContain('Address: "10.15.13.16"')
    expect(cluster.type('expc02', 'xConfiguration Ethernet 1 IP V4 Address')).toContain(`"${NEW}"`)
    cluster.save('expc02', { lan1_ipv4_address: '10.15.13.16' }, 'ip')
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-02] [EX-19] an IP protocol that an upgrade takes back gives the system no address either', () => {
    const cluster = new Cluster()
    cluster.press('expc01', 'upgrade', { file: 's42700x14_0_3.tar.gz' })
    cluster.press('expc01', 'continue-upgrade')
    cluster.save('expc01', { ip_protocol: 'Both' }, 'ip')
    cluster.press('expc01', 'reboot')
    cluster.settle()
    expect(cluster.node('expc01').configuration.ip_protocol).toBe('IPv4')
    expect(interfacesOf(cluster, 'expc01')).toEqual(['10.15.13.15'])
  })

  test('[EX-17] [EX-40] is taken at the restart: the own line is lost, and peers that list the old one lose the system', () => {
    const cluster = new Cluster('expressway-c-cluster-ip-2')
    cluster.save('expc02', { lan1_ipv4_address: NEW }, 'ip')
    cluster.restart('expc02')
    cluster.advance(3 * MINUTE_MS)
    expect(interfacesOf(cluster, 'expc02')).toEqual([NEW])
    expect(neighbour(cluster, 'expc01', 'expc02')).toBe(NEW)
    expect(cluster.alarms('expc02')).toEqual(expect.arrayContaining(['20003', '20015']))
    expect(cluster.alarms('expc02')).not.toContain('25010')
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    expect(shownIn(cluster, 'expc02', 'overview', 'ipv4_address')).toBe(NEW)
    for (const node of ['expc01', 'expc02']) cluster.save(node, { peer_2_address: NEW })
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc02')).toContain('20007')
    cluster.restart('expc02')
    cluster.advance(3 * MINUTE_MS)
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.alarms(node)).toEqual([])
      expect(cluster.node(node).clustering.databaseStatus).toBe('Active')
    }
    expect(cluster.clustering('expc01', 2)).toBe('Active as expc02')
  })

  test('[EX-17] that another system has stays with that one, until it is free and this one starts again', () => {
    const cluster = new Cluster('expressway-c-cluster-ip-2')
    cluster.save('expc02', { lan1_ipv4_address: '10.15.13.15' }, 'ip')
    cluster.restart('expc02')
    cluster.advance(3 * MINUTE_MS)
    expect(interfacesOf(cluster, 'expc01')).toContain('10.15.13.15')
    expect(interfacesOf(cluster, 'expc02')).not.toContain('10.15.13.15')
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    const shown = cluster.alarms('expc01')
    for (let each = 0; each < 10; each += 1) {
      cluster.advance(MINUTE_MS)
      expect(cluster.alarms('expc01')).toEqual(shown)
    }
    cluster.save('expc01', { lan1_ipv4_address: NEW }, 'ip')
    cluster.restart('expc01')
    cluster.restart('expc02')
    expect(interfacesOf(cluster, 'expc01')).toContain(NEW)
    expect(interfacesOf(cluster, 'expc02')).toContain('10.15.13.15')
  })

  test('[EX-17] [EX-32] a peer listed by FQDN is found again once the DNS knows the new address', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    cluster.save('expc03', { lan1_ipv4_address: NEW }, 'ip')
    cluster.restart('expc03')
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expc03')).toEqual(['20004', '20006', '20016'])
    for (const node of ['expc01', 'expc02']) expect(cluster.alarms(node)).toEqual(['20004', '20006'])
    cluster.fault('moved', { kind: 'dns-record', name: fqdn(3), address: NEW })
    cluster.advance(8 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) expect([node, cluster.alarms(node)]).toEqual([node, []])
    expect(cluster.clustering('expc01', 3)).toBe(`Active as expc03 (Resolved '${fqdn(3)}' as '${NEW}')`)
  })

  test('[EX-11] [EX-02] a system that moved before it joins is a peer by its new address', () => {
    const cluster = new Cluster().one({ peer_1_address: '10.15.13.15' })
    cluster.save('expc02', { lan1_ipv4_address: NEW }, 'ip')
    cluster.restart('expc02')
    const list = { peer_1_address: '10.15.13.15', peer_2_address: NEW }
    cluster.save('expc01', list)
    cluster.save('expc02', { cluster_name: 'expc-cluster.apolo.local', configuration_primary: 1, ...list })
    cluster.restart('expc02')
    expect(cluster.clustering('expc02', 2)).toBe('This system')
    expect(cluster.clustering('expc01', 2)).toBe('Active as expc02')
    const { lab } = cluster
    const again = replay(expressway, lab.journal(), lab.world())
    for (const node of ['expc01', 'expc02', 'expc03']) expect(again.state(node)).toEqual(lab.state(node))
  })

  test('[EX-01] what is no address of a host is refused and nothing saved', () => {
    const cluster = new Cluster()
    for (const wrong of ['10.15.13', '0.0.0.0', '127.0.0.1', '224.0.0.1', '', 'expc01'])
      expect([wrong, cluster.trySave('expc01', { lan1_ipv4_address: wrong }, 'ip').is]).toEqual([wrong, 'refused'])
    expect(cluster.trySave('expc01', { lan1_ipv6_address: '10.1.1.1' }, 'ip').is).toBe('refused')
    expect(cluster.trySave('expc01', { lan2_ipv4_address: NEW }, 'ip').is).toBe('unknown')
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual([])
  })
})

test('[EX-51] [EX-53] a factory reset takes LAN 2 off the network, and the address as well where that is not kept', () => {
  const cluster = new Cluster('expressway-e-cluster-2')
  expect(interfacesOf(cluster, 'expe02')).toContain('172.16.15.16')
  cluster.save('expe02', { peer_1_address: '', peer_2_address: '' })
  cluster.restart('expe02')
  expect(interfacesOf(cluster, 'expe02')).toEqual(['10.15.14.16'])
  const session = cluster.lab.ask('expe02', { op: 'console', line: 'factory-reset', session: null, login: 'root' })
  if (session.is !== 'console') throw new Error('the script does not run')
  for (const line of ['NO', 'NO', 'NO', 'NO', 'NO', 'NO', 'NO', 'YES'])
    cluster.lab.ask('expe02', { op: 'console', line, session: session.session, login: null })
  cluster.settle()
  expect(interfacesOf(cluster, 'expe02')).toEqual(['192.168.0.100'])
})

test('[EX-02] [EX-41] another Ethernet speed asks for a restart, 25009, and 25016 tells of one that loses packets', () => {
  const cluster = new Cluster()
  cluster.save('expc01', { lan1_speed: '100half' }, 'ethernet')
  cluster.advance(SECOND_MS)
  expect(cluster.alarms('expc01')).toEqual(['25009'])
  cluster.restart('expc01')
  expect(cluster.alarms('expc01')).toEqual(['25016'])
  expect(cluster.type('expc01', 'xStatus Ethernet 1')).toContain('Speed: "100half"')
  cluster.save('expc01', { lan1_speed: '1000full' }, 'ethernet')
  cluster.restart('expc01')
  expect(cluster.alarms('expc01')).toEqual([])
  expect(cluster.trySave('expc01', { lan1_speed: 'fast' }, 'ethernet').is).toBe('refused')
  expect(cluster.trySave('expc01', { lan2_speed: 'Auto' }, 'ethernet').is).toBe('unknown')
})

test('[EX-04] [EX-60] the time is Starting after a start and after its servers were saved, and then what it is', () => {
  const cluster = new Cluster('expressway-c-cluster-2')
  const ntp = () => shownIn(cluster, 'expc02', 'time', 'ntp_state')
  expect(ntp()).toBe('Synchronized')
  cluster.press('expc02', 'restart')
  cluster.advance(3 * MINUTE_MS)
  expect(ntp()).toBe('Starting')
  cluster.advance(30 * SECOND_MS)
  expect(ntp()).toBe('Synchronized')
  cluster.fault('no-time', { kind: 'ntp-unreachable', node: 'expc02' })
  cluster.save('expc02', { ntp_server_2: '10.15.13.3' }, 'time')
  expect(ntp()).toBe('Starting')
  cluster.advance(30 * SECOND_MS)
  expect(ntp()).toBe('Unsynchronized')
  cluster.advance(6 * MINUTE_MS)
  expect(cluster.alarms('expc02')).toEqual(['25002', '25021'])
  cluster.save('expc02', { ntp_server_1: '', ntp_server_2: '' }, 'time')
  expect(ntp()).toBe('Down')
})

test('[EX-41] [EX-02] licences count at once, a feature asks for a restart, and taken back it does not', () => {
  const cluster = new Cluster('expressway-e-cluster-2')
  cluster.press('expe02', 'add-option-key', { key: '116341W50-1-0F3C1D2B' })
  cluster.advance(SECOND_MS)
  expect(cluster.alarms('expe02')).toEqual([])
  cluster.press('expe02', 'add-option-key', { key: '116341U00-1-0F3C1D2B' })
  cluster.press('expe02', 'delete-option-key', { description: 'Advanced Networking' })
  cluster.advance(SECOND_MS)
  expect(cluster.alarms('expe02')).toEqual(['20003', '25006', '30025'])
  cluster.press('expe02', 'add-option-key', { key: '116341L00-1-0F3C1D2B' })
  cluster.press('expe02', 'delete-option-key', { description: 'FindMe' })
  expect(cluster.alarms('expe02')).toEqual([])
})
