// The packet capture of diagnostic logging. EX-64.
//
// While it runs, a peer remembers of each message that it sent or heard only when, with whom, on which port
// and how long it was: a dozen characters. The file is made from that when it is asked for. The contents
// travel inside TLS, so the capture shows records that cannot be read, as a real one does.

import type { Input, Json } from '../../kernel/machine.ts'
import type { Instant } from '../../kernel/time.ts'
import { versionOf } from '../address.ts'
import { clockOf, type Draft, type PeerState, put } from '../state.ts'
import type { Wire } from '../wire.ts'

export type Direction = '>' | '<'

/** One message as remembered. `what` tells how it shows on the wire. */
export type Record = {
  readonly at: Instant // by the clock of the peer
  readonly direction: Direction
  readonly address: string // of the other side
  readonly what: 'open' | 'data' | 'close' | 'sci' | 'lrq'
  readonly length: number // of what is inside TLS; of a RAS message its sequence number
}

/** So many characters of records are kept; the oldest go. With 24 kB for the whole state this is what it may take. */
const RECORDS_LENGTH_MAX = 3_000

const LETTERS = { open: 'o', data: 'd', close: 'c', sci: 's', lrq: 'l' } as const
const WHATS = new Map(Object.entries(LETTERS).map(([what, letter]) => [letter as string, what as Record['what']]))

/** Adds one record, if a capture runs that lets it through. */
export function remember(draft: Draft, record: Omit<Record, 'at'>, afterMs = 0): void {
  const { diagnostics } = draft.state
  if (diagnostics === null || diagnostics === undefined || diagnostics.stoppedAt !== null || !diagnostics.tcpdump) return
  if (diagnostics.filterAddress !== '' && diagnostics.filterAddress !== record.address) return
  if (diagnostics.filterPort !== null && diagnostics.filterPort !== portOf(record.what)) return
  const at = clockOf(draft.state, draft.at) + afterMs - diagnostics.since
  const known = diagnostics.addresses.indexOf(record.address)
  const index = known < 0 ? diagnostics.addresses.length : known
  const addresses = known < 0 ? [...diagnostics.addresses, record.address] : diagnostics.addresses
  const text = `${at.toString(36)}${record.direction}${index.toString(36)}${LETTERS[record.what]}${record.length.toString(36)}`
  let records = diagnostics.records === '' ? text : `${diagnostics.records};${text}`
  if (records.length > RECORDS_LENGTH_MAX)
    records = records.slice(records.indexOf(';', records.length - RECORDS_LENGTH_MAX - 1) + 1)
  put(draft, { diagnostics: { ...diagnostics, addresses, records } })
}

const portOf = (what: Record['what']): number => (what === 'sci' || what === 'lrq' ? 1719 : 4372)

/** What was remembered, oldest first. */
export function recordsOf(state: PeerState): readonly Record[] {
  const { diagnostics } = state
  if (diagnostics === null || diagnostics === undefined || diagnostics.records === '') return []
  return diagnostics.records.split(';').flatMap((text): Record[] => {
    const [, at = '', direction = '>', index = '', letter = '', length = ''] =
      /^([0-9a-z]+)([<>])([0-9a-z])([odcsl])([0-9a-z]+)$/.exec(text) ?? []
    const address = diagnostics.addresses[Number.parseInt(index, 36)]
    const what = WHATS.get(letter)
    if (address === undefined || what === undefined) return []
    return [
      {
        at: diagnostics.since + Number.parseInt(at, 36),
        direction: direction as Direction,
        address,
        what,
        length: Number.parseInt(length, 36),
      },
    ]
  })
}

/** What a step sent and heard, while a capture runs. To be called once at the end of each step. */
export function captureStep(draft: Draft, input: Input): void {
  const { diagnostics } = draft.state
  if (diagnostics === null || diagnostics === undefined || diagnostics.stoppedAt !== null || !diagnostics.tcpdump) return
  if (input.type === 'heard') note(draft, '<', addressOf(draft.state, input.from) ?? input.source, input.message)
  for (const effect of draft.effects) {
    if (effect.type !== 'send' || effect.port === undefined || !('address' in effect.to)) continue
    note(draft, '>', effect.to.address, effect.message)
  }
}

// Of a peer that has not spoken before, the address that it has on the network it is heard from, in the cluster's version.
const addressOf = (state: PeerState, node: string): string | null =>
  state.links.find((link) => link?.node === node)?.resolved ??
  state.surroundings.neighbours.find((each) => each.node === node && versionOf(each.address) === state.saved.ipVersion)
    ?.address ??
  null

function note(draft: Draft, direction: Direction, address: string, message: Json): void {
  const { type } = message as unknown as Wire
  if (UNSEEN.has(type)) return
  const what = type === 'greet' ? 'open' : type === 'bye' ? 'close' : 'data'
  remember(draft, { direction, address, what, length: JSON.stringify(message).length })
}

// These stand for what a peer finds out without a message: that nothing comes any more, that a host is up.
const UNSEEN: ReadonlySet<string> = new Set<Wire['type']>(['silence', 'gatekeeper', 'knock', 'here'])
