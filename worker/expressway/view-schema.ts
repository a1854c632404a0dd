// The shape of a peer as snapshots show it, field by field: what outside programs may rely on.

import { z } from 'zod'
import type { Json } from '../kernel/machine.ts'
import type { Frozen } from '../kernel/plain.ts'
import { ITEMS, type Item } from './configuration.ts'
import { SPEEDS } from './interfaces.ts'
import { STORED_SETTINGS } from './own-settings.ts'
import { ROUTE_INTERFACES } from './routes.ts'
import { TRANSPORTS } from './smart-licensing.ts'
import { PEERS_MAX } from './state.ts'
import { TIME_STATES } from './time-source.ts'

const Time = z.iso.datetime()
const Count = z.int().min(0)

const CertificateFacts = z.strictObject({
  commonName: z.string(),
  subject: z.string(),
  alternativeNames: z.array(z.string()),
  issuer: z.string(),
  notBefore: Time,
  notAfter: Time,
  serial: z.string(),
  fingerprint: z.string(),
})

const Interface = z.strictObject({ address: z.string(), mask: z.string(), ipv6: z.string(), mac: z.string() })

// Of the settings of one system alone, those that somebody changed.
const Settings = z.strictObject(
  Object.fromEntries(STORED_SETTINGS.map((key) => [key, z.string().optional()])),
) as unknown as z.ZodType<{ readonly [key: string]: string }>

const Identity = z.strictObject({
  series: z.enum(['Expressway-C', 'Expressway-E']),
  version: z.string(),
  released: z.string(),
  platform: z.enum(['Small VM', 'Medium VM', 'Large VM', 'CE1200']),
  serialNumber: z.string(),
  systemName: z.string(),
  hostName: z.string(),
  domain: z.string(),
  fqdn: z.string(),
  lan1: Interface,
  lan2: Interface.nullable(),
  staticNat: z.string(),
  gateway: z.string(),
  speeds: z.array(z.enum(SPEEDS)), // saved, of LAN 1 and, where there is one, of LAN 2
  dnsServers: z.array(z.string()),
  ntpServers: z.array(z.string()),
  timeZone: z.strictObject({ name: z.string(), offsetMinutes: z.int() }),
  optionKeys: z.array(z.string()),
  roomSessions: Count,
  certificate: z
    .strictObject({ ...CertificateFacts.shape, holderHasKey: z.boolean(), revoked: z.boolean(), awaitsRestart: z.boolean() })
    .nullable(),
  certificateRequest: z.strictObject({ subject: z.string(), alternativeNames: z.array(z.string()), madeAt: Time }).nullable(),
  certificateRequestedAt: Time.nullable(),
  trust: z.array(CertificateFacts),
  settings: Settings, // those that are not as from the factory
  routes: z.array(
    z.strictObject({ address: z.string(), prefixLength: Count, gateway: z.string(), interface: z.enum(ROUTE_INTERFACES) }),
  ),
  hasResetFiles: z.boolean(),
})

const Licensing = z.strictObject({
  isSmart: z.boolean(), // licensed by Smart Licensing; else by option keys
  transport: z.enum(TRANSPORTS),
  url: z.string(),
  proxyAddress: z.string(),
  proxyPort: z.string(),
  hidesName: z.boolean(),
  registration: z.string(), // as the page words it
  authorization: z.string(),
  evaluationEnds: Time.nullable(), // null: the evaluation period does not run
  registrationEnds: Time.nullable(),
  authorizationEnds: Time.nullable(),
  usage: z.strictObject({ at: Time, sessions: Count, rooms: Count, desktops: Count }).nullable(), // as it was reported last
})

const Capacity = z.strictObject({
  registrations: Count,
  videoCalls: Count,
  audioCalls: Count,
  roomSessions: Count,
  mobileUsers: Count,
  turnRelays: Count,
})

const Service = z.strictObject({
  registrations: z.strictObject({ sip: Count, h323: Count, total: Count, limit: Count }),
  calls: z.strictObject({ total: Count, traversal: Count, limit: Count, licensed: Count }),
  bandwidthKbps: Count,
  waiting: z.strictObject({ endpoints: Count, since: Time.nullable() }),
  impact: z.strictObject({ registrationSeconds: Count, callsDropped: Count }),
  cluster: z.strictObject({ registrations: Count, calls: Count, bandwidthKbps: Count }),
})

const Line = z.strictObject({
  n: z.int().min(1).max(PEERS_MAX),
  address: z.string(),
  certificate: z.strictObject({ state: z.enum(['valid', 'invalid', 'unknown']), text: z.string() }).nullable(),
  clustering: z.strictObject({ state: z.enum(['this-system', 'unknown', 'failed', 'active']), text: z.string() }).nullable(),
})

const Clustering = z.strictObject({
  clusterName: z.string(),
  configurationPrimary: z.int().min(1).max(PEERS_MAX),
  tlsVerificationMode: z.enum(['Permissive', 'Enforce']),
  clusterIpVersion: z.enum(['IPv4', 'IPv6']),
  addressMapping: z.strictObject({
    enabled: z.boolean(),
    entries: z.array(z.strictObject({ fqdn: z.string(), ip: z.string() })),
  }),
  peers: z.array(Line).length(PEERS_MAX),
  databaseStatus: z.enum(['Active', 'Degraded', 'Failed', 'Inactive']),
  lastSync: Time.nullable(),
  nextSync: Time.nullable(),
  factoryResetPending: z.boolean(),
})

const Alarm = z.strictObject({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  solution: z.string(),
  page: z.string(),
  severity: z.string(),
  status: z.enum(['new', 'acknowledged']),
  firstRaised: Time,
  lastRaised: Time,
})

function contentOf(item: Item): z.ZodType<Json> {
  if (item.kind === 'integer') return z.int().min(item.low).max(item.high)
  if (item.kind === 'choice') return z.enum(item.options)
  if (item.kind === 'text') return z.string().max(item.lengthMax)
  return z.array(z.strictObject(Object.fromEntries(item.columns.map(({ name }) => [name, z.string()])))).max(item.lengthMax)
}

const Configuration = z.strictObject(Object.fromEntries(ITEMS.map((item) => [item.key, contentOf(item)])))

export type AlarmView = Frozen<z.infer<typeof Alarm>>
export type LicensingView = Frozen<z.infer<typeof Licensing>>
export type IdentityView = Frozen<z.infer<typeof Identity>>
export type ServiceView = Frozen<z.infer<typeof Service>>

/** A peer in a snapshot. Every field is always there. */
export const PeerView = z.strictObject({
  id: z.string(),
  product: z.literal('expressway'),
  state: z.enum(['running', 'restarting', 'off', 'resetting']),
  role: z.enum(['primary', 'subordinate', 'stand-alone']),
  version: z.string(),
  identity: Identity,
  maintenanceMode: z.boolean(),
  timeState: z.enum(TIME_STATES).nullable(), // of its NTP client; null while the system is down
  restartRequired: z.boolean(), // what was saved takes force at the next start only; alarm 20007 says so a moment later
  backups: z.strictObject({ taken: Count, restoredAt: Time.nullable() }),
  licences: z.strictObject({ installed: Count, pooled: Count }),
  licensing: Licensing,
  capacity: z.strictObject({ peer: Capacity, cluster: Capacity }),
  service: Service,
  database: z.enum(['running', 'failed']),
  systemKey: z.enum(['current', 'stale']),
  clustering: Clustering,
  alarms: z.array(Alarm),
  configuration: Configuration,
})
