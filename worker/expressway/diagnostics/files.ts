// What a peer offers for download: the archive of diagnostic logging, the system snapshot, and what the sandbox's
// authority issued to it. EX-64.

import { base64Of, utf8 } from '../../kernel/bytes.ts'
import type { LogEntry, Past } from '../../kernel/machine.ts'
import { noFile, type OfferedFile, type Reading } from '../../kernel/surface.ts'
import { civil, type Instant, pad } from '../../kernel/time.ts'
import { listConfiguration } from '../console-configuration.ts'
import { printStatus } from '../console-status.ts'
import { configurationXml, statusXml } from '../documents.ts'
import { logNameOf } from '../identity.ts'
import { running } from '../interfaces.ts'
import { linesOf } from '../log-lines.ts'
import { SIGNED_NAME, signedText } from '../signing.ts'
import { clockOf, type PeerState } from '../state.ts'
import { type Packed, tarGz } from './archive.ts'
import type { Bytes } from './bytes.ts'
import { recordsOf } from './capture.ts'
import type { SystemSnapshot } from './kept.ts'
import { loggingState } from './logging.ts'
import { pcap } from './pcap.ts'

export type Offer = { readonly name: string; readonly type: string; readonly what: string; pack(past: Lines): Bytes }

/** The log of the node as far back as it is kept, oldest first. */
export type Lines = readonly LogEntry[]

/** The files that can be downloaded now. */
export function offers(state: PeerState): readonly Offer[] {
  const type = 'application/x-gzip'
  const { diagnostics, snapshot } = state
  const found: Offer[] = []
  if (diagnostics && diagnostics.collectedAt !== null) {
    const at = diagnostics.collectedAt
    found.push({
      name: diagnosticName(state) as string,
      type,
      what: 'Diagnostic log archive',
      pack: (past) => tarGz(diagnosticFiles(state, past), at),
    })
  }
  if (snapshot)
    found.push({
      name: snapshotName(state, snapshot),
      type,
      what: `System snapshot (${snapshot.kind})`,
      pack: (past) => tarGz(snapshotFiles(state, snapshot, past), snapshot.at),
    })
  const signed = signedText(state)
  if (signed !== null)
    found.push({
      name: SIGNED_NAME,
      type: 'application/x-pem-file',
      what: "Certificate that the sandbox's authority issued",
      pack: () => utf8(signed),
    })
  return found
}

/** The files that can be downloaded now, as they are listed. */
export const offered = (state: PeerState, past: Past): readonly OfferedFile[] =>
  offers(state).map(({ name, type, what, pack }) => ({ name, type, what, bytes: pack(past()).length }))

/** One of them, whole. */
export function readFile(state: PeerState, name: string, past: Past): Reading {
  const found = offers(state).find((each) => each.name === name)
  if (found === undefined)
    return noFile(
      name,
      offers(state).map((each) => each.name),
    )
  return { is: 'file', file: { name, type: found.type, content: { base64: base64Of(found.pack(past())) } } }
}

/** The name of the archive, or null while nothing was collected. */
export function diagnosticName(state: PeerState): string | null {
  const at = state.diagnostics?.collectedAt
  return loggingState(state) !== 'collected' || at === null || at === undefined
    ? null
    : `diagnostic_log_${named(state, at)}.tar.gz`
}

export const snapshotName = (state: PeerState, { kind, at }: SystemSnapshot): string =>
  `${kind}_snapshot_${named(state, at)}.tar.gz`

// `expc01_2021-08-10_09:00:00`: system host name and time, by the peer's own clock and zone.
function named(state: PeerState, at: Instant): string {
  const time = civil(clockOf(state, at), state.identity.timeZone.offsetMinutes * 60_000)
  const [date, clock] = [
    [time.year, time.month, time.day],
    [time.hour, time.minute, time.second],
  ].map((parts) => parts.map((part) => pad(part)))
  return `${logNameOf(state.identity)}_${date?.join('-')}_${clock?.join(':')}`
}

const text = (name: string, content: string): Packed => ({ name, bytes: utf8(content) })
const lines = (past: Lines): string => past.map(({ line }) => `${line}\n`).join('')

function diagnosticFiles(state: PeerState, past: Lines): readonly Packed[] {
  const { diagnostics } = state
  if (!diagnostics) return []
  const { startedAt, stoppedAt, collectedAt, tcpdump } = diagnostics
  const name = named(state, collectedAt ?? startedAt)
  const period = past.filter(({ at }) => at >= startedAt && (stoppedAt === null || at <= stoppedAt))
  return [
    text(`loggingsnapshot_${name}.txt`, lines(period)),
    ...dumps(state, collectedAt ?? startedAt, name),
    ...(tcpdump
      ? [
          {
            name: `eth0_diagnostic_logging_tcpdump00_${name}.pcap`,
            bytes: pcap(recordsOf(state), running(state)),
          },
        ]
      : []),
  ]
}

const dumps = (state: PeerState, at: Instant, name: string): readonly Packed[] => [
  text(`xconf_dump_${name}.txt`, listConfiguration(state, '') ?? ''),
  text(`xconf_dump_${name}.xml`, configurationXml(state)),
  text(`xstat_dump_${name}.txt`, printStatus(state, at, []) ?? ''),
  text(`xstat_dump_${name}.xml`, statusXml(state, at)),
]

function snapshotFiles(state: PeerState, { kind, at }: SystemSnapshot, past: Lines): readonly Packed[] {
  const name = named(state, at)
  const until = past.filter((entry) => entry.at <= at)
  const log = (kind: Parameters<typeof linesOf>[1]) =>
    linesOf(until, kind)
      .map((line) => `${line}\n`)
      .join('')
  const logs = [
    text(`eventlog_${name}.txt`, log('event')),
    text(`configlog_${name}.txt`, log('configuration')),
    text(`networklog_${name}.txt`, log('network')),
    text(`supportlog_${name}.txt`, log('support')),
  ]
  return [...(kind === 'logs' ? [] : dumps(state, at, name)), ...(kind === 'status' ? [] : logs)]
}
