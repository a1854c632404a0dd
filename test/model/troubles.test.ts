// The troubles that the console offers are those that a node of the product can have.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FAULT_KINDS } from '../../worker/api/fault-schemas.ts'
import { PRODUCTS } from '../../worker/products.ts'

type Troubles = { readonly [kind: string]: { readonly [field: string]: readonly string[] } }

const NEEDS: { readonly [kind: string]: { readonly [field: string]: number } } = { 'clock-skew': { seconds: 60 } }

const { faults } = JSON.parse(readFileSync('content/strings/en.json', 'utf8')) as {
  faults: { kinds: Troubles[string]; problems: { readonly [problem: string]: string } }
}

describe.each(PRODUCTS)('$id', (product) => {
  const { troubles } = JSON.parse(readFileSync(`content/products/${product.id}.json`, 'utf8')) as { troubles: Troubles }
  const node = product.templates[0]?.nodes[0]?.id ?? ''
  const refusal = (kind: string, fields: { readonly [field: string]: string }) =>
    product.troubleRefusal({ kind, node, ...NEEDS[kind], ...fields } as never)

  test('each one offered is taken, with whatever may be said of it', () => {
    for (const [kind, fields] of Object.entries(troubles)) {
      const first = Object.fromEntries(Object.entries(fields).map(([field, values]) => [field, values[0] ?? '']))
      expect(refusal(kind, first), kind).toBeNull()
      for (const [field, values] of Object.entries(fields))
        for (const value of values) expect(refusal(kind, { ...first, [field]: value }), `${kind} ${value}`).toBeNull()
    }
  })

  test('each one offered has a title in words of people, and so has whatever can be wrong with a certificate', () => {
    for (const [kind, { problem = [] }] of Object.entries(troubles)) {
      expect(faults.kinds, kind).toHaveProperty([kind])
      for (const each of problem) expect(faults.problems[each], each).toMatch(/ /)
    }
  })

  test('none is left out that a node takes without a word more', () => {
    for (const kind of FAULT_KINDS) if (refusal(kind, {}) === null) expect(Object.keys(troubles), kind).toContain(kind)
  })
})
