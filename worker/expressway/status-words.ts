// What a status is made of: named values, and groups of them. EX-61, EX-63.

/** `value` as the command line prints it: texts in quotation marks, numbers and choices bare. */
export type Leaf = { readonly name: string; readonly value: string; readonly valueSpace?: true }

/**
 * `layout` is how the XML document prints it: what later subsystems add to the product's first tree stands on
 * one line, and most of it is put right before the closing tag of what it belongs to.
 */
export type Branch = {
  readonly name: string
  readonly below: readonly Entry[]
  readonly layout?: 'one line' | 'appended'
}
export type Entry = Leaf | Branch

export const text = (name: string, value: string): Leaf => ({ name, value: JSON.stringify(value) })
export const bare = (name: string, value: string | number): Leaf => ({ name, value: String(value) })
/** A status that clients may look up the possible values of; the document says where. */
export const choiceOf = (name: string, value: string): Leaf => ({ ...bare(name, value), valueSpace: true })
export const group = (name: string, below: readonly Entry[]): Branch => ({ name, below })
export const empty = (name: string): Branch => group(name, [])

/** A group for each of several things, numbered from 1. */
export const indexed = <T>(name: string, things: readonly T[], below: (thing: T) => readonly Entry[]): readonly Branch[] =>
  things.map((thing, index) => group(`${name} ${index + 1}`, below(thing)))
