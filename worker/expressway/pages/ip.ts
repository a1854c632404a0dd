// System > Network interfaces > IP.

import type { PeerState } from '../state.ts'
import { type Body, told } from './parts.ts'

export function ip(state: PeerState): Body {
  const { lan1, lan2, staticNat, gateway } = state.identity
  const section = 'LAN 1'
  const own = (name: string, label: string, value: string, heading: string) => ({
    ...told(name, label, value, heading),
    peerSpecific: true,
  })
  return {
    fields: [
      own('ipv4_gateway', 'IPv4 gateway', gateway, 'Configuration'),
      own('lan1_ipv4_address', 'IPv4 address', lan1.address, section),
      own('lan1_ipv4_subnet_mask', 'IPv4 subnet mask', lan1.mask, section),
      own('lan1_ipv6_address', 'IPv6 address', lan1.ipv6, section),
      ...(lan2 === null
        ? []
        : [
            own('lan2_ipv4_address', 'IPv4 address', lan2.address, 'LAN 2'),
            own('lan2_ipv4_subnet_mask', 'IPv4 subnet mask', lan2.mask, 'LAN 2'),
            own('lan2_static_nat_address', 'IPv4 static NAT address', staticNat, 'LAN 2'),
          ]),
    ],
  }
}
