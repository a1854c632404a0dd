// The HTTP contract, call by call. What it says to bad input is in bad-input.test.ts.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { applyPatch } from 'rfc6902'
import { describe, expect, test, vi } from 'vitest'
import * as schemas from '../../worker/api/schemas.ts'
import { FileList } from '../../worker/api/surface-schemas.ts'
import type { Snapshot, TimelineEvent } from '../../worker/kernel/snapshot.ts'
import type { Env } from '../../worker/objects/env.ts'
import { SANDBOX_LIFE_MS } from '../../worker/objects/WallClock.ts'
import { TEMPLATES } from '../../worker/products.ts'
import { call, openSandbox, SandboxClient } from '../client.ts'
import { fetch, ORIGIN } from './server.ts'

const { SANDBOX } = env as unknown as Env

type ProblemBody = { type: string; status: number; detail: string; definite: boolean; errors?: { pointer: string }[] }

/** Opens the live socket and collects what it says. */
async function watch(client: SandboxClient, query = '') {
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

test('the document describes every call, and closes every object whose fields the service itself decides', async () => {
  type Schema = { type?: string; properties?: object; additionalProperties?: unknown }
  type Document = { paths: Record<string, Record<string, { operationId?: string }>>; components: { schemas: Schema } }
  const { body } = await call<Document>(fetch, 'GET', '/api/v1/openapi.json')
  const ids = Object.values(body.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
  expect(ids).toHaveLength(new Set(ids).size)
  expect(ids).not.toContain(undefined)
  expect(Object.keys(body.paths)).toContain('/healthz')
  const open: string[] = []
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    const { type, properties, additionalProperties } = value as Schema
    if (type === 'object' && properties !== undefined && additionalProperties !== false) open.push(path)
    for (const [name, part] of Object.entries(value)) walk(part, `${path}/${name}`)
  }
  walk(body.components.schemas, '')
  // What a node's state holds is its model's affair; see document.ts.
  expect(open.filter((path) => !/\/states\/additionalProperties$/.test(path))).toEqual([])
})

describe('templates and sandboxes', () => {
  test('the starting points are listed, each with its nodes', async () => {
    const { status, body } = await call<{ templates: unknown[] }>(fetch, 'GET', '/api/v1/templates')
    expect(status).toBe(200)
    for (const template of body.templates) schemas.Template.parse(template)
    const ids = body.templates.map((template) => (template as { id: string }).id)
    expect(ids).toEqual(expect.arrayContaining(['expressway-c-standalone-3', 'expressway-c-cluster-2', 'ssm-lab1']))
  })

  test.each(TEMPLATES.map(({ id }) => id))('%s: made, looked at, deleted', async (template) => {
    const made = await call<{ id: string; key: string }>(fetch, 'POST', '/api/v1/sandboxes', { template, seed: 3 })
    expect(made.status).toBe(201)
    const created = schemas.CreatedSandbox.parse(made.body)
    expect(made.headers.get('location')).toBe(`/api/v1/sandboxes/${created.id}`)
    expect(created.key.length).toBeGreaterThanOrEqual(22)
    expect(created.snapshot.clock.rate).toBe(0)
    const path = `/api/v1/sandboxes/${created.id}`
    const seen = await call<Snapshot>(fetch, 'GET', path, undefined, created.key)
    expect(schemas.Snapshot.parse(seen.body)).toEqual(created.snapshot)
    expect(Object.keys(created.snapshot.credentials ?? {})).toEqual(created.snapshot.nodes.map((node) => node.id))
    expect((await call(fetch, 'DELETE', path, undefined, created.key)).status).toBe(204)
    const gone = await call<ProblemBody>(fetch, 'GET', path, undefined, created.key)
    expect(gone.body).toMatchObject({ type: '/problems/no-such-sandbox/', status: 404, definite: true })
  })

  test('the ETag is the number: what has not changed is not sent again', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const path = `/api/v1/sandboxes/${client.id}`
    const first = await fetch(path)
    expect(first.headers.get('etag')).toBe(`"${snapshot.seq}"`)
    const again = await fetch(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    const weak = await fetch(path, { headers: { 'if-none-match': `"7", W/${first.headers.get('etag') ?? ''}` } })
    expect(weak.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  test('whoever has the link may look, and nothing else; credentials need the key', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const seen = await client.ask<Snapshot & { credentials?: unknown }>('GET', '', undefined, null)
    expect(seen.status).toBe(200)
    expect(seen.body.credentials).toBeUndefined()
    for (const path of [
      '/events',
      '/nodes/expc01',
      '/nodes/expc01/pages',
      '/nodes/expc01/pages/clustering',
      '/nodes/expc01/logs',
      '/faults',
    ]) {
      expect((await client.ask('GET', path, undefined, null)).status, path).toBe(200)
    }
    const acts = [
      ['POST', '/nodes/expc01/console', { line: 'xStatus' }],
      ['PUT', '/nodes/expc01/pages/clustering', { fields: {} }],
      ['POST', '/nodes/expc01/actions/restart', {}],
      ['PATCH', '/clock', { rate: 1 }],
      ['POST', '/clock/advance', { by: 'PT1M' }],
      ['PUT', '/faults/cut', { kind: 'link-down', a: 'expc01', b: 'expc02' }],
      ['DELETE', '/faults/cut'],
      ['POST', '/reset'],
      ['POST', '/key/rotate'],
      ['DELETE', ''],
    ] as const
    for (const path of ['', '/events', '/nodes/expc01', '/nodes/expc01/pages/clustering', '/nodes/expc01/logs', '/faults']) {
      expect((await client.ask('GET', path, undefined, 'this-is-not-the-right-key')).status, path).toBe(403)
    }
    for (const [method, path, body] of acts) {
      const without = await client.ask<ProblemBody>(method, path, body, null)
      expect(without.body, `${method} ${path}`).toMatchObject({ type: '/problems/key-required/', status: 401, definite: true })
      const wrong = await client.ask<ProblemBody>(method, path, body, 'this-is-not-the-right-key')
      expect(wrong.body, `${method} ${path}`).toMatchObject({ type: '/problems/key-refused/', status: 403, definite: true })
    }
    expect((await client.snapshot()).seq).toBe(seen.body.seq)
  })

  test('a signing request is generated of entropy that comes with the act, and answered as csr.pem', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    type Acted = { readonly message: string; readonly files: readonly { readonly name: string; readonly text: string }[] }
    const path = '/nodes/expc01/actions/generate-csr'
    const [one, other] = [await client.must<Acted>('POST', path, {}), await client.must<Acted>('POST', path, {})]
    expect(one.files).toMatchObject([{ name: 'csr.pem', text: expect.stringMatching(/^-----BEGIN CERTIFICATE REQUEST-----/) }])
    expect(other.files[0]?.text).not.toBe(one.files[0]?.text)
    expect(JSON.stringify(await client.snapshot())).not.toContain('PRIVATE')
  })

  test('a rotated key ends the old one', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const { key } = await client.must<{ key: string }>('POST', '/key/rotate')
    expect((await client.ask('PATCH', '/clock', { rate: 0 })).status).toBe(403)
    expect((await client.ask('PATCH', '/clock', { rate: 0 }, key)).status).toBe(200)
  })

  test('an expired sandbox cannot be told from one that never was, and its storage goes', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + SANDBOX_LIFE_MS + 1_000 })
    try {
      const expired = await client.ask<ProblemBody>('GET')
      const never = await call<ProblemBody>(fetch, 'GET', '/api/v1/sandboxes/aaaaaaaaaaaaaaaa')
      expect(expired.status).toBe(404)
      expect(expired.body).toEqual(never.body)
      expect(await runDurableObjectAlarm(SANDBOX.getByName(client.id))).toBe(true)
    } finally {
      vi.useRealTimers()
    }
    await runInDurableObject(SANDBOX.getByName(client.id), (_, state) => {
      expect(state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray()).toEqual(
        [],
      )
    })
  })

  test('asking for a sandbox that never was writes nothing', async () => {
    for (const id of ['bbbbbbbbbbbbbbbb', 'Not An Id', '..']) {
      expect((await call(fetch, 'GET', `/api/v1/sandboxes/${encodeURIComponent(id)}`)).status).toBe(404)
    }
    await runInDurableObject(SANDBOX.getByName('bbbbbbbbbbbbbbbb'), async (_, state) => {
      expect(state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray()).toEqual(
        [],
      )
      expect(await state.storage.getAlarm()).toBeNull()
    })
  })

  test('a reset goes back to the template, and the numbers go on', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.save('expc01', 'clustering', { cluster_name: 'other.example' })
    await client.advance({ by: 'PT5M' })
    await client.must('PUT', '/faults/cut', { kind: 'link-down', a: 'expc01', b: 'expc02' })
    const { seq } = await client.snapshot()
    const back = await client.must<Snapshot>('POST', '/reset')
    expect(back.seq).toBeGreaterThan(seq)
    expect(back.nodes).toEqual(snapshot.nodes)
    expect(back.links).toEqual(snapshot.links)
    expect(back.faults).toEqual([])
    expect(back.clock).toEqual(snapshot.clock)
    await client.save('expc01', 'clustering', { cluster_name: 'again.example' })
    expect(JSON.stringify((await client.snapshot()).nodes[0])).toContain('again.example')
  })
})

