// One procedure of each product is read and done through the accessibility tree alone, as a screen reader has it:
// every step is a named region with its state in words, every control has a name, and what happens is announced.

import { readFileSync } from 'node:fs'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProcedureText } from '../../worker/kernel/procedure.ts'
import { openBrowser, openPage } from './browser.ts'

const PROCEDURES = JSON.parse(readFileSync('dist/procedures.json', 'utf8')) as readonly ProcedureText[]
const BY_TREE = ['remove-a-live-peer', 'fail-over-and-fall-back']
const CONTROLS = ['button', 'link', 'textbox', 'searchbox', 'combobox', 'tab', 'checkbox', 'menuitem']
const STEP_MS_MAX = 60_000

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

type Node = {
  readonly nodeId: string
  readonly parentId?: string
  readonly ignored: boolean
  readonly backendDOMNodeId?: number
  readonly role?: { readonly value: string }
  readonly name?: { readonly value: string }
  readonly description?: { readonly value: string }
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value: unknown } }[]
}

const roleOf = (node: Node): string => node.role?.value ?? ''
const nameOf = (node: Node): string => node.name?.value ?? ''

async function treeOf(client: CDPSession): Promise<readonly Node[]> {
  const { nodes } = await client.send('Accessibility.getFullAXTree')
  return nodes as readonly Node[]
}

/** What a region says, in the order in which it is read. */
function textIn(tree: readonly Node[], region: Node): string {
  const parents = new Map(tree.map((node) => [node.nodeId, node.parentId]))
  const isInside = (node: Node) => {
    for (let at: string | undefined = node.nodeId; at !== undefined; at = parents.get(at)) if (at === region.nodeId) return true
    return false
  }
  return tree
    .filter((node) => !node.ignored && roleOf(node) === 'StaticText' && isInside(node))
    .map(nameOf)
    .join(' ')
}

const isDisabled = (node: Node): boolean =>
  node.properties?.some(({ name, value }) => name === 'disabled' && value.value === true) === true

/** Presses the one button of this name, and of this description, once it can be pressed. */
async function press(client: CDPSession, name: string, description?: string): Promise<void> {
  const find = async () =>
    (await treeOf(client)).filter(
      (node) =>
        !node.ignored &&
        roleOf(node) === 'button' &&
        nameOf(node) === name &&
        (description === undefined || node.description?.value === description),
    )
  await expect.poll(async () => (await find()).filter((node) => !isDisabled(node)).length, { timeout: STEP_MS_MAX }).toBe(1)
  const found = await find()
  const { object } = await client.send('DOM.resolveNode', { backendNodeId: found[0]?.backendDOMNodeId ?? 0 })
  await client.send('Runtime.callFunctionOn', {
    objectId: object.objectId ?? '',
    functionDeclaration: 'function () { this.click() }',
  })
}

/** Gathers whatever a live region says from now on. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const LIVE = '[role="status"], [role="alert"], [role="log"], [aria-live="polite"], [aria-live="assertive"]'
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement
        const region = element?.closest(LIVE)
        if (region != null) said.push([...addedNodes].map((node) => node.textContent).join(' ') || (target.textContent ?? ''))
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true })
  })

for (const { product, slug, steps } of PROCEDURES.filter((each) => BY_TREE.includes(each.slug))) {
  test(`/${product}/${slug}/ is read and done through the accessibility tree`, async () => {
    const { page, complaints, close } = await openPage(browser, `/${product}/${slug}/`)
    const client = await page.context().newCDPSession(page)
    await client.send('Accessibility.enable')
    await listen(page)
    await page.locator('astro-island:not([ssr]) .cb-start button').first().waitFor()
    await press(client, 'Start the cluster')
    await page.locator('.cb-step-live .cb-checks').first().waitFor()

    const titles: string[] = await page
      .locator('[data-step]')
      .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.title ?? ''))
    expect(titles).toHaveLength(steps.length)
    for (const [index, title] of titles.entries()) {
      const heading = `Step ${index + 1}: ${title}`
      const regionOf = async () => {
        const tree = await treeOf(client)
        const region = tree.find((node) => !node.ignored && roleOf(node) === 'region' && nameOf(node).endsWith(heading))
        if (region === undefined) throw new Error(`there is no region "${heading}"`)
        return { said: textIn(tree, region), name: nameOf(region) }
      }
      const before = await regionOf()
      expect(before.said).toMatch(/\bTo do\b/)
      await press(client, 'Do this step for me', before.name)
      await expect.poll(async () => (await regionOf()).said, { timeout: STEP_MS_MAX }).toMatch(/\bDone\b/)
      await expect
        .poll(() => page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n')))
        .toContain(`Done: ${title}`)
      const nameless = (await treeOf(client)).filter(
        (node) => !node.ignored && CONTROLS.includes(roleOf(node)) && nameOf(node).trim() === '',
      )
      expect(nameless.map(roleOf), `controls without a name after ${heading}`).toEqual([])
    }
    const log = (await treeOf(client)).filter((node) => !node.ignored && roleOf(node) === 'log')
    expect(log.map(nameOf).every((name) => name !== '')).toBe(true)
    expect(complaints).toEqual([])
    await close()
  })
}
