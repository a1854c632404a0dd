import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { derived, latest, remembered } from '../../worker/kernel/remembered.ts'
import { isSame, sharing } from '../../worker/kernel/same.ts'

describe('what follows from its argument alone', () => {
  test('is made once for a text or a number, and again where it was forgotten', () => {
    const make = vi.fn((from: number): number | undefined => (from === 0 ? undefined : from * 2))
    const twice = remembered(make)
    expect([twice(0), twice(0), twice(4), twice(4)]).toEqual([undefined, undefined, 8, 8])
    expect(make).toHaveBeenCalledTimes(2)
    for (let other = 1; other <= 2_000; other += 1) expect(twice(other)).toBe(other * 2)
    make.mockClear()
    expect(twice(4)).toBe(8)
    expect(make).toHaveBeenCalledTimes(1)
  })

  test('is made once for a part of a state, and anew for one that is equal and not the same', () => {
    const make = vi.fn(({ name }: { readonly name: string }) => name.toUpperCase())
    const loud = derived(make)
    const part = { name: 'expc01' }
    expect([loud(part), loud(part), loud({ ...part })]).toEqual(['EXPC01', 'EXPC01', 'EXPC01'])
    expect(make).toHaveBeenCalledTimes(2)
  })

  test('is made of several values once, and anew when one of them is another', () => {
    const make = vi.fn((list: readonly string[], word: string) => list.indexOf(word))
    const place = latest(make)
    const list = ['a', 'b']
    expect([place(list, 'b'), place(list, 'b'), place(list, 'a'), place([...list], 'a'), place(list, 'b')]).toEqual([
      1, 1, 0, 0, 1,
    ])
    expect(make).toHaveBeenCalledTimes(4)
  })
})

test('what says the same as before is the same object, and the whole is the same text', () => {
  const before = { facts: { alarms: ['20004'] }, last: { version: 'X14.0.2' }, tries: 0 }
  const after = { facts: { alarms: ['20004'] }, last: { version: 'X14.0.3' }, tries: 1, node: null }
  const shared = sharing<object>(before, after) as typeof after
  expect(JSON.stringify(shared)).toBe(JSON.stringify(after))
  expect(shared.facts).toBe(before.facts)
  expect(shared.last).toBe(after.last)
})

test('two values are the same where they are one text, to the byte', () => {
  const keys = fc.constantFrom('a', 'b')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.constantFrom(null, true, 0, 1, '', '1'),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 2, noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(isSame(one, other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      expect(isSame(one, structuredClone(one))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
  expect(isSame({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false)
})
