// What belongs to one peer alone and is never replicated. EX-02, EX-03.

import { derived, remembered } from '../kernel/remembered.ts'
import type { ServerCertificate } from './certificate.ts'
import type { Speed } from './interfaces.ts'
import type { Reference } from './material.ts'

export type Interface = { readonly address: string; readonly mask: string; readonly ipv6: string; readonly mac: string }

/** A static route: which addresses are reached through a gateway, and over which interface. */
export type Route = {
  readonly address: string
  readonly prefixLength: number // bits
  readonly gateway: string
  readonly interface: 'Auto' | 'LAN1' | 'LAN2'
}

export type Identity = {
  readonly series: 'Expressway-C' | 'Expressway-E'
  readonly version: string // X14.0.2
  readonly released: string // date of the release that the template stands on; see releasedOn
  readonly platform: 'Small VM' | 'Medium VM' | 'Large VM' | 'CE1200'
  readonly serialNumber: string
  readonly systemName: string
  readonly hostName: string
  readonly domain: string
  readonly lan1: Interface
  readonly lan2: Interface | null // faces outwards, on an Expressway-E with two interfaces
  readonly staticNat: string // the public address that stands for this system outside; '' for none
  readonly gateway: string
  readonly speeds?: readonly Speed[] // of LAN 1 and LAN 2; absent: never set, so Auto
  readonly dnsServers: readonly string[]
  readonly ntpServers: readonly string[]
  readonly timeZone: { readonly name: string; readonly offsetMinutes: number } // minutes east of UTC
  readonly optionKeys: readonly string[]
  readonly roomSessions: number // rich media session licences installed
  readonly certificate: ServerCertificate | null // as it was uploaded last; see certificateInUse
  readonly trust: readonly Reference[] // the authorities it trusts
  readonly revocations?: readonly string[] // the revocation lists that were uploaded, base64 of their DER
  readonly settings?: { readonly [item: string]: string } // of own-settings.ts, those that are not as from the factory; absent: none
  readonly routes?: readonly Route[] // absent: none was ever added
  readonly hasResetFiles: boolean // release key and image lie in the factory-reset folder: an upgrade puts them there
}

/** `<System host name>.<Domain name>`, or '' while either is missing. */
export const fqdnOf = derived(({ hostName, domain }: Identity): string =>
  hostName === '' || domain === '' ? '' : `${hostName}.${domain}`,
)

/** The name under which the peer writes its log. */
export const logNameOf = (identity: Identity): string => identity.hostName || identity.lan1.address

/** What pages call the system: its name, or its address while it has none. */
export const titleOf = ({ systemName, lan1 }: Identity): string => systemName || lan1.address

/** Whether an Expressway-E may have a second interface and static NAT: from X12.5.4 on without an option key. */
export const hasAdvancedNetworking = ({ version, optionKeys }: Identity): boolean =>
  !isBefore(version, 'X12.5.4') || optionKeys.includes('Advanced Networking')

// X8.11.4 as in a captured document.
const RELEASED: { readonly [version: string]: string } = { 'X8.11.4': '2018-11-14', 'X14.0.2': '2021-07-30' }

/** The day on which a release came out; '' for one whose day is not known here. */
export const releasedOn = (version: string): string => RELEASED[version] ?? ''

/** Whether a release came before another: `isBefore('X8.11.4', 'X12.6')`. */
export const isBefore = (version: string, other: string): boolean => comesBefore(version)(other)

// Every weighing of the alarms asks about the same few.
const comesBefore = remembered((version: string) => {
  const one = partsOf(version)
  return remembered((other: string): boolean => {
    const two = partsOf(other)
    for (let index = 0; version !== other && index < Math.max(one.length, two.length); index += 1) {
      const difference = (one[index] ?? 0) - (two[index] ?? 0)
      if (difference !== 0) return difference < 0
    }
    return false
  })
})

const partsOf = (version: string): readonly number[] => version.slice(1).split('.').map(Number)
