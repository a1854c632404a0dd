// How a peer stands, in the words of its own pages: each line of the list, the database, and the whole
// as snapshots show it.

import type { z } from 'zod'
import type { Frozen } from '../kernel/plain.ts'
import { derived, latest } from '../kernel/remembered.ts'
import { type Instant, iso } from '../kernel/time.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { nameText } from '../kernel/x509/name.ts'
import { withoutMeasures } from './accounts.ts'
import { alarmView } from './alarms.ts'
import { capacityOf } from './capacity.ts'
import {
  CERTIFICATE_UNKNOWN,
  type CertificateStatus,
  certificateFacts,
  type Finding,
  findingOn,
  heldCertificate,
  hostsIn,
  type Judgement,
  leafOf,
  type Presented,
  present,
  type ServerCertificate,
  verdictOn,
} from './certificate.ts'
import { fqdnOf, releasedOn } from './identity.ts'
import { pooledLicences } from './licences.ts'
import { certificateOfReference, isOnList, requestOf } from './material.ts'
import { licensingView } from './smart-status.ts'
import {
  certificateOf,
  certificateProblem,
  clockOf,
  isListed,
  type Link,
  ownLine,
  type PeerState,
  serverCertificateOf,
} from './state.ts'
import { timeState } from './time-source.ts'
import { serviceView } from './users.ts'
import type { IdentityView, PeerView } from './view-schema.ts'

/** One line of the peer list as page, command line and snapshot show it. An empty line has no status. */
export type LineStatus = {
  readonly n: number
  readonly address: string
  readonly certificate: CertificateStatus | null
  readonly clustering: { readonly state: 'this-system' | 'unknown' | 'failed' | 'active'; readonly text: string } | null
}

/**
 * A peer knows the time as of its last synchronisation or start, and what a link brought it as of the start or the loss of
 * the other side, where that is later: statuses that age are as of then.
 */
export const asOf = (state: PeerState, link: Link | null | undefined): Instant =>
  clockOf(state, Math.max(state.startedAt, state.lastSync ?? 0, link?.facts?.startedAt ?? 0, link?.lostAt ?? 0))

/** What is found of the certificate of each line; null where none is known, as of an empty line. */
export const lineFindings = (state: PeerState): readonly (Finding | null)[] =>
  findingsBy(state.links)(state.saved.addresses, state.inForce === null ? undefined : certificateOf(state), state.identity)

const findingsBy = derived((links: PeerState['links']) =>
  latest((addresses: readonly string[], own: Presented | null | undefined, by: Judgement) =>
    addresses.map((address, line) => {
      const link = links[line] ?? null
      const presented = link === null ? own : (link.certificate ?? undefined)
      return address === '' || presented === undefined ? null : findingOn(presented, address, by)
    }),
  ),
)

export function lineStatuses(state: PeerState): readonly LineStatus[] {
  const findings = lineFindings(state)
  return state.saved.addresses.map((address, line): LineStatus => {
    const n = line + 1
    if (address === '') return { n, address, certificate: null, clustering: null }
    if (state.power !== 'running')
      return { n, address, certificate: CERTIFICATE_UNKNOWN, clustering: { state: 'unknown', text: 'Unknown' } }
    const link = state.links[line] ?? null
    const finding = findings[line] ?? null
    const certificate = finding === null ? CERTIFICATE_UNKNOWN : verdictOn(finding, asOf(state, link))
    if (link === null) return { n, address, certificate, clustering: { state: 'this-system', text: 'This system' } }
    if (link.state === 'active') return { n, address, certificate, clustering: { state: 'active', text: activeText(link) } }
    if (link.state === 'trying') return { n, address, certificate, clustering: { state: 'unknown', text: 'Unknown' } }
    return { n, address, certificate, clustering: { state: 'failed', text: 'Failed' } }
  })
}

/** `Active` when the database is shared with every listed peer. The other words are ours: the product's are not public. */
export function databaseStatus(state: PeerState): 'Active' | 'Degraded' | 'Failed' | 'Inactive' {
  if (state.database === 'failed') return 'Failed'
  if (state.power !== 'running' || state.inForce === null || !isListed(state)) return 'Inactive'
  const others = state.links.filter((link) => link !== null)
  const hasOwn = others.length < state.saved.addresses.filter((address) => address !== '').length
  if (!hasOwn) return 'Failed'
  if (others.every((link) => link.state === 'active')) return 'Active'
  return others.some((link) => link.state === 'active') ? 'Degraded' : 'Failed'
}

