// How a connection between peers ends: closed, silent, or because this system parts from everybody. EX-32.

import { SECOND_MS } from '../kernel/time.ts'
import { knock } from './admission.ts'
import { forgetGatekeeper, missGatekeeper } from './gatekeeper.ts'
import { logPeerDown } from './log-cluster.ts'
import { type Draft, hasTimer, type Link, note, type PeerState, put, putLink, setTimer, stopTimer } from './state.ts'
import { isConnected, keyOf, tell } from './wire.ts'

/** A connection on which nothing comes any more is given up after this time. */
const SILENCE_MS = 45 * SECOND_MS

/** The connection of a line is gone: what the database and H.323 notice of it. */
export function lose(draft: Draft, line: number, why: 'closed' | 'silent'): void {
  const link = draft.state.links[line]
  if (!link || !isConnected(link)) return
  dropTimers(draft, link)
  putLink(draft, line, { state: 'failed', tries: 0, facts: null, drives: false, stamp: '' })
  if (line === draft.state.saved.configurationPrimary - 1) put(draft, { inStep: false })
  if (why === 'silent') knock(draft, link)
  if (link.state !== 'active') return
  putLink(draft, line, { lostAt: draft.at })
  logPeerDown(draft, nodeNameOf(draft.state, link), why)
  note(
    draft,
    'lost',
    `Lost ${link.facts?.systemName || link.address}: ${why === 'closed' ? 'it closed the connection' : `nothing came for ${SILENCE_MS / SECOND_MS} seconds`}.`,
    {
      peer: link.node,
      line: line + 1,
    },
  )
  if (link.resolved !== null) missGatekeeper(draft, link.resolved)
}

function nodeNameOf(state: PeerState, link: Link): string {
  if (link.address.includes('.') && link.address !== link.resolved) return link.address
  const host = link.facts?.hostName ?? ''
  return host === '' || state.identity.domain === '' ? link.address : `${host}.${state.identity.domain}`
}

export function dropTimers(draft: Draft, link: Link): void {
  for (const name of ['try', 'join', 'silent']) stopTimer(draft, `${name}:${keyOf(link)}`)
  forgetGatekeeper(draft, link)
}

export function expectSilence(draft: Draft, link: Link): void {
  const timer = `silent:${keyOf(link)}`
  if (!hasTimer(draft.state, timer)) setTimer(draft, timer, SILENCE_MS)
}

/** Parts from everybody, with or without a word, and starts over with none connected. */
export function part(draft: Draft, how: 'orderly' | 'database-failed' | 'in-silence'): void {
  for (const link of draft.state.links) {
    if (!isConnected(link)) continue
    if (how === 'orderly') tell(draft, link, { type: 'bye' })
    else if (how === 'database-failed') tell(draft, link, { type: 'bye', databaseFailed: true })
    else tell(draft, link, { type: 'silence' }, null)
  }
  put(draft, {
    links: draft.state.links.map((link) =>
      link === null
        ? null
        : {
            ...link,
            state: 'failed',
            tries: 0,
            facts: null,
            drives: false,
            portsClosed: false,
            lostAt: link.lostAt ?? (link.state === 'active' ? draft.at : null),
            stamp: '',
          },
    ),
  })
}
