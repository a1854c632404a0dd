// Status > Logs.

import type { Past } from '../../kernel/machine.ts'
import { linesOf } from '../log-lines.ts'
import type { PageKind } from './parts.ts'

/** The web page shows this many of the newest records. */
const RECORDS_MAX = 1_000

const page = (id: string, title: string, log: Parameters<typeof linesOf>[1]): PageKind => ({
  id,
  title,
  group: 'Status > Logs',
  isEditable: false,
  build: (_, past: Past) => {
    const rows = linesOf(past(), log)
      .slice(-RECORDS_MAX)
      .toReversed()
      .map((line) => [line])
    return { tables: [{ id: 'events', title, columns: ['Event'], rows, actions: rows.map(() => []) }] }
  },
})

/** Event Log, Configuration Log and Network Log, the newest record first. */
export const LOG_PAGES: readonly PageKind[] = [
  page('event-log', 'Event Log', 'event'),
  page('configuration-log', 'Configuration Log', 'configuration'),
  page('network-log', 'Network Log', 'network'),
]
