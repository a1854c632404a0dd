// The sandbox goes along with the reader: from page to page without a break, over a reload, and in two tabs.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { TimelineEvent } from '../../worker/kernel/snapshot.ts'
import { keptSandbox, openBrowser, openPage, startWalkthrough } from './browser.ts'

const PATH = '/expressway/create-a-cluster/'
const FIRST = 'form-cluster-of-one'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Types lines at expc01 until its terminal has to be scrolled, and leaves it scrolled half up. */
async function fillTerminal(page: Page): Promise<number> {
  await page.getByRole('tab', { name: 'Nodes' }).click()
  await page.getByRole('button', { name: 'Terminal' }).click()
  const line = page.getByRole('textbox', { name: 'Command for expc01' })
  for (const text of [
    'xStatus SystemUnit',
    'xConfiguration Alternates',
    'xStatus Alarm',
    'xStatus SystemUnit',
    'help',
    'xConfiguration',
  ]) {
    await line.fill(text)
    await line.press('Enter')
    await page.locator('li[data-typed="true"]').getByText(text).last().waitFor()
    await page.locator('.cb-terminal-line input[aria-busy="false"]').waitFor()
  }
  await line.fill('half a li')
  return page.locator('.cb-terminal-screen').evaluate((screen) => {
    screen.scrollTop = 40
    return screen.scrollTop
  })
}

/** Goes to another page as a reader does: by a link of the menu, without loading the page anew. */
async function goBy(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    const link = document.createElement('a')
    link.href = to
    document.querySelector('main')?.append(link)
    link.click()
  }, path)
  await page.waitForURL(`**${path}`)
  await page.locator(`link[rel="canonical"], main`).first().waitFor({ state: 'attached' })
}

test('from page to page terminal, session, scroll and socket stay as they are', async () => {
  const { page, complaints, close } = await openPage(browser, PATH)
  const sockets: string[] = []
  page.on('websocket', (socket) => sockets.push(socket.url()))
  await page.reload()
  await startWalkthrough(page)
  const scrolled = await fillTerminal(page)
  expect(scrolled).toBe(40)
  await page.evaluate(() => Object.assign(window, { stayed: true }))

  await goBy(page, '/concepts/quorum/')
  await page.getByRole('heading', { level: 1, name: 'Quorum' }).waitFor()
  const dock = page.locator('[data-dock]')
  await dock.getByRole('button', { name: 'Show the cluster' }).click()
  expect(await page.locator('.cb-terminal-screen').evaluate(({ scrollTop }) => scrollTop)).toBe(scrolled)
  const line = dock.getByRole('textbox', { name: 'Command for expc01' })
  expect(await line.inputValue()).toBe('half a li')
  await line.fill('xStatus Alternates')
  await line.press('Enter')
  await dock.locator('li[data-typed="true"]').getByText('xStatus Alternates').waitFor()

  await dock.getByRole('link', { name: 'Back to its procedure' }).click()
  await page.locator('[data-workspace]').getByText('xStatus SystemUnit').first().waitFor()
  await page.locator('[data-workspace] li[data-typed="true"]').getByText('xStatus Alternates').waitFor()
  await page.locator('.cb-step-live .cb-checks').first().waitFor()
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()

  expect(await page.evaluate(() => 'stayed' in window)).toBe(true)
  expect(sockets.filter((url) => url.includes('/live'))).toHaveLength(1)
  expect(complaints).toEqual([])
  await close()
})

test('a reload brings back the terminal with its session, on any page', async () => {
  const { page, complaints, close } = await openPage(browser, '/ssm/fail-over-and-fall-back/')
  await startWalkthrough(page)
  await page.getByRole('tab', { name: 'Nodes' }).click()
  await page.getByRole('button', { name: 'Terminal' }).click()
  const line = page.getByRole('textbox', { name: 'Command for primary-node' })
  await line.fill('ha_teardown') // asks, and waits for the answer in this very session
  await line.press('Enter')
  await page.locator('li[data-typed="true"]').getByText('ha_teardown').waitFor()
  await page.locator('.cb-terminal-line input[aria-busy="false"]').waitFor()
  const before = await page.locator('.cb-terminal-screen li').allTextContents()
  await page.reload()
  await page
    .locator('.cb-terminal-screen li')
    .nth(before.length - 1)
    .waitFor()
  expect(await page.locator('.cb-terminal-screen li').allTextContents()).toEqual(before)
  await page.goto(new URL('/concepts/quorum/', page.url()).href)
  const handle = page.locator('[data-dock]').getByRole('button', { name: 'Show the cluster' })
  await handle.click()
  expect(await page.locator('.cb-terminal-screen li').allTextContents()).toEqual(before)
  await page.getByRole('textbox', { name: 'Command for primary-node' }).fill('no')
  await page.getByRole('textbox', { name: 'Command for primary-node' }).press('Enter')
  await page.locator('li[data-typed="true"]').nth(1).waitFor()
  const { id } = await keptSandbox(page)
  const { events } = (await (await fetch(`${inject('baseUrl')}/api/v1/sandboxes/${id}/events?limit=500`)).json()) as {
    events: TimelineEvent[]
  }
  expect(events.filter(({ kind }) => kind === 'teardown')).toEqual([])
  expect(complaints).toEqual([])
  await close()
})

