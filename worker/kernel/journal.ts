// What came from outside, in order. Messages and timers follow from it, so it is all that has to be
// kept: replaying it on its base gives the same states, byte for byte.

import type { Act } from './act.ts'
import type { NodeId, NodeState } from './machine.ts'
import type { World } from './sequencer.ts'
import type { Instant } from './time.ts'

export type Entry = { readonly at: Instant; readonly act: Act }

/** Where replay starts: the whole sandbox at one moment. `model` is the version of the models that made it. */
export type Base = { readonly model: string; readonly world: World; readonly states: { readonly [node: NodeId]: NodeState } }

/** Turns that a sandbox keeps, each with at most one entry: for readers who resume, the timeline, and to go back to; more than ten thousand events. */
export const RECORDS_MAX = 12_288

export type Journal = { readonly base: Base; readonly entries: readonly Entry[] }

/** The same entry without the words it handed out as a token: no replay needs them, and no copy should have them. */
export function withoutToken(entry: Entry): Entry {
  const { act } = entry
  if (act.act !== 'operate' || act.operation.op !== 'http') return entry
  const { fresh, ...operation } = act.operation
  return { ...entry, act: { ...act, operation: { ...operation, fresh: { ...fresh, token: '' } } } }
}

/** Where a new sandbox begins that goes on from there: it stands still, and numbers its nodes' inputs from the beginning. */
export const forkedFrom = (base: Base): Base => ({
  ...base,
  world: { ...base.world, rate: 0, nodes: base.world.nodes.map((node) => ({ ...node, last: 0 })) },
})
