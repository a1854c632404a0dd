// `xStatus`: sections of status in the product's own layout, as a published session shows it (Cisco 118675): strings quoted, numbers and
// choices bare, an empty section marked with a slash.

import type { Instant } from '../kernel/time.ts'
import { alarmKind } from './alarms.ts'
import { dateAndTime } from './log.ts'
import { clockOf, type PeerState } from './state.ts'
import { databaseStatus, lineStatuses, nextSync } from './status.ts'
import { timeState } from './time-source.ts'

export type Leaf = { readonly name: string; readonly value: string }
export type Branch = { readonly name: string; readonly below: readonly Entry[] }
export type Entry = Leaf | Branch

const text = (name: string, value: string): Leaf => ({ name, value: JSON.stringify(value) })
const bare = (name: string, value: string | number): Leaf => ({ name, value: String(value) })
const group = (name: string, below: readonly Entry[]): Branch => ({ name, below })

type Section = { readonly name: string; build(state: PeerState, at: Instant): readonly Branch[] }

/** In the order in which the product prints them. */
const SECTIONS: readonly Section[] = [
  { name: 'SystemUnit', build: systemUnit },
  { name: 'Ethernet', build: ethernet },
  {
    name: 'Options',
    build: ({ identity }) => [
      group(
        'Options',
        identity.optionKeys.map((key, index) => group(`Option ${index + 1}`, [text('Description', key)])),
      ),
    ],
  },
  { name: 'IP', build: ip },
  { name: 'Alternates', build: alternates },
  {
    name: 'H323',
    build: ({ shared }) => [
      group('H323', [group('Registration', [bare('Status', shared.configuration.h323_mode === 'On' ? 'Active' : 'Inactive')])]),
    ],
  },
  {
    name: 'SIP',
    build: ({ shared }) => [group('SIP', [bare('Status', shared.configuration.sip_mode === 'On' ? 'Active' : 'Inactive')])],
  },
  { name: 'Alarm', build: alarms },
  { name: 'Cluster', build: cluster },
  { name: 'Time', build: time },
]

export const STATUS_SECTIONS: readonly string[] = SECTIONS.map((section) => section.name)

export const UNMODELLED_STATUS = [
  'Applications', 'Authentication', 'Authzkeys', 'B2BUACalls', 'B2buapresencerelayservice', 'B2buapresencerelayuser', 'CDR', 'Cafe',
  'Calls', 'Cloud', 'CollaborationEdge', 'Edgeauth', 'Edgecmsserver', 'EdgeConfigProvisioning', 'Edgedomain', 'Edgeexternalfqdn',
  'Edgeauthcodecache', 'Edgesso', 'ExternalManager', 'Fail2ban', 'Feedback', 'Fips', 'Firewall', 'Gwtunnels', 'HTTPProxy', 'Hardware',
  'IntrusionProtection', 'Iptablesacceptedrule', 'Iptablesrule', 'License', 'Links', 'Mediastatistics', 'MicrosoftContent',
  'MicrosoftIMP', 'NetworkInterface', 'NetworkLimits', 'Ntpcertificates', 'PhonebookServer', 'Pipes', 'Policy', 'PortUsage',
  'Registrations', 'ResourceUsage', 'SipServiceDomains', 'SipServiceZones', 'SystemMetrics', 'TURN', 'Teststatus',
  'Traversalserverresourceusage', 'Tunnels', 'Warnings', 'XMPP', 'Xcps2s', 'Zones',
] // biome-ignore format: one list

/** The whole status as a tree: what `xStatus` prints and the XML document holds. */
export const statusTree = (state: PeerState, at: Instant): readonly Branch[] =>
  SECTIONS.flatMap((section) => section.build(state, at))

/** What `xStatus <words>` prints, or null where there is no such status. */
export function printStatus(state: PeerState, at: Instant, words: readonly string[]): string | null {
  const [first, ...deeper] = words.map((word) => word.toLowerCase())
  const sections = first === undefined ? SECTIONS : SECTIONS.filter((section) => section.name.toLowerCase() === first)
  if (sections.length === 0) return null
  const built = sections.flatMap((section) => section.build(state, at)).map((branch) => prune(branch, deeper))
  const found = built.filter((branch) => branch !== null)
  if (found.length === 0) return null
  return `${found.map(printSection).join('')}\nOK\n`
}

// Only the way to what was asked for is left; ancestors stay.
function prune(branch: Branch, words: readonly string[]): Branch | null {
  const [word, ...rest] = words
  if (word === undefined) return branch
  const [name = '', index] = branch.name.toLowerCase().split(' ')
  if (index !== undefined && name !== '' && index === word) return prune(branch, rest)
  const below = branch.below.filter((entry) => {
    const [first, number] = entry.name.toLowerCase().split(' ')
    return first === word && (number === undefined || rest[0] === undefined || /\D/.test(rest[0]) || number === rest[0])
  })
  if (below.length === 0) return null
  const deeper = below.flatMap((entry): Entry[] => {
    if ('value' in entry) return rest.length === 0 ? [entry] : []
    const pruned = prune(entry, /^\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest)
    return pruned === null ? [] : [pruned]
  })
  return deeper.length === 0 ? null : { ...branch, below: deeper }
}

