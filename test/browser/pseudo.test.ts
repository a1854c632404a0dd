// Another language can follow: in a site built in a language that nobody speaks, every word on the pages has come from
// that language's files, but for what is the product's own, which is marked as not to be translated.

import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPseudo } from '../site/pseudo.ts'
import { keptSandbox, openBrowser, openPage } from './browser.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

// What stays as it is: the products' names, what they print, addresses, and the prose of pages, each a file per language.
const OWN = [
  '[translate="no"]',
  'code, pre, kbd, script, style, noscript',
  '.cb-picture', // names and states of nodes
  '.cb-header-nav, .cb-crumbs, .cb-title h1, .cb-lead, .sidebar, .pagination-links',
  '.sl-markdown-content > :not(section, .not-content), .cb-step > :not(.not-content, .cb-step-live, [data-step-live])',
  '.sl-skip-link, starlight-theme-select', // said by Starlight in its own languages
  '.site-title, .cb-clock-date',
].join(', ')

let folder: string
let browser: Browser
beforeAll(async () => {
  folder = buildPseudo()
  // The pages come from a folder and the service from this machine, which the browser would ask about.
  browser = await openBrowser(['--disable-features=LocalNetworkAccessChecks'])
})
afterAll(() => browser.close())

test('every word of a procedure at work, of the console and of the reference comes from the files of the language', async () => {
  const { page, close } = await openPage(browser, '/')
  await page.route(
    ({ pathname }) => !pathname.startsWith('/api'),
    async (route) => {
      const { pathname } = new URL(route.request().url())
      const path = pathname.startsWith('/s/') ? '/s/index.html' : pathname.endsWith('/') ? `${pathname}index.html` : pathname
      const file = join(folder, path)
      await (existsSync(file)
        ? route.fulfill({ path: file, contentType: TYPES[extname(file)] ?? 'application/octet-stream' })
        : route.fulfill({ status: 404 }))
    },
  )
  const settled = watchRequests(page)
  const at = (path: string) => page.goto(new URL(path, page.url()).href)

  await at('/ssm/recover-from-split-brain/')
  await page.locator('astro-island:not([ssr]) .cb-start button').click()
  await page.locator('.cb-step-live .cb-checks').first().waitFor()
  const first = page.locator('[data-step="cut-the-heartbeat"]')
  for (let rung = 0; rung < 3; rung += 1) await first.locator('.cb-ladder > button').click()
  expect(await untranslated(page)).toEqual([])
  await first.locator('.cb-step-live .cb-row button').first().click()
  await page.locator('[data-step="cut-the-heartbeat"][data-state="holds"]').waitFor()
  expect(await untranslated(page)).toEqual([])

  await at(`/s/${(await keptSandbox(page)).id}`)
  await page.locator('.cb-desk').waitFor()
  const parts = page.locator('.cb-console-host :is(.cb-tabs:not(.cb-node-tabs), .cb-segments) button[aria-pressed]')
  const left: string[] = []
  for (const part of await parts.all()) {
    if (!(await part.isVisible())) continue
    await part.click()
    await settled()
    left.push(...(await untranslated(page)))
  }
  expect([...new Set(left)]).toEqual([])

  for (const path of ['/problems/no-such-node/', '/s/']) {
    await at(path)
    await settled()
    expect(await untranslated(page), path).toEqual([])
  }
  await close()
})

/** Waits until what was asked for has come and been drawn. */
function watchRequests(page: Page): () => Promise<void> {
  const open = new Set<Request>()
  page.on('request', (request) => open.add(request))
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  const drawn = () =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))
  return async () => {
    await drawn() // what was pressed asks for more once it is drawn
    await expect.poll(() => open.size).toBe(0)
    await drawn()
  }
}

// Text with words in it that shows, is none of the product's, and bears no mark.
const untranslated = (page: Page): Promise<readonly string[]> =>
  page.evaluate((own) => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const parent = node.parentElement
      if (parent === null || !/\p{L}{2,}/u.test(text) || text.includes('⟦') || parent.closest(own) !== null) continue
      if (parent.checkVisibility()) found.push(`${parent.closest('[class]')?.className}: ${text}`)
    }
    return found
  }, OWN)
