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
  | { readonly type: 'closing'; readonly code: number; readonly reason?: string }
  | {
      readonly type: 'change'
      readonly since: number // where the reader must be for the patch to fit
      readonly seq: number
      readonly patch: readonly PatchOperation[]
      readonly events?: readonly TimelineEvent[]
    }

const FRAMES: readonly unknown[] = ['snapshot', 'change', 'refused', 'closing'] satisfies readonly Frame['type'][]

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

/**
 * Follows a sandbox, from a snapshot already here on if there is one, until the returned function is called. With a key
 * the clock keeps running for it.
 */
export function follow(id: string, key: string | null, from: Snapshot | null, follower: Follower): () => void {
  let socket: WebSocket | null = null
  let current = from
  let seq = from?.seq ?? 0
  let retryMs = RETRY_MS_MIN
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const letGo = () => {
    if (socket === null) return
    socket.onmessage = null
    socket.onclose = null
    socket.close(1000)
  }

  const open = () => {
    letGo()
    const at = new URL(`/api/v1/sandboxes/${id}/live`, location.href)
    at.protocol = at.protocol === 'https:' ? 'wss:' : 'ws:'
    if (current !== null) at.searchParams.set('after', String(seq))
    socket = new WebSocket(at)
    socket.onopen = () => {
      if (key !== null) socket?.send(JSON.stringify({ type: 'authorize', key }))
      if (current !== null) follower.connection('live')
    }
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') take(data)
    }
    socket.onclose = ({ code }) => end(code)
  }

  const end = (code: number) => {
    if (closed) return
    letGo()
    if (code === BEYOND_THE_END) current = null
    if (code === GONE) follower.connection('gone')
    else void comeBack()
  }

  // Out of step with the server: an opening that names no position is answered with a whole snapshot.
  const startOver = () => {
    current = null
    open()
  }

  const take = (data: string) => {
    const frame = frameOf(data)
    if (frame === null) return
    if (frame.type === 'refused') {
      if (key !== null) follower.keyRefused()
      key = null
      return
    }
    if (frame.type === 'closing') return end(frame.code)
    if (frame.type === 'snapshot') current = frame.snapshot
    else {
      if (current === null || frame.since !== seq) return startOver()
      try {
        current = applyPatch(current as unknown as Json, frame.patch) as unknown as Snapshot
      } catch {
        return startOver()
      }
    }
    seq = frame.seq
    retryMs = RETRY_MS_MIN
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
    return FRAMES.includes(frame.type) ? (frame as Frame) : null
  } catch {
    return null
  }
}
