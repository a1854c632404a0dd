// A sandbox in memory: the same machines and the same sequencer as the Durable Objects drive, with a
// plain map where they have storage. Tests, simulation, the transcripts printed at build, and running
// a copy ahead all use it.

import type { Act } from './act.ts'
import type { Fault } from './fabric.ts'
import type { Base, Entry, Journal } from './journal.ts'
import { type Chunk, keep, type LogTail, NO_LOG } from './kept-log.ts'
import type { LogEntry, Machine, NodeId, NodeState } from './machine.ts'
import { broughtUp } from './migration.ts'
import type { Product } from './product.ts'
import { type Entropy, entropyFor } from './random.ts'
import {
  begin,
  type Conclusion,
  conclude,
  EVENTS_PER_CALL_MAX,
  eventsIn,
  idleUntil,
  isSettled,
  newWorld,
  nextDue,
  type Outcomes,
  plan,
  type Turn,
  type World,
} from './sequencer.ts'
import { type Rate, type Snapshot, snapshotOf, type TimelineEvent } from './snapshot.ts'
import type { Answer, Operation, Question, Reading } from './surface.ts'
import type { Instant } from './time.ts'
import { type Outcome, play } from './turn.ts'

export type Lab = {
  /**
   * Does what an operator does, at the moment reached. Without `entropy`, what follows from the seed
   * serves. Throws on a node that is not there.
   */
  ask(node: NodeId, operation: Operation, entropy?: Entropy): Answer
  read(node: NodeId, question: Question): Reading
  lay(id: string, fault: Fault): void
  heal(id: string): void
  setRate(rate: Rate, why: string): void
  /** Runs the clock forward by `ms` of virtual time, over 0, whatever happens on the way. */
  advance(ms: number): void
  /** Runs until nothing is under way, at most `maxMs`; says whether it got there. */
  settle(maxMs: number): { readonly settled: boolean }
  /** Plays the next thing that is due no later than `until`; how many inputs that were. 0: nothing is, and the clock stands there. */
  step(until: Instant): number
  snapshot(): Snapshot
  events(): readonly TimelineEvent[]
  logs(node: NodeId): readonly LogEntry[]
  state(node: NodeId): NodeState
  world(): World
  journal(): Journal
  /** Another sandbox that stands where this one stands and goes its own way. */
  copy(): Lab
  /** From now on `watch` is called after every turn, also in the midst of an advance. A copy is not watched. */
  onTurn(watch: () => void): void
}

/** A new sandbox of a template. Throws where the product has no such template. */
export function openLab(product: Product, template: string, seed = 1): Lab {
  return resumeLab(product, baseOf(product, template, seed))
}

/** Where a template's sandboxes begin. Throws where the product has no such template. */
export function baseOf(product: Product, template: string, seed: number): Base {
  const found = product.templates.find((each) => each.id === template)
  if (found === undefined) throw new Error(`${product.id} has no template ${template}`)
  const { fabric, states } = found.build(seed)
  return { model: product.version, world: newWorld(template, seed, found.starts, fabric, states), states }
}

/** A sandbox that goes on from `base`. */
export const resumeLab = (product: Product, base: Base): Lab => new MemoryLab(product, base)

/**
 * Rebuilds a sandbox from what came from outside. Equal to the one that wrote the journal, byte for
 * byte. With `until`, a world that the sandbox once was in, it stops just there, and throws if it
 * does not get there: then other models, or nobody, wrote this journal. `watch` is called after every
 * turn that is played.
 */
export function replay(product: Product, journal: Journal, until?: World, watch?: (lab: Lab) => void): Lab {
  const lab = new MemoryLab(product, journal.base)
  if (watch !== undefined) lab.onTurn(() => watch(lab))
  for (const entry of journal.entries) lab.redo(entry)
  if (until === undefined) lab.catchUp()
  else lab.reach(until)
  return lab
}

type NodeLog = { readonly tail: LogTail; readonly chunks: readonly Chunk[] } // the chunks oldest first

const EMPTY_LOG: NodeLog = { tail: NO_LOG, chunks: [] }

class MemoryLab implements Lab {
  readonly #product: Product
  readonly #machines: Map<NodeId, Machine>
  readonly #base: Base
  #world: World
  #states: Map<NodeId, NodeState>
  #entries: Entry[] = []
  #events: TimelineEvent[] = []
  #logs = new Map<NodeId, NodeLog>()
  #watch: (() => void) | null = null

