import { describe, expect, test } from 'vitest'
import { configurationXml, statusXml } from '../../../worker/expressway/documents.ts'
import type { PeerState } from '../../../worker/expressway/state.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn } from './cluster.ts'

const at = (cluster: Cluster) => cluster.lab.world().now
const stateOf = (cluster: Cluster, node: string) => cluster.lab.state(node) as PeerState

/** Whether every element that is opened is closed in its turn. */
function isWellFormed(xml: string): boolean {
  const open: string[] = []
  for (const [, closing, name, own] of xml.replace(/^<\?xml.*?\?>/, '').matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (closing) {
      if (open.pop() !== name) return false
    } else if (!own) open.push(name ?? '')
  }
  return open.length === 0
}

describe('XML documents', () => {
  test('[EX-63] the status bears namespace, product and version, and item on every element below', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const xml = statusXml(stateOf(cluster, 'expc01'), at(cluster))
    expect(xml).toMatch(
      /^<\?xml version="1\.0"\?>\n<Status xmlns="http:\/\/www\.tandberg\.no\/XML\/CUIL\/1\.0" product="TANDBERG VCS" version="X14\.0\.2">\n {2}<SystemUnit item="1">\n {4}<Product item="1">TANDBERG VCS<\/Product>\n/,
    )
    expect(isWellFormed(xml)).toBe(true)
    const tags = xml.match(/<\w[^>]*>/g) ?? []
    expect(tags.slice(1).filter((tag) => !/ item="\d+"/.test(tag))).toEqual([])
    expect(xml).toContain('    <Peer item="2">\n')
    expect(statusXml(stateOf(new Cluster(), 'expc01'), at(cluster))).toContain('  <Alternates item="1"/>\n')
  })

  test('[EX-63] warnings stand on one line, in the order and with the numbers of the alarm table', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('dark', { kind: 'power-off', node: 'expc02' })
    cluster.advance(3 * MINUTE_MS)
    const line = statusXml(stateOf(cluster, 'expc01'), at(cluster))
      .split('\n')
      .find((each) => each.includes('<Warnings'))
    expect(line?.match(/<Warning item="(\d+)">/g)).toEqual(['<Warning item="12">', '<Warning item="56">', '<Warning item="240">'])
    expect(line).toContain(
      '<Warning item="56"><ID item="1">3bca6888-f622-11df-93be-07cc953d7b99</ID><Reason item="1">Cluster communication failure - The system is unable to communicate with one or more of the cluster peers</Reason><State item="1">Unacknowledged</State></Warning>',
    )
  })

  test('[EX-63] a location leaves the ancestors and prunes the rest, and one that leads nowhere says so', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const state = stateOf(cluster, 'expc01')
    const xml = statusXml(state, at(cluster), '/Status/SystemUnit/Software/Version')
    expect(xml.match(/<\w+/g)).toEqual(['<Status', '<SystemUnit', '<Software', '<Version'])
    expect(configurationXml(state, "/Configuration/Alternates/Peer[@item='2']/Address")).toContain(
      `<Peer item="2">\n      <Address item="1">${fqdn(2)}</Address>`,
    )
    for (const nowhere of ['/Status/Nothing', '', '/', '/Configuration', '/Status/SystemUnit[2]', '/Status/[[['])
      expect(statusXml(state, at(cluster), nowhere)).toMatch(/<XPathError>\n {4}<Reason>[^<]+<\/Reason>/)
  })

  test('[EX-63] the configuration nests the paths of xConfiguration and escapes what XML keeps for itself', () => {
    const cluster = new Cluster()
    cluster.save('expc01', { system_name: 'a < b & c' }, 'system')
    const xml = configurationXml(stateOf(cluster, 'expc01'))
    expect(isWellFormed(xml)).toBe(true)
    expect(xml).toContain('<Name item="1">a &lt; b &amp; c</Name>')
    expect(xml).toContain('<TimeToLive item="1">60</TimeToLive>')
    expect(xml.match(/<Peer item="\d">/g)?.length).toBeGreaterThanOrEqual(6)
  })
})
