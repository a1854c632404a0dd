// Nothing moves that the reader did not move: a walkthrough has its layout from the press of the button on, however
// slow the service is, and again before the first picture when its page is opened anew; so has the console.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, openPage, startWalkthrough } from './browser.ts'

const SHIFT_MAX = 0.005 // what rounds to nothing in the figure that Lighthouse gives
const SLOW_MS = 1_500
const SETTLED_MS = 700 // the browser counts no shift within half a second of the press
const PATHS = ['/expressway/restart-a-cluster/', '/ssm/fail-over-and-fall-back/'] // a page with hints that fit at the start, and a long one
const WINDOWS = [
  { name: 'a desktop', refusal: 429, viewport: { width: 1280, height: 900 } },
  { name: 'a tablet', refusal: 503, viewport: { width: 820, height: 1100 } },
  { name: 'a phone', refusal: 503, viewport: { width: 390, height: 844 } },
]

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** From now on, and after every reload, gathers what the browser itself calls a layout shift. */
const watchShifts = (page: Page) =>
  page.addInitScript(() => {
    const shifts: string[] = []
    Object.assign(window, { shifted: 0, shifts })
    type Shift = { readonly value: number; readonly hadRecentInput: boolean; readonly sources: readonly { node: Node | null }[] }
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as unknown as readonly Shift[]) {
        if (hadRecentInput) continue
        ;(window as unknown as { shifted: number }).shifted += value
        shifts.push(`${value.toFixed(4)}: ${sources.map(({ node }) => (node as Element | null)?.className).join(', ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })

const shiftedOn = (page: Page) =>
  page.evaluate(() => {
    const { shifted, shifts } = window as unknown as { readonly shifted: number; readonly shifts: readonly string[] }
    return { shifted, shifts }
  })

async function expectCalm(page: Page): Promise<void> {
  const { shifted, shifts } = await shiftedOn(page)
  expect(shifted, shifts.join('\n')).toBeLessThanOrEqual(SHIFT_MAX)
}

/** Every answer of the service comes late. */
const slowDown = (page: Page) =>
  page.route(/\/api\/v1\/sandboxes/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
    await route.continue()
  })

describe.concurrent.each(WINDOWS)('on $name', ({ refusal: status, viewport }) => {
  test.each(PATHS)('nothing of %s moves when its cluster comes late, nor when it is opened again', async (path) => {
    const { page, complaints, close } = await openPage(browser, '/', { viewport })
    await watchShifts(page)
    await slowDown(page)
    await page.goto(new URL(path, page.url()).href)
    await startWalkthrough(page)
    await page.waitForTimeout(SETTLED_MS)
    await expectCalm(page)
    await page.reload()
    await page.locator('.cb-opening').waitFor()
    await page.locator('.cb-step-live .cb-checks').first().waitFor()
    await page.waitForTimeout(SETTLED_MS)
    await expectCalm(page)
    expect(complaints).toEqual([])
    await close()
  })

  test('nor with a step done, a hint open and the cluster carried along', async () => {
    const { page, close } = await openPage(browser, '/', { viewport })
    await watchShifts(page)
    await page.goto(new URL('/ssm/fail-over-and-fall-back/', page.url()).href)
    await startWalkthrough(page)
    const step = page.locator('[data-step]').first()
    await step.getByRole('button', { name: 'Do this step for me' }).click()
    await page.locator('[data-step][data-state="holds"]').first().waitFor()
    await slowDown(page)
    await page.reload()
    await page.locator('.cb-step-live .cb-checks').first().waitFor()
    await page.waitForTimeout(SETTLED_MS)
    await expectCalm(page)
    await page.goto(new URL('/concepts/quorum/', page.url()).href)
    await page.getByRole('button', { name: 'Show the cluster' }).waitFor()
    await page.waitForTimeout(SETTLED_MS)
    await expectCalm(page)
    await close()
  })

  test.each(['with its key', 'to look at'])('nothing of the console moves when its sandbox comes late, %s', async (how) => {
    const { page, complaints, close } = await openPage(browser, '/', { viewport })
    const { id, key } = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ template: 'expressway-c-database-failed-2' }) // a name that takes two lines on a phone
      return (await fetch('/api/v1/sandboxes', { method: 'POST', headers, body })).json()
    })
    await watchShifts(page)
    await slowDown(page)
    await page.goto(new URL(how === 'to look at' ? `/s/${id}` : `/s/${id}#${key}`, page.url()).href)
    await page.locator('.cb-cluster-frame .cb-lead').waitFor()
    await page.locator('.cb-page').waitFor()
    await page.waitForTimeout(SETTLED_MS)
    await expectCalm(page)
    expect(await page.locator('.cb-console-frame').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  test(`when no cluster can be had, by answer ${status}, the button comes back with the reason and nothing else moves`, async () => {
    const { page, close } = await openPage(browser, '/', { viewport })
    await watchShifts(page)
    let isFull = true
    await page.route(/\/api\/v1\/sandboxes$/, async (route) => {
      if (!isFull) return route.continue()
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
      await route.fulfill({
        status,
        contentType: 'application/problem+json',
        json: { title: 'Not now', status, detail: 'Come back soon.' },
      })
    })
    await page.goto(new URL(PATHS[0] ?? '', page.url()).href)
    const start = page.locator('astro-island:not([ssr]) .cb-start .cb-primary')
    await start.click()
    await page.locator('.cb-opening:focus').waitFor()
    await page.getByText('Come back soon.').waitFor()
    await page.waitForTimeout(SETTLED_MS)
    await expectCalm(page)
    expect(await start.evaluate((button) => button === document.activeElement)).toBe(true)
    // The page is as it was as soon as the reader wants it.
    await page.getByRole('button', { name: 'Back to the page as it was' }).click()
    expect(await page.locator('html').getAttribute('data-lab')).toBeNull()
    expect(await start.evaluate((button) => button === document.activeElement)).toBe(true)
    isFull = false
    await startWalkthrough(page)
    await close()
  })
})
