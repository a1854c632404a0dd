// The users of a cluster: registered endpoints and their calls, as numbers per peer. EX-06.
//
// Nothing of it ticks: while nothing happens the numbers stand. When a peer goes down its endpoints
// become parties that look for another registrar, each when it notices: endpoints with a second flow (SIP
// Outbound) within seconds, other SIP endpoints when their registration is to be refreshed, H.323
// endpoints within their Time to live, each with the alternates it was told, in an order of its own.
// What they lost is summed up when they are registered again. What passes between an endpoint and a peer
// does not pass over the links between the peers, so those messages are sent outside them.

import type { Json, NodeId } from '../kernel/machine.ts'
import { draw } from '../kernel/random.ts'
import { type Instant, iso, MINUTE_MS, SECOND_MS } from '../kernel/time.ts'
import { capacityOf } from './capacity.ts'
import { exportLimit } from './export-limit.ts'
import { fqdnOf } from './identity.ts'
import { ownAddress, running } from './interfaces.ts'
import { pooledLicences } from './licences.ts'
import { form, onOpen, onTaken, type Party, seek, send, settle } from './parties.ts'
import { isUnauthorized } from './smart-licensing.ts'
import { type Draft, hasTimer, isClustered, note, type PeerState, put, setTimer, stopTimer } from './state.ts'
import type { ServiceView } from './view-schema.ts'

export type Users = {
  readonly sip: number // registered endpoints
  readonly h323: number
  readonly calls: number // up now
  readonly alternates: readonly string[] // addresses of the other peers, as endpoints were told them
  readonly parties: readonly Party[] // lost here, registered nowhere yet
  readonly formed: number // parties so far
  readonly lostMs: number // registrations × time, of those that are registered again
  readonly dropped: number // calls
  readonly shut?: readonly string[] // alternates that took nobody at all when asked, and did not open since
  readonly askers?: readonly NodeId[] // where endpoints come from that were turned away while nobody was taken here
}

/** What one peer tells the others of its users. */
export type Load = { readonly sip: number; readonly h323: number; readonly calls: number }

export const NOBODY: Users = { sip: 0, h323: 0, calls: 0, alternates: [], parties: [], formed: 0, lostMs: 0, dropped: 0 }

/** What passes between endpoints that look for a registrar and the peers they ask. */
export type UsersWire =
  | { readonly type: 'seek'; readonly party: number; readonly sip: number; readonly h323: number; readonly address: string }
  // `shut`: the address that was asked, where it takes nobody, whoever asks.
  | { readonly type: 'taken'; readonly party: number; readonly sip: number; readonly h323: number; readonly shut?: string }
  | { readonly type: 'open'; readonly address: string }

/** Calls up at once for so many registered endpoints; no public figure. */
const CALLS_PER_THOUSAND = 60
/** Of these, one in so many has its media pass through the peer and takes a licence. */
const CALLS_PER_TRAVERSAL = 4
/** What a call takes of the bandwidth that the peers share, kbit/s. */
const CALL_KBPS = 1_920
/** One in two SIP endpoints keeps a second flow with another peer (RFC 5626). */
const OUTBOUND_SHARE = 2
/** How often a SIP registration is refreshed. */
const SIP_REFRESH_MS = MINUTE_MS
/** In maintenance mode the calls that are up end by themselves within this time. */
const CALLS_END_MS = 10 * MINUTE_MS
const STEPS = 4

export const usersOf = (state: PeerState): Users => state.users ?? NOBODY

export const loadOf = (state: PeerState): Load => {
  const { sip, h323, calls } = usersOf(state)
  return { sip, h323, calls }
}

const limits = (state: PeerState) => capacityOf(state.identity.platform, state.identity.version, 1)

const callsFor = (state: PeerState, endpoints: number): number =>
  Math.min(
    limits(state).videoCalls,
    Math.round((endpoints * CALLS_PER_THOUSAND) / 1_000),
    Math.max(0, exportLimit(state.identity.version) - endpoints),
  )