test('a procedure can be begun on the cluster that came along, and put away it comes no more', async () => {
  const { page, complaints, close } = await openPage(browser, '/expressway/remove-a-live-peer/')
  await startWalkthrough(page)
  const { id } = await keptSandbox(page)
  await goBy(page, '/expressway/change-the-primary/')
  await page.getByRole('button', { name: 'Go on with the cluster you have' }).click()
  await page.locator('.cb-step-live .cb-checks').first().waitFor()
  await page.getByRole('img', { name: 'So in your cluster', exact: true }).waitFor()
  expect((await keptSandbox(page)).id).toBe(id)
  // A procedure of the other product has no use for it.
  await goBy(page, '/ssm/deploy-a-pair/')
  await page.locator('astro-island:not([ssr]) .cb-start button').first().waitFor()
  expect(await page.getByRole('button', { name: 'Go on with the cluster you have' }).count()).toBe(0)
  const dock = page.locator('[data-dock]')
  await dock.getByRole('button', { name: 'Show the cluster' }).click()
  await dock.getByRole('button', { name: 'Put it away' }).click()
  await goBy(page, '/concepts/quorum/')
  expect(await page.locator('[data-dock] *').count()).toBe(0)
  await goBy(page, '/expressway/change-the-primary/')
  await page.locator('.cb-step-live .cb-checks').first().waitFor()
  expect(complaints).toEqual([])
  await close()
})

test('light and dark, the open menu and search are as they were after going to another page', async () => {
  const { page, complaints, close } = await openPage(browser, '/concepts/quorum/')
  await page.getByLabel('Select theme').first().selectOption('light')
  await goBy(page, '/concepts/capacity/')
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('light')
  expect(await page.getByLabel('Select theme').first().inputValue()).toBe('light')
  await page.keyboard.press('Control+k')
  await page.getByRole('searchbox').fill('20007')
  await page.getByRole('dialog').getByRole('link').first().waitFor()
  expect(await page.locator('dialog[open]').count()).toBe(1)
  expect(complaints).toEqual([])
  await close()
})

test('two tabs on one sandbox agree: steps, a reset and the end', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  const other = await page.context().newPage()
  other.on('dialog', (dialog) => dialog.accept())
  await other.goto(page.url())
  await other.locator('.cb-step-live .cb-checks').first().waitFor()
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  for (const tab of [page, other]) await tab.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()
  await other.getByRole('tab', { name: 'Share' }).click()
  await other.getByRole('button', { name: 'Reset', exact: true }).click()
  for (const tab of [page, other]) await tab.locator(`[data-step="${FIRST}"][data-state="open"]`).waitFor()
  await other.getByRole('button', { name: /^Delete/ }).click()
  await page.getByText('The sandbox you had here is no longer there').waitFor()
  await other.getByText('You deleted this sandbox').waitFor()
  await close()
})

