// What a system keeps of its diagnostics. EX-64.

import type { Instant } from '../../kernel/time.ts'

/** Maintenance > Diagnostics > Diagnostic logging: the period under way, or the last one. EX-64. */
export type Diagnostics = {
  readonly startedAt: Instant
  readonly stoppedAt: Instant | null
  readonly collectedAt: Instant | null
  readonly tcpdump: boolean
  readonly filterAddress: string // '' for every address
  readonly filterPort: number | null // null: every port
  readonly since: Instant // startedAt by this peer's own clock: records count from there
  readonly addresses: readonly string[] // of the others, as the records number them
  readonly records: string // of packets, oldest first; see diagnostics/capture.ts
}

/** Maintenance > Diagnostics > System snapshot: the file that was created last. EX-64. */
export type SystemSnapshot = { readonly kind: 'status' | 'logs' | 'full'; readonly at: Instant }
