// How this system's clock stands with its NTP servers, as System > Time words it. EX-04.

import { derived } from '../kernel/remembered.ts'
import { SECOND_MS } from '../kernel/time.ts'
import { type Directory, resolve } from './address.ts'
import { clockOf, directoryOf, hasTimer, type PeerState } from './state.ts'

/** Farther off than this, an NTP client takes no correction any more. */
const REJECT_MS = 1_000_000

/** The NTP client starts with the system and whenever its servers were saved; so long it compares before it keeps time. */
export const TIME_STARTS_MS = 30 * SECOND_MS
export const TIME_TIMER = 'time'

export const TIME_STATES = ['Starting', 'Synchronized', 'Unsynchronized', 'Down', 'Reject'] as const
export type TimeState = (typeof TIME_STATES)[number]

/** `Down`: no server to ask. `Starting`: no opinion yet. `Unsynchronized`: none answers. `Reject`: the clock is too far off to be put right. */
export function timeState(state: PeerState): TimeState {
  if (!hasTimeServer(state)) return 'Down'
  if (hasTimer(state, TIME_TIMER)) return 'Starting'
  if (!state.surroundings.timeSource) return 'Unsynchronized'
  return Math.abs(clockOf(state, 0)) > REJECT_MS ? 'Reject' : 'Synchronized'
}

/** Whether any NTP server is named that an address is known of. */
export function hasTimeServer(state: PeerState): boolean {
  const directories = unmapped(directoryOf(state))
  return state.identity.ntpServers.some(
    (server) => server !== '' && directories.some((directory) => resolve(server, directory) !== null),
  )
}

// The mapping is that of the cluster, and so is the version of IP that its peers keep to.
const unmapped = derived((directory: Directory): readonly Directory[] =>
  (['IPv4', 'IPv6'] as const).map((version) => ({ ...directory, version, mappings: [] })),
)
