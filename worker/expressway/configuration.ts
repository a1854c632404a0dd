// The replicated configuration: every item that is the same on all peers, with its page, its label,
// its command-line name, its default and what it may hold. EX-03.
//
// A new item is one more row; pages, command line, replication and snapshot follow from the row.

import type { Json } from '../kernel/machine.ts'
import { pointerPart } from '../kernel/patch.ts'
import { ACCOUNTS, DEFAULT_ACCOUNT } from './accounts.ts'
import { POLICY } from './password-policy.ts'

export type Configuration = { readonly [key: string]: Json }

type Common = { readonly key: string; readonly page: string; readonly section: string; readonly label: string }

export type Item = Common &
  (
    | { readonly kind: 'choice'; readonly options: readonly string[]; readonly initial: string; readonly path: string }
    | {
        readonly kind: 'integer'
        readonly low: number
        readonly high: number
        readonly initial: number
        readonly path: string
      }
    | { readonly kind: 'text'; readonly lengthMax: number; readonly initial: string; readonly path: string }
    | {
        readonly kind: 'list'
        readonly columns: readonly { readonly name: string; readonly label: string; readonly path: string }[]
        readonly initial: readonly { readonly [column: string]: string }[]
        readonly path: string // of one entry, before its number
        readonly lengthMax: number
      }
  )

const ON_OFF = ['Off', 'On'] as const

/** The page of the connection to Active Directory. */
const ADS = 'active-directory-service'

/** The page of what strict passwords have to be. */
const PASSWORDS = 'password-security'

/** Experimental > API: whether the database interface answers, from X14.2 on; before that it always does. EX-63. */
export const DATABASE_ACCESS = 'database_rest_api'

/** Whether XML that is put, and the database interface, ask for the header X-CSRF-Header, from X15.0.3 on. EX-63. */
export const CSRF_PROTECTION = 'csrf_protection'

/** The links that every system comes with, and that an alarm misses when they are gone. EX-41. */
const DEFAULT_LINKS = [
  { name: 'DefaultSZtoTraversalSZ', node1: 'DefaultSubZone', node2: 'TraversalSubZone' },
  { name: 'DefaultSZtoDefaultZ', node1: 'DefaultSubZone', node2: 'DefaultZone' },
  { name: 'DefaultSZtoClusterSZ', node1: 'DefaultSubZone', node2: 'ClusterSubZone' },
  { name: 'TraversalSZtoDefaultZ', node1: 'TraversalSubZone', node2: 'DefaultZone' },
] as const

