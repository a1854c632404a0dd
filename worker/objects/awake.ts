// What a sandbox holds in memory while it is awake: how it stands, and what has changed since its newest record.

import type { Base } from '../kernel/journal.ts'
import type { NodeId, NodeView } from '../kernel/machine.ts'
import { type Patch, patchBetween } from '../kernel/patch.ts'
import type { World } from '../kernel/sequencer.ts'
import type { Snapshot, TimelineEvent } from '../kernel/snapshot.ts'
import { type Instant, iso } from '../kernel/time.ts'
import { afterChange, joined, type ViewChange, type ViewParts } from '../kernel/view-change.ts'
import type { TurnRecord } from './SandboxStore.ts'
import { snapshotOf, viewsOf } from './snapshots.ts'
import type { Change } from './Viewers.ts'
import type { Pace } from './WallClock.ts'

export type Awake = {
  turn: number // of the newest record
  isOnRecord: boolean // the newest record says all of this, or has the turn under way that will
  world: World
  reached: Instant | null // when the world came to its number, where its clock was moved on since and no record says so
  pace: Pace | null // null while the clock stands or is being advanced
  readonly views: Map<NodeId, NodeView>
  snapshot: Snapshot
  changed: Map<NodeId, ViewChange> // since the newest record
  since: number // the number that the newest record brings readers to
  events: TimelineEvent[] // since then
  patch: Patch[number][]
}

/** How it stands by its newest record. */
export const awakeFrom = (record: TurnRecord, views: ReadonlyMap<NodeId, NodeView>): Awake => ({
  turn: record.turn,
  isOnRecord: true,
  world: record.world,
  reached: null,
  pace: record.pace,
  views: new Map(views),
  snapshot: snapshotOf(record.world, views, null),
  changed: new Map(),
  since: record.world.seq,
  events: [],
  patch: [],
})

/** A node shows another view from now on. */
export function takeIn(awake: Awake, node: NodeId, change: ViewChange): void {
  awake.views.set(node, afterChange(awake.views.get(node), change))
  awake.changed.set(node, joined(awake.changed.get(node), change))
}

/** The world is another one from now on; what that is for readers, or null where they see nothing of it. */
export function goOn(awake: Awake, world: World, events: readonly TimelineEvent[]): Change | null {
  const before = awake.snapshot
  const network = world.fabric === awake.world.fabric ? before : null
  awake.world = world
  awake.isOnRecord = false
  if (world.seq === before.seq) return null
  awake.snapshot = snapshotOf(world, awake.views, network)
  const patch = patchBetween(before, awake.snapshot)
  awake.events.push(...events)
  awake.patch.push(...patch)
  return { since: before.seq, seq: world.seq, patch, events }
}

/** All nodes are in these states from now on, whatever they were in, and the timeline says so under the next number. */
export function showAnew(awake: Awake, { world, states }: Pick<Base, 'world' | 'states'>, kind: string, text: string): Change {
  for (const [node, view] of viewsOf(world.template, states)) takeIn(awake, node, { is: 'whole', view })
  const numbered = { ...world, seq: awake.world.seq + 1 }
  return goOn(awake, numbered, [ofSandbox(numbered, kind, text)]) as Change
}

/** What is to be written down next: all that the newest record does not say, and what follows. */
export function recordOf(
  { turn, world, pace, views, changed, since, events, patch, reached }: Awake,
  whole: boolean,
  coming: Pick<TurnRecord, 'next' | 'act' | 'resetting' | 'unkept'>,
): TurnRecord {
  const shown = whole ? { views: Object.fromEntries(views) } : shownIn(changed)
  const moved = reached === null ? {} : { reached }
  return { turn: turn + 1, world, ...moved, pace, ...shown, whole, since, events, patch, ...coming }
}

function shownIn(changed: ReadonlyMap<NodeId, ViewChange>): Pick<TurnRecord, 'views' | 'parts'> {
  const views: Record<NodeId, NodeView> = {}
  const parts: Record<NodeId, ViewParts> = {}
  for (const [node, change] of changed)
    if (change.is === 'whole') views[node] = change.view
    else parts[node] = change.parts
  return { views, parts }
}

/** The record of it all has been written. */
export function begunAnew(awake: Awake): void {
  awake.turn += 1
  awake.since = awake.world.seq
  awake.reached = null
  awake.changed = new Map()
  awake.events = []
  awake.patch = []
  awake.isOnRecord = true
}

/** A line of the timeline about the sandbox as a whole, under the number that its world has reached. */
const ofSandbox = ({ seq, now }: World, kind: string, text: string): TimelineEvent => ({
  seq,
  at: iso(now),
  node: null,
  kind,
  text,
  data: null,
})
