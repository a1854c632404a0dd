// What a reader carries from node to node in the course of a procedure: files that buttons handed over. A later
// act names one by where it came from, since its text is not known before: `file: { node: expc03, action: backup }`.

import type { Json, NodeId } from './plain.ts'

type Body = { readonly [name: string]: Json }
type Handed = { readonly name: string; readonly text?: string }

export class Carried {
  readonly #texts = new Map<string, string>()

  /** The first file that a button handed over, if it handed over any; a later one takes its place. */
  keep(node: NodeId, action: string, files: readonly Handed[]): void {
    const text = files[0]?.text
    if (text !== undefined) this.#texts.set(keyOf(node, action), text)
  }

  /** A body with its files in the place of what names them. One that is not at hand stays named. */
  into(body: Body): Body {
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, this.#textFor(value) ?? value]))
  }

  #textFor(value: Json): string | undefined {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
    const { node, action } = value as Body
    return typeof node === 'string' && typeof action === 'string' ? this.#texts.get(keyOf(node, action)) : undefined
  }
}

const carried = new WeakMap<object, Carried>()

/** What is carried in the course of one sandbox. */
export function carriedIn(sandbox: object): Carried {
  const known = carried.get(sandbox) ?? new Carried()
  carried.set(sandbox, known)
  return known
}

const keyOf = (node: NodeId, action: string): string => `${node} ${action}`
