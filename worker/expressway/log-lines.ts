// The product's three logs as they are read, and the mark that the event log of an idle system bears every hour, so that
// whoever reads it sees that nothing was missed. No timer stands for a mark: it is put in where the log is read. EX-62.

import type { LogEntry } from '../kernel/machine.ts'
import { HOUR_MS, type Instant, instant } from '../kernel/time.ts'
import { dateAndTime } from './log.ts'

/**
 * The lines that one of the product's logs holds: what happened (Event Log), changes of configuration among
 * that (Configuration Log), and everything else (Network Log).
 */
export function linesOf(past: readonly LogEntry[], log: 'event' | 'configuration' | 'network'): readonly string[] {
  if (log === 'event') return withMarks(past.filter(isEvent), past.at(-1)?.at ?? 0)
  const wanted = log === 'network' ? past.filter((entry) => !isEvent(entry)) : past.filter(isChange)
  return wanted.map(({ line }) => line)
}

const isEvent = ({ line }: LogEntry): boolean => line.includes(' Event="')
const isChange = ({ line }: LogEntry): boolean => line.includes('Event="System Configuration Changed"')

// Up to the newest line of any log: until then the system is known to have run.
const withMarks = (events: readonly LogEntry[], until: Instant): readonly string[] =>
  events.flatMap((entry, index) => [entry.line, ...marksBetween(entry, events[index + 1], until)])

/** Of one silence the last of so many marks are shown: no page shows more records. */
const MARKS_MAX = 1_000
/** Local time, zone and host, as every line begins. */
const BEGINNING = /^(\S{19})(\.\d{3})([+-]\d\d:\d\d) (\S+) /

// None while the system was down.
function marksBetween(event: LogEntry, next: LogEntry | undefined, until: Instant): readonly string[] {
  const hours = Math.ceil(((next?.at ?? until) - event.at) / HOUR_MS) - 1
  if (hours < 1 || event.line.includes('Event="System Shutdown"') || next?.line.includes('Event="System Start"')) return []
  const [, local = '', ms = '', zone = '', host = ''] = BEGINNING.exec(event.line) ?? []
  const first = Math.max(1, hours - MARKS_MAX + 1)
  return Array.from({ length: hours - first + 1 }, (_, index) => {
    const time = dateAndTime(instant(`${local}Z`) + (first + index) * HOUR_MS).replace(' ', 'T')
    return `${time}${ms}${zone} ${host} -- MARK --`
  })
}
