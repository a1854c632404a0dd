// A node's row as text. Every turn writes it anew, though most of a state and all older log lines stay what they were:
// each is put into words once, for as long as it is the same object.

import type { LogEntry } from '../kernel/machine.ts'
import type { StoredNode } from './NodeStore.ts'

export class RowWriter {
  #parts = new Map<string, { readonly of: unknown; readonly text: string }>()
  #lines: { readonly of: readonly LogEntry[]; readonly text: string } = { of: [], text: '' }

  /** The JSON of a row, to the byte what `JSON.stringify` makes of it. */
  of(row: StoredNode): string {
    const state = textOf(row.state, (name, value) => this.#part(name, value))
    return textOf(row, (name, value) => {
      if (name === 'state') return state
      return name === 'lines' ? `[${this.#linesOf(row.lines)}]` : JSON.stringify(value)
    })
  }

  #part(name: string, value: unknown): string | undefined {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    const known = this.#parts.get(name)
    if (known?.of === value) return known.text
    const text = JSON.stringify(value)
    this.#parts.set(name, { of: value, text })
    return text
  }

  // Lines are only ever added at the end, until a full chunk moves out and they begin anew.
  #linesOf(lines: readonly LogEntry[]): string {
    const { of, text } = this.#lines
    const isLonger = of.length > 0 && lines[0] === of[0] && lines[of.length - 1] === of.at(-1)
    const fresh = isLonger ? lines.slice(of.length) : lines
    const more = fresh.map((line) => JSON.stringify(line))
    this.#lines = { of: lines, text: (isLonger ? [text, ...more] : more).join(',') }
    return this.#lines.text
  }
}

/** The JSON of an object whose values `say` puts into words; undefined leaves one out. */
function textOf(object: object, say: (name: string, value: unknown) => string | undefined): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(object)) {
    const text = say(name, value)
    if (text !== undefined) parts.push(`${JSON.stringify(name)}:${text}`)
  }
  return `{${parts.join(',')}}`
}
