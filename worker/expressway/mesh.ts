// How peers find each other, connect, join and part. EX-11, EX-30, EX-32.
//
// A peer speaks to the addresses on its own list and listens only to those. Whoever's side changes
// (a start, a save, a healed link) greets; nobody polls. Two that greet each other are `joining`, and
// become `active` once both were told the same about their cluster.

import { STREAM_LATE_MS_MAX, STREAM_LOSS_MAX, type Surroundings } from '../kernel/fabric.ts'
import type { Input, Json, NodeId } from '../kernel/machine.ts'
import { draw } from '../kernel/random.ts'
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts'
import { resolve } from './address.ts'
import { addressSeen, knock, objectionTo, onKnock, onTurnedAway, turnOutInvalid } from './admission.ts'
import type { Presented } from './certificate.ts'
import { remember } from './diagnostics/capture.ts'
import { isBefore } from './identity.ts'
import { logNameRetry, logPeerDown, logRas, logTurnedAway, RAS_AFTER_MS, RESOLVER_AFTER_LOSS_MS } from './log-cluster.ts'
import {
  agrees,
  certificateOf,
  type Draft,
  directoryOf,
  type Facts,
  factsOf,
  hasTimer,
  isClustered,
  isContested,
  isListed,
  type Link,
  note,
  ownAddress,
  ownLine,
  type PeerState,
  put,
  putLink,
  roundTripMs,
  setTimer,
  stopTimer,
  waysTo,
} from './state.ts'

/** What peers say to each other, on the ports of section "cluster communication". */
export type Wire =
  | { readonly type: 'greet' | 'welcome'; readonly address: string; readonly facts: Facts }
  | { readonly type: 'facts'; readonly facts: Facts }
  | { readonly type: 'turned-away'; readonly address: string; readonly certificate: Presented | null }
  | { readonly type: 'join' | 'joined'; readonly stamp: string }
  | { readonly type: 'bye'; readonly databaseFailed?: true }
  | { readonly type: 'probe' | 'alive' | 'silence' }
  | { readonly type: 'gatekeeper'; readonly open: boolean } // whether RAS gets through on this side
  | { readonly type: 'knock' | 'here'; readonly address: string } // below the cluster ports: is that host up?
  | { readonly type: 'want-copy' }
  | { readonly type: 'key' }
  | { readonly type: 'copy'; readonly stamp: string; readonly shared: PeerState['shared'] }
  | { readonly type: 'copied'; readonly stamp: string }
  | { readonly type: 'diagnostics'; readonly order: DiagnosticOrder }

/** Diagnostic logging is started and stopped on all peers at once. EX-64. */
export type DiagnosticOrder =
  | { readonly is: 'start'; readonly tcpdump: boolean; readonly filterAddress: string; readonly filterPort: number | null }
  | { readonly is: 'stop' }

export type Heard = Extract<Input, { type: 'heard' }>

/** Cluster recovery and cluster communication, X8.8 and later. */
const CLUSTER_PORTS: readonly number[] = [4371, 4372]
/** Key exchange and database, before X8.8. */
const OLD_CLUSTER_PORTS: readonly number[] = [500, 4369, 4370, 4371, 4372, 4373, 4374, 4375, 4376, 4377, 4378, 4379, 4380]

export const clusterPorts = (state: PeerState): readonly number[] =>
  isBefore(state.identity.version, 'X8.8') ? OLD_CLUSTER_PORTS : CLUSTER_PORTS

/** An answer is waited for this long, five times; then the peer counts as failed. */
const TRY_MS = SECOND_MS
const TRIES_MAX = 5
/** A new peer joins about two minutes after it was heard; one that belonged before, within seconds. */
const JOIN_NEW_MS = [115 * SECOND_MS, 125 * SECOND_MS] as const
/** Peers that contend for control need this long to agree on one database. */
export const CONTEST_MS = 10 * MINUTE_MS
const JOIN_AGAIN_MS = 5 * SECOND_MS
const JOIN_RETRY_MS = 2 * SECOND_MS
/** A connection on which nothing comes any more is given up after this time. */
export const SILENCE_MS = 45 * SECOND_MS
/** Names that did not resolve are tried again after this time. */
export const NAME_RETRY_MS = 5 * MINUTE_MS

