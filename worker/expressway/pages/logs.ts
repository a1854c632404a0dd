// Status > Logs.

import type { PeerState } from '../state.ts'
import type { Body } from './parts.ts'

export function eventLog(state: PeerState): Body {
  const rows = state.eventLog.toReversed().map((line) => [line])
  return { tables: [{ id: 'events', title: 'Events', columns: ['Event'], rows, actions: rows.map(() => []) }] }
}
