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
