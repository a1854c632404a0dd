// One sandbox as the page knows it: a snapshot that the live socket keeps current, and the reader's
// acts as calls of the public API. Nothing is believed before it came back.

import { carriedIn } from '@worker/kernel/carried.ts'
import type { Json, NodeId } from '@worker/kernel/machine.ts'
import type { Rate, Snapshot, TimelineEvent } from '@worker/kernel/snapshot.ts'
import type { Button, Download, Page } from '@worker/kernel/surface.ts'
import { atom, computed, map } from 'nanostores'
import { say } from '../strings.ts'
import { call, type Problem, type Result, sentencesOf } from './api.ts'
import { Consoles, type Screen, type Typing } from './Consoles.ts'
import { Desk } from './Desk.ts'
import { type Connection, follow } from './follow.ts'
import { eachFrame, onceDrawn } from './frames.ts'
import { Happenings } from './Happenings.ts'
import { amend, forget, type Kept, recall, remember } from './keys.ts'
import { fetchSandbox, type Judged, makeSandbox } from './making.ts'
import { SandboxCalls } from './SandboxCalls.ts'
import { keepScreens } from './screensKept.ts'
import { durationOf, msOf } from './time.ts'
import { UnderWay } from './UnderWay.ts'

export type Fields = { readonly [name: string]: Json }
export type Saved = { readonly page: Page | null; readonly problem: Problem | null }
type Pressed = { readonly message: string; readonly files: readonly (Download & { readonly url?: string })[] }
export type Remark = {
  readonly tone: 'ok' | 'error' | 'info'
  readonly text: string
  readonly next?: { readonly href: string; readonly text: string } | undefined // where to go on
}
export type Advance =
  | { readonly by: string }
  | { readonly until: 'settled'; readonly max: string }
  | { readonly until: 'event'; readonly except: readonly string[]; readonly max: string }
export type Fault = { readonly kind: string } & Fields

/** The sandbox as it was at an earlier number of the timeline. */
export type Past = { readonly seq: number; readonly snapshot: Snapshot }

/** Why the reader can only look; null: they may act. */
export type ReadOnly = 'no-key' | 'wrong-key' | 'key-ended' | null

/** Who ended a sandbox that is gone, as far as this page knows. */
export type Ending = 'deleted-here' | 'unknown'

export class LiveSandbox extends SandboxCalls {
  readonly $snapshot = atom<Snapshot | null>(null)
  readonly $connection = atom<Connection>('connecting')
  readonly $past = atom<Past | null>(null)
  /** Grows with every reset, here or elsewhere. */
  readonly $beginning = atom(0)
  /** What the overview draws: the sandbox as it is, or as it was where the reader went back. */
  readonly $shown = computed([this.$snapshot, this.$past], (snapshot, past) => past?.snapshot ?? snapshot)
  readonly $canAct = computed([this.$key, this.$past], (key, past) => key !== null && past === null)
  readonly $readOnly = atom<ReadOnly>(null)
  /** Time is being run forward, since this wall moment (ms); null: it is not. */
  readonly $advancing = atom<number | null>(null)
  /** The latest remark, for eyes and for screen readers. */
  readonly $remark = atom<Remark | null>(null)
  readonly desk = new Desk(() => this.$snapshot.get()?.nodes[0]?.id ?? '')
  /** Fields changed and not saved, by `node/page`. */
  readonly $drafts = map<Record<string, Fields>>({})
  readonly consoles: Consoles
  readonly happenings: Happenings
  readonly $events: Happenings['$events']
  /** How far it had come in the procedure it was made for, as it stood then; null: nobody said. */
  judged: Judged | null = null
  /** Who ended it, once the connection says that it is gone. */
  ending: Ending = 'unknown'
  readonly #underWay = new UnderWay()
  #close: (() => void) | null = null
  #stopKeeping: (() => void) | null = null

  constructor(id: string, key: string | null) {
    super(id, key)
    if (key === null) this.$readOnly.set('no-key')
    this.happenings = new Happenings(this.path, () => this.$key.get())
    this.$events = this.happenings.$events
    this.consoles = new Consoles(
      async (node, body) => {
        await this.#wake()
        return this.#act('POST', `/nodes/${node}/console`, body)
      },
      (node, body) => call('POST', `${this.path}/nodes/${node}/console`, this.$key.get(), body),
    )
  }

  /** Makes a new sandbox, or takes the one that is being made, and remembers its key. */
  static async create(template: string, page: string | null, making = makeSandbox(template, page)): Promise<Result<LiveSandbox>> {
    const made = await making
    if (!made.ok) return made
    const { id, key, snapshot, progress } = made.body
    remember({ id, key, template, awake: false, pages: page === null ? [] : [page] })
    const sandbox = new LiveSandbox(id, key)
    sandbox.$snapshot.set(snapshot)
    sandbox.judged = progress ?? null
    sandbox.#followOnceDrawn()
    return { ok: true, body: sandbox }
  }