describe('the clock', () => {
  test('advances by a duration and stands there', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const { body } = await client.ask<{ now: string; done: boolean }>('POST', '/clock/advance', { by: 'PT2M30S' })
    schemas.Advanced.parse(body)
    expect(Date.parse(body.now) - Date.parse(snapshot.clock.now)).toBe(150_000)
    expect((await client.snapshot()).clock.now).toBe(body.now)
  })

  test('advances until settled, and advancing a settled sandbox until settled changes nothing', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.press('expc01', 'restart')
    const first = await client.must<{ settled: boolean; seq: number }>('POST', '/clock/advance', {
      until: 'settled',
      max: 'PT30M',
    })
    expect(first.settled).toBe(true)
    const second = await client.must('POST', '/clock/advance', { until: 'settled' })
    expect(second).toEqual(first)
  })

  test('advances until something happens, leaves out the kinds not asked for, and stops there to the second', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    await client.must('PUT', '/faults/dark', { kind: 'power-off', node: 'expc02' })
    const from = (await client.snapshot()).seq
    const ask = { until: 'event', except: ['replicated', 'copied'], max: 'PT30M' }
    const first = await client.must<{ now: string; seq: number; done: boolean }>('POST', '/clock/advance', ask)
    schemas.Advanced.parse(first)
    const noted = (await client.events()).filter(
      ({ seq, kind }) => seq > from && !['replicated', 'copied', 'clock'].includes(kind),
    )
    expect(noted.length).toBeGreaterThan(0)
    expect(new Set(noted.map(({ at }) => at))).toEqual(new Set([first.now]))
    expect(first.done).toBe(true)
    const second = await client.must<{ now: string }>('POST', '/clock/advance', ask)
    expect(Date.parse(second.now)).toBeGreaterThan(Date.parse(first.now))
    // Where nothing happens the time asked for passes.
    const quiet = await openSandbox(fetch, 'expressway-c-cluster-2')
    const { now } = await quiet.client.must<{ now: string }>('POST', '/clock/advance', { ...ask, max: 'PT1M' })
    expect(Date.parse(now) - Date.parse(quiet.snapshot.clock.now)).toBe(60_000)
  })

  test('only one advance at a time; commands meanwhile apply where it has got to', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const long = client.ask<{ now: string }>('POST', '/clock/advance', { by: 'PT12H' })
    await new Promise((resolve) => setTimeout(resolve, 30))
    const [busy, line] = await Promise.all([
      client.ask<ProblemBody>('POST', '/clock/advance', { by: 'PT1M' }),
      client.ask<{ output: string }>('POST', '/nodes/expc01/console', { line: 'xStatus SystemUnit' }),
    ])
    expect(busy.body).toMatchObject({ type: '/problems/clock-busy/', status: 409, definite: true })
    expect(line.status).toBe(200)
    expect((await long).status).toBe(200)
  })

  test('a running clock follows the wall, rings each node in time, and stops by itself', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.press('expc01', 'restart')
    await client.must('PATCH', '/clock', { rate: 60 })
    await vi.waitFor(async () => expect((await client.snapshot()).nodes[0]?.state).toBe('running'), {
      timeout: 20_000,
      interval: 200,
    })
    const now = Date.parse((await client.snapshot()).clock.now)
    expect(now - Date.parse(snapshot.clock.now)).toBeGreaterThanOrEqual(180_000)
    await client.must('PATCH', '/clock', { rate: 1 })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 })
    try {
      const stopped = await client.snapshot()
      expect(stopped.clock.rate).toBe(0)
      expect((await client.events()).at(-1)).toMatchObject({
        kind: 'clock',
        text: expect.stringMatching(/stopped by itself: nobody was there for 2 minutes/),
      })
    } finally {
      vi.useRealTimers()
    }
  })
})

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

