// Write-ahead log, timelines and clones: the recorded facts of the reference, of the model's database alone
// and of a pair; and beside them two real PostgreSQL servers, where there are some on this machine.

import { describe, expect, test } from 'vitest'
import {
  backupOf,
  CHECKPOINT_BYTES,
  canFollow,
  cloned,
  commit,
  type Database,
  fill,
  promote,
  replay,
  SEGMENT_BYTES,
  startAlone,
  startAsSlave,
  stop,
  switchSegment,
  walFile,
  walText,
} from '../../../worker/ssm/postgres.ts'
import { PostgresPair, postgresBinaries } from '../../postgres.ts'
import { lab1, PRIMARY, SECONDARY, settle, type } from './pair.ts'

const master = (position = 0x1000060): Database => ({
  process: 'master',
  timeline: 1,
  history: [],
  position,
  replayed: null,
  wasMaster: true,
  streams: false,
  caughtUp: false,
  replicas: [],
  unconfirmed: [],
  alone: [],
  tables: {},
})
const clone = (of: Database): readonly [of: Database, clone: Database] => {
  const ended = switchSegment(switchSegment(of))
  return [ended, cloned(backupOf(ended))]
}
const shown = ({ replayed }: Database): string => (replayed === null ? '' : walText(replayed))
const row = { table: 'accounts', id: 'a', row: { id: 'a' } }

describe('[SSM-11] [SSM-26] the log of one server and its clone', () => {
  test('1: a master that was never a standby has replayed nothing', () => {
    expect(shown(master())).toBe('')
    expect(shown(commit(master(), [row]).db)).toBe('')
  })

  test("2: a standby moves with what it replays, and by 0x78 with its master's shutdown checkpoint", () => {
    const [of, standby] = clone(master())
    const { db, record } = commit(of, [row])
    const moved = replay(standby, record)
    expect(moved?.replayed).toBe(record.to)
    const { last } = stop(db)
    const final = moved === null || last === null ? null : replay(moved, last)
    expect([last?.to, final?.replayed]).toEqual([record.to + CHECKPOINT_BYTES, record.to + CHECKPOINT_BYTES])
    expect(CHECKPOINT_BYTES).toBe(0x3026128 - 0x30260b0)
  })

  test('3: promotion freezes the value, opens the next timeline, and writes do not move it', () => {
    const [, standby] = clone(master())
    const promoted = promote(standby)
    const { db } = commit(promoted, [row])
    expect([shown(promoted), shown(db)]).toEqual(['0/3000000', '0/3000000'])
    expect(db).toMatchObject({ timeline: 2, history: [{ timeline: 1, end: 0x3000000 }] })
    expect(db.position).toBeGreaterThan(promoted.position)
  })

  test('4: a peer that follows without a clone stands beyond the frozen value', () => {
    const [of, standby] = clone(master())
    const stopped = stop(of).last
    const caught = stopped === null ? null : replay(standby, stopped)
    const promoted = promote(caught ?? standby)
    const old = { timeline: 1, history: [], position: stopped?.to ?? 0 }
    expect(canFollow(promoted, old)).toBe(true)
    expect(promoted.position).toBeGreaterThan(promoted.replayed ?? 0)
    expect(canFollow(promoted, { ...old, position: old.position + 1 })).toBe(false) // It wrote what nobody received.
  })

  test('5: restarted, it has replayed nothing again', () => {
    const [, standby] = clone(master())
    expect(shown(startAlone(stop(promote(standby)).db))).toBe('')
  })

  test('started in recovery, it stands at the end of what it has, and the blank of a first master outlives its promotion', () => {
    const { db } = stop(promote(clone(master())[1]))
    expect(shown(startAsSlave(db))).toBe(walText(db.position))
    expect(shown(promote(startAsSlave(db)))).toBe(walText(db.position))
    expect(shown(promote({ ...startAsSlave(db), replayed: null }))).toBe('')
  })

  test('7: a clone moves the log two segments on, and an idle one stands at a round value', () => {
    const b = clone(master(0x2345678))[1]
    expect(shown(b)).toBe('0/4000000')
    const a = clone(promote(b))[1]
    expect(shown(a)).toBe('0/6000000')
    expect(SEGMENT_BYTES).toBe(0x1000000)
  })

  test('files of the log are named by timeline, log and segment', () => {
    expect(walFile(1, 0x53c0c60)).toBe('000000010000000000000005')
    expect(walFile(2, 0x1_ff00_0000)).toBe('0000000200000001000000FF')
  })

  test('what an application writes by itself never takes the log back', () => {
    expect(fill(master(0x7000100), 0x79718).db.position).toBe(0x7079718)
    expect(fill(master(0x7080000), 0x79718)).toMatchObject({ record: null, db: { position: 0x7080000 } })
  })
})

