// One sandbox on disk: who it is, where its journal begins, and one record a turn in a ring.
//
// A record is written when the turn before it has been concluded and its own turn, if there is one,
// is about to be played. So whatever is cut short, the newest record says what is certain and what
// was under way; playing that turn again with the same numbers finishes it. Where it says that more turns follow
// that one as one with it, theirs are held until the next is written.

import type { Act } from '../kernel/act.ts'
import type { Base } from '../kernel/journal.ts'
import type { NodeId, NodeView } from '../kernel/machine.ts'
import type { Patch } from '../kernel/patch.ts'
import type { World } from '../kernel/sequencer.ts'
import type { TimelineEvent } from '../kernel/snapshot.ts'
import type { Instant } from '../kernel/time.ts'
import type { Batch } from '../kernel/turn.ts'
import { afterChange, type ViewParts } from '../kernel/view-change.ts'
import type { Count, Counters } from './Counters.ts'
import type { Pace, WallInstant } from './WallClock.ts'

export type Credentials = {
  readonly [node: NodeId]: {
    readonly username: string
    readonly password: string
    readonly root?: string
    readonly api?: { readonly clientId: string; readonly clientSecret: string }
  }
}

/** What does not change with the turns. */
export type Identity = {
  readonly shape: number // of the documents here: how many migrations they have been through
  readonly records?: number // turns that its ring holds; absent in sandboxes of before it grew
  readonly template: string
  readonly model: string // version of the models that wrote its journal
  readonly keyHash: string // as hashOf makes it; of former releases the hexadecimal digits alone
  readonly credentials: Credentials
  readonly createdWall: WallInstant
  readonly expiresWall: WallInstant
  readonly edited?: boolean // it was imported, and its journal does not lead to the state it came with
  readonly ending: boolean // its objects are being deleted: it answers as if it never was
}

/** A turn that is on record. Its batches follow from the world and the act beside it; older records hold them, too. */
export type Coming = { readonly at: Instant; readonly batches?: readonly Batch[]; readonly stretch?: Stretch }

/**
 * Turns of time that follow a turn on record as one with it: whoever finishes it plays them, too, to the same end.
 * Their own records are written later, since all that they say follows from this.
 */
export type Stretch = {
  readonly until: Instant // what is due later is no part of it
  readonly isToSettled: boolean // nor is anything past the moment at which all is settled
  readonly turns: number // so many at most, the turn on record included
  readonly events: number // nor is any turn after so many events
}

export type TurnRecord = {
  readonly turn: number
  /** The world in which `next` is played; before it, all is concluded. */
  readonly world: World
  /** When the world came to its number, where its clock was moved on after that; absent where it was not. */
  readonly reached?: Instant
  readonly pace: Pace | null // null while the clock stands or is being advanced
  /** Views that are others than in the record before; all of them every so often, so that waking reads few records. */
  readonly views: { readonly [node: NodeId]: NodeView }
  /** Of other views, the parts that changed since then; absent in records of before views were told in parts. */
  readonly parts?: { readonly [node: NodeId]: ViewParts }
  readonly whole: boolean // `views` holds all
  /** What brought the snapshot here from number `since`, which readers already have. */
  readonly since: number
  readonly events: readonly TimelineEvent[]
  readonly patch: Patch
  /** The turn that is under way, and the act from outside that it carries out. */
  readonly next: Coming | null
  readonly act: Act | null
  /** Nodes may hold turns before this one, or this one, in memory alone; see Unkept.ts. */
  readonly unkept?: true
  /** Set while all nodes are being put back to the beginning. */
  readonly resetting: boolean
  /** What the sandbox had cost when this was written; absent in records of before it was counted. */
  readonly counters?: Count
}

/** A sandbox as it stood when a record was written. */
export type Position = { readonly record: TurnRecord; readonly views: ReadonlyMap<NodeId, NodeView> }

export const SHAPE = 0

/** How many turns sandboxes of former releases keep; what their row does not say. */
const RECORDS_MAX_ONCE = 4_096
const WHOLE_EVERY = 16
const TABLE_ROWS = 2 // that making a table is billed as
const IDENTITY = 0
const BASE = 1
const FIRST_RECORD = 2

export class SandboxStore {
  readonly #storage: DurableObjectStorage
  readonly #counters: Counters
  #identity: Identity | null = null
  #baseTurn: number | null = null
  #held: TurnRecord[] = [] // records that are not written yet
  /** How long the newest record is, in characters; 0 when not known. */
  recordBytes = 0

  constructor(storage: DurableObjectStorage, counters: Counters) {
    this.#storage = storage
    this.#counters = counters
  }

