// All that one Expressway peer knows and remembers, as plain JSON, and the draft on which a step works.

import type { Surroundings } from '../kernel/fabric.ts'
import { cancel, type Effect, type Json, type NodeId, type NodeState, schedule, type Timer } from '../kernel/machine.ts'
import type { Instant } from '../kernel/time.ts'
import { type Directory, type IpVersion, resolve } from './address.ts'
import type { Certificate } from './certificate.ts'
import type { Configuration } from './configuration.ts'
import { fqdnOf, type Identity } from './identity.ts'

export const PEERS_MAX = 6

export type TlsMode = 'Permissive' | 'Enforce'

/** The part of the Clustering page that every peer is told by hand and that must be the same on all. */
export type ClusterSettings = {
  readonly clusterName: string
  readonly configurationPrimary: number // 1 to 6
  readonly ipVersion: IpVersion
  readonly addresses: readonly string[] // always six; '' is an empty line
}

export type AddressMapping = {
  readonly enabled: boolean
  readonly entries: readonly { readonly fqdn: string; readonly ip: string }[]
}

/** What the cluster database holds: the same on every peer once it has replicated. */
export type Shared = {
  readonly tlsMode: TlsMode
  readonly addressMapping: AddressMapping
  readonly configuration: Configuration
}

/** What only a start of the application puts in force. Null in the state: not clustered when it started. */
export type InForce = { readonly tlsMode: TlsMode; readonly ipVersion: IpVersion }

/** What a peer tells those it is connected with about itself. */
export type Facts = {
  readonly systemName: string
  readonly hostName: string
  readonly series: string
  readonly version: string
  readonly certificate: Certificate | null
  readonly settings: ClusterSettings
  readonly tlsMode: TlsMode // as saved
  readonly member: boolean
  readonly isPrimary: boolean // by its own settings
  readonly alarms: readonly Alarm[]
}

/**
 * One other line of the peer list. `trying`: no answer yet. `failed`: none came, or the connection is
 * gone. `joining`: they speak, but do not share a database yet. `active`: they do.
 */
export type Link = {
  readonly address: string
  readonly resolved: string | null // null: the name led nowhere
  readonly state: 'trying' | 'failed' | 'joining' | 'active'
  readonly tries: number
  readonly node: NodeId | null // known since it first spoke
  readonly facts: Facts | null // of the connection there is; null while there is none
  readonly certificate: Certificate | null // the one it last showed, even when it was turned away for it
  readonly drives: boolean // this side asks for the join
  readonly stamp: string // of the database the other side was last known to hold
}

export type Alarm = {
  readonly id: string
  readonly status: 'new' | 'acknowledged'
  readonly firstRaised: Instant
  readonly lastRaised: Instant
}

export type Session = { readonly id: string }

export type PeerState = NodeState & {
  readonly id: NodeId
  readonly power: 'running' | 'restarting' | 'off' | 'resetting'
  readonly startedAt: Instant
  readonly identity: Identity
  readonly saved: ClusterSettings
  readonly shared: Shared
  readonly stamp: string // names this content of `shared`: `<number>@<peer that wrote it>`
  readonly edited: boolean // a subordinate changed `shared` on its own; the next replication undoes it
  readonly inForce: InForce | null
  readonly member: boolean // its database is the cluster's: it is the primary, or took a copy
  readonly inStep: boolean // on a subordinate: the copy is known to be the primary's
  readonly restartRequired: boolean
  readonly resetArmed: readonly string[] | null // the addresses that would call it off, in their order
  readonly links: readonly (Link | null)[] // always six; null: empty line, or this system's own
  readonly alarms: readonly Alarm[] // the raised ones, by id
  readonly mismatch: { readonly settings: boolean; readonly primary: boolean } // stands until a synchronisation finds it gone
  readonly primaryUnreachable: boolean // as the last synchronisation found it
  readonly lastSync: Instant | null
  readonly pushes: number // how often the last write was sent again
  readonly sessions: readonly Session[]
  readonly sessionsOpened: number
  readonly eventLog: readonly string[] // newest last
  readonly processes: Processes
  readonly sequence: number // of the RAS messages
}

/** Process numbers of this start, as they stand in the log. */
export type Processes = {
  readonly alternates: number
  readonly resolver: number
  readonly database: number
  readonly writer: number
  readonly httpd: number
  readonly port: number
}

