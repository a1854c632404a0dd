// What has happened in a sandbox, oldest first: the newest lines at first, what the live socket brings, and all that
// the timeline holds when somebody wants to look further back.

import type { TimelineEvent } from '@worker/kernel/snapshot.ts'
import { atom } from 'nanostores'
import { call, type Result } from './api.ts'
import { textOf } from './faultWords.ts'

const KEPT_MAX = 5_000
const LOADED_FIRST = 400
const A_CALL = 1_000

type Batch = { readonly events: readonly TimelineEvent[]; readonly next: number }

export class Happenings {
  readonly $events = atom<readonly TimelineEvent[]>([])
  readonly #after: (after: number) => Promise<Result<Batch>>

  /** `path` is that of the sandbox below the API, `key` its key as it is when asked. */
  constructor(path: string, key: () => string | null) {
    this.#after = (after) => call('GET', `${path}/events?after=${after}&limit=${A_CALL}`, key())
  }

  /** Adds events to those known, each once and in order, in the reader's language. */
  take(more: readonly TimelineEvent[]): void {
    const told = more.map((event) => ({ ...event, text: textOf(event) }))
    const known = new Map([...this.$events.get(), ...told].map((event) => [event.seq, event]))
    this.$events.set([...known.values()].sort((a, b) => a.seq - b.seq).slice(-KEPT_MAX))
  }

  /** What was noted since the last line known here; at first the newest lines before `seq`. */
  async catchUp(seq: number): Promise<void> {
    const answer = await this.#after(this.$events.get().at(-1)?.seq ?? Math.max(0, seq - LOADED_FIRST))
    if (answer.ok) this.take(answer.body.events)
  }

  /** All that the timeline still holds. */
  async loadAll(): Promise<readonly TimelineEvent[]> {
    let after = 0
    for (;;) {
      const answer = await this.#after(after)
      if (!answer.ok || answer.body.events.length === 0) break
      this.take(answer.body.events)
      after = answer.body.next
      if (answer.body.events.length < A_CALL) break
    }
    return this.$events.get()
  }

  forget(): void {
    this.$events.set([])
  }
}
