// psql's aligned tables, and the queries of the replication views that the model can answer.

import { canAnswer, streaming, walText } from '../postgres.ts'
import type { HaState } from '../state.ts'

export type Column = { readonly name: string; readonly right?: boolean }

/** A result as psql prints it: header centred, numbers to the right, the row count last. No trailing blanks. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ name }, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string => ` ${cells.join(' | ')}`.trimEnd()
  const centred = (text: string, width: number): string => {
    const before = Math.floor((width - text.length) / 2)
    return `${' '.repeat(before)}${text}`.padEnd(width)
  }
  return [
    line(columns.map(({ name }, i) => centred(name, widths[i] ?? 0))),
    widths.map((width) => '-'.repeat(width + 2)).join('+'),
    ...rows.map((row) =>
      line(row.map((cell, i) => (columns[i]?.right ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))),
    ),
    `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`,
  ].join('\n')
}

/** What ha_status asks: who replicates from here, and by how many bytes each lags behind. */
export function replicationToSlave({ database }: HaState): string {
  const lag = String(database.position - (database.unconfirmed[0]?.from ?? database.position))
  return table(
    [
      { name: 'client_addr' },
      { name: 'backend_start' },
      { name: 'state' },
      right('write_lag'),
      right('flush_lag'),
      right('replay_lag'),
    ],
    streaming(database).map(({ clientAddr, backendStart, state }) => [clientAddr, backendStart, state, lag, lag, lag]),
  )
}

/** … and how far this server has replayed: blank when it has not since it started. */
export const replicationFromMaster = ({ database }: HaState): string =>
  table([{ name: 'pg_last_xlog_replay_location' }], [[database.replayed === null ? '' : walText(database.replayed)]])

const right = (name: string): Column => ({ name, right: true })

const NO_SERVER = `psql: could not connect to server: No such file or directory
	Is the server running locally and accepting
	connections on Unix domain socket "/var/run/postgresql/.s.PGSQL.5432"?`

/** The columns of pg_stat_replication that the model knows, in the view's order. */
const STAT_COLUMNS = [
  'application_name',
  'client_addr',
  'backend_start',
  'state',
  'sent_location',
  'write_location',
  'flush_location',
  'replay_location',
  'sync_state',
] as const

/** What a query answers, or null for one the model does not know. */
export function query(state: HaState, sql: string): string | null {
  const { database } = state
  const asked = sql.trim().replace(/;$/, '').replaceAll(/\s+/g, ' ')
  const columns = /^select (.+) from pg_stat_replication$/i.exec(asked)?.[1]
  const known =
    columns !== undefined ||
    /^select (pg_last_xlog_replay_location|pg_is_in_recovery)\(\)$/i.test(asked) ||
    /^select timeline_id from pg_control_checkpoint\(\)$/i.test(asked)
  if (!known) return null
  if (!canAnswer(database)) return NO_SERVER
  if (columns !== undefined) return statReplication(state, columns)
  if (/xlog/i.test(asked)) return replicationFromMaster(state)
  if (/recovery/i.test(asked)) return table([{ name: 'pg_is_in_recovery' }], [[database.process === 'slave' ? 't' : 'f']])
  return table([right('timeline_id')], [[String(database.timeline)]])
}

function statReplication({ database }: HaState, columns: string): string {
  const wanted = columns === '*' ? [...STAT_COLUMNS] : columns.split(',').map((column) => column.trim().toLowerCase())
  const unknown = wanted.find((column) => !(STAT_COLUMNS as readonly string[]).includes(column))
  if (unknown !== undefined) return `ERROR:  column "${unknown}" does not exist`
  const confirmed = walText(database.unconfirmed[0]?.from ?? database.position)
  const rows = streaming(database).map((replica) => {
    const cells: Record<string, string> = {
      application_name: replica.node,
      client_addr: replica.clientAddr,
      backend_start: replica.backendStart,
      state: replica.state,
      sent_location: walText(database.position),
      write_location: confirmed,
      flush_location: confirmed,
      replay_location: confirmed,
      sync_state: 'async',
    }
    return wanted.map((column) => cells[column] ?? '')
  })
  return table(
    wanted.map((name) => ({ name })),
    rows,
  )
}