export function nextSync(state: PeerState): Instant | null {
  return state.timers.find((timer) => timer.name === 'synchronise')?.due ?? null
}

function certificateView(state: PeerState): IdentityView['certificate'] {
  const certificate = shownCertificate(state)
  const leaf = certificate === null ? null : leafOf(certificate)
  if (certificate === null || leaf === null) return null
  return {
    ...factsView(leaf),
    holderHasKey: present(certificate).proven,
    revoked: isOnList(leaf),
    awaitsRestart: Boolean(state.certificateInUse),
  }
}

/** The server certificate that the pages show: the one uploaded last, or what a problem laid on it made of it. */
export const shownCertificate = (state: PeerState): ServerCertificate | null =>
  certificateProblem(state) === null ? heldCertificate(state.identity.certificate) : serverCertificateOf(state)

const factsView = derived((certificate: Certificate): IdentityView['trust'][number] => {
  const facts = certificateFacts(certificate)
  return { ...facts, notBefore: iso(facts.notBefore), notAfter: iso(facts.notAfter) }
})

const trustView = derived((trust: PeerState['identity']['trust']): IdentityView['trust'] =>
  trust.flatMap((each) => {
    const found = certificateOfReference(each)
    return found === null ? [] : [factsView(found)]
  }),
)

function requestView({ certificateRequest }: PeerState): IdentityView['certificateRequest'] {
  const request = requestOf(certificateRequest ?? null)
  if (!certificateRequest || request === null) return null
  return { subject: nameText(request.subject), alternativeNames: hostsIn(request), madeAt: iso(certificateRequest.at) }
}

/** What a peer is by its own saved list: the one whose configuration is copied, one that copies, or neither. */
export function roleOf(state: PeerState): 'primary' | 'subordinate' | 'stand-alone' {
  if (state.inForce === null || !isListed(state)) return 'stand-alone'
  return ownLine(state) === state.saved.configurationPrimary - 1 ? 'primary' : 'subordinate'
}

/** What the snapshot shows of an Expressway. */
export function view(state: PeerState): Frozen<z.infer<typeof PeerView>> {
  const { saved, shared, identity } = state
  const next = nextSync(state)
  // The lists themselves stand on their page.
  const { revocations: _, ...told } = identity
  return {
    id: state.id,
    product: 'expressway',
    state: state.power,
    role: roleOf(state),
    version: identity.version,
    identity: {
      ...told,
      released: releasedOn(identity.version),
      speeds: (identity.lan2 === null ? [0] : [0, 1]).map((lan) => identity.speeds?.[lan] ?? 'Auto'),
      settings: identity.settings ?? {},
      routes: identity.routes ?? [],
      certificate: certificateView(state),
      trust: trustView(identity.trust),
      certificateRequest: requestView(state),
      certificateRequestedAt: state.requestedAt ? iso(state.requestedAt) : null,
      fqdn: fqdnOf(identity),
    },
    maintenanceMode: state.maintenance,
    timeState: state.power === 'running' ? timeState(state) : null,
    restartRequired: state.restartRequired,
    backups: {
      taken: state.backups?.taken ?? 0,
      restoredAt: state.backups?.restoredAt ? iso(state.backups.restoredAt) : null,
    },
    licences: { installed: identity.roomSessions, pooled: pooledLicences(state) },
    licensing: licensingView(state),
    capacity: {
      peer: capacityOf(identity.platform, identity.version, 1),
      cluster: capacityOf(identity.platform, identity.version, Math.max(1, saved.addresses.filter((each) => each !== '').length)),
    },
    service: serviceView(state),
    database: state.database,
    systemKey: state.systemKey,
    clustering: {
      clusterName: saved.clusterName,
      configurationPrimary: saved.configurationPrimary,
      tlsVerificationMode: shared.tlsMode,
      clusterIpVersion: saved.ipVersion,
      addressMapping: shared.addressMapping,
      peers: lineStatuses(state),
      databaseStatus: databaseStatus(state),
      lastSync: state.lastSync === null ? null : iso(state.lastSync),
      nextSync: next === null ? null : iso(next),
      factoryResetPending: state.resetArmed !== null,
    },
    alarms: state.alarms.map(alarmView),
    configuration: withoutMeasures(shared.configuration),
  }
}

/** What a peer is called on the status line: its system name, and the address its FQDN led to. EX-11. */
function activeText(link: Link): string {
  const name = link.facts?.systemName || link.address
  return link.resolved === link.address
    ? `Active as ${name}`
    : `Active as ${name} (Resolved '${link.address}' as '${link.resolved}')`
}
