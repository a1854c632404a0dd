// What came from outside, in order. Messages and timers follow from it, so it is all that has to be
// kept: replaying it on its base gives the same states, byte for byte.

import type { Act } from './act.ts'
import type { NodeId, NodeState } from './machine.ts'
import type { World } from './sequencer.ts'
import type { Instant } from './time.ts'

export type Entry = { readonly at: Instant; readonly act: Act }

/** Where replay starts: the whole sandbox at one moment. `model` is the version of the models that made it. */
export type Base = { readonly model: string; readonly world: World; readonly states: { readonly [node: NodeId]: NodeState } }

export type Journal = { readonly base: Base; readonly entries: readonly Entry[] }

/** A journal longer than this is folded: its replay becomes the new base. */
export const ENTRIES_MAX = 4_000

/**
 * The journal with its past folded into `now`, the base that replaying it gives. Positions before
 * the fold can no longer be asked for.
 */
export const fold = (now: Base): Journal => ({ base: now, entries: [] })

/** Whether a journal must be folded before it takes another entry: it is full, or other models wrote it. */
export const mustFold = (journal: Journal, model: string): boolean =>
  journal.entries.length >= ENTRIES_MAX || journal.base.model !== model
