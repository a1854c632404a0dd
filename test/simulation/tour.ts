// What chance alone reaches seldom: each alarm made to rise and fall as its cause says, and each button pressed once.

import type { Product } from '../../worker/kernel/product.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import type { Deed } from './deeds.ts'
import type { History } from './history.ts'
import { deedFor } from './operator.ts'

export const tourOf = (product: Product): readonly History[] => [...alarmsOf(product), ...buttonsOf(product)]

const alarmsOf = (product: Product): History[] =>
  product.reference.causes.map(({ template, raise, clear }) => ({ template, seed: 1, deeds: [...raise, ...clear].map(deedFor) }))

/** One history a template: the buttons that no template before it offers, each followed by some minutes. */
function buttonsOf(product: Product): History[] {
  const known = new Set<string>()
  return product.templates.flatMap(({ id: template }) => {
    const lab = openLab(product, template)
    const deeds: Deed[] = []
    for (const { id: node } of lab.world().nodes) {
      const list = lab.read(node, { ask: 'pages' })
      for (const { id } of list.is === 'pages' ? list.pages : []) {
        const reading = lab.read(node, { ask: 'page', page: id })
        if (reading.is !== 'page') continue
        for (const { action, body } of [
          ...reading.page.actions,
          ...reading.page.tables.flatMap((table) => table.actions.flat()),
        ]) {
          if (known.has(action)) continue
          known.add(action)
          deeds.push({ do: 'ask', node, operation: { op: 'act', action, body } }, { do: 'advance', ms: 300_000 })
        }
      }
    }
    return deeds.length === 0 ? [] : [{ template, seed: 1, deeds }]
  })
}
