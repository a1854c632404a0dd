// Every procedure is finished in a browser by "do this step for me", and some of them once more by hand,
// through the forms, the terminal, the buttons and the clock that a reader has.

import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProcedureText, ReaderAct } from '../../worker/kernel/procedure.ts'
import { msOf } from '../../worker/kernel/time.ts'
import { openBrowser, openPage, startWalkthrough, untilSettled } from './browser.ts'

const PROCEDURES = JSON.parse(readFileSync('dist/procedures.json', 'utf8')) as readonly ProcedureText[]
const STEP_MS_MAX = 60_000
const BY_HAND: readonly string[] = [
  'create-a-cluster',
  'change-the-primary',
  'remove-a-live-peer',
  'take-over-from-a-dead-primary',
  'cancel-a-factory-reset',
  'resolve-a-replication-conflict',
  'use-maintenance-mode',
  'fail-over-and-fall-back',
  'deploy-a-pair',
  'upgrade-a-pair',
]
const JUMPS = [20, 5, 2, 1] // the minutes of the clock's buttons

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

for (const { product, slug, steps } of PROCEDURES) {
  const path = `/${product}/${slug}/`
  describe.concurrent(path, () => {
    test('every step ticks when it is done for the reader, and the rest stay open', async () => {
      const { page, complaints, close } = await openPage(browser, path)
      await startWalkthrough(page)
      for (const [index, step] of steps.entries()) {
        expect(await stateOf(page, step.id), `before ${step.id}`).not.toBe('holds')
        await page.locator(`[data-step="${step.id}"]`).getByRole('button', { name: 'Do this step for me' }).click()
        await waitUntilHeld(page, step.id)
        const held = await page.locator('[data-step][data-state="holds"]').count()
        expect(held, `after ${step.id}`).toBe(index + 1)
      }
      expect(complaints).toEqual([])
      await close()
    })

    test.runIf(BY_HAND.includes(slug))('every step ticks when it is done by hand', async () => {
      const { page, complaints, close } = await openPage(browser, path)
      await startWalkthrough(page)
      await page.getByRole('tab', { name: 'Nodes' }).click()
      await goAheadWhenAsked(page)
      for (const step of steps) {
        for (const act of step.acts) await doByHand(page, act)
        await waitUntilHeld(page, step.id)
      }
      expect(await page.locator('[data-step][data-state="holds"]').count()).toBe(steps.length)
      expect(complaints).toEqual([])
      await close()
    })
  })
}

// Where the page tells first what an act leads to, this reader goes on.
const goAheadWhenAsked = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const goOn = () => document.querySelector<HTMLElement>('dialog.cb-preview .cb-danger')?.click()
    new MutationObserver(goOn).observe(document.body, { childList: true, subtree: true })
  })

const stateOf = (page: Page, step: string): Promise<string | null> =>
  page.locator(`[data-step="${step}"]`).getAttribute('data-state')

const waitUntilHeld = (page: Page, step: string): Promise<void> =>
  page.locator(`[data-step="${step}"][data-state="holds"]`).waitFor({ timeout: STEP_MS_MAX })

async function doByHand(page: Page, act: ReaderAct): Promise<void> {
  const desk = page.locator('.cb-desk')
  if ('wait' in act) return letTimePass(page, act.wait)
  if ('console' in act) {
    await desk.getByRole('button', { name: act.console.node }).click()
    await desk.getByRole('button', { name: 'Terminal' }).click()
    const line = desk.getByRole('textbox', { name: `Command for ${act.console.node}` })
    for (const text of act.console.lines) {
      await line.fill(text)
      await line.press('Enter')
      await desk.locator('.cb-terminal-line input[aria-busy="false"]').waitFor()
      await desk.locator('li[data-typed="true"]').last().filter({ hasText: text }).waitFor()
    }
    return
  }
  if ('save' in act) {
    const { node, page: id, fields } = act.save
    await turnTo(page, node, id)
    for (const [name, value] of Object.entries(fields)) await enter(page, `#${node}-${id}-${name}`, String(value))
    const saved = page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok())
    await desk.getByRole('button', { name: 'Save', exact: true }).click()
    await saved
    await desk.locator('.cb-notice[data-tone="ok"]').waitFor()
    return
  }
  if ('press' in act) return pressByHand(page, act.press)
  throw new Error('a fault is laid in the console, not in a walkthrough')
}

// A button is looked for where a reader looks: page by page. One in a table stands in the row it is for.
async function pressByHand(
  page: Page,
  { node, action, body = {} }: Extract<ReaderAct, { press: unknown }>['press'],
): Promise<void> {
  const place = PLACES[action]
  if (place === undefined) throw new Error(`say in PLACES where the button for ${action} stands`)
  await turnTo(page, node, place.page)
  const desk = page.locator('.cb-desk')
  const pressed = page.waitForResponse((response) => response.url().endsWith(`/actions/${action}`) && response.ok())
  if (place.inRow) {
    const row = desk.getByRole('row').filter({ hasText: String(Object.values(body)[0]) })
    await row.getByRole('button', { name: place.label }).click()
  } else {
    for (const [name, value] of Object.entries(body)) await enter(page, `#${node}-${place.page}-${name}`, String(value))
    await desk.getByRole('button', { name: place.label, exact: true }).click()
  }
  await pressed
  await desk.locator('.cb-notice[data-tone="ok"]').waitFor()
}

const PLACES: Readonly<Record<string, { readonly page: string; readonly label: string; readonly inRow: boolean }>> = {
  restart: { page: 'restart-options', label: 'Restart', inRow: false },
  'synchronize-account': { page: 'synchronization', label: 'Synchronize now', inRow: true },
  'request-account': { page: 'accounts', label: 'Submit', inRow: false },
  'approve-account': { page: 'accounts', label: 'Approve', inRow: true },
}

async function turnTo(page: Page, node: string, id: string): Promise<void> {
  const desk = page.locator('.cb-desk')
  await desk.getByRole('button', { name: node }).click()
  await desk.getByRole('button', { name: 'Admin pages' }).click()
  await desk.getByLabel('Page', { exact: true }).selectOption(id)
  await desk.locator(`form[data-page="${node}/${id}"]`).waitFor()
}

async function enter(page: Page, field: string, value: string): Promise<void> {
  const control = page.locator(field)
  if ((await control.evaluate((element) => element.tagName)) === 'SELECT') await control.selectOption(value)
  else await control.fill(value)
}

async function letTimePass(page: Page, wait: Extract<ReaderAct, { wait: unknown }>['wait']): Promise<void> {
  const clock = page.locator('.cb-clock')
  if ('for' in wait) {
    for (let left = Math.ceil(msOf(wait.for) / 60_000); left > 0; ) {
      const minutes = JUMPS.find((each) => each <= left) ?? 1
      await clock.getByRole('button', { name: `+${minutes} min` }).click()
      await clock.getByRole('button', { name: '+1 min', disabled: false }).waitFor()
      left -= minutes
    }
  } else {
    await untilSettled(page, (button) => button.click({ timeout: 5_000 }))
    await clock.getByText('Settled', { exact: true }).waitFor({ timeout: STEP_MS_MAX })
  }
  await clock.getByRole('button', { name: '+1 min', disabled: false }).waitFor()
}