/** How long an answer is waited for: slow links take longer by what they take, lossy ones by what is repeated. */
export const patience = (state: PeerState, link: Link, ms: number): number =>
  ms +
  2 * roundTripMs(state, link) +
  (waysTo(state.surroundings, link).some((way) => way.lossPercent) ? 2 * STREAM_LATE_MS_MAX : 0)

export const keyOf = (link: Link): string => link.resolved ?? link.address

export const isConnected = (link: Link | null | undefined): link is Link => link?.state === 'joining' || link?.state === 'active'

export function tell(draft: Draft, link: Link, message: Wire, port: number | null = 4372): void {
  if (link.resolved === null) return
  draft.effects.push({
    type: 'send',
    to: { address: link.resolved },
    ...(port === null ? {} : { port }),
    stream: true,
    message: message as unknown as Json,
  })
}

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

const lastOf = ({ version, upgrades, roomSessions }: Facts): Link['last'] => ({ version, upgrades, roomSessions })

export const introduction = (state: PeerState): { readonly address: string; readonly facts: Facts } => ({
  address: ownAddress(state.identity, state.saved.ipVersion),
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
      withConnected(draft, heard.from, (line) => {
        putLink(draft, line, { facts: kept(message.facts), certificate: message.facts.certificate, last: lastOf(message.facts) })
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
    putLink(draft, line, { facts: kept(message.facts) })
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
    last: lastOf(message.facts),
    drives: drives(draft.state, message, address),
  })
  if (message.type === 'greet') tell(draft, link, { type: 'welcome', ...introduction(draft.state) })
}

// One of the two asks for the join: the new one, or else the one with the lower address.
function drives(state: PeerState, message: { readonly facts: Facts }, address: string): boolean {
  if (state.member !== message.facts.member) return !state.member
  return ownAddress(state.identity, state.saved.ipVersion) < address
}

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

function activate(draft: Draft, line: number, stamp: string): void {
  const link = draft.state.links[line] as Link
  stopTimer(draft, `join:${keyOf(link)}`)
  if (link.state === 'active') return
  dropTimers(draft, link)
  putLink(draft, line, { state: 'active', tries: 0, lostAt: null, stamp })
  if (line === draft.state.saved.configurationPrimary - 1) put(draft, { primaryUnreachable: false })
  if (draft.state.surroundings.blockedPorts.includes(RAS_PORT)) onRasPort(draft, false)
  note(draft, 'joined', `Connected to ${link.facts?.systemName || link.address}: both share one cluster database.`, {
    peer: link.node,
    line: line + 1,
  })
}

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
  if (link.resolved === null) return
  const [sequence, random] = draw(draft.state.random, 1_000, 64_000)
  put(draft, { sequence, random })
  setTimer(draft, `ras:${link.resolved}:0`, RAS_AFTER_MS[0])
}

function nodeNameOf(state: PeerState, link: Link): string {
  if (link.address.includes('.') && link.address !== link.resolved) return link.address
  const host = link.facts?.hostName ?? ''
  return host === '' || state.identity.domain === '' ? link.address : `${host}.${state.identity.domain}`
}

function dropTimers(draft: Draft, link: Link): void {
  for (const name of ['try', 'join', 'silent']) stopTimer(draft, `${name}:${keyOf(link)}`)
  for (const step of RAS_AFTER_MS.keys()) stopTimer(draft, `ras:${keyOf(link)}:${step}`)
}

