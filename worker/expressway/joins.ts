// How two peers that speak with each other come to share one database: who asks for the join, when, and what then
// holds. EX-11, EX-12, EX-18.

import { draw } from '../kernel/random.ts'
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts'
import { agrees, isContested } from './agreement.ts'
import { onRasPort, RAS_PORT } from './gatekeeper.ts'
import { dropTimers, lose } from './losses.ts'
import { lastOf } from './mesh.ts'
import { type Draft, type Facts, hasTimer, type Link, note, put, putLink, setTimer, stopTimer } from './state.ts'
import { keyOf, patience, TRIES_MAX, tell } from './wire.ts'

/** A new peer joins about two minutes after it was heard; one that belonged before, within seconds. */
const JOIN_NEW_MS = [115 * SECOND_MS, 125 * SECOND_MS] as const
/** Peers that contend for control need this long to agree on one database. */
const CONTEST_MS = 10 * MINUTE_MS
const JOIN_AGAIN_MS = 5 * SECOND_MS
const JOIN_RETRY_MS = 2 * SECOND_MS

/** Starts the joins that have become possible. To be called after every change. */
export function seekJoins(draft: Draft): void {
  for (const link of draft.state.links) {
    if (link?.state !== 'joining' || !link.drives || link.facts === null) continue
    const timer = `join:${keyOf(link)}`
    const isPossible = agrees(draft.state, link.facts)
    if (!isPossible) stopTimer(draft, timer)
    else if (!hasTimer(draft.state, timer)) setTimer(draft, timer, joinDelay(draft, link.facts))
  }
}

function joinDelay(draft: Draft, facts: Facts): number {
  if (isContested(draft.state, facts)) return CONTEST_MS
  if (draft.state.member && facts.member) return JOIN_AGAIN_MS
  const [ms, random] = draw(draft.state.random, JOIN_NEW_MS[0], JOIN_NEW_MS[1])
  put(draft, { random })
  return ms
}

export function activate(draft: Draft, line: number, stamp: string): void {
  const link = draft.state.links[line] as Link
  stopTimer(draft, `join:${keyOf(link)}`)
  if (link.state === 'active') return
  dropTimers(draft, link)
  const last = link.facts === null ? link.last : lastOf(link.facts, { ...link, state: 'active' })
  putLink(draft, line, { state: 'active', tries: 0, lostAt: null, last, stamp })
  if (line === draft.state.saved.configurationPrimary - 1) put(draft, { primaryUnreachable: false })
  if (draft.state.surroundings.blockedPorts.includes(RAS_PORT)) onRasPort(draft, false)
  note(draft, 'joined', `Connected to ${link.facts?.systemName || link.address}: both share one cluster database.`, {
    peer: link.node,
    line: line + 1,
  })
}

export function onJoin(draft: Draft, line: number, link: Link): void {
  if (link.state !== 'joining') return
  if (link.tries >= TRIES_MAX) {
    tell(draft, link, { type: 'bye' })
    lose(draft, line, 'silent')
    return
  }
  putLink(draft, line, { tries: link.tries + 1 })
  setTimer(draft, `join:${keyOf(link)}`, patience(draft.state, link, JOIN_RETRY_MS))
  tell(draft, link, { type: 'join', stamp: draft.state.stamp })
}
