// What can be wrong with a peer or its cluster: pure questions about the state, of which the alarms are made. EX-40, EX-41.

import { latest } from '../kernel/remembered.ts'
import { resolve } from './address.ts'
import { hasSameSettings, isContested, isSameType } from './agreement.ts'
import { capacityOf } from './capacity.ts'
import { type Identity, isBefore } from './identity.ts'
import { networkOf, running } from './interfaces.ts'
import { featuresOf } from './option-keys.ts'
import { isSmart } from './smart-licensing.ts'
import { isChangedSinceStart } from './start-settings.ts'
import {
  directoryOf,
  isClustered,
  isListed,
  type Link,
  ownLine,
  type PeerState,
  ROUND_TRIP_MS_MAX,
  roundTripMs,
} from './state.ts'
import { type Load, loadOf, traversalCalls, usersOf } from './users.ts'
import { clusterPorts } from './wire.ts'

export const isApart = (link: Link): boolean => link.state === 'failed' || link.state === 'joining'

export function lacksPeer(state: PeerState): boolean {
  return isListed(state) && state.links.some((link) => link !== null && isApart(link))
}

export function hasInvalidList(state: PeerState): boolean {
  if (!isListed(state)) return false
  if (ownLine(state) < 0) return true
  const directory = directoryOf(state)
  const led = state.saved.addresses.flatMap((each) => (each === '' ? [] : [resolve(each, directory)]))
  if (misfits(state).some((each) => !each.includes('different releases'))) return true
  const known = led.filter((each) => each !== null)
  return new Set(known).size < known.length
}

// A name that DNS does not know, or an address that the cluster's IP version cannot use.
export function hasDeadAddress(state: PeerState): boolean {
  return isListed(state) && state.links.some((link) => link !== null && link.resolved === null)
}

// An upgrade leaves the peers on different releases for a while; nothing replicates between them. EX-19.
export function isUpgrading(state: PeerState): boolean {
  return state.links.some((link) => link?.facts && link.facts.version !== state.identity.version)
}

export function isFarOff(state: PeerState): boolean {
  return isClustered(state) && state.links.some((link) => link?.facts && roundTripMs(state, link) > ROUND_TRIP_MS_MAX)
}

export const shutOut = (state: PeerState): readonly string[] =>
  isClustered(state)
    ? [
        ...state.links.flatMap((link) => (link?.state === 'failed' && link.portsClosed ? [link.address] : [])),
        ...(state.misjudged ?? []),
      ]
    : []

export function closedPorts(state: PeerState): string {
  const ports = clusterPorts(state)
  const own = ports.filter((port) => state.surroundings.blockedPorts.includes(port))
  return `Unable to establish a TCP connection with ${shutOut(state).join(', ')} on ports ${(own.length > 0 ? own : ports).join(', ')}`
}

/** Whether two systems have the same features; what licences each has is its own. EX-01. */
function hasSameKeys(one: readonly string[], other: readonly string[]): boolean {
  if (one === other || one.join() === other.join()) return true
  const sorted = (keys: readonly string[]) => [...new Set(featuresOf(keys))].sort().join()
  return sorted(one) === sorted(other)
}

/** What makes two listed systems no cluster, in words: another type, platform, set of option keys, or the same name. EX-01. */
export function misfits(state: PeerState): readonly string[] {
  return state.links.flatMap((link): string[] => {
    if (!link?.facts || !isListed(state)) return []
    const { facts, address } = link
    return [
      ...(facts.series === state.identity.series ? [] : [`${address} is an ${facts.series}; all peers must be of one type.`]),
      ...(facts.series !== state.identity.series || isSameType(state, facts)
        ? []
        : [`${address} runs on ${facts.platform}; all peers need equivalent hardware.`]),
      ...(facts.version === state.identity.version
        ? []
        : [`${address} runs ${facts.version}; nothing replicates between different releases.`]),
      ...(facts.systemName === '' || facts.systemName !== state.identity.systemName
        ? []
        : [`${address} has the same system name; each peer needs its own.`]),
      ...(isSmart(state) || facts.isSmart || hasSameKeys(facts.optionKeys, state.identity.optionKeys)
        ? []
        : [`${address} has other option keys; all peers need the same set, licences apart.`]),
    ]
  })
}

/** Connected peers whose domain is another than this system's: all peers belong in one. EX-01. */
export const otherDomains = ({ identity, links }: PeerState): readonly { readonly address: string; readonly domain: string }[] =>
  links.flatMap((link) => {
    const domain = link?.facts?.domain
    return link && domain !== undefined && domain.toLowerCase() !== identity.domain.toLowerCase()
      ? [{ address: link.address, domain }]
      : []
  })

/** Neighbor zones that lead to a peer of this very cluster, or to this system. EX-01. */
export function peersAsZones(state: PeerState): readonly { readonly zone: string; readonly address: string }[] {
  const directory = directoryOf(state)
  const keyOf = (address: string): string => resolve(address, directory) ?? address.toLowerCase()
  const peers = state.saved.addresses.filter((each) => each !== '').map(keyOf)
  const zones = (state.shared.configuration.zones ?? []) as readonly { readonly name: string; readonly address: string }[]
  return zones.flatMap(({ name, address }) => (address !== '' && peers.includes(keyOf(address)) ? [{ zone: name, address }] : []))
}

