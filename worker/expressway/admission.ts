// Who is let in, who is turned away and why, and whether a silent host is up at all. EX-04, EX-14, EX-15.

import { bearsAlternative, FOREIGN_KEY, heldPresented, leafOf, type Presented, verdictOn, verify } from './certificate.ts'
import { differences } from './conditions.ts'
import { logTurnedAway } from './log-cluster.ts'
import { lose } from './losses.ts'
import { introduction } from './mesh.ts'
import {
  certificateOf,
  clockOf,
  type Draft,
  isClustered,
  type Link,
  note,
  type PeerState,
  put,
  putLink,
  stopTimer,
} from './state.ts'
import { asOf, lineFindings } from './status.ts'
import { type Heard, isConnected, keyOf, tell, type Wire } from './wire.ts'

// The address a peer is seen under: behind a translation not the one it gives itself.
export function addressSeen(state: PeerState, heard: Heard, address: string): string {
  const neighbour = state.surroundings.neighbours.find((each) => each.node === heard.from && each.network === heard.network)
  return neighbour?.translated ? heard.source : address
}

// Is the host up? Asked once nothing came of connecting: if it is, something closes the ports between. EX-04.
export function knock(draft: Draft, link: Link): void {
  tell(draft, link, { type: 'knock', address: introduction(draft.state).address }, null)
}

export function onKnock(draft: Draft, heard: Heard, message: Extract<Wire, { type: 'knock' | 'here' }>): void {
  const address = addressSeen(draft.state, heard, message.address)
  const line = draft.state.links.findIndex((link) => link?.resolved === address)
  const link = draft.state.links[line]
  if (!link || !isClustered(draft.state) || link.state !== 'failed') return
  if (message.type === 'here') {
    if (!link.portsClosed) putLink(draft, line, { portsClosed: true })
    return
  }
  tell(draft, link, { type: 'here', address: introduction(draft.state).address }, null)
  // Only an answer to its own question tells a peer that the way is open in both directions.
  if (!link.portsClosed) knock(draft, link)
}

// The other side showed its certificate and refused ours: the connection never came about.
export function onTurnedAway(draft: Draft, heard: Heard, message: Extract<Wire, { type: 'turned-away' }>): void {
  const address = addressSeen(draft.state, heard, message.address)
  const line = draft.state.links.findIndex((link) => link?.resolved === address)
  const link = draft.state.links[line]
  if (!link || !isClustered(draft.state)) return
  putLink(draft, line, { node: heard.from, certificate: message.certificate, portsClosed: false })
  if (link.state === 'trying') {
    giveUp(draft, line, link)
    return
  }
  lose(draft, line, 'closed')
  // What was said on a connection that never came about is no opinion of the primary's: else it would be found anew
  // at every attempt, and gone again at the next synchronisation.
  if (link.state === 'joining') put(draft, { mismatch: differences(draft.state) })
}

/** The other side answered, and nothing comes of it: so no port is closed, and nobody need knock. */
export function giveUp(draft: Draft, line: number, link: Link): void {
  stopTimer(draft, `try:${keyOf(link)}`)
  putLink(draft, line, { state: 'failed', tries: 0, portsClosed: false })
}

/**
 * Why a peer with this certificate is not let in, or null. In Enforce it must be valid and bear the listed
 * address, with address mapping among its alternative names; and without the private key that belongs to
 * it no connection comes about in any mode. EX-14, EX-15.
 */
export function objectionTo(state: PeerState, held: Presented | null, address: string, at: number): string | null {
  const certificate = heldPresented(held)
  if (certificate !== null && !certificate.proven) return FOREIGN_KEY
  if (state.inForce?.tlsMode !== 'Enforce') return null
  const status = verify(certificate, address, state.identity, clockOf(state, at))
  if (status.state !== 'valid') return status.text
  const { enabled, entries } = state.shared.addressMapping
  const isMapped = enabled && entries.some((entry) => entry.fqdn.toLowerCase() === address.toLowerCase())
  const leaf = certificate === null ? null : leafOf(certificate)
  return isMapped && leaf !== null && !bearsAlternative(leaf, address)
    ? 'No alternative name in certificate matches the mapped FQDN'
    : null
}

/** Ends the connections, in Enforce, of peers whose certificate is good no longer. EX-14. */
export function turnOutInvalid(draft: Draft): void {
  if (draft.state.inForce?.tlsMode !== 'Enforce') return
  for (const [line, link] of draft.state.links.entries()) {
    if (!isConnected(link)) continue
    const objection = objectionTo(draft.state, link.certificate, link.address, draft.at)
    if (objection === null) continue
    logTurnedAway(draft, keyOf(link), objection)
    tell(draft, link, {
      type: 'turned-away',
      address: introduction(draft.state).address,
      certificate: certificateOf(draft.state),
    })
    lose(draft, line, 'closed')
  }
}

/** Tells which certificates have come to hold, or hold no longer, by the time that the pages know since this run. EX-14. */
export function tellOfCertificates(draft: Draft, before: PeerState): void {
  for (const [line, finding] of lineFindings(draft.state).entries()) {
    if (finding === null) continue
    const then = asOf(before, before.links[line])
    const now = asOf(draft.state, draft.state.links[line])
    const [was, is] = [verdictOn(finding, then), verdictOn(finding, now)]
    if (is.text === was.text) continue
    const address = draft.state.saved.addresses[line] as string
    note(draft, 'certificate', `The certificate of ${address} is ${is.text} by now; it was ${was.text}.`, {
      address,
      state: is.state,
    })
  }
}
