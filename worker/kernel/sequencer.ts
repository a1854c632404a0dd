// The one place that decides what happens next. It knows who is due, what is under way and which
// number every event bears; it never holds a node's state. A turn is planned here, played by the
// nodes wherever they live, and concluded here, so every runtime gives the same history.
//
//   plan(world, until)  → the turn of the next moment at which anything is due, or null
//   begin(world, act)   → the turn of something done from outside, at the moment reached
//   conclude(world, …)  → the world after the turn, with what the timeline says of it

import type { Act } from './act.ts'
import type { Fabric, NamedFault } from './fabric.ts'
import { concernedBy, readdressed, route, surroundingsOf } from './fabric.ts'
import type { Input, Json, NodeId, NodeState } from './machine.ts'
import { type Random, randomFrom } from './random.ts'
import type { Rate, TimelineEvent } from './snapshot.ts'
import type { Answer } from './surface.ts'
import { type Instant, iso, spell } from './time.ts'
import { type Batch, dueOf, type Outcome } from './turn.ts'

/** A sandbox without its nodes' states. Plain JSON; holds no wall time, no id and no credential. */
export type World = {
  readonly template: string
  readonly seed: number
  readonly now: Instant
  readonly rate: Rate
  readonly seq: number // Grows with every event and every change that shows; what readers resume from.
  readonly fabric: Fabric
  readonly random: Random
  readonly pending: readonly Pending[] // messages under way: by time, then node order, then number
  readonly sent: number // messages ever sent: the number of the last
  readonly nodes: readonly NodeDue[] // in node order
}

type Pending = { readonly due: Instant; readonly to: NodeId; readonly number: number; readonly message: Heard | Notice }
type Heard = Omit<Extract<Input, { type: 'heard' }>, 'at'>
/** That a node's surroundings changed; what they are it is told when it hears of it. */
type Notice = { readonly type: 'surroundings-changed' }

/** What the sequencer keeps of a node: the number of its last input, and when it wants to be woken. */
export type NodeDue = { readonly id: NodeId; readonly last: number; readonly next: Instant | null; readonly busy: boolean }

/** Everything that happens at one moment, by node. No two batches are for one node. */
export type Turn = { readonly at: Instant; readonly batches: readonly Batch[] }

export type Outcomes = { readonly [node: NodeId]: Outcome }

/** What came of a turn. `events` carry their final numbers; `answer` is there when the turn asked a node something. */
export type Conclusion = { readonly world: World; readonly events: readonly TimelineEvent[]; readonly answer: Answer | null }

/** How many events one call may play before it has to be asked again. */
export const EVENTS_PER_CALL_MAX = 5_000

/** How many faults may lie on a sandbox at once. */
export const FAULTS_MAX = 32

/** The world of a sandbox that has just been made: its clock stands, and nothing is under way. */
export function newWorld(
  template: string,
  seed: number,
  starts: Instant,
  fabric: Fabric,
  states: { readonly [node: NodeId]: NodeState },
): World {
  return {
    template,
    seed,
    now: starts,
    rate: 0,
    seq: 0,
    fabric,
    random: randomFrom(seed),
    pending: [],
    sent: 0,
    nodes: fabric.nodes.map(({ id }) => ({ id, last: 0, ...dueOf(states[id] as NodeState) })),
  }
}

/** The next moment at which anything is due, or null when nothing ever is. Never before the world's own time. */
export function nextDue(world: World): Instant | null {
  let due = world.pending[0]?.due ?? null
  for (const node of world.nodes) if (node.next !== null && (due === null || node.next < due)) due = node.next
  return due === null ? null : Math.max(due, world.now)
}

/** Nothing is under way and no node is in the middle of anything. */
export const isSettled = (world: World): boolean => world.pending.length === 0 && !world.nodes.some((node) => node.busy)

/** How many inputs a turn plays. */
export const eventsIn = (turn: Turn): number => turn.batches.reduce((sum, batch) => sum + batch.inputs.length, 0)

/** The turn of the next moment at which anything is due, no later than `until`; null when there is none. */
export function plan(world: World, until: Instant): Turn | null {
  const at = nextDue(world)
  if (at === null || at > until) return null
  const arrived = world.pending.filter((each) => each.due <= at)
  const batches: Batch[] = []
  for (const node of world.nodes) {
    const inputs: Input[] = node.next !== null && node.next <= at ? [{ type: 'woke', at }] : []
    for (const each of arrived) if (each.to === node.id) inputs.push(inputOf(world, each, at))
    if (inputs.length > 0) batches.push({ node: node.id, first: node.last + 1, inputs })
  }
  return { at, batches }
}

const inputOf = ({ fabric }: World, { to, message }: Pending, at: Instant): Input =>
  message.type === 'heard' ? { ...message, at } : { ...message, at, surroundings: surroundingsOf(fabric, to) }

/**
 * The turn of an act from outside, at the moment reached. All that was due until now must have been
 * played before. The act must have been found possible.
 */
export function begin(world: World, act: Act): Turn {
  const at = world.now
  if (act.act === 'operate') {
    const { node, operation, entropy } = act
    return { at, batches: [batchFor(world, node, { type: 'asked', at, operation, entropy })] }
  }
  const { fabric } = enact(world, act)
  if (fabric === world.fabric) return { at, batches: [] }
  const concerned = concernedBy(world.fabric, fabric)
  const batches = world.nodes.flatMap(({ id }): Batch[] => {
    if (!concerned.includes(id)) return []
    return [batchFor(world, id, { type: 'surroundings-changed', at, surroundings: surroundingsOf(fabric, id) })]
  })
  return { at, batches }
}

