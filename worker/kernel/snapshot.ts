// What a reader sees of a sandbox: every node's view, the network and the clock, under one number.

import type { Fabric, NamedFault } from './fabric.ts'
import { namesOf, passes } from './fabric.ts'
import type { Json, NodeId, NodeView } from './machine.ts'
import { type Instant, iso } from './time.ts'

export type Rate = 0 | 1 | 10 | 60

export type Snapshot = {
  readonly template: string
  readonly seed: number
  readonly clock: { readonly now: string; readonly rate: Rate }
  readonly seq: number
  readonly settled: boolean
  readonly nodes: readonly NodeView[]
  readonly links: readonly LinkView[]
  readonly faults: readonly ({ readonly id: string; readonly kind: string } & { readonly [key: string]: Json })[]
  readonly dns: readonly { readonly name: string; readonly address: string }[]
}

export type LinkView = {
  readonly a: NodeId
  readonly b: NodeId
  readonly network: string
  readonly latencyMs: number
  readonly aToB: boolean
  readonly bToA: boolean
}

/** One line of the timeline. `node` is null for what concerns the sandbox as a whole. */
export type TimelineEvent = {
  readonly seq: number
  readonly at: string
  readonly node: NodeId | null
  readonly kind: string
  readonly text: string
  readonly data: Json
}

export type SnapshotParts = {
  readonly template: string
  readonly seed: number
  readonly now: Instant
  readonly rate: Rate
  readonly seq: number
  readonly settled: boolean
  readonly fabric: Fabric
  readonly views: readonly NodeView[] // in node order
}

/** `network`: what readers see of the same fabric, where that is at hand already. */
export function snapshotOf(parts: SnapshotParts, network: Network = networkView(parts.fabric)): Snapshot {
  const { links, faults, dns } = network
  return {
    template: parts.template,
    seed: parts.seed,
    clock: { now: iso(parts.now), rate: parts.rate },
    seq: parts.seq,
    settled: parts.settled,
    nodes: parts.views,
    links,
    faults,
    dns,
  }
}

type Network = Pick<Snapshot, 'links' | 'faults' | 'dns'>

/** The network's part of a snapshot. It changes only when a fault is laid or healed. */
function networkView(fabric: Fabric): Network {
  return {
    links: fabric.links.map(({ a, b, network, latencyMs }) => ({
      a,
      b,
      network,
      latencyMs,
      aToB: passes(fabric, a, b, network),
      bToA: passes(fabric, b, a, network),
    })),
    faults: fabric.faults.map(faultView),
    dns: Object.entries(namesOf(fabric)).map(([name, address]) => ({ name, address })),
  }
}

const faultView = ({ id, fault }: NamedFault): Snapshot['faults'][number] => ({
  id,
  ...(fault as { readonly kind: string }),
})
