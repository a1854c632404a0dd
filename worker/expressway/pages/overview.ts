// Status > Overview.

import type { Table } from '../../kernel/surface.ts'
import { running } from '../interfaces.ts'
import { dateAndTime } from '../log.ts'
import { optionsOf } from '../option-keys.ts'
import { clockOf, type PeerState } from '../state.ts'
import { lineStatuses } from '../status.ts'
import { type Body, told } from './parts.ts'
import { usageTable } from './resource-usage.ts'

export function overview(state: PeerState): Body {
  const { identity } = state
  const section = 'System information'
  return {
    fields: [
      told('system_name', 'System name', identity.systemName, section),
      told('started', 'Started', dateAndTime(clockOf(state, state.startedAt), identity.timeZone.offsetMinutes), section),
      told('software_version', 'Software version', identity.version, section),
      told('ipv4_address', 'IPv4 address', running(state).lan1.address, section),
      told('options', 'Options', optionsOf(state).join(', '), section),
      told('platform', 'Platform', identity.platform, section),
      told('serial_number', 'Hardware serial number', identity.serialNumber, section),
    ],
    tables: [usageTable(state), peerTable(state)],
  }
}

function peerTable(state: PeerState): Table {
  const rows = lineStatuses(state).flatMap((line) =>
    line.address === '' ? [] : [[String(line.n), line.address, line.certificate?.text ?? '', line.clustering?.text ?? '']],
  )
  return {
    id: 'peers',
    title: 'Cluster peers',
    columns: ['Peer', 'Address', 'Certificate', 'Clustering'],
    rows,
    actions: rows.map(() => []),
  }
}
