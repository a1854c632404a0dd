// All that one Expressway peer knows and remembers, as plain JSON, and the draft on which a step works.

import type { Neighbour, Surroundings } from '../kernel/fabric.ts'
import { cancel, type Effect, type Json, type NodeId, type NodeState, schedule, type Timer } from '../kernel/machine.ts'
import type { Entropy } from '../kernel/random.ts'
import { derived, latest } from '../kernel/remembered.ts'
import type { Instant } from '../kernel/time.ts'
import { type Directory, type IpVersion, resolve } from './address.ts'
import {
  CERTIFICATE_PROBLEMS,
  type CertificateProblem,
  heldCertificate,
  type Presented,
  present,
  type ServerCertificate,
  spoiled,
} from './certificate.ts'
import type { Configuration } from './configuration.ts'
import type { Diagnostics, SystemSnapshot } from './diagnostics/kept.ts'
import type { Feedback } from './feedback.ts'
import { fqdnOf, type Identity } from './identity.ts'
import { type NetworkInUse, ownAddress } from './interfaces.ts'
import type { Reference } from './material.ts'
import type { RequestedUpgrade } from './requested-upgrade.ts'
import type { PendingRestore } from './restore.ts'
import type { Session, WebSession } from './session.ts'
import { isSmart, type SmartLicensing } from './smart-licensing.ts'
import type { StartSettings } from './start-settings.ts'
import { type Load, loadOf, type Users } from './users.ts'

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
  readonly domain?: string // absent from a peer that was last heard before domains were told
  readonly series: string
  readonly version: string
  readonly certificate: Presented | null
  readonly settings: ClusterSettings
  readonly tlsMode: TlsMode // as saved
  readonly member: boolean
  readonly isPrimary: boolean // by its own settings
  readonly startedAt: Instant
  readonly loaded: boolean
  readonly platform: Identity['platform']
  readonly optionKeys: readonly string[]
  readonly roomSessions: number
  readonly upgrades: number
  readonly alarms: readonly Alarm[]
  readonly users?: Load // absent from a peer that was last heard before users were counted
  readonly isSmart?: boolean // licensed by Smart Licensing; absent: by option keys
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
  readonly certificate: Presented | null // the one it last showed, even when it was turned away for it
  readonly last: { readonly version: string; readonly upgrades: number; readonly roomSessions: number } | null // as it was last known
  readonly lostAt: Instant | null // since when a peer that was active is gone
  readonly drives: boolean // this side asks for the join
  readonly h323: boolean // its gatekeeper answers on 1719
  readonly portsClosed: boolean // it is up and lists this system, but its cluster ports do not answer
  readonly stamp: string // of the database the other side was last known to hold
  readonly databaseFailed?: boolean // it said so, or confirmed nothing any more; until it connects again
}

/** `firstRaised`: since the system started last, however often it was lowered in between. */
export type Alarm = {
  readonly id: string
  readonly status: 'new' | 'acknowledged'
  readonly firstRaised: Instant
  readonly lastRaised: Instant
  readonly count?: number // how often since then; absent: once
  readonly detail: string // instead of the alarm's own description; '' where that says it all
}

/** What a factory reset leaves of this system. */
export type Keeps = {
  readonly optionKeys: boolean
  readonly ip: boolean
  readonly certificate: boolean
  readonly logs: boolean
}