function expectSilence(draft: Draft, link: Link): void {
  const timer = `silent:${keyOf(link)}`
  if (!hasTimer(draft.state, timer)) setTimer(draft, timer, SILENCE_MS)
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

function onJoin(draft: Draft, line: number, link: Link): void {
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

/** The step at which the gatekeeper is given up. */
const RAS_TIMED_OUT = 4

/** What goes out at each step; the last two only say that nothing came back. */
const RAS_SENT = ['sci', 'lrq', 'lrq', 'sci'] as const

function onRas(draft: Draft, rest: string): void {
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

/** The time to look up again the names that failed has come. EX-32. */
export function retryNames(draft: Draft): void {
  logNameRetry(draft)
  setTimer(draft, 'names', NAME_RETRY_MS, 'standing')
  const directory = directoryOf(draft.state)
  for (const [line, link] of draft.state.links.entries()) {
    if (link === null || !isAstray(draft.state, link)) continue
    const resolved = resolve(link.address, directory)
    if (resolved === null) continue
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
}

/** Keeps the resolver at work while there is a name to look up again, or a peer that was lost. */
export function tendNames(draft: Draft): void {
  const { state } = draft
  const isLookedUp = isListed(state) && state.links.some((link) => link !== null && isAstray(state, link))
  const isMissed = isClustered(state) && state.links.some((link) => link?.state === 'failed' && link.lostAt !== null)
  if (!isLookedUp && !isMissed) stopTimer(draft, 'names')
  else if (!hasTimer(state, 'names')) setTimer(draft, 'names', isLookedUp ? NAME_RETRY_MS : RESOLVER_AFTER_LOSS_MS, 'standing')
}

// Whether another line leads to the same system and is the one that speaks with it.
function isDouble({ links }: PeerState, line: number): boolean {
  const key = links[line]?.resolved ?? null
  return (
    key !== null && links.some((each, other) => each?.resolved === key && (isConnected(each) ? other !== line : other < line))
  )
}

// A name that led nowhere, or that leads elsewhere by now while nobody answers at the old address, or while the
// peer there has a line of its own, which it keeps from it.
function isAstray(state: PeerState, link: Link): boolean {
  if (link.resolved === null) return true
  if (isConnected(link) && !state.links.some((each) => each !== null && each !== link && each.resolved === link.resolved))
    return false
  const resolved = resolve(link.address, directoryOf(state))
  return resolved !== null && resolved !== link.resolved
}

// Unknown nodes are tried: only what is known to be cut off is not.
function passes(surroundings: Surroundings, link: Link, ports: readonly number[]): boolean {
  if (ports.some((port) => surroundings.blockedPorts.includes(port))) return false
  const ways = waysTo(surroundings, link)
  return ways.length === 0 || ways.some((way) => way.out && way.in && !way.translated && (way.lossPercent ?? 0) < STREAM_LOSS_MAX)
}

/** Bandwidth management between peers, over UDP. Its loss costs call routing, and not the database. EX-04. */
const RAS_PORT = 1719

function onGatekeeper(draft: Draft, line: number, open: boolean): void {
  const link = draft.state.links[line]
  if (!link || link.resolved === null) return
  for (const step of RAS_AFTER_MS.keys()) stopTimer(draft, `ras:${link.resolved}:${step}`)
  if (open) {
    if (!link.h323) putLink(draft, line, { h323: true })
    return
  }
  const [sequence, random] = draw(draft.state.random, 1_000, 64_000)
  put(draft, { sequence, random })
  setTimer(draft, `ras:${link.resolved}:0`, RAS_AFTER_MS[0])
}

// The port of this side was closed or opened: both sides of each connection find it out in their own time.
function onRasPort(draft: Draft, open: boolean): void {
  for (const [line, link] of draft.state.links.entries()) {
    if (!isConnected(link)) continue
    tell(draft, link, { type: 'gatekeeper', open })
    onGatekeeper(draft, line, open)
  }
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

/** What a peer is called on the status line: its system name, and the address its FQDN led to. EX-11. */
export function activeText(link: Link): string {
  const name = link.facts?.systemName || link.address
  return link.resolved === link.address
    ? `Active as ${name}`
    : `Active as ${name} (Resolved '${link.address}' as '${link.resolved}')`
}
