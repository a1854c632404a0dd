// How a line of the log is written, letter for letter as the product does, and the lines of what is no part of
// clustering; see log-cluster.ts for those. EX-62.
//
// Source of the formats: the log excerpts in Cisco's article "What is Expressway Cluster and how it
// works". Where the product misspells a word (`recieved`), so do the lines.

import type { LogEntry } from '../kernel/machine.ts'
import { remembered } from '../kernel/remembered.ts'
import { civil, type Instant, MINUTE_MS, pad, SECOND_MS } from '../kernel/time.ts'
import { fqdnOf, logNameOf } from './identity.ts'
import { clockOf, type Draft, type PeerState } from './state.ts'

/** One line to write: `body` gets the times put in where `{utc}`, `{utc-second}` stand. `after` in ms. */
export type Row = { readonly after: number; readonly module: string; readonly level: string; readonly body: string }

export function write(draft: Draft, rows: readonly Row[]): void {
  const { state, at } = draft
  const clock = clockOf(state, at)
  const { offsetMinutes } = state.identity.timeZone
  const zone = zoneOf(offsetMinutes)
  const host = logNameOf(state.identity)
  for (const row of rows) {
    const moment = clock + row.after
    const ms = pad(moment - secondOf(moment) * SECOND_MS, 3)
    const utc = calendar(moment, 0)
    const local = calendar(moment, offsetMinutes).replace(' ', 'T')
    const entry: LogEntry = {
      at: at + row.after,
      module: row.module,
      level: row.level,
      line: `${local}.${ms}${zone} ${host} ${row.body.replace('{utc}', `${utc},${ms}`).replace('{utc-second}', utc)}`,
    }
    draft.effects.push({ type: 'log', entry })
  }
}

const secondOf = (moment: Instant): number => Math.floor(moment / SECOND_MS)

const calendar = (moment: Instant, offsetMinutes: number): string => calendarOf(secondOf(moment + offsetMinutes * MINUTE_MS))

// The lines of a turn fall into the same second or two.
const calendarOf = remembered((second: number): string => {
  const { year, month, day, hour, minute, second: seconds } = civil(second * SECOND_MS)
  return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}:${pad(seconds)}`
})

const zoneOf = remembered(
  (minutes: number): string =>
    `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`,
)

/** A clock reading as status pages and `xStatus` print it, `offsetMinutes` east of UTC. */
export const dateAndTime = (clock: Instant, offsetMinutes = 0): string => calendar(clock, offsetMinutes)

/** Where administrators sit, as the published log has it. */
export const OPERATOR_ADDRESS = '10.15.13.30'

export type AlarmLine = {
  readonly id: string
  readonly uuid: string
  readonly severity: string
  readonly title: string
  readonly description: string
}

/** From the alarm manager's own line to that of the event, as published. */
const MANAGER_MS = 3

export function logAlarm(
  draft: Draft,
  event: 'Raised' | 'Lowered' | 'Acknowledged',
  alarm: AlarmLine,
  process: 'alarm' | 'management',
): void {
  const verb = event === 'Raised' ? 'Raising' : 'Lowering'
  if (process === 'management' && event !== 'Acknowledged')
    write(draft, [
      {
        after: 0,
        module: 'developer.diagnostics.alarmmanager',
        level: 'INFO',
        body: `management: UTCTime="{utc}" Module="developer.diagnostics.alarmmanager" Level="INFO" CodeLocation="alarmmanager(173)" Detail="${verb} alarm" UUID="${alarm.uuid}" Parameters="null"`,
      },
    ])
  keepEvent(
    draft,
    `${process}: Level="WARN" Event="Alarm ${event}" Id="${alarm.id}" UUID="${alarm.uuid}" Severity="${alarm.severity}" Detail="${alarm.title}: ${alarm.description}" UTCTime="{utc}"`,
    'alarm',
    'WARN',
    process === 'management' ? MANAGER_MS : 0,
  )
}

/** Where a change was made: on a web page, on the command line, or on another peer. */
export type Origin = 'web' | 'cli' | 'replication'

/** One item of configuration changed. `path` is its command-line path, `page` the path web changes are logged under. */
export function logChange(draft: Draft, origin: Origin, path: string, page: string, before: string, after: string): void {
  const { state } = draft
  keepEvent(
    draft,
    `UTCTime="{utc}" Event="System Configuration Changed" Node="clusterdb@${nodeName(state)}" PID="${pid(state.processes.writer)}" Detail="xconfiguration ${path} - changed from: ${before} to: ${after}"`,
    'event',
    'INFO',
  )
  if (origin === 'web')
    keepEvent(
      draft,
      `httpd[${state.processes.httpd}]: web: Event="System Configuration Changed" Detail="configuration/${page} - changed from: '${before}' to: '${after}'" Src-ip="${OPERATOR_ADDRESS}" Src-port="${state.processes.port}" User="${draft.user ?? 'admin'}" Level="1" UTCTime="{utc-second}"`,
      'web',
      'INFO',
    )
}

/** A line of the event log of the application itself, such as `System Start`. */
export const logEvent = (draft: Draft, event: string, detail: string): void =>
  keepEvent(draft, `tvcs: Event="${event}" Detail="${detail}" Level="1" UTCTime="{utc}"`, 'event', 'INFO')

/** An administrator's session on the web interface, or on the command line, begins or ends, or could not begin. */
export const logSession = (
  draft: Draft,
  what: 'Start' | 'Finish' | 'Login Failure',
  user: string,
  where: 'web' | 'ssh' | 'console' = 'web',
): void => {
  const { httpd, port } = draft.state.processes
  const name = user.replaceAll(/[^\w.@-]/g, '?').slice(0, 50)
  keepEvent(
    draft,
    `${{ web: `httpd[${httpd}]: web`, ssh: 'sshd', console: 'login' }[where]}: Event="Admin Session ${what}"${where === 'console' ? '' : ` Src-ip="${OPERATOR_ADDRESS}" Src-port="${port}"`} User="${name}" Level="1" UTCTime="{utc-second}"`,
    where,
    'INFO',
  )
}

/** A comment that an administrator puts into the diagnostic log. The tag is documented, the rest of the line ours. EX-64. */
export const logMarker = (draft: Draft, text: string): void =>
  write(draft, [
    {
      after: 0,
      module: 'developer.diagnostics',
      level: 'INFO',
      body: `management: UTCTime="{utc}" Module="developer.diagnostics" Level="INFO" Detail="DEBUG_MARKER ${text.replaceAll('{', '(')}"`,
    },
  ])

export function keepEvent(draft: Draft, body: string, module: string, level: string, after = 0): void {
  write(draft, [{ after, module, level, body }])
}

/** A process number as the cluster database writes it. */
export const pid = (number: number): string => `<0.${number}.0>`
/** The name of a peer's node in the cluster database, after `clusterdb@`. */
export const nodeName = (state: PeerState): string => fqdnOf(state.identity) || logNameOf(state.identity)
