// The list of what OWASP ASVS 5.0.0 asks: nothing of levels 1 and 2 is left out, and what it names is there.

import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import chapters from '../../content/security/asvs.json' with { type: 'json' }

/** How many items each section has on levels 1 and 2: the numbers of the standard, those of level 3 left out. */
const NUMBERS: Readonly<Record<string, string>> = {
  1.1: '1-2', 1.2: '1-9', 1.3: '1-11', 1.4: '1-3', 1.5: '1-2',
  2.1: '1-3', 2.2: '1-3', 2.3: '1-4', 2.4: '1',
  3.2: '1-2', 3.3: '1-4', 3.4: '1-6', 3.5: '1-5', 3.7: '1-2',
  4.1: '1-3', 4.2: '1', 4.3: '1-2', 4.4: '1-4',
  5.1: '1', 5.2: '1-3', 5.3: '1-2', 5.4: '1-3',
  6.1: '1-3', 6.2: '1-12', 6.3: '1-4', 6.4: '1-4', 6.5: '1-5', 6.6: '1-3', 6.8: '1-4',
  7.1: '1-3', 7.2: '1-4', 7.3: '1-2', 7.4: '1-5', 7.5: '1-2', 7.6: '1-2',
  8.1: '1-2', 8.2: '1-3', 8.3: '1', 8.4: '1',
  9.1: '1-3', 9.2: '1-4',
  10.1: '1-2', 10.2: '1-2', 10.3: '1-4', 10.4: '1-11', 10.5: '1-5', 10.6: '1-2', 10.7: '1-3',
  11.1: '1-2', 11.2: '1-3', 11.3: '1-3', 11.4: '1-4', 11.5: '1', 11.6: '1',
  12.1: '1-3', 12.2: '1-2', 12.3: '1-4',
  13.1: '1', 13.2: '1-5', 13.3: '1-2', 13.4: '1-5',
  14.1: '1-2', 14.2: '1-4', 14.3: '1-3',
  15.1: '1-3', 15.2: '1-3', 15.3: '1-7',
  16.1: '1', 16.2: '1-5', 16.3: '1-4', 16.4: '1-3', 16.5: '1-3',
  17.1: '1', 17.2: '1-4', 17.3: '1-2',
} // biome-ignore format: a chapter a line

const standard = Object.entries(NUMBERS).flatMap(([section, numbers]) => {
  const [first = 1, last = first] = numbers.split('-').map(Number)
  return Array.from({ length: last - first + 1 }, (_, index) => `${section}.${first + index}`)
})
const items = chapters.flatMap((chapter) => chapter.items.map((item) => ({ files: [], tests: [], ...item })))

test('each item of levels 1 and 2 of ASVS 5.0.0 stands in the list once, in its chapter', () => {
  const listed = chapters.flatMap(({ chapter, items: own }) => own.flatMap(({ ids }) => ids.map((id) => ({ chapter, id }))))
  expect(standard).toHaveLength(253)
  expect(listed.map(({ id }) => id).sort()).toEqual([...standard].sort())
  expect(listed.filter(({ chapter, id }) => !id.startsWith(`${chapter.slice(1)}.`))).toEqual([])
})

test('the list names files that are there, and tests that are in them', () => {
  expect(items.flatMap(({ files }) => files).filter((file) => !existsSync(file))).toEqual([])
  const missing = items
    .flatMap(({ tests }) => tests as readonly { readonly file: string; readonly title: string }[])
    .filter(({ file, title }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(title))
  expect(missing).toEqual([])
})

test('what is met names a file, a test or the platform that meets it; what is not met says why', () => {
  for (const { ids, state, how, files, tests } of items) {
    expect([ids, how.length > 8]).toEqual([ids, true])
    if (state === 'met' && files.length + tests.length === 0)
      expect([ids, how]).toEqual([ids, expect.stringMatching(/platform|There are none|star/)])
  }
})
