// How peers find each other, connect, join and part. EX-11, EX-30, EX-32.
//
// A peer speaks to the addresses on its own list and listens only to those. Whoever's side changes
// (a start, a save, a healed link) greets; nobody polls. Two that greet each other are `joining`, and
// become `active` once both were told the same about their cluster.

import { STREAM_LOSS_MAX, type Surroundings } from '../kernel/fabric.ts'
import type { NodeId } from '../kernel/machine.ts'
import { sharing } from '../kernel/same.ts'
import { SECOND_MS } from '../kernel/time.ts'
import { resolve } from './address.ts'
import { addressSeen, giveUp, knock, objectionTo, onKnock, onTurnedAway, turnOutInvalid } from './admission.ts'
import { agrees } from './agreement.ts'
import { onGatekeeper, onRas, onRasPort, RAS_PORT } from './gatekeeper.ts'
import { ownAddress } from './interfaces.ts'
import { activate, onJoin } from './joins.ts'
import { logTurnedAway } from './log-cluster.ts'
import { dropTimers, expectSilence, lose } from './losses.ts'
import {
  certificateOf,
  type Draft,
  directoryOf,
  type Facts,
  factsOf,
  hasTimer,
  isClustered,
  type Link,
  ownLine,
  type PeerState,
  put,
  putLink,
  setTimer,
  stopTimer,
  waysTo,
} from './state.ts'
import { clusterPorts, type Heard, isConnected, keyOf, patience, TRIES_MAX, tell, type Wire } from './wire.ts'

/** An answer is waited for this long, `TRIES_MAX` times; then the peer counts as failed. */
const TRY_MS = SECOND_MS
/** Brings the links into line with the peer list; what leads to the same address as before stays as it is. */
export function relink(draft: Draft, keep: 'connections' | 'nothing'): void {
  const { state } = draft
  const own = ownLine(state)
  const directory = directoryOf(state)
  const used = new Set<string>()
  const links = state.saved.addresses.map((address, line): Link | null => {
    if (address === '' || line === own) return null
    const resolved = resolve(address, directory)
    const key = resolved ?? address
    const isDouble = used.has(key)
    used.add(key)
    const before = state.links.find((link) => link !== null && keyOf(link) === key)
    if (before && keep === 'connections' && !isDouble) return before.address === address ? before : { ...before, address }
    return {
      address, resolved, state: isDouble ? 'failed' : 'trying', tries: 0,
      node: null, facts: null, certificate: null, drives: false, h323: true, portsClosed: false, last: before?.last ?? null, lostAt: before?.lostAt ?? null, stamp: '',
    } // biome-ignore format: one link
  })
  for (const link of state.links) {
    if (link === null || used.has(keyOf(link))) continue
    if (isConnected(link)) tell(draft, link, { type: 'bye' })
    dropTimers(draft, link)
  }
  put(draft, { links })
  for (const [line, link] of links.entries()) {
    if (link?.state !== 'trying' || hasTimer(draft.state, `try:${keyOf(link)}`)) continue
    setTimer(draft, `try:${keyOf(link)}`, patience(draft.state, link, TRY_MS))
    greet(draft, line)
  }
}

// Where two lines lead to one system, only one speaks with it: a second greeting would end the connection of the first.
function greet(draft: Draft, line: number): void {
  const link = draft.state.links[line]
  if (link && isClustered(draft.state) && !isDouble(draft.state, line))
    tell(draft, link, { type: 'greet', ...introduction(draft.state) })
}

// The certificate stands in the link itself, which keeps it when the connection is gone.
const kept = (facts: Facts): Facts => ({ ...facts, certificate: null })

// Licences are in the pool of the database that is shared: those of a peer that is not let in are none of the cluster's,
// and nobody would tell when they change. EX-05.
export const lastOf = ({ version, upgrades, roomSessions }: Facts, { state, last }: Link): Link['last'] => ({
  version,
  upgrades,
  roomSessions: state === 'active' ? roomSessions : (last?.roomSessions ?? 0),
})

export const introduction = (state: PeerState): { readonly address: string; readonly facts: Facts } => ({
  address: ownAddress(state),
  facts: factsOf(state),
})

