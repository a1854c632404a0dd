// One Durable Object is one node. It decides nothing and knows no clock: the sandbox's sequencer says
// what happened, when, and which number it bears. A turn is load → step → persist → answer, without an
// await between, so nothing can slip in and the row lands whole before anybody hears of it; in the midst of an
// advance, of which nobody has heard, the row may wait for the next, since the sandbox's records lead to it.

import { DurableObject } from 'cloudflare:workers'
import type { Input, Machine, NodeState, NodeView } from '../kernel/machine.ts'
import type { Question, Reading } from '../kernel/surface.ts'
import { dueOf, type Outcome, play } from '../kernel/turn.ts'
import { changeOf, type ViewChange } from '../kernel/view-change.ts'
import { machineOf } from '../products.ts'
import { type Env, sandboxPort } from './env.ts'
import { NodeStore, type NumberedLine, type StoredNode } from './NodeStore.ts'
import { fromText, type TextOf, toText } from './text.ts'
import { type Pace, wallAt } from './WallClock.ts'

/** The part of a running clock that a node needs to ring in time; null while the clock stands. */
export type Ringing = Pick<Pace, 'now' | 'wall' | 'rate'>

export type TurnAnswer =
  | { readonly is: 'done'; readonly outcome: Outcome; readonly shown: ViewChange }
  | { readonly is: 'no-such-node' } // Never created, or deleted: nothing is written.
  | { readonly is: 'out-of-order'; readonly expected: number }

/** What a node is told of a turn; see `turn`. */
export type Told = {
  readonly first: number
  readonly inputs: readonly Input[]
  readonly ringing: Ringing | null
  readonly isKept: boolean
}

export class NodeObject extends DurableObject<Env> {
  readonly #store = new NodeStore(this.ctx.storage)
  #shown: { readonly state: NodeState; readonly view: NodeView } | null = null

  /** Makes this node with its first state, or puts it back there. */
  create(kind: string, state: TextOf<NodeState>): void {
    if (this.#store.load()?.armedWall) void this.ctx.storage.deleteAlarm()
    this.#store.create(kind, fromText(state))
  }

  /**
   * Plays inputs `first`, `first + 1`, … exactly once. Asked again for its last turn, it answers the same. What is not
   * `isKept` it holds in memory until a later turn, or `keep`, writes it down with what came after it; asked again for
   * any turn that it holds, it answers the same, too.
   */
  turn(told: TextOf<Told>): TextOf<TurnAnswer> {
    return toText(this.#turn(fromText(told)))
  }

  #turn({ first, inputs, ringing, isKept }: Told): TurnAnswer {
    const before = this.#store.load()
    if (before === null) return { is: 'no-such-node' }
    const machine = machineOf(before.kind)
    const played = this.#store.after(first)
    if (played !== null && played.outcome !== null) {
      return { is: 'done', outcome: played.outcome, shown: { is: 'whole', view: machine.view(played.state) } } // The reply got lost, not the turn.
    }
    if (first !== before.last + 1) return { is: 'out-of-order', expected: before.last + 1 }
    const { state, outcome, logs } = play(machine, before.state, inputs, () => this.#store.logs(0))
    const turned = { ...before, state, outcome, first, last: first + inputs.length - 1 }
    const armed = this.#armed(turned, ringing)
    if (isKept) this.#store.save(armed, logs)
    else this.#store.hold(armed, logs)
    return { is: 'done', outcome, shown: this.#show(before.state, state, machine) }
  }

  /** Writes down what it holds in memory alone. Says which number its last input bears; null when there is no such node. */
  keep(): number | null {
    const stored = this.#store.load()
    if (stored !== null && this.#store.isHolding) this.#store.save(stored, [])
    return stored?.last ?? null
  }

  /** Which number its last input bears; null when there is no such node. */
  reached(): number | null {
    return this.#store.load()?.last ?? null
  }

  /** Answers what changes nothing; null when there is no such node. */
  read(question: Question): Reading | null {
    const stored = this.#store.load()
    return stored === null ? null : machineOf(stored.kind).read(stored.state, question, () => this.#store.logs(0))
  }

  /** Its log after line number `after`; null when there is no such node. */
  logs(after: number): readonly NumberedLine[] | null {
    const stored = this.#store.load()
    if (stored === null) return null
    const { printed } = machineOf(stored.kind)
    return printed === undefined ? this.#store.logs(after) : printed(this.#store.logs(0)).filter((line) => line.seq > after)
  }

  /** Its whole state, for folding, copying and comparing; null when there is no such node. */
  state(): NodeState | null {
    return this.#store.load()?.state ?? null
  }

  /** How many rows it has ever written; 0 when there is no such node. */
  rowsWritten(): number {
    return this.#store.load()?.rows ?? 0
  }

  /** Sets the alarm for the clock as it now runs, or takes it away while the clock stands. */
  arm(ringing: Ringing | null): void {
    const stored = this.#store.load()
    if (stored === null) return
    const armed = this.#armed(stored, ringing)
    if (armed !== stored) this.#store.save(armed, [])
  }

  /** Nothing of it stays. */
  async destroy(): Promise<void> {
    this.#store.forget()
    await this.ctx.storage.deleteAll()
  }

  // The alarm only says that this node is due; when, after whom and as which number is the sandbox's to say.
  override async alarm(): Promise<void> {
    const stored = this.#store.load()
    if (stored === null) return
    const [sandbox = ''] = (this.ctx.id.name ?? '').split(':')
    const ringing = await sandboxPort(this.env, sandbox).nodeIsDue()
    const turned = this.#store.load()
    if (turned === null) return
    // Whoever armed it meanwhile knows the clock better than this answer does.
    if (turned.armedWall !== stored.armedWall) return
    // The alarm that rang is spent. If the sandbox found nothing due yet, it must be set again.
    const armed = this.#armed({ ...turned, armedWall: null }, ringing)
    if (this.#store.isHolding) this.#store.hold(armed, [])
    else this.#store.save(armed, [])
  }

  // In parts only beside what this very program showed last: what another release made of a state is not known here.
  #show(before: NodeState, state: NodeState, machine: Machine): ViewChange {
    if (state === before) return { is: 'parts', parts: {} }
    const known = this.#shown?.state === before ? this.#shown.view : null
    const view = machine.view(state)
    this.#shown = { state, view }
    return known === null ? { is: 'whole', view } : changeOf(known, view)
  }

  #armed(node: StoredNode, ringing: Ringing | null): StoredNode {
    const { next } = dueOf(node.state)
    const armedWall = ringing === null || next === null ? null : wallAt(ringing, next)
    if (armedWall === node.armedWall) return node
    if (armedWall === null) void this.ctx.storage.deleteAlarm()
    else void this.ctx.storage.setAlarm(armedWall)
    return { ...node, armedWall, rows: (node.rows ?? 0) + 1 }
  }
}
