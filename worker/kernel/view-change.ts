// What a node shows is told and written down with every turn, though most of it stays as it was. So only the parts of
// a view that another turn made different travel.

import type { Json, NodeView } from './machine.ts'

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

// To the byte: keys in another order are another text.
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    for (let index = 0; index < one.length; index += 1) if (!isSame(one[index], other[index])) return false
    return true
  }
  const [ours, theirs] = [one as ViewParts, other as ViewParts]
  const names = Object.keys(ours)
  const known = Object.keys(theirs)
  if (names.length !== known.length) return false
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string
    if (name !== known[index] || !isSame(ours[name], theirs[name])) return false
  }
  return true
}
