// The sequencer at work: one sandbox's world, driven turn by turn over the nodes' objects.
//
// A turn is written down, then played by the nodes, then concluded; the next record holds both that
// conclusion and the turn after it. So memory is at most one conclusion ahead of the newest record; in the
// midst of an advance at most one stretch, a row of turns that the record makes follow one another.
// Whatever is cut short between two lines, `ready` plays the turn on record again: nodes that had it
// answer the same, the others play it now, and the same conclusion comes of it. What is in memory is
// given up when a write or a turn fails.

import type { Act } from '../kernel/act.ts'
import type { Base } from '../kernel/journal.ts'
import type { NodeId } from '../kernel/machine.ts'
import { baseOf } from '../kernel/runtime.ts'
import { sealerOf } from '../kernel/seal.ts'
import {
  begin,
  conclude,
  EVENTS_PER_CALL_MAX,
  eventsIn,
  idleUntil,
  nextDue,
  type Outcomes,
  plan,
  type Turn,
  type World,
} from '../kernel/sequencer.ts'
import type { Snapshot, TimelineEvent } from '../kernel/snapshot.ts'
import type { Answer, Operation } from '../kernel/surface.ts'
import { type Instant, iso } from '../kernel/time.ts'
import type { Outcome } from '../kernel/turn.ts'
import { makeNodes, type States, statesOf } from './allNodes.ts'
import { type Awake, awakeFrom, begunAnew, goOn, recordOf, showAnew, takeIn } from './awake.ts'
import { History } from './History.ts'
import type { NodePort } from './nodes.ts'
import { SandboxStore, type Stretch, type TurnRecord } from './SandboxStore.ts'
import { newEntropy } from './secrets.ts'
import { mustHave, viewsOf } from './snapshots.ts'
import { following, Unkept, underWay } from './Unkept.ts'
import type { Viewers } from './Viewers.ts'
import type { Pace } from './WallClock.ts'

const SEND_EVERY_MS = 40
const FOLD_BEFORE = 256 // turns left in the ring when the journal is folded
const RECORD_BYTES_MAX = 1_000_000 // half of what a row may hold
const UNKEPT_MAX = 256 // turns that nodes hold in memory alone

export class Turns {
  readonly #store: SandboxStore
  readonly #viewers: Viewers
  readonly #node: (id: NodeId) => NodePort
  readonly #unkept: Unkept
  #awake: Awake | null = null
  #sentWall = 0
  #keptTurn = 0 // the newest that every node has on disk
  /** The turns before. */
  readonly history: History

  constructor(store: SandboxStore, viewers: Viewers, node: (id: NodeId) => NodePort) {
    this.#store = store
    this.#viewers = viewers
    this.#node = node
    this.#unkept = new Unkept(store, node)
    this.history = new History(store, () => {
      this.rest()
      return { world: this.world, newest: this.newest }
    })
  }

  get isAwake(): boolean {
    return this.#awake !== null
  }

  get world(): World {
    return this.#now().world
  }

  get pace(): Pace | null {
    return this.#now().pace
  }

  /** How the clock runs from here on. On disk with the next record. */
  set pace(pace: Pace | null) {
    const awake = this.#now()
    if (awake.pace === pace) return
    awake.pace = pace
    awake.isOnRecord = false
  }

  /** The number of the newest record. */
  get newest(): number {
    return this.#now().turn
  }

  /** So much is under way that nothing may be added to it before time has passed. */
  get isFull(): boolean {
    return this.#store.recordBytes > RECORD_BYTES_MAX
  }

  /** The snapshot of the last change, with the time it is now. */
  get snapshot(): Snapshot {
    const { snapshot, world } = this.#now()
    return { ...snapshot, clock: { now: iso(world.now), rate: world.rate } }
  }