  /** Makes a sandbox from what an export wrote, and remembers its key. */
  static async bring(document: string): Promise<Result<{ readonly id: string }>> {
    let body: unknown
    try {
      body = JSON.parse(document)
    } catch {
      return { ok: false, problem: { status: 0, title: say.share.noExport } }
    }
    const made = await call<{ id: string; key: string; template: string }>('POST', '/sandboxes/import', null, body)
    if (made.ok) remember({ id: made.body.id, key: made.body.key, template: made.body.template, awake: true, pages: [] })
    return made
  }

  /** Opens one that this browser kept, which may be on its way. A sandbox that is no more is forgotten. */
  static async reopen(kept: Kept, fetching = fetchSandbox(kept)): Promise<Result<LiveSandbox>> {
    const found = await fetching
    if (!found.ok) {
      if (found.problem.status === 404) forget(kept.id)
      return found
    }
    const sandbox = new LiveSandbox(kept.id, kept.key)
    sandbox.$snapshot.set(found.body)
    sandbox.#followOnceDrawn()
    return { ok: true, body: sandbox }
  }

  // What the reader waits for is drawn first; the socket tells of all that happens meanwhile.
  #followOnceDrawn(): void {
    this.#keep()
    this.#close = onceDrawn(() => this.follow())
  }

  #keep(): void {
    this.#stopKeeping ??= keepScreens(this.id, this.consoles, this.desk)
  }

  follow(): void {
    this.#close?.()
    this.#keep()
    // However fast changes come in, what is drawn changes once a frame.
    const drawn = eachFrame<Snapshot>((snapshot) => {
      this.#noticeStoppedClock(snapshot)
      this.$snapshot.set(snapshot)
    })
    const gathered = eachFrame<readonly TimelineEvent[]>(
      (events) => this.happenings.take(events),
      (before, more) => [...before, ...more],
    )
    this.#close = follow(this.id, this.$key.get(), this.$snapshot.get(), {
      connection: (state) => {
        const before = this.$connection.get()
        if (before === state) return
        this.$connection.set(state)
        if (state === 'live' && before === 'interrupted') {
          this.remark('ok', say.connection.back)
          // A whole snapshot may have come instead of the changes, and it tells no story.
          void this.happenings.catchUp(this.$snapshot.get()?.seq ?? 0)
        }
        if (state === 'interrupted' && before === 'live') this.remark('error', say.connection.interrupted)
        if (state === 'gone') forget(this.id)
      },
      keyRefused: () => this.#onKeyRefused(),
      snapshot: (snapshot, events) => {
        drawn(snapshot)
        // A system that resets itself to its factory state is another matter.
        const reset = events.findLastIndex(({ kind, node }) => kind === 'reset' && node === null)
        if (reset >= 0) this.#beginAnew()
        if (events.length > 0) gathered(events.slice(Math.max(0, reset)))
      },
    })
    void this.happenings.catchUp(this.$snapshot.get()?.seq ?? 0)
  }

  close(): void {
    this.#close?.()
    this.#close = null
    this.#stopKeeping?.()
    this.#stopKeeping = null
  }

  remark(tone: Remark['tone'], text: string, next?: Remark['next']): void {
    this.$remark.set({ tone, text, next })
  }

  /** The Save button, with the fields that were changed. Whoever calls shows a refusal where the reader looks. */
  save(node: NodeId, page: string, fields: Fields): Promise<Saved> {
    return this.#underWay.act(this.#save(node, page, fields))
  }

  async #save(node: NodeId, page: string, fields: Fields): Promise<Saved> {
    await this.#wake()
    const answer = await this.#act<Page>('PUT', `/nodes/${node}/pages/${page}`, { fields }, 'by-the-caller')
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

  /** A button of a node. Whoever calls shows a refusal where the reader looks. */
  press(node: NodeId, button: Pick<Button, 'action' | 'body'>): Promise<Result<Pressed>> {
    return this.#underWay.act(this.#press(node, button))
  }

  async #press(node: NodeId, button: Pick<Button, 'action' | 'body'>): Promise<Result<Pressed>> {
    await this.#wake()
    const carried = carriedIn(this)
    const answer = await this.#act<Pressed>(
      'POST',
      `/nodes/${node}/actions/${button.action}`,
      carried.into(button.body),
      'by-the-caller',
    )
    if (answer.ok) carried.keep(node, button.action, answer.body.files)
    return answer
  }

  screen = (slot: string): Screen => this.consoles.screen(slot)
  typed = (slot: string, typed: string): void => this.consoles.typed(slot, typed)
  /** Types a line at a node's console and shows what it prints. False: it was not taken. */
  type = (slot: string, line: string, options: Typing = {}): Promise<boolean> =>
    this.#underWay.act(this.consoles.type(slot, line, options))

  async setRate(rate: Rate): Promise<void> {
    amend(this.id, { awake: true })
    await this.#act('PATCH', '/clock', { rate })
  }

  /** Runs time forward, once what was done before is answered. */
  advance(how: Advance): Promise<Problem | null> {
    if (this.$advancing.get() === null) this.$advancing.set(Date.now())
    return this.#underWay.after(
      () => this.#advance(how),
      () => this.$advancing.set(null),
    )
  }

  // Asks again for the rest of what one call did not finish.
  async #advance(how: Advance): Promise<Problem | null> {
    await this.#wake()
    let left = 'by' in how ? msOf(how.by) : msOf(how.max)
    let reached = Date.parse(this.$snapshot.get()?.clock.now ?? '')
    for (;;) {
      const body = 'by' in how ? { by: durationOf(left) } : { ...how, max: durationOf(left) }
      const answer = await this.#act<{ now: string; done: boolean }>('POST', '/clock/advance', body)
      if (!answer.ok) return answer.problem
      if (answer.body.done) return null
      const now = Date.parse(answer.body.now)
      left -= Math.max(1, now - reached)
      reached = now
      if (!(left > 0)) return null
    }
  }

  layFault(id: string, fault: Fault): Promise<Result<unknown>> {
    return this.#underWay.act(this.#act('PUT', `/faults/${id}`, fault))
  }

  healFault(id: string): Promise<Result<unknown>> {
    return this.#underWay.act(this.#act('DELETE', `/faults/${id}`))
  }

  async reset(): Promise<boolean> {
    const answer = await this.#act('POST', '/reset')
    if (!answer.ok) return false
    this.remark('ok', say.sandbox.wasReset)
    return true
  }

  async remove(): Promise<boolean> {
    // The socket may tell of the end before the call is answered.
    this.ending = 'deleted-here'
    const answer = await this.#act('DELETE', '')
    if (!answer.ok) {
      this.ending = 'unknown'
      return false
    }
    forget(this.id)
    this.close()
    this.$connection.set('gone')
    return true
  }

  /** A sandbox of the reader's own that stands where this one stands, or stood at number `at`. */
  async fork(at: number | null = this.$past.get()?.seq ?? null): Promise<Result<{ readonly id: string; readonly key: string }>> {
    const made = await call<{ id: string; key: string }>('POST', `${this.path}/fork`, this.$key.get(), at === null ? {} : { at })
    if (made.ok) remember({ ...made.body, template: this.$snapshot.get()?.template ?? '', awake: true, pages: [] })
    else this.remark('error', sentencesOf(made.problem).join(' '))
    return made
  }

  /** Shows the sandbox as it was at a number of the timeline. False: that is no longer to be had. */
  async lookBack(seq: number): Promise<boolean> {
    const answer = await call<Snapshot>('GET', `${this.path}?at=${seq}`, this.$key.get())
    if (!answer.ok) {
      this.remark('error', sentencesOf(answer.problem).join(' '))
      return false
    }
    this.$past.set({ seq, snapshot: answer.body })
    return true
  }

  /** Ends the key that everybody has until now. Who holds the new one goes on; this browser does at once. */
  async rotateKey(): Promise<boolean> {
    const answer = await this.#act<{ key: string }>('POST', '/key/rotate')
    if (!answer.ok) return false
    this.#takeKey(answer.body.key)
    this.remark('ok', say.share.rotated)
    return true
  }

  // The clock of a new sandbox stands still until its reader first does something.
  async #wake(): Promise<void> {
    const kept = recall(this.id)
    if (kept?.awake !== false || this.$key.get() === null) return
    amend(this.id, { awake: true })
    if (this.$snapshot.get()?.clock.rate === 0) await this.#act('PATCH', '/clock', { rate: 1 })
  }

  async #act<T>(method: string, path: string, body?: unknown, refusal: 'told' | 'by-the-caller' = 'told'): Promise<Result<T>> {
    const answer = await call<T>(method, this.path + path, this.$key.get(), body)
    if (!answer.ok) {
      if (refusal === 'told') this.remark('error', sentencesOf(answer.problem).join(' '))
      if (answer.problem.status === 404 && answer.problem.type?.includes('no-such-sandbox')) this.$connection.set('gone')
    }
    return answer
  }

  // After a reset, here or elsewhere: what was seen, typed and filled in belongs to a story that is over.
  #beginAnew(): void {
    amend(this.id, { awake: false })
    this.$drafts.set({})
    this.consoles.forgetAll()
    this.$past.set(null)
    this.happenings.forget()
    this.$beginning.set(this.$beginning.get() + 1)
  }

  #noticeStoppedClock(next: Snapshot): void {
    const before = this.$snapshot.get()
    if (before === null || before.clock.rate === 0 || next.clock.rate !== 0) return
    if (this.$advancing.get() === null) this.remark('info', say.clock.stopped)
  }

  // Another page of this browser may have rotated the key: then the new one is kept here.
  #onKeyRefused(): void {
    const kept = recall(this.id)?.key ?? null
    if (kept !== null && kept !== this.$key.get()) {
      this.#takeKey(kept)
      return
    }
    this.$key.set(null)
    this.$readOnly.set('key-ended')
    amend(this.id, { key: null })
    this.remark('error', say.share.keyEnded)
  }

  #takeKey(key: string): void {
    amend(this.id, { key })
    this.$key.set(key)
    this.$readOnly.set(null)
    this.follow()
  }
}
