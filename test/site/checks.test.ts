// What is wrong now is told in words: each place that a check of a procedure looks at has a label, and each check a sentence.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { labelAt, wrongIn } from '../../site/src/lab/checkWords.ts'
import type { ProcedureText } from '../../worker/kernel/procedure.ts'

const PROCEDURES = JSON.parse(readFileSync('dist/procedures.json', 'utf8')) as readonly ProcedureText[]
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const wordsOf = (product: string) => ({
  labels: json(`content/products/${product}.json`).words,
  sentences: json('content/strings/en.json').checks,
})

for (const { product, slug, needs = [], steps } of PROCEDURES)
  test(`every check of ${product}/${slug} is told in words when it does not hold`, () => {
    const words = wordsOf(product)
    for (const text of [...needs, ...steps].flatMap(({ holds }) => holds)) {
      const [, node = '', path = ''] = /^([^.]+)\.(\S+)/.exec(text) ?? []
      if (node !== 'sandbox')
        expect(
          labelAt(path, words.labels),
          `give ${path} a label under "words" in content/products/${product}.json`,
        ).not.toBeNull()
      const sentence = wrongIn({ text, found: null }, words)
      expect(sentence, text).toMatch(/^\p{L}.*\.$/u)
      if (/[.[]/.test(path)) expect(sentence, text).not.toContain(path)
    }
  })

test('a sentence says what was found and what has to be there', () => {
  const words = wordsOf('expressway')
  const told = (text: string, found: Parameters<typeof wrongIn>[0]['found']) => wrongIn({ text, found }, words)
  expect(told('expc02.clustering.databaseStatus is Active', 'Failed')).toBe(
    'Cluster database status on expc02 is Failed; it has to be Active.',
  )
  expect(told('expc01.clustering.peers[1].address is ""', 'expc02.apolo.local')).toBe(
    'Peer 2 address on expc01 is expc02.apolo.local; it has to be empty.',
  )
  expect(told('expc02.alarms has no id=15005', [])).toBe('Raised alarms on expc02 still include 15005.')
  const alarm = 'expc02.alarms has no id=15005 while expc02.state is running'
  expect(told(alarm, [{ id: '15005' }])).toBe('Raised alarms on expc02 still include 15005.')
  expect(told(alarm, [])).toBe('State on expc02 is not running yet.')
  expect(told('expc02.restartRequired is false while expc02.database is running', false)).toBe(
    'Cluster database on expc02 is not running yet.',
  )
  expect(told('expc02.configuration same as expc01.configuration', {})).toBe(
    'Replicated configuration on expc02 differs from that on expc01.',
  )
  expect(told('sandbox.links has no aToB=false', [])).toBe('A link between two nodes is cut.')
})
