// One procedure of each product is finished without a mouse: every control is reached with Tab and worked
// with the keys, and found by its role and name, as a screen reader tells it.

import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProcedureText, ReaderAct } from '../../worker/kernel/procedure.ts'
import { msOf } from '../../worker/kernel/time.ts'
import { openBrowser, openPage, untilSettled } from './browser.ts'

const PROCEDURES = JSON.parse(readFileSync('dist/procedures.json', 'utf8')) as readonly ProcedureText[]
const BY_KEYBOARD = ['remove-a-live-peer', 'downgrade-to-stand-alone']
const TABS_MAX = 400
const JUMPS = [20, 5, 2, 1] // the minutes of the clock's buttons

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

for (const { product, slug, steps } of PROCEDURES.filter((each) => BY_KEYBOARD.includes(each.slug))) {
  test(`/${product}/${slug}/ is finished by the keyboard alone`, async () => {
    const { page, complaints, close } = await openPage(browser, `/${product}/${slug}/`)
    const start = page.locator('astro-island:not([ssr]) .cb-start button').first()
    await start.waitFor()
    await press(page, start)
    await page.locator('.cb-step-live .cb-checks').first().waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Live cluster')
    await reach(page, page.getByRole('tab', { selected: true }))
    await page.keyboard.press('ArrowRight')
    for (const step of steps) {
      for (const act of step.acts) await doByKeyboard(page, act)
      await page.locator(`[data-step="${step.id}"][data-state="holds"]`).waitFor()
    }
    expect(await page.locator('[data-step][data-state="holds"]').count()).toBe(steps.length)
    expect(complaints).toEqual([])
    await close()
  })
}

/** Tab, or Shift+Tab where it stands before, until the control has the focus. */
async function reach(page: Page, control: Locator): Promise<void> {
  const target = await control.elementHandle()
  if (target === null) throw new Error(`there is no ${control}`)
  for (let pressed = 0; pressed < TABS_MAX; pressed += 1) {
    const where = await target.evaluate((element) => {
      const at = document.activeElement ?? document.body
      if (at === element) return 'here'
      return at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING ? 'before' : 'after'
    })
    if (where === 'here') return
    await page.keyboard.press(where === 'before' ? 'Shift+Tab' : 'Tab')
  }
  throw new Error(`${control} is not reached by ${TABS_MAX} tabs`)
}

async function press(page: Page, control: Locator): Promise<void> {
  await reach(page, control)
  await page.keyboard.press('Enter')
}

/** Waits until it is done; where the page tells first what the act leads to, goes on with it. */
async function seen(page: Page, done: Locator): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'Before you do this' })
  await done.or(panel).first().waitFor()
  if (!(await panel.isVisible())) return
  await press(page, panel.getByRole('button', { name: 'Do it all the same' }))
  await done.waitFor()
}

async function doByKeyboard(page: Page, act: ReaderAct): Promise<void> {
  const desk = page.locator('.cb-desk')
  const turnTo = async (node: string, surface: string) => {
    await press(page, desk.getByRole('button', { name: node, exact: true }))
    await press(page, desk.getByRole('button', { name: surface }))
  }
  if ('wait' in act) return letTimePass(page, act.wait)
  if ('console' in act) {
    const { node, lines } = act.console
    await turnTo(node, 'Terminal')
    for (const text of lines) {
      const typed = desk.locator('li[data-typed="true"]').filter({ hasText: text })
      const before = await typed.count()
      await reach(page, desk.getByRole('textbox', { name: `Command for ${node}` }))
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
      await seen(page, typed.nth(before))
      await desk.locator('.cb-terminal-line input[aria-busy="false"]').waitFor()
    }
    return
  }
  if ('save' in act) {
    const { node, page: id, fields } = act.save
    await turnTo(node, 'Admin pages')
    await open(page, node, id)
    for (const [name, value] of Object.entries(fields)) {
      await reach(page, page.locator(`#${node}-${id}-${name}`))
      await page.keyboard.press('Control+A')
      await page.keyboard.press('Delete')
      await page.keyboard.type(String(value))
    }
    await press(page, desk.getByRole('button', { name: 'Save', exact: true }))
    await seen(page, desk.locator('.cb-notice[data-tone="ok"]'))
    await staysPut(page)
    return
  }
  if (!('press' in act)) throw new Error('a fault is laid in the console, not in a walkthrough')
  const { node, action, body = {} } = act.press
  await turnTo(node, 'Admin pages')
  if (action === 'restart') {
    await open(page, node, 'restart-options')
    await press(page, desk.getByRole('button', { name: 'Restart', exact: true }))
  } else {
    await open(page, node, 'synchronization')
    const row = desk.getByRole('row').filter({ hasText: String(body.account) })
    await press(page, row.getByRole('button', { name: 'Synchronize now' }))
  }
  await seen(page, desk.locator('.cb-notice[data-tone="ok"]'))
  await staysPut(page)
}

/** What was pressed is closed while it works, or gone afterwards; the focus is not lost with it. */
async function staysPut(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement !== document.body)
}

/** Chooses an admin page as a closed list is used: by typing its name. */
async function open(page: Page, node: string, id: string): Promise<void> {
  const list = page.locator('.cb-desk').getByLabel('Page', { exact: true })
  const title = await list.locator(`option[value="${id}"]`).textContent()
  await reach(page, list)
  await page.keyboard.type(title ?? '')
  await page.locator(`form[data-page="${node}/${id}"]`).waitFor()
}

async function letTimePass(page: Page, wait: Extract<ReaderAct, { wait: unknown }>['wait']): Promise<void> {
  const clock = page.locator('.cb-clock')
  const settled = clock.getByText('Settled', { exact: true })
  const jump = clock.getByRole('button', { name: '+1 min' })
  if ('untilSettled' in wait) {
    await untilSettled(page, (button) => press(page, button))
    await settled.waitFor()
  } else {
    for (let left = Math.ceil(msOf(wait.for) / 60_000); left > 0; ) {
      const minutes = JUMPS.find((each) => each <= left) ?? 1
      await press(page, clock.getByRole('button', { name: `+${minutes} min` }))
      await clock.getByRole('button', { name: '+1 min', disabled: false }).waitFor()
      left -= minutes
    }
  }
  await jump.waitFor()
}
