// A procedure in another site's frame: done there by keyboard alone, with its progress, and found again.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Frame } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openBrowser } from './browser.ts'

const FIRST = '[data-step="tell-new-primary"]'

let browser: Browser
// Another site, whose page holds nothing but the two lines that our pages offer.
const other = createServer((_, response) => {
  response.setHeader('content-type', 'text/html')
  response.end(`<!doctype html><title>Another site</title><h1>Elsewhere</h1>
    <iframe src="${inject('baseUrl')}/embed/expressway/change-the-primary/" title="Change the primary"
    width="100%" height="800"></iframe>`)
})
beforeAll(async () => {
  browser = await openBrowser()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await browser.close()
  other.close()
})

test('a step is done by keyboard in the frame, ticks there, and the sandbox is found again', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
  const framed = async (): Promise<Frame> => {
    const frame = await (await page.waitForSelector('iframe')).contentFrame()
    if (frame === null) throw new Error('the frame shows nothing')
    return frame
  }
  const frame = await framed()
  await frame.locator('astro-island:not([ssr]) .cb-start button').press('Enter')
  await frame.locator(`${FIRST} .cb-checks`).waitFor()
  await frame.locator(FIRST).getByRole('button', { name: 'Do this step for me' }).press('Enter')
  await frame.locator(`${FIRST}[data-state="holds"]`).waitFor()
  expect(await frame.locator('.cb-header').isVisible()).toBe(false) // our menu stays out of it
  await page.reload()
  await (await framed()).locator(`${FIRST}[data-state="holds"]`).waitFor()
  await page.close()
})
