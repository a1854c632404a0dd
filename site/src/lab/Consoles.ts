// The terminals of a sandbox: what stands on each screen, and the lines typed at it, one after the other.
// A node can have several, each with a session of its own; which is named by a slot, `expc01` or `expc01/2`.

import type { NodeId } from '@worker/kernel/machine.ts'
import { atom, map } from 'nanostores'
import { type Result, sentencesOf } from './api.ts'

export type Screen = {
  readonly lines: readonly ScreenLine[]
  readonly prompt: string
  readonly session: string | null
  readonly login: string | null // as whom the session was opened; null: the product's usual one
  readonly typed: string // what stands on the input line
  readonly busy: boolean
}

/** `prompt` null: output; '': typed before there was a session, as `login`. */
export type ScreenLine = { readonly prompt: string | null; readonly login?: string | null; readonly text: string }

export type Typing = { readonly login?: string; readonly fresh?: boolean }

const BLANK: Screen = { lines: [], prompt: '', session: null, login: null, typed: '', busy: false }
const SCREEN_LINES_MAX = 2_000
const LINES_KEPT_MAX = 400
export const SLOTS_MAX = 6

type Printed = { readonly output: string; readonly prompt: string; readonly session: string; readonly closed: boolean }
type Ask = <T>(node: NodeId, body: object) => Promise<Result<T>>

const nodeOf = (slot: string): NodeId => slot.split('/')[0] ?? slot

export class Consoles {
  readonly $screens = map<Record<string, Screen>>({})
  /** The terminals opened beside the first one of each node, in their order. */
  readonly $slots = atom<readonly string[]>([])
  readonly #typing = new Map<string, Promise<unknown>>() // the last line typed at each screen
  readonly #act: Ask
  readonly #read: Ask

  constructor(act: Ask, read: Ask) {
    this.#act = act
    this.#read = read
  }

  screen(slot: string): Screen {
    return this.$screens.get()[slot] ?? BLANK
  }

  slotsOf(node: NodeId): readonly string[] {
    return [node, ...this.$slots.get().filter((slot) => nodeOf(slot) === node)]
  }

  /** One more terminal on a node, logged in as `login`. */
  open(node: NodeId, login: string | null): string {
    const used = this.slotsOf(node)
    let n = 2
    while (used.includes(`${node}/${n}`)) n += 1
    const slot = `${node}/${n}`
    this.$slots.set([...this.$slots.get(), slot])
    this.#change(slot, { login })
    return slot
  }

  /** Closes a terminal that was opened beside the first. */
  close(slot: string): void {
    this.$slots.set(this.$slots.get().filter((each) => each !== slot))
    this.#change(slot, BLANK)
  }

  typed(slot: string, typed: string): void {
    this.#change(slot, { typed })
  }

  clear(slot: string): void {
    this.#change(slot, { lines: [] })
  }

  /** What is worth keeping over a reload: every screen's last lines and its session. */
  kept(): { readonly screens: Readonly<Record<string, Screen>>; readonly slots: readonly string[] } {
    const screens = Object.entries(this.$screens.get()).map(([slot, screen]) => [
      slot,
      { ...screen, lines: screen.lines.slice(-LINES_KEPT_MAX), busy: false },
    ])
    return { screens: Object.fromEntries(screens), slots: this.$slots.get() }
  }

  /** Puts back what was kept; screens that are in use already stay as they are. */
  putBack({ screens, slots }: ReturnType<Consoles['kept']>): void {
    this.$screens.set({ ...screens, ...this.$screens.get() })
    this.$slots.set([...new Set([...slots, ...this.$slots.get()])])
  }

  forgetAll(): void {
    this.$screens.set({})
    this.$slots.set([])
  }

  /**
   * Types a line and shows what it prints. False: it was not taken. Lines typed faster than they are
   * answered wait for their turn.
   */
  type(slot: string, line: string, options: Typing = {}): Promise<boolean> {
    this.#change(slot, { typed: '', busy: true })
    const turn = (this.#typing.get(slot) ?? Promise.resolve()).then(() => this.#typeNow(slot, line, options))
    this.#typing.set(slot, turn)
    return turn
  }

  async #typeNow(slot: string, line: string, options: Typing): Promise<boolean> {
    const before = this.screen(slot)
    const isFresh = options.fresh === true || options.login !== undefined || before.session === null
    const login = options.login ?? (isFresh && options.fresh === true ? null : before.login)
    this.#print(slot, [{ ...(isFresh ? { prompt: '', login } : { prompt: before.prompt }), text: line }])
    this.#change(slot, { busy: true, login })
    const answer = await this.#act<Printed>(nodeOf(slot), {
      line,
      ...(isFresh ? {} : { session: before.session }),
      ...(isFresh && login !== null ? { login } : {}),
    })
    if (!answer.ok) {
      this.#print(
        slot,
        sentencesOf(answer.problem).map((text) => ({ prompt: null, text })),
      )
      // A session that the node no longer knows is over; the next line opens another.
      this.#change(slot, { busy: false, session: null, prompt: '' })
      return false
    }
    const { output, prompt, session, closed } = answer.body
    const lines = output.replace(/\n$/, '').split('\n')
    this.#print(slot, output === '' ? [] : lines.map((text) => ({ prompt: null, text })))
    this.#change(slot, { busy: false, prompt: closed ? '' : prompt, session: closed ? null : session })
    return true
  }

  async complete(slot: string, line: string): Promise<readonly string[]> {
    const { session, login } = this.screen(slot)
    const answer = await this.#read<{ completions: readonly string[] }>(nodeOf(slot), {
      line,
      complete: true,
      ...(session !== null ? { session } : login !== null ? { login } : {}),
    })
    return answer.ok ? answer.body.completions : []
  }

  #change(slot: string, change: Partial<Screen>): void {
    this.$screens.setKey(slot, { ...this.screen(slot), ...change })
  }

  #print(slot: string, lines: readonly ScreenLine[]): void {
    this.#change(slot, { lines: [...this.screen(slot).lines, ...lines].slice(-SCREEN_LINES_MAX) })
  }
}
