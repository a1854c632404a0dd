// What a sandbox answers to whoever calls it, as values: an error would lose its class on the way between objects.

import type { HttpResponse } from '../kernel/http.ts'
import type { NodeId } from '../kernel/machine.ts'
import type { Snapshot, TimelineEvent } from '../kernel/snapshot.ts'
import type { Answer, Reading } from '../kernel/surface.ts'
import type { Count } from './Counters.ts'
import type { NumberedLine } from './NodeStore.ts'
import type { Credentials } from './SandboxStore.ts'
import type { ServedSnapshot } from './Viewers.ts'
import type { WallInstant } from './WallClock.ts'

/** Why a call did not get through. Each becomes one problem document; none of them changed anything. */
export type Barred =
  | { readonly is: 'no-such-sandbox' }
  | { readonly is: 'key-required' }
  | { readonly is: 'key-refused' }
  | { readonly is: 'no-such-node'; readonly nodes: readonly NodeId[] }
  | { readonly is: 'too-much-under-way' }

/** Whoever calls: the hash of the key they sent, or null. */
export type Caller = { readonly keyHash: string | null }

export const ANYONE: Caller = { keyHash: null }

/** The sandbox as it stands; `credentials` for the holder of the key alone. */
export type Found = {
  readonly is: 'found'
  readonly snapshot: ServedSnapshot
  readonly credentials: Credentials | null
  readonly expiresWall: WallInstant
}

/** The snapshot of an earlier number; `credentials` are those of now, for the holder of the key alone. */
export type FoundAt = { readonly is: 'found'; readonly snapshot: ServedSnapshot; readonly credentials: Credentials | null }

/** Lines of the timeline; `next` is where to ask on, `dropped` that some in between are kept no more. */
export type Events = {
  readonly is: 'found'
  readonly events: readonly TimelineEvent[]
  readonly next: number
  readonly dropped: boolean
}

/** What the sandbox has cost, all its objects together, and how many watch it. */
export type Counted = {
  readonly is: 'found'
  readonly counters: Omit<Count, 'rows'> & { readonly rowsWritten: number; readonly viewers: number }
}

/** What a node answered to a question. */
export type Read = { readonly is: 'read'; readonly reading: Reading }

/** Lines of a node's log, oldest first. */
export type LogLines = { readonly is: 'found'; readonly lines: readonly NumberedLine[] }

/** How the clock runs now, and under which number. */
export type RateSet = { readonly is: 'set'; readonly clock: Snapshot['clock']; readonly seq: number }

/** What an advance runs until: its time is up, all is settled, or something is noted that is of no kind in `except`. */
export type Until = { readonly is: 'time' | 'settled' } | { readonly is: 'event'; readonly except: readonly string[] }

/** A snapshot as it goes out. Between objects a text goes faster than what it says. */
export type SnapshotText =
  | { readonly is: 'found'; readonly etag: string; readonly text: string }
  | { readonly is: 'unchanged'; readonly etag: string }

/** How far an advance got; `done: false` says to ask for the rest. */
export type Advanced =
  | { readonly is: 'advanced'; readonly now: string; readonly seq: number; readonly settled: boolean; readonly done: boolean }
  | { readonly is: 'clock-busy' }

/** What a node answered to an operation. */
export type Asked = { readonly is: 'answered'; readonly answer: Answer }

/** What a web interface answers; `not-answering` as a host that is not there. */
export type Served =
  | { readonly is: 'http'; readonly response: HttpResponse }
  | { readonly is: 'not-answering'; readonly why: string }

/** Whether a fault was laid, or why not. */
export type FaultSet =
  | { readonly is: 'set' }
  | { readonly is: 'too-many-faults' }
  | { readonly is: 'fault-refused'; readonly why: string }
