// The endpoints and calls of a peer one by one, as pages and the database interface list them. They are counted
// as a population; who is who among them follows from their number. EX-06, EX-63.

import type { Load } from './users.ts'

export type RegistrationRecord = {
  readonly protocol: 'SIP' | 'H323'
  readonly alias: string
  readonly number: string
}
export type CallRecord = { readonly protocol: 'SIP'; readonly source: string; readonly destination: string }

/** The endpoints registered on a peer: SIP ones first. */
export const registrationsOf = ({ sip, h323 }: Load, domain: string): readonly RegistrationRecord[] => [
  ...many(sip).map((n) => ({ protocol: 'SIP' as const, alias: `sip:user${n}@${domain}`, number: '' })),
  ...many(h323).map((n) => ({ protocol: 'H323' as const, alias: `room${n}`, number: String(60_000 + n) })),
]

/** The calls that are up on a peer. */
export const callsOf = ({ calls }: Load, domain: string): readonly CallRecord[] =>
  many(calls).map((n) => ({ protocol: 'SIP', source: `sip:user${n}@${domain}`, destination: `sip:room${n}@${domain}` }))

const many = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)