export const traversalCalls = (calls: number): number => Math.ceil(calls / CALLS_PER_TRAVERSAL)

/** A population at rest on a peer of this state. */
export const population = (
  state: PeerState,
  { sip, h323 }: { readonly sip: number; readonly h323: number },
  alternates: readonly string[],
): Users => ({
  ...NOBODY,
  sip,
  h323,
  calls: callsFor(state, sip + h323),
  alternates,
})

/** Users outside find an Expressway-E by its name in the public DNS, which must lead to its public address. EX-15. */
function isFoundOutside(state: PeerState): boolean {
  const { staticNat, lan1, series } = running(state)
  if (series !== 'Expressway-E') return true
  return state.surroundings.names[fqdnOf(state.identity).toLowerCase()] === (staticNat || lan1.address)
}

type Protocol = 'sip' | 'h323'
const PROTOCOLS: readonly Protocol[] = ['sip', 'h323']

/** Whether registrations of this protocol end here as they come up for renewal. */
const isShut = (state: PeerState, protocol: Protocol): boolean =>
  state.maintenance || !isFoundOutside(state) || state.shared.configuration[`${protocol}_mode`] === 'Off'

const takes = (state: PeerState, protocol: Protocol): boolean =>
  isClustered(state) && !isShut(state, protocol) && !isUnauthorized(state)

/** The system goes down: every registration and every call on it is lost. */
export function loseUsers(draft: Draft): void {
  const users = usersOf(draft.state)
  if (users.sip + users.h323 === 0) return
  const ttl = Number(draft.state.shared.configuration.h323_time_to_live ?? 1_800) * SECOND_MS
  put(draft, { users: { ...users, sip: 0, h323: 0, calls: 0, dropped: users.dropped + users.calls } })
  const outbound = Math.floor(users.sip / OUTBOUND_SHARE)
  form(draft, { sip: outbound, h323: 0, since: null }, [SECOND_MS, 5 * SECOND_MS])
  for (let step = 0; step < STEPS; step += 1) {
    const part = (count: number) => Math.floor((count * (step + 1)) / STEPS) - Math.floor((count * step) / STEPS)
    const within = (span: number): readonly [number, number] => [(span * step) / STEPS + 1, (span * (step + 1)) / STEPS]
    form(draft, { sip: part(users.sip - outbound), h323: 0, since: draft.at }, within(SIP_REFRESH_MS))
    form(draft, { sip: 0, h323: part(users.h323), since: draft.at }, within(ttl))
  }
  note(draft, 'users-lost', `${users.sip + users.h323} registrations and ${users.calls} calls were lost here.`, {
    registrations: users.sip + users.h323,
    calls: users.calls,
  })
}

/** A timer of the users fell due. */
export function onUsersTimer(draft: Draft, rest: string): void {
  const cut = rest.lastIndexOf('-')
  const [what, number] = [cut < 0 ? rest : rest.slice(0, cut), Number(rest.slice(cut + 1))]
  if (what === 'seek') seek(draft, number)
  if (what === 'leave') leave(draft, number)
  if (what === 'calls') endCalls(draft, number)
  if (what === 'home') comeHome(draft)
}

/** Something that endpoints did. They do it whether or not this system is up. Anything else is left to the caller: false. */
export function hearUsers(draft: Draft, from: NodeId, wire: Json): boolean {
  const message = wire as unknown as UsersWire
  switch (message.type) {
    case 'seek': {
      const took = admit(draft, message)
      const isOpen = PROTOCOLS.some((protocol) => takes(draft.state, protocol))
      send(draft, { node: from }, { type: 'taken', party: message.party, ...took, ...(!isOpen && { shut: message.address }) })
      if (!isOpen) rememberAsker(draft, from)
      if (took.sip + took.h323 > 0)
        note(draft, 'registered', `${took.sip + took.h323} endpoints registered here that were registered on ${from} before.`, {
          from,
          ...took,
        })
      return true
    }
    case 'taken':
      onTaken(draft, message)
      return true
    case 'open':
      onOpen(draft, message.address)
      return true
    default:
      return false
  }
}

