// A browser wherever the tests run, and pages in it.

import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { executableOf } from './executable.ts'

/** Starts a browser. Throws, saying what to do, where none can be started: these tests are never left out in silence. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = await executableOf()
  try {
    return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...more] })
  } catch (error) {
    throw new Error(`${executablePath} does not start; set CHROME_PATH to a Chromium that does`, { cause: error })
  }
}

export type Opened = { readonly page: Page; readonly complaints: readonly string[]; close(): Promise<void> }

/** A page in a context of its own. `complaints` gathers what the browser's console reports as an error. */
export async function openPage(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // A node that restarts answers 409, and the browser notes that as an error of its own.
    if (message.type() === 'error' && !message.text().includes('409 (Conflict)')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  // The product's own questions ("Are you sure …?") are answered as a reader who goes on would.
  page.on('dialog', (dialog) => dialog.accept())
  await page.goto(inject('baseUrl') + path)
  return { page, complaints, close: () => context.close() }
}

/** Starts the walkthrough of the page and waits until its steps know their state. */
export async function startWalkthrough(page: Page): Promise<void> {
  await page.locator('astro-island:not([ssr]) .cb-start .cb-primary').click()
  await page.locator('.cb-step-live .cb-checks').first().waitFor()
}

/** The sandbox that this browser keeps, newest first. */
export const keptSandbox = (page: Page): Promise<{ readonly id: string; readonly key: string }> =>
  page.evaluate(() => JSON.parse(localStorage.getItem('clusterbook.sandboxes') ?? '[]')[0])

/** Presses "Until settled" as long as the service, which the page may be a moment behind, says that it is not. */
export async function untilSettled(page: Page, press: (button: Locator) => Promise<void>): Promise<void> {
  const { id } = await keptSandbox(page)
  const button = page.locator('.cb-clock').getByRole('button', { name: 'Until settled' })
  const isSettled = () =>
    page.evaluate(async (sandbox) => (await (await fetch(`/api/v1/sandboxes/${sandbox}`)).json()).settled, id)
  while (!(await isSettled())) {
    // It may settle by itself while we look, and there is nothing to press any more.
    if (await button.isEnabled())
      await press(button).catch(async (error) => {
        if (!(await isSettled())) throw error
      })
    else await page.waitForTimeout(50)
  }
}