export type PeerState = NodeState & {
  readonly id: NodeId
  readonly power: 'running' | 'restarting' | 'off' | 'resetting'
  readonly startedAt: Instant
  readonly identity: Identity
  readonly saved: ClusterSettings
  readonly shared: Shared
  readonly stamp: string // names this content of `shared`
  readonly edited: null | 'connected' | 'apart' // a subordinate changed `shared` on its own, with or without its primary in reach
  readonly conflict: boolean // both it and the primary took writes: it takes no copy until it is told to
  readonly inForce: InForce | null
  readonly member: boolean // its database is the cluster's: it is the primary, or took a copy
  readonly inStep: boolean // on a subordinate: the copy is known to be the primary's
  readonly loaded: boolean // since its start it has the database from the primary, or from one that had
  readonly restartRequired: boolean
  readonly resetArmed: readonly string[] | null // the addresses that would call it off, in their order
  readonly resetFailed: boolean
  readonly upgrade: { readonly version: string; readonly isInstalled: boolean; readonly configuration: Configuration } | null
  readonly booting: boolean // the start under way, or the last one, is of the whole system
  readonly restarts?: number // of any kind, ever; absent: none yet
  readonly upgrades: number // installed since the template
  readonly keyAwaits: number | null // how often the primary has to have been upgraded before its data can be read
  readonly lossStages: readonly number[] // by line: how far a lost peer's licences have got on their way out
  readonly licensing: SmartLicensing
  readonly expired: boolean // its own certificate, by its own clock
  readonly daysLeft?: number | null // until it is, whole days; null: more than are worth a warning
  readonly resetting: Keeps | null // by the script, while it runs
  readonly database: 'running' | 'failed'
  readonly systemKey: 'current' | 'stale' // whether its key file is the cluster's
  readonly maintenance: boolean
  readonly links: readonly (Link | null)[] // always six; null: empty line, or this system's own
  readonly alarms: readonly Alarm[] // the raised ones, by id
  readonly lowered?: readonly Alarm[] // those that were raised since the start and are not now
  readonly mismatch: { readonly settings: boolean; readonly primary: boolean } // stands until a synchronisation finds it gone
  readonly primaryUnreachable: boolean // as the last synchronisation found it
  readonly lastSync: Instant | null
  readonly pushes: number // how often the last write was sent again
  readonly sessions: readonly Session[]
  readonly sessionsOpened: number

  readonly processes: Processes
  readonly sequence: number // of the RAS messages
  readonly lacksFile?: boolean // the last synchronisation had no room for its file
  readonly users?: Users // absent: nobody ever registered here
  readonly diagnostics?: Diagnostics | null // absent: never used since the factory
  readonly snapshot?: SystemSnapshot | null
  readonly webSessions?: readonly WebSession[]
  readonly feedback?: readonly (Feedback | null)[] // by number; absent: none was ever registered
  readonly logsFrom?: Instant // what was logged before was erased
  readonly certificateInUse?: { readonly certificate: ServerCertificate | null } | null // until the next start: the one that was replaced since the last
  readonly certificateRequest?: SigningRequest | null // made and not answered with a certificate yet
  readonly networkInUse?: NetworkInUse | null // until the next start: what the network pages said at the last
  readonly startSettings?: StartSettings | null // until the next start: services and IP protocol as it was started with
  readonly keysInUse?: readonly string[] | null // until the next start: the features that were installed at the last
  readonly misjudged?: readonly string[] // addresses that 20021 names for no cause; X14.0 alone
  readonly requestedAt?: Instant | null // when the request was made whose key waits, or is that of the certificate
  readonly backups?: { readonly taken: number; readonly restoredAt: Instant | null } // here, since the template
  readonly resetImage?: string // release of the image that was copied into the factory-reset folder; absent: that of this system
  readonly pendingRestore?: PendingRestore | null // until it is confirmed or aborted, or the next start
  readonly sftp?: { readonly server: string; readonly username: string } // where software is fetched from
  readonly upgradeAsked?: RequestedUpgrade // last, by REST
  readonly signed?: Reference | null // what the sandbox's authority sent back for a request of this peer, last
}

/** A certificate signing request and the key it is for, which is used once a certificate for it is uploaded. */
export type SigningRequest = { readonly request: string; readonly key: Reference; readonly at: Instant } // base64 of the DER

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
export type Draft = {
  state: PeerState
  readonly at: Instant
  readonly effects: Effect[]
  readonly entropy: Entropy // of the operation under way; '' in all other steps
  readonly user?: string // who does it on the web interface; absent: the default administrator
}

/** Changes parts of the state. */
export function put(draft: Draft, change: Partial<PeerState>): void {
  draft.state = { ...draft.state, ...change }
}

/** Changes parts of one line of the peer list (0 to 5); nothing where that is empty or this system's own. */
export function putLink(draft: Draft, line: number, change: Partial<Link>): void {
  const link = draft.state.links[line]
  if (link === null || link === undefined) return
  put(draft, { links: draft.state.links.map((each, index) => (index === line ? { ...link, ...change } : each)) })
}

/** Sets a timer, in the place of one that has this name. */
export function setTimer(draft: Draft, name: string, inMs: number, kind: Timer['kind'] = 'transient'): void {
  put(draft, { timers: schedule(draft.state.timers, name, draft.at + inMs, kind) })
}

/** Takes a timer off, where it is set. */
export function stopTimer(draft: Draft, name: string): void {
  const timers = cancel(draft.state.timers, name)
  if (timers !== draft.state.timers) put(draft, { timers })
}

export const hasTimer = (state: PeerState, name: string): boolean => state.timers.some((timer) => timer.name === name)

/** Adds a line to the sandbox's timeline. */
export function note(draft: Draft, kind: string, text: string, data: Json = null): void {
  draft.effects.push({ type: 'note', kind, text, data })
}

