// The reference at work: an alarm is made to happen on its page, falls again, and is found by its number.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { keptSandbox, openBrowser, openPage, startWalkthrough } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

// Asked for once it is awake: a robot is faster than a page.
const buttonOf = (page: Page, id: string) =>
  page.locator('astro-island:not([ssr])').getByRole('button', { name: `Make it happen: ${id}` })

test.each([
  ['20006', 'Lower it again', /20006 is not raised on expc01/, '20006 on expc01 since'],
  ['15009', 'Go on', /15009 was raised on expc02 at the last moment/, 'Its log has kept it'],
  [
    'synchronization-overdue',
    'Lower it again',
    /synchronization-overdue is not raised on primary-node/,
    'synchronization-overdue on primary-node since',
  ],
])('alarm %s happens on its page, and goes again', async (id, button, last, first) => {
  const { page, complaints, close } = await openPage(browser, `/reference/alarms/#${id}`)
  await buttonOf(page, id).click()
  const stage = page.getByRole('region', { name: `Make it happen: ${id}` })
  await stage.getByText(first).waitFor()
  expect(await violationsOf(page, '.cb-happening')).toEqual([])
  await stage.getByRole('button', { name: button }).click()
  await stage.getByRole('button', { name: 'Once more' }).waitFor()
  await stage.getByText(last).waitFor()
  expect(complaints).toEqual([])
  await close()
})

test('a second alarm ends the first, so that one cluster at a time is watched', async () => {
  const { page, close } = await openPage(browser, '/reference/alarms/')
  for (const id of ['15005', '15013']) {
    await page.getByRole('heading', { name: id }).scrollIntoViewIfNeeded()
    await buttonOf(page, id).click()
    await page.getByRole('region', { name: `Make it happen: ${id}` }).waitFor()
  }
  expect(await page.locator('.cb-happening').count()).toBe(1)
  await close()
})

test('the search leads from a number to the alarm', async () => {
  const { page, close } = await openPage(browser, '/')
  await page.getByRole('button', { name: 'Search' }).first().click()
  await page.getByRole('searchbox', { name: 'Search the pages' }).fill('20012')
  await page.locator('a[href="/reference/alarms/#20012"]').click()
  await page.waitForURL('**/reference/alarms/#20012')
  await close()
})

test('on a phone, search is there on every kind of page, and the keys that a phone has not are not spoken of', async () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
  for (const path of ['/', '/expressway/create-a-cluster/', '/reference/alarms/']) {
    const { page, close } = await openPage(browser, path, phone)
    await page.getByRole('button', { name: 'Search' }).first().click()
    await page.getByRole('searchbox').fill('20012')
    await page.getByRole('link', { name: /20012/ }).first().waitFor()
    await close()
  }
  const { page, close } = await openPage(browser, '/expressway/create-a-cluster/', phone)
  await startWalkthrough(page)
  await page.goto(new URL(`/s/${(await keptSandbox(page)).id}`, page.url()).href)
  await page.getByRole('heading', { name: 'Work on a node' }).waitFor()
  expect(await page.getByRole('button', { name: 'Keyboard' }).count()).toBe(0)
  await close()
})
