// What a terminal shows before a console has answered is what the console then shows.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openLab } from '../../worker/kernel/runtime.ts'
import { PRODUCTS } from '../../worker/products.ts'

const promptsOf = (product: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(`content/products/${product}.json`, 'utf8')).prompts

test.each(PRODUCTS.map((product) => [product.id, product] as const))('%s: each login has its prompt', (_, product) => {
  const [template] = product.templates
  const lab = openLab(product, template?.id ?? '')
  const node = lab.world().nodes[0]?.id ?? ''
  const prompts = promptsOf(product.id)
  expect(Object.keys(prompts)).toContain('root')
  for (const login of [null, 'root']) {
    const answer = lab.ask(node, { op: 'console', line: '', session: null, login })
    expect(answer).toMatchObject({ is: 'console', prompt: (prompts[login ?? 'usual'] ?? '').replace('{node}', node) })
  }
})
