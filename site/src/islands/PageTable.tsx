// A table of an admin page. A wide one is scrolled sideways, so what can be done with a row stands first, and the
// product's own column of that name, where its menu would open, is not shown beside it.

import type { Button, Table } from '@worker/kernel/surface.ts'
import { say } from '../strings.ts'
import { Scroll } from './Scroll.tsx'

export function PageTable({
  table,
  disabled,
  onPress,
}: {
  readonly table: Table
  readonly disabled: boolean
  readonly onPress: (button: Button) => void
}) {
  const hasActions = table.actions.some((buttons) => buttons.length > 0)
  const shown = table.columns.flatMap((column, at) => (hasActions && column === say.pages.actions ? [] : [at]))
  return (
    <Scroll label={table.title}>
      <table class="cb-table">
        <caption>{table.title}</caption>
        <thead>
          <tr>
            {hasActions && <th scope="col">{say.pages.actions}</th>}
            {shown.map((column) => (
              <th key={column} scope="col">
                {table.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.length === 0 && (
            <tr>
              <td colSpan={shown.length + (hasActions ? 1 : 0)}>{say.common.none}</td>
            </tr>
          )}
          {table.rows.map((row, index) => (
            <tr key={index} data-colour={table.colours?.[index] ?? undefined}>
              {hasActions && (
                <td class="cb-row-actions">
                  {(table.actions[index] ?? []).map((button) => (
                    <button type="button" class="cb-small" key={button.label} disabled={disabled} onClick={() => onPress(button)}>
                      {button.label}
                    </button>
                  ))}
                </td>
              )}
              {shown.map((column) => (
                <td key={column}>{row[column]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
