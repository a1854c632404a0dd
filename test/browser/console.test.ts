// The console: a whole cluster on one page, as it is and as it was, for whoever holds a key or only a link.

import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { type Opened, openBrowser, openPage } from './browser.ts'

const JS_CONSOLE_MAX = 130_000

type Made = { readonly id: string; readonly key: string }

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function ask<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
  const response = await fetch(`${inject('baseUrl')}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

const make = (template: string): Promise<Made> => ask('POST', '/sandboxes', { template })

async function broken(): Promise<Made> {
  const made = await make('expressway-c-cluster-3')
  const cut = { kind: 'link-down', a: 'expc01', b: 'expc02' }
  await ask('PUT', `/sandboxes/${made.id}/faults/cut`, cut, made.key)
  await ask('POST', `/sandboxes/${made.id}/clock/advance`, { by: 'PT3M' }, made.key)
  return made
}

async function consoleOf({ id }: Made, key: string | null, options = {}): Promise<Opened> {
  const opened = await openPage(browser, key === null ? `/s/${id}` : `/s/${id}#${key}`, options)
  await opened.page.locator('.cb-console').waitFor()
  return opened
}

async function goBack(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Timeline' }).click()
  await page.getByRole('button', { name: /^Look at the cluster as it was .*was laid/ }).click()
  await page.locator('.cb-past').waitFor()
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the console, healthy, with alarms, in the past, view-only and with faults, in ${colorScheme}`, async () => {
    const healthy = await consoleOf(await make('ssm-lab2'), null, { colorScheme })
    expect(await violationsOf(healthy.page), 'view-only').toEqual([])
    await healthy.close()
    const made = await broken()
    const { page, complaints, close } = await consoleOf(made, made.key, { colorScheme })
    expect(await violationsOf(page), 'alarms').toEqual([])
    await page.getByRole('button', { name: 'Faults' }).click()
    expect(await violationsOf(page), 'faults').toEqual([])
    await page.getByRole('button', { name: 'Side by side' }).click()
    await goBack(page)
    expect(await violationsOf(page), 'past').toEqual([])
    expect(complaints).toEqual([])
    await close()
    const fresh = await make('expressway-c-cluster-6')
    const six = await consoleOf(fresh, fresh.key, { colorScheme })
    expect(await violationsOf(six.page), 'healthy').toEqual([])
    await six.close()
  })
}

test('the past is shown as past, changes nothing, and can be gone on from', async () => {
  const made = await broken()
  const { page, close } = await consoleOf(made, made.key)
  await page.getByRole('button', { name: /^expc01 .*Degraded/ }).waitFor()
  await goBack(page)
  await page.getByRole('button', { name: /^expc01 .*Active/ }).waitFor()
  expect(await page.getByRole('button', { name: '10×' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Go on from here in a sandbox of my own' }).click()
  await page.waitForURL((url) => url.pathname.startsWith('/s/') && !url.pathname.includes(made.id))
  await page.getByRole('button', { name: /^expc01 .*Active/ }).waitFor()
  const now = await ask<{ clock: { now: string } }>('GET', `/sandboxes/${new URL(page.url()).pathname.split('/')[2]}`)
  expect(now.clock.now).toBe('2021-08-10T14:00:00.000Z')
  await close()
})

test('a link is found in the picture by keyboard alone, cut there, and healed there', async () => {
  const made = await make('expressway-c-cluster-3')
  const { page, close } = await consoleOf(made, made.key)
  await page.getByRole('button', { name: /^expc01 running/ }).focus()
  await page.keyboard.press('End')
  const link = page.getByRole('button', { name: /^Link expc02 to expc03/ })
  expect(await link.evaluate((each) => each === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  const picked = page.getByRole('region', { name: 'expc02 and expc03' })
  await picked.getByRole('button', { name: 'Lay a fault' }).press('Enter')
  await page.getByRole('button', { name: /^Link expc02 to expc03.*cut/ }).waitFor()
  await picked.getByRole('button', { name: /^Heal: Link is cut/ }).press('Enter')
  await page.getByRole('button', { name: /^Link expc02 to expc03.*up/ }).waitFor()
  await close()
})

test('single keys turn to a node, its terminal and the list of keys, and can be turned off', async () => {
  const made = await make('expressway-c-cluster-3')
  const { page, close } = await consoleOf(made, made.key)
  await page.keyboard.press('n')
  await page.keyboard.press('t')
  await page.getByLabel('Command for expc02').waitFor()
  await page.keyboard.press('3')
  await page.getByRole('button', { name: '60×', pressed: true }).waitFor()
  await page.getByLabel('Command for expc02').fill('p') // a letter in the terminal is a letter
  await page.getByRole('button', { name: '60×', pressed: true }).focus()
  await page.keyboard.press('?')
  await page.getByRole('checkbox', { name: /^Single keys/ }).uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  await page.keyboard.press('n')
  await page.getByLabel('Command for expc02').waitFor()
  expect(await page.getByRole('button', { name: '60×', pressed: true }).count()).toBe(1)
  await close()
})

test("a node's own web interface is a link away, and the words shown beside it sign in there", async () => {
  const made = await make('ssm-lab2')
  const { page, close } = await consoleOf(made, made.key)
  await page.getByText('Web interface and sign-in of primary-node').click()
  const own = await page.getByRole('link', { name: 'Open the virtual IP' }).getAttribute('href')
  const login = await fetch(`${own}`)
  expect(login.status).toBe(200)
  const clientId = await page.getByRole('textbox', { name: 'Client ID' }).inputValue()
  const clientSecret = await page.getByRole('textbox', { name: 'Client secret' }).inputValue()
  const token = await fetch(`${own}oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
  })
  expect(token.status).toBe(200)
  await close()
})

