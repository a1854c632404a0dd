// Every screen of labs 1 and 2, line by line, beside what the product printed there: screens/lab-1.txt and
// lab-2.txt hold the document's screens, put right where its reading is known to be wrong. {{…}} stands for
// what the model has no source for: the last three digits of a time, the end of a position that was lost.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PRIMARY, pageOf, view } from './pair.ts'
import { played } from './screens.ts'

const folder = new URL('screens/', import.meta.url)

/** The screens of a file, by name. */
const read = (name: string): readonly (readonly [name: string, text: string])[] =>
  readFileSync(new URL(name, folder), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)])

/** The two lines of pcsd stand in the order in which the nodes answered, which is nobody's to say. */
function lines(text: string): readonly string[] {
  const all = text.split('\n')
  const at = all.indexOf('PCSD Status:') + 1
  return at === 0 ? all : [...all.slice(0, at), ...all.slice(at, at + 2).sort(), ...all.slice(at + 2)]
}

const pattern = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split(/(\{\{.*?\}\})/)
      .map((part) => (part.startsWith('{{') ? part.slice(2, -2) : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('')}$`,
  )

const LABS = { 'lab-1.txt': played('ssm-lab1'), 'lab-2.txt': played('ssm-lab2') } as const

describe.each(Object.entries(LABS))('[SSM-11] [SSM-12] [SSM-13] the screens of %s', (file, { screens }) => {
  const expected = read(file)

  test('are all played', () => {
    expect([...screens.keys()].sort()).toEqual(expected.map(([name]) => name).sort())
  })

  test.each(expected)('%s', (name, text) => {
    const [wanted, all] = [lines(text), lines(screens.get(name) ?? '')]
    // The document shows the last part of a long screen.
    const shown = all.slice(-wanted.length)
    expect(shown.map((line, i) => (pattern(wanted[i] ?? '').test(line) ? wanted[i] : line))).toEqual(wanted)
  })
})

test('[SSM-22] lab 1: the synchronisations after the fallback bear the dates of the document', () => {
  const { lab } = LABS['lab-1.txt']
  const rows = pageOf(lab, PRIMARY, 'synchronization').tables[0]?.rows.map((row) => row.slice(2, 5))
  expect(rows).toEqual([
    ['2020-Sep-02 07:33:32', '2020-Oct-02 07:33:32', 'Synchronization Successful'],
    ['2020-Sep-02 07:35:42', '2020-Oct-02 07:35:42', 'Synchronization Successful'],
  ])
})

test('[SSM-23] lab 2: the product instances bear the dates of the document', () => {
  const { lab } = LABS['lab-2.txt']
  const table = pageOf(lab, PRIMARY, 'licensing-product-instances').tables[0]
  expect(table?.rows.map((row) => row.slice(0, 3))).toEqual([
    ['UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39;', 'SDNMGMT', '2021-Jun-20 18:39:00'],
    ['UDI_PID:PI-SOFTWARE; UDI_SN:pi37;', 'SDNMGMT', '2021-Jun-20 19:28:47'],
    ['cucmpub', 'UCL', '2021-Jun-20 18:36:56'],
    ['cucm-pub-30', 'UCL', '2021-Jun-20 19:28:51'],
  ])
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', widget: { status: 'Normal', heartbeat: 'Connected' } })
})
