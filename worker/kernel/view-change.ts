// What a node shows is told and written down with every turn, though most of it stays as it was. So only the parts of
// a view that another turn made different travel.

import type { Json, NodeView } from './machine.ts'
import { isSame } from './same.ts'

/** What makes one view into the next: its parts that differ, or all of it where that would not do. */
export type ViewChange = { readonly is: 'parts'; readonly parts: ViewParts } | { readonly is: 'whole'; readonly view: NodeView }

/** Some parts of a view, by name. */
export type ViewParts = { readonly [name: string]: Json }

/** What makes `before` into `after`, to the byte. */
export function changeOf(before: NodeView, after: NodeView): ViewChange {
  const names = Object.keys(after)
  const known = Object.keys(before)
  const whole = { is: 'whole', view: after } as const
  if (names.length !== known.length) return whole
  const parts: Record<string, Json> = {}
  for (const [index, name] of names.entries()) {
    if (known[index] !== name) return whole
    const [one, other] = [before[name], after[name]]
    if (isSame(one, other)) continue
    if (one === undefined || other === undefined) return whole // on disk there would be no such part
    parts[name] = other
  }
  return { is: 'parts', parts }
}

/** The view after a change. What did not change is the same object. `before` is looked at only where parts changed. */
export function afterChange(before: NodeView | undefined, change: ViewChange): NodeView {
  if (change.is === 'whole') return change.view
  if (before === undefined) throw new Error(`there is no view that ${Object.keys(change.parts).join(', ')} belong to`)
  return Object.keys(change.parts).length === 0 ? before : { ...before, ...change.parts }
}

/** Two changes that follow one another, as one. */
export function joined(one: ViewChange | undefined, other: ViewChange): ViewChange {
  if (one === undefined || other.is === 'whole') return other
  if (one.is === 'whole') return { is: 'whole', view: afterChange(one.view, other) }
  return { is: 'parts', parts: { ...one.parts, ...other.parts } }
}
