// One PostgreSQL server of the pair: what it holds, where its write-ahead log ends, on which timeline.
//
// Positions are bytes from the start of the log. Nothing here knows of clusters or networks: it is
// told to start, stop, promote, commit and replay, and says what it then is.

import { sameJson } from '../kernel/checks.ts'
import type { Json } from '../kernel/machine.ts'

/** A WAL segment file: what a switch skips to the end of. */
export const SEGMENT_BYTES = 16 * 1024 * 1024

/** What a checkpoint adds to the log: a clean stop of the master moves its standby by this much, as run on PostgreSQL 15. */
export const CHECKPOINT_BYTES = 0x78

const RECORD_HEADER_BYTES = 24
const COMMIT_BYTES = 48

/** A row of any table; `id` is its key. */
export type Row = { readonly id: string } & { readonly [column: string]: Json }

/** Everything the application keeps: replicated as a whole, replaced as a whole by a re-clone. */
export type Tables = { readonly [table: string]: readonly Row[] }

/** One row written or (row null) deleted. */
export type Change = { readonly table: string; readonly id: string; readonly row: Row | null }

/** A stretch of the log: what was committed between two positions. A checkpoint changes no row. */
export type WalRecord = { readonly from: number; readonly to: number; readonly changes: readonly Change[] }

/**
 * A walsender of the master. While it serves a base backup it holds the log back for the clone and is
 * not shown as replication. `backendStart` is as printed, by the master's own clock.
 */
export type Replica = {
  readonly node: string
  readonly clientAddr: string
  readonly state: 'backup' | 'streaming'
  readonly backendStart: string
}

/** One server: its process, its log and its rows. */
export type Database = {
  readonly process: 'stopped' | 'master' | 'slave'
  readonly timeline: number // Grows by one with every promotion.
  readonly history: readonly { readonly timeline: number; readonly end: number }[] // where each earlier timeline was left
  readonly position: number // master: end of what it wrote; slave: end of what it replayed; stopped: end on disk
  readonly replayed: number | null // pg_last_xlog_replay_location(): null until replay; frozen by a promotion
  readonly wasMaster: boolean // what this server was when it last ran
  readonly streams: boolean // slave: its connection to the master is up
  readonly caughtUp: boolean // slave: it has been attached since its start, so it may be promoted
  readonly replicas: readonly Replica[] // master only
  readonly unconfirmed: readonly WalRecord[] // master: sent to a replica and not yet confirmed by it
  readonly alone: readonly RowKey[] // master: rows acknowledged that no replica is known to have
  readonly tables: Tables
}

/** Which row of which table. */
export type RowKey = { readonly table: string; readonly id: string }

/** `0/53C0C60`: high and low half in hexadecimal, as the server prints a position. */
export function walText(position: number): string {
  const high = Math.floor(position / 2 ** 32)
  return `${high.toString(16).toUpperCase()}/${(position % 2 ** 32).toString(16).toUpperCase()}`
}

/** `00000000053C0C60`: the same halves in eight digits each, without the line between. */
export const walDigits = (position: number): string =>
  [Math.floor(position / 2 ** 32), position % 2 ** 32].map((half) => half.toString(16).toUpperCase().padStart(8, '0')).join('')

/** `000000020000000000000007`: the file of the log that holds a position, by timeline and segment. */
export function walFile(timeline: number, position: number): string {
  const segment = Math.floor(position / SEGMENT_BYTES)
  const perLog = 2 ** 32 / SEGMENT_BYTES
  return [timeline, Math.floor(segment / perLog), segment % perLog]
    .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('')
}

/** The start of the segment after the one `position` is in: where a switch of the log leads. */
export const nextSegment = (position: number): number => (Math.floor(position / SEGMENT_BYTES) + 1) * SEGMENT_BYTES

/** Starts in recovery on the data it has: its replay location is the end of these (PostgreSQL, StartupXLOG). */
export const startAsSlave = (db: Database): Database => ({
  ...db,
  process: 'slave',
  replayed: db.position,
  streams: false,
  caughtUp: false,
  replicas: [],
  unconfirmed: [],
})

/** A clean stop. A master writes a last checkpoint first, which an attached replica still receives. */
export function stop(db: Database): { readonly db: Database; readonly last: WalRecord | null } {
  const last = db.process === 'master' ? { from: db.position, to: db.position + CHECKPOINT_BYTES, changes: [] } : null
  return { db: { ...ended(db), position: last?.to ?? db.position }, last }
}

/** The process is gone without a word: a crash, or the power. What was written stays on disk. */
export const ended = (db: Database): Database => ({
  ...withoutReplicas(db),
  process: 'stopped',
  replayed: null,
  wasMaster: db.process === 'stopped' ? db.wasMaster : db.process === 'master',
  streams: false,
  caughtUp: false,
})

/** Promotion in place: a new timeline begins where replay ended, and the replay location stays on show, frozen; blank stays blank. */
export const promote = (db: Database): Database => ({
  ...db,
  process: 'master',
  timeline: db.timeline + 1,
  history: [...db.history, { timeline: db.timeline, end: db.position }],
  position: db.position + CHECKPOINT_BYTES,
  replayed: db.replayed === null ? null : db.position,
  wasMaster: true,
  streams: false,
})

/** Starts as a server of its own: on the data it has, and on a new timeline when those were a slave's. */
export const startAlone = (db: Database): Database => {
  const stopped = ended(db)
  return stopped.wasMaster ? { ...stopped, process: 'master' } : promote(startAsSlave(stopped))
}

