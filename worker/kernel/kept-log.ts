// A node's own log, as far back as it is kept: the newest lines as they come, and older ones in full chunks, of
// which the oldest go. Both runtimes keep it by this rule, so a node prints the same of its past in both.

import type { LogEntry } from './machine.ts'

/** What is known of the log without its older chunks. Plain JSON, and part of a node's row on disk. */
export type LogTail = {
  readonly logged: number // lines ever written
  readonly lines: readonly LogEntry[] // the newest of them
  readonly chunks: number // chunks ever filled
  readonly lengths?: readonly number[] // of the chunks kept, newest first; absent in rows of before it was noted
}

/** A tail with more lines; where it ran over, the chunk it filled and the slots of those that go for it. */
export type Kept = { readonly tail: LogTail; readonly chunk: Chunk | null; readonly gone: readonly number[] }

/** Lines that follow one another. `first` is the number of the first, `slot` the place that it takes in the ring. */
export type Chunk = { readonly slot: number; readonly first: number; readonly lines: readonly LogEntry[] }

export const NO_LOG: LogTail = { logged: 0, lines: [], chunks: 0, lengths: [] }

/** Full chunks and the tail together stay under 256 kB, about. */
const TAIL_LENGTH_MAX = 14_000
const LOG_LENGTH_MAX = 256_000
const CHUNKS_MAX = 16

/** The log with `fresh` at its end. */
export function keep(tail: LogTail, fresh: readonly LogEntry[]): Kept {
  if (fresh.length === 0) return { tail, chunk: null, gone: [] }
  const lines = [...tail.lines, ...fresh]
  const logged = tail.logged + fresh.length
  const length = lengthOf(lines)
  if (length <= TAIL_LENGTH_MAX) return { tail: { ...tail, logged, lines }, chunk: null, gone: [] }
  const { chunks } = tail
  const before = (tail.lengths ?? []).slice(0, CHUNKS_MAX - 1) // the last of a full ring is written over
  // A turn may fill a chunk of any size: the oldest go until the ring is within its bound.
  let whole = TAIL_LENGTH_MAX + length
  let kept = 0
  for (const each of before) {
    whole += each
    if (whole > LOG_LENGTH_MAX) break
    kept += 1
  }
  const gone = Array.from({ length: before.length - kept }, (_, index) => slotOf(chunks - 1 - kept - index))
  return {
    tail: { logged, lines: [], chunks: chunks + 1, lengths: [length, ...before.slice(0, kept)] },
    chunk: { slot: slotOf(chunks), first: logged - lines.length + 1, lines },
    gone,
  }
}

const slotOf = (chunk: number): number => 1 + (chunk % CHUNKS_MAX)

/** About what they take as JSON. */
function lengthOf(lines: readonly LogEntry[]): number {
  let length = 0
  for (const { line, module } of lines) length += line.length + module.length + 70
  return length
}
