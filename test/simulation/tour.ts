// What chance alone reaches seldom: each alarm made to rise and fall as its cause says, each button pressed, each command
// typed and each request of a client sent once.

import type { Product } from '../../worker/kernel/product.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import type { Deed } from './deeds.ts'
import type { History } from './history.ts'
import { deedFor } from './operator.ts'
import { answersRequests, callOf, requestsOf } from './requests.ts'
import { commandIn, filled, LOGINS, sentencesOf, VALUES } from './sentences.ts'

export const tourOf = (product: Product): readonly History[] => [
  ...alarmsOf(product),
  ...buttonsOf(product),
  ...commandsOf(product),
  ...requestsFor(product),
]

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

/** So many commands a history, since one of them may leave the node unable to take more. */
const COMMANDS_A_HISTORY = 8

/** The commands that no template and no node before offers, where they want a value with each of several. */
function commandsOf(product: Product): History[] {
  const known = new Set<string>()
  return product.templates.flatMap(({ id: template }) => {
    const lab = openLab(product, template)
    const deeds: Deed[] = []
    for (const { id: node } of lab.world().nodes)
      for (const login of LOGINS)
        for (const sentence of sentencesOf(lab, node, login)) {
          if (known.has(commandIn(sentence))) continue
          known.add(commandIn(sentence))
          const lines = new Set(VALUES.map((value) => filled(sentence, value)))
          for (const line of lines) deeds.push({ do: 'type', node, login, lines: [line, 'yes'] })
          deeds.push({ do: 'advance', ms: 300_000 })
        }
    return chunksOf(deeds, COMMANDS_A_HISTORY * VALUES.length).map((each) => ({ template, seed: 1, deeds: each }))
  })
}

/** What a client may send, to the first node that answers, in the order in which a client logs in, works and leaves. */
function requestsFor(product: Product): History[] {
  const known = new Set<string>()
  return product.templates.flatMap(({ id: template }) => {
    const lab = openLab(product, template)
    const node = lab.world().nodes.find(({ id }) => answersRequests(lab, id))?.id
    const fresh = node === undefined ? [] : requestsOf(product.id, lab).filter(({ request }) => !known.has(callOf(request)))
    for (const { request } of fresh) known.add(callOf(request))
    const deeds: Deed[] = fresh.map((operation) => ({ do: 'ask', node: node ?? '', operation }))
    return deeds.length === 0 ? [] : [{ template, seed: 1, deeds: [...deeds, { do: 'advance', ms: 300_000 }] }]
  })
}

const chunksOf = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size))