describe('earlier positions', () => {
  // A sandbox with a history, and its snapshot after each thing that was done to it.
  async function withHistory(template: string, node: string) {
    const { client } = await openSandbox(fetch, template, 4)
    const look = async () => (await client.ask<Snapshot>('GET', '', undefined, null)).body
    const seen = [await look()]
    const acts = [
      () => client.line(node, 'help'),
      () => client.must('PUT', '/faults/dark', { kind: 'power-off', node }),
      () => client.advance({ by: 'PT10M' }),
      () => client.must('DELETE', '/faults/dark'),
      () => client.advance({ until: 'settled', max: 'PT1H' }),
      () => client.advance({ by: 'PT7M' }),
    ]
    for (const act of acts) {
      await act()
      seen.push(await look())
    }
    return { client, seen }
  }

  test.each([
    ['expressway-c-cluster-2', 'expc02'],
    ['ssm-lab1', 'secondary-node'],
  ])('%s can be looked at, and forked, as it was at any number', async (template, node) => {
    const { client, seen } = await withHistory(template, node)
    for (const then of seen) {
      expect((await client.ask<Snapshot>('GET', `?at=${then.seq}`, undefined, null)).body).toEqual(then)
      const forked = await client.ask<{ id: string; key: string; snapshot: Snapshot }>('POST', '/fork', { at: then.seq }, null)
      expect(forked.status).toBe(201)
      schemas.CreatedSandbox.parse(forked.body)
      const { credentials, ...snapshot } = forked.body.snapshot as Snapshot & { id: string; credentials: unknown }
      expect(credentials).toBeDefined()
      expect({ ...snapshot, id: client.id }).toEqual(then)
      expect(forked.body.key).not.toBe(client.key)
    }
    // Whatever its clock did after, a position shows the time at which it was reached.
    for (const { seq, at } of await client.events())
      expect([seq, (await client.must<Snapshot>('GET', `?at=${seq}`)).clock.now]).toEqual([seq, at])
  })

  test('a fork goes on like the sandbox it came from, and leaves that alone', async () => {
    const { client } = await withHistory('expressway-c-cluster-2', 'expc02')
    const before = await client.snapshot()
    const { body } = await client.ask<{ id: string; key: string }>('POST', '/fork')
    const twin = new SandboxClient(fetch, body.id, body.key)
    await twin.advance({ by: 'PT20M' })
    expect(await client.snapshot()).toEqual(before)
    await client.advance({ by: 'PT20M' })
    expect((await client.snapshot()).nodes).toEqual((await twin.snapshot()).nodes)
    const again = await twin.ask<{ snapshot: Snapshot }>('POST', '/fork', { at: before.seq })
    expect(again.body.snapshot.nodes).toEqual(before.nodes)
    expect((await twin.ask<ProblemBody>('GET', `?at=${before.seq - 1}`)).body).toMatchObject({
      type: '/problems/position-folded/',
      status: 409,
    })
  })

  test('far more acts than the journal holds leave a base to go on from', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    // A sandbox keeps the size of ring that it was made with: this one was made when rings were small.
    await runInDurableObject(SANDBOX.getByName(client.id), (_, state) =>
      state.storage.sql.exec("UPDATE sandbox SET doc = json_set(doc, '$.records', 512) WHERE slot = 0"),
    )
    await evictDurableObject(SANDBOX.getByName(client.id))
    for (let each = 0; each < 600; each += 1) await client.line('primary-node', 'version')
    const { seq } = await client.snapshot()
    const fork = (at: number) => client.ask<ProblemBody>('POST', '/fork', { at })
    expect((await fork(seq - 5)).status).toBe(201)
    expect((await fork(3)).body).toMatchObject({ type: '/problems/position-folded/', status: 409 })
    type Events = { events: TimelineEvent[]; next: number; dropped: boolean }
    expect(await client.must<Events>('GET', '/events?after=0')).toMatchObject({ dropped: true })
    expect(await client.must<Events>('GET', `/events?after=${seq - 5}`)).toMatchObject({ dropped: false })
  }, 240_000)

  test('nobody looks into the future', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    expect((await client.ask('GET', '?at=7')).body).toMatchObject({ type: '/problems/no-such-position/', status: 404 })
    expect((await client.ask('POST', '/fork', { at: 7 })).body).toMatchObject({
      type: '/problems/no-such-position/',
      status: 404,
    })
    expect((await client.ask('POST', '/fork', { at: 'now' })).body).toMatchObject({ type: '/problems/invalid-request/' })
  })
})