// Registers as many as there is room for. Returns how many.
function admit(draft: Draft, { sip, h323 }: { readonly sip: number; readonly h323: number }): Pick<Party, 'sip' | 'h323'> {
  const { state } = draft
  const users = usersOf(state)
  const there = users.sip + users.h323
  const most = Math.min(limits(state).registrations, exportLimit(state.identity.version) - users.calls)
  let room = Math.max(0, most - there)
  const took = { sip: 0, h323: 0 }
  for (const protocol of PROTOCOLS) {
    if (!takes(state, protocol)) continue
    took[protocol] = Math.min(room, protocol === 'sip' ? sip : h323)
    room -= took[protocol]
  }
  const endpoints = there + took.sip + took.h323
  if (took.sip + took.h323 > 0)
    put(draft, {
      users: {
        ...users,
        sip: users.sip + took.sip,
        h323: users.h323 + took.h323,
        calls: Math.max(users.calls, callsFor(state, endpoints)),
      },
    })
  return took
}

function rememberAsker(draft: Draft, from: NodeId): void {
  const users = usersOf(draft.state)
  const { askers = [] } = users
  if (!askers.includes(from)) put(draft, { users: { ...users, askers: [...askers, from] } })
}

// The system they were registered with is back: those that found no other register with it again.
function comeHome(draft: Draft): void {
  for (const party of usersOf(draft.state).parties) {
    if (party.isAsking) continue
    const took = admit(draft, party)
    if (took.sip + took.h323 > 0) settle(draft, party, took)
  }
}

// A part of those whose registration is not renewed here goes elsewhere; the last part is all that are left.
function leave(draft: Draft, step: number): void {
  const users = usersOf(draft.state)
  const part = (protocol: Protocol) =>
    isShut(draft.state, protocol) ? Math.ceil(users[protocol] / Math.max(1, STEPS - step)) : 0
  const gone = { sip: part('sip'), h323: part('h323') }
  const [sip, h323] = [users.sip - gone.sip, users.h323 - gone.h323]
  // In maintenance mode calls go on; calls of endpoints that cannot be reached any more end.
  const calls = draft.state.maintenance ? users.calls : Math.min(users.calls, callsFor(draft.state, sip + h323))
  const isModeOff = PROTOCOLS.some((protocol) => draft.state.shared.configuration[`${protocol}_mode`] === 'Off')
  put(draft, { users: { ...users, sip, h323, calls, dropped: users.dropped + (isModeOff ? users.calls - calls : 0) } })
  form(draft, { ...gone, since: draft.at }, [1, 1])
}

function endCalls(draft: Draft, step: number): void {
  const users = usersOf(draft.state)
  put(draft, { users: { ...users, calls: Math.floor((users.calls * (STEPS - step - 1)) / (STEPS - step)) } })
}

/** Brings in line with the state whether registrations are taken or end here. To be called after every change. */
export function tendUsers(draft: Draft, before: PeerState): void {
  tellAlternates(draft)
  const { state } = draft
  if (PROTOCOLS.some((protocol) => isShut(state, protocol) && !isShut(before, protocol))) shut(draft)
  if (PROTOCOLS.some((protocol) => takes(state, protocol) && !takes(before, protocol))) open(draft)
}

function tellAlternates(draft: Draft): void {
  const users = usersOf(draft.state)
  if (users.sip + users.h323 === 0) return
  const alternates = draft.state.links.flatMap((link) => (link === null || link.resolved === null ? [] : [link.resolved]))
  if (alternates.length > 0 && alternates.join() !== users.alternates.join()) put(draft, { users: { ...users, alternates } })
}