/** In the order of pages and of `xConfiguration`. */
export const ITEMS: readonly Item[] = [
  choice('ip_protocol', 'ip', 'IP protocol', 'IPProtocol', ['IPv4', 'IPv6', 'Both'], 'IPv4', 'Configuration'),
  choice('hsts', 'system', 'HTTP Strict Transport Security (HSTS)', 'Management Interface HstsMode', ON_OFF, 'On', 'Administration access'),
  integer('session_time_out', 'system', 'Session time out (minutes)', 'Management Session InactivityTimeout', 0, 65_535, 30, 'Session limits'),
  integer('per_account_session_limit', 'system', 'Per-account session limit', 'Management Session MaxConcurrentSessionsUser', 0, 65_535, 0, 'Session limits'),
  integer('system_session_limit', 'system', 'System session limit', 'Management Session MaxConcurrentSessionsTotal', 0, 65_535, 0, 'Session limits'),
  choice('call_signaling_optimization', 'call-routing', 'Call signaling optimization', 'Call Routed Mode', ON_OFF, 'Off'),
  choice('call_loop_detection', 'call-routing', 'Call loop detection mode', 'Call Loop Detection Mode', ON_OFF, 'On'),
  integer('authentication_cache_lifetime', 'call-routing', 'Credential cache lifetime (seconds)', 'Authentication Remote Digest Cache Lifetime', 0, 43_200, 600),
  choice('h323_mode', 'h323', 'H.323 mode', 'H323 Mode', ON_OFF, 'On', 'Configuration'),
  integer('h323_registration_udp_port', 'h323', 'Registration UDP port', 'H323 Gatekeeper Registration UDP Port', 1024, 65_534, 1719, 'Gatekeeper'),
  choice('h323_registration_conflict_mode', 'h323', 'Registration conflict mode', 'H323 Gatekeeper Registration ConflictMode', ['Overwrite', 'Reject'], 'Reject', 'Gatekeeper'),
  integer('h323_call_signaling_tcp_port', 'h323', 'Call signaling TCP port', 'H323 Gatekeeper CallSignaling TCP Port', 1024, 65_534, 1720, 'Gatekeeper'),
  integer('h323_time_to_live', 'h323', 'Time to live (seconds)', 'H323 Gatekeeper TimeToLive', 60, 65_534, 1800, 'Gatekeeper'),
  integer('h323_call_time_to_live', 'h323', 'Call time to live (seconds)', 'H323 Gatekeeper CallTimeToLive', 60, 65_534, 120, 'Gatekeeper'),
  choice('h323_auto_discover', 'h323', 'Auto discover', 'H323 Gatekeeper AutoDiscovery Mode', ON_OFF, 'On', 'Gatekeeper'),
  choice('sip_mode', 'sip', 'SIP mode', 'SIP Mode', ON_OFF, 'On', 'Configuration'),
  choice('sip_udp_mode', 'sip', 'UDP mode', 'SIP UDP Mode', ON_OFF, 'Off', 'Configuration'),
  choice('sip_tcp_mode', 'sip', 'TCP mode', 'SIP TCP Mode', ON_OFF, 'On', 'Configuration'),
  choice('sip_tls_mode', 'sip', 'TLS mode', 'SIP TLS Mode', ON_OFF, 'On', 'Configuration'),
  integer('sip_session_refresh_interval', 'sip', 'Session refresh interval (seconds)', 'SIP Session Refresh Value', 90, 86_400, 1800, 'Configuration'),
  choice('ads_mode', ADS, 'Connect to Active Directory Service', 'Authentication ADS Mode', ON_OFF, 'Off', 'Active Directory Service'),
  choice('ntlm_mode', ADS, 'NTLM protocol challenges', 'SIP Authentication NTLM Mode', ['Auto', 'Off', 'On'], 'Auto', 'Active Directory Service'),
  text('ads_domain', ADS, 'AD domain', 'Authentication ADS ADDomain', 255, 'Active Directory Service'),
  text('ads_workgroup', ADS, 'Short domain name', 'Authentication ADS Workgroup', 15, 'Active Directory Service'),
  choice('ads_secure_channel', ADS, 'Secure channel mode', 'Authentication ADS SecureChannel', ['Auto', 'Enabled', 'Disabled'], 'Auto', 'Active Directory Service'),
  choice('ads_encryption', ADS, 'Encryption', 'Authentication ADS Encryption', ['Off', 'TLS'], 'TLS', 'Active Directory Service'),
  choice('ads_spnego', ADS, 'SPNEGO mode', 'Authentication ADS SPNEGO', ['Disabled', 'Enabled'], 'Enabled', 'Active Directory Service'),
  integer('ads_clockskew', ADS, 'Clockskew (seconds)', 'Authentication ADS Clockskew', 1, 65_535, 300, 'Active Directory Service'),
  {
    kind: 'list', key: 'zones', page: 'zones', section: 'Neighbor zones', label: 'Zones', path: 'Zones Zone', lengthMax: 20, initial: [],
    columns: [
      { name: 'name', label: 'Name', path: 'Name' },
      { name: 'address', label: 'Peer 1 address', path: 'Neighbor Peer 1 Address' },
    ],
  },
  {
    kind: 'list', key: 'links', page: 'links', section: 'Links', label: 'Links', path: 'Bandwidth Link', lengthMax: 20, initial: DEFAULT_LINKS,
    columns: [
      { name: 'name', label: 'Name', path: 'Name' },
      { name: 'node1', label: 'Node 1', path: 'Node1 Name' },
      { name: 'node2', label: 'Node 2', path: 'Node2 Name' },
    ],
  },
  {
    kind: 'list', key: ACCOUNTS, page: 'administrator-accounts', section: 'Administrator accounts', label: 'Administrator accounts', path: 'Authentication Account Admin Account', lengthMax: 20, initial: [DEFAULT_ACCOUNT],
    columns: [
      { name: 'name', label: 'Name', path: 'Name' },
      { name: 'state', label: 'State', path: 'Enabled' },
      { name: 'access_level', label: 'Access level', path: 'AccessLevel' },
      { name: 'web_access', label: 'Web access', path: 'AccessWeb' },
      { name: 'api_access', label: 'API access', path: 'AccessAPI' },
      { name: 'password', label: 'Password', path: 'Password' },
    ],
  },
  choice(POLICY.isEnforced, PASSWORDS, 'Enforce strict passwords', 'Authentication StrictPassword Enabled', ON_OFF, 'Off', 'Strict passwords'),
  integer(POLICY.length, PASSWORDS, 'Minimum length', 'Authentication StrictPassword MinimumLength', 6, 255, 15, 'Strict passwords'),
  integer(POLICY.digits, PASSWORDS, 'Minimum number of digits', 'Authentication StrictPassword MinimumDigits', 0, 255, 2, 'Strict passwords'),
  integer(POLICY.upper, PASSWORDS, 'Minimum number of uppercase letters', 'Authentication StrictPassword MinimumUpperCase', 0, 255, 2, 'Strict passwords'),
  integer(POLICY.lower, PASSWORDS, 'Minimum number of lowercase letters', 'Authentication StrictPassword MinimumLowerCase', 0, 255, 2, 'Strict passwords'),
  integer(POLICY.special, PASSWORDS, 'Minimum number of special characters', 'Authentication StrictPassword MinimumOtherCharacters', 0, 255, 2, 'Strict passwords'),
  integer(POLICY.repeated, PASSWORDS, 'Number of consecutive repeated characters allowed', 'Authentication StrictPassword MaximumConsecutiveRepeated', 0, 255, 0, 'Strict passwords'),
  integer(POLICY.classes, PASSWORDS, 'Minimum number of character classes', 'Authentication StrictPassword MinimumClasses', 0, 4, 0, 'Strict passwords'),
  choice(CSRF_PROTECTION, 'api', 'CSRF protection', 'Security CSRFProtection Status', ['Disabled', 'Enabled'], 'Enabled', 'Cross-site request forgery (of effect from X15.0.3 on)'),
  choice(DATABASE_ACCESS, 'api', 'Database REST API', 'API DatabaseRest Mode', ON_OFF, 'Off', 'Database REST API (of effect from X14.2 on)'),
  choice('b2bua_mode', 'b2bua', 'Microsoft interoperability', 'B2BUA Microsoft Mode', ON_OFF, 'Off', 'Configuration'),
  {
    kind: 'list', key: 'search_rules', page: 'search-rules', section: 'Search rules', label: 'Search rules', path: 'Zones Policy SearchRules Rule', lengthMax: 40, initial: [],
    columns: [
      { name: 'name', label: 'Rule name', path: 'Name' },
      { name: 'pattern', label: 'Pattern string', path: 'Pattern String' },
      { name: 'target', label: 'Target', path: 'Target Name' },
    ],
  },
] // biome-ignore format: one row per item

