// The addresses that name a peer: what may be written in a Peer field, and which IP address it leads to.

import { derived, remembered } from '../kernel/remembered.ts'

export type IpVersion = 'IPv4' | 'IPv6'

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/i

/** The version of an address written in numbers, or null for anything else. */
export function versionOf(address: string): IpVersion | null {
  if (IPV4.test(address)) return 'IPv4'
  return isIpv6(address) ? 'IPv6' : null
}

function isIpv6(address: string): boolean {
  if (!address.includes(':')) return false
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8
}

/** A host name or a fully qualified one. Something of digits and dots alone is a mistyped address, not a name. */
export const isName = (address: string): boolean =>
  address.length <= 128 &&
  !/^[\d.]+$/.test(address) &&
  address.split('.').every((label) => label.length <= 63 && LABEL.test(label))

/** Whether something may stand in a Peer field at all. */
export const isAddress = (address: string): boolean => versionOf(address) !== null || isName(address)

/**
 * Whether a text may be a cluster name: labels of letters, digits, hyphens and underscores, no hyphen
 * at either end of a label, the last one starting with a letter, 128 characters at most.
 */
export function isClusterName(name: string): boolean {
  const labels = name.split('.')
  return name.length <= 128 && labels.every((label) => LABEL.test(label)) && /^[a-z]/i.test(labels.at(-1) ?? '')
}

/** Loopback, unspecified, multicast and broadcast addresses lead to no peer. */
export function leadsNowhere(address: string, version: IpVersion): boolean {
  if (version === 'IPv6') return /^(?:::1?|ff[0-9a-f]{2}:.*)$/i.test(address)
  const first = Number(address.split('.')[0])
  return first === 0 || first === 127 || first >= 224
}

/** Where names lead to for one peer: the mapping table first, then DNS; unqualified names get its domain. */
export type Directory = {
  readonly version: IpVersion
  readonly mappings: readonly { readonly fqdn: string; readonly ip: string }[] // [] when mapping is off
  readonly names: { readonly [name: string]: string }
  readonly domain: string
}

/** The IP address that a Peer field leads to, or null: no answer, or none of the cluster's IP version. EX-15. */
export const resolve = (address: string, directory: Directory): string | null => ledBy(directory)(address)

const ledBy = derived((directory: Directory) =>
  remembered((address: string): string | null => {
    const found = versionOf(address) === null ? lookUp(address.toLowerCase(), directory) : address
    if (found === null || versionOf(found) !== directory.version) return null
    return leadsNowhere(found, directory.version) ? null : found
  }),
)

function lookUp(name: string, directory: Directory): string | null {
  const qualified = name.includes('.') || directory.domain === '' ? name : `${name}.${directory.domain.toLowerCase()}`
  const mapped = directory.mappings.find((each) => each.fqdn.toLowerCase() === qualified)
  if (mapped !== undefined) return mapped.ip
  return Object.hasOwn(directory.names, qualified) ? (directory.names[qualified] ?? null) : null
}
