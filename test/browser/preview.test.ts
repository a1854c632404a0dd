// Before an act that costs something the page says what it leads to, and what it says comes to pass.

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Snapshot, TimelineEvent } from '../../worker/kernel/snapshot.ts'
import { violationsOf } from './axe.ts'
import { type Opened, openBrowser, openPage } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

type Made = { readonly id: string; readonly key: string }

async function ask<T>(method: string, path: string, body?: object, key = ''): Promise<T> {
  const response = await fetch(`${inject('baseUrl')}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(key === '' ? {} : { authorization: `Bearer ${key}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

async function openConsole(template: string): Promise<Opened & Made> {
  const made = await ask<Made>('POST', '/sandboxes', { template })
  const opened = await openPage(browser, `/s/${made.id}#${made.key}`)
  await opened.page.locator('.cb-console').waitFor()
  return { ...opened, ...made }
}

const snapshotOf = ({ id }: Made): Promise<Snapshot> => ask('GET', `/sandboxes/${id}`)

const panelOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Before you do this' })

async function eventsOf({ id }: Made): Promise<readonly TimelineEvent[]> {
  return (await ask<{ events: TimelineEvent[] }>('GET', `/sandboxes/${id}/events?limit=1000`)).events
}

async function clearPeers(page: Page): Promise<void> {
  const desk = page.locator('.cb-desk')
  await desk.getByRole('button', { name: 'expc02' }).click()
  await desk.getByLabel('Page', { exact: true }).selectOption('clustering')
  for (const n of [1, 2]) await page.locator(`#expc02-clustering-peer_${n}_address`).fill('')
  await desk.getByRole('button', { name: 'Save', exact: true }).press('Enter')
}

test('clearing all peer addresses tells of the factory reset first, and then it comes so', async () => {
  const opened = await openConsole('expressway-c-cluster-2')
  const { page, complaints, close } = opened
  await clearPeers(page)
  const panel = panelOf(page)
  await panel.getByText('the next restart resets this system to its factory state').waitFor()
  await panel.getByText('Type the peer addresses in again').waitFor()
  const foreseen = await panel.locator('.cb-preview-effects li').allTextContents()
  expect(foreseen.join('\n')).toContain('Restart required')
  expect(await violationsOf(page, 'dialog')).toEqual([])

  // Left by the keyboard: nothing was done, the form keeps what was filled in, and the focus is back.
  expect((await snapshotOf(opened)).seq).toBe(0)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect((await snapshotOf(opened)).seq).toBe(0)
  expect(await page.locator('#expc02-clustering-peer_1_address').inputValue()).toBe('')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Save')

  await page.keyboard.press('Enter')
  await panel.waitFor()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Leave it')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.cb-desk').getByText('Settings saved.', { exact: true }).waitFor()
  await ask('POST', `/sandboxes/${opened.id}/clock/advance`, { by: 'PT30M' }, opened.key)

  const events = await eventsOf(opened)
  for (const line of events.filter(({ kind }) => kind === 'reset-armed' || kind === 'lost'))
    expect(
      foreseen.some((said) => said.includes(line.text)),
      line.text,
    ).toBe(true)
  const alarms = (await snapshotOf(opened)).nodes.flatMap(({ alarms: raised }) => raised as { title: string }[])
  expect(alarms.length).toBeGreaterThan(0)
  const truth = events.filter(({ kind }) => kind === 'alarm-raised')
  expect(foreseen.filter((said) => said.includes('is raised')).length).toBe(new Set(truth.map(({ text, at }) => text + at)).size)
  expect(complaints).toEqual([])
  await close()
})

test('a teardown is told of when its question is answered, and not before', async () => {
  const { page, close, ...made } = await openConsole('ssm-lab1')
  await page.getByRole('button', { name: 'Terminal' }).click()
  const line = page.getByRole('textbox', { name: 'Command for primary-node' })
  await line.fill('ha_teardown')
  await line.press('Enter')
  await page.locator('.cb-terminal-line input[aria-busy="false"]').waitFor()
  await page.locator('li[data-typed="true"]').getByText('ha_teardown').waitFor()
  await line.fill('yes')
  await line.press('Enter')
  const panel = panelOf(page)
  await panel.getByText('gives up the virtual IP').waitFor()
  await panel.getByRole('button', { name: 'Leave it' }).click()
  expect((await eventsOf({ ...made })).filter(({ kind }) => kind === 'teardown')).toEqual([])
  expect(await line.inputValue()).toBe('yes')
  await line.press('Enter')
  await panel.getByRole('button', { name: 'Do it all the same' }).click()
  await page.locator('li[data-typed="true"]').getByText('yes').waitFor()
  await expect.poll(async () => (await eventsOf({ ...made })).some(({ kind }) => kind === 'teardown')).toBe(true)
  await close()
})

test('what costs nothing is not asked about', async () => {
  const { page, close } = await openConsole('expressway-c-cluster-2')
  const desk = page.locator('.cb-desk')
  await desk.getByLabel('Page', { exact: true }).selectOption('h323')
  await page.locator('#expc01-h323-h323_time_to_live').fill('120')
  await desk.getByRole('button', { name: 'Save', exact: true }).click()
  await desk.getByText('Settings saved.', { exact: true }).waitFor()
  expect(await panelOf(page).count()).toBe(0)
  await close()
})