function choice(
  key: string, page: string, label: string, path: string, options: readonly string[], initial: string, section = '',
): Item {
  return { kind: 'choice', key, page, section, label, path, options, initial }
} // biome-ignore format: its parameters are one row's columns

function integer(
  key: string, page: string, label: string, path: string, low: number, high: number, initial: number, section = '',
): Item {
  return { kind: 'integer', key, page, section, label, path, low, high, initial }
} // biome-ignore format: its parameters are one row's columns

function text(key: string, page: string, label: string, path: string, lengthMax: number, section = ''): Item {
  return { kind: 'text', key, page, section, label, path, lengthMax, initial: '' }
}

export type BandwidthLink = { readonly name: string; readonly node1: string; readonly node2: string }

/** The links between subzones and zones; the default ones where a former release held none. */
export const linksOf = (configuration: Configuration): readonly BandwidthLink[] =>
  (configuration.links as readonly BandwidthLink[] | undefined) ?? DEFAULT_LINKS

/** All the links there are, with those of the default ones that are missing put before them. */
export function withDefaultLinks(configuration: Configuration): readonly BandwidthLink[] {
  const links = linksOf(configuration)
  return [...DEFAULT_LINKS.filter(({ name }) => links.every((link) => link.name !== name)), ...links]
}

/** What an Expressway holds before anybody configured anything. */
export const FACTORY_CONFIGURATION: Configuration = Object.fromEntries(ITEMS.map((item) => [item.key, item.initial]))