describe('[SSM-14] psql', () => {
  const ask = (node: string, sql: string, lab = lab1()) => type(lab, node, `psql -c "SELECT ${sql}"`, 'root')

  test('the master says where it writes, in which file; the standby refuses that and says what it replayed', () => {
    expect(ask(PRIMARY, 'pg_current_xlog_location()')).toBe(
      ' pg_current_xlog_location\n--------------------------\n 0/53C0BE8\n(1 row)\n',
    )
    expect(ask(PRIMARY, 'pg_xlogfile_name(pg_current_xlog_location())')).toContain(' 000000010000000000000005\n')
    expect(ask(SECONDARY, 'pg_current_xlog_location()')).toBe(
      'ERROR:  recovery is in progress\nHINT:  WAL control functions cannot be executed during recovery.\n',
    )
    expect(ask(SECONDARY, 'pg_last_xlog_replay_location()')).toContain(' 0/53C0BE8\n')
    expect(ask(SECONDARY, 'pg_is_in_recovery()')).toContain(' t\n')
    expect(ask(PRIMARY, 'timeline_id FROM pg_control_checkpoint()')).toContain('           1\n')
  })

  test('functions of later releases do not exist, a column there is not is named, a stopped server is not reached', () => {
    expect(ask(PRIMARY, 'pg_current_wal_lsn()')).toMatch(
      /^ERROR: {2}function pg_current_wal_lsn\(\) does not exist\nLINE 1: SELECT/,
    )
    expect(ask(PRIMARY, 'moon FROM pg_stat_replication')).toBe(
      'ERROR:  column "moon" does not exist\nLINE 1: SELECT moon FROM pg_stat_replication\n               ^\n',
    )
    const lab = lab1()
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect(ask(SECONDARY, 'pg_is_in_recovery()', lab)).toContain('psql: could not connect to server')
  })
})

const bin = postgresBinaries()
if (bin === undefined)
  console.warn('PostgreSQL is not installed: its write-ahead log is NOT compared. Install postgresql and run again.')

describe.skipIf(bin === undefined)('[SSM-11] [SSM-21] [SSM-26] beside two PostgreSQL servers', () => {
  test('blank, frozen, two segments on with each clone, a timeline with each promotion', { timeout: 240_000 }, async () => {
    const real = new PostgresPair(bin ?? '', 8836)
    const replayed = (which: number) => real.sql(which, 'SELECT pg_last_wal_replay_lsn()')
    const segment = (position: string) => Math.floor(Number.parseInt(position.split('/')[1] ?? '', 16) / SEGMENT_BYTES)
    const streams = (which: number) =>
      real.until(which, "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'", (answer) => answer === '1')
    const lab = lab1()
    const model = (node: string) =>
      / (0\/[0-9A-F]+)?\n/.exec(
        type(lab, node, 'psql -c "SELECT pg_last_xlog_replay_location()"', 'root').split('\n').slice(2).join('\n'),
      )?.[1] ?? ''
    try {
      await real.create()
      await real.copy(0, 1)
      await streams(0)
      // Blank on a master that was never a standby, on both.
      expect([await replayed(0), model(PRIMARY)]).toEqual(['', ''])

      let [last, lastModel] = [segment(await replayed(1)), segment(model(SECONDARY))]
      for (const [left, right, leftNode, rightNode, timeline] of [
        [0, 1, PRIMARY, SECONDARY, '2'],
        [1, 0, SECONDARY, PRIMARY, '3'],
      ] as const) {
        await real.stop(left)
        await real.promote(right)
        type(lab, leftNode, 'ha_cluster_stop')
        settle(lab)
        // The frozen value is what was replayed last, and stays while its server writes.
        const [frozen, frozenModel] = [await replayed(right), model(rightNode)]
        await real.sql(right, `CREATE TABLE t${timeline} AS SELECT 1`)
        expect(await replayed(right)).toBe(frozen)
        await real.copy(right, left)
        await streams(right)
        type(lab, leftNode, 'ha_cluster_start')
        settle(lab)
        expect([await replayed(right), model(rightNode)]).toEqual([frozen, frozenModel])
        // The clone stands two segments on, in both, and both are on the same timeline.
        expect(segment(await replayed(left)) - last).toBe(2)
        expect(segment(model(leftNode)) - lastModel).toBe(2)
        ;[last, lastModel] = [segment(await replayed(left)), segment(model(leftNode))]
        await real.sql(right, 'CHECKPOINT')
        expect(await real.sql(right, 'SELECT timeline_id FROM pg_control_checkpoint()')).toBe(timeline)
        expect(type(lab, rightNode, 'psql -c "SELECT timeline_id FROM pg_control_checkpoint()"', 'root')).toContain(
          ` ${timeline}\n`,
        )
      }
    } finally {
      await real.close()
    }
  })
})
