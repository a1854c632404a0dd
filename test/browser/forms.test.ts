// What a reader fills in and types beside the steps: buttons where the fields end, answers where the button is, and
// the line of a terminal in sight.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage, startWalkthrough } from './browser.ts'

const PATH = '/ssm/register-products-on-the-virtual-ip/'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('a button follows the fields it is for, and beside it stands what came of it, also when that is known later', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  await page.getByRole('tab', { name: 'Nodes' }).click()
  const desk = page.locator('.cb-desk')
  const said = desk.locator('.cb-notice')
  await desk.getByRole('button', { name: 'annanr-39' }).click()
  await desk.getByLabel('Page', { exact: true }).selectOption('transport')
  await page.locator('#annanr-39-transport-mode').selectOption('Transport Gateway')
  await page.locator('#annanr-39-transport-url').fill('https://10.0.1.14/Transportgateway/services/DeviceRequestHandler')
  await desk.getByRole('button', { name: 'Save', exact: true }).click()
  await said.getByText('Transport settings saved successfully.').waitFor()

  await desk.getByLabel('Page', { exact: true }).selectOption('licensing')
  const token = page.locator('#annanr-39-licensing-token')
  const register = desk.getByRole('button', { name: 'Register', exact: true })
  const top = async (what: typeof token) => (await what.boundingBox())?.y ?? Number.NaN
  expect(await top(token)).toBeLessThan(await top(register))
  expect(await top(register)).toBeLessThan(await top(desk.getByRole('table').first()))
  // Twice the same failure, which the page says in the same words: "is under way" is never the last word.
  for (const given of ['wrong', 'wrong again']) {
    await token.fill(given)
    await register.click()
    await said.and(page.locator('[data-tone="error"]')).getByText('the token is not valid').waitFor()
    expect(await desk.getByText('the token is not valid').count()).toBe(1)
  }
  await close()
})

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])
  test(`the line to type on is in sight when a terminal is opened, ${viewport.width} wide`, async () => {
    const { page, close } = await openPage(browser, '/ssm/deploy-a-pair/', { viewport })
    await startWalkthrough(page)
    const show = page.getByRole('button', { name: 'Show the cluster' })
    if (await show.isVisible()) await show.click()
    await page.locator('.cb-panel').evaluate((panel) => panel.scrollIntoView())
    await page.getByRole('tab', { name: 'Nodes' }).click()
    await page.locator('.cb-desk').getByRole('button', { name: 'Terminal' }).click()
    const line = page.locator('.cb-terminal-line')
    await line.waitFor()
    const isInSight = await line.evaluate((element) => {
      const { left, bottom } = element.getBoundingClientRect()
      return element.contains(document.elementFromPoint(left + 20, bottom - 4))
    })
    expect(isInSight).toBe(true)
    await close()
  })

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])
  test(`a step that is done leads to the next one, ${viewport.width} wide`, async () => {
    const { page, close } = await openPage(browser, '/ssm/deploy-a-pair/', { viewport })
    await startWalkthrough(page)
    const show = page.getByRole('button', { name: 'Show the cluster' })
    if (await show.isVisible()) await show.click()
    await page.getByRole('tab', { name: 'Nodes' }).click()
    await page.locator('.cb-desk').getByRole('button', { name: 'Terminal' }).click()
    await page.getByRole('textbox', { name: 'Command for primary-node' }).fill('ha_generatekeys')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Next: Provision the second server' }).click()
    const isInSight = () =>
      page.locator('#provision-the-standby-title').evaluate((title) => {
        const { left, top } = title.getBoundingClientRect()
        return title.contains(document.elementFromPoint(left + 60, top + 10))
      })
    await expect.poll(isInSight, { timeout: 5_000 }).toBe(true)
    await close()
  })
