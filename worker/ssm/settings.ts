// The settings that the database keeps, one row each.

import type { Change, Row, Tables } from './postgres.ts'

type Setting = Row & { readonly value: string }

/** What a setting says; '' where it was never set. */
export const settingOf = (tables: Tables, id: string): string =>
  ((tables.settings ?? []) as readonly Setting[]).find((each) => each.id === id)?.value ?? ''

/** The row of a setting. */
export const settingRow = (id: string, value: string): Row => ({ id, value }) as Setting

/** The row that sets it, or takes it away where `value` is ''. */
export const putSetting = (id: string, value: string): Change => ({
  table: 'settings',
  id,
  row: value === '' ? null : settingRow(id, value),
})