describe('what is under way', () => {
  test('has a limit while the clock stands; what goes beyond changes nothing, and time makes room', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-6')
    let saves = 0
    const zones = () => Array.from({ length: 10 }, (_, each) => ({ name: `Zone ${saves} of ${each}`, address: '10.40.1.10' }))
    const save = () => client.ask<ProblemBody>('PUT', '/nodes/expc01/pages/zones', { fields: { zones: zones() } })
    for (let reply = await save(); ; reply = await save(), saves += 1) {
      if (reply.status === 409) {
        expect(reply.body).toMatchObject({ type: '/problems/too-much-under-way/', status: 409 })
        break
      }
      expect(reply.status).toBe(200)
      expect(saves, 'a record is at most a row').toBeLessThan(1_000)
    }
    expect(saves).toBeGreaterThan(20)
    const before = await client.snapshot()
    expect((await client.ask('PUT', '/faults/cut', { kind: 'power-off', node: 'expc02' })).status).toBe(409)
    expect((await client.ask('POST', '/nodes/expc01/console', { line: 'xStatus' })).status).toBe(409)
    expect(await client.snapshot()).toEqual(before)
    await client.advance({ until: 'settled', max: 'PT5M' })
    expect((await save()).status).toBe(200)
    await client.advance({ by: 'PT1S' })
    for (const node of (await client.snapshot()).nodes)
      expect(JSON.stringify(node.configuration)).toContain(`"Zone ${saves} of 0"`)
  })
})

