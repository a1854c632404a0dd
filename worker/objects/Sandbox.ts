// The sandbox: the only sequencer. It knows the time, what is under way and which number every event
// bears; its nodes live in objects of their own and are told, in order, what happened to them. This
// file says who may do what, when virtual time passes, and when it all ends; Turns.ts does the rest.

import { DurableObject } from 'cloudflare:workers'
import { type Fault, isTrouble } from '../kernel/fabric.ts'
import { type HttpRequest, type HttpResponse, isQuestion } from '../kernel/http.ts'
import type { Base } from '../kernel/journal.ts'
import type { NodeId } from '../kernel/machine.ts'
import type { Trial } from '../kernel/preview.ts'
import { EVENTS_PER_CALL_MAX, FAULTS_MAX, isSettled, nextDue } from '../kernel/sequencer.ts'
import type { Rate, Snapshot, TimelineEvent } from '../kernel/snapshot.ts'
import type { Answer, Operation, Question, Reading } from '../kernel/surface.ts'
import type { Instant } from '../kernel/time.ts'
import { kindsOf } from '../products.ts'
import { type Arrival, isSame, judged, printOf } from './Arrival.ts'
import { type Count, Counters } from './Counters.ts'
import type { Env } from './env.ts'
import type { Ringing } from './NodeObject.ts'
import type { NumberedLine } from './NodeStore.ts'
import { type NodePort, nodePort } from './nodes.ts'
import { type Credentials, type Identity, RECORDS_MAX, SandboxStore, SHAPE } from './SandboxStore.ts'
import { SnapshotWriter } from './SnapshotWriter.ts'
import { newCredentials, newEntropy, newToken } from './secrets.ts'
import { type Elsewhere, type Exported, mustHave, Turns } from './Turns.ts'
import { type ServedSnapshot, VIEWERS_MAX, Viewers } from './Viewers.ts'
import { acted, present, SANDBOX_LIFE_MS, startPace, stopsAt, virtualAt, type WallInstant, wallAt } from './WallClock.ts'

/** Why a call did not get through. Each becomes one problem document; none of them changed anything. */
export type Barred =
  | { readonly is: 'no-such-sandbox' }
  | { readonly is: 'key-required' }
  | { readonly is: 'key-refused' }
  | { readonly is: 'no-such-node'; readonly nodes: readonly NodeId[] }

/** Whoever calls: the hash of the key they sent, or null. */
export type Caller = { readonly keyHash: string | null }

const ANYONE: Caller = { keyHash: null }

export type Found = {
  readonly is: 'found'
  readonly snapshot: ServedSnapshot
  readonly credentials: Credentials | null
  readonly expiresWall: WallInstant
}

/** What an advance runs until: its time is up, all is settled, or something is noted that is of no kind in `except`. */
export type Until = { readonly is: 'time' | 'settled' } | { readonly is: 'event'; readonly except: readonly string[] }

/** A snapshot as it goes out. Between objects a text goes faster than what it says. */
export type SnapshotText =
  | { readonly is: 'found'; readonly etag: string; readonly text: string }
  | { readonly is: 'unchanged'; readonly etag: string }

export type Advanced =
  | { readonly is: 'advanced'; readonly now: string; readonly seq: number; readonly settled: boolean; readonly done: boolean }
  | { readonly is: 'clock-busy' }

export type Asked = { readonly is: 'answered'; readonly answer: Answer }

/** What a web interface answers; `not-answering` as a host that is not there. */
export type Served =
  | { readonly is: 'http'; readonly response: HttpResponse }
  | { readonly is: 'not-answering'; readonly why: string }

const NOBODY_HOLDS_IT: Served = { is: 'not-answering', why: 'No node holds this address now.' }

export type FaultSet =
  | { readonly is: 'set' }
  | { readonly is: 'too-many-faults' }
  | { readonly is: 'fault-refused'; readonly why: string }

