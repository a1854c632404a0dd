// One step of a node in the making: the state as it stands so far and the effects gathered on the
// way. It lives for one step only and never leaves it; what comes out is a new state and a list.

import { cancel, type Effect, type Json, type Step, schedule } from '../kernel/machine.ts'
import { draw, type Entropy } from '../kernel/random.ts'
import type { Instant } from '../kernel/time.ts'
import type { Moment } from './accounts.ts'
import { again, given, isBroken, say } from './channel.ts'
import { syslogTime } from './clock.ts'
import { LOSS_MS } from './corosync.ts'
import type { Database } from './postgres.ts'
import type { HaState, PacemakerState } from './state.ts'
import type { Frame, UpstreamRequest, Word } from './words.ts'

/** The transient timers of an HA node; `probe`, which is standing, is set where it belongs. */
export type TimerName =
  | 'boot' // the machine comes up
  | 'corosync' // corosync has started, or stopped
  | 'pacemaker' // Pacemaker has started
  | 'operation' // the operation under way has taken its time
  | 'token' // the ring has been silent for as long as it may
  | 'fence' // the fence device acts, or has not answered
  | 'repeat' // words not taken are said again
  | 'application' // the application of a stand-alone server has started
  | 'standby-check' // the master's monitor finds its standby lost
  | 'xlog-check' // a slave without a master has compared its log often enough

/** How long a word waits before it is said again, beside the link's round trip. */
const REPEAT_MS = 200

/**
 * A step of one server in the making. Its methods change `state` and add to `effects`; `at` is virtual time, and nothing
 * here throws.
 */
export class Turn {
  state: HaState
  readonly at: Instant
  readonly effects: Effect[] = []
  readonly entropy: Entropy // of the act that this step is; '' for any other step

  constructor(state: HaState, at: Instant, entropy: Entropy = '') {
    this.state = state
    this.at = at
    this.entropy = entropy
  }

  /** What the step comes to. */
  get done(): Step<HaState> {
    return { state: this.state, effects: this.effects }
  }

  /** This node's own clock. */
  get local(): Instant {
    return this.at + this.state.clockOffsetMs
  }

  /** Now, as an event log of the GUI keeps it. */
  get moment(): Moment {
    return { at: this.at, stamp: this.local + this.state.deployment.guiZoneMs }
  }

  /** This node's name. */
  get name(): string {
    return this.state.deployment.node
  }

  /** The state with these fields changed. */
  set(change: Partial<HaState>): void {
    this.state = { ...this.state, ...change }
  }

  /** The same for Pacemaker's part of it. */
  setPacemaker(change: Partial<PacemakerState>): void {
    this.set({ pacemaker: { ...this.state.pacemaker, ...change } })
  }

  /** The database as a whole. */
  setDatabase(database: Database): void {
    this.set({ database })
  }

  /** Wakes the node in `ms` of virtual time; a timer of the same name is moved there. */
  after(name: TimerName | `errand-${string}` | `monitor-${string}`, ms: number): void {
    this.set({ timers: schedule(this.state.timers, name, this.at + ms, 'transient') })
  }

  /** Takes a timer off; nothing where there is none. */
  cancel(name: string): void {
    this.set({ timers: cancel(this.state.timers, name) })
  }

  /** Whether a timer of this name runs. */
  isSet(name: string): boolean {
    return this.state.timers.some((timer) => timer.name === name)
  }

  /** A whole number from `low` to `high`, from the seed in the state. */
  draw(low: number, high: number): number {
    const [value, random] = draw(this.state.random, low, high)
    this.set({ random })
    return value
  }

  // The channel to the peer.

  /** Says a word to the peer, and again until it is taken or the connection is given up. */
  say(word: Word): void {
    const { channel, frame } = say(this.state.channel, word, this.at)
    this.set({ channel })
    this.frame(frame)
    if (!this.isSet('repeat')) this.repeatLater()
  }

  /** Sends a frame as it is, once. */
  frame(frame: Frame): void {
    this.effects.push({
      type: 'send',
      to: { address: this.state.deployment.peer.privateAddress },
      network: 'private',
      message: frame as unknown as Json,
    })
  }

  /** Says again what was not taken; true when that has gone on for too long and the connection is given up. */
  sayAgain(): boolean {
    const { channel } = this.state
    if (channel.pending.length === 0) return false
    if (isBroken(channel, this.at)) {
      this.set({ channel: given(channel) })
      return true
    }
    for (const frame of again(channel)) this.frame(frame)
    this.repeatLater()
    return false
  }

  private repeatLater(): void {
    const first = this.state.channel.pending[0]
    const roundTrip = this.state.surroundings.neighbours.find(({ network }) => network === 'private')?.roundTripMs ?? 0
    const due = Math.min(this.at + REPEAT_MS + roundTrip, (first?.since ?? this.at) + LOSS_MS)
    this.after('repeat', Math.max(1, due - this.at))
  }

  /** Sends a request to the upstream; whoever sent it waits for the reply, or for its own timer. */
  askUpstream(request: UpstreamRequest): void {
    this.effects.push({
      type: 'send',
      to: { node: this.state.deployment.upstream },
      network: 'public',
      port: 443,
      message: request as unknown as Json,
    })
  }

  // What people see.

  /** A line of the system log, by this node's clock. */
  log(module: string, level: string, text: string): void {
    const line = `${syslogTime(this.local)} ${this.name} ${module}: ${text}`
    this.effects.push({ type: 'log', entry: { at: this.at, module, level, line } })
  }

  /** A line of the sandbox's timeline; `kind` is a short word for what it is about. */
  note(kind: string, text: string, data: Json = null): void {
    this.effects.push({ type: 'note', kind, text, data })
  }
}
