// What a node is to the kernel: a deterministic state machine, step(state, input) → { state, effects }.
//
// Nothing in a machine waits, reads a clock, rolls dice or touches storage. Time arrives on the
// input, randomness and timers are part of the state, and what must happen outside is returned as
// data. That is why one machine serves the Durable Object, the pages printed at build and every test.

import type { ZodObject } from 'zod'
import type { Interface, Surroundings } from './fabric.ts'
import type { Json, NodeId } from './plain.ts'
import type { Entropy, Random } from './random.ts'
import type { Answer, Operation, Question, Reading } from './surface.ts'
import type { Instant } from './time.ts'

export type { Json, NodeId }

/**
 * A moment at which a machine wants to be woken. *Transient* timers end by themselves (a restart, a
 * join, an alarm's delay) and keep a sandbox from being settled; *standing* ones recur for ever (the
 * synchroniser, a DNS retry, a renewal) and do not. A check that would find nothing is no timer.
 */
export type Timer = { readonly name: string; readonly due: Instant; readonly kind: 'transient' | 'standing' }

/** What the kernel needs of every node's state. It is plain JSON, and equal histories give equal bytes. */
export type NodeState = {
  readonly timers: readonly Timer[]
  readonly random: Random
  readonly surroundings: Surroundings
}

/** What can happen to a node. Inputs happened: past tense, with their virtual time. */
export type Input =
  /** One or more timers may be due. An alarm may ring early, late or twice: only the state decides what is due. */
  | { readonly type: 'woke'; readonly at: Instant }
  /** A message arrived on `network`, from a node whose address there is `source` as this side sees it. */
  | {
      readonly type: 'heard'
      readonly at: Instant
      readonly from: NodeId
      readonly network: string
      readonly source: string
      readonly message: Json
    }
  /**
   * An operator did something through one of the product's own surfaces. `entropy` was drawn for this
   * act alone: keys are made of it, and whatever else nobody may guess from the seed.
   */
  | { readonly type: 'asked'; readonly at: Instant; readonly operation: Operation; readonly entropy: Entropy }
  /** Links, names, time source or a trouble of this node changed. Carries all of them as they are now. */
  | { readonly type: 'surroundings-changed'; readonly at: Instant; readonly surroundings: Surroundings }

/** One line of a node's own log. `line` is what the product writes, whole, without its newline. */
export type LogEntry = {
  readonly at: Instant
  readonly module: string
  readonly level: string
  readonly line: string
}

/** What a node wants done. Effects are orders: imperative, carried out after the state is saved. */
export type Effect =
  /** Hand a message to the fabric. `to` is an address or a node; what cannot be delivered is lost in silence. */
  | {
      readonly type: 'send'
      readonly to: { readonly address: string } | { readonly node: NodeId }
      readonly network?: string
      readonly port?: number
      readonly outside?: true // not over the links between nodes: what users do by themselves; no fault of a link stops it
      readonly stream?: true // of a connection that repeats what is lost: on a lossy link it is late instead
      readonly message: Json
    }
  /** From now on these are this node's interfaces, and the only addresses at which it is reached. */
  | { readonly type: 'readdress'; readonly interfaces: readonly Interface[] }
  | { readonly type: 'log'; readonly entry: LogEntry }
  /** A line of the sandbox's timeline: what a reader should notice. `kind` is a short lower-case word. */
  | { readonly type: 'note'; readonly kind: string; readonly text: string; readonly data?: Json }
  /** The answer to the operation just asked; exactly one for each `asked`. */
  | { readonly type: 'answer'; readonly answer: Answer }

export type Step<S> = { readonly state: S; readonly effects: readonly Effect[] }

/** A node as the snapshot shows it; `state` and the rest are the product's words. */
export type NodeView = { readonly id: NodeId; readonly product: string; readonly state: string } & {
  readonly [key: string]: Json
}

/**
 * One kind of node.
 * `view` and `read` are pure functions of the state. `view` is what snapshots show and leaves out
 * nothing that a check needs; `read` answers what changes nothing (a page, completions, a file).
 */
export type Machine<S extends NodeState = NodeState> = {
  readonly kind: string
  step(state: S, input: Input, past: Past): Step<S>
  view(state: S): NodeView
  /** What `view` returns, as a schema: complete and closed. The API's description is made of it. */
  readonly shape: ZodObject
  read(state: S, question: Question, past: Past): Reading
  /**
   * The lines of its log as whoever reads it is to see them, where the product shows more than was written, such as
   * the marks of an idle system. What is put in has the number of the line that follows it.
   */
  printed?<Line extends LogEntry>(lines: readonly Line[]): readonly Line[]
  /**
   * Bring up what former releases wrote, in order; the list only ever grows at its end. The first takes a state
   * of any release before it was numbered, this one's included, and changes nothing that is there already.
   */
  readonly migrations?: readonly ((state: S) => S)[]
}

/**
 * The node's own log as far back as it is kept, oldest first. For what is printed and downloaded alone: no
 * state may depend on it, for a copy of a sandbox begins with an empty log.
 */
export type Past = () => readonly LogEntry[]

/** The timers with `name` set to `due`, replacing one of the same name. Kept in order of time, then name. */
export function schedule(timers: readonly Timer[], name: string, due: Instant, kind: Timer['kind']): readonly Timer[] {
  return [...cancel(timers, name), { name, due, kind }].sort((a, b) => a.due - b.due || (a.name < b.name ? -1 : 1))
}

/** The timers without `name`; the same array when it was not set. */
export function cancel(timers: readonly Timer[], name: string): readonly Timer[] {
  return timers.some((timer) => timer.name === name) ? timers.filter((timer) => timer.name !== name) : timers
}

/** Whether what came from outside is a list of timers: a moment missing from one would never come, and never pass. */
export const areTimers = (value: unknown): value is readonly Timer[] =>
  Array.isArray(value) &&
  value.every(
    (each: Partial<Record<keyof Timer, unknown>> | null) =>
      typeof each?.name === 'string' && Number.isSafeInteger(each.due) && (each.kind === 'transient' || each.kind === 'standing'),
  )

/** The earliest timer due at `at` or before, or undefined. Machines take timers off one by one, in order. */
export const firstDue = (timers: readonly Timer[], at: Instant): Timer | undefined =>
  timers[0] !== undefined && timers[0].due <= at ? timers[0] : undefined

/** For the default of a switch over a union: a case that was forgotten does not compile. */
export function unreachable(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