  constructor(product: Product, stored: Base) {
    const base = broughtUp(product, stored)
    this.#product = product
    this.#base = base
    this.#world = base.world
    this.#states = new Map(Object.entries(base.states))
    const template = product.templates.find((each) => each.id === base.world.template)
    this.#machines = new Map(
      template?.nodes.map(({ id, kind }) => [
        id,
        product.machines.find((machine) => machine.kind === kind) as unknown as Machine,
      ]),
    )
  }

  ask(node: NodeId, operation: Operation, entropy = this.#entropyFor(node)): Answer {
    const { answer } = this.#do({ act: 'operate', node, operation, entropy })
    if (answer === null) throw new Error(`${node} did not answer ${JSON.stringify(operation)}`)
    return answer
  }

  read(node: NodeId, question: Question): Reading {
    const asked = question.ask === 'page' ? { ...question, at: this.#world.now } : question
    return this.#machine(node).read(this.state(node), asked, () => this.logs(node))
  }

  lay(id: string, fault: Fault): void {
    this.#do({ act: 'lay-fault', id, fault })
  }

  heal(id: string): void {
    this.#do({ act: 'heal-fault', id })
  }

  setRate(rate: Rate, why: string): void {
    this.#do({ act: 'set-rate', rate, why })
  }

  advance(ms: number): void {
    const from = this.#world.now
    this.#run(from + ms)
    this.#world = idleUntil(this.#world, from + ms)
    this.#do({ act: 'advance', from })
  }

  settle(maxMs: number): { readonly settled: boolean } {
    const from = this.#world.now
    this.#runUntilSettled(from + maxMs)
    if (this.#world.now > from) this.#do({ act: 'advance', from })
    return { settled: isSettled(this.#world) }
  }

  step(until: Instant): number {
    const turn = plan(this.#world, until)
    if (turn === null) {
      this.#world = idleUntil(this.#world, until)
      return 0
    }
    this.#play(turn, null)
    return eventsIn(turn)
  }

  snapshot(): Snapshot {
    const views = this.#world.nodes.map(({ id }) => this.#machine(id).view(this.state(id)))
    return snapshotOf({ ...this.#world, views, settled: isSettled(this.#world) })
  }

  events = (): readonly TimelineEvent[] => this.#events
  logs = (node: NodeId): readonly LogEntry[] => {
    const { tail, chunks } = this.#logs.get(node) ?? EMPTY_LOG
    return [...chunks.flatMap(({ lines }) => lines), ...tail.lines]
  }
  world = (): World => this.#world
  journal = (): Journal => ({ base: this.#base, entries: this.#entries })

  state(node: NodeId): NodeState {
    const state = this.#states.get(node)
    if (state === undefined) throw new Error(`${node} is no node of this sandbox`)
    return state
  }

  copy(): Lab {
    const twin = new MemoryLab(this.#product, this.#base)
    twin.#world = this.#world
    twin.#states = new Map(this.#states)
    twin.#entries = [...this.#entries]
    twin.#events = [...this.#events]
    twin.#logs = new Map(this.#logs)
    return twin
  }

  onTurn(watch: () => void): void {
    this.#watch = watch
  }

  /** Does again what a journal says was done, and nothing that came of it later. */
  redo({ at, act }: Entry): void {
    this.#run(at)
    this.#world = idleUntil(this.#world, at)
    this.#take(act)
  }

  /** Plays what is due at the moment reached. */
  catchUp(): void {
    this.#run(this.#world.now)
  }

  /** Plays on, turn by turn, until it stands where `there` stands. Throws when it gets elsewhere. */
  reach(there: World): void {
    const isShort = () => this.#world.nodes.some((node, index) => node.last < (there.nodes[index]?.last ?? 0))
    while (isShort()) {
      const turn = plan(this.#world, there.now)
      if (turn === null) break
      this.#play(turn, null)
    }
    this.#world = idleUntil(this.#world, there.now)
    if (JSON.stringify(this.#world) !== JSON.stringify(there))
      throw new Error(`replay stands at ${this.#world.seq}, not at ${there.seq}`)
  }

  // All that is due now has been played before an act and is played after it.
  #do(act: Act): Conclusion {
    this.#run(this.#world.now)
    const conclusion = this.#take(act)
    this.#run(this.#world.now)
    return conclusion
  }

  #take(act: Act): Conclusion {
    const turn = begin(this.#world, act)
    const conclusion = this.#play(turn, act)
    this.#entries.push({ at: turn.at, act })
    return conclusion
  }

  #run(until: Instant): void {
    let played = 0
    for (let turn = plan(this.#world, until); turn !== null; turn = plan(this.#world, until)) {
      played = turn.at > this.#world.now ? 0 : played + eventsIn(turn)
      if (played > EVENTS_PER_CALL_MAX) throw new Error(`time stands still at ${turn.at}: nodes wake each other without end`)
      this.#play(turn, null)
    }
  }

  #runUntilSettled(until: Instant): void {
    while (!isSettled(this.#world)) {
      const due = nextDue(this.#world)
      if (due === null || due > until) {
        this.#world = idleUntil(this.#world, until)
        return
      }
      this.#run(due)
    }
  }

  #play(turn: Turn, act: Act | null): Conclusion {
    const outcomes: Record<NodeId, Outcome> = {}
    for (const batch of turn.batches) {
      const { state, outcome, logs } = play(this.#machine(batch.node), this.state(batch.node), batch.inputs, () =>
        this.logs(batch.node),
      )
      this.#states.set(batch.node, state)
      if (logs.length > 0) this.#keepLogs(batch.node, logs)
      outcomes[batch.node] = outcome
    }
    const conclusion = conclude(this.#world, turn, outcomes as Outcomes, act)
    this.#world = conclusion.world
    for (const event of conclusion.events) this.#events.push(event)
    this.#watch?.()
    return conclusion
  }

  #entropyFor(node: NodeId): Entropy {
    const { seed, nodes } = this.#world
    return entropyFor(seed, `${node} ${nodes.find(({ id }) => id === node)?.last}`)
  }

  #keepLogs(node: NodeId, lines: readonly LogEntry[]): void {
    const { tail, chunks } = this.#logs.get(node) ?? EMPTY_LOG
    const kept = keep(tail, lines)
    const { chunk, gone } = kept
    const left = chunk === null ? chunks : [...chunks.filter(({ slot }) => slot !== chunk.slot && !gone.includes(slot)), chunk]
    this.#logs.set(node, { tail: kept.tail, chunks: left })
  }

  #machine(node: NodeId): Machine {
    const machine = this.#machines.get(node)
    if (machine === undefined) throw new Error(`${node} is no node of this sandbox`)
    return machine
  }
}
