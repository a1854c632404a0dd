// The alarms of a snapshot, whatever its products call them: each product's file says where its views list them.

import type { Json } from '@worker/kernel/machine.ts'
import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { presentationOf, valueAt } from './presentation.ts'

export type Alarm = {
  readonly node: string
  readonly product: string
  readonly id: string
  readonly title: string
  readonly text: string
  readonly severity: string
  readonly status: string // `new` where the product has no such thing
  readonly firstRaised: string // '' where the product does not say
  readonly solution: string
  readonly page: string // where its action leads, or ''
}

/** Newest first; those without a time stand last. */
export function alarmsIn(snapshot: Pick<Snapshot, 'nodes'>): readonly Alarm[] {
  return snapshot.nodes
    .flatMap((node) => {
      const { path, where, names } = presentationOf(node.product).alarms
      const listed = valueAt(node, path)
      if (!Array.isArray(listed) || (where !== null && !where.is.includes(String(valueAt(node, where.path))))) return []
      return (listed as readonly { readonly [key: string]: Json }[]).map((alarm) => {
        const word = (name: keyof typeof names) => wordOf(alarm[names[name] ?? name])
        return {
          node: node.id,
          product: node.product,
          id: word('id'),
          title: word('title'),
          text: word('text'),
          severity: word('severity'),
          status: word('status') || 'new',
          firstRaised: word('firstRaised'),
          solution: word('solution'),
          page: word('page'),
        }
      })
    })
    .sort((a, b) => (a.firstRaised < b.firstRaised ? 1 : -1))
}

/** The same alarms, those that differ in nothing but their node and time together, in the order of the newest of each. */
export function togetherOf(alarms: readonly Alarm[]): readonly (readonly [Alarm, ...Alarm[]])[] {
  const found = new Map<string, [Alarm, ...Alarm[]]>()
  for (const alarm of alarms) {
    const { product, id, title, text, severity, status, page } = alarm
    const key = JSON.stringify([product, id, title, text, severity, status, page])
    const same = found.get(key)
    // Two of the same node are two alarms, whatever they say.
    if (same === undefined || same.some(({ node }) => node === alarm.node))
      found.set(same === undefined ? key : `${key} ${found.size}`, [alarm])
    else same.push(alarm)
  }
  return [...found.values()]
}

/** Whether this is the product's own number. Where it has none the id is a word of ours, which says less than the title. */
export const isNumbered = (id: string): boolean => /^\d+$/.test(id)

/** How many nobody has acknowledged yet. */
export const newAlarmsIn = (snapshot: Pick<Snapshot, 'nodes'>): number =>
  alarmsIn(snapshot).filter(({ status }) => status === 'new').length

const wordOf = (value: Json | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