  /** Who this is, or null for a sandbox that was never made or is gone. Writes nothing. */
  identity(): Identity | null {
    if (this.#identity !== null) return this.#identity
    const tables = this.#storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'sandbox'").toArray()
    this.#identity = tables.length === 0 ? null : this.#read<Identity>(IDENTITY)
    return this.#identity
  }

  /** How many turns the ring of this sandbox holds. */
  get records(): number {
    return this.identity()?.records ?? RECORDS_MAX_ONCE
  }

  create(identity: Identity): void {
    this.#storage.sql.exec('CREATE TABLE sandbox (slot INTEGER PRIMARY KEY, turn INTEGER, seq INTEGER, doc TEXT NOT NULL)')
    this.#counters.add('rows', TABLE_ROWS)
    this.saveIdentity(identity)
  }

  saveIdentity(identity: Identity): void {
    this.#identity = null
    this.#write(IDENTITY, 0, 0, () => identity)
    this.#identity = identity
  }

  /** Where replay of the journal starts; null while that is still the template itself. */
  base(): Base | null {
    return this.#read(BASE)
  }

  /** The turn at which the journal's base stands. */
  baseTurn(): number {
    const read = () =>
      this.#storage.sql.exec<{ turn: number }>('SELECT turn FROM sandbox WHERE slot = ?', BASE).toArray()[0]?.turn
    this.#baseTurn ??= read() ?? 0
    return this.#baseTurn
  }

  saveBase(base: Base, turn: number): void {
    this.#baseTurn = null
    this.#write(BASE, turn, base.world.seq, () => base)
    this.#baseTurn = turn
  }

  saveRecord(record: TurnRecord): void {
    const slot = FIRST_RECORD + (record.turn % this.records)
    const document = () => ({ ...record, counters: this.#counters.count })
    this.recordBytes = this.#write(slot, record.turn, record.world.seq, document)
  }

  /** Takes a record in that follows from the one before it, without writing it. */
  hold(record: TurnRecord): void {
    this.#held.push(record)
  }

  /** Writes the records that are held. */
  writeHeld(): void {
    for (const record of this.#held.splice(0)) this.saveRecord(record)
  }

  /** Whether a record should carry every node's view. */
  static isWhole(turn: number): boolean {
    return turn % WHOLE_EVERY === 0
  }

  /** The newest record on disk, with every view as it then stood. Null before the first. What is held is forgotten. */
  newest(): Position | null {
    this.#held = []
    const turn = this.#newestTurn()
    const found = turn === null ? null : this.position(turn)
    this.#counters.resume(found?.record.counters)
    return found
  }

  /** The record of a turn, with every view as it then stood. Null when that is not kept any more. */
  position(turn: number): Position | null {
    const record = this.record(turn)
    const back: TurnRecord[] = []
    for (let each = record; each !== null; each = each.whole ? null : this.record(each.turn - 1)) back.push(each)
    if (record === null || back.at(-1)?.whole !== true) return null
    const views = new Map<NodeId, NodeView>()
    for (const { views: shown, parts = {} } of back.reverse()) {
      for (const [node, view] of Object.entries(shown)) views.set(node, view)
      for (const [node, changed] of Object.entries(parts))
        views.set(node, afterChange(views.get(node), { is: 'parts', parts: changed }))
    }
    return { record, views }
  }

  record(turn: number): TurnRecord | null {
    if (turn < 0) return null
    const held = this.#held.find((each) => each.turn === turn)
    if (held !== undefined) return held
    const found = this.#storage.sql
      .exec<{ turn: number; doc: string }>('SELECT turn, doc FROM sandbox WHERE slot = ?', FIRST_RECORD + (turn % this.records))
      .toArray()[0]
    return found === undefined || found.turn !== turn ? null : (JSON.parse(found.doc) as TurnRecord)
  }

  /** The first kept turn whose record brings readers beyond number `seq`; one past the newest if none does. */
  firstTurnAfter(seq: number): number {
    const newest = this.#newestTurn() ?? -1
    let low = Math.max(0, newest - this.records + 1)
    let high = newest + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((this.#seqOf(middle) ?? 0) > seq) high = middle
      else low = middle + 1
    }
    return low
  }

  forget(): void {
    this.#held = []
    this.#identity = null
    this.#baseTurn = null
  }

  // The ring fills from its start again and again, so the slots of the newest round are its beginning.
  #newestTurn(): number | null {
    const first = this.#turnAt(0)
    if (first === null) return null
    let low = 0
    let high = this.records - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#turnAt(middle) ?? -1) >= first) low = middle
      else high = middle - 1
    }
    return first + low
  }

  #turnAt(index: number): number | null {
    const sql = this.#storage.sql
    return sql.exec<{ turn: number }>('SELECT turn FROM sandbox WHERE slot = ?', FIRST_RECORD + index).toArray()[0]?.turn ?? null
  }

  #seqOf(turn: number): number | null {
    const sql = this.#storage.sql
    const slot = FIRST_RECORD + (turn % this.records)
    return sql.exec<{ seq: number }>('SELECT seq FROM sandbox WHERE slot = ?', slot).toArray()[0]?.seq ?? null
  }

  #read<T>(slot: number): T | null {
    const found = this.#storage.sql.exec<{ doc: string }>('SELECT doc FROM sandbox WHERE slot = ?', slot).toArray()[0]
    return found === undefined ? null : (JSON.parse(found.doc) as T)
  }

  // The row is counted first, so that a record which holds the counters holds itself. Says how long it is.
  #write(slot: number, turn: number, seq: number, document: () => object): number {
    this.#counters.add('rows')
    const text = JSON.stringify(document())
    const sql = this.#storage.sql
    sql.exec('INSERT OR REPLACE INTO sandbox (slot, turn, seq, doc) VALUES (?, ?, ?, ?)', slot, turn, seq, text)
    return text.length
  }
}
