// The pieces pages are put together from.

import type { Button, Field, Page, Remark, Table } from '../../kernel/surface.ts'

/** A page with nothing on it but what is given. */
export const page = (id: string, title: string, parts: Partial<Page>): Page => ({
  id,
  title,
  fields: [],
  tables: [],
  messages: [],
  banners: [],
  actions: [],
  ...parts,
})

/** Something a page says and nobody can change there. */
export const shown = (name: string, label: string, section: string, value: string, status: readonly Remark[] = []): Field => ({
  name,
  label,
  section,
  value,
  kind: 'readonly',
  mandatory: false,
  peerSpecific: false,
  options: [],
  columns: [],
  status,
})

/** A line of a form that must be filled in. */
export const asked = (name: string, label: string, section: string): Field => ({
  ...shown(name, label, section, ''),
  kind: 'text',
  mandatory: true,
})

/** A line of a form of which there are only these: `value` is chosen to begin with. */
export const choice = (name: string, label: string, section: string, options: readonly string[], value: string): Field => ({
  ...asked(name, label, section),
  kind: 'choice',
  options,
  value,
})

/** A table, each row with its cells and its buttons. */
export const table = (
  id: string,
  title: string,
  columns: readonly string[],
  rows: readonly { readonly cells: readonly string[]; readonly actions?: readonly Button[] }[],
): Table => ({ id, title, columns, rows: rows.map(({ cells }) => cells), actions: rows.map(({ actions = [] }) => actions) })

/** A button that asks for no confirmation. */
export const button = (action: string, label: string, body: Button['body'] = {}): Button => ({
  action,
  label,
  body,
  confirm: null,
})
