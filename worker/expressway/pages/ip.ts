// System > Network interfaces > IP. Addresses are those of the sandbox's network; everything else can be changed.

import { OWN_ITEMS } from '../own-items.ts'
import type { PeerState } from '../state.ts'
import { type Body, field, told } from './parts.ts'

export function ip(state: PeerState): Body {
  const { identity } = state
  const { lan1, lan2 } = identity
  const fixed = (name: string, label: string, value: string, section: string) => ({
    ...told(name, label, value, section),
    peerSpecific: true,
  })
  const items = (section: string, prefix: string) =>
    OWN_ITEMS.filter(({ page, key }) => page === 'ip' && key.startsWith(prefix)).map((item) =>
      field(item.key, item.label, item.read(identity), { section, peerSpecific: true, mandatory: item.mandatory }),
    )
  return {
    fields: [
      ...items('Configuration', 'ipv4'),
      fixed('lan1_ipv4_address', 'IPv4 address', lan1.address, 'LAN 1'),
      ...items('LAN 1', 'lan1'),
      fixed('lan1_ipv6_address', 'IPv6 address', lan1.ipv6, 'LAN 1'),
      ...(lan2 === null ? [] : [fixed('lan2_ipv4_address', 'IPv4 address', lan2.address, 'LAN 2'), ...items('LAN 2', 'lan2')]),
    ],
    messages: [{ tone: 'info', text: 'The addresses of LAN 1 and LAN 2 are those of the network here, and cannot be changed.' }],
  }
}