  /** Writes the first record of a new sandbox and makes its nodes: at the template's beginning, or at `base`. */
  async create(template: string, seed: number, base: Base | null): Promise<void> {
    const { world, states } = base ?? baseOf(mustHave(template).product, template, seed)
    const views = viewsOf(template, states)
    const record: TurnRecord = {
      ...EMPTY_RECORD,
      turn: 0,
      world,
      since: world.seq,
      views: Object.fromEntries(views),
      whole: true,
    }
    if (base !== null) this.#store.saveBase(base, 0)
    this.#store.saveRecord(record)
    this.#awake = awakeFrom(record, views)
    await makeNodes(mustHave(template).template, states, this.#node)
  }

  /** Wakes what is on disk and finishes what was under way when it was written. Writes nothing that was there. */
  async ready(): Promise<void> {
    if (this.#awake !== null) return
    try {
      await this.#goOnFrom(this.#load())
    } catch (error) {
      this.#awake = null // what was cut short is finished by whoever comes next
      throw error
    }
  }

  /** Does something from outside at the moment reached, and plays what is due at once because of it. */
  async do(act: Act): Promise<Answer | null> {
    await this.run(this.world.now)
    const answer = await this.#play(begin(this.world, act), act)
    await this.run(this.world.now)
    this.show()
    if (this.#mustFold) await this.#fold()
    return answer
  }

  /** Has a node do what somebody asks of it, once nothing in it is a password any more; `secret` is the sandbox's. */
  operate(node: NodeId, operation: Operation, secret: string): Promise<Answer | null> {
    const entropy = newEntropy()
    const { sealed } = this.#template().product
    return this.do({ act: 'operate', node, operation: sealed?.(operation, sealerOf(secret), entropy) ?? operation, entropy })
  }

  /** Plays all that is due until then, at most `budget` events; says how many it played. Call `show` after. */
  async run(until: Instant, budget = EVENTS_PER_CALL_MAX): Promise<number> {
    let played = 0
    for (let turn = plan(this.world, until); turn !== null && played < budget; turn = plan(this.world, until)) {
      played += eventsIn(turn)
      await this.#play(turn, null)
      if (this.#mustFold) await this.#fold()
    }
    return played
  }

  /** Plays a stretch of time, of which something is due; says how many events that were. Call `show` and `keep` after. */
  async stretch(stretch: Stretch): Promise<number> {
    const turn = plan(this.world, stretch.until)
    if (turn === null) return 0
    this.#unkept.add(turn)
    this.#write(turn, null, { stretch })
    const played = await this.#goThrough(turn, stretch)
    if (this.#mustFold) await this.#fold()
    if (this.newest - this.#keptTurn >= UNKEPT_MAX) await this.keep()
    return played
  }

  /** Has the nodes write down what they hold in memory alone. Between two stretches only. */
  async keep(): Promise<void> {
    this.writeHeld()
    try {
      await this.#unkept.keep(this.#now())
    } catch (error) {
      this.#awake = null // whoever wakes it has them told once more
      throw error
    }
    this.#keptTurn = this.newest
  }

  /** Whoever asks a node something in the midst of an advance hears of all that has happened to it. */
  async recall(node: NodeId): Promise<void> {
    await this.#unkept.recall(node, this.#now())
  }

  /** Writes the records that wait for the next one. */
  writeHeld(): void {
    try {
      this.#store.writeHeld()
    } catch (error) {
      this.#awake = null // what is not written is not believed
      throw error
    }
  }

  /** Moves the clock on to `to` as far as nothing is due before. On disk with the next record; `isNext`: that follows at once. */
  idle(to: Instant, isNext = false): void {
    const awake = this.#now()
    const due = nextDue(awake.world)
    if (due !== null && due <= to) return
    // Whoever goes back to the newest number finds the time it had.
    if (awake.world.seq > awake.since) {
      if (isNext) awake.reached ??= awake.world.now
      else this.rest()
    }
    awake.world = idleUntil(awake.world, to)
  }

  /** Tells whoever watches what they have not been told yet. */
  show(): void {
    this.#sentWall = Date.now()
    this.#viewers.flush()
  }

  /** Concludes on disk what was played last; after it, memory and the newest record say the same. */
  rest(): void {
    if (this.#now().isOnRecord) this.writeHeld()
    else this.#write(null, null)
  }

  /**
   * Puts all nodes back to the template's beginning. Numbers go on, so that readers see it happen. A
   * turn that was under way is given up, so this helps even where a turn can never be finished.
   */
  async reset(): Promise<void> {
    if (this.#awake === null) await this.ready().catch(() => this.#load())
    const { template, product } = this.#template()
    this.#write(null, null, { resetting: true })
    const awake = this.#now()
    const base = baseOf(product, template.id, awake.world.seed)
    await makeNodes(template, base.states, this.#node)
    this.#unkept.set([])
    awake.pace = null
    this.#viewers.queue(showAnew(awake, base, 'reset', 'The sandbox was put back to its beginning.'))
    this.#store.saveBase({ ...base, world: awake.world }, awake.turn + 1)
    this.rest()
    this.show()
  }

  /** The state of every node, as each holds it now. */
  async states(): Promise<States> {
    await this.keep()
    const ids = this.world.nodes.map(({ id }) => id)
    return statesOf(ids, this.#node)
  }

  /** Whether something was noted after number `after` that is of none of these kinds. */
  hasNoted(after: number, except: readonly string[]): boolean {
    const { world, events } = this.#now()
    if (world.seq <= after) return false
    const told = (event: TimelineEvent) => event.seq > after && !except.includes(event.kind)
    return events.some(told) || this.history.recordedAfter(after, world.seq - after).some(told)
  }

  forget(): void {
    this.#awake = null
  }

  #load(): TurnRecord {
    const newest = this.#store.newest()
    if (newest === null) throw new Error('a sandbox without a record')
    this.#awake = awakeFrom(newest.record, newest.views)
    this.#viewers.unqueue(newest.record.world.seq)
    this.#unkept.set(newest.record.unkept === true ? newest.record.world.nodes.map(({ id }) => id) : [])
    return newest.record
  }

  async #goOnFrom({ resetting, world, next, act }: TurnRecord): Promise<void> {
    if (resetting) await this.reset()
    if (next !== null) {
      const turn = underWay(world, next, act)
      if (next.stretch === undefined) await this.#finish(turn, act, true)
      else await this.#goThrough(turn, next.stretch)
      this.show()
    }
    await this.keep()
    const { product } = this.#template()
    if (this.#store.identity()?.model !== product.version) await this.#renew()
  }

  async #play(turn: Turn, act: Act | null): Promise<Answer | null> {
    this.#write(turn, act)
    return this.#finish(turn, act, true)
  }

  // A turn on record, and what follows it as one with it; says how many events that were.
  async #goThrough(first: Turn, stretch: Stretch): Promise<number> {
    let left = stretch
    let next: Turn | null = first
    while (next !== null) {
      const turn: Turn = next
      // What follows is noted as soon as a turn is concluded: whoever looks in between finds no end where there is none.
      await this.#finish(turn, null, false, () => {
        left = { ...left, turns: left.turns - 1, events: left.events - eventsIn(turn) }
        next = following(this.world, turn.at, left)
        if (next === null) return
        this.#unkept.add(next)
        this.#write(next, null, { stretch: left, isHeld: true })
      })
    }
    return stretch.events - left.events
  }

  // A turn that fails stays on record as under way; what memory holds of it is given up, and `ready` finishes it.
  async #finish(turn: Turn, act: Act | null, isKept: boolean, concluded?: () => void): Promise<Answer | null> {
    try {
      return await this.#playOut(turn, act, isKept, concluded)
    } catch (error) {
      this.#awake = null
      throw error
    }
  }

  async #playOut(turn: Turn, act: Act | null, isKept: boolean, concluded?: () => void): Promise<Answer | null> {
    const standing = this.#now()
    const answers = await Promise.all(turn.batches.map((batch) => this.#unkept.tell(batch, standing, isKept)))
    const awake = this.#now()
    const outcomes: Record<NodeId, Outcome> = {}
    for (const [index, { node, first }] of turn.batches.entries()) {
      const answer = answers[index]
      if (answer?.is !== 'done') throw new Error(`${node} did not play input ${first}: ${JSON.stringify(answer)}`)
      outcomes[node] = answer.outcome
      if (answer.outcome.changed) takeIn(awake, node, answer.shown)
    }
    const { world, events, answer } = conclude(awake.world, turn, outcomes as Outcomes, act)
    const change = goOn(awake, world, events)
    concluded?.()
    if (change !== null) {
      this.#viewers.queue(change)
      if (Date.now() - this.#sentWall > SEND_EVERY_MS) this.show()
    }
    return answer
  }

  // One record: what the turn before brought, and the turn to come.
  #write(next: Turn | null, act: Act | null, { resetting = false, stretch, isHeld = false }: How = {}): void {
    const awake = this.#now()
    try {
      const unkept = this.#unkept.isAny && { unkept: true as const }
      const turn = next === null ? null : { at: next.at, ...(stretch !== undefined && { stretch }) }
      const record = recordOf(awake, SandboxStore.isWhole(awake.turn + 1), { next: turn, act, resetting, ...unkept })
      if (isHeld) this.#store.hold(record)
      else {
        this.#store.writeHeld()
        this.#store.saveRecord(record)
      }
    } catch (error) {
      this.#awake = null // what is not written is not believed
      throw error
    }
    begunAnew(awake)
  }

  // The ring would soon run over what the journal still needs.
  get #mustFold(): boolean {
    return this.newest - this.#store.baseTurn() >= this.#store.records - FOLD_BEFORE
  }

  // The present becomes the journal's base: the ring may then run over what lies before it, and models
  // of another version replay from here only.
  async #fold(): Promise<void> {
    this.rest()
    const { turn, world } = this.#now()
    const { version } = this.#template().product
    this.#store.saveBase({ model: version, world, states: await this.states() }, turn)
    const identity = this.#store.identity()
    if (identity !== null && identity.model !== version) this.#store.saveIdentity({ ...identity, model: version })
  }

  // Other models took over: the journal begins anew with them, and readers see what they make of the states.
  async #renew(): Promise<void> {
    const awake = this.#now()
    const { world } = awake
    const text = 'A newer release of the models took over this sandbox as it stood.'
    this.#viewers.queue(showAnew(awake, { world, states: await this.states() }, 'renewed', text))
    this.show()
    await this.#fold()
  }

  #now(): Awake {
    if (this.#awake === null) throw new Error('the sandbox is not awake')
    return this.#awake
  }

  #template() {
    return mustHave(this.#store.identity()?.template ?? '')
  }
}

/** `stretch`: what follows the turn as one with it. `isHeld`: the record before it leads to it, so it may wait for the next. */
type How = { readonly resetting?: boolean; readonly stretch?: Stretch; readonly isHeld?: boolean }

const EMPTY_RECORD = { pace: null, since: 0, events: [], patch: [], next: null, act: null, resetting: false } as const
