// One node on disk. The row that every turn rewrites holds all that must land together: the state,
// the number of the last input, the answer given, and the newest log lines. Full log chunks move out
// into a ring of their own. A turn may be held back in memory; the next row that is written says it, too.

import { type Chunk, type Kept, keep, type LogTail, NO_LOG } from '../kernel/kept-log.ts'
import type { LogEntry, NodeState } from '../kernel/machine.ts'
import { migrated } from '../kernel/migration.ts'
import type { Outcome } from '../kernel/turn.ts'
import { machineOf } from '../products.ts'
import { RowWriter } from './RowWriter.ts'

export type StoredNode = LogTail & {
  readonly shape: number // of this document: how many migrations it has been through
  readonly stateShape?: number // of the state: likewise, of its machine's; absent for none
  readonly kind: string
  readonly state: NodeState
  readonly first: number // number of the first input of the last turn
  readonly last: number
  readonly outcome: Outcome | null // of the last turn, for a sequencer whose reply got lost
  readonly armedWall: number | null // wall time of the alarm that is set
  readonly rows?: number // ever written, each alarm that was set or taken away being one; absent in older documents
}

/** What a turn moved out of the row: a chunk that is full, and the places of those that go for it. */
type Moved = Pick<Kept, 'chunk' | 'gone'>
/** A turn that is in memory alone: the row as it stood after it. */
type Held = Moved & { readonly row: StoredNode }

export type NumberedLine = LogEntry & { readonly seq: number }

/** Documents of an older shape are brought up by these, in order. The list only ever grows at its end. */
const MIGRATIONS: readonly ((document: StoredNode) => StoredNode)[] = []

export const SHAPE = MIGRATIONS.length

export class NodeStore {
  readonly #storage: DurableObjectStorage
  readonly #writer = new RowWriter()
  #row: StoredNode | null = null // what is on disk, once read, or is to be
  #held: Held[] = [] // the turns since the row was last written

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** What is stored, or null for a node that was never created or is gone. Writes nothing. */
  load(): StoredNode | null {
    if (this.#row !== null) return this.#row
    const { sql } = this.#storage
    const tables = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'node'").toArray()
    if (tables.length === 0) return null
    const found = sql.exec<{ doc: string }>('SELECT doc FROM node WHERE slot = 0').toArray()[0]
    this.#row = found === undefined ? null : migrate(JSON.parse(found.doc) as StoredNode)
    return this.#row
  }

  /** Makes the node, or makes it anew with an empty log. */
  create(kind: string, state: NodeState): void {
    const { sql } = this.#storage
    const before = this.load()?.rows ?? 0
    const made = sql.exec('CREATE TABLE IF NOT EXISTS node (slot INTEGER PRIMARY KEY, first INTEGER, doc TEXT NOT NULL)')
    const cleared = sql.exec('DELETE FROM node')
    const rows = before + made.rowsWritten + cleared.rowsWritten
    const stateShape = stateShapeOf(kind)
    this.save({ shape: SHAPE, stateShape, kind, state, first: 0, last: 0, outcome: null, ...NO_LOG, armedWall: null, rows }, [])
  }

  /** Whether anything is held back in memory. */
  get isHolding(): boolean {
    return this.#held.length > 0
  }

  /** Takes the node and its new log lines in without writing them: the next `save` does. */
  hold(node: StoredNode, fresh: readonly LogEntry[]): StoredNode {
    const { tail, ...moved } = keep(node, fresh)
    const row = { ...node, ...tail }
    this.#row = row
    this.#held.push({ ...moved, row })
    return row
  }

  /** The node as it stood after the turn whose first input bore this number; of turns on disk only the last is known. */
  after(first: number): StoredNode | null {
    const newest = this.load()
    if (newest === null || newest.first <= first) return newest?.first === first ? newest : null
    return this.#held.find(({ row }) => row.first === first)?.row ?? null
  }

  /** Puts the node and its new log lines on disk, as one row; now and then a full log chunk as a second. */
  save(node: StoredNode, fresh: readonly LogEntry[]): StoredNode {
    const { tail, ...newest } = keep(node, fresh)
    const moved = [...this.#held, newest]
    this.forget() // nothing is believed that is not written
    const rows = moved.reduce((sum, each) => sum + this.#move(each), (node.rows ?? 0) + 1)
    const row: StoredNode = { ...node, ...tail, rows }
    this.#storage.sql.exec('INSERT OR REPLACE INTO node (slot, first, doc) VALUES (0, 0, ?)', this.#writer.of(row))
    this.#row = row
    return row
  }

  // Says how many rows that took.
  #move({ chunk, gone }: Moved): number {
    const { sql } = this.#storage
    for (const slot of gone) sql.exec('DELETE FROM node WHERE slot = ?', slot)
    if (chunk === null) return gone.length
    const { slot, first, lines } = chunk
    sql.exec('INSERT OR REPLACE INTO node (slot, first, doc) VALUES (?, ?, ?)', slot, first, JSON.stringify(lines))
    return gone.length + 1
  }

  /** The log lines after number `after`, oldest first, as far back as they are kept. */
  logs(after: number): readonly NumberedLine[] {
    const row = this.load()
    if (row === null) return []
    const newest = { first: row.logged - row.lines.length + 1, lines: row.lines }
    return [...this.#chunks(), newest].flatMap(({ first, lines }) =>
      lines.map((line, index) => ({ seq: first + index, ...line })).filter((line) => line.seq > after),
    )
  }

  // The full chunks, oldest first, with those that are still held.
  #chunks(): readonly Pick<Chunk, 'first' | 'lines'>[] {
    const kept = this.#storage.sql
      .exec<{ slot: number; first: number; doc: string }>('SELECT slot, first, doc FROM node WHERE slot > 0 ORDER BY first')
      .toArray()
      .map(({ slot, first, doc }): Chunk => ({ slot, first, lines: JSON.parse(doc) as LogEntry[] }))
    return this.#held.reduce<Chunk[]>((chunks, { chunk, gone }) => {
      const left = chunks.filter(({ slot }) => slot !== chunk?.slot && !gone.includes(slot))
      return chunk === null ? left : [...left, chunk]
    }, kept)
  }

  /** What is in memory is gone: the row is read from disk when it is next asked for. */
  forget(): void {
    this.#row = null
    this.#held = []
  }
}

const stateShapeOf = (kind: string): number => machineOf(kind).migrations?.length ?? 0

function migrate(stored: StoredNode): StoredNode {
  const document = MIGRATIONS.slice(stored.shape).reduce((each, step) => step(each), stored)
  const { kind, state, stateShape: from } = document
  return { ...document, state: migrated(machineOf(kind), state, from), stateShape: stateShapeOf(kind) }
}
