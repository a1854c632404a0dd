// A sandbox in a browser: found again, shared, looked at without a key, reset, cut off and gone.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { keptSandbox, openBrowser, openPage, startWalkthrough } from './browser.ts'

const PATH = '/expressway/create-a-cluster/'
const FIRST = 'form-cluster-of-one'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('a reload finds the sandbox again, with its steps as they were', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  const before = await keptSandbox(page)
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()
  await page.reload()
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()
  expect((await keptSandbox(page)).id).toBe(before.id)
  await close()
})

test('acts that come faster than the page draws are all taken', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  await page.getByRole('tab', { name: 'Nodes' }).click()
  const desk = page.locator('.cb-desk')
  await desk.getByRole('button', { name: 'expc02' }).waitFor()
  await desk.evaluate((element) => {
    const press = (name: string) =>
      [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === name)?.click()
    press('expc02')
    press('Terminal')
  })
  await desk.getByRole('textbox', { name: 'Command for expc02' }).waitFor()

  await desk.getByRole('button', { name: 'Admin pages' }).click()
  await desk.getByLabel('Page', { exact: true }).selectOption('dns')
  await page.locator('#expc02-dns-system_host_name').waitFor()
  await desk.evaluate((element) => {
    const field = element.querySelector<HTMLInputElement>('#expc02-dns-system_host_name')
    if (field === null) return
    field.value = 'expc92'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.form?.requestSubmit()
  })
  await desk.getByText('Settings saved.', { exact: true }).waitFor()
  expect(await page.locator('#expc02-dns-system_host_name').inputValue()).toBe('expc92')
  await close()
})

test('time waits for a line that was typed before it was run on, and run on twice goes on twice', async () => {
  const { page, complaints, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  await page.getByRole('tab', { name: 'Nodes' }).click()
  const desk = page.locator('.cb-desk')
  await desk.getByRole('button', { name: 'Terminal' }).click()
  const asked: string[] = []
  await page.route(/\/(console|advance)$/, async (route) => {
    if (route.request().url().endsWith('/console')) await page.waitForTimeout(500)
    const answer = await route.fetch()
    asked.push(new URL(route.request().url()).pathname.split('/').at(-1) ?? '')
    await route.fulfill({ response: answer })
  })
  const time = async () => Date.parse(`1970-01-01T${await page.locator('.cb-clock-time').textContent()}Z`)
  const before = await time()
  await desk.getByRole('textbox', { name: 'Command for expc01' }).fill('xStatus Time')
  await page.keyboard.press('Enter')
  await page.evaluate(() => {
    const forward = [...document.querySelectorAll<HTMLElement>('.cb-clock button')].find((each) => each.textContent === '+5 min')
    forward?.click()
    forward?.click()
  })
  await expect.poll(time, { timeout: 10_000 }).toBeGreaterThanOrEqual(before + 10 * 60_000)
  await expect.poll(() => asked).toEqual(['console', 'advance', 'advance'])
  expect(complaints).toEqual([])
  await close()
})

test('steps that could not be judged are judged again, though nothing happens any more', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  await page.route(/\/procedures\//, (route) => route.abort())
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator('.cb-clock').getByText('Settled', { exact: true }).waitFor()
  await page.locator('.cb-clock').getByRole('button', { name: 'Pause' }).click()
  await page.locator('.cb-clock').getByRole('button', { name: 'Pause', pressed: true }).waitFor()
  await page.waitForTimeout(1_000) // all questions went unanswered, and there is no news to come
  await page.unroute(/\/procedures\//)
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor({ timeout: 5_000 })
  await close()
})

test('what the page asks for before the start is looked at in the cluster, and says what is missing', async () => {
  const { page, close } = await openPage(browser, PATH)
  const need = page.locator('[data-need="way-is-open"]')
  expect(await need.getByRole('img').count()).toBe(0)
  await startWalkthrough(page)
  await need.getByRole('img', { name: 'So in your cluster', exact: true }).waitFor()
  expect(await page.getByRole('img', { name: 'So in your cluster', exact: true }).count()).toBe(4)
  await page.getByRole('tab', { name: 'Cluster' }).click()
  await page.getByText('Make something fail').click()
  await page.getByRole('button', { name: 'Do it: Cut the link between expc01 and expc02' }).click()
  await need.getByRole('img', { name: 'Not so in your cluster' }).waitFor()
  await page.getByRole('link', { name: 'Before you start: 3 of 4 hold in your cluster' }).waitFor()
  await page.getByRole('button', { name: 'Heal: Cut the link between expc01 and expc02' }).click()
  await need.getByRole('img', { name: 'So in your cluster', exact: true }).waitFor()
  // Once a step is done they are behind the reader, and a need that went is no longer told as missing.
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()
  await page.getByRole('tab', { name: 'Cluster' }).click()
  await page.getByText('Make something fail').click()
  await page.getByRole('button', { name: 'Do it: Cut the link between expc01 and expc02' }).click()
  await need.getByRole('img', { name: 'You are past this' }).waitFor()
  await close()
})

test('what takes time is run on to the next event, or until the step holds', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()
  const { id, key } = await keptSandbox(page)
  const restart = () =>
    fetch(`${inject('baseUrl')}/api/v1/sandboxes/${id}/nodes/expc01/actions/restart`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{}',
    })
  await restart()
  const step = page.locator('[data-step="restart-primary"]')
  await step.getByRole('button', { name: 'Fast-forward until it holds' }).click()
  await page.locator('[data-step="restart-primary"][data-state="holds"]').waitFor()
  await restart()
  const noted = async () =>
    (await (await fetch(`${inject('baseUrl')}/api/v1/sandboxes/${id}/events?limit=500`)).json()).events.filter(
      ({ kind }: { kind: string }) => !['clock', 'replicated', 'copied', 'saved'].includes(kind),
    ) as { at: string }[]
  const before = (await noted()).length
  await page.getByRole('button', { name: 'To the next event' }).click()
  await expect.poll(async () => (await noted()).length).toBeGreaterThan(before)
  expect(new Set((await noted()).slice(before).map(({ at }) => at)).size).toBe(1)
  await close()
})

