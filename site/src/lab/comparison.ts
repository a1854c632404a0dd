// Nodes set side by side: the same rows for all of them, and which rows are not the same on all.

import type { Json } from '@worker/kernel/machine.ts'
import type { Page } from '@worker/kernel/surface.ts'
import type { Node } from './presentation.ts'

export type Row = {
  readonly name: string
  readonly peerSpecific: boolean
  readonly values: readonly (string | null)[] // one per node; null: it has no such row, or does not answer
  readonly differs: boolean
}

const textOf = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value).replace(/^[[{]|[\]}]$/g, '') : String(value)

const rowOf = (name: string, peerSpecific: boolean, values: readonly (string | null)[]): Row => ({
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
        known?.label ?? name,
        known?.peerSpecific ?? false,
        fields.map((field) => (field === undefined ? null : textOf(field.value))),
      )
    }),
    ...tables.map((title) =>
      rowOf(
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

const OWN: readonly string[] = ['id', 'alarms']

/** Everything the nodes' views hold, one row per value. */
export function rowsOfNodes(nodes: readonly Node[]): readonly Row[] {
  const flat = nodes.map((node) => new Map(leavesOf(node as unknown as Json, '')))
  const names = [...new Set(flat.flatMap((each) => [...each.keys()]))].filter((name) => !OWN.includes(name.split('.')[0] ?? ''))
  return names.map((name) =>
    rowOf(
      name,
      false,
      flat.map((each) => each.get(name) ?? null),
    ),
  )
}

function leavesOf(value: Json, path: string): readonly (readonly [string, string])[] {
  if (value === null || typeof value !== 'object') return [[path, textOf(value)]]
  const under = (step: string) => (path === '' ? step : `${path}.${step}`)
  return Object.entries(value).flatMap(([step, inner]) => leavesOf(inner as Json, under(step)))
}