test('a dropped socket resumes without loss and says so', async () => {
  const { page, close } = await openPage(browser, '/')
  const drops: (() => void)[] = []
  let isDown = false
  await page.routeWebSocket(/\/live/, (socket) => {
    if (isDown) return void socket.close({ code: 1012, reason: 'restart' })
    socket.connectToServer()
    drops.push(() => void socket.close({ code: 1012, reason: 'restart' }))
  })
  await page.goto(new URL(PATH, page.url()).href)
  await startWalkthrough(page)
  const { id, key } = await keptSandbox(page)
  isDown = true
  drops.at(-1)?.()
  await page.getByText('The connection dropped').first().waitFor()
  // Meanwhile the cluster lives on, through another surface.
  const ask = (method: string, path: string, body: object) =>
    fetch(`${inject('baseUrl')}/api/v1/sandboxes/${id}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await ask('PUT', '/faults/dark', { kind: 'power-off', node: 'expc03' })
  await ask('POST', '/clock/advance', { by: 'PT10M' })
  isDown = false
  await page.getByText('Connected again. Nothing was missed.').waitFor()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  const { events } = (await (await fetch(`${inject('baseUrl')}/api/v1/sandboxes/${id}/events?limit=500`)).json()) as {
    events: TimelineEvent[]
  }
  expect(events.length).toBeGreaterThan(1)
  await expect
    .poll(async () => {
      const shown = (await page.locator('.cb-timeline li').allTextContents()).join('\n')
      const told = events.map(({ kind, text }) => (kind === 'fault' ? 'Fault dark was laid: expc03 has no power.' : text))
      return told.filter((text) => !shown.includes(text))
    })
    .toEqual([])
  await close()
})

test('who came by a view link sees all, changes nothing, and goes on in a fork', async () => {
  const { page, close } = await openPage(browser, '/expressway/remove-a-live-peer/')
  await startWalkthrough(page)
  const { id } = await keptSandbox(page)
  await close()
  const viewer = await openPage(browser, `/s/${id}`)
  await viewer.page.getByText('You came by a view link').waitFor()
  const before = await (await fetch(`${inject('baseUrl')}/api/v1/sandboxes/${id}`)).text()
  // Nothing that acts can be worked, on any side of any node.
  for (const node of ['expc01', 'expc02', 'expc03']) {
    await viewer.page.locator('.cb-desk').getByRole('button', { name: node, exact: true }).click()
    for (const [side, what] of [
      ['Admin pages', 'form.cb-page'],
      ['Terminal', '.cb-terminal-screen'],
      ['Alarms', '.cb-alarms'],
      ['Log', '.cb-log, .cb-logs'],
    ] as const) {
      await viewer.page.locator('.cb-desk').getByRole('button', { name: side }).first().click()
      await viewer.page.locator('.cb-desk').locator(what).first().waitFor()
      const open = await viewer.page
        .locator('.cb-desk :is(form.cb-page, .cb-terminal) :is(input, textarea, select, button):not(:disabled)')
        .count()
      expect(open, `${node} ${side}`).toBe(0)
    }
  }
  expect(await (await fetch(`${inject('baseUrl')}/api/v1/sandboxes/${id}`)).text()).toBe(before)
  await viewer.page.locator('.cb-readonly').getByRole('button').click()
  await viewer.page.waitForURL((url) => url.pathname.startsWith('/s/') && !url.pathname.includes(id))
  await viewer.page.locator('.cb-console').waitFor()
  expect(await viewer.page.getByText('You came by a view link').count()).toBe(0)
  await viewer.page.getByRole('button', { name: 'Terminal' }).click()
  await viewer.page.getByRole('textbox', { name: 'Command for expc01' }).fill('xStatus Alternates')
  await viewer.page.getByRole('textbox', { name: 'Command for expc01' }).press('Enter')
  await viewer.page.locator('li[data-typed="true"]').getByText('xStatus Alternates').waitFor()
  expect(viewer.complaints).toEqual([])
  await viewer.close()
})

test('what was typed and what happened outlives a peer that resets itself', async () => {
  const { page, complaints, close } = await openPage(browser, '/expressway/remove-a-live-peer/')
  await startWalkthrough(page)
  for (const step of ['clear-its-list', 'restart-it']) {
    await page.locator(`[data-step="${step}"]`).getByRole('button', { name: 'Do this step for me' }).click()
    await page.locator(`[data-step="${step}"][data-state="holds"]`).waitFor()
  }
  await page.getByRole('tab', { name: 'Timeline' }).click()
  for (const text of ['The Clustering page was saved.', 'Was reset to its factory state.'])
    await page.locator('#cb-tab-panel').getByText(text).first().waitFor()
  await page.getByRole('tab', { name: 'Nodes' }).click()
  await page.locator('.cb-desk').getByRole('button', { name: 'expc02' }).click()
  await page.locator('.cb-desk').getByRole('button', { name: 'Terminal' }).click()
  await page.locator('li[data-typed="true"]').getByText('xConfiguration Alternates').waitFor()
  expect(complaints).toEqual([])
  await close()
})
