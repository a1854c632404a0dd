// Where the action of an alarm leads on the web interface: by the links of the product's own alarm table. EX-40, EX-63.

import type { Table } from '../../kernel/surface.ts'
import type { AlarmKind } from '../alarm-kind.ts'
import { alarmKind } from '../alarm-kinds.ts'
import { ALARM_TABLE } from '../alarm-table.ts'
import { helpOf } from './help.ts'
import { idOf, nameOf } from './html.ts'

/** What a cell of the list of alarms links to, after the slash: an action to its page, an id to what the event log tells of it. */
export function linkOfCell({ id, columns }: Table, cells: readonly string[], column: number): string | null {
  const kind = id === 'alarms' ? alarmKind(cells[columns.indexOf('ID')] ?? '') : undefined
  if (kind === undefined || cells[column] === '') return null
  if (columns[column] === 'ID') return `${nameOf('event-log')}?id=${kind.id}`
  if (columns[column] !== 'Action') return null
  return actionOf(kind)
}

// Null where the action leads nowhere, or to a page that is not modelled.
function actionOf(kind: AlarmKind): string | null {
  const row = ALARM_TABLE.find(({ uuid }) => uuid === kind.uuid)
  const links = row === undefined ? laterLink(kind.page) : (JSON.parse(row.links) as string | readonly string[])
  const to = typeof links === 'string' ? links : (links[1] ?? '') // labels and pages by turns
  const page = to.split('?')[0] ?? ''
  return idOf(page) === undefined && helpOf(page) === undefined ? null : to
}

// Of alarms that came after that table: the page that the remedy speaks of.
const laterLink = (page: string): string => (page === 'restart-options' ? `${nameOf(page)}?restart` : nameOf(page))
