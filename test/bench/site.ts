// How the site feels: Lighthouse's scores of three kinds of page, how soon a started cluster can be used, how fast
// a click is answered while six peers live at rate 60, and whether anything moves that the reader did not move.

import { createServer } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { createTestHarness } from 'wrangler'
import { executableOf } from '../browser/executable.ts'
import { scores } from './lighthouse.ts'
import { atMost, SHIFT_MAX, type SiteFigure } from './site-figure.ts'

const PROCEDURE = '/expressway/create-a-cluster/'
const STARTS = 20
const CLICKS = 40

const USABLE_MS_MAX = 300
const CLICK_MS_MAX = 100

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? Number.NaN

/** Measures the built site on a local worker, in the browser that the tests use. */
export async function siteFigures(): Promise<readonly SiteFigure[]> {
  const server = createTestHarness({ workers: [{ configPath: './wrangler.toml' }] })
  const { url } = await server.listen()
  const port = await freePort()
  const browser = await chromium.launch({
    executablePath: await executableOf(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', `--remote-debugging-port=${port}`],
  })
  try {
    const six = await made(url.origin, 'expressway-c-cluster-6')
    return [
      ...(await scores(
        [
          { what: 'the landing page', address: `${url.origin}/` },
          { what: 'a procedure', address: url.origin + PROCEDURE },
          { what: 'the console', address: `${url.origin}/s/${six.id}#${six.key}` },
        ],
        port,
      )),
      ...(await starts(browser, url.origin)),
      await clicks(browser, `${url.origin}/s/${six.id}#${six.key}`),
    ]
  } finally {
    await browser.close()
    await server.close()
  }
}

async function made(origin: string, template: string): Promise<{ readonly id: string; readonly key: string }> {
  const response = await fetch(`${origin}/api/v1/sandboxes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ template }),
  })
  if (!response.ok) throw new Error(`no sandbox of ${template}: ${response.status}`)
  return (await response.json()) as { id: string; key: string }
}

// From the press of the button to a cluster whose steps know their state, and how far the page moved meanwhile
// beyond what the press itself brings.
async function starts(browser: Browser, origin: string): Promise<readonly SiteFigure[]> {
  const took: number[] = []
  const shifts: number[] = []
  for (let round = 0; round < STARTS; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    await watchShifts(page)
    await page.goto(origin + PROCEDURE)
    await page.locator('astro-island:not([ssr]) .cb-start button').first().waitFor()
    await page.waitForLoadState('networkidle')
    const usable = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let from = 0
          addEventListener('click', ({ timeStamp }) => {
            from = timeStamp
          })
          const watch = new MutationObserver(() => {
            if (document.querySelector('.cb-step-live .cb-checks') === null) return
            watch.disconnect()
            requestAnimationFrame(() => resolve(performance.now() - from))
          })
          watch.observe(document.body, { childList: true, subtree: true })
        }),
    )
    await page.locator('.cb-start button').first().click()
    took.push(await usable)
    shifts.push(await page.evaluate(() => (window as unknown as { shifted: number }).shifted))
    await context.close()
  }
  return [
    atMost(`start to usable sandbox, 95th percentile of ${STARTS}`, percentile(took, 0.95), USABLE_MS_MAX, ' ms'),
    atMost('layout shift, until a walkthrough runs', Math.max(...shifts), SHIFT_MAX, ''),
  ]
}

/** What the browser itself calls a layout shift: not within half a second of what the reader did. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, { shifted: 0 })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { readonly value: number; readonly hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) (window as unknown as { shifted: number }).shifted += entry.value
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

// From the press of the mouse to the next picture that shows its effect, as the browser's event timing has it.
async function clicks(browser: Browser, address: string): Promise<SiteFigure> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } })
  const page = await context.newPage()
  await page.addInitScript(() => {
    Object.assign(window, { took: [] })
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (name === 'click') (window as unknown as { took: number[] }).took.push(duration)
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
  })
  await page.goto(address)
  await page.locator('.cb-console').waitFor()
  await page.getByRole('button', { name: '60×' }).click()
  await page.waitForTimeout(1_000)
  await page.evaluate(() => {
    ;(window as unknown as { took: number[] }).took.length = 0
  })
  const desk = page.locator('.cb-desk')
  for (let click = 0; click < CLICKS; click += 1) {
    const name = click % 2 === 0 ? `expc0${(click % 6) + 1}` : (['Terminal', 'Alarms', 'Admin pages'][click % 3] ?? 'Log')
    await desk.getByRole('button', { name }).first().click()
    await page.waitForTimeout(100)
  }
  const took = await page.evaluate(() => (window as unknown as { took: number[] }).took)
  await context.close()
  // What takes less than 16 ms is not reported.
  return atMost(`a click with six peers at rate 60, slowest of ${CLICKS}`, Math.max(16, ...took), CLICK_MS_MAX, ' ms')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
