// Log lines, letter for letter as the product writes them. EX-62.
//
// Source of the formats: the log excerpts in Cisco's article "What is Expressway Cluster and how it
// works". Where the product misspells a word (`recieved`), so do the lines.

import type { LogEntry } from '../kernel/machine.ts'
import { civil, type Instant, pad } from '../kernel/time.ts'
import { fqdnOf, logNameOf } from './identity.ts'
import { clockOf, type Draft, type PeerState } from './state.ts'

/**
 * The lines that one of the product's logs holds: what happened (Event Log), changes of configuration among
 * that (Configuration Log), and everything else (Network Log).
 */
export function linesOf(past: readonly LogEntry[], log: 'event' | 'configuration' | 'network'): readonly string[] {
  const lines = past.map((entry) => entry.line)
  if (log === 'configuration') return lines.filter((line) => line.includes('Event="System Configuration Changed"'))
  return lines.filter((line) => line.includes(' Event="') === (log === 'event'))
}

/** One line to write: `body` gets the times put in where `{utc}`, `{utc-second}` stand. `after` in ms. */
type Row = { readonly after: number; readonly module: string; readonly level: string; readonly body: string }

function write(draft: Draft, rows: readonly Row[]): void {
  const { state, at } = draft
  const clock = clockOf(state, at)
  const host = logNameOf(state.identity)
  let second = Number.NaN
  let local = ''
  let utc = ''
  const zone = zoneOf(state.identity.timeZone.offsetMinutes)
  for (const row of rows) {
    const moment = clock + row.after
    const whole = Math.floor(moment / 1000)
    if (whole !== second) {
      second = whole
      utc = calendar(moment, 0, ' ')
      local = calendar(moment, state.identity.timeZone.offsetMinutes, 'T')
    }
    const ms = pad(moment - whole * 1000, 3)
    const entry: LogEntry = {
      at: at + row.after,
      module: row.module,
      level: row.level,
      line: `${local}.${ms}${zone} ${host} ${row.body.replace('{utc}', `${utc},${ms}`).replace('{utc-second}', utc)}`,
    }
    draft.effects.push({ type: 'log', entry })
  }
}

function calendar(moment: Instant, offsetMinutes: number, between: string): string {
  const { year, month, day, hour, minute, second } = civil(moment, offsetMinutes * 60_000)
  return `${year}-${pad(month)}-${pad(day)}${between}${pad(hour)}:${pad(minute)}:${pad(second)}`
}

const zoneOf = (minutes: number): string =>
  `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`

/** A clock reading as status pages and `xStatus` print it, `offsetMinutes` east of UTC. */
export const dateAndTime = (clock: Instant, offsetMinutes = 0): string => calendar(clock, offsetMinutes, ' ')

// The lines a synchronisation writes, with the milliseconds between them as published.
export function logSynchronisation(
  draft: Draft,
  outcome: 'primary' | 'up-to-date' | 'copying' | 'unreachable' | 'conflict' | 'no-file',
): void {
  const { state } = draft
  const names = state.saved.addresses.flatMap((address, line) => {
    if (address === '') return []
    const link = state.links[line]
    if (link === null || link === undefined) return [`u'(${state.identity.lan1.address} ${state.identity.systemName})'`]
    return [`u'(${link.resolved ?? address} ${link.facts?.systemName ?? ''})'`.replace(" )'", ")'")]
  })
  const local = state.links.findIndex((link, line) => link === null && state.saved.addresses[line] !== '')
  const [code, detail] = SYNCHRONISATION[outcome]
  const [second, third, fourth] = outcome === 'primary' ? [9, 112, 116] : [8, 47, 50]
  const from = (code: string) => `replication: UTCTime="{utc}" Module="developer.replication" Level="INFO" CodeLocation="${code}"`
  const row = (after: number, body: string): Row => ({ after, module: 'developer.replication', level: 'INFO', body })
  write(draft, [
    row(0, `${from('clusterconfigurationsynchroniser(270)')} Detail="Starting synchronisation"`),
    row(
      second as number,
      `${from('clusterconfigurationutils(750)')} AlternateIPAddresses="[${names.join(', ')}]" ConfigurationMasterIndex="${state.saved.configurationPrimary - 1}" LocalPeerIndex="${local}"`,
    ),
    row(third as number, `${from(`clusterconfigurationsynchroniser(${code})`)} Detail="${detail}"`),
    outcome === 'unreachable' || outcome === 'conflict' || outcome === 'no-file'
      ? row(fourth as number, `${from('clusterconfigurationsynchroniser(341)')} Detail="Synchronisation failed"`)
      : row(fourth as number, `${from('clusterconfigurationsynchroniser(336)')} Detail="Synchronisation completed successfully"`),
  ])
}

// The first two are published; the others are worded after them.
const SYNCHRONISATION = {
  primary: [257, 'This peer is the cluster master, local configuration has already been replicated to the other peers'],
  'up-to-date': [254, 'This peer is not the cluster master, local configuration is already up to date'],
  copying: [249, 'This peer is not the cluster master, local configuration is being updated from the cluster master'],
  conflict: [260, 'This peer is not the cluster master, local configuration conflicts with that of the cluster master'],
  'no-file': [266, 'Cannot find the configuration file of the cluster master or of this peer'],
  unreachable: [263, 'This peer is not the cluster master, the cluster master is not reachable'],
} as const

