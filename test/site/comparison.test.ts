// Nodes side by side: what a row is called, and when it counts as a difference.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rowsOfNodes } from '../../site/src/lab/comparison.ts'
import { expressway } from '../../worker/expressway/index.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import { ssm } from '../../worker/ssm/index.ts'

const wordsOf = (product: string) => JSON.parse(readFileSync(`content/products/${product}.json`, 'utf8')).words

describe('the state of the nodes side by side', () => {
  for (const product of [expressway, ssm])
    for (const { id: template } of product.templates)
      test(`every row of ${template} is in words, but for the replicated settings by their names`, () => {
        const rows = rowsOfNodes(openLab(product, template).snapshot().nodes, wordsOf(product.id))
        const nameless = rows.filter(({ at, name }) => name === at && !at.startsWith('configuration.'))
        expect(rows.length).toBeGreaterThan(5)
        expect(nameless, `give them labels under "words" in content/products/${product.id}.json`).toEqual([])
      })

  test('tells where the two servers of a pair differ, and leaves out what neither knows', () => {
    const nodes = openLab(ssm, 'ssm-lab1')
      .snapshot()
      .nodes.filter(({ id }) => id !== 'cssm')
    const rows = rowsOfNodes(nodes, wordsOf('ssm'))
    const row = (name: string) => rows.find((each) => each.name === name)
    expect(row('Role')).toMatchObject({ values: ['active', 'standby'], differs: true })
    expect(row('Software version')?.differs).toBe(false)
    expect(row('Last synchronisation of account 1')?.values[0]).toMatch(/^2020-09-01 \d\d:\d\d:\d\d UTC$/)
    expect(rows.filter(({ values }) => values.every((value) => value === null || value === ''))).toEqual([])
  })
})
