// How long a sandbox stays, and how it ends.

import type { NodeId } from '../kernel/machine.ts'
import type { Clock } from './Clock.ts'
import type { NodePort } from './nodes.ts'
import type { Identity, SandboxStore } from './SandboxStore.ts'
import { mustHave } from './snapshots.ts'
import type { Turns } from './Turns.ts'
import type { Viewers } from './Viewers.ts'
import { SANDBOX_LIFE_MS } from './WallClock.ts'

const LIFE_WRITE_MS = 24 * 60 * 60 * 1000
const END_RETRY_MS = 1_000

type Parts = {
  readonly storage: DurableObjectStorage
  readonly store: SandboxStore
  readonly turns: Turns
  readonly clock: Clock
  readonly viewers: Viewers
  readonly node: (id: NodeId) => NodePort
}

export class Life {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Seven days from the last use, written down at most once a day. True when it was. */
  prolong(): boolean {
    const { store } = this.#parts
    const identity = store.identity() as Identity
    const expiresWall = Date.now() + SANDBOX_LIFE_MS
    if (expiresWall - identity.expiresWall <= LIFE_WRITE_MS) return false
    store.saveIdentity({ ...identity, expiresWall })
    return true
  }

  /**
   * Deletes everything of every object. Marked first, so that a deletion which is cut short is finished by the alarm and
   * answers like none meanwhile.
   */
  async end(): Promise<void> {
    const { storage, store, turns, clock, viewers, node } = this.#parts
    const identity = store.identity() as Identity
    if (!identity.ending) store.saveIdentity({ ...identity, ending: true })
    clock.ringAt(Date.now() + END_RETRY_MS)
    await Promise.all(mustHave(identity.template).template.nodes.map(({ id }) => node(id).destroy()))
    viewers.dismissAll()
    turns.forget()
    store.forget()
    clock.forgetAlarm()
    await storage.deleteAll()
  }
}
