// The whole status of a peer as a tree: what `xStatus` prints and the XML document holds. EX-61, EX-63.
//
// Elements and their order are those of a document captured from X8.11.3. An element whose value this model
// does not know is left out rather than made up; so are whole sections, see UNMODELLED_STATUS.

import type { Instant } from '../kernel/time.ts'
import { alarmKind } from './alarm-kinds.ts'
import { ALARM_TABLE } from './alarm-table.ts'
import { capacityOf } from './capacity.ts'
import { verifiesTls } from './clustering.ts'
import { hasAdvancedNetworking, type Identity, releasedOn } from './identity.ts'
import { running, type Speed, speaks } from './interfaces.ts'
import { dateAndTime } from './log.ts'
import { optionsOf } from './option-keys.ts'
import { protocolInForce } from './start-settings.ts'
import { clockOf, type PeerState } from './state.ts'
import { databaseStatus, lineStatuses, nextSync } from './status.ts'
import { applications, feedback, licenses, METRICS } from './status-services.ts'
import { COLLABORATION_EDGE, INTRUSION_PROTECTION, LOGGERS, portUsage } from './status-system.ts'
import { calls, h323, links, registrations, resourceUsage, sip, zones } from './status-traffic.ts'
import { type Branch, bare, choiceOf, type Entry, empty, group, indexed, type Leaf, text } from './status-words.ts'
import { timeState } from './time-source.ts'

type Section = { readonly name: string; build(state: PeerState, at: Instant): readonly Branch[] }

const section = (name: string, build: Section['build']): Section => ({ name, build })
const constant = (branch: Branch): Section => ({ name: branch.name, build: () => [branch] })
const appended = (branch: Branch): Branch => ({ ...branch, layout: 'appended' })

/** In the order in which the product prints them. Those that it prints all on one line come last. */
export const SECTIONS: readonly Section[] = [
  section('SystemUnit', systemUnit),
  section('Ethernet', ethernet),
  section('IP', ip),
  constant(group('ExternalManager', [choiceOf('Status', 'Inactive')])),
  section('Feedback', feedback),
  section('ResourceUsage', resourceUsage),
  section('Calls', calls),
  section('Zones', zones),
  section('Alternates', alternates),
  section('Links', links),
  constant(empty('Pipes')),
  section('Registrations', registrations),
  section('SIP', sip),
  section('H323', h323),
  section('Applications', applications),
  constant(empty('FindMeManager')),
  constant(group('TURN', [group('Server', [bare('Status', 'Inactive'), bare('MediaForwardingFrameworks', 1)])])),
  constant(LOGGERS),
  constant(empty('Policy')),
  constant({ ...COLLABORATION_EDGE, layout: 'one line' }),
  constant({ ...empty('Cloud'), layout: 'one line' }),
  constant({ ...empty('MicrosoftContent'), layout: 'one line' }),
  constant({ ...empty('MicrosoftIMP'), layout: 'one line' }),
  section('Alarm', alarms),
  section('License', licenses),
  section('PortUsage', portUsage),
  constant(appended(empty('B2BUACalls'))),
  constant(appended(group('CDR', [text('Service', 'off')]))),
  constant(appended(group('Certification', [text('Mode', 'diagnostic')]))),
  constant(appended(group('SystemMetrics', METRICS))),
  section('Cluster', (state) => cluster(state).map(appended)),
  constant(appended(group('EdgeConfigProvisioning', [bare('Status', 'Inactive')]))),
  constant(appended(INTRUSION_PROTECTION)),
  constant(appended(group('Fips', [text('Mode', 'off')]))),
  constant(appended(group('HTTPProxy', [bare('Status', 'Inactive')]))),
  constant(appended(group('Mediastatistics', [text('Logging', 'off')]))),
  section('Options', (state) => [
    appended(
      group(
        'Options',
        indexed('Option', optionsOf(state), (key) => [text('Description', key)]),
      ),
    ),
  ]),
  constant(appended(empty('RateLimits'))),
  section('Time', (state, at) => [appended(time(state, at))]),
  section('Warnings', (state) => [appended(warnings(state))]),
  constant(appended(group('XMPP', [group('system-status', [group('jabberd', [bare('status', 'Inactive')])])]))),
]

