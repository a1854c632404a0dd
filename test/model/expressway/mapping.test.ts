import { describe, expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

const name = (number: number) => `expe0${number}.apolo.local`
const PAIRS = [1, 2].map((number) => ({ fqdn: name(number), ip: `10.15.14.${14 + number}` }))

/** Puts the names of both into the lists of both, with the restarts that go with it. */
function useNames(cluster: Cluster): void {
  for (const number of [1, 2]) {
    for (const node of ['expe01', 'expe02']) cluster.save(node, { [`peer_${number}_address`]: name(number) })
    cluster.restart(`expe0${number}`)
  }
  cluster.advance(5 * MINUTE_MS)
}

describe('two interfaces and static NAT', () => {
  test('[EX-15] names from the public DNS lead outside and break the cluster, until they are mapped', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    expect(cluster.clustering('expe01', 2)).toBe('Active as expe02')
    useNames(cluster)
    expect(cluster.clustering('expe01', 2)).toBe('Failed')
    expect(cluster.alarms('expe01')).toEqual(['20004', '20006'])
    for (const node of ['expe01', 'expe02']) cluster.save(node, { address_mapping_enabled: 'On', address_mappings: PAIRS })
    cluster.settle()
    expect(cluster.clustering('expe01', 2)).toBe("Active as expe02 (Resolved 'expe02.apolo.local' as '10.15.14.16')")
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expe02')).toEqual([])
  })

  test('[EX-15] a table that is saved but off changes nothing, one on the primary replicates at once', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    cluster.save('expe01', { address_mappings: PAIRS })
    useNames(cluster)
    expect(cluster.clustering('expe01', 2)).toBe('Failed')
    const other = new Cluster('expressway-e-cluster-2')
    other.save('expe01', { address_mapping_enabled: 'On', address_mappings: PAIRS })
    other.advance(SECOND_MS)
    expect(JSON.stringify(other.lab.state('expe02'))).toContain(JSON.stringify(PAIRS))
    expect(other.alarms('expe01')).toEqual([])
    useNames(other)
    expect(other.clustering('expe02', 1)).toMatch(/^Active as expe01/)
  })

  test('[EX-15] a wrong pair shuts the peer out, although the DNS would know better', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    cluster.save('expe01', {
      address_mapping_enabled: 'On',
      address_mappings: [PAIRS[0] as (typeof PAIRS)[0], { fqdn: name(2), ip: '10.15.14.99' }],
    })
    useNames(cluster)
    expect(cluster.clustering('expe01', 2)).toBe('Failed')
  })

  test('[EX-15] the public DNS pointed at the private addresses forms the cluster', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    for (const number of [1, 2])
      cluster.fault(`dns${number}`, { kind: 'dns-record', name: name(number), address: `10.15.14.${14 + number}` })
    useNames(cluster)
    expect(cluster.clustering('expe01', 2)).toMatch(/^Active as expe02/)
  })

  test('[EX-15] the address of the outer interface is no peer address', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    cluster.save('expe01', { peer_1_address: '172.16.15.15' })
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expe01')).toContain('20003')
  })

  test('[EX-15] mappings are suggested from host name, domain and inner address; nothing is saved by it', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    expect(cluster.press('expe01', 'suggest-mappings').is).toBe('refused')
    cluster.save('expe01', { address_mapping_enabled: 'On' })
    const before = JSON.stringify(cluster.lab.state('expe01'))
    const answer = cluster.press('expe01', 'suggest-mappings')
    expect(answer).toMatchObject({
      is: 'acted',
      files: [{ name: 'address-mappings.txt', text: 'expe01.apolo.local 10.15.14.15\nexpe02.apolo.local 10.15.14.16\n' }],
    })
    expect(JSON.stringify(cluster.lab.state('expe01'))).toBe(before)
    cluster.save('expe02', { system_host_name: 'renamed' }, 'dns')
    cluster.advance(SECOND_MS)
    expect(JSON.stringify(cluster.press('expe01', 'suggest-mappings'))).toContain('renamed.apolo.local 10.15.14.16')
  })

  test('[EX-15] a public address in the table is warned of', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    const page = cluster.save('expe01', { address_mappings: [{ fqdn: name(2), ip: '198.51.100.16' }] })
    expect(page.messages.some((message) => message.tone === 'warning' && message.text.includes('no private address'))).toBe(true)
  })

  test('[EX-15] a cut on the outer network alone costs the cluster nothing, on the inner one everything', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    cluster.fault('cut', { kind: 'link-down', a: 'expe01', b: 'expe02', network: 'lan2' })
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expe01')).toEqual([])
    cluster.fault('inner', { kind: 'link-down', a: 'expe01', b: 'expe02', network: 'lan1' })
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expe01')).toEqual(['20004', '20006'])
  })
})

test('[EX-15] with one interface and a public address the public DNS is enough', () => {
  const cluster = new Cluster('expressway-e-single-nic-2')
  useNames(cluster)
  expect(cluster.clustering('expe01', 2)).toBe("Active as expe02 (Resolved 'expe02.apolo.local' as '198.51.100.16')")
  expect(cluster.alarms('expe01')).toEqual([])
})

test('[EX-15] with one interface behind static NAT the public address is no peer address, and names have to be mapped', () => {
  const cluster = new Cluster('expressway-e-single-nic-2')
  const nodes = [1, 2].map((number) => ({
    node: name(number).split('.')[0] as string,
    inner: `10.15.14.${14 + number}`,
    outer: `198.51.100.${14 + number}`,
  }))
  for (const { node, inner, outer } of nodes) {
    cluster.save(node, { lan1_ipv4_address: inner, lan1_static_nat_address: outer }, 'ip')
    cluster.restart(node)
  }
  expect(cluster.clustering('expe01', 2)).toBe('Failed')
  expect(cluster.alarms('expe01')).toEqual(expect.arrayContaining(['20003', '20015']))
  const inside = Object.fromEntries(nodes.map(({ inner }, line) => [`peer_${line + 1}_address`, inner]))
  for (const { node } of nodes) cluster.save(node, inside)
  for (const { node } of nodes) cluster.restart(node)
  cluster.advance(3 * MINUTE_MS)
  expect(cluster.clustering('expe01', 2)).toBe('Active as expe02')
  expect(cluster.alarms('expe01')).toEqual([])
  useNames(cluster)
  expect(cluster.clustering('expe01', 2)).toBe('Failed')
  for (const { node } of nodes) cluster.save(node, { address_mapping_enabled: 'On', address_mappings: PAIRS })
  cluster.settle()
  expect(cluster.clustering('expe01', 2)).toBe("Active as expe02 (Resolved 'expe02.apolo.local' as '10.15.14.16')")
  expect(cluster.type('expe01', 'xConfiguration Ethernet 1 IP V4 StaticNAT')).toContain('StaticNAT Address: "198.51.100.15"')
})
