// The reference is read from the models: every alarm is listed with its number, and the search finds it.

import MiniSearch from 'minisearch'
import { expect, test } from 'vitest'
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
