// What the system suggests for the cluster address mapping table. EX-15.

import { isBefore } from './identity.ts'
import { ownAddress } from './interfaces.ts'
import type { AddressMapping, PeerState } from './state.ts'

const SINCE = 'X8.9.2'

/** Whether this release has the cluster address mapping table. */
export const knowsMapping = ({ identity }: PeerState): boolean => !isBefore(identity.version, SINCE)

/**
 * `<System host name>.<Domain name>` of each system and the address of the inward-facing interface, for this system and
 * for each connected peer: what the systems are called, which need not be what their certificates say.
 */
export function suggestedMappings(state: PeerState): AddressMapping['entries'] {
  const { domain, hostName } = state.identity
  const named = (host: string, zone: string, ip: string | null) =>
    host === '' || zone === '' || ip === null ? [] : [{ fqdn: `${host}.${zone}`, ip }]
  return state.saved.addresses.flatMap((address, line) => {
    if (address === '') return []
    const link = state.links[line]
    if (link === null || link === undefined) return named(hostName, domain, ownAddress(state))
    return link.facts === null ? [] : named(link.facts.hostName, link.facts.domain ?? domain, link.resolved)
  })
}

/** Whether an address is one of those that are used inside networks alone. */
export const isPrivate = (ip: string): boolean =>
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(ip) || /^f[cd][0-9a-f]{2}:/i.test(ip)
