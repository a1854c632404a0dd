// One sandbox as the page knows it: a snapshot that the live socket keeps current, and the reader's
// acts as calls of the public API. Nothing is believed before it came back.

import type { Json, NodeId } from '@worker/kernel/machine.ts'
import type { Rate, Snapshot, TimelineEvent } from '@worker/kernel/snapshot.ts'
import type { Button, Download, Page } from '@worker/kernel/surface.ts'
import { atom, computed, map } from 'nanostores'
import { fill, say } from '../strings.ts'
import { call, type Problem, type Result, sentencesOf } from './api.ts'
import { type Connection, follow } from './follow.ts'
import { amend, forget, type Kept, recall, remember } from './keys.ts'

export type Fields = { readonly [name: string]: Json }
export type PageRow = { readonly id: string; readonly title: string; readonly group: string }
export type Screen = {
  readonly lines: readonly { readonly prompt: string | null; readonly text: string }[] // prompt null: output
  readonly prompt: string
  readonly session: string | null
  readonly typed: string // what stands on the input line
  readonly busy: boolean
}
export type Saved = { readonly page: Page | null; readonly problem: Problem | null }
export type Remark = { readonly tone: 'ok' | 'error' | 'info'; readonly text: string }
export type Advance = { readonly by: string } | { readonly until: 'settled'; readonly max: string }
export type Fault = { readonly kind: string } & Fields

/** What the node desk shows: an admin page, the terminal, or nothing chosen yet. */
export type View = { readonly node: NodeId; readonly surface: 'pages' | 'terminal'; readonly page: string | null }

type Typing = { readonly login?: string; readonly fresh?: boolean }

const BLANK: Screen = { lines: [], prompt: '', session: null, typed: '', busy: false }
const SCREEN_LINES_MAX = 2_000
const EVENTS_KEPT_MAX = 400

export class LiveSandbox {
  readonly id: string
  readonly $key = atom<string | null>(null)
  readonly $snapshot = atom<Snapshot | null>(null)
  readonly $events = atom<readonly TimelineEvent[]>([])
  readonly $connection = atom<Connection>('connecting')
  readonly $canAct = computed(this.$key, (key) => key !== null)
  /** Time is being run forward, since this wall moment (ms); null: it is not. */
  readonly $advancing = atom<number | null>(null)
  /** The latest remark, for eyes and for screen readers. */
  readonly $remark = atom<Remark | null>(null)
  readonly $view = atom<View | null>(null)
  /** Fields changed and not saved, by `node/page`. */
  readonly $drafts = map<Record<string, Fields>>({})
  readonly $screens = map<Record<NodeId, Screen>>({})
  #close: (() => void) | null = null
  readonly #typing = new Map<NodeId, Promise<unknown>>() // the last line typed at each console

  constructor(id: string, key: string | null) {
    this.id = id
    this.$key.set(key)
  }

  /** Makes a new sandbox and remembers its key. */
  static async create(template: string, page: string | null): Promise<Result<LiveSandbox>> {
    const made = await call<{ id: string; key: string; snapshot: Snapshot }>('POST', '/sandboxes', null, { template })
    if (!made.ok) return made
    const { id, key, snapshot } = made.body
    remember({ id, key, template, awake: false, pages: page === null ? [] : [page] })
    const sandbox = new LiveSandbox(id, key)
    sandbox.$snapshot.set(snapshot)
    sandbox.follow()
    return { ok: true, body: sandbox }
  }

  /** Opens one that this browser kept. A sandbox that is no more is forgotten. */
  static async reopen(kept: Kept): Promise<Result<LiveSandbox>> {
    const found = await call<Snapshot>('GET', `/sandboxes/${kept.id}`, kept.key)
    if (!found.ok) {
      if (found.problem.status === 404) forget(kept.id)
      return found
    }
    const sandbox = new LiveSandbox(kept.id, kept.key)
    sandbox.$snapshot.set(found.body)
    sandbox.follow()
    return { ok: true, body: sandbox }
  }

  get path(): string {
    return `/sandboxes/${this.id}`
  }