/** Writes rows on the master. The record is what its replicas must be sent. */
export function commit(db: Database, changes: readonly Change[]): { readonly db: Database; readonly record: WalRecord } {
  const to = db.position + changes.reduce((sum, change) => sum + bytesOf(change), COMMIT_BYTES)
  const record = { from: db.position, to, changes }
  const next = { ...db, position: to, tables: applied(db.tables, changes) }
  return {
    db:
      db.replicas.length > 0
        ? { ...next, unconfirmed: [...db.unconfirmed, record] }
        : { ...next, alone: withRows(db.alone, changes) },
    record,
  }
}

/** What the master writes besides rows, until its log stands `filled` bytes into its segment; null where it is already there. */
export function fill(db: Database, filled: number): { readonly db: Database; readonly record: WalRecord | null } {
  const to = db.position - (db.position % SEGMENT_BYTES) + filled
  if (to <= db.position) return { db, record: null }
  const record = { from: db.position, to, changes: [] }
  return {
    db: { ...db, position: to, unconfirmed: db.replicas.length > 0 ? [...db.unconfirmed, record] : db.unconfirmed },
    record,
  }
}

/** The replica is gone: what it did not confirm, only this master is known to have. */
export const withoutReplicas = (db: Database): Database => ({
  ...db,
  replicas: [],
  unconfirmed: [],
  alone: withRows(
    db.alone,
    db.unconfirmed.flatMap(({ changes }) => changes),
  ),
})

const withRows = (keys: readonly RowKey[], changes: readonly Change[]): readonly RowKey[] => [
  ...keys,
  ...changes
    .filter(
      ({ table, id }, i) =>
        !keys.some((key) => key.table === table && key.id === id) &&
        changes.findIndex((each) => each.table === table && each.id === id) === i,
    )
    .map(({ table, id }) => ({ table, id })),
]

const bytesOf = (change: Change): number => RECORD_HEADER_BYTES + 8 * Math.ceil(JSON.stringify(change).length / 8)

/** Replays a record on a slave; null when it does not start where replay stands. */
export const replay = (db: Database, record: WalRecord): Database | null =>
  db.process === 'slave' && record.from === db.position
    ? { ...db, position: record.to, replayed: record.to, tables: applied(db.tables, record.changes) }
    : null

/** The replica has everything up to `position`. */
export const confirm = (db: Database, position: number): Database => ({
  ...db,
  unconfirmed: db.unconfirmed.filter((record) => record.to > position),
})

/** The replicas that pg_stat_replication shows as replication. */
export const streaming = (db: Database): readonly Replica[] => db.replicas.filter(({ state }) => state === 'streaming')

/** A base backup begins or ends: a checkpoint and a switch to the next segment (pg_basebackup, as run). */
export const switchSegment = (db: Database): Database => ({ ...db, position: nextSegment(db.position) })

/** What a base backup carries away: a whole server but for its process. */
export type Backup = Pick<Database, 'timeline' | 'history' | 'position' | 'tables'>

/** What a base backup of this server carries away. */
export const backupOf = ({ timeline, history, position, tables }: Database): Backup => ({ timeline, history, position, tables })

/** A fresh clone, started: it has replayed to the backup's end and waits to be attached. */
export const cloned = (backup: Backup): Database => ({
  ...backup,
  process: 'slave',
  replayed: backup.position,
  wasMaster: false,
  streams: false,
  caughtUp: false,
  replicas: [],
  unconfirmed: [],
  alone: [],
})

/** Whether a slave with this history has nothing that the master has not, so that it can follow without a clone. */
export function canFollow(master: Database, slave: Pick<Backup, 'timeline' | 'history' | 'position'>): boolean {
  const line = [...master.history, { timeline: master.timeline, end: master.position }]
  const at = line.find(({ timeline }) => timeline === slave.timeline)
  return (
    at !== undefined &&
    slave.position <= at.end &&
    slave.history.every((own, i) => line[i]?.timeline === own.timeline && line[i]?.end === own.end)
  )
}

/** A slave that can follow has caught up with its master over the stream. */
export const followed = (db: Database, ahead: Backup): Database => ({
  ...db,
  ...ahead,
  replayed: ahead.position,
  streams: true,
  caughtUp: true,
})

/** The rows that `old` alone had acknowledged and that do not stand so in `next`: what a re-clone throws away. */
export const lostRows = (old: Database, next: Tables): readonly RowKey[] =>
  old.alone.filter(({ table, id }) => {
    const own = old.tables[table]?.find((each) => each.id === id) ?? null
    const kept = next[table]?.find((each) => each.id === id) ?? null
    return !sameJson(own, kept)
  })

/** What makes of one set of tables another one, in the order of its rows: every row goes, and every row of that set comes. */
export const changesTo = (tables: Tables, wanted: Tables): readonly Change[] => [
  ...Object.entries(tables).flatMap(([table, rows]) => rows.map(({ id }) => ({ table, id, row: null }))),
  ...Object.entries(wanted).flatMap(([table, rows]) => rows.map((row) => ({ table, id: row.id, row }))),
]

function applied(tables: Tables, changes: readonly Change[]): Tables {
  const next: Record<string, readonly Row[]> = { ...tables }
  for (const { table, id, row } of changes) {
    const rows = next[table] ?? []
    const at = rows.findIndex((each) => each.id === id)
    if (row === null) next[table] = rows.filter((each) => each.id !== id)
    else next[table] = at < 0 ? [...rows, row] : rows.with(at, row)
  }
  return next
}

/** Whether a client can connect. */
export const canAnswer = (db: Database): boolean => db.process !== 'stopped'
