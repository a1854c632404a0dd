// What every page is built from. EX-60.

import type { Json, Past } from '../../kernel/machine.ts'
import type { Ask, Button, Field, Page, Table } from '../../kernel/surface.ts'
import type { PeerState } from '../state.ts'

/** What a page holds beside the banners; its title where that is not what the menu calls it. */
export type Body = Partial<Pick<Page, 'title' | 'fields' | 'tables' | 'messages' | 'actions'>>

/** One page of the product: where it stands in the menu and how it is built from the state. */
export type PageKind = {
  readonly id: string
  readonly title: string
  readonly group: string // where it stands in the menu
  readonly isEditable: boolean
  /** Which systems have it; absent: all. */
  isFor?(state: PeerState): boolean
  build(state: PeerState, past: Past): Body
}

/** A field; what is not said is nothing special. */
export const field = (name: string, label: string, value: Json, more: Partial<Field> = {}): Field => ({
  name, label, value, section: '', kind: 'text', mandatory: false, peerSpecific: false, options: [], columns: [], status: [], ...more,
}) // biome-ignore format: a field that says nothing special

/** A line that the page only tells. */
export const told = (name: string, label: string, value: string, section: string): Field =>
  field(name, label, value, { kind: 'readonly', section })

/** A table that is only looked at. */
export const listed = (id: string, title: string, columns: readonly string[], rows: readonly (readonly string[])[]): Table => ({
  id, title, columns, rows, actions: rows.map(() => []),
}) // biome-ignore format: one table

/** A button that needs nothing more than a press. */
export const button = (action: string, label: string, body: Button['body'] = {}, confirm: string | null = null): Button => ({
  action,
  label,
  body,
  confirm,
  asks: [],
})

/** A button with blanks to be filled in. */
export const asking = (action: string, label: string, asks: readonly Ask[], confirm: string | null = null): Button => ({
  ...button(action, label, {}, confirm),
  asks,
})

/** One such blank. */
export const ask = (name: string, label: string, kind: Ask['kind'] = 'text', options: readonly string[] = []): Ask => ({
  name,
  label,
  kind,
  options,
  value: options[0] ?? '',
})
