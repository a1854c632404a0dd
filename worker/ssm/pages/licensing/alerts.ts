// The Alerts menu and the Event Log tab (SSM-42).

import type { Page, Refusal } from '../../../kernel/surface.ts'
import type { Instant } from '../../../kernel/time.ts'
import { eventsOf } from '../../accounts.ts'
import { alertsOf, dropNotice, noticesOf } from '../../alerts.ts'
import { guiTime } from '../../clock.ts'
import type { Tables } from '../../postgres.ts'
import { write } from '../../replication.ts'
import type { HaState } from '../../state.ts'
import type { Turn } from '../../turn.ts'
import { button, page, table } from '../parts.ts'
import { texts } from '../validation.ts'
import type { Body } from './parts.ts'

/** The Alerts menu, with the Event Log below it. */
export function alerts({ database: { tables } }: HaState, at: Instant): Page {
  return page('licensing-alerts', 'Smart Licensing: Alerts', {
    tables: [
      table(
        'alerts',
        'Alerts',
        ['Sev', 'Message', 'Source', 'Action Due', 'Actions'],
        alertsOf(tables, at).map(({ severity, message, source, virtualAccount, type, actionDue, notice }) => ({
          cells: [severity, message, type === 'Insufficient Licenses' ? virtualAccount : source, actionDue, 'Actions'],
          actions: notice === null ? [] : [button('dismiss-alert', 'Dismiss', { alert: notice })],
        })),
      ),
      events(tables),
    ],
  })
}

/** Tab Event Log. */
export const eventLog = ({ database: { tables } }: HaState): Page =>
  page('licensing-event-log', 'Smart Licensing: Event Log', { tables: [events(tables)] })

const events = (tables: Tables) =>
  table(
    'event-log',
    'Event Log',
    ['Time', 'Message'],
    [...eventsOf(tables, 'licensing')].reverse().map(({ when, text }) => ({ cells: [guiTime(when.stamp), text] })),
  )

/** Dismiss of an alert that is kept. */
export function dismissAlert(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['alert'])
  if (given.is !== 'texts') return given
  if (!noticesOf(turn.state.database.tables).some(({ id }) => id === given.values.alert))
    return { is: 'refused', messages: ['There is no such alert.'] }
  write(turn, [dropNotice(given.values.alert)])
  return 'The alert has been dismissed.'
}
