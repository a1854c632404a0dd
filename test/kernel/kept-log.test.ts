// What a node keeps of its own log, whatever is written at once.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Chunk, keep, type LogTail, NO_LOG } from '../../worker/kernel/kept-log.ts'
import type { LogEntry } from '../../worker/kernel/machine.ts'

const entry = (number: number, length: number): LogEntry => ({ at: number, module: 'm', level: 'INFO', line: 'x'.repeat(length) })

test('what is kept is the newest of the log, without a gap, and bounded', () => {
  const turns = fc.array(fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 12 }), { maxLength: 120 })
  fc.assert(
    fc.property(turns, (lengths) => {
      let tail: LogTail = NO_LOG
      const slots = new Map<number, Chunk>()
      let written = 0
      for (const turn of lengths) {
        const kept = keep(
          tail,
          turn.map((length) => entry(++written, length)),
        )
        for (const slot of kept.gone) expect(slots.delete(slot)).toBe(true)
        if (kept.chunk !== null) slots.set(kept.chunk.slot, kept.chunk)
        tail = kept.tail
        const chunks = [...slots.values()].sort((one, other) => one.first - other.first)
        const lines = [...chunks.flatMap((chunk) => chunk.lines), ...tail.lines]
        expect(lines.map(({ at }) => at)).toEqual(Array.from(lines, (_, index) => written - lines.length + 1 + index))
        expect(tail.logged).toBe(written)
        for (const { first, lines: own } of chunks) expect(own[0]?.at).toBe(first)
        const older = chunks.slice(0, -1).reduce((sum, chunk) => sum + JSON.stringify(chunk.lines).length, 0)
        expect(older).toBeLessThan(256_000)
        expect(slots.size).toBeLessThanOrEqual(16)
      }
    }),
    { numRuns: 60 },
  )
})
