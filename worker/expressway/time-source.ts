// How this system's clock stands with its NTP servers, as System > Time words it. EX-04.

import { resolve } from './address.ts'
import { clockOf, directoryOf, type PeerState } from './state.ts'

/** Farther off than this, an NTP client takes no correction any more. */
const REJECT_MS = 1_000_000

export type TimeState = 'Synchronized' | 'Unsynchronized' | 'Down' | 'Reject'

/** `Down`: no server to ask. `Unsynchronized`: none answers. `Reject`: the clock is too far off to be put right. */
export function timeState(state: PeerState): TimeState {
  if (!hasTimeServer(state)) return 'Down'
  if (!state.surroundings.timeSource) return 'Unsynchronized'
  return Math.abs(clockOf(state, 0)) > REJECT_MS ? 'Reject' : 'Synchronized'
}

/** Whether any NTP server is named that an address is known of. */
export function hasTimeServer(state: PeerState): boolean {
  const directory = directoryOf(state)
  return state.identity.ntpServers.some(
    (server) =>
      server !== '' &&
      (['IPv4', 'IPv6'] as const).some((version) => resolve(server, { ...directory, version, mappings: [] }) !== null),
  )
}
