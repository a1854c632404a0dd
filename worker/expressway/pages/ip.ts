// System > Network interfaces > IP. What is saved is taken at the restart.

import { ITEMS } from '../configuration.ts'
import type { PeerState } from '../state.ts'
import { ownField, ownItemsOn, sharedField } from './items.ts'
import type { Body } from './parts.ts'

export function ip(state: PeerState): Body {
  const { identity } = state
  const items = (section: string, prefix: string) =>
    ownItemsOn('ip', identity)
      .filter(({ key }) => key.startsWith(prefix))
      .map((item) => ({ ...ownField(item, identity), section }))
  return {
    fields: [
      ...ITEMS.filter(({ page }) => page === 'ip').map((item) => sharedField(item, state)),
      ...items('Configuration', 'ipv4'),
      ...items('Configuration', 'ipv6'),
      ...items('LAN 1', 'lan1'),
      ...items('LAN 2', 'lan2'),
    ],
  }
}