export const isListed = (state: PeerState): boolean => state.saved.addresses.some((address) => address !== '')

/** How a peer is reached: over the interface that bears the address, or over any where only the node is known. */
export function waysTo(surroundings: Surroundings, link: Link): readonly Neighbour[] {
  const there = surroundings.neighbours.filter((each) => each.address === link.resolved)
  return there.length > 0 ? there : surroundings.neighbours.filter((each) => each.node === link.node)
}

/** The way there and back to the peer of a link, in ms; 0 while there is none. */
export const roundTripMs = (state: PeerState, link: Link): number =>
  Math.max(0, ...waysTo(state.surroundings, link).map((each) => each.roundTripMs))

/** The greatest way there and back that two peers may have. */
export const ROUND_TRIP_MS_MAX = 80

/** The time that this peer's own clock shows. */
export function clockOf(state: PeerState, at: Instant): Instant {
  for (const trouble of state.surroundings.troubles)
    if (trouble.kind === 'clock-skew' && typeof trouble.seconds === 'number') return at + trouble.seconds * 1_000
  return at
}

export const directoryOf = ({ saved, shared, identity, surroundings }: PeerState): Directory =>
  directoryBy(saved)(shared.addressMapping, identity, surroundings.names)

const directoryBy = derived(({ ipVersion }: ClusterSettings) =>
  latest(
    ({ enabled, entries }: AddressMapping, { dnsServers, domain }: Identity, names: Surroundings['names']): Directory => ({
      version: ipVersion,
      mappings: enabled ? entries : [],
      names: dnsServers.some((server) => server !== '') ? names : NO_NAMES,
      domain,
    }),
  ),
)

const NO_NAMES: Surroundings['names'] = {}

/** The line (0 to 5) on which this system stands: by its address, its FQDN, or a name that leads to it; -1 for none. */
export const ownLine = (state: PeerState, addresses: readonly string[] = state.saved.addresses): number =>
  lineAmong(addresses)(ownAddress(state), fqdnOf(state.identity), directoryOf(state))

const lineAmong = derived((addresses: readonly string[]) =>
  latest((address: string, name: string, directory: Directory): number => {
    const own = address.toLowerCase()
    const fqdn = name.toLowerCase()
    const byName = addresses.findIndex((each) => each !== '' && (each.toLowerCase() === own || each.toLowerCase() === fqdn))
    return byName >= 0 ? byName : addresses.findIndex((each) => each !== '' && resolve(each, directory) === own)
  }),
)

export const isPrimary = (state: PeerState): boolean => isListed(state) && ownLine(state) === state.saved.configurationPrimary - 1

/** Whether it takes part in a cluster now: started as a member of one, and on its own list. Asked of one state many times. */
export const isClustered = latest(
  (state: PeerState): boolean =>
    state.power === 'running' && state.database === 'running' && state.inForce !== null && isListed(state) && ownLine(state) >= 0,
)

/** What is wrong with the certificate of this peer, as it was laid on it; null for nothing. */
export function certificateProblem(state: PeerState): CertificateProblem | null {
  for (const trouble of state.surroundings.troubles) {
    const found = trouble.kind === 'certificate' ? CERTIFICATE_PROBLEMS.find((each) => each === trouble.problem) : undefined
    if (found !== undefined) return found
  }
  return null
}

/** The server certificate that this peer works with, a problem laid on it included. */
export function serverCertificateOf(state: PeerState): ServerCertificate | null {
  const certificate = heldCertificate((state.certificateInUse ?? state.identity).certificate)
  const problem = certificateProblem(state)
  return certificate === null || problem === null ? certificate : spoiled(certificate, state.id, problem)
}

/** What this peer shows of it to others. */
export function certificateOf(state: PeerState): Presented | null {
  const certificate = serverCertificateOf(state)
  return certificate === null ? null : present(certificate)
}

/** What a peer tells the others about itself, as it is now. */
export const factsOf = (state: PeerState): Facts => ({
  systemName: state.identity.systemName,
  hostName: state.identity.hostName,
  domain: state.identity.domain,
  series: state.identity.series,
  version: state.identity.version,
  certificate: certificateOf(state),
  settings: state.saved,
  tlsMode: state.shared.tlsMode,
  member: state.member,
  isPrimary: isPrimary(state),
  startedAt: state.startedAt,
  loaded: state.loaded,
  platform: state.identity.platform,
  optionKeys: state.identity.optionKeys,
  roomSessions: state.identity.roomSessions,
  upgrades: state.upgrades,
  alarms: state.alarms,
  users: loadOf(state),
  ...(isSmart(state) && { isSmart: true }),
})
