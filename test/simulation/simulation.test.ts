// Random histories of every template under every rule. `npm run simulate` lives longer ones and prints what was reached.

import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLab } from '../../worker/kernel/runtime.ts'
import type { Operation } from '../../worker/kernel/surface.ts'
import { PRODUCTS, TEMPLATES } from '../../worker/products.ts'
import { Coverage, offeredBy } from './coverage.ts'
import { type History, live, relive, shrink } from './history.ts'
import { report } from './simulate.ts'
import { tourOf } from './tour.ts'

/** Deeds of the whole run; the long run lives a million. */
const STEPS = Number(process.env.STEPS ?? 20_000)
const DEEDS = 120
const SEED = 4_711

const coverage = new Coverage()

describe.each(TEMPLATES.map(({ id }) => id))('%s', (template) => {
  const histories = Math.ceil(STEPS / DEEDS / TEMPLATES.length)
  test(`${histories} random histories break no rule`, () => {
    for (let number = 0; number < histories; number += 1) {
      const broken = live(template, SEED + number, DEEDS, coverage)
      if (broken !== null) expect.fail(report(shrink(broken)))
    }
  }, 600_000)
})

describe.each(PRODUCTS.map((product) => [product.id, product] as const))('%s', (_, product) => {
  test('alarms raised and lowered, and every button, command and call, break no rule', () => {
    for (const history of tourOf(product)) {
      const broken = relive(history, coverage)
      if (broken !== null) expect.fail(report(broken))
    }
  }, 600_000)

  test('every kind of fault, alarm, page, button, command and call is reached, and every setting changed', () => {
    expect(coverage.missed(product, offeredBy(product))).toEqual([])
  })
})

// Each of these once broke a rule.
describe('what was found', () => {
  for (const path of globSync('test/simulation/found/*.json'))
    test(basename(path, '.json'), () => {
      expect(relive(JSON.parse(readFileSync(path, 'utf8')) as History)).toBeNull()
    })
})

test('the same seed lives the same history', () => {
  const one = new Coverage()
  const other = new Coverage()
  live('expressway-c-cluster-3', 1, 60, one)
  live('expressway-c-cluster-3', 1, 60, other)
  expect(one.counts()).toEqual(other.counts())
})

test.each(TEMPLATES.map(({ id, product }) => [id, product] as const))(
  '%s: what a node refuses leaves it as it was',
  (template, id) => {
    const product = PRODUCTS.find((each) => each.id === id)
    if (product === undefined) throw new Error(`no product ${id}`)
    const lab = openLab(product, template)
    const refused: readonly Operation[] = [
      { op: 'act', action: 'no-such', body: {} },
      { op: 'act', action: 'constructor', body: {} },
      { op: 'save', page: '__proto__', fields: {} },
      { op: 'upload', file: { name: 'no-such', type: 'text/plain', content: { text: '' } } },
      { op: 'console', line: 'help', session: 'no-such', login: null },
      { op: 'console', line: 'help', session: null, login: 'no-such' },
    ]
    for (const { id: node } of lab.world().nodes)
      for (const operation of refused) {
        const before = lab.state(node)
        const { is } = lab.ask(node, operation)
        expect([node, operation, ['unknown', 'refused', 'malformed', 'not-answering'].includes(is)]).toEqual([
          node,
          operation,
          true,
        ])
        expect(lab.state(node)).toEqual(before)
      }
  },
)
