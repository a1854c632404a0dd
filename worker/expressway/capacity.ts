// What a system and a cluster can carry, by platform, release and number of peers. EX-05.
// Source: Administrator Guide, capacity and sizing.

import { remembered } from '../kernel/remembered.ts'
import { type Identity, isBefore } from './identity.ts'

export type Capacity = {
  readonly registrations: number
  readonly videoCalls: number
  readonly audioCalls: number
  readonly roomSessions: number // RMS licences that can be used at once
  readonly mobileUsers: number // Mobile and Remote Access
  readonly turnRelays: number
}

const ALONE: Readonly<Record<Identity['platform'], Capacity>> = {
  CE1200: { registrations: 5000, videoCalls: 500, audioCalls: 1000, roomSessions: 500, mobileUsers: 7000, turnRelays: 6000 },
  'Large VM': { registrations: 5000, videoCalls: 500, audioCalls: 1000, roomSessions: 500, mobileUsers: 3500, turnRelays: 6000 },
  'Medium VM': { registrations: 2500, videoCalls: 150, audioCalls: 300, roomSessions: 150, mobileUsers: 2500, turnRelays: 1800 },
  'Small VM': { registrations: 2000, videoCalls: 40, audioCalls: 40, roomSessions: 75, mobileUsers: 200, turnRelays: 1800 },
}

/** Before X14.0 some platforms carried less: a fourth of what was said of clusters of four. */
const BEFORE_X14: Readonly<Record<Identity['platform'], Partial<Capacity>>> = {
  CE1200: { mobileUsers: 5000 },
  'Large VM': { mobileUsers: 2500 },
  'Medium VM': { videoCalls: 100, audioCalls: 200, roomSessions: 100 },
  'Small VM': {},
}

/**
 * How many times one system's capacity a cluster of `peers` has: up to four before X14.2; from then on one
 * peer is redundancy. Small virtual machines gain nothing by being clustered.
 */
export function capacityFactor(platform: Identity['platform'], version: string, peers: number): number {
  if (platform === 'Small VM' || peers <= 1) return 1
  return isBefore(version, 'X14.2') ? Math.min(peers, 4) : peers - 1
}

/** What so many systems of a kind carry together. */
export const capacityOf = (platform: Identity['platform'], version: string, peers: number): Capacity =>
  capacities(platform)(version)(peers)

// Asked for after every step, for one of a handful of systems.
const capacities = remembered((platform: Identity['platform']) =>
  remembered((version: string) => remembered((peers: number) => reckoned(platform, version, peers))),
)

function reckoned(platform: Identity['platform'], version: string, peers: number): Capacity {
  const factor = capacityFactor(platform, version, peers)
  const alone = isBefore(version, 'X14.0') ? { ...ALONE[platform], ...BEFORE_X14[platform] } : ALONE[platform]
  return {
    registrations: alone.registrations * factor,
    videoCalls: alone.videoCalls * factor,
    audioCalls: alone.audioCalls * factor,
    roomSessions: alone.roomSessions * factor,
    mobileUsers: alone.mobileUsers * factor,
    turnRelays: alone.turnRelays * factor,
  }
}
