// Maintenance > Diagnostics > Diagnostic logging: start, mark, stop, collect. EX-64.
//
// Starting and stopping, and the packet capture with it, hold for every peer of the cluster; markers and the
// archive are those of the peer on which they are asked for.

import type { Json } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import { isAddress, resolve, versionOf } from '../address.ts'
import { isPlain } from '../configuration.ts'
import { logEvent, logMarker } from '../log.ts'
import { clockOf, type Draft, directoryOf, note, type PeerState, put } from '../state.ts'
import { type DiagnosticOrder, type Heard, tell, type Wire } from '../wire.ts'
import type { Diagnostics } from './kept.ts'

const MARKER_LENGTH_MAX = 200
const PORT_MAX = 65_536 // as the page has it

export type LoggingState = 'never' | 'running' | 'stopped' | 'collected'

export function loggingState({ diagnostics }: PeerState): LoggingState {
  if (diagnostics === null || diagnostics === undefined) return 'never'
  if (diagnostics.stoppedAt === null) return 'running'
  return diagnostics.collectedAt === null ? 'stopped' : 'collected'
}

const refused = (...messages: string[]): Answer => ({ is: 'refused', messages })
const acted = (message: string): Answer => ({ is: 'acted', message, files: [] })

/** `Start new log`. What was collected before is gone. */
export function startLogging(
  draft: Draft,
  asked: { readonly tcpdump: boolean; readonly address: string; readonly port: string },
): Answer {
  if (loggingState(draft.state) === 'running') return refused('Diagnostic logging is in progress already; stop it first.')
  const port = asked.port === '' ? null : Number(asked.port)
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= PORT_MAX))
    return refused(`Filter tcpdump by port: enter a number from 1 to ${PORT_MAX}.`)
  if (asked.address !== '' && !isAddress(asked.address))
    return refused(`Filter tcpdump by IP address: "${asked.address}" is neither an IP address nor a domain name.`)
  const filterAddress = asked.address === '' ? '' : addressOf(draft.state, asked.address)
  if (filterAddress === null) return refused(`Filter tcpdump by IP address: "${asked.address}" could not be resolved.`)
  const order: DiagnosticOrder = { is: 'start', tcpdump: asked.tcpdump, filterAddress, filterPort: port }
  obey(draft, order)
  tellPeers(draft, order)
  return acted('Diagnostic logging started on every peer of the cluster.')
}

const addressOf = (state: PeerState, typed: string): string | null =>
  versionOf(typed) === null ? resolve(typed, directoryOf(state)) : typed

/** `Stop logging`. */
export function stopLogging(draft: Draft): Answer {
  if (loggingState(draft.state) !== 'running') return refused('Diagnostic logging is not in progress.')
  obey(draft, { is: 'stop' })
  tellPeers(draft, { is: 'stop' })
  return acted('Diagnostic logging stopped on every peer of the cluster.')
}

/** `Collect log`: from then on the archive of this peer can be downloaded. */
export function collectLog(draft: Draft): Answer {
  const { diagnostics } = draft.state
  switch (loggingState(draft.state)) {
    case 'never':
      return refused('There is no diagnostic log to collect; start one first.')
    case 'running':
      return refused('Diagnostic logging is in progress; stop it before the log is collected.')
    default:
      put(draft, { diagnostics: { ...(diagnostics as Diagnostics), collectedAt: draft.at } })
      return acted('The diagnostic log was collected and is ready to download.')
  }
}

/** `Add marker`: a line of the log that is found again. */
export function addMarker(draft: Draft, marker: string): Answer {
  const text = marker.trim()
  if (loggingState(draft.state) !== 'running') return refused('Diagnostic logging is not in progress.')
  if (text === '' || text.length > MARKER_LENGTH_MAX || !isPlain(text))
    return refused(`Marker: enter 1 to ${MARKER_LENGTH_MAX} characters, without quotation marks and control characters.`)
  logMarker(draft, text)
  return acted('The marker was added to the log.')
}

/** A restart ends the logging, and a reset takes along what it found. */
export function endLogging(draft: Draft): void {
  const { diagnostics, power } = draft.state
  if (power === 'resetting' && (diagnostics || draft.state.snapshot)) put(draft, { diagnostics: null, snapshot: null })
  else if (power !== 'running' && diagnostics && diagnostics.stoppedAt === null)
    put(draft, { diagnostics: { ...diagnostics, stoppedAt: draft.at } })
}

function obey(draft: Draft, order: DiagnosticOrder): void {
  const { diagnostics } = draft.state
  if (order.is === 'stop') {
    if (!diagnostics || diagnostics.stoppedAt !== null) return
    put(draft, { diagnostics: { ...diagnostics, stoppedAt: draft.at } })
    logEvent(draft, 'Diagnostic Logging', 'Diagnostic logging stopped')
    note(draft, 'diagnostics', 'Diagnostic logging stopped.')
    return
  }
  if (diagnostics && diagnostics.stoppedAt === null) return
  const { tcpdump, filterAddress, filterPort } = order
  put(draft, {
    diagnostics: {
      startedAt: draft.at,
      stoppedAt: null,
      collectedAt: null,
      tcpdump,
      filterAddress,
      filterPort,
      since: clockOf(draft.state, draft.at),
      addresses: [],
      records: '',
    },
  })
  logEvent(draft, 'Diagnostic Logging', 'Diagnostic logging started')
  note(draft, 'diagnostics', `Diagnostic logging started${tcpdump ? ', with a packet capture' : ''}.`)
}

function tellPeers(draft: Draft, order: DiagnosticOrder): void {
  for (const link of draft.state.links) if (link?.state === 'active') tell(draft, link, { type: 'diagnostics', order })
}

/** Another peer started or stopped it for all. False for any other message. */
export function hearLogging(draft: Draft, heard: Heard): boolean {
  const message = heard.message as unknown as Wire | Json
  if (message === null || typeof message !== 'object' || !('type' in message) || message.type !== 'diagnostics') return false
  const isPeer = draft.state.links.some((link) => link?.node === heard.from && link.state === 'active')
  if (isPeer) obey(draft, (message as Extract<Wire, { type: 'diagnostics' }>).order)
  return true
}
