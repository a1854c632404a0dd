// What changed between two snapshots, as RFC 6902 operations. Views are replaced whole by each turn,
// so what did not change is the same object, and only what did is looked into.

import { createPatch, type Operation } from 'rfc6902'
import type { Snapshot } from './snapshot.ts'

export type Patch = readonly Operation[]

/** The operations that turn `before` into `after`. Both must be of one sandbox: their nodes never change places. */
export function patchBetween(before: Snapshot, after: Snapshot): Patch {
  const operations: Operation[] = []
  for (const key of ['template', 'seed', 'clock', 'seq', 'settled', 'links', 'faults', 'dns'] as const) {
    compare(operations, `/${key}`, before[key], after[key])
  }
  for (const [index, view] of after.nodes.entries()) compare(operations, `/nodes/${index}`, before.nodes[index], view)
  return operations
}

// Most of two views is the same, and most of that the same object. Only lists that grew or shrank are left to the
// library, which finds the least that turns one into the other and takes its time for it.
function compare(operations: Operation[], path: string, one: unknown, other: unknown): void {
  if (one === other) return
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length === other.length)
      for (const [index, entry] of other.entries()) {
        if (one[index] !== entry) compare(operations, `${path}/${index}`, one[index], entry)
      }
    else
      for (const operation of createPatch(one, other))
        operations.push({ ...operation, path: `${path}${operation.path}` } as Operation)
    return
  }
  if (isRecord(one) && isRecord(other)) {
    for (const key of Object.keys(one))
      if (one[key] !== undefined && other[key] === undefined) operations.push({ op: 'remove', path: below(path, key) })
    for (const key of Object.keys(other)) {
      const value = other[key]
      if (value === undefined || value === one[key]) continue
      if (one[key] === undefined) operations.push({ op: 'add', path: below(path, key), value })
      else compare(operations, below(path, key), one[key], value)
    }
    return
  }
  operations.push({ op: 'replace', path, value: other })
}

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const below = (path: string, key: string): string => `${path}/${pointerPart(key)}`

/** A name as it stands between two slashes of a JSON pointer (RFC 6901). */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
