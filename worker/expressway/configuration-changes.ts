// What the log says of an item of configuration that changed: one line a value; of a list, one a value of an entry that
// is new, other or gone. EX-62.

import type { Json } from '../kernel/plain.ts'
import type { Item } from './configuration.ts'
import { isHeld } from './password-policy.ts'

/** Path on the command line, path under which the web logs, and the value before and after. */
export type Change = readonly [path: string, page: string, from: string, to: string]

type Entry = { readonly [column: string]: string }

/** Every value of `item` that is another in `is` than in `was`. */
export function changesOf(item: Item, was: Json | undefined, is: Json | undefined): readonly Change[] {
  const page = `${item.page}/${item.key}`
  if (item.kind !== 'list') return [[item.path, page, String(was), String(is)]]
  const [before, after] = [entriesOf(was), entriesOf(is)]
  const [key] = item.columns
  const nameOf = (entry: Entry) => entry[key?.name ?? ''] ?? ''
  const line = (number: number, column: (typeof item.columns)[number], from: Entry, to: Entry): readonly Change[] => {
    const [old, now] = [from[column.name] ?? '', to[column.name] ?? '']
    return old === now
      ? []
      : [[`${item.path} ${number} ${column.path}`, `${page}/${number}/${column.name}`, shown(old), shown(now)]]
  }
  const changed = after.flatMap((entry, index) => {
    const former = before.find((each) => nameOf(each) === nameOf(entry)) ?? {}
    return item.columns.flatMap((column) => line(index + 1, column, former, entry))
  })
  const gone = before.flatMap((entry, index) =>
    key === undefined || after.some((each) => nameOf(each) === nameOf(entry)) ? [] : line(index + 1, key, entry, {}),
  )
  return [...gone, ...changed]
}

const entriesOf = (value: Json | undefined): readonly Entry[] => (Array.isArray(value) ? (value as readonly Entry[]) : [])

/** A log holds no cipher either. */
const shown = (value: string): string => (isHeld(value) ? '*****' : value)
