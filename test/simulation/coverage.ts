// What a run of the simulator reached, against what there is to reach.

import { FAULT_KINDS } from '../../worker/api/schemas.ts'
import type { Product } from '../../worker/kernel/product.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import type { Seen, Views } from './judges.ts'
import { alarmsKnown } from './products.ts'

type Kind = 'page saved' | 'button' | 'command' | 'fault' | 'alarm' | 'event'

export type Offered = { readonly pages: readonly string[]; readonly buttons: readonly string[] }

export class Coverage {
  readonly #counts = new Map<string, number>()

  saw(product: Product, { deed, events, before, views }: Seen): void {
    if (deed?.do === 'ask' && deed.operation.op === 'save') this.#count(product, 'page saved', deed.operation.page)
    if (deed?.do === 'ask' && deed.operation.op === 'act') this.#count(product, 'button', deed.operation.action)
    if (deed?.do === 'type') this.#count(product, 'command', command(deed.lines[0] ?? ''))
    if (deed?.do === 'lay') this.#count(product, 'fault', deed.fault.kind)
    for (const event of events) this.#count(product, 'event', event.kind)
    if (deed === null) this.stands(product, views)
    else this.stands(product, new Map([...views].filter(([node, view]) => before.get(node) !== view)))
  }

  /** The alarms that stand now, however they came. */
  stands(product: Product, views: Views): void {
    for (const view of views.values())
      for (const alarm of (view.alarms as readonly { id: string }[] | undefined) ?? []) this.#count(product, 'alarm', alarm.id)
  }

  #count(product: Product, kind: Kind, name: string): void {
    const key = `${product.id} ${kind} ${name}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  reached(product: Product, kind: Kind): readonly string[] {
    const start = `${product.id} ${kind} `
    return [...this.#counts.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length))
  }

  /** Takes in what another run reached. */
  add(counts: Readonly<Record<string, number>>): void {
    for (const [key, count] of Object.entries(counts)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + count)
  }

  counts = (): Readonly<Record<string, number>> => Object.fromEntries(this.#counts)

  /** What can be reached and was not: kinds of faults, alarms, and every page with a field and every button that `offered` names. */
  missed(product: Product, offered: Offered = { pages: [], buttons: [] }): readonly string[] {
    const reached = (kind: Kind, name: string) => this.#counts.has(`${product.id} ${kind} ${name}`)
    return [
      ...FAULT_KINDS.filter((kind) => isPossible(product, kind) && !reached('fault', kind)).map((kind) => `fault ${kind}`),
      ...alarmsKnown(product)
        .filter((id) => !reached('alarm', id))
        .map((id) => `alarm ${id}`),
      ...offered.pages.filter((page) => !reached('page saved', page)).map((page) => `page ${page}`),
      ...offered.buttons.filter((button) => !reached('button', button)).map((button) => `button ${button}`),
    ]
  }

  /** The whole as a table, one line a thing. */
  table(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]) => `${String(count).padStart(8)}  ${key}`)
      .join('\n')
  }
}

// A trouble that every node of a product refuses, whatever its details, is none of this product's faults.
const isPossible = (product: Product, kind: string): boolean =>
  ({
    expressway: ['resource-fails', 'upstream-unreachable'],
    ssm: ['nat', 'dns-missing', 'dns-record', 'ntp-unreachable', 'port-blocked'],
  })[product.id as 'expressway' | 'ssm']?.includes(kind) !== true

const command = (line: string): string => line.trim().split(/\s+/).slice(0, 2).join(' ').toLowerCase()

/** The pages that can be saved, and the buttons, which the nodes offer as they first stand. */
export function offeredBy(product: Product): Offered {
  const pages = new Set<string>()
  const buttons = new Set<string>()
  for (const { id: template } of product.templates) {
    const lab = openLab(product, template)
    for (const { id: node } of lab.world().nodes) {
      const list = lab.read(node, { ask: 'pages' })
      for (const { id } of list.is === 'pages' ? list.pages : []) {
        const reading = lab.read(node, { ask: 'page', page: id })
        if (reading.is !== 'page') continue
        const { fields, actions, tables } = reading.page
        if (fields.some(({ kind }) => kind !== 'readonly')) pages.add(id)
        for (const { action } of [...actions, ...tables.flatMap((table) => table.actions.flat())]) buttons.add(action)
      }
    }
  }
  return { pages: [...pages], buttons: [...buttons] }
}
