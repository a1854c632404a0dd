// What an administrator sets on one system alone beside its names and addresses: who may reach it and how, SNMP, logging,
// the Conference Factory, the name it bears in Active Directory, and what was chosen when it was set up. EX-02, EX-03.
//
// Labels, settings of the command line, value spaces and defaults: Administrator Guide. What is not as it comes from
// the factory is kept in `identity.settings`, by the key of its item.

import { isName, versionOf } from './address.ts'
import { isPlain } from './configuration.ts'
import type { Identity } from './identity.ts'
import type { OwnItem } from './own-items.ts'

type Row = {
  readonly key: string
  readonly page: string
  readonly section: string
  readonly label: string
  readonly path: string
  readonly initial: string
}

const ON_OFF = ['Off', 'On'] as const

function setting(row: Row, more: Pick<OwnItem, 'valueSpace' | 'judge'> & Partial<OwnItem>): OwnItem {
  const { key, initial } = row
  return {
    mandatory: false,
    ...row,
    ...more,
    read: ({ settings }) => settings?.[key] ?? initial,
    write: (identity, value) => {
      const { [key]: _, ...others } = identity.settings ?? {}
      return { ...identity, settings: value === initial ? others : { ...others, [key]: value } }
    },
  }
}

const choice = (row: Row, options: readonly string[], more: Partial<OwnItem> = {}): OwnItem =>
  setting(row, {
    valueSpace: `<${options.join('/')}>`,
    options,
    judge: (value) => (options.includes(value) ? null : `choose ${options.join(' or ')}`),
    ...more,
  })

const text = (row: Row, lengthMax: number, judge: OwnItem['judge'] = () => null): OwnItem =>
  setting(row, {
    valueSpace: `<S: 0, ${lengthMax}>`,
    judge: (value) =>
      value.length > lengthMax || !isPlain(value)
        ? `use at most ${lengthMax} characters, without quotation marks and control characters`
        : judge(value),
  })

const integer = (row: Row, low: number, high: number): OwnItem =>
  setting(row, {
    valueSpace: `<${low}..${high}>`,
    judge: (value) =>
      /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high ? null : `enter a number from ${low} to ${high}`,
  })

/** System > Administration: the services by which a system is administered. */
const access = (key: string, label: string, path: string, more: Partial<OwnItem> = {}): OwnItem =>
  choice({ key, page: 'system', section: 'Administration access', label, path, initial: 'On' }, ON_OFF, more)

const ACCESS: readonly OwnItem[] = [
  access('console_access', 'Serial port / console', 'managementConfiguration console_access', { place: 'page' }),
  access('ssh_service', 'SSH service', 'Administration SSH Mode'),
  access('web_interface', 'Web interface (over HTTPS)', 'Administration HTTPS Mode'),
  access('redirect_http', 'Redirect HTTP requests to HTTPS', 'Administration HTTP Mode'),
  access('automated_protection', 'Automated protection service', 'managementConfiguration automated_protection', {
    place: 'page',
  }),
]

const snmp = (key: string, section: string, label: string, path: string, initial: string): Row => ({
  key: `snmp_${key}`, page: 'snmp', section, label, path: `SNMP ${path}`, initial,
}) // biome-ignore format: its parameters are one row's columns

const SNMP_OFF = 'Disabled'
const SNMP_3 = 'v3 secure SNMPv3'
const SNMP_3_AND_2 = 'v3 plus TMS support'
const SNMP_2 = 'v2c'
const snmpMode = choice(snmp('mode', 'Configuration', 'SNMP mode', 'Mode', SNMP_OFF), [SNMP_OFF, SNMP_3, SNMP_3_AND_2, SNMP_2], {
  place: 'page',
})

// The page has one mode, the command line one for each version of the protocol.
function snmpVersion(version: '2' | '3', path: string): OwnItem {
  const modes: readonly string[] = version === '3' ? [SNMP_3, SNMP_3_AND_2] : [SNMP_2, SNMP_3_AND_2]
  const is = (mode: string) => modes.includes(mode)
  return {
    ...choice(snmp(`v${version}`, 'Configuration', `SNMP version ${version}`, path, 'Off'), ON_OFF, { place: 'console' }),
    read: (identity) => (is(snmpMode.read(identity)) ? 'On' : 'Off'),
    write: (identity, value) => {
      const mode = snmpMode.read(identity)
      if ((value === 'On') === is(mode)) return identity
      const [alone, other] = version === '3' ? [SNMP_3, SNMP_2] : [SNMP_2, SNMP_3]
      if (value === 'On') return snmpMode.write(identity, mode === SNMP_OFF ? alone : SNMP_3_AND_2)
      return snmpMode.write(identity, mode === alone ? SNMP_OFF : other)
    },
  }
}

const SNMP: readonly OwnItem[] = [
  snmpMode,
  snmpVersion('2', 'V2cMode'),
  snmpVersion('3', 'V3Mode'),
  text(snmp('community_name', 'Configuration', 'Community name', 'CommunityName', 'public'), 16),
  text(snmp('system_contact', 'Configuration', 'System contact', 'SystemContact', 'Administrator'), 70),
  text(snmp('location', 'Configuration', 'Location', 'SystemLocation', ''), 70),
  text(snmp('username', 'Configuration', 'Username', 'V3UserName', ''), 70),
  choice(snmp('authentication_mode', 'v3 Authentication', 'Authentication mode', 'V3AuthenticationMode', 'On'), ON_OFF),
  choice(snmp('authentication_type', 'v3 Authentication', 'Type', 'V3AuthenticationType', 'SHA'), ['MD5', 'SHA']),
  choice(snmp('privacy_mode', 'v3 Privacy', 'Privacy mode', 'V3PrivacyMode', 'On'), ON_OFF),
]

