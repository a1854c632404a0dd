// The HTTP contract: the timeline, and the socket that follows it.

import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { applyPatch } from 'rfc6902'
import { describe, expect, test, vi } from 'vitest'
import * as schemas from '../../worker/api/schemas.ts'
import type { Snapshot, TimelineEvent } from '../../worker/kernel/snapshot.ts'
import type { Env } from '../../worker/objects/env.ts'
import { openSandbox } from '../client.ts'
import { fetch } from './server.ts'
import { watch } from './watch.ts'

const { SANDBOX } = env as unknown as Env

describe('the timeline and the live socket', () => {
  test('events come in pages, oldest first, each once', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.press('expc01', 'restart')
    await client.press('expc02', 'restart')
    await client.advance({ until: 'settled', max: 'PT30M' })
    const all = await client.events()
    expect(all.length).toBeGreaterThan(3)
    const paged: TimelineEvent[] = []
    for (let after = 0; ; ) {
      const { events, next } = await client.must<{ events: TimelineEvent[]; next: number }>(
        'GET',
        `/events?after=${after}&limit=2`,
      )
      if (events.length === 0) break
      paged.push(...events)
      after = next
    }
    expect(paged).toEqual(all)
    for (const event of all) schemas.TimelineEvent.parse(event)
    const newest = (await client.must<{ seq: number }>('GET', '')).seq
    expect(await client.must('GET', `/events?after=${newest + 1_000}`)).toMatchObject({ events: [], next: newest })
  })

  test('a watcher gets a snapshot, then every change, and its patches keep it right', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const { socket, messages } = await watch(client)
    await vi.waitFor(() => expect(messages).toHaveLength(1))
    const held = structuredClone(messages[0]?.snapshot) as Snapshot
    await client.save('expc01', 'clustering', { cluster_name: 'watched.example' })
    await client.press('expc01', 'restart')
    await client.advance({ until: 'settled', max: 'PT30M' })
    const now = await client.ask<Snapshot>('GET', '', undefined, null)
    await vi.waitFor(() => expect(messages.at(-1)?.seq).toBe(now.body.seq))
    for (const { patch } of messages.slice(1)) expect(applyPatch(held, patch).filter(Boolean)).toEqual([])
    expect(held).toEqual(now.body)
    socket.close(1000, 'done')
  })

  test('a dropped watcher resumes where it was, without loss', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const first = await watch(client)
    await vi.waitFor(() => expect(first.messages).toHaveLength(1))
    const held = structuredClone(first.messages[0]?.snapshot) as Snapshot
    first.socket.close(1000, 'the train went into a tunnel')
    await client.save('expc01', 'clustering', { cluster_name: 'missed.example' })
    await client.press('expc01', 'restart')
    await client.advance({ by: 'PT5M' })
    const second = await watch(client, `?after=${held.seq}`)
    const now = await client.ask<Snapshot>('GET', '', undefined, null)
    await vi.waitFor(() => expect(second.messages.at(-1)?.seq).toBe(now.body.seq))
    expect(second.messages.every((message) => message.type === 'change')).toBe(true)
    for (const { patch } of second.messages) expect(applyPatch(held, patch).filter(Boolean)).toEqual([])
    expect(held).toEqual(now.body)
    expect(second.messages.flatMap((message) => message.events)).toEqual(await client.events())
    second.socket.close(1000, 'done')
  })

  test('a watcher hears of each change once, also where the object is taken out of memory after every act', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const { messages, socket } = await watch(client)
    await vi.waitFor(() => expect(messages).toHaveLength(1))
    const held = structuredClone(messages[0]?.snapshot) as Snapshot
    for (const name of ['one.example', 'two.example', 'three.example']) {
      await client.save('expc01', 'clustering', { cluster_name: name })
      await evictDurableObject(SANDBOX.getByName(client.id))
      await client.snapshot()
      await client.advance({ by: 'PT1M' })
      await evictDurableObject(SANDBOX.getByName(client.id))
    }
    const now = await client.ask<Snapshot>('GET', '', undefined, null)
    await vi.waitFor(() => expect(messages.at(-1)?.seq).toBe(now.body.seq))
    for (const [index, { since }] of messages.entries()) if (index > 0) expect(since).toBe(messages[index - 1]?.seq)
    for (const { patch } of messages.slice(1)) expect(applyPatch(held, patch).filter(Boolean)).toEqual([])
    expect(held).toEqual(now.body)
    expect(messages.slice(1).flatMap(({ events }) => events)).toEqual(await client.events())
    socket.close(1000, 'done')
  })

  test('nobody resumes from the future', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const { closed } = await watch(client, '?after=99999')
    await vi.waitFor(() => expect(closed()).toMatchObject({ code: 4400 }))
  })

  test('closing is answered at once', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const { socket, closed } = await watch(client)
    socket.close(1000, 'bye')
    await vi.waitFor(() => expect(closed()).toMatchObject({ code: 1000 }), { timeout: 2_000 })
  })

  test('only the right key makes a watcher a key holder', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const { socket, messages } = await watch(client)
    socket.send(JSON.stringify({ type: 'authorize', key: 'not-the-right-key-at-all' }))
    socket.send('{')
    socket.send(JSON.stringify({ type: 'authorize', key: client.key }))
    await vi.waitFor(() => expect(messages.slice(1).map(({ type }) => type)).toEqual(['refused', 'refused', 'authorized']))
    socket.close(1000, 'done')
  })
})