test('a reset opens the steps again', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()
  await page.getByRole('tab', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Reset', exact: true }).click()
  await page.locator(`[data-step="${FIRST}"]:not([data-state="holds"])`).waitFor()
  await close()
})

test('the edit link acts and leaves no key in the address; the view link shows and cannot act', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  const { id, key } = await keptSandbox(page)
  await close()

  const editor = await openPage(browser, `/s/${id}#${key}`)
  await editor.page.locator('.cb-console').waitFor()
  expect(new URL(editor.page.url()).hash).toBe('')
  const cut = editor.page.getByRole('button', { name: 'Faults' })
  await cut.click()
  await editor.page.getByRole('button', { name: 'Do it: Cut the link between expc01 and expc02' }).click()
  await editor.page.getByRole('button', { name: 'Heal: Cut the link between expc01 and expc02' }).waitFor()
  expect(editor.complaints).toEqual([])
  await editor.close()

  const viewer = await openPage(browser, `/s/${id}`)
  await viewer.page.locator('.cb-console').waitFor()
  await viewer.page.getByText('You came by a view link').waitFor()
  await viewer.page.getByRole('button', { name: 'Faults' }).click()
  expect(await viewer.page.getByRole('button', { name: /^Heal: / }).isDisabled()).toBe(true)
  await viewer.page.getByLabel('Page', { exact: true }).selectOption('clustering')
  expect(await viewer.page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
  expect(await viewer.page.getByRole('button', { name: '10×' }).isDisabled()).toBe(true)
  await viewer.page.getByRole('button', { name: 'Terminal' }).click()
  expect(await viewer.page.getByRole('textbox', { name: /^Command for/ }).isDisabled()).toBe(true)
  // What the page disables the server refuses, whoever asks.
  const refused = await viewer.page.evaluate(
    async (sandbox) => (await fetch(`/api/v1/sandboxes/${sandbox}/reset`, { method: 'POST' })).status,
    id,
  )
  expect(refused).toBe(401)
  await viewer.close()
})

