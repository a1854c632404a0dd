// Elements and attributes as text: all of XML that Pacemaker's documents need.

/** Attributes of an element, in their order. */
export type Attributes = { readonly [name: string]: string | number }
/** An element with its children. */
export type Element = { readonly tag: string; readonly attributes: Attributes; readonly children: readonly Element[] }

/** An element with its attributes, in the order in which they are written. */
export const el = (tag: string, attributes: Attributes, ...children: readonly Element[]): Element => ({
  tag,
  attributes,
  children,
})

/** A name with a value in the set `set`, as Pacemaker keeps them. */
export const pair = (set: string, name: string, value: string | number): Element =>
  el('nvpair', { id: `${set}-${name}`, name, value })

const escaped = (text: string | number): string =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** An element as text, two blanks a level, without a newline at its end. */
export function xml({ tag, attributes, children }: Element, indent = ''): string {
  const open = `${indent}<${tag}${Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('')}`
  if (children.length === 0) return `${open}/>`
  return [`${open}>`, ...children.map((child) => xml(child, `${indent}  `)), `${indent}</${tag}>`].join('\n')
}
