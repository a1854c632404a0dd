// What axe finds wrong with a page, as sentences.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Found = { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }

/** Nothing found: an empty list. `within`: only what stands in there. */
export async function violationsOf(page: Page, within?: string): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const where = within === undefined ? 'document' : JSON.stringify(within)
  const found = (await page.evaluate(
    // Sheets and media are not fetched again for it: no rule that is on looks at their text.
    `axe.run(${where}, { resultTypes: ["violations"], preload: false }).then((result) => result.violations)`,
  )) as Found[]
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  )
}
