// The network interfaces of a system: what the IP and Ethernet pages say, and what is in use until the next start.
//
// A saved address is taken at the restart, and not before: until then the system is reached at the old one, calls
// itself by it, and raises the alarm that asks for the restart. From the restart on the old one leads nowhere. EX-02, EX-17.

import type { Interface as Reachable } from '../kernel/fabric.ts'
import type { IpVersion } from './address.ts'
import type { Identity } from './identity.ts'
import { protocolInForce } from './start-settings.ts'
import type { Draft, PeerState } from './state.ts'

/** What of the network pages was in force at the last start, where something else was saved since. */
export type NetworkInUse = Partial<Pick<Identity, 'lan1' | 'lan2' | 'gateway' | 'speeds'>> & Pick<Identity, 'staticNat'>

/** This system as it runs: by its interfaces in use, whatever was saved since the start. */
export const running = ({ identity, networkInUse }: PeerState): Identity =>
  networkInUse ? { ...identity, ...networkInUse } : identity

/** The part of the identity that the network pages set. */
export const networkOf = ({ lan1, lan2, gateway, staticNat, speeds }: Identity): NetworkInUse => ({
  lan1,
  lan2,
  gateway,
  staticNat,
  speeds: speeds ?? [],
})

/** The address by which this system is a peer, in the IP version of its cluster; '' where it has none. */
export function ownAddress(state: PeerState): string {
  const { ipVersion } = state.saved
  const { lan1 } = state.networkInUse?.lan1 ? state.networkInUse : state.identity
  if (!speaks(state, ipVersion)) return ''
  return (ipVersion === 'IPv4' ? lan1?.address : lan1?.ipv6) ?? ''
}

/** Whether the IP protocol in force lets a system use this version. */
export function speaks(state: PeerState, version: IpVersion): boolean {
  const protocol = protocolInForce(state)
  return protocol === 'Both' || protocol === version
}

/** The interfaces as the network knows them. */
function reachable(state: PeerState): readonly Reachable[] {
  const { lan1, lan2 } = state.identity
  return [
    ...(speaks(state, 'IPv4') ? [{ network: 'lan1', address: lan1.address }] : []),
    ...(speaks(state, 'IPv6') ? [{ network: 'lan1', address: lan1.ipv6 }] : []),
    ...(lan2 === null || !speaks(state, 'IPv4') ? [] : [{ network: 'lan2', address: lan2.address }]),
  ].filter(({ address }) => address !== '')
}

/** The system starts: from now on it is reached at the addresses that it was given, as far as nobody else has them. */
export function readdress(draft: Draft): void {
  draft.effects.push({ type: 'readdress', interfaces: reachable(draft.state) })
}

/** The speeds of an interface that can be set; `Auto`: whatever both ends agree on. */
export const SPEEDS = ['Auto', '10half', '10full', '100half', '100full', '1000full'] as const
export type Speed = (typeof SPEEDS)[number]

/** Whether an interface in use was set to a speed that loses packets: neither 100 nor 1000 Mb/s full duplex. EX-41. */
export const isSlow = (state: PeerState): boolean => {
  const { speeds, lan2 } = running(state)
  const used = lan2 === null ? speeds?.slice(0, 1) : speeds
  return used?.some((speed) => speed !== 'Auto' && speed !== '100full' && speed !== '1000full') ?? false
}