const LIFE_WRITE_MS = 24 * 60 * 60 * 1000
const BREATH_EVERY_MS = 25
// A call answers how far it got after so many events. Time on the wall only guards against a runtime that stands still:
// where it decided, the same call would make one event of the timeline here and two on a busier machine.
const ADVANCE_WALL_MS_MAX = 20_000
const END_RETRY_MS = 1_000

export class Sandbox extends DurableObject<Env> {
  readonly #counters = new Counters()
  readonly #store = new SandboxStore(this.ctx.storage, this.#counters)
  readonly #viewers = new Viewers(this.ctx)
  readonly #turns = new Turns(this.#store, this.#viewers, (id) => this.#node(id))
  readonly #snapshotText = new SnapshotWriter()
  #queue: Promise<unknown> = Promise.resolve()
  #advancing = false
  #beginning = 0 // grows with every reset
  #alarmWall: WallInstant | null = null // of the alarm that is set; null when not known

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
    this.#alarmWall = expiresWall
    this.#ringAt(expiresWall)
    await this.#turns.create(template, seed, base)
    return this.#found(identity, true)
  }

  /** Puts everything back to the template's beginning. Numbers go on, so readers see it happen. */
  reset(caller: Caller): Promise<Barred | { readonly is: 'reset'; readonly snapshot: ServedSnapshot }> {
    this.#counters.add('requests')
    return this.#exclusively(async () => {
      const barred = this.#barred(caller, true)
      if (barred !== null) return barred
      this.#beginning += 1
      try {
        await this.#turns.reset()
      } catch (error) {
        this.#turns.forget() // what is on record says that it is to be finished
        throw error
      }
      const { edited: _, ...identity } = this.#store.identity() as Identity
      if (_ === true) this.#store.saveIdentity(identity)
      this.#prolong()
      this.#setAlarm()
      return { is: 'reset', snapshot: this.#served() } as const
    })
  }

  /** Deletes everything of every object of this sandbox. */
  destroy(caller: Caller): Promise<Barred | { readonly is: 'gone' }> {
    this.#counters.add('requests')
    return this.#exclusively(async () => {
      const barred = this.#barred(caller, true)
      if (barred !== null) return barred
      await this.#end()
      return { is: 'gone' } as const
    })
  }

  /** From now on only the new key counts, and new credentials. */
  rotateKey(caller: Caller, keyHash: string): Promise<Barred | { readonly is: 'rotated' }> {
    return this.#acting(caller, async () => {
      // Whoever had the old key knows the credentials; the sessions opened with them end with the key.
      const credentials = newCredentials(this.#template().template)
      this.#store.saveIdentity({ ...(this.#store.identity() as Identity), keyHash, credentials })
      this.#viewers.dismissKeyHolders()
      return { is: 'rotated' } as const
    })
  }

  // ── Reading ──────────────────────────────────────────────────────────────────────────────────

  snapshot(caller: Caller): Promise<Barred | Found> {
    return this.#reading(caller, async () => this.#found(this.#store.identity() as Identity, caller.keyHash !== null))
  }

  /**
   * How the sandbox stands, as the text that goes out; with a key, the credentials of its nodes too. Whoever shows
   * the tag of what they have, and has the newest, is told so.
   */
  snapshotText(caller: Caller, known: readonly string[]): Promise<Barred | SnapshotText> {
    return this.#reading(caller, async () => {
      const etag = `"${this.#turns.snapshot.seq}"`
      if (known.includes(etag) || known.includes('*')) return { is: 'unchanged', etag } as const
      const credentials = caller.keyHash === null ? null : (this.#store.identity() as Identity).credentials
      return { is: 'found', etag, text: this.#snapshotText.of(this.#served(), credentials) } as const
    })
  }

  /** The snapshot as it was at number `seq`. */
  snapshotAt(
    caller: Caller,
    seq: number,
  ): Promise<Barred | { readonly is: 'found'; readonly snapshot: ServedSnapshot } | Elsewhere> {
    return this.#reading(caller, async () => {
      const snapshot = this.#turns.snapshotAt(seq)
      return 'is' in snapshot ? snapshot : ({ is: 'found', snapshot: { id: this.#id, ...snapshot } } as const)
    })
  }

  /** What a fork begins with: this sandbox as it stands, or as it stood at number `seq`. Changes nothing here. */
  forkBase(
    caller: Caller,
    seq: number | null,
  ): Promise<Barred | { readonly is: 'base'; readonly template: string; readonly base: Base } | Elsewhere> {
    this.#counters.add('requests')
    return this.#exclusively(async () => {
      const barred = this.#barred(caller, false)
      if (barred !== null) return barred
      await this.#wake()
      if (!this.#advancing) await this.#catchUp()
      const base = await this.#turns.baseAt(seq)
      return 'is' in base ? base : ({ is: 'base', template: this.#template().template.id, base } as const)
    })
  }

  /** Where a preview starts, or why what it tries cannot be tried here. */
  previewBase(
    caller: Caller,
    trial: Trial,
  ): Promise<
    | Barred
    | { readonly is: 'base'; readonly template: string; readonly base: Base }
    | { readonly is: 'no-such-fault' }
    | { readonly is: 'fault-refused'; readonly why: string }
    | Elsewhere
  > {
    this.#counters.add('requests')
    return this.#exclusively(async () => {
      const barred = this.#barred(caller, false)
      if (barred !== null) return barred
      await this.#wake()
      if (!this.#advancing) await this.#catchUp()
      if (trial.try === 'operate') {
        const missing = this.#missing(trial.node)
        if (missing !== null) return missing
      }
      if (trial.try === 'lay') {
        const why = this.#faultRefusal(trial.fault)
        if (why !== null) return { is: 'fault-refused', why } as const
      }
      if (trial.try === 'heal' && !this.#turns.world.fabric.faults.some(({ id }) => id === trial.id))
        return { is: 'no-such-fault' } as const
      const base = await this.#turns.baseAt(null)
      return 'is' in base ? base : ({ is: 'base', template: this.#template().template.id, base } as const)
    })
  }

  /** All that another place needs to have this sandbox: where its journal begins, the journal, and how it stands. */
  export(caller: Caller): Promise<Barred | { readonly is: 'exported'; readonly document: Exported }> {
    this.#counters.add('requests')
    return this.#exclusively(async () => {
      const barred = this.#barred(caller, true)
      if (barred !== null) return barred
      await this.#wake()
      if (!this.#advancing) await this.#catchUp()
      return { is: 'exported', document: await this.#turns.exported() } as const
    })
  }

  /** The timeline after number `after`, oldest first, at most `limit` lines; `next` is where to ask on. */
  events(
    caller: Caller,
    after: number,
    limit: number,
  ): Promise<
    Barred | { readonly is: 'found'; readonly events: readonly TimelineEvent[]; readonly next: number; readonly dropped: boolean }
  > {
    return this.#reading(caller, async () => {
      const events = this.#turns.eventsAfter(after, limit)
      return {
        is: 'found',
        events,
        next: events.at(-1)?.seq ?? Math.min(after, this.#turns.world.seq),
        dropped: this.#turns.hasDropped(after),
      } as const
    })
  }

  /** What the sandbox has cost since it was made, all its objects together, and how many watch it now. */
  async counters(caller: Caller): Promise<
    | Barred
    | {
        readonly is: 'found'
        readonly counters: Omit<Count, 'rows'> & { readonly rowsWritten: number; readonly viewers: number }
      }
  > {
    const barred = this.#barred(caller, true)
    if (barred !== null) return barred
    return this.#reading(caller, async () => {
      const nodes = await Promise.all(this.#turns.world.nodes.map(({ id }) => this.#node(id).rowsWritten()))
      const { rows, ...count } = this.#counters.count
      const rowsWritten = nodes.reduce((sum, each) => sum + each, rows)
      return { is: 'found', counters: { ...count, rowsWritten, viewers: this.#viewers.count } } as const
    })
  }

  /** What a node answers without changing. */
  read(caller: Caller, node: NodeId, question: Question): Promise<Barred | { readonly is: 'read'; readonly reading: Reading }> {
    return this.#reading(caller, async () => {
      const missing = this.#missing(node)
      if (missing !== null) return missing
      const asked = question.ask === 'page' ? { ...question, at: this.#turns.world.now } : question
      const reading = await this.#node(node).read(asked)
      return reading === null ? ({ is: 'no-such-sandbox' } as const) : ({ is: 'read', reading } as const)
    })
  }

  /** A file that a node offers, as it is at the virtual time reached. */
  readFile(caller: Caller, node: NodeId, name: string): Promise<Barred | { readonly is: 'read'; readonly reading: Reading }> {
    return this.#reading(caller, async () => {
      const missing = this.#missing(node)
      if (missing !== null) return missing
      const reading = await this.#node(node).read({ ask: 'file', name, at: this.#turns.world.now })
      return reading === null ? ({ is: 'no-such-sandbox' } as const) : ({ is: 'read', reading } as const)
    })
  }

  logs(
    caller: Caller,
    node: NodeId,
    after: number,
  ): Promise<Barred | { readonly is: 'found'; readonly lines: readonly NumberedLine[] }> {
    return this.#reading(caller, async () => {
      const missing = this.#missing(node)
      if (missing !== null) return missing
      const lines = await this.#node(node).logs(after)
      return lines === null ? ({ is: 'no-such-sandbox' } as const) : ({ is: 'found', lines } as const)
    })
  }

  // ── Acting ───────────────────────────────────────────────────────────────────────────────────

  /** What an operator does to a node, at the virtual time reached. */
  operate(caller: Caller, node: NodeId, operation: Operation): Promise<Barred | Asked> {
    return this.#acting(caller, async () => {
      const missing = this.#missing(node)
      if (missing !== null) return missing
      const answer = await this.#turns.do({ act: 'operate', node, operation, entropy: newEntropy() })
      if (answer === null) throw new Error(`${node} did not answer a ${operation.op}`)
      return { is: 'answered', answer } as const
    })
  }

  /**
   * A request to the web interface of a node, or of whichever node holds an alias. It needs no key:
   * whoever knows the node's credentials may act on it, as on the real product.
   */
  async http(host: string, arrival: Arrival): Promise<Barred | Served> {
    const barred = this.#barred(ANYONE, false)
    if (barred !== null) return barred
    const { product, template } = this.#template()
    const aliases = product.aliases
    const alias = Object.hasOwn(aliases, host) ? aliases[host] : undefined
    const missing = alias === undefined ? this.#missing(host) : null
    if (missing !== null) return missing
    const { credentials, keyHash } = this.#store.identity() as Identity
    // An alias may move to another node until its turn comes; the nodes behind it share their credentials.
    const logins = credentials[alias === undefined ? host : (template.nodes[0]?.id ?? '')]
    if (logins === undefined) throw new Error(`${host} has no credentials`)
    const request = await judged(arrival, logins, product.logins.includes(arrival.path), keyHash)
    const node = () => (alias === undefined ? host : alias(this.#turns.snapshot.nodes))
    const isHolder = [request.login, request.client].some((shown) => shown !== null && shown !== 'wrong')
    return isQuestion(request.method)
      ? this.#readHttp(node, request, isHolder)
      : this.#operateHttp(node, request, isHolder, keyHash)
  }

  #readHttp(node: () => NodeId | null, request: HttpRequest, isHolder: boolean): Promise<Barred | Served> {
    return this.#reading(
      ANYONE,
      async () => {
        const holder = node()
        if (holder === null) return NOBODY_HOLDS_IT
        const reading = await this.#node(holder).read({ ask: 'http', request, at: this.#turns.world.now })
        return reading === null ? ({ is: 'no-such-sandbox' } as const) : served(reading)
      },
      isHolder,
    )
  }

  #operateHttp(node: () => NodeId | null, request: HttpRequest, isHolder: boolean, secret: string): Promise<Barred | Served> {
    this.#counters.add('requests')
    return this.#exclusively(async () => {
      const barred = this.#barred(ANYONE, false)
      if (barred !== null) return barred
      return this.#changing(isHolder, async () => {
        const holder = node()
        if (holder === null) return NOBODY_HOLDS_IT
        const token = newToken()
        const operation = { op: 'http', request, fresh: { token, print: await printOf(token, secret) } } as const
        const answer = await this.#turns.do({ act: 'operate', node: holder, operation, entropy: newEntropy() })
        if (answer === null) throw new Error(`${holder} did not answer a request`)
        const outcome = served(answer)
        // Whoever shows a token that works has logged in before.
        const hasToken = request.bearer !== null || Object.keys(request.cookies).length > 0
        if (!isHolder && hasToken && outcome.is === 'http' && outcome.response.status < 400) this.#noteAct()
        return outcome
      })
    })
  }

  lay(caller: Caller, id: string, fault: Fault): Promise<Barred | FaultSet> {
    return this.#acting(caller, async () => {
      const others = this.#turns.world.fabric.faults.filter((each) => each.id !== id)
      if (others.length >= FAULTS_MAX) return { is: 'too-many-faults' } as const
      const why = this.#faultRefusal(fault)
      if (why !== null) return { is: 'fault-refused', why } as const
      await this.#turns.do({ act: 'lay-fault', id, fault })
      return { is: 'set' } as const
    })
  }

  heal(caller: Caller, id: string): Promise<Barred | { readonly is: 'healed' } | { readonly is: 'no-such-fault' }> {
    return this.#acting(caller, async () => {
      if (!this.#turns.world.fabric.faults.some((each) => each.id === id)) return { is: 'no-such-fault' } as const
      await this.#turns.do({ act: 'heal-fault', id })
      return { is: 'healed' } as const
    })
  }

  setRate(
    caller: Caller,
    rate: Rate,
  ): Promise<Barred | { readonly is: 'set'; readonly clock: Snapshot['clock']; readonly seq: number }> {
    return this.#acting(caller, async () => {
      // What runs so already, or stands already, is no event.
      if (rate !== this.#turns.world.rate)
        await this.#setRate(rate, rate === 0 ? 'The clock was paused.' : `The clock runs at rate ${rate}.`)
      const { clock, seq } = this.#turns.snapshot
      return { is: 'set', clock, seq } as const
    })
  }

  /**
   * Runs the clock forward by `ms`, or until settled or something happens, and at most by `ms` (virtual). The rate rests
   * meanwhile; what others do meanwhile happens at the time reached; a second advance is refused; a
   * reset or a deletion ends it where it stands.
   */
  async advance(caller: Caller, ms: number, until: Until): Promise<Barred | Advanced> {
    const barred = this.#barred(caller, true)
    if (barred !== null) return barred
    if (this.#advancing) return { is: 'clock-busy' }
    this.#advancing = true
    try {
      const begun = await this.#acting(caller, async () => {
        await this.#catchUp()
        this.#turns.pace = null
        return { is: 'begun', from: this.#turns.world.now, beginning: this.#beginning } as const
      })
      if (begun.is !== 'begun') return begun
      const { from, beginning } = begun
      const target = from + ms
      const isAtEnd = this.#ending(until)
      const done = await this.#runTo(target, isAtEnd, beginning)
      return await this.#exclusively(async () => {
        if (this.#store.identity() === null) return { is: 'no-such-sandbox' } as const
        await this.#wake()
        if (beginning === this.#beginning) {
          if (done && !isAtEnd()) this.#turns.idle(target)
          if (this.#turns.world.now > from) await this.#turns.do({ act: 'advance', from })
        }
        const { clock, seq, settled } = this.#turns.snapshot
        return { is: 'advanced', now: clock.now, seq, settled, done } as const
      })
    } finally {
      this.#advancing = false
      await this.#exclusively(async () => {
        if (this.#turns.isAwake) await this.#goOn()
      })
    }
  }

  // ── Alarms and sockets ───────────────────────────────────────────────────────────────────────

  /** A node's alarm rang. Plays what is due and says how the clock runs now; null when it stands. */
  async nodeIsDue(): Promise<Ringing | null> {
    this.#counters.add('alarms')
    if (this.#barred(ANYONE, false) !== null || this.#advancing) return null
    return this.#exclusively(async () => {
      if (this.#store.identity() === null) return null // deleted while this waited
      await this.#wake()
      if (this.#advancing) return null
      await this.#catchUp()
      return this.#turns.pace
    })
  }

  override async alarm(): Promise<void> {
    this.#alarmWall = null
    const identity = this.#store.identity()
    if (identity === null) return
    this.#counters.add('alarms')
    await this.#exclusively(async () => {
      if (this.#store.identity() === null) return // deleted while this waited
      if (identity.ending || Date.now() >= identity.expiresWall) return this.#end()
      await this.#wake()
      if (!this.#advancing) await this.#catchUp()
      this.#setAlarm()
    })
  }

  /** The live socket: a snapshot and then every change, or every change since `after`. Where there is none, the body says why. */
  override async fetch(request: Request): Promise<Response> {
    const joined = await this.#reading(ANYONE, async () => {
      if (this.#viewers.count >= VIEWERS_MAX) return { is: 'too-many-viewers' } as const
      const response = this.#viewers.join(request, this.#served(), (after) => this.#turns.changesSince(after))
      return { is: 'joined', response } as const
    })
    return joined.is === 'joined' ? joined.response : Response.json(joined, { status: 409 })
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const keyHash = this.#store.identity()?.keyHash ?? ''
    if (await this.#viewers.authorize(socket, message, keyHash))
      await this.#reading({ keyHash }, async () => ({ is: 'seen' }) as const)
  }

  // The runtime does not answer a close frame by itself; without this the other side waits ten seconds.
  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#viewers.leave(socket, code, reason)
  }

  // ── Who may, and in which order ──────────────────────────────────────────────────────────────

  #barred(caller: Caller, needsKey: boolean): Barred | null {
    const identity = this.#store.identity()
    if (identity === null || identity.ending || Date.now() >= identity.expiresWall) return { is: 'no-such-sandbox' }
    if (caller.keyHash === null) return needsKey ? { is: 'key-required' } : null
    return isSame(caller.keyHash, identity.keyHash) ? null : { is: 'key-refused' }
  }

  #missing(node: NodeId): Barred | null {
    const nodes = this.#template().template.nodes.map(({ id }) => id)
    return nodes.includes(node) ? null : { is: 'no-such-node', nodes }
  }

  // Everything that changes something goes through here, one after another, after what was cut short.
  #acting<T>(caller: Caller, work: () => Promise<T>): Promise<Barred | T> {
    this.#counters.add('requests')
    return this.#exclusively(async () => {
      const barred = this.#barred(caller, true)
      if (barred !== null) return barred
      return this.#changing(true, work)
    })
  }

  async #changing<T>(isHolder: boolean, work: () => Promise<T>): Promise<T> {
    await this.#wake()
    if (!this.#advancing) await this.#catchUp()
    if (isHolder) this.#noteAct()
    this.#prolong()
    const result = await work()
    if (this.#turns.isAwake) this.#setAlarm()
    return result
  }

  #noteAct(): void {
    const { pace, world } = this.#turns
    if (pace !== null) this.#turns.pace = acted(pace, world.now, Date.now())
  }

  // Reads see what has fallen due on a running clock. While the clock is being advanced they do not wait.
  async #reading<T>(
    caller: Caller,
    work: () => Promise<T>,
    isPresent = caller.keyHash !== null, // a view link never keeps a clock running
  ): Promise<Barred | T> {
    this.#counters.add('requests')
    const barred = this.#barred(caller, false)
    if (barred !== null) return barred
    if (!this.#advancing || !this.#turns.isAwake) {
      await this.#exclusively(async () => {
        if (this.#store.identity() === null) return
        await this.#wake()
        if (this.#prolong()) this.#setAlarm()
        if (this.#advancing) return
        await this.#catchUp()
        if (isPresent) this.#notePresence()
      })
    }
    return this.#barred(caller, false) ?? work()
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  // ── The clock ────────────────────────────────────────────────────────────────────────────────

  async #wake(): Promise<void> {
    if (this.#turns.isAwake) return
    this.#alarmWall = await this.ctx.storage.getAlarm()
    await this.#turns.ready()
    if (!this.#advancing && this.#turns.pace === null) await this.#goOn()
  }

  // Plays what has fallen due on a running clock, and stops a clock that nobody needs.
  async #catchUp(): Promise<void> {
    const { pace } = this.#turns
    if (pace === null) return
    const wall = Date.now()
    const now = virtualAt(pace, wall)
    const played = await this.#turns.run(now)
    this.#turns.idle(now)
    const stop = stopsAt(pace)
    if (wall >= stop.wall && !this.#isWatched(stop.why)) await this.#setRate(0, `The clock stopped by itself: ${stop.why}.`)
    else if (played > 0) this.#turns.rest()
    if (played > 0) this.#setAlarm()
  }

  // A key holder who watches is there, even without a call.
  #isWatched(why: string): boolean {
    if (!why.startsWith('nobody') || !this.#viewers.hasKeyHolder()) return false
    this.#notePresence()
    return true
  }

  #notePresence(): void {
    const { pace } = this.#turns
    if (pace === null) return
    this.#turns.pace = present(pace, Date.now())
    if (this.#turns.pace === pace) return
    this.#turns.rest()
    this.#setAlarm()
  }

  async #setRate(rate: Rate, why: string): Promise<void> {
    this.#turns.pace = rate === 0 || this.#advancing ? null : startPace(this.#turns.world.now, Date.now(), rate)
    await this.#turns.do({ act: 'set-rate', rate, why })
    await this.#armNodes()
    this.#setAlarm()
  }

  // After an advance, or after waking from one that was cut short, the clock runs on from where it stands.
  async #goOn(): Promise<void> {
    const { world } = this.#turns
    if (world.rate === 0) return
    this.#turns.pace = startPace(world.now, Date.now(), world.rate)
    this.#turns.rest()
    await this.#armNodes()
    this.#setAlarm()
  }

  // What ends an advance before its time is up.
  #ending(until: Until): () => boolean {
    if (until.is !== 'event') return () => until.is === 'settled' && isSettled(this.#turns.world)
    let looked = this.#turns.world.seq
    let isNoted = false
    return () => {
      isNoted ||= this.#turns.hasNoted(looked, until.except)
      looked = this.#turns.world.seq
      return isNoted
    }
  }

  // Moment by moment, so that readers and other acts get their turn in between. False: ask again for the rest.
  async #runTo(target: Instant, isAtEnd: () => boolean, beginning: number): Promise<boolean> {
    const isThere = () => {
      const due = nextDue(this.#turns.world)
      return isAtEnd() || due === null || due > target
    }
    const began = Date.now()
    let budget = EVENTS_PER_CALL_MAX
    let breathed = began
    for (;;) {
      // Where nodes share a thread with us, their answers come without the runtime ever looking at its
      // sockets. A short wait makes it look, so that reads and other acts are heard.
      if (Date.now() - breathed > BREATH_EVERY_MS) {
        await scheduler.wait(1)
        breathed = Date.now()
      }
      const done = await this.#exclusively(async () => {
        if (this.#store.identity() === null || beginning !== this.#beginning) return true // deleted or reset meanwhile
        await this.#wake()
        if (isThere() || budget <= 0 || Date.now() - began > ADVANCE_WALL_MS_MAX) return isThere()
        const pace = Date.now()
        while (!isThere() && budget > 0 && Date.now() - pace < BREATH_EVERY_MS) {
          budget -= await this.#turns.run(nextDue(this.#turns.world) ?? target, budget)
        }
        this.#turns.rest() // whoever looks now sees what is on disk
        return null
      })
      if (done !== null) return done
    }
  }

  async #armNodes(): Promise<void> {
    const { pace, world } = this.#turns
    await Promise.all(world.nodes.map(({ id }) => this.#node(id).arm(pace)))
  }

  // One alarm: the end of the sandbox, the end of a running clock, or the next message under way.
  #setAlarm(): void {
    const identity = this.#store.identity()
    if (identity === null) return
    const { pace, world } = this.#turns
    const moments = [identity.expiresWall]
    if (pace !== null) {
      moments.push(stopsAt(pace).wall)
      const message = world.pending[0]
      if (message !== undefined) moments.push(wallAt(pace, message.due))
    }
    const wall = Math.min(...moments)
    if (wall === this.#alarmWall) return
    this.#alarmWall = wall
    this.#ringAt(wall)
  }

  #ringAt(wall: WallInstant): void {
    this.#counters.add('rows')
    void this.ctx.storage.setAlarm(wall)
  }

  // Seven days from the last use, written down at most once a day. True when it was.
  #prolong(): boolean {
    const identity = this.#store.identity() as Identity
    const expiresWall = Date.now() + SANDBOX_LIFE_MS
    if (expiresWall - identity.expiresWall <= LIFE_WRITE_MS) return false
    this.#store.saveIdentity({ ...identity, expiresWall })
    return true
  }

  // Marked first, so that a deletion which is cut short is finished by the alarm and answers like none meanwhile.
  async #end(): Promise<void> {
    const identity = this.#store.identity() as Identity
    if (!identity.ending) this.#store.saveIdentity({ ...identity, ending: true })
    this.#ringAt(Date.now() + END_RETRY_MS)
    await Promise.all(this.#template().template.nodes.map(({ id }) => this.#node(id).destroy()))
    this.#viewers.dismissAll()
    this.#turns.forget()
    this.#store.forget()
    this.#alarmWall = null
    await this.ctx.storage.deleteAll()
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

  #faultRefusal(fault: Fault): string | null {
    const { world } = this.#turns
    const named = fault as { readonly [key: string]: unknown }
    const ids: readonly NodeId[] = world.nodes.map(({ id }) => id)
    for (const place of ['node', 'a', 'b', 'from', 'to']) {
      const node = named[place]
      if (typeof node === 'string' && !ids.includes(node))
        return `${node} is no node of this sandbox; there are ${ids.join(', ')}.`
    }
    const { a, b, from, to } = named
    if ((a !== undefined && a === b) || (from !== undefined && from === to)) return `${a ?? from} has no link to itself.`
    if (fault.kind === 'upstream-unreachable' && !world.fabric.nodes.some((node) => node.upstream === true)) {
      return 'This sandbox has no upstream that could be cut off.'
    }
    const networks = new Set(world.fabric.links.map((link) => link.network))
    const { network } = named
    if (typeof network === 'string' && !networks.has(network)) {
      return `${network} is no network of this sandbox; there are ${[...networks].join(', ')}.`
    }
    return isTrouble(fault) ? this.#template().product.troubleRefusal(fault) : null
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

function served(answer: Answer | Reading): Served {
  if (answer.is === 'http' || answer.is === 'not-answering') return answer
  throw new Error(`a web interface answered with a ${answer.is}`)
}
