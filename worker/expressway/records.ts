// The endpoints and calls of a peer one by one, as pages and the database interface list them. They are counted
// as a population; who is who among them follows from their number. EX-06, EX-63.

import type { Load } from './users.ts'

/** What is licensed: an H.323 endpoint is a room system, a SIP endpoint a desktop system. */
export type DeviceType = 'TPRoom' | 'UserDevice'

export type RegistrationRecord = {
  readonly protocol: 'SIP' | 'H323'
  readonly alias: string
  readonly number: string
  readonly device: DeviceType
}
export type CallRecord = { readonly protocol: 'SIP'; readonly source: string; readonly destination: string }

/** The endpoints registered on a peer: SIP ones first. */
export const registrationsOf = ({ sip, h323 }: Load, domain: string): readonly RegistrationRecord[] => [
  ...many(sip).map((n) => ({
    protocol: 'SIP' as const,
    alias: `sip:user${n}@${domain}`,
    number: '',
    device: 'UserDevice' as const,
  })),
  ...many(h323).map((n) => ({
    protocol: 'H323' as const,
    alias: `room${n}`,
    number: String(60_000 + n),
    device: 'TPRoom' as const,
  })),
]

/** The calls that are up on a peer. */
export const callsOf = ({ calls }: Load, domain: string): readonly CallRecord[] =>
  many(calls).map((n) => ({ protocol: 'SIP', source: `sip:user${n}@${domain}`, destination: `sip:room${n}@${domain}` }))

const many = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

/** What each of them is known by: of calls, of SIP and of H.323 registrations of one peer. */
export const uuidOf = (peer: string, kind: 'c' | 's' | 'h', n: number): string =>
  `00000000-0000-4000-8000-${[...`${peer}${kind}`]
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffff, 7)
    .toString(16)
    .padStart(6, '0')}${n.toString(16).padStart(6, '0')}`
