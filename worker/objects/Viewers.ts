// Who watches a sandbox. Sockets hibernate with the object, so what is known of a watcher is attached
// to its socket, and nothing here keeps the object awake.

import type { Patch } from '../kernel/patch.ts'
import type { Snapshot, TimelineEvent } from '../kernel/snapshot.ts'
import { hashOf, isKept } from './secrets.ts'

/** A snapshot with the sandbox's id, which is no part of its state. */
export type ServedSnapshot = { readonly id: string; readonly edited?: true } & Snapshot

/** What brings a reader from number `since` to number `seq`. */
export type Change = {
  readonly since: number
  readonly seq: number
  readonly patch: Patch
  readonly events: readonly TimelineEvent[]
}

/** What is known of a watcher. `seq`: the number up to which it has been told everything. */
type Attachment = { readonly holdsKey: boolean; readonly seq: number }

export const VIEWERS_MAX = 64

/** Closing codes of our own; the reason says the same in words. */
const CLOSE_FUTURE = 4400
const CLOSE_GONE = 4404
const CLOSE_KEY_ENDED = 4403

export class Viewers {
  readonly #ctx: DurableObjectState
  #queued: Change[] = []

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  }

  /** How many watch now. */
  get count(): number {
    return this.#ctx.getWebSockets().length
  }

  /** Takes a watcher in, and tells it first what it does not know yet. */
  join(request: Request, snapshot: ServedSnapshot, changesSince: (after: number) => Change | null): Response {
    const { 0: theirs, 1: ours } = new WebSocketPair()
    const after = new URL(request.url).searchParams.get('after')
    this.flush()
    this.#ctx.acceptWebSocket(ours)
    ours.serializeAttachment({ holdsKey: false, seq: snapshot.seq } satisfies Attachment)
    if (after !== null && Number(after) > snapshot.seq) ours.close(CLOSE_FUTURE, `there is nothing after ${snapshot.seq} yet`)
    else {
      const missed = after === null ? null : changesSince(Number(after))
      if (missed === null) ours.send(JSON.stringify({ type: 'snapshot', seq: snapshot.seq, snapshot }))
      else ours.send(changeText(missed))
    }
    return new Response(null, { status: 101, webSocket: theirs })
  }

  /** A watcher shows its key, so that the clock goes on while it is there. True when the key is the right one. */
  async authorize(socket: WebSocket, message: string | ArrayBuffer, keyHash: string): Promise<boolean> {
    const key = keyIn(message)
    if (key === null) {
      socket.send(JSON.stringify({ type: 'refused', detail: 'A watcher may only send {"type":"authorize","key":"…"} or ping.' }))
      return false
    }
    const holdsKey = isKept(await hashOf(key), keyHash)
    attach(socket, { holdsKey })
    socket.send(JSON.stringify({ type: holdsKey ? 'authorized' : 'refused' }))
    return holdsKey
  }

  hasKeyHolder(): boolean {
    return this.#ctx.getWebSockets().some((socket) => attachmentOf(socket).holdsKey)
  }

  /** Keeps a change until `flush`, so that what happens in quick succession is one message. */
  queue(change: Change): void {
    this.#queued.push(change)
  }

  /** Sends what is kept to whoever has not heard of it. */
  flush(): void {
    const queued = this.#queued
    this.#queued = []
    const last = queued.at(-1)
    const texts = new Map<Change, string>()
    for (const socket of this.#ctx.getWebSockets()) {
      // Turns that are played once more after the object was taken out of memory are no news to those who heard of them.
      const { seq } = attachmentOf(socket)
      const news = queued.filter((change) => change.seq > seq)
      const [first] = news
      if (first === undefined || last === undefined) continue
      const text = texts.get(first) ?? changeText(inOne(news))
      texts.set(first, text)
      try {
        socket.send(text)
        attach(socket, { seq: last.seq })
      } catch {
        // It is closing; its own handler will hear of it.
      }
    }
  }

  /** Forgets the changes beyond number `seq`: what led to them will lead to them again. */
  unqueue(seq: number): void {
    this.#queued = this.#queued.filter((change) => change.seq <= seq)
  }

  // 1005, 1006 and 1015 say that no close frame arrived, so nobody is left to answer.
  leave(socket: WebSocket, code: number, reason: string): void {
    socket.close(code === 1005 || code === 1006 || code === 1015 ? 1000 : code, reason)
  }

  dismissKeyHolders(): void {
    for (const socket of this.#ctx.getWebSockets()) {
      if (attachmentOf(socket).holdsKey) socket.close(CLOSE_KEY_ENDED, 'the key was changed')
    }
  }

  dismissAll(): void {
    for (const socket of this.#ctx.getWebSockets()) socket.close(CLOSE_GONE, 'the sandbox is gone')
  }
}

const attachmentOf = (socket: WebSocket): Attachment => ({
  holdsKey: false,
  seq: 0,
  ...(socket.deserializeAttachment() as Partial<Attachment> | null),
})

const attach = (socket: WebSocket, known: Partial<Attachment>): void =>
  socket.serializeAttachment({ ...attachmentOf(socket), ...known } satisfies Attachment)

// Changes that follow one another.
const inOne = (changes: readonly Change[]): Change => ({
  since: changes[0]?.since ?? 0,
  seq: changes.at(-1)?.seq ?? 0,
  patch: changes.flatMap((change) => change.patch),
  events: changes.flatMap((change) => change.events),
})

const changeText = ({ since, seq, patch, events }: Change): string =>
  JSON.stringify({ type: 'change', since, seq, patch, events })

function keyIn(message: string | ArrayBuffer): string | null {
  if (typeof message !== 'string' || message.length > 256) return null
  try {
    const said = JSON.parse(message) as { type?: unknown; key?: unknown } | null
    return said?.type === 'authorize' && typeof said.key === 'string' ? said.key : null
  } catch {
    return null
  }
}
