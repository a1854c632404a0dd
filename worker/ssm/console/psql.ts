// psql's aligned tables, and the queries of the replication views that the model can answer.

import { canAnswer, type Database, streaming, walFile, walText } from '../postgres.ts'
import type { HaState } from '../state.ts'

/** A column of a result. `right`: its cells are numbers, which psql sets to the right. */
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

/** A query of one value: the column it prints under, and its value, or the error in its place. */
type Scalar = { readonly column: string; readonly right?: boolean; readonly value: (db: Database) => string | PsqlError }
type PsqlError = { readonly error: string }

const IN_RECOVERY: PsqlError = {
  error: 'ERROR:  recovery is in progress\nHINT:  WAL control functions cannot be executed during recovery.',
}

const written = (value: (db: Database) => string) => (db: Database) => (db.process === 'slave' ? IN_RECOVERY : value(db))

const SCALARS: { readonly [expression: string]: Scalar } = {
  'pg_last_xlog_replay_location()': {
    column: 'pg_last_xlog_replay_location',
    value: ({ replayed }) => (replayed === null ? '' : walText(replayed)),
  },
  // What a standby has received it has replayed: nothing holds replay back here.
  'pg_last_xlog_receive_location()': {
    column: 'pg_last_xlog_receive_location',
    value: ({ replayed }) => (replayed === null ? '' : walText(replayed)),
  },
  'pg_current_xlog_location()': { column: 'pg_current_xlog_location', value: written(({ position }) => walText(position)) },
  'pg_xlogfile_name(pg_current_xlog_location())': {
    column: 'pg_xlogfile_name',
    value: written(({ timeline, position }) => walFile(timeline, position)),
  },
  'pg_is_in_recovery()': { column: 'pg_is_in_recovery', value: ({ process }) => (process === 'slave' ? 't' : 'f') },
  'timeline_id from pg_control_checkpoint()': {
    column: 'timeline_id',
    right: true,
    value: ({ timeline }) => String(timeline),
  },
}

/** Functions that got these names in PostgreSQL 10: the server of this product is older. */
const LATER = /^(pg_current_wal_lsn|pg_last_wal_replay_lsn|pg_last_wal_receive_lsn)\(\)$/

/** What a query answers, or null for one the model does not know. */
export function query(state: HaState, sql: string): string | null {
  const { database } = state
  const asked = sql.trim().replace(/;$/, '').replaceAll(/\s+/g, ' ')
  const wanted = /^select (.+)$/i.exec(asked)?.[1]
  if (wanted === undefined) return null
  const columns = /^(.+) from pg_stat_replication$/i.exec(wanted)?.[1]
  const name = wanted.toLowerCase()
  const scalar = Object.hasOwn(SCALARS, name) ? SCALARS[name] : undefined
  if (columns === undefined && scalar === undefined && !LATER.test(name)) return null
  if (!canAnswer(database)) return NO_SERVER
  if (columns !== undefined) return statReplication(state, columns, sql)
  if (scalar === undefined)
    return `ERROR:  function ${name} does not exist\n${pointedAt(sql, name)}\nHINT:  No function matches the given name and argument types. You might need to add explicit type casts.`
  const value = scalar.value(database)
  return typeof value === 'string' ? table([{ name: scalar.column, right: scalar.right ?? false }], [[value]]) : value.error
}

// The line of an error, and a mark below what it is about.
function pointedAt(sql: string, what: string): string {
  const line = `LINE 1: ${sql.trim()}`
  return `${line}\n${' '.repeat(Math.max(0, line.toLowerCase().indexOf(what, 'LINE 1: SELECT'.length)))}^`
}

function statReplication({ database }: HaState, columns: string, sql: string): string {
  const wanted = columns === '*' ? [...STAT_COLUMNS] : columns.split(',').map((column) => column.trim().toLowerCase())
  const unknown = wanted.find((column) => !(STAT_COLUMNS as readonly string[]).includes(column))
  if (unknown !== undefined) return `ERROR:  column "${unknown}" does not exist\n${pointedAt(sql, unknown)}`
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
