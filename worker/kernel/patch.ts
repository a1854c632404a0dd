// What changed between two snapshots, as RFC 6902 operations. Views are replaced whole by each turn,
// so what did not change is the same object, and only what did is looked into.

import { createPatch, type Operation } from 'rfc6902'
import type { Snapshot } from './snapshot.ts'

export type Patch = readonly Operation[]

/** The operations that turn `before` into `after`. Both must be of one sandbox: their nodes never change places. */
export function patchBetween(before: Snapshot, after: Snapshot): Patch {
  const operations: Operation[] = []
  const compare = (path: string, one: unknown, other: unknown) => {
    if (one === other) return
    for (const operation of createPatch(one, other))
      operations.push({ ...operation, path: `${path}${operation.path}` } as Operation)
  }
  for (const key of ['template', 'seed', 'clock', 'seq', 'settled', 'links', 'faults', 'dns'] as const) {
    compare(`/${key}`, before[key], after[key])
  }
  for (const [index, view] of after.nodes.entries()) compare(`/nodes/${index}`, before.nodes[index], view)
  return operations
}