test('a sandbox goes out as a file and comes in again as another one that stands where it stood', async () => {
  const made = await broken()
  const { page, close } = await consoleOf(made, made.key)
  await page.getByRole('button', { name: 'Share and manage' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as a file' }).click()
  const file = await (await download).path()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import a file' }).click()
  await (await chooser).setFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('no export') })
  await page.getByText('The file is no export of a sandbox').waitFor()
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.waitForURL((url) => url.pathname.startsWith('/s/') && !url.pathname.includes(made.id))
  await page.getByRole('button', { name: /^expc01 .*Degraded/ }).waitFor()
  await close()
})

test('two tabs on one sandbox agree, and a changed key goes on in this browser alone', async () => {
  const made = await make('expressway-c-cluster-3')
  const one = await consoleOf(made, made.key)
  const other = await one.page.context().newPage()
  await other.goto(`${inject('baseUrl')}/s/${made.id}`)
  await other.locator('.cb-console').waitFor()
  const stranger = await consoleOf(made, made.key)
  await one.page.getByRole('button', { name: 'Faults' }).click()
  await one.page.getByRole('combobox', { name: 'What fails' }).selectOption('power-off')
  await one.page.getByRole('combobox', { name: 'Node' }).selectOption('expc03')
  await one.page.getByRole('button', { name: 'Lay a fault' }).click()
  await other
    .getByRole('button', { name: /^expc03 off/ })
    .first()
    .waitFor()
  one.page.on('dialog', (dialog) => dialog.accept().catch(() => {}))
  await one.page.getByRole('button', { name: 'Share and manage' }).click()
  await one.page.getByRole('button', { name: 'Change the key' }).click()
  await stranger.page.getByText('The key of this sandbox was changed elsewhere: everything is shown').waitFor()
  expect(await other.getByRole('button', { name: '10×' }).isEnabled()).toBe(true)
  await stranger.close()
  await one.close()
})

test('a setting that differs between peers stands out, and one of a peer alone does not', async () => {
  const made = await make('expressway-c-conflict-2')
  const { page, close } = await consoleOf(made, null)
  await page.getByRole('button', { name: 'Side by side' }).click()
  await page.getByRole('columnheader', { name: 'expc02' }).waitFor()
  const primary = page.getByRole('row').filter({ hasText: 'Cluster name' })
  await primary.getByText('†').waitFor()
  await page.getByRole('combobox', { name: 'Compare' }).selectOption('')
  await page.getByLabel('Only differences').check()
  await page.locator('[data-differs="true"]').filter({ hasText: 'H.323 time to live' }).first().waitFor()
  await close()
})

test('what a product calls an alert stands among the alarms, once, on the node that serves', async () => {
  const made = await make('ssm-lab2')
  const { page, close } = await consoleOf(made, null)
  const alerts = page.locator('.cb-console-lower .cb-alarm-list li')
  await alerts.filter({ hasText: 'UC Manager Telepresence Room License (12.x)' }).first().waitFor()
  const all = await alerts.allTextContents()
  const short = all.filter((text) => text.includes('Insufficient Licenses'))
  expect(short).toHaveLength(5)
  expect(short.every((text) => text.startsWith('primary-node') && text.includes('Major'))).toBe(true)
  expect(all.filter((text) => text.startsWith('cucmpub') && text.includes('Out of Compliance'))).toHaveLength(1)
  expect(new Set(all).size).toBe(all.length)
  await close()
})

test('the timeline can be taken along as Markdown, JSON and log', async () => {
  const made = await broken()
  const { page, close } = await consoleOf(made, null)
  await page.getByRole('button', { name: 'Timeline' }).click()
  const texts: string[] = []
  for (const format of ['Markdown', 'JSON', 'Product log']) {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: `Export: ${format}` }).click()
    texts.push(readFileSync(await (await download).path(), 'utf8'))
  }
  const [markdown = '', json = '', log = ''] = texts
  expect(markdown).toContain('| 2021-08-10 14:00:00 | sandbox | Fault cut was laid: the link between expc01 and expc02 is cut. |')
  expect((JSON.parse(json) as { events: { kind: string }[] }).events.some(({ kind }) => kind === 'alarm-raised')).toBe(true)
  expect(log).toContain('expc02')
  expect(log).toContain('Cluster communication failure')
  await close()
})

test('a wrong key is called wrong, and a sandbox deleted here is called deleted', async () => {
  const made = await make('expressway-c-cluster-2')
  const guest = await consoleOf(made, 'AAAAAAAAAAAAAAAAAAAAAAAA')
  await guest.page.getByText('The key you came with is not the one of this sandbox').waitFor()
  await guest.close()
  const { page, close } = await consoleOf(made, made.key)
  await page.getByRole('button', { name: 'Share and manage' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('You deleted this sandbox').waitFor()
  await close()
})

test('the console sends at most 130 kB of JavaScript', async () => {
  const made = await make('expressway-c-cluster-6')
  const context = await browser.newContext()
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  await client.send('Network.enable')
  const scripts = new Set<string>()
  let bytes = 0
  client.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId)
  })
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  await page.goto(`${inject('baseUrl')}/s/${made.id}#${made.key}`)
  await page.locator('.cb-console').waitFor()
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThanOrEqual(JS_CONSOLE_MAX)
  await context.close()
})