const SYSLOG_SERVERS = [1, 2, 3, 4]
const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'informational', 'debug']

function syslogServer(number: number): readonly OwnItem[] {
  const row = (key: string, label: string, path: string, initial: string): Row => ({
    key: `remote_syslog_${number}_${key}`,
    page: 'logging',
    section: `Remote syslog server ${number}`,
    label,
    path: `RemoteSyslog ${number} ${path}`,
    initial,
  })
  return [
    text(row('address', 'Address', 'Address', ''), 128, (value) =>
      value === '' || versionOf(value) !== null || isName(value) ? null : 'enter an IP address or a name, or nothing for none',
    ),
    choice(row('mode', 'Mode', 'Mode', 'bsd'), ['bsd', 'ietf', 'ietf_secure', 'user_defined']),
    choice(row('transport', 'Transport', 'Transport', 'udp'), ['udp', 'tcp', 'tls']),
    integer(row('port', 'Port', 'Port', '514'), 1, 65_535),
    choice(row('format', 'Format', 'Format', 'bsd'), ['bsd', 'ietf']),
    choice(row('log_level', 'Log level', 'Loglevel', 'informational'), SEVERITIES),
    choice(row('crl_check', 'CRL check', 'Crlcheck', 'Off'), ON_OFF),
  ]
}

const LOGGING: readonly OwnItem[] = [
  integer({ key: 'log_level', page: 'logging', section: 'Logging options', label: 'Local event log verbosity', path: 'Log Level', initial: '1' }, 1, 4),
  ...SYSLOG_SERVERS.flatMap(syslogServer),
] // biome-ignore format: one item a line

const conference = (key: string, label: string, path: string, initial: string): Row => ({
  key: `conference_factory_${key}`, page: 'conference-factory', section: 'Conference Factory', label, path: `Applications ConferenceFactory ${path}`, initial,
}) // biome-ignore format: its parameters are one row's columns

const CONFERENCE_FACTORY: readonly OwnItem[] = [
  choice(conference('mode', 'Mode', 'Mode', 'Off'), ON_OFF),
  text(conference('alias', 'Alias', 'Alias', ''), 60),
  text(conference('template', 'Template', 'Template', ''), 60),
  integer(conference('range_start', 'Number range start', 'Range Start', '1'), 1, 65_535),
  integer(conference('range_end', 'Number range end', 'Range End', '65535'), 1, 65_535),
]

/** The services that the service setup wizard offers, and on which kind of system. */
const SERVICES: readonly (readonly [key: string, label: string, series: Identity['series'] | null])[] = [
  ['hybrid_services', 'Hybrid Services', 'Expressway-C'],
  ['mobile_and_remote_access', 'Mobile and Remote Access including Meeting Server Web Proxy', null],
  ['jabber_guest', 'Jabber Guest Services', null],
  ['microsoft_gateway', 'Microsoft gateway service', 'Expressway-C'],
  ['registrar', 'Registrar', null],
  ['cmr_cloud', 'Collaboration Meeting Rooms (CMR) Cloud', null],
  ['business_to_business', 'Business to Business calling', null],
]

const SERVICE_SELECTION: readonly OwnItem[] = SERVICES.map(([key, label, series]) =>
  choice(
    {
      key: `service_${key}`,
      page: 'service-selection',
      section: 'Select services',
      label,
      path: `serviceSelection ${key}`,
      initial: 'Off',
    },
    ON_OFF,
    { place: 'page', isFor: (identity) => series === null || series === identity.series },
  ),
)

export const OWN_SETTINGS: readonly OwnItem[] = [
  ...ACCESS,
  setting(
    { key: 'ipv6_gateway', page: 'ip', section: 'Configuration', label: 'IPv6 gateway', path: 'IP V6 Gateway', initial: '' },
    {
      valueSpace: '<S: 0,39>',
      judge: (value) => (value === '' || versionOf(value) === 'IPv6' ? null : 'enter an IPv6 address, or nothing for none'),
    },
  ),
  ...SNMP,
  ...LOGGING,
  text(
    {
      key: 'ads_machine_name',
      page: 'active-directory-service',
      section: 'This system',
      label: 'NetBIOS machine name (override)',
      path: 'Authentication ADS MachineName',
      initial: '',
    },
    15,
    (value) => (/^[\w-]*$/.test(value) ? null : 'use letters, digits, hyphens and underscores'),
  ),
  ...CONFERENCE_FACTORY,
  ...SERVICE_SELECTION,
]

/** What an item of this file is set to, by its key. */
export function settingOf(identity: Identity, key: string): string {
  return BY_KEY.get(key)?.read(identity) ?? ''
}

const BY_KEY: ReadonlyMap<string, OwnItem> = new Map(OWN_SETTINGS.map((item) => [item.key, item]))

/** Whether something of these is kept under its key; the others are told by those that are. */
export const STORED_SETTINGS: readonly string[] = OWN_SETTINGS.flatMap(({ key, place }) => (place === 'console' ? [] : [key]))
