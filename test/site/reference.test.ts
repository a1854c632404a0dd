// The reference is read from the models: every alarm is listed with its number, and the search finds it.

import MiniSearch from 'minisearch'
import { expect, test } from 'vitest'
import { commandAnchor } from '../../site/src/build/anchors.ts'
import { searchOptions } from '../../site/src/build/searchOptions.ts'
import { PRODUCTS } from '../../worker/products.ts'
import { read } from './scripts.ts'

const ALARMS = PRODUCTS.flatMap(({ reference }) => reference.alarms)

test('the page of alarms lists each alarm of the model, each with a button that makes it happen', () => {
  const page = read('reference/alarms/index.html')
  for (const { reference } of PRODUCTS) expect(reference.alarms.length).toBeGreaterThan(20)
  for (const { id } of ALARMS) expect(page).toContain(`id="${id}"`)
  for (const { id } of ALARMS) expect(page).toContain(`Make it happen: ${id}`)
})

test('the search finds an alarm by its number or its title, and a command by its name', () => {
  const index = MiniSearch.loadJSON(read('search.json'), searchOptions)
  expect(index.search('20012').map(({ id }) => id)).toContain('/reference/alarms/#20012')
  expect(index.search('Upcoming Sync Deadline').map(({ id }) => id)).toContain('/reference/alarms/#upcoming-sync-deadline')
  expect(index.search('ForceConfigUpdate').some(({ id }) => String(id).startsWith('/reference/commands/'))).toBe(true)
})

// The page lists what the consoles complete: a row of the register that stands there is one that a console knows.
test('the page of commands says what each is for, in the words of the model, and which are not modelled', () => {
  const page = read('reference/commands/index.html')
  for (const product of PRODUCTS) {
    const told = product.reference.commands.filter(({ what }) => what !== null && what !== '')
    expect(told.length).toBeGreaterThan(10)
    for (const { login, name } of product.reference.commands)
      expect(page).toContain(`id="${commandAnchor(product.id, login, name)}"`)
    for (const { what } of told) expect(page).toContain(escaped(what ?? ''))
  }
})

test('the page of the API shows what each call takes', () => {
  const page = read('http-api/index.html')
  expect(page).toContain('{ template: string, seed?: integer }')
  expect(page).toContain('rate: 0 | 1 | 10 | 60')
})

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;')