const INDENT = '        '

function printSection(section: Branch): string {
  if (section.below.length === 0) return `*s ${section.name}: /\n*s/end\n`
  return `*s ${section.name}:\n${section.below.map((entry) => printEntry(entry, INDENT)).join('')}*s/end\n`
}

function printEntry(entry: Entry, indent: string): string {
  if ('value' in entry) return `${indent}${entry.name}: ${entry.value}\n`
  if (entry.below.length === 0) return `${indent}${entry.name}: /\n`
  return `${indent}${entry.name}:\n${entry.below.map((each) => printEntry(each, indent + INDENT)).join('')}`
}

function systemUnit(state: PeerState, at: Instant): readonly Branch[] {
  const { identity } = state
  const clock = clockOf(state, at)
  return [
    group('SystemUnit', [
      text('Product', 'TANDBERG VCS'),
      bare('Uptime', Math.floor((at - state.startedAt) / 1000)),
      text('SystemTime', dateAndTime(clock)),
      text('TimeZone', identity.timeZone.name),
      text('LocalTime', dateAndTime(clock, identity.timeZone.offsetMinutes)),
      group('Software', [
        text('Version', identity.version),
        text('ReleaseDate', identity.released),
        group('Configuration', [
          text('ExpresswaySeries', 'True'),
          text('Expressway', identity.series === 'Expressway-E' ? 'True' : 'False'),
        ]),
      ]),
      group('Hardware', [text('Version', identity.platform), text('SerialNumber', identity.serialNumber)]),
    ]),
  ]
}

function ethernet({ identity: { lan1 } }: PeerState): readonly Branch[] {
  return [
    group('Ethernet 1', [
      text('MacAddress', lan1.mac),
      group('IPv4', [text('Address', lan1.address), text('SubnetMask', lan1.mask)]),
      ...(lan1.ipv6 === '' ? [] : [group('IPv6', [text('Address', lan1.ipv6)])]),
    ]),
  ]
}

function ip({ identity }: PeerState): readonly Branch[] {
  return [
    group('IP', [
      group('IPv4', [text('Gateway', identity.gateway)]),
      group('DNS', [
        text('Hostname', identity.hostName),
        group('Domain', [text('Name', identity.domain)]),
        ...identity.dnsServers.map((address, index) => group(`Server ${index + 1}`, [text('Address', address)])),
      ]),
    ]),
  ]
}

function alternates(state: PeerState): readonly Branch[] {
  return [
    group(
      'Alternates',
      state.links.flatMap((link, line) =>
        link === null
          ? []
          : [
              group(`Peer ${line + 1}`, [
                text('Address', link.address),
                bare('Status', link.state === 'active' ? 'Active' : link.state === 'trying' ? 'Unknown' : 'Failed'),
              ]),
            ],
      ),
    ),
  ]
}

function alarms(state: PeerState): readonly Branch[] {
  return [
    group(
      'Alarm',
      state.alarms.map((alarm, index) => {
        const kind = alarmKind(alarm.id)
        return group(`Alarm ${index + 1}`, [
          text('ID', alarm.id),
          text('UUID', kind?.uuid ?? ''),
          text('Reason', `${kind?.title} - ${alarm.detail || kind?.description}`),
          bare('State', alarm.status === 'new' ? 'Unacknowledged' : 'Acknowledged'),
          bare('Severity', kind?.severity ?? ''),
          text('FirstRaised', dateAndTime(alarm.firstRaised)),
          text('LastRaised', dateAndTime(alarm.lastRaised)),
        ])
      }),
    ),
  ]
}

function cluster(state: PeerState): readonly Branch[] {
  const { saved, shared } = state
  const next = nextSync(state)
  const peers = lineStatuses(state).filter((line) => line.address !== '')
  if (peers.length === 0) return [group('Cluster', [])]
  return [
    group('Cluster', [
      text('Name', saved.clusterName),
      bare('ConfigurationPrimary', saved.configurationPrimary),
      bare('TLSVerificationMode', shared.tlsMode),
      bare('IPVersion', saved.ipVersion),
      bare('DatabaseStatus', databaseStatus(state)),
      text('LastSynchronization', state.lastSync === null ? '' : dateAndTime(clockOf(state, state.lastSync))),
      text('NextSynchronization', next === null ? '' : dateAndTime(clockOf(state, next))),
      ...peers.map((line) =>
        group(`Peer ${line.n}`, [
          text('Address', line.address),
          text('Certificate', line.certificate?.text ?? ''),
          text('Clustering', line.clustering?.text ?? ''),
        ]),
      ),
    ]),
  ]
}

function time(state: PeerState, at: Instant): readonly Branch[] {
  return [
    group('Time', [
      text('Local', dateAndTime(clockOf(state, at), state.identity.timeZone.offsetMinutes)),
      bare('Status', timeState(state)),
      ...state.identity.ntpServers.map((address, index) => group(`Server ${index + 1}`, [text('Address', address)])),
    ]),
  ]
}