function shut(draft: Draft): void {
  const users = usersOf(draft.state)
  if (users.sip + users.h323 === 0 && users.calls === 0) return
  const ttl = Number(draft.state.shared.configuration.h323_time_to_live ?? 1_800) * SECOND_MS
  const span = users.h323 > 0 ? Math.max(ttl, SIP_REFRESH_MS) : SIP_REFRESH_MS
  for (let step = 0; step < STEPS; step += 1) {
    setTimer(draft, `users:leave-${step}`, (span * (step + 1)) / STEPS)
    if (draft.state.maintenance) setTimer(draft, `users:calls-${step}`, (CALLS_END_MS * (step + 1)) / STEPS)
  }
}

function open(draft: Draft): void {
  const { state } = draft
  for (let step = 0; step < STEPS; step += 1) {
    if (!PROTOCOLS.some((protocol) => isShut(state, protocol))) stopTimer(draft, `users:leave-${step}`)
    if (!state.maintenance) stopTimer(draft, `users:calls-${step}`)
  }
  const users = usersOf(state)
  const calls = Math.max(users.calls, callsFor(state, users.sip + users.h323))
  if (calls !== users.calls) put(draft, { users: { ...users, calls } })
  if (users.parties.length > 0 && !hasTimer(draft.state, 'users:home')) {
    const [wait, random] = draw(draft.state.random, 5 * SECOND_MS, 30 * SECOND_MS)
    put(draft, { random })
    setTimer(draft, 'users:home', wait)
  }
  const address = ownAddress(state)
  const { askers = [] } = usersOf(draft.state)
  if (askers.length > 0) put(draft, { users: { ...usersOf(draft.state), askers: [] } })
  for (const node of askers) send(draft, { node }, { type: 'open', address })
  for (const link of draft.state.links)
    if (link !== null && link.resolved !== null && !(link.node !== null && askers.includes(link.node)))
      send(draft, { address: link.resolved }, { type: 'open', address })
}

/** Bandwidth of the calls of this peer, and of the cluster as far as it knows them, in kbit/s. */
export function bandwidthOf(state: PeerState): { readonly localUsage: number; readonly clusterUsage: number } {
  // Bandwidth is shared over 1719: who cannot be heard there does not count. EX-04.
  const others = state.links.reduce((sum, link) => sum + (link?.h323 ? (link.facts?.users?.calls ?? 0) : 0), 0)
  const { calls } = usersOf(state)
  return { localUsage: calls * CALL_KBPS, clusterUsage: (calls + others) * CALL_KBPS }
}

/** Registrations, calls and bandwidth of this peer and of the cluster as far as it knows them, and what its users lost. */
export function serviceView(state: PeerState): ServiceView {
  const users = usersOf(state)
  const unit = limits(state)
  const others = state.links.flatMap((link) => (link?.facts?.users ? [link.facts.users] : []))
  const sum = (count: (load: Load) => number) => others.reduce((total, each) => total + count(each), count(users))
  const waiting = users.parties.filter((each) => each.since !== null)
  const since = waiting.reduce<Instant | null>(
    (first, { since }) => (first === null || (since !== null && since < first) ? since : first),
    null,
  )
  return {
    registrations: { sip: users.sip, h323: users.h323, total: users.sip + users.h323, limit: unit.registrations },
    calls: {
      total: users.calls,
      traversal: traversalCalls(users.calls),
      limit: unit.videoCalls,
      licensed: Math.min(pooledLicences(state), unit.roomSessions),
    },
    bandwidthKbps: bandwidthOf(state).localUsage,
    waiting: {
      endpoints: waiting.reduce((total, each) => total + each.sip + each.h323, 0),
      since: since === null ? null : iso(since),
    },
    impact: { registrationSeconds: Math.floor(users.lostMs / SECOND_MS), callsDropped: users.dropped },
    cluster: {
      registrations: sum(({ sip, h323 }) => sip + h323),
      calls: sum(({ calls }) => calls),
      bandwidthKbps: bandwidthOf(state).clusterUsage,
    },
  }
}
