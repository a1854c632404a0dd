// Random histories of every template under every rule. `npm run simulate` lives longer ones and prints what was reached.

import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TEMPLATES } from '../../worker/products.ts'
import { Coverage } from './coverage.ts'
import { type History, live, relive, shrink } from './history.ts'
import { report } from './simulate.ts'

/** Deeds of the whole run; the long run lives a million. */
const STEPS = Number(process.env.STEPS ?? 20_000)
const DEEDS = 120
const SEED = 4_711

describe.each(TEMPLATES.map(({ id }) => id))('%s', (template) => {
  const histories = Math.ceil(STEPS / DEEDS / TEMPLATES.length)
  test(`${histories} random histories break no rule`, () => {
    for (let number = 0; number < histories; number += 1) {
      const broken = live(template, SEED + number, DEEDS, new Coverage())
      if (broken !== null) expect.fail(report(shrink(broken)))
    }
  }, 600_000)
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
