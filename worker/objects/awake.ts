// What a sandbox holds in memory while it is awake: how it stands, and what has changed since its newest record.

import type { NodeId, NodeView } from '../kernel/machine.ts'
import type { Patch } from '../kernel/patch.ts'
import type { World } from '../kernel/sequencer.ts'
import type { Snapshot, TimelineEvent } from '../kernel/snapshot.ts'
import { iso } from '../kernel/time.ts'
import type { TurnRecord } from './SandboxStore.ts'
import { snapshotOf } from './snapshots.ts'
import type { Pace } from './WallClock.ts'

export type Awake = {
  turn: number // of the newest record
  isOnRecord: boolean // the newest record says all of this, or has the turn under way that will
  world: World
  pace: Pace | null // null while the clock stands or is being advanced
  readonly views: Map<NodeId, NodeView>
  snapshot: Snapshot
  changed: Map<NodeId, NodeView> // since the newest record
  since: number // the number that the newest record brings readers to
  events: TimelineEvent[] // since then
  patch: Patch[number][]
}

/** How it stands by its newest record. */
export const awakeFrom = (record: TurnRecord, views: ReadonlyMap<NodeId, NodeView>): Awake => ({
  turn: record.turn,
  isOnRecord: true,
  world: record.world,
  pace: record.pace,
  views: new Map(views),
  snapshot: snapshotOf(record.world, views, null),
  changed: new Map(),
  since: record.world.seq,
  events: [],
  patch: [],
})

/** A line of the timeline about the sandbox as a whole, under the number that its world has reached. */
export const ofSandbox = ({ seq, now }: World, kind: string, text: string): TimelineEvent => ({
  seq,
  at: iso(now),
  node: null,
  kind,
  text,
  data: null,
})