/** A step in the making: the state so far and what is to be done. Lives within one call of `step`. */
export type Draft = { state: PeerState; readonly at: Instant; readonly effects: Effect[] }

export function put(draft: Draft, change: Partial<PeerState>): void {
  draft.state = { ...draft.state, ...change }
}

export function putLink(draft: Draft, line: number, change: Partial<Link>): void {
  const link = draft.state.links[line]
  if (link === null || link === undefined) return
  put(draft, { links: draft.state.links.map((each, index) => (index === line ? { ...link, ...change } : each)) })
}

export function setTimer(draft: Draft, name: string, inMs: number, kind: Timer['kind'] = 'transient'): void {
  put(draft, { timers: schedule(draft.state.timers, name, draft.at + inMs, kind) })
}

export function stopTimer(draft: Draft, name: string): void {
  const timers = cancel(draft.state.timers, name)
  if (timers !== draft.state.timers) put(draft, { timers })
}

export const hasTimer = (state: PeerState, name: string): boolean => state.timers.some((timer) => timer.name === name)

export function note(draft: Draft, kind: string, text: string, data: Json = null): void {
  draft.effects.push({ type: 'note', kind, text, data })
}

export const isListed = (state: PeerState): boolean => state.saved.addresses.some((address) => address !== '')

/** The time that this peer's own clock shows. */
export function clockOf(state: PeerState, at: Instant): Instant {
  for (const trouble of state.surroundings.troubles)
    if (trouble.kind === 'clock-skew' && typeof trouble.seconds === 'number') return at + trouble.seconds * 1_000
  return at
}

export const directoryOf = (state: PeerState): Directory => ({
  version: state.saved.ipVersion,
  mappings: state.shared.addressMapping.enabled ? state.shared.addressMapping.entries : [],
  names: state.identity.dnsServers.some((server) => server !== '') ? state.surroundings.names : NO_NAMES,
  domain: state.identity.domain,
})

const NO_NAMES: Surroundings['names'] = {}

export const ownAddress = (identity: Identity, version: IpVersion): string =>
  version === 'IPv4' ? identity.lan1.address : identity.lan1.ipv6

/** The line (0 to 5) on which this system stands: by its address, its FQDN, or a name that leads to it; -1 for none. */
export function ownLine(state: PeerState, addresses: readonly string[] = state.saved.addresses): number {
  const own = ownAddress(state.identity, state.saved.ipVersion).toLowerCase()
  const fqdn = fqdnOf(state.identity).toLowerCase()
  const byName = addresses.findIndex((each) => each !== '' && (each.toLowerCase() === own || each.toLowerCase() === fqdn))
  if (byName >= 0) return byName
  const directory = directoryOf(state)
  return addresses.findIndex((each) => each !== '' && resolve(each, directory) === own)
}

export const isPrimary = (state: PeerState): boolean => isListed(state) && ownLine(state) === state.saved.configurationPrimary - 1

/** Whether it takes part in a cluster now: started as a member of one, and on its own list. */
export const isClustered = (state: PeerState): boolean =>
  state.power === 'running' && state.inForce !== null && isListed(state) && ownLine(state) >= 0

export const factsOf = (state: PeerState): Facts => ({
  systemName: state.identity.systemName,
  hostName: state.identity.hostName,
  series: state.identity.series,
  version: state.identity.version,
  certificate: state.identity.certificate,
  settings: state.saved,
  tlsMode: state.shared.tlsMode,
  member: state.member,
  isPrimary: isPrimary(state),
  alarms: state.alarms,
})

/** Whether two peers were told the same about their cluster. What replicates is compared only while one is new. EX-11. */
export function agrees(state: PeerState, facts: Facts): boolean {
  const theirs = facts.settings
  return (
    theirs.clusterName.toLowerCase() === state.saved.clusterName.toLowerCase() &&
    theirs.configurationPrimary === state.saved.configurationPrimary &&
    theirs.ipVersion === state.saved.ipVersion &&
    theirs.addresses.every((each, line) => each.toLowerCase() === state.saved.addresses[line]?.toLowerCase()) &&
    facts.series === state.identity.series &&
    facts.version === state.identity.version &&
    ((facts.member && state.member) || facts.tlsMode === state.shared.tlsMode)
  )
}
