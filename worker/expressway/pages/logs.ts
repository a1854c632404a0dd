// Status > Logs.

import type { Past } from '../../kernel/machine.ts'
import type { RowColour } from '../../kernel/surface.ts'
import { linesOf } from '../log-lines.ts'
import type { PageKind } from './parts.ts'

/** The events that the page shows in a colour. EX-60. */
const COLOURS: ReadonlyMap<string, RowColour> = new Map([
  ['System Start', 'green'],
  ['Admin Session Start', 'green'],
  ['Admin Session Finish', 'green'],
  ['System Shutdown', 'orange'],
  ['Diagnostic Logging', 'purple'],
  ['External Server Communications Failure', 'red'],
  ['License Limit Reached', 'red'],
  ['TLS Negotiation Error', 'red'],
  ['System Backup Error', 'red'],
  ['System Restore Error', 'red'],
])

const colourOf = (line: string): RowColour | null => COLOURS.get(/ Event="([^"]*)"/.exec(line)?.[1] ?? '') ?? null

/** The web page shows this many of the newest records. */
const RECORDS_MAX = 1_000

const page = (id: string, title: string, log: Parameters<typeof linesOf>[1]): PageKind => ({
  id,
  title,
  group: 'Status > Logs',
  isEditable: false,
  build: (_, past: Past) => {
    const lines = linesOf(past(), log).slice(-RECORDS_MAX).toReversed()
    const [rows, actions] = [lines.map((line) => [line]), lines.map(() => [])]
    return { tables: [{ id: 'events', title, columns: ['Event'], rows, actions, colours: lines.map(colourOf) }] }
  },
})

/** Event Log, Configuration Log and Network Log, the newest record first. */
export const LOG_PAGES: readonly PageKind[] = [
  page('event-log', 'Event Log', 'event'),
  page('configuration-log', 'Configuration Log', 'configuration'),
  page('network-log', 'Network Log', 'network'),
]