/** From so many hundredths of a limit on it is warned of. */
const WARNING_PERCENT = 90

export const unit = (state: PeerState) => capacityOf(state.identity.platform, state.identity.version, 1)
// What the cluster can carry that this peer lists.
const whole = ({ identity, saved }: PeerState) =>
  capacityOf(identity.platform, identity.version, Math.max(1, saved.addresses.filter((each) => each !== '').length))
export const endpoints = ({ sip, h323 }: Load): number => sip + h323

// Asked of one state by several alarms.
const loads = latest((state: PeerState): readonly Load[] => [
  loadOf(state),
  ...state.links.flatMap((link) => (link?.facts?.users ? [link.facts.users] : [])),
])

/** Licences that calls with media take over the whole cluster, as far as this peer knows it: all draw on one pool. */
export const licencesUsed = (state: PeerState): number => loads(state).reduce((sum, { calls }) => sum + traversalCalls(calls), 0)

/** Nearly as many registrations as one unit, or the cluster, may have. */
export function isCrowded(state: PeerState): boolean {
  const all = loads(state).reduce((sum, load) => sum + endpoints(load), 0)
  return isNear(endpoints(usersOf(state)), unit(state).registrations) || isNear(all, whole(state).registrations)
}
/** Nearly as many calls as one unit, or the cluster, can have up at once. */
export function isBusy(state: PeerState): boolean {
  const all = loads(state).reduce((sum, { calls }) => sum + calls, 0)
  return isNear(usersOf(state).calls, unit(state).videoCalls) || isNear(all, whole(state).videoCalls)
}

export const isNear = (count: number, limit: number): boolean => count > 0 && count * 100 >= limit * WARNING_PERCENT

export function isAnyFull(state: PeerState): boolean {
  if (!isClustered(state)) return false
  return loads(state).some((load) => endpoints(load) >= unit(state).registrations)
}

export const hasFullDisk = (state: PeerState): boolean =>
  state.surroundings.troubles.some((trouble) => trouble.kind === 'disk-full')

// What is copied from the primary passes through a file on this disk. As of the last synchronisation.
export function lacksFile(state: PeerState): boolean {
  return isClustered(state) && state.lacksFile === true
}

export const outOfSync = (state: PeerState): readonly string[] =>
  isClustered(state) && !isBefore(state.identity.version, 'X14.0.2')
    ? state.links.flatMap((link) => (link?.databaseFailed ? [link.address] : []))
    : []

/** The alarm that says so came with X14.0.1. */
export function isInconsistent(state: PeerState): boolean {
  if (isBefore(state.identity.version, 'X14.0.1')) return false
  return state.links.some((link) => link?.state === 'joining' && isContested(state, link.facts))
}

/** Up to X14.0.1 the text was another one. */
export function formerFileText({ identity }: PeerState): string {
  return isBefore(identity.version, 'X14.0.2')
    ? "Cannot find primary or this peer's configuration file, manual synchronization of configuration is required"
    : ''
}

export function syncText(state: PeerState): string {
  const nodes = outOfSync(state).join(', ')
  return `Database synchronization failed on node ${nodes}, reboot node ${nodes} from CLI`
}

export function isLeftOut(state: PeerState): boolean {
  return state.inForce !== null && isListed(state) && ownLine(state) < 0
}

export function hasOtherTlsMode(state: PeerState): boolean {
  return state.inForce !== null && isListed(state) && state.inForce.tlsMode !== state.shared.tlsMode
}

/** Something of the Ethernet page waits for the restart. EX-41. */
export const hasOtherSpeeds = (state: PeerState): boolean =>
  Boolean(state.networkInUse) && speedsOf(running(state)) !== speedsOf(state.identity)

/** Something of the IP page waits for the restart. EX-41. */
export function hasOtherAddresses(state: PeerState): boolean {
  const { identity, networkInUse } = state
  if (isChangedSinceStart(state, 'ipProtocol', 'ipv6Gateway')) return true
  if (!networkInUse) return false
  const { speeds: _, ...addresses } = networkOf(identity)
  return Object.entries(networkInUse).some(
    ([name, value]) => name !== 'speeds' && JSON.stringify(value) !== JSON.stringify(addresses[name as keyof typeof addresses]),
  )
}

const speedsOf = ({ speeds, lan2 }: Identity): string =>
  (lan2 === null ? [0] : [0, 1]).map((lan) => speeds?.[lan] ?? 'Auto').join()

/** Whether this peer's settings differ now from those of a peer that is, or claims to be, the primary; and whether the number does. */
export function differences(state: PeerState): PeerState['mismatch'] {
  let settings = false
  let primary = false
  for (const [line, link] of state.links.entries()) {
    if (link === null || link.facts === null) continue
    if (link.facts.settings.configurationPrimary !== state.saved.configurationPrimary) primary = true
    const leads = link.facts.isPrimary || line === state.saved.configurationPrimary - 1
    if (leads && !hasSameSettings(state, link.facts)) settings = true
  }
  return { settings, primary }
}