/** Greets those that did not answer before and could be reached now. Their status stays until they answer. */
export function greetFailed(draft: Draft): void {
  for (const [line, link] of draft.state.links.entries())
    if (link?.state === 'failed' && passes(draft.state.surroundings, link, clusterPorts(draft.state))) greet(draft, line)
}

/** Something a peer said about connecting. Anything else is left to the caller: false. */
export function hear(draft: Draft, heard: Heard): boolean {
  const message = heard.message as unknown as Wire
  switch (message.type) {
    case 'greet':
    case 'welcome':
      onIntroduction(draft, heard, message)
      return true
    case 'facts':
      withConnected(draft, heard.from, (line, link) => {
        const { certificate } = message.facts
        const told = { facts: kept(message.facts), certificate, last: lastOf(message.facts, link) }
        putLink(draft, line, sharing(link, told)) // Who tells the same again tells no news.
        turnOutInvalid(draft)
      })
      return true
    case 'gatekeeper':
      withConnected(draft, heard.from, (line) => onGatekeeper(draft, line, message.open))
      return true
    case 'knock':
    case 'here':
      onKnock(draft, heard, message)
      return true
    case 'turned-away':
      onTurnedAway(draft, heard, message)
      return true
    case 'join':
      withConnected(draft, heard.from, (line, link) => {
        if (link.facts === null || !agrees(draft.state, link.facts)) return
        tell(draft, link, { type: 'joined', stamp: draft.state.stamp })
        activate(draft, line, message.stamp)
      })
      return true
    case 'joined':
      withConnected(draft, heard.from, (line) => activate(draft, line, message.stamp))
      return true
    case 'bye':
      withConnected(draft, heard.from, (line) => {
        lose(draft, line, 'closed')
        if (message.databaseFailed) putLink(draft, line, { databaseFailed: true })
      })
      return true
    case 'silence':
      withConnected(draft, heard.from, (_line, link) => expectSilence(draft, link))
      return true
    case 'probe': {
      const line = lineOf(draft.state, heard.from)
      const link = draft.state.links[line]
      // Whoever has no connection any more greets: a word of parting could overtake the greeting of a moment ago.
      if (isConnected(link) && isClustered(draft.state)) tell(draft, link, { type: 'alive' })
      else if (link) greet(draft, line)
      if (link) stopTimer(draft, `silent:${keyOf(link)}`)
      return true
    }
    case 'alive':
      withConnected(draft, heard.from, (_line, link) => stopTimer(draft, `silent:${keyOf(link)}`))
      return true
    default:
      return false
  }
}

export const lineOf = (state: PeerState, node: NodeId): number => state.links.findIndex((link) => link?.node === node)

function withConnected(draft: Draft, node: NodeId, act: (line: number, link: Link) => void): void {
  const line = draft.state.links.findIndex((link) => link?.node === node && isConnected(link))
  const link = draft.state.links[line]
  if (link) act(line, link)
}

// Only an address of the own list is let in, as it is seen here: behind a translation nobody is. EX-01.
function onIntroduction(draft: Draft, heard: Heard, message: Extract<Wire, { type: 'greet' | 'welcome' }>): void {
  if (!isClustered(draft.state)) return
  const address = addressSeen(draft.state, heard, message.address)
  const line = draft.state.links.findIndex((link) => link?.resolved === address)
  const before = draft.state.links[line]
  if (!before) return
  // A second greeting may be welcomed after the join that the first one led to.
  const isLate = before.state === 'active' && before.facts?.startedAt === message.facts.startedAt
  if (message.type === 'welcome' && (before.state === 'joining' || isLate)) {
    putLink(draft, line, { facts: kept(message.facts), last: lastOf(message.facts, before) })
    return
  }
  // Whoever greets, or welcomes after a start, has no connection any more, whatever this side still believes.
  if (before.state === 'active') lose(draft, line, 'closed')
  const objection = objectionTo(draft.state, message.facts.certificate, before.address, draft.at)
  putLink(draft, line, { node: heard.from, certificate: message.facts.certificate })
  const link = draft.state.links[line] as Link
  if (objection !== null) {
    logTurnedAway(draft, address, objection)
    tell(draft, link, {
      type: 'turned-away',
      address: introduction(draft.state).address,
      certificate: certificateOf(draft.state),
    })
    if (isConnected(link)) lose(draft, line, 'closed')
    else giveUp(draft, line, link)
    return
  }
  stopTimer(draft, `try:${keyOf(link)}`)
  stopTimer(draft, `join:${keyOf(link)}`)
  putLink(draft, line, {
    state: 'joining',
    tries: 0,
    h323: true,
    portsClosed: false,
    databaseFailed: false,
    facts: kept(message.facts),
    last: lastOf(message.facts, link),
    drives: drives(draft.state, message, address),
  })
  if (message.type === 'greet') tell(draft, link, { type: 'welcome', ...introduction(draft.state) })
}

