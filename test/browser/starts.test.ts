// A cluster without a procedure: started from the list of starting points, and gone on with on the page of a procedure.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { keptSandbox, openBrowser, openPage } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('a cluster of six is started without a procedure, and a procedure for three goes on with it', async () => {
  const { page, complaints, close } = await openPage(browser, '/s/')
  await page.getByRole('button', { name: 'Start: Six Expressway-C' }).waitFor()
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Start: Six Expressway-C' }).click()
  await page.locator('.cb-console').waitFor()
  const { id } = await keptSandbox(page)
  expect(new URL(page.url()).pathname).toBe(`/s/${id}`)

  // The one alarm that all six have stands once, with the six that have it.
  const alarm = page.locator('.cb-console-lower .cb-alarm-list > li')
  await alarm.filter({ hasText: '40049' }).waitFor()
  expect(await alarm.count()).toBe(1)
  expect(await alarm.getByRole('button').count()).toBe(6)

  await page.goto(new URL('/expressway/enforce-tls-verification/', page.url()).href)
  await page.getByRole('button', { name: 'Go on with the cluster you have' }).click()
  await page.locator('.cb-step-live .cb-checks').first().waitFor()
  const step = page.locator('[data-step="save-enforce-on-primary"]')
  await step.getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator('[data-step="save-enforce-on-primary"][data-state="holds"]').waitFor()
  expect((await keptSandbox(page)).id).toBe(id)
  expect(complaints).toEqual([])
  await close()
})