export type Judged =
  | { readonly is: 'fit'; readonly value: Json }
  | { readonly is: 'malformed'; readonly message: string; readonly below?: string }
  | { readonly is: 'refused'; readonly message: string }

/** Whether an item may take a value. `malformed` is of the wrong type; `refused` is what the product would not take. */
export function judgeValue(item: Item, value: Json): Judged {
  switch (item.kind) {
    case 'choice':
      if (typeof value !== 'string') return { is: 'malformed', message: `must be one of ${item.options.join(', ')}` }
      return item.options.includes(value)
        ? { is: 'fit', value }
        : { is: 'refused', message: `${item.label}: choose ${item.options.join(' or ')}.` }
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return { is: 'malformed', message: 'must be a whole number' }
      return value >= item.low && value <= item.high
        ? { is: 'fit', value }
        : { is: 'refused', message: `${item.label}: enter a number from ${item.low} to ${item.high}.` }
    case 'text':
      if (typeof value !== 'string') return { is: 'malformed', message: 'must be a text' }
      return value.trim().length <= item.lengthMax && isPlain(value)
        ? { is: 'fit', value: value.trim() }
        : {
            is: 'refused',
            message: `${item.label}: use at most ${item.lengthMax} characters, without quotation marks and control characters.`,
          }
    case 'list':
      return judgeList(item, value)
  }
}

function judgeList(item: Extract<Item, { kind: 'list' }>, value: Json): Judged {
  const names = item.columns.map((column) => column.name)
  const shape = `must be a list of { ${names.join(', ')} }`
  if (!Array.isArray(value)) return { is: 'malformed', message: shape }
  const entries: { readonly [name: string]: string }[] = []
  for (const [index, entry] of (value as readonly Json[]).entries()) {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry))
      return { is: 'malformed', message: `must be an object with ${names.join(', ')}`, below: `/${index}` }
    const given = entry as { readonly [name: string]: Json }
    const stranger = Object.keys(given).find((name) => !names.includes(name))
    if (stranger !== undefined)
      return {
        is: 'malformed',
        message: `is not known here; known are ${names.join(', ')}`,
        below: `/${index}/${pointerPart(stranger)}`,
      }
    const wrong = names.find((name) => typeof given[name] !== 'string')
    if (wrong !== undefined) return { is: 'malformed', message: 'must be a text', below: `/${index}/${wrong}` }
    entries.push(Object.fromEntries(names.map((name) => [name, String(given[name]).trim()])))
  }
  if (entries.length > item.lengthMax) return { is: 'refused', message: `${item.label}: at most ${item.lengthMax} entries.` }
  const keys = entries.map((entry) => entry[names[0] as string] ?? '')
  if (keys.some((key) => key === '' || key.length > 50))
    return { is: 'refused', message: `${item.label}: every entry needs a name of 1 to 50 characters.` }
  if (entries.some((entry) => Object.values(entry).some((text) => text.length > 128 || !isPlain(text))))
    return {
      is: 'refused',
      message: `${item.label}: use at most 128 characters, without quotation marks and control characters.`,
    }
  if (new Set(keys).size < keys.length) return { is: 'refused', message: `${item.label}: two entries have the same name.` }
  return { is: 'fit', value: entries }
}

/** Whether a text can stand between quotation marks on one line. */
export const isPlain = (text: string): boolean => /^[^\p{Cc}"]*$/u.test(text)
