// The database interface `/api/management/status/…` and `…/configuration/…`: one object per peer, each with its
// records. EX-63.

import { type HttpResponse, jsonResponse, textResponse } from '../../kernel/http.ts'
import { ALARM_KINDS } from '../alarm-kinds.ts'
import { ALARM_TABLE } from '../alarm-table.ts'
import { DATABASE_ACCESS } from '../configuration.ts'
import { isBefore } from '../identity.ts'
import { ownAddress } from '../interfaces.ts'
import { callsOf, registrationsOf, uuidOf } from '../records.ts'
import { type Alarm, type ClusterSettings, clockOf, isListed, type PeerState } from '../state.ts'
import { type Load, loadOf, traversalCalls } from '../users.ts'
import { configurationTables } from './configuration-tables.ts'

/** One record of a table. */
export type Row = { readonly [name: string]: unknown }
/** A peer, and what its records are made of. */
export type Peer = {
  readonly peer: string
  readonly isLocal: boolean
  readonly alarms: readonly Alarm[]
  readonly lowered: readonly Alarm[] // since the start; of other peers this one does not know
  readonly load: Load
  readonly domain: string
  readonly licences: number
  readonly settings: ClusterSettings
}

/** Whether it answers: always before X14.2, and from then on when it was switched on for the cluster. */
export const isDatabaseOpen = ({ identity, shared }: PeerState): boolean =>
  isBefore(identity.version, 'X14.2') || shared.configuration[DATABASE_ACCESS] === 'On'

/** `path` is what follows `/api/management/`: status or configuration, a table, and perhaps a field with its value. */
export function management(state: PeerState, path: string): HttpResponse {
  if (!isDatabaseOpen(state)) return textResponse(403, 'text/plain', 'The database REST API is off by default in this release.\n')
  const tables = { ...TABLES, ...configurationTables(state) }
  const table = Object.keys(tables).find((name) => path === name || path.startsWith(`${name}/`))
  if (table === undefined) return textResponse(404, 'text/plain', 'Not found\n')
  const steps = path
    .slice(table.length)
    .split('/')
    .filter((step) => step !== '')
    .map(decoded)
  if (steps.length % 2 === 1) return textResponse(404, 'text/plain', 'Not found\n')
  const answer = peersOf(state).map((peer) => {
    const records = (tables[table]?.(peer) ?? []).filter((record) =>
      steps.every((name, index) => index % 2 === 1 || String(record[name]).toLowerCase() === steps[index + 1]?.toLowerCase()),
    )
    return { peer: peer.peer, local_peer: peer.isLocal, num_recs: records.length, records }
  })
  return jsonResponse(200, answer)
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

function peersOf(state: PeerState): readonly Peer[] {
  const domain = state.identity.domain
  const byClock = (alarm: Alarm): Alarm => {
    const [firstRaised, lastRaised] = [clockOf(state, alarm.firstRaised), clockOf(state, alarm.lastRaised)]
    return { ...alarm, firstRaised, lastRaised }
  }
  const own: Peer = {
    peer: isListed(state) ? ownAddress(state) : '127.0.0.1',
    isLocal: true,
    alarms: state.alarms.map(byClock),
    lowered: (state.lowered ?? []).map(byClock),
    load: loadOf(state),
    domain,
    licences: state.identity.roomSessions,
    settings: state.saved,
  }
  if (!isListed(state)) return [own]
  return state.saved.addresses.flatMap((address, line): Peer[] => {
    if (address === '') return []
    const link = state.links[line]
    if (!link) return [own]
    if (link.state !== 'active' || !link.facts) return []
    const { alarms, users, roomSessions, settings } = link.facts
    return [
      {
        peer: link.resolved ?? link.address,
        isLocal: false,
        alarms: alarms.map(byClock),
        lowered: [],
        load: users ?? { sip: 0, h323: 0, calls: 0 },
        domain,
        licences: roomSessions,
        settings,
      },
    ]
  })
}

const later = ALARM_KINDS.filter((kind) => !ALARM_TABLE.some((row) => row.id === kind.id)).map((kind) => ({
  id: kind.id,
  uuid: kind.uuid,
  severity: kind.severity,
  links: '""',
}))

const TABLES: { readonly [table: string]: (peer: Peer) => readonly Row[] } = {
  'status/alarm': ({ alarms, lowered }) =>
    [...ALARM_TABLE, ...later].map(({ id, uuid, severity, links }) => {
      const isOf = (alarm: Alarm): boolean => alarm.id === id && (alarmUuid(id) === uuid || alarmUuid(id) === undefined)
      const raised = alarms.find(isOf)
      const known = raised ?? lowered.find(isOf)
      return {
        uuid,
        solution_links: links,
        severity,
        id,
        status: raised === undefined ? 'lowered' : raised.status === 'new' ? 'raised' : 'acknowledged',
        first_raised: known === undefined ? 0 : Math.floor(known.firstRaised / 1000),
        last_raised: known === undefined ? 0 : Math.floor(known.lastRaised / 1000),
        total_count: known === undefined ? 0 : (known.count ?? 1),
        parameters: '[]',
      }
    }),
  'status/resourceusage': ({ load }) => [
    { registrations_current: load.sip + load.h323, calls_current: load.calls },
  ],
  'status/call/call': ({ load, peer, domain }) =>
    callsOf(load, domain).map(({ protocol, source, destination }, index) => ({
      uuid: uuidOf(peer, 'c', index + 1), active: true, protocol, source_alias: source, destination_alias: destination,
      start_time: '', disconnect_reason: '', details: '',
    })),
  'status/registration/registration': ({ load, peer, domain }) =>
    registrationsOf(load, domain).map(({ protocol, alias, number, device }, index) => ({
      uuid: protocol === 'SIP' ? uuidOf(peer, 's', index + 1) : uuidOf(peer, 'h', index + 1 - load.sip), active: true, protocol, alias, number, device_type: device,
    })),
  'status/licensemanager/licensepool': ({ load }) => [
    { license_type: 'traversal', inuse: traversalCalls(load.calls), total: traversalCalls(load.calls), max: traversalCalls(load.calls) },
  ],
  'status/licensemanager/licensepoollimits': ({ licences }) => [
    { license_type: 'traversal', token_limit: licences, resource_limit: licences },
  ],
} // biome-ignore format: one table a row

const alarmUuid = (id: string): string | undefined => ALARM_KINDS.find((kind) => kind.id === id)?.uuid