describe('the rate', () => {
  test('that runs already is no event', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'ssm-lab1')
    expect((await client.ask('PATCH', '/clock', { rate: 0 })).status).toBe(200)
    expect((await client.snapshot()).seq).toBe(snapshot.seq)
    await client.must('PATCH', '/clock', { rate: 10 })
    const { seq } = await client.snapshot()
    await client.must('PATCH', '/clock', { rate: 10 })
    expect((await client.snapshot()).seq).toBe(seq)
    expect((await client.events()).filter(({ kind }) => kind === 'clock')).toHaveLength(1)
  })
})

describe('files', () => {
  test('a node lists what it offers; what it neither offers nor takes is told so', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const list = await client.must<{ files: unknown[] }>('GET', '/nodes/expc01/files')
    FileList.parse(list)
    const path = '/nodes/expc01/files/nothing.bin'
    expect((await client.ask('GET', path, undefined, null)).body).toMatchObject({ type: '/problems/no-such-file/', status: 404 })
    const { seq } = await client.snapshot()
    expect((await client.ask('PUT', path, 'x', null)).status).toBe(401)
    expect((await client.ask('PUT', path, 'x'.repeat(300_000))).status).toBe(413)
    expect((await client.ask('PUT', '/nodes/expc01/files/..%2Fx', 'x')).status).toBe(400)
    expect((await client.snapshot()).seq).toBe(seq)
  })
})

