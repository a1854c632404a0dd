// What a sandbox still knows of its past: the records of its turns, read back. Nothing here changes anything.

import type { Base, Entry, Journal } from '../kernel/journal.ts'
import { baseOf } from '../kernel/runtime.ts'
import type { World } from '../kernel/sequencer.ts'
import type { Snapshot, TimelineEvent } from '../kernel/snapshot.ts'
import type { Position, SandboxStore, TurnRecord } from './SandboxStore.ts'
import { mustHave, snapshotOf } from './snapshots.ts'
import type { Change } from './Viewers.ts'

/** A number that cannot be gone back to: not reached yet, or behind the journal's base. */
export type Elsewhere =
  | { readonly is: 'no-such-position'; readonly newest: number }
  | { readonly is: 'position-folded'; readonly oldest: number }

/** Where a sandbox stands: its world, and the number of its newest record, which says all of it. */
export type Present = { readonly world: World; readonly newest: number }

export class History {
  readonly #store: SandboxStore
  readonly #present: () => Present

  constructor(store: SandboxStore, present: () => Present) {
    this.#store = store
    this.#present = present
  }

  /** What a reader who has everything up to `after` has missed; null when that cannot be told change by change. */
  changesSince(after: number): Change | null {
    const { newest, world } = this.#present()
    if (after === world.seq) return { since: after, seq: after, patch: [], events: [] }
    const records: TurnRecord[] = []
    for (let turn = this.#store.firstTurnAfter(after); turn <= newest; turn += 1) {
      const record = this.#store.record(turn)
      if (record === null) return null
      records.push(record)
    }
    if (records[0]?.since !== after) return null
    return {
      since: after,
      seq: records.at(-1)?.world.seq ?? after,
      patch: records.flatMap((record) => record.patch),
      events: records.flatMap((record) => record.events),
    }
  }

  /** What was done between the journal's base and a turn; null where not all of it is kept. */
  journalTo(turn: number): Journal | null {
    const base = this.base()
    const from = this.#store.baseTurn()
    if (turn < from) return null
    const entries: Entry[] = []
    for (let each = from; each < turn; each += 1) {
      const kept = this.#store.record(each)
      if (kept === null) return null
      const { act, next } = kept
      if (act !== null && next !== null) entries.push({ at: next.at, act })
    }
    return { base, entries }
  }

  /** Where the journal begins. */
  base(): Base {
    const { template, product } = mustHave(this.#store.identity()?.template ?? '')
    return this.#store.base() ?? baseOf(product, template.id, this.#present().world.seed)
  }

  /** The turn that number `seq` belongs to, as it ended, and the views after it. */
  positionAt(seq: number): Position | Elsewhere {
    if (seq > this.#present().world.seq) return { is: 'no-such-position', newest: this.#present().world.seq }
    const turn = seq === 0 ? 0 : this.#store.firstTurnAfter(seq - 1)
    const before = this.#store.record(turn)
    const found = this.#store.position(turn)
    if (before === null || found === null || (before.since > seq && seq > 0)) {
      return { is: 'position-folded', oldest: this.#store.base()?.world.seq ?? this.#present().world.seq }
    }
    const { record, views } = found
    const { world, reached = world.now } = record
    return { record: { ...record, world: { ...world, now: reached } }, views }
  }

  /** The snapshot as it was at number `seq`: after the turn that this number belongs to. */
  snapshotAt(seq: number): Snapshot | Elsewhere {
    const found = this.positionAt(seq)
    return 'is' in found ? found : snapshotOf(found.record.world, found.views, null)
  }

  /** The timeline after number `after`, oldest first, at most `limit` lines, as far back as it is kept. */
  eventsAfter(after: number, limit: number): readonly TimelineEvent[] {
    this.#present()
    return this.recordedAfter(after, limit)
  }

  /** The same, of what is on record alone. */
  recordedAfter(after: number, limit: number): readonly TimelineEvent[] {
    const events: TimelineEvent[] = []
    let turn = this.#store.firstTurnAfter(after)
    for (let record = this.#store.record(turn); record !== null && events.length < limit; record = this.#store.record(++turn)) {
      events.push(...record.events.filter((event) => event.seq > after))
    }
    return events.slice(0, limit)
  }

  /** Whether lines of the timeline after number `after` are kept no more. */
  hasDropped(after: number): boolean {
    const oldest = this.#store.record(this.#store.firstTurnAfter(after))
    return oldest !== null && oldest.since > after
  }
}
