// What a run of the simulator reached, against what there is to reach.

import { FAULT_KINDS } from '../../worker/api/fault-schemas.ts'
import type { Product } from '../../worker/kernel/product.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import type { Seen, Views } from './judges.ts'
import { alarmsKnown, callsOf } from './products.ts'
import { callOf } from './requests.ts'
import { commandIn, LOGINS, sentencesOf } from './sentences.ts'

type Kind = 'page saved' | 'button' | 'command' | 'setting changed' | 'call' | 'fault' | 'alarm' | 'event'

export type Offered = {
  readonly pages: readonly string[]
  readonly buttons: readonly string[]
  readonly commands: readonly string[]
  readonly settings: readonly string[] // commands of one value, after which the node must show something else
  readonly calls: readonly string[]
}

// What a node shows; by content, since a line that changes nothing makes another view too.
const shows = (views: Views, node: string): string => JSON.stringify(views.get(node))

// What one value alone does not change: it wants a second interface, or a list without a gap. The pages that set it are reached.
const ALONE = /^xconfiguration (?:ethernet 2 |ethernet 1 ip v4 staticnat |alternates peer )/

export class Coverage {
  readonly #counts = new Map<string, number>()

  saw(product: Product, { deed, events, before, views }: Seen): void {
    if (deed?.do === 'ask' && deed.operation.op === 'save') this.#count(product, 'page saved', deed.operation.page)
    if (deed?.do === 'ask' && deed.operation.op === 'act') this.#count(product, 'button', deed.operation.action)
    if (deed?.do === 'ask' && deed.operation.op === 'http') this.#count(product, 'call', callOf(deed.operation.request))
    if (deed?.do === 'type') {
      const command = commandIn(deed.lines[0] ?? '')
      this.#count(product, 'command', command)
      if (shows(before, deed.node) !== shows(views, deed.node)) this.#count(product, 'setting changed', command)
    }
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

  /** What can be reached and was not: kinds of faults, alarms, and what `offered` names. */
  missed(product: Product, offered: Offered): readonly string[] {
    const reached = (kind: Kind, name: string) => this.#counts.has(`${product.id} ${kind} ${name}`)
    return [
      ...FAULT_KINDS.filter((kind) => isPossible(product, kind) && !reached('fault', kind)).map((kind) => `fault ${kind}`),
      ...alarmsKnown(product)
        .filter((id) => !reached('alarm', id))
        .map((id) => `alarm ${id}`),
      ...offered.pages.filter((page) => !reached('page saved', page)).map((page) => `page ${page}`),
      ...offered.buttons.filter((button) => !reached('button', button)).map((button) => `button ${button}`),
      ...offered.commands.filter((command) => !reached('command', command)).map((command) => `command ${command}`),
      ...offered.settings.filter((setting) => !reached('setting changed', setting)).map((setting) => `change by ${setting}`),
      ...offered.calls.filter((call) => !reached('call', call)).map((call) => `call ${call}`),
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

/** The pages that can be saved, the buttons, and the lines of the console, which the nodes offer as they first stand; and the calls. */
export function offeredBy(product: Product): Offered {
  const pages = new Set<string>()
  const buttons = new Set<string>()
  const commands = new Set<string>()
  for (const { id: template } of product.templates) {
    const lab = openLab(product, template)
    for (const { id: node } of lab.world().nodes) {
      for (const login of LOGINS) for (const each of sentencesOf(lab, node, login)) commands.add(commandIn(each))
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
  const settings = [...commands].filter((command) => command.startsWith('xconfiguration ') && !ALONE.test(command))
  return { pages: [...pages], buttons: [...buttons], commands: [...commands], settings, calls: callsOf(product) }
}
