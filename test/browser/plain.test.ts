// What is left where there is no JavaScript, no width or no screen: pages still read whole, in colours that fit.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const ground = (page: Page): Promise<number> =>
  page.locator('body').evaluate((body) => {
    const parts = (getComputedStyle(body).backgroundColor.match(/\d+/g) ?? []).map(Number)
    return parts.slice(0, 3).reduce((sum, part) => sum + part, 0) / 3
  })

test('without JavaScript a page is as light or dark as the system is', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, close } = await openPage(browser, '/http-api/', { colorScheme, javaScriptEnabled: false })
    expect((await ground(page)) > 128, colorScheme).toBe(colorScheme === 'light')
    const code = page.locator('.expressive-code .ec-line span[style]').first()
    const ink = await code.evaluate((span) => Number(/\d+/.exec(getComputedStyle(span).color)?.[0]))
    expect(ink > 100, `code in ${colorScheme}`).toBe(colorScheme === 'dark')
    // What would do nothing is not offered.
    expect(await page.locator('.cb-search, starlight-theme-select').filter({ visible: true }).count()).toBe(0)
    await close()
  }
})

test('without JavaScript the console says what it is and needs, and offers and waits for nothing', async () => {
  const { page, close } = await openPage(browser, '/s/', { javaScriptEnabled: false })
  await page.locator('noscript p').waitFor()
  expect(await page.locator('.cb-cluster-frame .cb-lead').isVisible()).toBe(true)
  expect(await page.getByText('Loading').filter({ visible: true }).count()).toBe(0)
  expect(await page.locator('.cb-console-frame button').filter({ visible: true }).count()).toBe(0)
  await close()
})

test('on a phone registers are cards, whose every cell says what it is', async () => {
  for (const path of ['/fidelity/', '/problems/', '/reference/fields/', '/operate/security/']) {
    const { page, close } = await openPage(browser, path, { viewport: { width: 390, height: 844 } })
    const wide = await page
      .locator('.cb-register')
      .evaluateAll((registers) => registers.filter((each) => each.scrollWidth > (each.parentElement?.clientWidth ?? 0)).length)
    expect(wide, path).toBe(0)
    const label = page.locator('.cb-register td[data-of]').first()
    const said = await label.evaluate((cell) => getComputedStyle(cell, '::before').content)
    expect(said, path).toBe(JSON.stringify(await label.getAttribute('data-of')))
    await close()
  }
})

test('on paper nothing that is longer than a page is held together', async () => {
  const { page, close } = await openPage(browser, '/ssm/deploy-a-pair/', { javaScriptEnabled: false })
  await page.emulateMedia({ media: 'print' })
  const held = await page
    .locator('.cb-step-body :is(.cb-printed, .cb-typed, .cb-shot, .cb-scroll)')
    .evaluateAll((boxes) =>
      boxes
        .map((box) => getComputedStyle(box))
        .filter(({ breakInside, overflow }) => breakInside !== 'auto' || overflow !== 'visible'),
    )
  expect(held).toHaveLength(0)
  await close()
})

test('on paper a line stands for all that say the same', async () => {
  const { page, close } = await openPage(browser, '/expressway/restart-a-cluster/')
  await page.emulateMedia({ media: 'print' })
  const lines = page.locator('.cb-step').first().locator('.cb-timeline > li')
  const printed = lines.filter({ visible: true })
  expect(await printed.count()).toBeLessThan((await lines.count()) / 2)
  const said = await printed.allInnerTexts()
  expect(said.filter((line) => line.includes('Alarm 20006')).length).toBe(2) // raised once, lowered once
  expect(said.some((line) => /endpoints registered here.*\(\d+ more like this: /s.test(line))).toBe(true)
  await close()
})

test('a button that is pressed before its script has come is pressed once it has', async () => {
  const { page, close } = await openPage(browser, '/')
  // The scripts of islands wait until the button was pressed.
  let letThrough = () => {}
  const pressed = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route(/\/_astro\/Start\..*\.js$/, async (route) => {
    await pressed
    await route.continue()
  })
  await page.goto(new URL('/expressway/change-the-primary/', page.url()).href, { waitUntil: 'commit' })
  await page.waitForFunction(() => document.readyState === 'complete')
  await page.locator('astro-island[ssr] .cb-start button').click()
  letThrough()
  await page.locator('.cb-step-live .cb-checks').first().waitFor()
  await close()
})
