import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NodeView } from '../../worker/kernel/machine.ts'
import { afterChange, changeOf, joined } from '../../worker/kernel/view-change.ts'

const part = fc.oneof(
  fc.constantFrom('on', 'off', null, 0, 1),
  fc.array(fc.constantFrom(1, 2), { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom(1, [2], null), { maxKeys: 2, noNullPrototype: true }),
)
const view = fc
  .dictionary(fc.constantFrom('alarms', 'clustering', 'configuration'), part, { noNullPrototype: true })
  .map((parts): NodeView => ({ id: 'expc01', product: 'expressway', state: 'running', ...parts }))

describe('what changed of a view', () => {
  test('leads from one to the next to the byte, one by one and joined', () => {
    fc.assert(
      fc.property(view, view, view, (first, second, third) => {
        const [one, other] = [changeOf(first, second), changeOf(second, third)]
        expect(JSON.stringify(afterChange(first, one))).toBe(JSON.stringify(second))
        expect(JSON.stringify(afterChange(first, joined(one, other)))).toBe(JSON.stringify(third))
      }),
      { numRuns: 500 },
    )
  })

  test('is told in parts, and leaves the other parts the same objects', () => {
    const alarms = [{ id: '1' }]
    const before: NodeView = { id: 'expc01', product: 'expressway', state: 'running', alarms, clustering: { peers: 1 } }
    const after = { ...before, alarms: [{ id: '1' }], clustering: { peers: 2 } }
    const change = changeOf(before, after)
    expect(change).toEqual({ is: 'parts', parts: { clustering: { peers: 2 } } })
    expect(afterChange(before, change).alarms).toBe(alarms)
    expect(changeOf(before, { ...before, database: 'running' }).is).toBe('whole')
  })
})
