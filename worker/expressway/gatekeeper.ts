// H.323 between the peers: bandwidth management by RAS on UDP 1719, which a lost peer or a closed port ends. EX-04, EX-32.

import { draw } from '../kernel/random.ts'
import { remember } from './diagnostics/capture.ts'
import { logRas, RAS_AFTER_MS } from './log-cluster.ts'
import { type Draft, type Link, put, putLink, setTimer, stopTimer } from './state.ts'
import { isConnected, keyOf, tell } from './wire.ts'

/** Bandwidth management between peers, over UDP. Its loss costs call routing, and not the database. EX-04. */
export const RAS_PORT = 1719

/** The gatekeeper of a peer can be heard again, or not any more. */
export function onGatekeeper(draft: Draft, line: number, open: boolean): void {
  const link = draft.state.links[line]
  if (!link || link.resolved === null) return
  forgetGatekeeper(draft, link)
  if (open) {
    if (!link.h323) putLink(draft, line, { h323: true })
    return
  }
  missGatekeeper(draft, link.resolved)
}

/** Nothing comes from the gatekeeper at this address: its requests are repeated until it counts as timed out. */
export function missGatekeeper(draft: Draft, address: string): void {
  const [sequence, random] = draw(draft.state.random, 1_000, 64_000)
  put(draft, { sequence, random })
  setTimer(draft, `ras:${address}:0`, RAS_AFTER_MS[0])
}

/** Nothing is asked of the gatekeeper of this link any more. */
export function forgetGatekeeper(draft: Draft, link: Link): void {
  for (const step of RAS_AFTER_MS.keys()) stopTimer(draft, `ras:${keyOf(link)}:${step}`)
}

/** The port of this side was closed or opened: both sides of each connection find it out in their own time. */
export function onRasPort(draft: Draft, open: boolean): void {
  for (const [line, link] of draft.state.links.entries()) {
    if (!isConnected(link)) continue
    tell(draft, link, { type: 'gatekeeper', open })
    onGatekeeper(draft, line, open)
  }
}

/** The step at which the gatekeeper is given up. */
const RAS_TIMED_OUT = 4

/** What goes out at each step; the last two only say that nothing came back. */
const RAS_SENT = ['sci', 'lrq', 'lrq', 'sci'] as const

/** The next step of a gatekeeper that does not answer fell due. `rest` is its address and the number of the step. */
export function onRas(draft: Draft, rest: string): void {
  const cut = rest.lastIndexOf(':')
  const address = rest.slice(0, cut)
  const step = Number(rest.slice(cut + 1))
  logRas(draft, step, address, draft.state.sequence)
  const sent = RAS_SENT[step]
  if (sent !== undefined)
    remember(draft, { direction: '>', address, what: sent, length: draft.state.sequence + (sent === 'lrq' ? 1 : 0) })
  const line = draft.state.links.findIndex((link) => link?.resolved === address && isConnected(link))
  if (step === RAS_TIMED_OUT && line >= 0) putLink(draft, line, { h323: false })
  const [now, next] = [RAS_AFTER_MS[step], RAS_AFTER_MS[step + 1]]
  if (now !== undefined && next !== undefined) setTimer(draft, `ras:${address}:${step + 1}`, next - now)
}