/** What the command line knows beside these, asked for by name: no document has it. */
const NAMED: readonly Section[] = [section('Hardware', ({ identity }) => [hardware(identity)])]

/** Every section that can be asked for by name. */
export const NAMED_SECTIONS: readonly Section[] = [...SECTIONS, ...NAMED]

export const STATUS_SECTIONS: readonly string[] = NAMED_SECTIONS.map(({ name }) => name)

export const UNMODELLED_STATUS = [
  'Authentication', 'Authzkeys', 'B2buapresencerelayservice', 'B2buapresencerelayuser', 'Cafe',
  'Edgeauth', 'Edgecmsserver', 'Edgedomain', 'Edgeexternalfqdn',
  'Edgeauthcodecache', 'Edgesso', 'Fail2ban', 'Firewall', 'Gwtunnels',
  'Iptablesacceptedrule', 'Iptablesrule',
  'NetworkInterface', 'NetworkLimits', 'Ntpcertificates', 'PhonebookServer',
  'SipServiceDomains', 'SipServiceZones', 'Teststatus',
  'Traversalserverresourceusage', 'Tunnels', 'Xcps2s',
] // biome-ignore format: one list

/** The sections of a status, one after the other. */
export const statusTree = (state: PeerState, at: Instant): readonly Branch[] => SECTIONS.flatMap((each) => each.build(state, at))

/** The software of every release bears this name. */
const SOFTWARE_NAME = 's42700'

function systemUnit(state: PeerState, at: Instant): readonly Branch[] {
  const { identity } = state
  const clock = clockOf(state, at)
  const unit = capacityOf(identity.platform, identity.version, 1)
  const isOuter = identity.series === 'Expressway-E'
  const truth = (name: string, holds: boolean): Leaf => bare(name, holds ? 'True' : 'False')
  return [
    group('SystemUnit', [
      text('Product', 'TANDBERG VCS'),
      bare('Uptime', Math.floor((at - state.startedAt) / 1000)),
      text('SystemTime', dateAndTime(clock)),
      text('TimeZone', identity.timeZone.name),
      text('LocalTime', dateAndTime(clock, identity.timeZone.offsetMinutes)),
      group('Software', [
        text('Version', identity.version),
        text('Name', SOFTWARE_NAME),
        ...(releasedOn(identity.version) === '' ? [] : [text('ReleaseDate', releasedOn(identity.version))]),
        group('Configuration', [
          bare('NonTraversalCalls', unit.videoCalls),
          bare('TraversalCalls', identity.roomSessions),
          bare('Registrations', unit.registrations),
          // As many room and desktop systems are licensed as the unit carries.
          bare('TPRoom', unit.registrations),
          bare('UserDevice', unit.registrations),
          ...(isOuter ? [group('TURN', [bare('Relays', unit.turnRelays)])] : []),
          truth('Expressway', isOuter),
          truth('Encryption', true),
          truth('FindMe', true),
          truth('DeviceProvisioning', true),
          truth('DualNetworkInterfaces', isOuter && hasAdvancedNetworking(identity)),
          truth('AdvancedAccountSecurity', false),
          truth('StarterPack', false),
          truth('EnhancedOCSCollaboration', false),
          text('ExpresswaySeries', 'True'),
        ]),
      ]),
      hardware(identity),
    ]),
  ]
}

const hardware = ({ platform, serialNumber }: Identity): Branch =>
  group('Hardware', [text('Version', platform === 'CE1200' ? 'CE1200' : 'VMware'), text('SerialNumber', serialNumber)])

/** What the interface of a virtual machine negotiates; that of an appliance is not public. */
const VIRTUAL_SPEED = '10000full'