// One of the two asks for the join: the new one, or else the one with the lower address.
function drives(state: PeerState, message: { readonly facts: Facts }, address: string): boolean {
  if (state.member !== message.facts.member) return !state.member
  return ownAddress(state) < address
}

/** A timer of a link fell due. `rest` is what stands after the first colon of its name. */
export function onLinkTimer(draft: Draft, kind: string, rest: string): void {
  if (kind === 'ras') {
    onRas(draft, rest)
    return
  }
  for (const [line, link] of draft.state.links.entries()) {
    if (link === null || keyOf(link) !== rest) continue
    if (kind === 'try') onTry(draft, line, link)
    if (kind === 'join') onJoin(draft, line, link)
    if (kind === 'silent') lose(draft, line, 'silent')
  }
}

function onTry(draft: Draft, line: number, link: Link): void {
  if (link.state !== 'trying') return
  if (link.tries + 1 >= TRIES_MAX) {
    putLink(draft, line, { state: 'failed', tries: 0 })
    knock(draft, link)
    return
  }
  putLink(draft, line, { tries: link.tries + 1 })
  setTimer(draft, `try:${keyOf(link)}`, patience(draft.state, link, TRY_MS))
  greet(draft, line)
}

// Whether another line leads to the same system and is the one that speaks with it.
function isDouble({ links }: PeerState, line: number): boolean {
  const key = links[line]?.resolved ?? null
  return (
    key !== null && links.some((each, other) => each?.resolved === key && (isConnected(each) ? other !== line : other < line))
  )
}

/** A name leads to another address now: whoever was spoken with under it is left, and the one there greeted. */
export function connectAnew(draft: Draft, line: number, resolved: string): void {
  const link = draft.state.links[line]
  if (!link) return
  if (isConnected(link)) {
    tell(draft, link, { type: 'bye' })
    lose(draft, line, 'closed')
  }
  dropTimers(draft, link)
  putLink(draft, line, { resolved, state: 'trying', tries: 0 })
  setTimer(draft, `try:${resolved}`, TRY_MS)
  greet(draft, line)
  if (isConnected(link)) greetFailed(draft)
}

// Unknown nodes are tried: only what is known to be cut off is not.
function passes(surroundings: Surroundings, link: Link, ports: readonly number[]): boolean {
  if (ports.some((port) => surroundings.blockedPorts.includes(port))) return false
  const ways = waysTo(surroundings, link)
  return ways.length === 0 || ways.some((way) => way.out && way.in && !way.translated && (way.lossPercent ?? 0) < STREAM_LOSS_MAX)
}

/** Links to other nodes came or went: silence begins, or may be over. */
export function onNetworkChanged(draft: Draft, before: Surroundings): void {
  const ports = clusterPorts(draft.state)
  const isOpen = !draft.state.surroundings.blockedPorts.includes(RAS_PORT)
  if (isOpen === before.blockedPorts.includes(RAS_PORT)) onRasPort(draft, isOpen)
  for (const [line, link] of draft.state.links.entries()) {
    if (link === null) continue
    const did = passes(before, link, ports)
    const does = passes(draft.state.surroundings, link, ports)
    if (did && !does && isConnected(link)) {
      expectSilence(draft, link)
      tell(draft, link, { type: 'silence' }, null)
    }
    if (!does || did) continue
    if (isConnected(link)) {
      tell(draft, link, { type: 'probe' })
      // What was said in the meantime never got there.
      tell(draft, link, { type: 'facts', facts: factsOf(draft.state) })
    } else greet(draft, line)
  }
}

/** Tells all connected peers what has changed here. */
export function tellFacts(draft: Draft): void {
  const facts = factsOf(draft.state)
  for (const link of draft.state.links) if (isConnected(link)) tell(draft, link, { type: 'facts', facts })
}
