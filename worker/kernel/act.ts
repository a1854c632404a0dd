// What is done to a sandbox from outside: all else follows from it.

import type { Fault } from './fabric.ts'
import type { NodeId } from './plain.ts'
import type { Entropy } from './random.ts'
import type { Rate } from './snapshot.ts'
import type { Operation } from './surface.ts'
import type { Instant } from './time.ts'

/** One thing done from outside. */
export type Act =
  | { readonly act: 'operate'; readonly node: NodeId; readonly operation: Operation; readonly entropy: Entropy }
  | { readonly act: 'lay-fault'; readonly id: string; readonly fault: Fault }
  | { readonly act: 'heal-fault'; readonly id: string }
  | { readonly act: 'set-rate'; readonly rate: Rate; readonly why: string }
  /** The clock was run forward to here; `from` is where it stood. */
  | { readonly act: 'advance'; readonly from: Instant }
