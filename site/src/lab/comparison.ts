// Nodes set side by side: the same rows for all of them, and which rows are not the same on all.

import type { Json } from '@worker/kernel/machine.ts'
import type { Page } from '@worker/kernel/surface.ts'
import { type CheckWords, labelAt } from './checkWords.ts'
import type { Node } from './presentation.ts'

export type Row = {
  readonly at: string // the field, the table or the place in a view that it shows
  readonly name: string
  readonly peerSpecific: boolean
  readonly values: readonly (string | null)[] // one per node; null: it has no such row, or does not answer
  readonly differs: boolean
}

const textOf = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value).replace(/^[[{]|[\]}]$/g, '') : String(value)

const rowOf = (at: string, name: string, peerSpecific: boolean, values: readonly (string | null)[]): Row => ({
  at,
  name,
  peerSpecific,
  values,
  differs: new Set(values.filter((value) => value !== null)).size > 1,
})

/** The fields of one admin page as each node shows it. */
export function rowsOfPages(pages: readonly (Page | null)[]): readonly Row[] {
  const names = [...new Set(pages.flatMap((page) => page?.fields.map(({ name }) => name) ?? []))]
  const tables = [...new Set(pages.flatMap((page) => page?.tables.map(({ title }) => title) ?? []))]
  return [
    ...names.map((name) => {
      const fields = pages.map((page) => page?.fields.find((field) => field.name === name))
      const known = fields.find((field) => field !== undefined)
      return rowOf(
        name,
        known?.label ?? name,
        known?.peerSpecific ?? false,
        fields.map((field) => (field === undefined ? null : textOf(field.value))),
      )
    }),
    ...tables.map((title) =>
      rowOf(
        title,
        title,
        false,
        pages.map(
          (page) =>
            page?.tables
              .find((table) => table.title === title)
              ?.rows.map((row) => row.join(' · '))
              .join('\n') ?? null,
        ),
      ),
    ),
  ]
}

const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z$/
const OWN: readonly string[] = ['id', 'product', 'alarms']

/** Everything the nodes' views hold, one row per value, by the product's `labels` where it has one for the place. */
export function rowsOfNodes(nodes: readonly Node[], labels: CheckWords['labels']): readonly Row[] {
  const flat = nodes.map((node) => new Map(leavesOf(node as unknown as Json, '')))
  const paths = [...new Set(flat.flatMap((each) => [...each.keys()]))].filter(
    (path) => !OWN.includes(/^\w+/.exec(path)?.[0] ?? ''),
  )
  return paths
    .map((path) =>
      rowOf(
        path,
        labelAt(path, labels) ?? path,
        false,
        flat.map((each) => each.get(path) ?? null),
      ),
    )
    .filter(({ values }) => values.some((value) => value !== null))
}

// Nothing is known at a place that is null, be it a value or all that would stand below it.
function leavesOf(value: Json, path: string): readonly (readonly [string, string])[] {
  if (value === null) return []
  if (typeof value !== 'object') return [[path, textOf(value).replace(MOMENT, '$1 $2 UTC')]]
  if (Array.isArray(value)) return value.flatMap((inner, place) => leavesOf(inner as Json, `${path}[${place}]`))
  return Object.entries(value).flatMap(([step, inner]) => leavesOf(inner as Json, path === '' ? step : `${path}.${step}`))
}
