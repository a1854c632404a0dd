// The sandbox: the only sequencer. It knows the time, what is under way and which number every event
// bears; its nodes live in objects of their own and are told, in order, what happened to them. This
// file is what can be asked of it. Who may is said in Gate.ts, when virtual time passes in Clock.ts and
// Advance.ts, when it ends in Life.ts; Turns.ts plays what happens.

import { DurableObject } from 'cloudflare:workers'
import type { Fault } from '../kernel/fabric.ts'
import { type Base, RECORDS_MAX } from '../kernel/journal.ts'
import type { NodeId } from '../kernel/machine.ts'
import type { Trial } from '../kernel/preview.ts'
import { FAULTS_MAX } from '../kernel/sequencer.ts'
import type { Rate } from '../kernel/snapshot.ts'
import type { Operation, Question } from '../kernel/surface.ts'
import { kindsOf } from '../products.ts'
import { Advance } from './Advance.ts'
import type { Arrival } from './Arrival.ts'
import {
  type Advanced,
  ANYONE,
  type Asked,
  type Barred,
  type Caller,
  type Counted,
  type Events,
  type FaultSet,
  type Found,
  type FoundAt,
  type LogLines,
  type RateSet,
  type Read,
  type Served,
  type SnapshotText,
  type Until,
} from './answers.ts'
import { Clock } from './Clock.ts'
import { type CannotTry, Copies, type Exported, type Start } from './Copies.ts'
import { Counters } from './Counters.ts'
import type { Env } from './env.ts'
import { faultRefusal } from './faultRefusal.ts'
import { Gate } from './Gate.ts'
import type { Elsewhere } from './History.ts'
import { Life } from './Life.ts'
import type { Ringing } from './NodeObject.ts'
import { type NodePort, nodePort } from './nodes.ts'
import { Queue } from './Queue.ts'
import { type Credentials, type Identity, SandboxStore, SHAPE } from './SandboxStore.ts'
import { SnapshotWriter } from './SnapshotWriter.ts'
import { newCredentials } from './secrets.ts'
import { mustHave } from './snapshots.ts'
import { Turns } from './Turns.ts'
import { type ServedSnapshot, VIEWERS_MAX, Viewers } from './Viewers.ts'
import { SANDBOX_LIFE_MS } from './WallClock.ts'
import { WebInterface } from './WebInterface.ts'

