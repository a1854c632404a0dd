// Status > Registrations and Status > Calls: who is registered and who speaks, on this peer and on the others.

import type { Table } from '../../kernel/surface.ts'
import { titleOf } from '../identity.ts'
import { callsOf, registrationsOf } from '../records.ts'
import type { PeerState } from '../state.ts'
import { type Load, loadOf } from '../users.ts'
import { type Body, told } from './parts.ts'

/** So many rows a page lists. */
const ROWS_MAX = 200

type PeerLoad = { readonly peer: string; readonly load: Load }

/** What each peer carries, as far as this one knows: its own, and what connected peers told. */
export const peerLoads = (state: PeerState): readonly PeerLoad[] => [
  { peer: titleOf(state.identity), load: loadOf(state) },
  ...state.links.flatMap((link) =>
    link?.facts?.users ? [{ peer: link.facts.systemName || link.address, load: link.facts.users }] : [],
  ),
]

const listed = (id: string, title: string, columns: readonly string[], rows: readonly (readonly string[])[]): Table => {
  const shown = rows.slice(0, ROWS_MAX)
  return {
    id,
    title: shown.length < rows.length ? `${title}: the first ${ROWS_MAX} of ${rows.length}` : title,
    columns,
    rows: shown,
    actions: shown.map(() => []),
  }
}

export function registrations(state: PeerState): Body {
  const { domain } = state.identity
  const loads = peerLoads(state)
  const rows = loads.flatMap(({ peer, load }) =>
    registrationsOf(load, domain).map(({ alias, number, protocol }) => [alias, number, protocol, peer]),
  )
  const counts = loads.map(({ peer, load }) => [peer, String(load.sip), String(load.h323), String(load.sip + load.h323)])
  return {
    tables: [
      listed('by-peer', 'Registrations by peer', ['Peer', 'SIP', 'H.323', 'Registrations'], counts),
      listed('registrations', 'Registrations', ['Name', 'Number', 'Protocol', 'Peer'], rows),
    ],
  }
}

export function calls(state: PeerState): Body {
  const { domain } = state.identity
  const loads = peerLoads(state)
  const rows = loads.flatMap(({ peer, load }) =>
    callsOf(load, domain).map(({ source, destination, protocol }) => [source, destination, protocol, peer]),
  )
  const total = loads.reduce((sum, { load }) => sum + load.calls, 0)
  return {
    fields: [told('calls_here', 'Calls on this peer', String(loadOf(state).calls), 'Calls'), told('calls_all', 'Calls in the cluster', String(total), 'Calls')],
    tables: [listed('calls', 'Calls', ['Source', 'Destination', 'Protocol', 'Peer'], rows)],
  } // biome-ignore format: one field a piece
}
