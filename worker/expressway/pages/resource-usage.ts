// Status > System > Resource usage.

import type { Table } from '../../kernel/surface.ts'
import { type Capacity, capacityOf } from '../capacity.ts'
import { pooledLicences } from '../licences.ts'
import { isSmart } from '../smart-licensing.ts'
import type { PeerState } from '../state.ts'
import { type Load, traversalCalls } from '../users.ts'
import { type Body, told } from './parts.ts'
import { peerLoads } from './traffic.ts'

export function resources(state: PeerState): Body {
  const { identity, saved } = state
  const peers = Math.max(1, saved.addresses.filter((each) => each !== '').length)
  const [one, all] = [1, peers].map((count) => capacityOf(identity.platform, identity.version, count)) as [Capacity, Capacity]
  const rows = CAPACITY_WORDS.map(([key, words]) => [words, String(one[key]), String(all[key])])
  return {
    // With Smart Licensing nothing is installed: what may be used is the account's.
    fields: isSmart(state)
      ? [told('pooled_licences', 'Rich media sessions of the licensing account', String(pooledLicences(state)), 'Licenses')]
      : [
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
      usageTable(state),
    ],
  }
}

/** What every peer carries, and all of them together. */
export function usageTable(state: PeerState): Table {
  const loads = peerLoads(state)
  const sum = (count: (load: Load) => number) => loads.reduce((total, { load }) => total + count(load), 0)
  const rows = [
    ...loads.map(({ peer, load }) => [peer, load.sip + load.h323, load.calls, traversalCalls(load.calls)]),
    ...(loads.length > 1
      ? [['Cluster', sum(({ sip, h323 }) => sip + h323), sum((load) => load.calls), sum((load) => traversalCalls(load.calls))]]
      : []),
  ].map((row) => row.map(String))
  return {
    id: 'usage',
    title: 'Usage by peer',
    columns: ['Peer', 'Registrations', 'Calls', 'Calls with media through the peer'],
    rows,
    actions: rows.map(() => []),
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
