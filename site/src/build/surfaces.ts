// What the nodes of a product offer, asked of the model itself: every page with its fields, every command that
// its console completes. One node of each kind and starting point is asked; what is asked twice is listed once.

import type { CommandEntry, Product } from '@worker/kernel/product.ts'
import { openLab } from '@worker/kernel/runtime.ts'
import type { Page } from '@worker/kernel/surface.ts'

export type ListedPage = { readonly id: string; readonly group: string; readonly page: Page }

/** Every page that some node of a product shows at the beginning of a template: of each, all fields and buttons that any shows. */
export function pagesOf(product: Product): readonly ListedPage[] {
  const found = new Map<string, ListedPage>()
  const take = (id: string, group: string, page: Page) => {
    const known = found.get(id)?.page
    found.set(id, { id, group, page: known === undefined ? page : merged(known, page) })
  }
  for (const template of product.templates) {
    const lab = openLab(product, template.id)
    for (const { id: node } of template.nodes) {
      const list = lab.read(node, { ask: 'pages' })
      for (const { id, group } of list.is === 'pages' ? list.pages : []) {
        const isFirst = !found.has(id)
        const reading = lab.read(node, { ask: 'page', page: id })
        if (reading.is !== 'page') continue
        take(id, group, reading.page)
        // What a switch brings to light stands on the page as well.
        for (const { name, value, options } of isFirst ? reading.page.fields : []) {
          if (value !== 'Off' || !options.includes('On')) continue
          const answer = lab.ask(node, { op: 'save', page: id, fields: { [name]: 'On' } })
          if (answer.is === 'page') take(id, group, answer.page)
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.group + a.page.title < b.group + b.page.title ? -1 : 1))
}

// Fields and buttons of both, those of the second after what stands before them there.
function merged(one: Page, other: Page): Page {
  return {
    ...one,
    fields: joined(one.fields, other.fields, ({ name }) => name),
    actions: joined(one.actions, other.actions, ({ action }) => action),
  }
}

function joined<T>(one: readonly T[], other: readonly T[], keyOf: (each: T) => string): readonly T[] {
  const all = [...one]
  for (const [index, each] of other.entries()) {
    if (all.some((known) => keyOf(known) === keyOf(each))) continue
    const before = other[index - 1]
    const place = before === undefined ? 0 : all.findIndex((known) => keyOf(known) === keyOf(before)) + 1
    all.splice(place, 0, each)
  }
  return all
}

export type Shell = { readonly login: 'root' | null; readonly commands: readonly string[] }

/** What each login of a product's consoles completes at an empty line, and after each word that leads on. */
export function shellsOf(product: Product): readonly Shell[] {
  return ([null, 'root'] as const).map((login) => {
    const commands = new Set<string>()
    for (const template of product.templates.slice(0, 2)) {
      const lab = openLab(product, template.id)
      for (const { id: node } of template.nodes) {
        const ask = (line: string): readonly string[] => {
          const reading = lab.read(node, { ask: 'completions', line, session: null, login })
          return reading.is === 'completions' ? reading.completions : []
        }
        for (const first of ask('')) {
          const further = ask(`${first} `).filter((next) => next !== first)
          if (further.length === 0) commands.add(first)
          for (const next of further) commands.add(next.startsWith(first) ? next : `${first} ${next}`)
        }
      }
    }
    // A setting is completed with the colon before its value, which is no part of its name.
    return { login, commands: [...commands].map((each) => each.replace(/:$/, '')).sort() }
  })
}

export type CommandGroup = {
  readonly word: string // the one that all begin with; '' for those that stand alone
  readonly told: readonly CommandEntry[] // something is said of them
  readonly listed: readonly string[]
  readonly notModelled: readonly string[] // known by name alone
}

/** The commands of a shell under the word that leads to them, with what the product's register says of each. */
export function groupsOf(product: Product, { login, commands }: Shell): readonly CommandGroup[] {
  const leads = commands.flatMap((command) => (command.includes(' ') ? [command.split(' ')[0] ?? ''] : []))
  const wordOf = (command: string) => {
    const first = command.split(' ')[0] ?? ''
    return leads.filter((lead) => lead === first).length > 1 ? first : ''
  }
  return [...new Set(commands.map(wordOf))].sort().map((word) => {
    const own = commands.filter((command) => wordOf(command) === word)
    const entries = own.flatMap(
      (name) => product.reference.commands.find((each) => each.login === login && each.name === name) ?? [],
    )
    return {
      word,
      told: entries.filter(({ what }) => what !== null),
      listed: own.filter((name) => !entries.some((entry) => entry.name === name)),
      notModelled: entries.filter(({ what }) => what === null).map(({ name }) => name),
    }
  })
}
