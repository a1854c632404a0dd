// The product's logs as they are read, and the mark that the event log of an idle system bears every hour, so that
// whoever reads it sees that nothing was missed. No timer stands for a mark: it is put in where the log is read. EX-62.

import type { LogEntry } from '../kernel/machine.ts'
import { HOUR_MS, type Instant, instant } from '../kernel/time.ts'
import { dateAndTime } from './log.ts'

/**
 * The lines that one of the product's logs holds: what happened (Event Log), changes of configuration among that
 * (Configuration Log), messages of signalling (Network Log), and what the software says of itself (Support Log). The
 * last has no page: its lines are in the diagnostic log and in the system snapshot.
 */
export function linesOf(past: readonly LogEntry[], log: 'event' | 'configuration' | 'network' | 'support'): readonly string[] {
  const wanted = { event: isShown, configuration: isChange, network: isOf('network.'), support: isOf('developer.') }[log]
  return (log === 'event' ? withMarks(past) : past).filter(wanted).map(({ line }) => line)
}

const isOf =
  (modules: string) =>
  (entry: LogEntry): boolean =>
    entry.module.startsWith(modules) && !isEvent(entry)
const isEvent = ({ line }: LogEntry): boolean => line.includes(' Event="')
const isShown = (entry: LogEntry): boolean => isEvent(entry) || entry.module === MARK_MODULE
const isChange = ({ line }: LogEntry): boolean => line.includes('Event="System Configuration Changed"')

/** What writes the marks. */
const MARK_MODULE = 'syslog'
/** Of one silence the last of so many marks are shown: no page shows more records. */
const MARKS_MAX = 1_000
/** Local time, zone and host, as every line begins. */
const BEGINNING = /^(\S{19})(\.\d{3})([+-]\d\d:\d\d) (\S+) /

/**
 * The lines of all logs, with the marks of the event log put in, up to the newest line: until then the system is known
 * to have run. A mark has what the line after it has beside its own text and time, a number among it.
 */
export function withMarks<Line extends LogEntry>(lines: readonly Line[]): readonly Line[] {
  const events = lines.filter(isEvent)
  const until = lines.at(-1)?.at ?? 0
  const marks = events.flatMap((event, index) => marksBetween(event, events[index + 1], until))
  if (marks.length === 0) return lines
  let next = 0
  return lines.flatMap((line) => {
    const first = next
    while (next < marks.length && (marks[next] as Mark).at < line.at) next += 1
    const before = marks.slice(first, next).map((mark): Line => ({ ...line, module: MARK_MODULE, level: 'INFO', ...mark }))
    return [...before, line]
  })
}

type Mark = Pick<LogEntry, 'at' | 'line'>

// None while the system was down.
function marksBetween(event: LogEntry, next: LogEntry | undefined, until: Instant): readonly Mark[] {
  const hours = Math.ceil(((next?.at ?? until) - event.at) / HOUR_MS) - 1
  if (hours < 1 || event.line.includes('Event="System Shutdown"') || next?.line.includes('Event="System Start"')) return []
  const [, local = '', ms = '', zone = '', host = ''] = BEGINNING.exec(event.line) ?? []
  const first = Math.max(1, hours - MARKS_MAX + 1)
  return Array.from({ length: hours - first + 1 }, (_, index) => {
    const passed = (first + index) * HOUR_MS
    const time = dateAndTime(instant(`${local}Z`) + passed).replace(' ', 'T')
    return { at: event.at + passed, line: `${time}${ms}${zone} ${host} -- MARK --` }
  })
}
