// System > Network interfaces > IP. What is saved is taken at the restart.

import { OWN_ITEMS } from '../own-items.ts'
import type { PeerState } from '../state.ts'
import { type Body, field } from './parts.ts'

export function ip(state: PeerState): Body {
  const { identity } = state
  const items = (section: string, prefix: string) =>
    OWN_ITEMS.filter(({ page, key, isFor }) => page === 'ip' && key.startsWith(prefix) && (isFor?.(identity) ?? true)).map(
      (item) => field(item.key, item.label, item.read(identity), { section, peerSpecific: true, mandatory: item.mandatory }),
    )
  return { fields: [...items('Configuration', 'ipv4'), ...items('LAN 1', 'lan1'), ...items('LAN 2', 'lan2')] }
}
