// A watcher of a sandbox, as a program would be one.

import type { Snapshot, TimelineEvent } from '../../worker/kernel/snapshot.ts'
import type { SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

/** Opens the live socket and collects what it says. */
export async function watch(client: SandboxClient, query = '') {
  const response = await fetch(`/api/v1/sandboxes/${client.id}/live${query}`, { headers: { upgrade: 'websocket' } })
  const socket = response.webSocket
  if (!socket) throw new Error(`no socket: ${response.status} ${await response.text()}`)
  const messages: { type: string; since: number; seq: number; snapshot: Snapshot; patch: never[]; events: TimelineEvent[] }[] = []
  let closed: { code: number; reason: string } | null = null
  socket.addEventListener('message', (event) => void messages.push(JSON.parse(event.data as string)))
  socket.addEventListener('close', (event) => {
    closed = { code: event.code, reason: event.reason }
  })
  socket.accept()
  return { socket, messages, closed: () => closed }
}