function ethernet(state: PeerState): readonly Branch[] {
  const { speeds, ...identity } = running(state)
  const lans = identity.lan2 === null ? [identity.lan1] : [identity.lan1, identity.lan2]
  return lans.map((lan, index) =>
    group(`Ethernet ${index + 1}`, [
      text('MacAddress', lan.mac),
      ...speedOf(speeds?.[index] ?? 'Auto', identity.platform),
      group('IPv4', [text('Address', lan.address), text('SubnetMask', lan.mask)]),
      ...(lan.ipv6 === '' || !speaks(state, 'IPv6') ? [] : [group('IPv6', [text('Address', lan.ipv6)])]),
    ]),
  )
}

const speedOf = (speed: Speed, platform: Identity['platform']): readonly Entry[] => {
  if (speed !== 'Auto') return [text('Speed', speed)]
  return platform === 'CE1200' ? [] : [text('Speed', VIRTUAL_SPEED)]
}

/** How many servers the pages and the status have room for. */
const DNS_SERVERS = [1, 2, 3, 4, 5]

function ip(state: PeerState): readonly Branch[] {
  const identity = running(state)
  return [
    group('IP', [
      bare('Protocol', protocolInForce(state)),
      group('IPv4', [text('Gateway', identity.gateway)]),
      appended(
        group('DNS', [
          group('Domain', [text('Name', identity.domain)]),
          ...DNS_SERVERS.map((number) => group(`Server ${number}`, [text('Address', identity.dnsServers[number - 1] ?? '')])),
        ]),
      ),
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

/** The alarms as the command line lists them from X14.0.1 on. */
function alarms(state: PeerState): readonly Branch[] {
  return [
    group(
      'Alarm',
      indexed('Alarm', state.alarms, (alarm) => {
        const kind = alarmKind(alarm.id)
        return [
          text('ID', alarm.id),
          text('UUID', kind?.uuid ?? ''),
          ...reasonOf(alarm),
          bare('Severity', kind?.severity ?? ''),
          text('FirstRaised', dateAndTime(clockOf(state, alarm.firstRaised))),
          text('LastRaised', dateAndTime(clockOf(state, alarm.lastRaised))),
        ]
      }),
    ),
  ]
}

function reasonOf(alarm: PeerState['alarms'][number]): readonly Leaf[] {
  const kind = alarmKind(alarm.id)
  return [
    text('Reason', `${kind?.title} - ${alarm.detail || kind?.description}`),
    bare('State', alarm.status === 'new' ? 'Unacknowledged' : 'Acknowledged'),
  ]
}

/** The numbers of the alarm table; later alarms have no public number. */
const WARNING_ITEMS: ReadonlyMap<string, number> = new Map(ALARM_TABLE.map(({ uuid, item }) => [uuid, item]))
const FIRST_FREE_ITEM = 1_000

/** The alarms that are raised: the number of each is its place among all the product's alarms, not a count. */
function warnings(state: PeerState): Branch {
  const rows = state.alarms.flatMap((alarm) => {
    const kind = alarmKind(alarm.id)
    if (kind === undefined) return []
    return [
      {
        item: WARNING_ITEMS.get(kind.uuid) ?? FIRST_FREE_ITEM + Number(kind.id),
        below: [text('ID', kind.uuid), ...reasonOf(alarm)],
      },
    ]
  })
  rows.sort((one, other) => one.item - other.item)
  return group(
    'Warnings',
    rows.map(({ item, below }) => group(`Warning ${item}`, below)),
  )
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
      ...(verifiesTls(state) ? [bare('TLSVerificationMode', shared.tlsMode)] : []),
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

function time(state: PeerState, at: Instant): Branch {
  return group('Time', [
    text('Local', dateAndTime(clockOf(state, at), state.identity.timeZone.offsetMinutes)),
    bare('Status', timeState(state)),
    ...indexed('Server', state.identity.ntpServers, (address) => [text('Address', address)]),
  ])
}
