// Every page can be used by everybody: axe finds nothing on it, light or dark, at rest or live, and a phone holds its width.

import { globSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { keptSandbox, type Opened, openBrowser, openPage, startWalkthrough } from './browser.ts'

const PAGES = globSync('**/index.html', { cwd: 'dist/site' })
  .map((file) => `/${file.replace(/index\.html$/, '')}`)
  .concat('/no-such-page/')
const THEMES = ['light', 'dark'] as const

// Pages made from one pattern have one set of colours: in the dark, one of each pattern is enough.
const MANY = /^\/(?:problems|embed|expressway|ssm)\/./
const IN_THE_DARK = PAGES.filter((path) => !MANY.test(path)).concat(
  '/problems/internal/',
  '/embed/expressway/create-a-cluster/',
  '/expressway/remove-a-live-peer/',
  '/ssm/fail-over-and-fall-back/',
)

const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 360, height: 740 }

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

for (const colorScheme of THEMES) {
  describe(`a reader's browser in ${colorScheme}`, () => {
    const readers: Opened[] = [] // as many as look at pages at once; each page is taken by one that looks at none
    afterAll(async () => {
      for (const reader of readers) await reader.close()
    })

    test.concurrent.each(colorScheme === 'light' ? PAGES : IN_THE_DARK)(
      'axe finds nothing on %s, and a phone holds its width',
      async (path) => {
        const reader = readers.pop() ?? (await openPage(browser, '/', { colorScheme, viewport: DESKTOP }))
        try {
          await reader.page.setViewportSize(DESKTOP)
          await reader.page.goto(new URL(path, reader.page.url()).href)
          expect(await violationsOf(reader.page)).toEqual([])
          await reader.page.setViewportSize(PHONE)
          expect(await reader.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
        } finally {
          readers.push(reader)
        }
      },
    )
  })

  test(`axe finds nothing in a live walkthrough and its console in ${colorScheme}`, async () => {
    const { page, close } = await openPage(browser, '/expressway/create-a-cluster/', { colorScheme })
    await startWalkthrough(page)
    await page.locator('[data-step="form-cluster-of-one"]').getByRole('button', { name: 'Do this step for me' }).click()
    await page.locator('[data-step="form-cluster-of-one"][data-state="holds"]').waitFor()
    for (const tab of ['Cluster', 'Nodes', 'Alarms', 'Timeline', 'Share']) {
      await page.getByRole('tab', { name: tab }).click()
      expect(await violationsOf(page), tab).toEqual([])
    }
    const { id } = await keptSandbox(page)
    await page.goto(new URL(`/s/${id}`, page.url()).href)
    await page.locator('.cb-console').waitFor()
    expect(await violationsOf(page), 'console').toEqual([])
    await page.getByRole('button', { name: 'Terminal' }).click()
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    for (const tab of ['Timeline', 'Log of expc01', 'Faults', 'Share and manage']) {
      await page.getByRole('button', { name: tab }).click()
      expect(await violationsOf(page), `console, ${tab}`).toEqual([])
    }
    await close()
  })

  test(`axe finds nothing on a phone in ${colorScheme}`, async () => {
    const { page, close } = await openPage(browser, '/ssm/fail-over-and-fall-back/', {
      colorScheme,
      viewport: { width: 390, height: 844 },
    })
    await startWalkthrough(page)
    await page.getByRole('button', { name: 'Show the cluster' }).click()
    expect(await violationsOf(page)).toEqual([])
    await close()
  })
}

test('what is read in the dark is printed dark on light', async () => {
  const { page, close } = await openPage(browser, '/expressway/create-a-cluster/', { colorScheme: 'dark' })
  const lightnessOf = (what: 'color' | 'backgroundColor') =>
    page.evaluate((name) => {
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(document.body)[name].match(/\d+/g) ?? []).map(Number)
      return (red + green + blue) / 3
    }, what)
  expect(await lightnessOf('backgroundColor')).toBeLessThan(60)
  await page.emulateMedia({ media: 'print' })
  expect(await lightnessOf('backgroundColor')).toBeGreaterThan(240)
  expect(await lightnessOf('color')).toBeLessThan(90)
  await close()
})

test('on a tablet nothing lies over the cluster that was pulled up', async () => {
  const { page, close } = await openPage(browser, '/ssm/fail-over-and-fall-back/', { viewport: { width: 844, height: 600 } })
  await startWalkthrough(page)
  await page.getByRole('button', { name: 'Show the cluster' }).click()
  for (const tab of ['Nodes', 'Cluster', 'Share']) await page.getByRole('tab', { name: tab }).click({ timeout: 5_000 })
  // Nor does it on another page, where the menu stands beside it.
  await page.goto(new URL('/concepts/quorum/', page.url()).href)
  await page.getByRole('button', { name: 'Show the cluster' }).click()
  for (const tab of ['Nodes', 'Cluster', 'Share']) await page.getByRole('tab', { name: tab }).click({ timeout: 5_000 })
  await close()
})