describe('faults', () => {
  test('are laid, listed and healed under the name their maker gave', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const fault = { kind: 'link-down', a: 'expc01', b: 'expc02' }
    expect((await client.ask('PUT', '/faults/cut-1', fault)).body).toEqual({ id: 'cut-1', ...fault })
    expect((await client.snapshot()).faults).toEqual([{ id: 'cut-1', ...fault }])
    expect((await client.snapshot()).links[0]).toMatchObject({ aToB: false, bToA: false })
    expect((await client.ask('GET', '/faults/cut-1')).body).toEqual({ id: 'cut-1', ...fault })
    expect((await client.ask('DELETE', '/faults/cut-1')).status).toBe(204)
    expect((await client.ask('DELETE', '/faults/cut-1')).body).toMatchObject({ type: '/problems/no-such-fault/', status: 404 })
    expect((await client.snapshot()).links[0]).toMatchObject({ aToB: true, bToA: true })
  })

  test('a node without power does not answer, and starts again when it is healed', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.must('PUT', '/faults/dark', { kind: 'power-off', node: 'expc02' })
    expect((await client.ask('GET', '/nodes/expc02/pages/clustering')).body).toMatchObject({
      type: '/problems/node-not-answering/',
      status: 409,
    })
    await client.must('DELETE', '/faults/dark')
    await client.advance({ until: 'settled', max: 'PT30M' })
    expect((await client.ask('GET', '/nodes/expc02/pages/clustering')).status).toBe(200)
  })
})

describe('what is done while the clock is advanced', () => {
  const long = (client: SandboxClient) => client.ask<{ now: string; done: boolean }>('POST', '/clock/advance', { by: 'P5D' })
  const soon = () => new Promise((resolve) => setTimeout(resolve, 60))

  test('a reset ends the advance where it stands, and the sandbox stays at its beginning', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const advance = long(client)
    await soon()
    const back = await client.ask<Snapshot>('POST', '/reset')
    expect(back.body.clock).toEqual(snapshot.clock)
    expect((await advance).status).toBe(200)
    expect((await client.snapshot()).clock).toEqual(snapshot.clock)
  })

  test('a rotated key does not make an advance that happened look refused', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const advance = long(client)
    await soon()
    expect((await client.ask('POST', '/key/rotate')).status).toBe(200)
    expect((await advance).status).toBe(200)
  })

  test('a deletion ends the advance', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const advance = long(client)
    await soon()
    expect((await client.ask('DELETE')).status).toBe(204)
    expect((await advance).body).toMatchObject({ type: '/problems/no-such-sandbox/' })
  })

  test('whoever joins hears of each change once, and their patches keep it right', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-6')
    const advance = long(client)
    const watchers = []
    for (let each = 0; each < 12; each += 1) {
      await new Promise((resolve) => setTimeout(resolve, 25))
      await client.save('expc01', 'h323', { h323_time_to_live: 60 + each })
      watchers.push(await watch(client))
    }
    await advance
    const now = (await client.ask<Snapshot>('GET', '', undefined, null)).body
    for (const { messages, socket } of watchers) {
      await vi.waitFor(() => expect(messages.at(-1)?.seq).toBe(now.seq))
      const held = structuredClone(messages[0]?.snapshot) as Snapshot
      for (const { since, seq, patch } of messages.slice(1) as unknown as { since: number; seq: number; patch: never[] }[]) {
        expect(since).toBe(held.seq)
        expect(applyPatch(held, patch).filter(Boolean)).toEqual([])
        expect(held.seq).toBe(seq)
      }
      expect(held).toEqual(now)
      socket.close(1000, 'done')
    }
  })
})

describe('the description', () => {
  test('is OpenAPI 3.1, names every call of the contract, and closes every body', async () => {
    const { body } = await call<{
      openapi: string
      paths: Record<string, object>
      components: { schemas: Record<string, { additionalProperties?: unknown }> }
    }>(fetch, 'GET', '/api/v1/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    const below = (path: string) => `/api/v1/sandboxes/{id}${path}`
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/templates',
        '/api/v1/sandboxes',
        ...[
          '',
          '/reset',
          '/fork',
          '/events',
          '/live',
          '/clock',
          '/clock/advance',
          '/faults/{fault}',
          '/nodes/{node}/console',
        ].map(below),
        ...[
          '/nodes/{node}/pages/{page}',
          '/nodes/{node}/actions/{action}',
          '/nodes/{node}/logs',
          '/procedures/{product}/{slug}',
        ].map(below),
      ]),
    )
    expect(body.components.schemas.NewSandbox?.additionalProperties).toBe(false)
    expect(body.components.schemas.PageSave?.additionalProperties).toBe(false)
  })

  test('the service says that it is up, and any origin may call with a key', async () => {
    expect((await fetch('/healthz')).status).toBe(200)
    const preflight = await fetch('/api/v1/sandboxes', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(new URL((await openSandbox(fetch, 'ssm-lab1')).url).origin).toBe(ORIGIN)
  })
})
