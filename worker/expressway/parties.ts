// Parties of endpoints that lost their registrar and look for another one: when each notices, whom it asks,
// and what it went without until it is registered again. EX-06.

import type { Json, NodeId } from '../kernel/machine.ts'
import { draw } from '../kernel/random.ts'
import { type Instant, SECOND_MS } from '../kernel/time.ts'
import { type Draft, hasTimer, note, put, setTimer, stopTimer } from './state.ts'
import { type UsersWire, usersOf } from './users.ts'

/** Endpoints that lost their registration together and look for another one together. */
export type Party = {
  readonly id: number
  readonly sip: number
  readonly h323: number
  readonly since: Instant | null // without a registration; null: a second flow still stands for the first
  readonly left: readonly string[] // addresses still to be asked, this time round
  readonly isAsking: boolean
  readonly noticesAt?: Instant // would look only then; held back as long as nobody is there to be found
}

/** A party that notices its loss at a moment within these milliseconds from now. */
export function form(draft: Draft, lost: Pick<Party, 'sip' | 'h323' | 'since'>, within: readonly [number, number]): void {
  if (lost.sip + lost.h323 === 0) return
  const users = usersOf(draft.state)
  const [wait, random] = draw(draft.state.random, Math.floor(within[0]), Math.floor(within[1]))
  put(draft, { random })
  const id = users.formed + 1
  const party: Party = { id, ...lost, left: shuffled(draft, users.alternates), isAsking: false }
  put(draft, { users: { ...users, formed: id, parties: [...users.parties, party] } })
  setTimer(draft, `users:seek-${id}`, wait)
}

// Alternates are told to endpoints in an order drawn for each.
function shuffled(draft: Draft, addresses: readonly string[]): readonly string[] {
  const order = [...addresses]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const [index, random] = draw(draft.state.random, 0, last)
    put(draft, { random })
    const moved = order[last] as string
    order[last] = order[index] as string
    order[index] = moved
  }
  return order
}

function putParty(draft: Draft, id: number, change: Partial<Party>): void {
  const users = usersOf(draft.state)
  put(draft, { users: { ...users, parties: users.parties.map((each) => (each.id === id ? { ...each, ...change } : each)) } })
}

/** A party asks the next address on its list, or waits until somebody opens again. */
export function seek(draft: Draft, id: number): void {
  const party = usersOf(draft.state).parties.find((each) => each.id === id)
  if (party === undefined || party.isAsking) return
  const { shut = [] } = usersOf(draft.state)
  const [address, ...left] = party.left.filter((each) => !shut.includes(each))
  putParty(draft, id, {
    left,
    isAsking: address !== undefined,
    since: address === undefined ? (party.since ?? draft.at) : party.since,
  })
  if (address !== undefined) send(draft, { address }, { type: 'seek', party: id, sip: party.sip, h323: party.h323, address })
}

/** What passes between endpoints and a peer passes outside the links between the peers. */
export function send(draft: Draft, to: { readonly address: string } | { readonly node: NodeId }, message: UsersWire): void {
  draft.effects.push({ type: 'send', to, outside: true, message: message as unknown as Json })
}

/** What a party was told where it asked. */
export function onTaken(draft: Draft, took: Extract<UsersWire, { type: 'taken' }>): void {
  const party = usersOf(draft.state).parties.find((each) => each.id === took.party)
  if (party === undefined) return
  settle(draft, party, took)
  if (took.shut !== undefined) holdBack(draft, took.shut)
  if (usersOf(draft.state).parties.some((each) => each.id === party.id)) seek(draft, party.id)
}

// Nobody is taken at this address until it opens: who has no other to ask need not wake to find that out. A second
// flow with it does not stand either.
function holdBack(draft: Draft, address: string): void {
  const { shut = [] } = usersOf(draft.state)
  if (!shut.includes(address)) put(draft, { users: { ...usersOf(draft.state), shut: [...shut, address] } })
  const closed = usersOf(draft.state).shut ?? []
  for (const party of usersOf(draft.state).parties) {
    const name = `users:seek-${party.id}`
    const timer = draft.state.timers.find((each) => each.name === name)
    if (timer === undefined || party.left.some((each) => !closed.includes(each))) continue
    stopTimer(draft, name)
    putParty(draft, party.id, { left: [], since: party.since ?? draft.at, noticesAt: timer.due })
  }
}

/** Somebody takes registrations again: those that found nobody ask there, each not before it has noticed its loss. */
export function onOpen(draft: Draft, address: string): void {
  const { shut: _, ...users } = usersOf(draft.state)
  if (_ !== undefined) put(draft, { users })
  for (const { id, isAsking, noticesAt = draft.at } of users.parties) {
    if (isAsking || hasTimer(draft.state, `users:seek-${id}`)) continue
    putParty(draft, id, { left: [address] })
    if (noticesAt > draft.at) setTimer(draft, `users:seek-${id}`, noticesAt - draft.at)
    else seek(draft, id)
  }
}

/** Some of a party, or all, are registered again: what they went without is summed up. */
export function settle(draft: Draft, party: Party, took: Pick<Party, 'sip' | 'h323'>): void {
  const users = usersOf(draft.state)
  const spent = party.since === null ? 0 : (took.sip + took.h323) * (draft.at - party.since)
  const rest: Party = { ...party, sip: party.sip - took.sip, h323: party.h323 - took.h323, isAsking: false }
  const isDone = rest.sip + rest.h323 === 0
  const parties = users.parties.flatMap((each) => (each.id !== party.id ? [each] : isDone ? [] : [rest]))
  put(draft, { users: { ...users, lostMs: users.lostMs + spent, parties } })
  if (isDone) stopTimer(draft, `users:seek-${party.id}`)
  if (parties.length > 0) return
  const seconds = Math.floor(usersOf(draft.state).lostMs / SECOND_MS)
  note(
    draft,
    'service-impact',
    `Every endpoint that was registered here is registered again. So far this system cost its users ${seconds} registration-seconds and ${users.dropped} calls.`,
    { registrationSeconds: seconds, callsDropped: users.dropped },
  )
}