  follow(): void {
    this.#close?.()
    this.#close = follow(this.id, this.$key.get(), {
      connection: (state) => {
        const before = this.$connection.get()
        if (before === state) return
        this.$connection.set(state)
        if (state === 'live' && before === 'interrupted') this.remark('ok', say.connection.back)
        if (state === 'interrupted' && before === 'live') this.remark('error', say.connection.interrupted)
        if (state === 'gone') forget(this.id)
      },
      keyRefused: () => {
        this.$key.set(null)
        amend(this.id, { key: null })
        this.remark('error', say.share.keyEnded)
      },
      snapshot: (snapshot, events) => {
        this.#noticeStoppedClock(snapshot)
        this.$snapshot.set(snapshot)
        if (events.length > 0) this.$events.set([...this.$events.get(), ...events].slice(-EVENTS_KEPT_MAX))
      },
    })
    void this.#loadEvents()
  }

  close(): void {
    this.#close?.()
    this.#close = null
  }

  remark(tone: Remark['tone'], text: string): void {
    this.$remark.set({ tone, text })
  }

  pages(node: NodeId): Promise<Result<{ readonly pages: readonly PageRow[] }>> {
    return call('GET', `${this.path}/nodes/${node}/pages`, this.$key.get())
  }

  page(node: NodeId, page: string): Promise<Result<Page>> {
    return call('GET', `${this.path}/nodes/${node}/pages/${page}`, this.$key.get())
  }

  /** The Save button, with the fields that were changed. */
  async save(node: NodeId, page: string, fields: Fields): Promise<Saved> {
    await this.#wake()
    const answer = await this.#act<Page>('PUT', `/nodes/${node}/pages/${page}`, { fields })
    if (!answer.ok) return { page: null, problem: answer.problem }
    this.clearDraft(node, page)
    return { page: answer.body, problem: null }
  }

  draft(node: NodeId, page: string, name: string, value: Json): void {
    const at = `${node}/${page}`
    this.$drafts.setKey(at, { ...this.$drafts.get()[at], [name]: value })
  }

  clearDraft(node: NodeId, page: string): void {
    this.$drafts.setKey(`${node}/${page}`, {})
  }

  async press(
    node: NodeId,
    button: Pick<Button, 'action' | 'body'>,
  ): Promise<Result<{ readonly message: string; readonly files: readonly (Download & { readonly url?: string })[] }>> {
    await this.#wake()
    return this.#act('POST', `/nodes/${node}/actions/${button.action}`, button.body)
  }

  screen(node: NodeId): Screen {
    return this.$screens.get()[node] ?? BLANK
  }

  typed(node: NodeId, typed: string): void {
    this.#screen(node, { typed })
  }

  /**
   * Types a line at the node's console and shows what it prints. False: it was not taken. Lines typed
   * faster than they are answered wait for their turn.
   */
  type(node: NodeId, line: string, options: Typing = {}): Promise<boolean> {
    this.#screen(node, { typed: '', busy: true })
    const turn = (this.#typing.get(node) ?? Promise.resolve()).then(() => this.#typeNow(node, line, options))
    this.#typing.set(node, turn)
    return turn
  }

  async #typeNow(node: NodeId, line: string, options: Typing): Promise<boolean> {
    await this.#wake()
    const before = this.screen(node)
    const isFresh = options.fresh === true || options.login !== undefined || before.session === null
    this.#print(node, [{ prompt: isFresh ? (options.login ?? '') : before.prompt, text: line }])
    this.#screen(node, { busy: true })
    const answer = await this.#act<{ output: string; prompt: string; session: string; closed: boolean }>(
      'POST',
      `/nodes/${node}/console`,
      {
        line,
        ...(isFresh ? {} : { session: before.session }),
        ...(options.login === undefined ? {} : { login: options.login }),
      },
    )
    if (!answer.ok) {
      this.#print(
        node,
        sentencesOf(answer.problem).map((text) => ({ prompt: null, text })),
      )
      // A session that the node no longer knows is over; the next line opens another.
      this.#screen(node, { busy: false, session: null, prompt: '' })
      return false
    }
    const { output, prompt, session, closed } = answer.body
    const lines = output.replace(/\n$/, '').split('\n')
    this.#print(node, output === '' ? [] : lines.map((text) => ({ prompt: null, text })))
    this.#screen(node, { busy: false, prompt: closed ? '' : prompt, session: closed ? null : session })
    return true
  }

  async complete(node: NodeId, line: string): Promise<readonly string[]> {
    const { session } = this.screen(node)
    const answer = await call<{ completions: readonly string[] }>('POST', `${this.path}/nodes/${node}/console`, this.$key.get(), {
      line,
      complete: true,
      ...(session === null ? {} : { session }),
    })
    return answer.ok ? answer.body.completions : []
  }

  clearScreen(node: NodeId): void {
    this.#screen(node, { lines: [] })
  }

  async setRate(rate: Rate): Promise<void> {
    amend(this.id, { awake: true })
    await this.#act('PATCH', '/clock', { rate })
  }

  /** Runs time forward, asking again for the rest of what one call did not finish. */
  async advance(how: Advance): Promise<Problem | null> {
    await this.#wake()
    this.$advancing.set(Date.now())
    try {
      let left = 'by' in how ? msOf(how.by) : msOf(how.max)
      let reached = Date.parse(this.$snapshot.get()?.clock.now ?? '')
      for (;;) {
        const body = 'by' in how ? { by: durationOf(left) } : { until: how.until, max: durationOf(left) }
        const answer = await this.#act<{ now: string; done: boolean }>('POST', '/clock/advance', body)
        if (!answer.ok) return answer.problem
        if (answer.body.done) return null
        const now = Date.parse(answer.body.now)
        left -= Math.max(1, now - reached)
        reached = now
        if (!(left > 0)) return null
      }
    } finally {
      this.$advancing.set(null)
    }
  }

  layFault(id: string, fault: Fault): Promise<Result<unknown>> {
    return this.#act('PUT', `/faults/${id}`, fault)
  }

  healFault(id: string): Promise<Result<unknown>> {
    return this.#act('DELETE', `/faults/${id}`)
  }

  async reset(): Promise<boolean> {
    const answer = await this.#act('POST', '/reset')
    if (!answer.ok) return false
    amend(this.id, { awake: false })
    this.$drafts.set({})
    this.$screens.set({})
    this.$events.set([])
    this.remark('ok', say.sandbox.wasReset)
    return true
  }

  async remove(): Promise<boolean> {
    const answer = await this.#act('DELETE', '')
    if (!answer.ok) return false
    forget(this.id)
    this.close()
    this.$connection.set('gone')
    return true
  }

  /** A sandbox of the reader's own that stands where this one stands. */
  async fork(): Promise<Result<{ readonly id: string; readonly key: string }>> {
    const made = await call<{ id: string; key: string }>('POST', `${this.path}/fork`, this.$key.get(), {})
    if (made.ok) remember({ ...made.body, template: this.$snapshot.get()?.template ?? '', awake: true, pages: [] })
    else this.remark('error', sentencesOf(made.problem).join(' '))
    return made
  }

  logs(node: NodeId, filter: Readonly<Record<string, string>>): Promise<Result<{ readonly lines: readonly LogLine[] }>> {
    return call('GET', `${this.path}/nodes/${node}/logs?${new URLSearchParams(filter)}`, this.$key.get())
  }

  viewLink = (): string => `${location.origin}/s/${this.id}`
  editLink = (): string | null => (this.$key.get() === null ? null : `${this.viewLink()}#${this.$key.get()}`)

  // The clock of a new sandbox stands still until its reader first does something.
  async #wake(): Promise<void> {
    const kept = recall(this.id)
    if (kept?.awake !== false || this.$key.get() === null) return
    amend(this.id, { awake: true })
    if (this.$snapshot.get()?.clock.rate === 0) await this.#act('PATCH', '/clock', { rate: 1 })
  }

  async #act<T>(method: string, path: string, body?: unknown): Promise<Result<T>> {
    const answer = await call<T>(method, this.path + path, this.$key.get(), body)
    if (!answer.ok) {
      this.remark('error', sentencesOf(answer.problem).join(' '))
      if (answer.problem.status === 404 && answer.problem.type?.includes('no-such-sandbox')) this.$connection.set('gone')
    }
    return answer
  }

  #noticeStoppedClock(next: Snapshot): void {
    const before = this.$snapshot.get()
    if (before === null || before.clock.rate === 0 || next.clock.rate !== 0) return
    if (this.$advancing.get() === null) this.remark('info', say.clock.stopped)
  }

  async #loadEvents(): Promise<void> {
    const seq = this.$snapshot.get()?.seq ?? 0
    const after = Math.max(0, seq - EVENTS_KEPT_MAX)
    const answer = await call<{ events: readonly TimelineEvent[] }>(
      'GET',
      `${this.path}/events?after=${after}&limit=${EVENTS_KEPT_MAX}`,
      this.$key.get(),
    )
    if (!answer.ok) return
    const known = new Map([...answer.body.events, ...this.$events.get()].map((event) => [event.seq, event]))
    this.$events.set([...known.values()].sort((a, b) => a.seq - b.seq).slice(-EVENTS_KEPT_MAX))
  }

  #screen(node: NodeId, change: Partial<Screen>): void {
    this.$screens.setKey(node, { ...this.screen(node), ...change })
  }

  #print(node: NodeId, lines: Screen['lines']): void {
    this.#screen(node, { lines: [...this.screen(node).lines, ...lines].slice(-SCREEN_LINES_MAX) })
  }
}

export type LogLine = { readonly at: string; readonly module: string; readonly level: string; readonly line: string }

/** Milliseconds of the durations the site itself asks for: days, hours, minutes and seconds. */
export function msOf(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration) ?? []
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
}

export const durationOf = (ms: number): string => `PT${ms / 1_000}S`

/** `12:04:31`, and the day before it where it is not the day of `beside`. */
export function timeOf(at: string, beside?: string): string {
  const day = beside !== undefined && at.slice(0, 10) !== beside.slice(0, 10) ? `${at.slice(0, 10)} ` : ''
  return day + at.slice(11, 19)
}

/** `4 min 12 s`: how long something takes, for people. */
export function spanOf(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const parts = [
    [Math.floor(seconds / 3_600), say.units.hours],
    [Math.floor(seconds / 60) % 60, say.units.minutes],
    [seconds % 60, say.units.seconds],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => fill(unit, { n: count }))
  return said.length === 0 ? fill(say.units.seconds, { n: 0 }) : said.join(' ')
}
