// The Alerts menu and the Event Log tab (SSM-42).

import type { Page, Refusal } from '../../../kernel/surface.ts'
import type { Instant } from '../../../kernel/time.ts'
import { eventsOf } from '../../accounts.ts'
import { alertsOf, dismissed } from '../../alerts.ts'
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
        alertsOf(tables, at).map(({ severity, message, source, virtualAccount, type, actionDue, dismissal }) => ({
          cells: [severity, message, type === 'Insufficient Licenses' ? virtualAccount : source, actionDue, 'Actions'],
          actions: dismissal === null ? [] : [button('dismiss-alert', 'Dismiss', { alert: dismissal })],
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

/** Dismiss of an alert that stays until somebody has seen it. */
export function dismissAlert(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['alert'])
  if (given.is !== 'texts') return given
  const changes = dismissed(turn.state.database.tables, given.values.alert, turn.at)
  if (changes === null) return { is: 'refused', messages: ['There is no such alert.'] }
  write(turn, changes)
  return 'The alert has been dismissed.'
}
