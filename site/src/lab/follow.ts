// The live socket of one sandbox. It keeps the snapshot current, comes back by itself after a break
// without losing a change, and says in which of these states it is.

import type { Json } from '@worker/kernel/machine.ts'
import type { Snapshot, TimelineEvent } from '@worker/kernel/snapshot.ts'
import { call } from './api.ts'
import { applyPatch, type PatchOperation } from './patch.ts'

/** `gone`: the sandbox is no more. */
export type Connection = 'connecting' | 'live' | 'interrupted' | 'gone'

type Frame =
  | { readonly type: 'snapshot'; readonly seq: number; readonly snapshot: Snapshot; readonly events?: readonly TimelineEvent[] }
  | { readonly type: 'refused'; readonly detail?: string }
  | {
      readonly type: 'change'
      readonly seq: number
      readonly patch: readonly PatchOperation[]
      readonly events?: readonly TimelineEvent[]
    }

export type Follower = {
  connection(state: Connection): void
  snapshot(snapshot: Snapshot, events: readonly TimelineEvent[]): void
  /** The key is not, or no longer, the one of this sandbox: from now on it can only be looked at. */
  keyRefused(): void
}

// The server's close codes: a position beyond the end of the timeline, and a sandbox that is no more.
const BEYOND_THE_END = 4400
const GONE = 4404
const RETRY_MS_MIN = 500
const RETRY_MS_MAX = 10_000

/** Follows a sandbox until the returned function is called. With a key the clock keeps running for it. */
export function follow(id: string, key: string | null, follower: Follower): () => void {
  let socket: WebSocket | null = null
  let current: Snapshot | null = null
  let seq = 0
  let retryMs = RETRY_MS_MIN
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const open = () => {
    const at = new URL(`/api/v1/sandboxes/${id}/live`, location.href)
    at.protocol = at.protocol === 'https:' ? 'wss:' : 'ws:'
    if (current !== null) at.searchParams.set('after', String(seq))
    socket = new WebSocket(at)
    socket.onopen = () => {
      retryMs = RETRY_MS_MIN
      if (key !== null) socket?.send(JSON.stringify({ type: 'authorize', key }))
      if (current !== null) follower.connection('live')
    }
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') take(data)
    }
    socket.onclose = ({ code }) => {
      if (closed) return
      if (code === BEYOND_THE_END) current = null
      if (code === GONE) follower.connection('gone')
      else void comeBack()
    }
  }

  const take = (data: string) => {
    const frame = frameOf(data)
    if (frame === null) return
    if (frame.type === 'refused') {
      if (key !== null) follower.keyRefused()
      key = null
      return
    }
    try {
      current =
        frame.type === 'snapshot'
          ? frame.snapshot
          : current === null
            ? null
            : (applyPatch(current as unknown as Json, frame.patch) as unknown as Snapshot)
    } catch {
      // Out of step with the server: the next opening asks for a whole snapshot.
      current = null
      socket?.close()
      return
    }
    if (current === null) return
    seq = frame.seq
    follower.connection('live')
    follower.snapshot(current, frame.events ?? [])
  }

  // A socket that never opened cannot say why; the snapshot's address can.
  const comeBack = async () => {
    follower.connection('interrupted')
    const answer = await call('GET', `/sandboxes/${id}`, key)
    if (closed) return
    if (!answer.ok && answer.problem.status === 404) {
      follower.connection('gone')
      return
    }
    timer = setTimeout(open, retryMs)
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)
  }

  const hurry = () => {
    if (socket?.readyState !== WebSocket.CLOSED || closed) return
    clearTimeout(timer)
    open()
  }

  follower.connection('connecting')
  open()
  addEventListener('online', hurry)
  return () => {
    closed = true
    clearTimeout(timer)
    removeEventListener('online', hurry)
    socket?.close(1000)
  }
}

function frameOf(data: string): Frame | null {
  try {
    const frame = JSON.parse(data) as { readonly type?: unknown }
    return frame.type === 'snapshot' || frame.type === 'change' || frame.type === 'refused' ? (frame as Frame) : null
  } catch {
    return null
  }
}
