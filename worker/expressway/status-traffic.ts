// The part of the status that users make: what is used, zones and the links between them, SIP and H.323.

import type { Json } from '../kernel/machine.ts'
import { linksOf } from './configuration.ts'
import { ownAddress, running, speaks } from './interfaces.ts'
import { callsOf, registrationsOf, uuidOf } from './records.ts'
import { isListed, type PeerState } from './state.ts'
import { type Branch, bare, type Entry, group, indexed, text } from './status-words.ts'
import { bandwidthOf, loadOf, traversalCalls } from './users.ts'

/** Peaks and sums since the start are not counted, so only what is there now is told. */
const current = (name: string, count: number): Branch => group(name, [bare('Current', count)])

/** Services that are not set up here, so that none of their calls is ever up. */
const UNUSED = ['CollaborationEdge', 'Cloud', 'MicrosoftContent', 'MicrosoftIMP']

export function resourceUsage(state: PeerState): readonly Branch[] {
  const { sip, h323, calls } = loadOf(state)
  const traversal = traversalCalls(calls)
  return [
    group('ResourceUsage', [
      group('Calls', [
        current('Traversal', traversal),
        current('NonTraversal', calls - traversal),
        ...UNUSED.map((name) => current(name, 0)),
      ]),
      current('Registrations', sip + h323),
      current('TPRoom', h323),
      current('UserDevice', sip),
    ]),
  ]
}

/** The calls that are up, by number: who speaks with whom. Nothing of their media is known. */
export function calls(state: PeerState): readonly Branch[] {
  const leg = (name: string, protocol: string, alias: string) =>
    group(name, [bare('Protocol', protocol), group('Targets', [group('Target 1', [bare('Type', 'Url'), text('Value', alias)])])])
  return [
    group(
      'Calls',
      callsOf(loadOf(state), state.identity.domain).map(({ protocol, source, destination }, index) =>
        group(`Call ${index + 1}`, [
          text('SerialNumber', uuidOf(ownKey(state), 'c', index + 1)),
          bare('State', 'Connected'),
          group('Legs', [leg('Leg 1', protocol, source), leg('Leg 2', protocol, destination)]),
        ]),
      ),
    ),
  ]
}

/** The endpoints that are registered here, with their aliases. */
export function registrations(state: PeerState): readonly Branch[] {
  const { sip } = loadOf(state)
  const alias = (number: number, type: string, value: string) =>
    group(`Alias ${number}`, [bare('Type', type), bare('Origin', 'Endpoint'), text('Value', value)])
  return [
    group(
      'Registrations',
      registrationsOf(loadOf(state), state.identity.domain).map(({ protocol, alias: name, number }, index) =>
        group(`Registration ${index + 1}`, [
          bare('Protocol', protocol),
          text('Node', state.identity.systemName),
          text('SerialNumber', uuidOf(ownKey(state), protocol === 'SIP' ? 's' : 'h', index + 1 - (protocol === 'SIP' ? 0 : sip))),
          ...(protocol === 'SIP'
            ? [group('SIP', [text('AOR', name)])]
            : [group('Aliases', [alias(1, 'H323Id', name), alias(2, 'E164', number)])]),
        ]),
      ),
    ),
  ]
}

/** As the database interface knows this peer. */
const ownKey = (state: PeerState): string => (isListed(state) ? ownAddress(state) : '127.0.0.1')

const NO_BANDWIDTH = { localUsage: 0, clusterUsage: 0 }

const bandwidth = ({ localUsage, clusterUsage } = NO_BANDWIDTH): Branch =>
  group('Bandwidth', [bare('LocalUsage', localUsage), bare('ClusterUsage', clusterUsage)])

/** Names of the neighbour zones, in their order. */
function neighbours(state: PeerState): readonly { readonly name: string; readonly address: string }[] {
  const list = state.shared.configuration.zones
  if (!Array.isArray(list)) return []
  return (list as readonly Json[]).map((each) => {
    const zone = each as { readonly [name: string]: Json }
    return { name: String(zone.name), address: String(zone.address) }
  })
}

/** All calls of the population are between endpoints of the Default Subzone. */
export function zones(state: PeerState): readonly Branch[] {
  const zone = (name: string, inside: string, usage = NO_BANDWIDTH) => group(name, [text('Name', inside), bandwidth(usage)])
  return [
    group('Zones', [
      zone('DefaultZone', 'DefaultZone'),
      group('LocalZone', [
        zone('DefaultSubZone', 'DefaultSubZone', bandwidthOf(state)),
        zone('TraversalSubZone', 'TraversalSubZone'),
        zone('ClusterSubZone', 'ClusterSubZone'),
      ]),
      ...indexed('Zone', neighbours(state), ({ name, address }) => [
        text('Name', name),
        bandwidth(),
        bare('Type', 'Neighbor'),
        group('Neighbor', [group('Peer 1', [group('SIP', [text('Address', address)])])]),
      ]),
    ]),
  ]
}

/** The links that are configured, and two for each neighbour zone. No call of the population passes over any of them. */
export function links(state: PeerState): readonly Branch[] {
  const names = [
    ...linksOf(state.shared.configuration).map(({ name }) => name),
    ...neighbours(state).flatMap((_, index) => {
      const zone = `Zone${String(index + 1).padStart(3, '0')}`
      return [`${zone}ToDefaultSZ`, `${zone}ToTraversalSZ`]
    }),
  ]
  return [
    group(
      'Links',
      indexed('Link', names, (name) => [text('Name', name), bandwidth()]),
    ),
  ]
}

const SIP_PORT = 5060
const SIPS_PORT = 5061

/** Whether each transport listens, and where. Mutual TLS has a port of its own, which is off by default. */
export function sip(state: PeerState): readonly Branch[] {
  const { configuration } = state.shared
  const isOn = (transport: string) => configuration.sip_mode === 'On' && configuration[`sip_${transport}_mode`] === 'On'
  const transport = (name: string, host: string, port: number, on: boolean): Entry =>
    group(name, on && host !== '' ? [bare('Status', 'Active'), text('Address', `${host}:${port}`)] : [bare('Status', 'Inactive')])
  const listening = (version: string, host: string): Branch =>
    group(version, [
      transport('UDP', host, SIP_PORT, isOn('udp')),
      transport('TCP', host, SIP_PORT, isOn('tcp')),
      transport('TLS', host, SIPS_PORT, isOn('tls')),
      transport('MTLS', host, SIPS_PORT, false),
    ])
  const { lan1, lan2 } = running(state)
  const lans = lan2 === null ? [lan1] : [lan1, lan2]
  return [
    group(
      'SIP',
      indexed('Ethernet', lans, ({ address, ipv6 }) => [
        listening('IPv4', speaks(state, 'IPv4') ? address : ''),
        listening('IPv6', ipv6 === '' || !speaks(state, 'IPv6') ? '' : `[${ipv6}]`),
      ]),
    ),
  ]
}

/** Assent and H.460.18 let traversal clients in, which only an Expressway-E does. */
export function h323({ identity, shared }: PeerState): readonly Branch[] {
  const isOn = shared.configuration.h323_mode === 'On'
  const status = (on: boolean): Entry => bare('Status', on ? 'Active' : 'Inactive')
  const isInner = identity.series === 'Expressway-C'
  return [
    group('H323', [
      group('Registration', [status(isOn)]),
      group('CallSignaling', [status(isOn)]),
      ...(isInner || !isOn ? ['Assent', 'H46018'].map((name) => group(name, [group('CallSignaling', [status(false)])])) : []),
    ]),
  ]
}