test('what others do shows at once in a page that only watches', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  const { id } = await keptSandbox(page)
  const viewer = await openPage(browser, `/s/${id}`)
  await viewer.page.locator('.cb-console').waitFor()
  await page.getByRole('tab', { name: 'Cluster' }).click()
  await page.getByText('Make something fail').click()
  await page.getByRole('button', { name: 'Do it: Take the power from expc03' }).click()
  await viewer.page.getByRole('button', { name: /^expc03 off/ }).waitFor()
  await viewer.close()
  await close()
})

test('a dropped socket comes back by itself and says so', async () => {
  const { page, close } = await openPage(browser, '/')
  const drops: (() => void)[] = []
  await page.routeWebSocket(/\/live/, (socket) => {
    socket.connectToServer().onMessage((message) => {
      socket.send(message)
      if (drops.length === 0) drops.push(() => void socket.close({ code: 1012, reason: 'restart' }))
    })
  })
  await page.goto(new URL(PATH, page.url()).href)
  await startWalkthrough(page)
  // What was said over it before is with the page before the end is.
  await expect.poll(() => drops.length).toBe(1)
  drops[0]?.()
  await page.getByText('Connected again. Nothing was missed.').waitFor()
  await page.locator(`[data-step="${FIRST}"]`).getByRole('button', { name: 'Do this step for me' }).click()
  await page.locator(`[data-step="${FIRST}"][data-state="holds"]`).waitFor()
  await close()
})

test('a sandbox that is gone is told kindly, and another can be started', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  const { id, key } = await keptSandbox(page)
  await page.evaluate(
    ([sandbox, secret]) =>
      fetch(`/api/v1/sandboxes/${sandbox}`, { method: 'DELETE', headers: { Authorization: `Bearer ${secret}` } }),
    [id, key] as const,
  )
  await page.getByText('The sandbox you had here is no longer there').waitFor()
  await startWalkthrough(page)
  expect((await keptSandbox(page)).id).not.toBe(id)
  await close()
})

test('without JavaScript every step can be read, with what the model answers', async () => {
  const { page, close } = await openPage(browser, '/ssm/fail-over-and-fall-back/', { javaScriptEnabled: false })
  const text = (await page.locator('main').textContent()) ?? ''
  for (const part of [
    'Stop the cluster on the active node',
    'Stopping Cluster (pacemaker)...',
    'Database is currently the replication master',
  ])
    expect(text).toContain(part)
  await page.getByText('With JavaScript on, a live cluster can be started here').waitFor()
  await close()
})

test('an embedded procedure may be framed by any site, every other page by none', async () => {
  const base = inject('baseUrl')
  const ancestorsOf = async (path: string) =>
    [...((await fetch(base + path)).headers.get('content-security-policy') ?? '').matchAll(/frame-ancestors ([^;,]+)/g)].map(
      ([, who]) => who,
    )
  expect(await ancestorsOf('/embed/expressway/create-a-cluster/')).toEqual(['*'])
  for (const path of ['/', PATH, '/s/', '/s/abcdefghijklmnop', '/no-such-page/'])
    expect(await ancestorsOf(path), path).toEqual(["'none'"])
  const { page, complaints, close } = await openPage(browser, '/embed/expressway/create-a-cluster/')
  await startWalkthrough(page)
  expect(complaints).toEqual([])
  await close()
})

test('what a product prints is never markup', async () => {
  const { page, close } = await openPage(browser, PATH)
  await startWalkthrough(page)
  await page.getByRole('tab', { name: 'Nodes' }).click()
  await page.getByRole('button', { name: 'Terminal' }).click()
  const line = page.getByRole('textbox', { name: 'Command for expc01' })
  await line.fill('<img src=x onerror=alert(1)>')
  await line.press('Enter')
  await page.getByRole('log').getByText('<img src=x').first().waitFor()
  expect(await page.locator('[role=log] img').count()).toBe(0)
  await close()
})
