import { expect, test } from 'vitest'
import type { StoredNode } from '../../worker/objects/NodeStore.ts'
import { RowWriter } from '../../worker/objects/RowWriter.ts'

test('a row is written to the byte as JSON says it, however often and whatever of it changed', () => {
  const writer = new RowWriter()
  const line = (number: number) => ({ at: number, module: 'developer', level: 'INFO', line: `Event="${number}"` })
  const state = { timers: [], random: [1, 2, 3, 4], surroundings: { names: { 'a"b': '10.0.0.1' } }, power: 'on', gone: undefined }
  const first = {
    shape: 0,
    stateShape: undefined,
    kind: 'peer',
    state,
    first: 1,
    last: 1,
    outcome: null,
    logged: 0,
    lines: [],
    chunks: 0,
    armedWall: null,
  } as unknown as StoredNode
  const more = { ...first, last: 2, logged: 2, lines: [line(1), line(2)] }
  const longer = { ...more, state: { ...state, random: [5] } as never, lines: [...more.lines, line(3)] }
  const another = { ...longer, lines: [line(4)], chunks: 1 }
  for (const row of [first, more, more, longer, another, { ...another, lines: [] }, more])
    expect(writer.of(row)).toBe(JSON.stringify(row))
})
