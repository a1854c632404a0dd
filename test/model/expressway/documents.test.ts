import { readFileSync } from 'node:fs'
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
  for (const [, closing, name, own] of xml.replace(/^<\?xml.*?\?>/, '').matchAll(/<(\/?)([\w-]+)[^>]*?(\/?)>/g)) {
    if (closing) {
      if (open.pop() !== name) return false
    } else if (!own) open.push(name ?? '')
  }
  return open.length === 0
}

const CAPTURED = readFileSync(`${import.meta.dirname}/captured-status.txt`, 'utf8')
  .trim()
  .split('\n')
  .slice(1)

/** What a stand-alone X8.11.3 with one option less does not print: with its peers, keys and later releases there is more. */
const NOT_CAPTURED = [
  /^SystemUnit\/Software\/Configuration\/TURN/, // as in a document of X8.11.4
  /^Ethernet\/IPv6/,
  /^Alternates\/Peer/,
  /^Cluster\b/,
  /^Calls\/Call/, // none was up, and nobody registered
  /^Registrations\/Registration/,
  /^Options\/Option/,
  /^Time\b/,
  /^Zones\/Zone\/Neighbor\/Peer\/SIP\/Address/,
  /^SIP\/Ethernet\/IPv(4\/UDP|6\/T(CP|LS))\/Address$/, // did not listen there
]

/** The paths of all elements of a document, each once, in their order. */
function pathsOf(xml: string): readonly string[] {
  const open: string[] = []
  const paths = new Set<string>()
  for (const [, closing, name = '', own] of xml.replace(/^<\?xml.*?\?>/, '').matchAll(/<(\/?)([\w-]+)[^>]*?(\/?)>/g)) {
    if (closing) open.pop()
    else {
      open.push(name)
      if (open.length > 1) paths.add(open.slice(1).join('/'))
      if (own) open.pop()
    }
  }
  return [...paths]
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

  test.each(['expressway-c-standalone-3', 'expressway-c-cluster-2', 'expressway-e-cluster-2'])(
    '[EX-63] elements of the status of %s stand in the order of a captured document, and none is made up',
    (template) => {
      const cluster = new Cluster(template)
      const node = cluster.lab.snapshot().nodes[0]?.id as string
      const printed = pathsOf(statusXml(stateOf(cluster, node), at(cluster)))
      const known = printed.filter((path) => !NOT_CAPTURED.some((pattern) => pattern.test(path)))
      expect(known.filter((path) => !CAPTURED.includes(path))).toEqual([])
      expect(known).toEqual(CAPTURED.filter((path) => known.includes(path)))
      // Whoever polls a real system looks at these.
      for (const path of ['SystemUnit/Software/Version', 'ResourceUsage/Registrations/Current', 'Alternates', 'Warnings'])
        expect(known).toContain(path)
    },
  )

  test('[EX-63] what later subsystems added stands on one line, before the tag that closes what it was added to', () => {
    const xml = statusXml(stateOf(new Cluster(), 'expc01'), at(new Cluster()))
    const lines = xml.trimEnd().split('\n')
    expect(lines.at(-1)).toMatch(
      /^<B2BUACalls item="1"\/><CDR item="1"><Service item="1">off<\/Service><\/CDR>.*<Warnings item="1"\/><XMPP item="1">.*<\/XMPP><\/Status>$/,
    )
    expect(lines.find((line) => line.includes('<DNS'))).toMatch(
      /^ {2}<DNS item="1"><Domain item="1"><Name item="1">apolo\.local<\/Name><\/Domain>(<Server item="\d"><Address item="1".*){5}<\/DNS><\/IP>$/,
    )
    expect(xml).toContain(
      `  <Feedback item="3">\n    <Status item="1" valueSpaceRef="/ValueSpace/NO_ID[@item='1']">Off</Status>\n  </Feedback>\n`,
    )
  })

  test('[EX-63] [EX-06] the status counts registrations, calls and bandwidth of the peer and of its cluster', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const value = (path: string) =>
      /<(?:Current|ClusterUsage|LocalUsage) item="1">(\d+)</.exec(statusXml(stateOf(cluster, 'expc01'), at(cluster), path))?.[1]
    const { service } = cluster.node('expc01') as unknown as {
      readonly service: {
        readonly registrations: { readonly total: number }
        readonly calls: { readonly total: number; readonly traversal: number }
        readonly bandwidthKbps: number
        readonly cluster: { readonly bandwidthKbps: number }
      }
    }
    expect(service.registrations.total).toBeGreaterThan(0)
    const zone = '/Status/Zones/LocalZone/DefaultSubZone/Bandwidth'
    const { registrations, calls } = service
    for (const [path, count] of [
      ['/Status/ResourceUsage/Registrations/Current', registrations.total],
      ['/Status/ResourceUsage/Calls/Traversal/Current', calls.traversal],
      ['/Status/ResourceUsage/Calls/NonTraversal/Current', calls.total - calls.traversal],
      [`${zone}/LocalUsage`, service.bandwidthKbps],
      [`${zone}/ClusterUsage`, service.cluster.bandwidthKbps],
    ] as const)
      expect([path, value(path)]).toEqual([path, String(count)])
  })

  test('[EX-63] [EX-61] the status says which transports listen, on which addresses', () => {
    const cluster = new Cluster('expressway-e-cluster-2')
    cluster.save('expe01', { sip_udp_mode: 'On', sip_tls_mode: 'Off' }, 'sip')
    cluster.save('expe01', { h323_mode: 'Off' }, 'h323')
    expect(cluster.type('expe01', 'xStatus SIP Ethernet 2 IPv4')).toBe(
      [
        '*s SIP:',
        '        Ethernet 2:',
        '                IPv4:',
        '                        UDP:',
        '                                Status: Active',
        '                                Address: "172.16.15.15:5060"',
        '                        TCP:',
        '                                Status: Active',
        '                                Address: "172.16.15.15:5060"',
        '                        TLS:',
        '                                Status: Inactive',
        '                        MTLS:',
        '                                Status: Inactive',
        '*s/end',
        '',
        'OK',
        '',
      ].join('\n'),
    )
    expect(cluster.type('expe01', 'xStatus H323 Registration')).toContain('Status: Inactive')
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

  test('[EX-61] [EX-63] loggers, ports for media and intrusion protection are told; calls with media take ports', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const ports = () =>
      /Free: (\d+)\n\s+Used: (\d+)/.exec(cluster.type('expc01', 'xStatus PortUsage'))?.slice(1).map(Number) ?? []
    const calls = Number(/Traversal:\n\s+Current: (\d+)/.exec(cluster.type('expc01', 'xStatus ResourceUsage Calls'))?.[1])
    expect(calls).toBeGreaterThan(0)
    expect(ports()).toEqual([24_000 - 48 * calls, 48 * calls])
    expect(cluster.type('expc01', 'xStatus Loggers')).toContain('Module: network.sip\n                TraceLevel: Info')
    expect(cluster.type('expc01', 'xStatus IntrusionProtection')).toContain('State: Up')
    expect(cluster.type('expc01', 'xStatus CollaborationEdge')).toContain('Portforwarding')
    expect(cluster.type('expc01', 'xStatus Tunnels')).toContain('not modelled')
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