// What an act changes in the sandbox itself, outside every node.
function enact(world: World, act: Act): World {
  const { faults } = world.fabric
  switch (act.act) {
    case 'lay-fault':
      return withFaults(world, [...faults.filter((each) => each.id !== act.id), { id: act.id, fault: act.fault }])
    case 'heal-fault':
      return withFaults(
        world,
        faults.filter((each) => each.id !== act.id),
      )
    case 'set-rate':
      return { ...world, rate: act.rate }
    case 'operate':
    case 'advance':
      return world
  }
}

const withFaults = (world: World, faults: readonly NamedFault[]): World => ({ ...world, fabric: { ...world.fabric, faults } })

function batchFor(world: World, id: NodeId, input: Input): Batch {
  const node = world.nodes.find((each) => each.id === id)
  if (node === undefined) throw new Error(`${id} is no node of this sandbox`)
  return { node: id, first: node.last + 1, inputs: [input] }
}

/** The world after a turn. `act` is what was done from outside, or null for a turn of time. */
export function conclude(before: World, turn: Turn, outcomes: Outcomes, act: Act | null): Conclusion {
  const world = act === null ? before : enact(before, act)
  let { fabric, random, sent, seq } = world
  let answer: Answer | null = null
  let changed = act !== null && act.act !== 'operate'
  const pending = turn.batches.length === 0 ? world.pending : world.pending.filter((each) => each.due > turn.at)
  const fresh: Pending[] = []
  const events: TimelineEvent[] = []
  const note = (node: NodeId | null, kind: string, text: string, data: Json) =>
    events.push({ seq: ++seq, at: iso(turn.at), node, kind, text, data })

  if (act !== null) {
    const told = tell(act, turn.at)
    if (told !== null) note(null, told.kind, told.text, told.data)
  }
  for (const batch of turn.batches) {
    const outcome = outcomes[batch.node]
    if (outcome === undefined) throw new Error(`${batch.node} did not play its turn`)
    changed ||= outcome.changed
    for (const effect of outcome.effects) {
      switch (effect.type) {
        case 'send': {
          const routed = route(fabric, batch.node, effect.to, effect, random)
          random = routed.random
          if (routed.is === 'lost') break
          const message: Heard = {
            type: 'heard',
            from: batch.node,
            network: routed.network,
            source: routed.source,
            message: effect.message,
          }
          // One connection keeps its order, even when the link has just become faster.
          const due = [pending, fresh].reduce(
            (latest, messages) => lastOn(messages, batch.node, routed.to, latest),
            turn.at + routed.latencyMs,
          )
          fresh.push({ due, to: routed.to, number: ++sent, message })
          break
        }
        case 'readdress':
          fabric = readdressed(fabric, batch.node, effect.interfaces)
          break
        case 'note':
          note(batch.node, effect.kind, effect.text, effect.data ?? null)
          break
        case 'answer':
          answer = effect.answer
          break
      }
    }
  }
  // The others find it out at once: their next turn is at this very moment.
  if (fabric !== world.fabric)
    for (const to of concernedBy(world.fabric, fabric))
      fresh.push({ due: turn.at, to, number: ++sent, message: { type: 'surroundings-changed' } })
  const concluded: World = {
    ...world,
    fabric,
    now: turn.at,
    random,
    sent,
    pending: fresh.length === 0 ? pending : inOrder(world, [...pending, ...fresh]),
    nodes: turn.batches.length === 0 ? world.nodes : world.nodes.map((node) => after(node, turn, outcomes)),
  }
  if (events.length === 0 && (changed || isSettled(before) !== isSettled(concluded))) seq += 1
  return { world: { ...concluded, seq }, events, answer }
}

// When the last of what one node has under way to another arrives; `latest` where that is no later.
function lastOn(pending: readonly Pending[], from: NodeId, to: NodeId, latest: Instant): Instant {
  let last = latest
  for (const each of pending)
    if (each.to === to && each.due > last && each.message.type === 'heard' && each.message.from === from) last = each.due
  return last
}

function inOrder(world: World, pending: Pending[]): readonly Pending[] {
  const order = new Map(world.nodes.map((node, index) => [node.id, index]))
  return pending.sort((a, b) => a.due - b.due || (order.get(a.to) ?? 0) - (order.get(b.to) ?? 0) || a.number - b.number)
}

function after(node: NodeDue, turn: Turn, outcomes: Outcomes): NodeDue {
  const batch = turn.batches.find((each) => each.node === node.id)
  const outcome = outcomes[node.id]
  if (batch === undefined || outcome === undefined) return node
  return { id: node.id, last: batch.first + batch.inputs.length - 1, next: outcome.next, busy: outcome.busy }
}

/** The world with its clock moved on to `to`, up to which nothing is due any more. */
export const idleUntil = (world: World, to: Instant): World => (to > world.now ? { ...world, now: to } : world)

// What the timeline says of an act that no node answers for.
function tell(act: Act, at: Instant): { readonly kind: string; readonly text: string; readonly data: Json } | null {
  switch (act.act) {
    case 'operate':
      return null
    case 'lay-fault':
      return {
        kind: 'fault',
        text: `Fault ${act.id} was laid: ${describe(act.fault)}.`,
        data: { id: act.id, ...act.fault } as Json,
      }
    case 'heal-fault':
      return { kind: 'fault', text: `Fault ${act.id} was healed.`, data: { id: act.id } }
    case 'set-rate':
      return { kind: 'clock', text: act.why, data: { rate: act.rate } }
    case 'advance':
      return {
        kind: 'clock',
        text: `The clock was advanced by ${spell(at - act.from)}.`,
        data: { from: iso(act.from), to: iso(at) },
      }
  }
}

function describe(fault: { readonly kind: string }): string {
  const { kind, ...rest } = fault
  const details = Object.entries(rest).map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
  return [kind, ...details].join(', ')
}