export class Sandbox extends DurableObject<Env> {
  readonly #counters = new Counters()
  readonly #store = new SandboxStore(this.ctx.storage, this.#counters)
  readonly #viewers = new Viewers(this.ctx)
  readonly #turns = new Turns(this.#store, this.#viewers, (id) => this.#node(id))
  readonly #snapshotText = new SnapshotWriter()
  readonly #queue = new Queue()
  readonly #parts = {
    storage: this.ctx.storage,
    store: this.#store,
    turns: this.#turns,
    viewers: this.#viewers,
    counters: this.#counters,
    queue: this.#queue,
    node: (id: NodeId) => this.#node(id),
  }
  readonly #clock = new Clock(this.#parts)
  readonly #life = new Life({ ...this.#parts, clock: this.#clock })
  readonly #gate = new Gate({ ...this.#parts, clock: this.#clock, life: this.#life })
  readonly #advance = new Advance({ ...this.#parts, clock: this.#clock, gate: this.#gate })
  readonly #copies = new Copies({ ...this.#parts, clock: this.#clock, gate: this.#gate })
  readonly #web = new WebInterface({ ...this.#parts, clock: this.#clock, gate: this.#gate })

  // ── Making and ending ────────────────────────────────────────────────────────────────────────

  /** Makes the sandbox and all its nodes, as the template has them or as `base` has. The template must exist; the id must be new. */
  async create(
    template: string,
    seed: number,
    keyHash: string,
    credentials: Credentials,
    base: Base | null,
    edited = false,
  ): Promise<Found> {
    const wall = Date.now()
    const model = mustHave(template).product.version
    const expiresWall = wall + SANDBOX_LIFE_MS
    const identity: Identity = {
      shape: SHAPE,
      records: RECORDS_MAX,
      template,
      model,
      keyHash,
      credentials,
      createdWall: wall,
      expiresWall,
      ending: false,
      ...(edited && { edited }),
    }
    this.#counters.add('requests')
    this.#store.create(identity)
    this.#clock.ringAt(expiresWall)
    await this.#turns.create(template, seed, base)
    return this.#found(identity, true)
  }

  /** Puts everything back to the template's beginning. Numbers go on, so readers see it happen. */
  reset(caller: Caller): Promise<Barred | Found> {
    this.#counters.add('requests')
    return this.#queue.exclusively(async () => {
      const barred = this.#gate.barred(caller, true)
      if (barred !== null) return barred
      this.#clock.beginning += 1
      try {
        await this.#turns.reset()
      } catch (error) {
        this.#turns.forget() // what is on record says that it is to be finished
        throw error
      }
      const { edited, ...identity } = this.#store.identity() as Identity
      if (edited === true) this.#store.saveIdentity(identity)
      this.#life.prolong()
      this.#clock.setAlarm()
      return this.#found(this.#store.identity() as Identity, true)
    })
  }

  /** Deletes everything of every object of this sandbox. */
  destroy(caller: Caller): Promise<Barred | { readonly is: 'gone' }> {
    this.#counters.add('requests')
    return this.#queue.exclusively(async () => {
      const barred = this.#gate.barred(caller, true)
      if (barred !== null) return barred
      await this.#life.end()
      return { is: 'gone' } as const
    })
  }

  /** From now on only the new key counts, and new credentials. */
  rotateKey(caller: Caller, keyHash: string): Promise<Barred | { readonly is: 'rotated' }> {
    return this.#gate.acting(caller, async () => {
      // Whoever had the old key knows the credentials; the sessions opened with them end with the key.
      const credentials = newCredentials(this.#template().template)
      this.#store.saveIdentity({ ...(this.#store.identity() as Identity), keyHash, credentials })
      this.#viewers.dismissKeyHolders()
      return { is: 'rotated' } as const
    })
  }

  // ── Reading ──────────────────────────────────────────────────────────────────────────────────

  /** How the sandbox stands. */
  snapshot(caller: Caller): Promise<Barred | Found> {
    return this.#gate.reading(caller, async () => this.#found(this.#store.identity() as Identity, caller.keyHash !== null))
  }

  /**
   * How the sandbox stands, as the text that goes out; with a key, the credentials of its nodes too. Whoever shows
   * the tag of what they have, and has the newest, is told so.
   */
  snapshotText(caller: Caller, known: readonly string[]): Promise<Barred | SnapshotText> {
    return this.#gate.reading(caller, async () => {
      const etag = `"${this.#turns.snapshot.seq}"`
      if (known.includes(etag) || known.includes('*')) return { is: 'unchanged', etag } as const
      const credentials = caller.keyHash === null ? null : (this.#store.identity() as Identity).credentials
      return { is: 'found', etag, text: this.#snapshotText.of(this.#served(), credentials) } as const
    })
  }

  /** The snapshot as it was at number `seq`. */
  snapshotAt(caller: Caller, seq: number): Promise<Barred | FoundAt | Elsewhere> {
    return this.#gate.reading(caller, async () => {
      const snapshot = this.#turns.history.snapshotAt(seq)
      if ('is' in snapshot) return snapshot
      const { credentials, edited } = this.#store.identity() as Identity
      const served = { id: this.#id, ...snapshot, ...(edited === true && { edited }) }
      return { is: 'found', snapshot: served, credentials: caller.keyHash === null ? null : credentials } as const
    })
  }

  /** What a fork begins with: this sandbox as it stands, or as it stood at number `seq`. Changes nothing here. */
  forkBase(caller: Caller, seq: number | null): Promise<Barred | Start | Elsewhere> {
    return this.#copies.forkBase(caller, seq)
  }

  /** Where a preview starts, or why what it tries cannot be tried here. */
  previewBase(caller: Caller, trial: Trial): Promise<Barred | Start | CannotTry | Elsewhere> {
    return this.#copies.previewBase(caller, trial)
  }

  /** All that another place needs to have this sandbox: where its journal begins, the journal, and how it stands. */
  export(caller: Caller): Promise<Barred | { readonly is: 'exported'; readonly document: Exported }> {
    return this.#copies.export(caller)
  }

  /** The timeline after number `after`, oldest first, at most `limit` lines; `next` is where to ask on. */
  events(caller: Caller, after: number, limit: number): Promise<Barred | Events> {
    return this.#gate.reading(caller, async () => {
      const events = this.#turns.history.eventsAfter(after, limit)
      return {
        is: 'found',
        events,
        next: events.at(-1)?.seq ?? Math.min(after, this.#turns.world.seq),
        dropped: this.#turns.history.hasDropped(after),
      } as const
    })
  }

  /** What the sandbox has cost since it was made, all its objects together, and how many watch it now. */
  async counters(caller: Caller): Promise<Barred | Counted> {
    const barred = this.#gate.barred(caller, true)
    if (barred !== null) return barred
    return this.#gate.reading(caller, async () => {
      const nodes = await Promise.all(this.#turns.world.nodes.map(({ id }) => this.#node(id).rowsWritten()))
      const { rows, ...count } = this.#counters.count
      const rowsWritten = nodes.reduce((sum, each) => sum + each, rows)
      return { is: 'found', counters: { ...count, rowsWritten, viewers: this.#viewers.count } } as const
    })
  }

  /** What a node answers without changing. */
  read(caller: Caller, node: NodeId, question: Question): Promise<Barred | Read> {
    return this.#gate.reading(caller, async () => {
      const missing = this.#gate.missing(node)
      if (missing !== null) return missing
      await this.#turns.recall(node)
      const asked = question.ask === 'page' ? { ...question, at: this.#turns.world.now } : question
      const reading = await this.#node(node).read(asked)
      return reading === null ? ({ is: 'no-such-sandbox' } as const) : ({ is: 'read', reading } as const)
    })
  }

  /** The log of a node after line number `after`, as far back as it is kept. */
  logs(caller: Caller, node: NodeId, after: number): Promise<Barred | LogLines> {
    return this.#gate.reading(caller, async () => {
      const missing = this.#gate.missing(node)
      if (missing !== null) return missing
      await this.#turns.recall(node)
      const lines = await this.#node(node).logs(after)
      return lines === null ? ({ is: 'no-such-sandbox' } as const) : ({ is: 'found', lines } as const)
    })
  }

  // ── Acting ───────────────────────────────────────────────────────────────────────────────────

  /** What an operator does to a node, at the virtual time reached. */
  operate(caller: Caller, node: NodeId, operation: Operation): Promise<Barred | Asked> {
    return this.#gate.adding(caller, async () => {
      const missing = this.#gate.missing(node)
      if (missing !== null) return missing
      const answer = await this.#turns.operate(node, operation, (this.#store.identity() as Identity).keyHash)
      if (answer === null) throw new Error(`${node} did not answer a ${operation.op}`)
      return { is: 'answered', answer } as const
    })
  }

  /**
   * A request to the web interface of a node, or of whichever node holds an alias. It needs no key:
   * whoever knows the node's credentials may act on it, as on the real product.
   */
  http(host: string, arrival: Arrival): Promise<Barred | Served> {
    return this.#web.http(host, arrival)
  }

  /** Lays a fault, in place of one that had this id. */
  lay(caller: Caller, id: string, fault: Fault): Promise<Barred | FaultSet> {
    return this.#gate.adding(caller, async () => {
      const others = this.#turns.world.fabric.faults.filter((each) => each.id !== id)
      if (others.length >= FAULTS_MAX) return { is: 'too-many-faults' } as const
      const why = faultRefusal(this.#template().product, this.#turns.world, fault)
      if (why !== null) return { is: 'fault-refused', why } as const
      await this.#turns.do({ act: 'lay-fault', id, fault })
      return { is: 'set' } as const
    })
  }

  /** Takes a fault away. */
  heal(caller: Caller, id: string): Promise<Barred | { readonly is: 'healed' } | { readonly is: 'no-such-fault' }> {
    return this.#gate.adding(caller, async () => {
      if (!this.#turns.world.fabric.faults.some((each) => each.id === id)) return { is: 'no-such-fault' } as const
      await this.#turns.do({ act: 'heal-fault', id })
      return { is: 'healed' } as const
    })
  }

  /** Pauses the clock (0), or sets it going at so many virtual seconds a second. */
  setRate(caller: Caller, rate: Rate): Promise<Barred | RateSet> {
    return this.#gate.acting(caller, async () => {
      // What runs so already, or stands already, is no event.
      if (rate !== this.#turns.world.rate)
        await this.#clock.setRate(rate, rate === 0 ? 'The clock was paused.' : `The clock runs at rate ${rate}.`)
      const { clock, seq } = this.#turns.snapshot
      return { is: 'set', clock, seq } as const
    })
  }

  /**
   * Runs the clock forward by `ms`, or until settled or something happens, and at most by `ms` (virtual). A second
   * advance meanwhile is refused.
   */
  advance(caller: Caller, ms: number, until: Until): Promise<Barred | Advanced> {
    return this.#advance.by(caller, ms, until)
  }

  // ── Alarms and sockets ───────────────────────────────────────────────────────────────────────

  /** A node's alarm rang. Plays what is due and says how the clock runs now; null when it stands. */
  async nodeIsDue(): Promise<Ringing | null> {
    this.#counters.add('alarms')
    if (this.#gate.barred(ANYONE, false) !== null || this.#clock.isAdvancing) return null
    return this.#queue.exclusively(async () => {
      if (this.#store.identity() === null) return null // deleted while this waited
      await this.#clock.wake()
      if (this.#clock.isAdvancing) return null
      await this.#clock.catchUp()
      return this.#turns.pace
    })
  }

  override async alarm(): Promise<void> {
    this.#clock.forgetAlarm()
    const identity = this.#store.identity()
    if (identity === null) return
    this.#counters.add('alarms')
    await this.#queue.exclusively(async () => {
      if (this.#store.identity() === null) return // deleted while this waited
      if (identity.ending || Date.now() >= identity.expiresWall) return this.#life.end()
      await this.#clock.wake()
      if (!this.#clock.isAdvancing) await this.#clock.catchUp()
      this.#clock.setAlarm()
    })
  }

  /** The live socket: a snapshot and then every change, or every change since `after`. Where there is none, the body says why. */
  override async fetch(request: Request): Promise<Response> {
    const joined = await this.#gate.reading(ANYONE, async () => {
      if (this.#viewers.count >= VIEWERS_MAX) return { is: 'too-many-viewers' } as const
      const response = this.#viewers.join(request, this.#served(), (after) => this.#turns.history.changesSince(after))
      return { is: 'joined', response } as const
    })
    return joined.is === 'joined' ? joined.response : Response.json(joined, { status: 409 })
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const keyHash = this.#store.identity()?.keyHash ?? ''
    if (await this.#viewers.authorize(socket, message, keyHash))
      await this.#gate.reading({ keyHash }, async () => ({ is: 'seen' }) as const)
  }

  // The runtime does not answer a close frame by itself; without this the other side waits ten seconds.
  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#viewers.leave(socket, code, reason)
  }

  // ── What is here ─────────────────────────────────────────────────────────────────────────────

  #template() {
    return mustHave(this.#store.identity()?.template ?? '')
  }

  // Every call to a node fetches its port here.
  #node(id: NodeId): NodePort {
    this.#counters.add('nodeCalls')
    return nodePort(this.env, this.#id, id, kindsOf(this.#template().template).get(id) ?? '')
  }

  get #id(): string {
    return this.ctx.id.name ?? ''
  }

  #served(): ServedSnapshot {
    const isEdited = this.#store.identity()?.edited === true
    return { id: this.#id, ...this.#turns.snapshot, ...(isEdited && { edited: true as const }) }
  }

  #found(identity: Identity, withKey: boolean): Found {
    const { credentials, expiresWall } = identity
    return { is: 'found', snapshot: this.#served(), credentials: withKey ? credentials : null, expiresWall }
  }
}