/** The connection to a peer's database is gone. */
export function logPeerDown(draft: Draft, other: string): void {
  const here = `Node="clusterdb@${nodeName(draft.state)}" PID="${pid(draft.state.processes.database)}"`
  const there = `Node="clusterdb@${other}"`
  const from = (level: string) => `UTCTime="{utc}" Module="developer.clusterdb.cdb" Level="${level}" ${here}`
  const module = 'developer.clusterdb.cdb'
  write(draft, [
    {
      after: 0,
      module,
      level: 'INFO',
      body: `${from('INFO')} Detail="Processed mnesia_down event from accessible node" ${there}`,
    },
    {
      after: 1,
      module,
      level: 'ERROR',
      body: `${from('ERROR')} Detail="Inconsistent Database" Context="from mnesia system - mnesia down" ${there}`,
    },
  ])
}

/** A peer was turned away for its certificate. */
export const logTurnedAway = (draft: Draft, address: string, reason: string): void =>
  keepEvent(
    draft,
    `tvcs: Event="TLS Negotiation Error" Service="Clustering" Dst-ip="${address}" Dst-port="4372" Detail="${reason}" Level="1" UTCTime="{utc}"`,
    'tvcs',
    'ERROR',
  )

/** What H.323 writes while a lost peer does not answer, by milliseconds after the loss. */
export const RAS_AFTER_MS = [10_519, 11_519, 13_519, 14_518, 15_518, 18_518] as const

export function logRas(draft: Draft, step: number, address: string, sequence: number): void {
  const sent = (kind: 'SCI' | 'LRQ', number: number, ending: string): Row => ({
    after: 0,
    module: 'network.h323',
    level: 'INFO',
    body: `tvcs: UTCTime="{utc}" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="${address}" Dst-port="1719" Detail="Sending RAS ${kind} SeqNum=${number} ${ending}=True"`,
  })
  if (step === 4)
    keepEvent(
      draft,
      `tvcs: Event="External Server Communications Failure" Reason="gatekeeper timed out" Service="NeighbourGatekeeper" Detail="name:${address}:1719" Level="1" UTCTime="{utc}"`,
      'tvcs',
      'ERROR',
    )
  const rows: readonly Row[] = [
    sent('SCI', sequence, 'Retransmit'),
    sent('LRQ', sequence + 1, 'Retransmit'),
    sent('LRQ', sequence + 1, 'Retransmit'),
    sent('SCI', sequence, 'Retransmit'),
    sent('LRQ', sequence + 1, 'Timeout'),
    sent('SCI', sequence, 'Timeout'),
  ]
  write(draft, rows.slice(step, step + 1))
}

/** Names that failed are looked up again every five minutes. */
export function logNameRetry(draft: Draft): void {
  const { processes } = draft.state
  write(draft, [
    {
      after: 0,
      module: 'developer.clusterdb.peernameresolver',
      level: 'INFO',
      body: `UTCTime="{utc}" Module="developer.clusterdb.peernameresolver" Level="INFO" Node="clusterdb@${nodeName(draft.state)}" PID="${pid(processes.resolver)}" Detail="Triggering forced peer update of peers which failed DNS and queueing next run" Queue-Time-ms="300000"`,
    },
  ])
}

export type AlarmLine = {
  readonly id: string
  readonly uuid: string
  readonly severity: string
  readonly title: string
  readonly description: string
}

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
      `httpd[${state.processes.httpd}]: web: Event="System Configuration Changed" Detail="configuration/${page} - changed from: '${before}' to: '${after}'" Src-ip="10.15.13.30" Src-port="${state.processes.port}" User="admin" Level="1" UTCTime="{utc-second}"`,
      'web',
      'INFO',
    )
}

/** The TLS verification mode changed, here or by replication: what follows the change itself. */
export function logTlsModeChanged(draft: Draft, enforcing: boolean): void {
  const from = (code: number) =>
    `management: UTCTime="{utc}" Module="developer.management.databasemanager" Level="INFO" CodeLocation="databasemanager(${code})"`
  const row = (after: number, body: string): Row => ({
    after,
    module: 'developer.management.databasemanager',
    level: 'INFO',
    body,
  })
  write(draft, [
    row(3, `${from(312)} Detail="Cluster configuration change detected"`),
    row(10, `${from(405)} Detail="TLS Verify change status" Startup="False" New="${enforcing ? 'True' : 'False'}"`),
  ])
  logPeersChanged(draft, 46)
}

/** The list of peers, or how they are reached, changed. `after` in milliseconds. */
export function logPeersChanged(draft: Draft, after = 20): void {
  const { state } = draft
  keepEvent(
    draft,
    `UTCTime="{utc}" Event="System Configuration Changed" Node="clusterdb@${nodeName(state)}" PID="${pid(state.processes.writer + 212)}" Detail="xconfiguration alternatesConfiguration - Changed"`,
    'event',
    'INFO',
    after,
  )
  write(draft, [
    {
      after,
      module: 'developer.clusterdb.alternatesmanager',
      level: 'INFO',
      body: `UTCTime="{utc}" Module="developer.clusterdb.alternatesmanager" Level="INFO" Node="clusterdb@${nodeName(state)}" PID="${pid(state.processes.alternates)}" Detail="alternate peer changed info recieved"`,
    },
  ])
}

/** A line of the event log of the application itself, such as `System Start`. */
export const logEvent = (draft: Draft, event: string, detail: string): void =>
  keepEvent(draft, `tvcs: Event="${event}" Detail="${detail}" Level="1" UTCTime="{utc}"`, 'event', 'INFO')

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

function keepEvent(draft: Draft, body: string, module: string, level: string, after = 0): void {
  write(draft, [{ after, module, level, body }])
}

const pid = (number: number): string => `<0.${number}.0>`
const nodeName = (state: PeerState): string => fqdnOf(state.identity) || logNameOf(state.identity)
