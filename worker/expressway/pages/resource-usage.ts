// Status > System > Resource usage.

import { type Capacity, capacityOf } from '../capacity.ts'
import { pooledLicences } from '../licences.ts'
import type { PeerState } from '../state.ts'
import { type Body, told } from './parts.ts'

export function resources(state: PeerState): Body {
  const { identity, saved } = state
  const peers = Math.max(1, saved.addresses.filter((each) => each !== '').length)
  const [one, all] = [1, peers].map((count) => capacityOf(identity.platform, identity.version, count)) as [Capacity, Capacity]
  const rows = CAPACITY_WORDS.map(([key, words]) => [words, String(one[key]), String(all[key])])
  return {
    fields: [
      told('installed_licences', 'Rich media sessions installed on this peer', String(identity.roomSessions), 'Licenses'),
      told('pooled_licences', 'Rich media sessions in the cluster', String(pooledLicences(state)), 'Licenses'),
    ],
    tables: [
      {
        id: 'capacity',
        title: `Capacity of ${peers === 1 ? 'this system' : `a cluster of ${peers}`}`,
        columns: ['', 'This peer', 'Cluster'],
        rows,
        actions: rows.map(() => []),
      },
    ],
  }
}

const CAPACITY_WORDS = [
  ['registrations', 'Registrations'],
  ['videoCalls', 'Video calls'],
  ['audioCalls', 'Audio calls'],
  ['roomSessions', 'Rich media sessions'],
  ['mobileUsers', 'Mobile and Remote Access users'],
  ['turnRelays', 'TURN relays'],
] as const
