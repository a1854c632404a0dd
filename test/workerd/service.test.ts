// A public service: who may open a socket and how many, what is written down and counted, what every
// answer carries, and what a limit says.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { networkOf } from '../../worker/api/address.ts'
import { app } from '../../worker/api/app.ts'
import entry from '../../worker/index.ts'
import type { Env } from '../../worker/objects/env.ts'
import { VIEWERS_MAX } from '../../worker/objects/Viewers.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { fetch, ORIGIN } from './server.ts'

const worker = (exports as unknown as { default: { fetch(request: Request): Promise<Response> } }).default

afterEach(() => {
  vi.restoreAllMocks()
})

const live = (client: SandboxClient, headers: Record<string, string> = {}) =>
  fetch(`/api/v1/sandboxes/${client.id}/live`, { headers: { upgrade: 'websocket', ...headers } })

describe('the live socket', () => {
  test('opens for programs and for our own pages, framed or not, and for no other site', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    for (const headers of [{}, { origin: ORIGIN }]) {
      const { status, webSocket } = await live(client, headers)
      expect(status).toBe(101)
      webSocket?.accept()
      webSocket?.close(1000, 'done')
    }
    const { host } = new URL(ORIGIN)
    const others = [
      'https://elsewhere.example',
      `http://${host}:99`,
      `http://expc01--${client.id}.${host}`,
      `${ORIGIN}.evil.example`,
    ]
    for (const origin of [...others, 'null', 'clusterbook.test', '%%%']) {
      const refused = await live(client, { origin })
      expect([origin, refused.status]).toEqual([origin, 403])
      expect(refused.headers.get('content-type')).toBe('application/problem+json')
      expect(await refused.json()).toMatchObject({ type: '/problems/origin-refused/', definite: true })
    }
  })

  test(`of ${VIEWERS_MAX} watchers none is pushed out, and the next is told to wait`, async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const sockets: WebSocket[] = []
    for (let each = 0; each < VIEWERS_MAX; each += 1) {
      const { webSocket } = await live(client)
      if (!webSocket) throw new Error(`watcher ${each} was not let in`)
      webSocket.accept()
      sockets.push(webSocket)
    }
    const refused = await live(client)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ type: '/problems/too-many-viewers/', definite: true })
    expect(await client.must('GET', '/counters')).toMatchObject({ viewers: VIEWERS_MAX })
    sockets.pop()?.close(1000, 'done')
    await vi.waitFor(async () => expect((await live(client)).status).toBe(101))
    for (const socket of sockets) socket.close(1000, 'done')
  })

  test('of a sandbox that is not there is a 404 like everything of it', async () => {
    const nowhere = await fetch('/api/v1/sandboxes/aaaaaaaaaaaaaaaa/live', { headers: { upgrade: 'websocket' } })
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { type: '/problems/no-such-sandbox/' }])
  })
})

describe('the log', () => {
  // Every line written while `work` runs.
  async function written(work: () => Promise<unknown>): Promise<string[]> {
    const lines: string[] = []
    for (const method of ['log', 'error', 'warn', 'info'] as const)
      vi.spyOn(console, method).mockImplementation((...words) => void lines.push(words.join(' ')))
    await work()
    return lines
  }

  test('has one line for each request that changes something or fails, with the pattern of the route and not what stood in it', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const { password } = (snapshot as unknown as { credentials: { [node: string]: { password: string } } }).credentials
      .expc01 as { password: string }
    const lines = await written(async () => {
      await client.snapshot()
      await client.ask('GET', '?secret=hush')
      await client.save('expc01', 'clustering', { cluster_name: 'private.example' })
      await fetch(`/api/v1/nothing/${client.key}`)
      await fetch(`/api/v1/sandboxes/${client.id}/key/rotate`, { method: 'PURGE' })
      const node = `http://expc01--${client.id}.clusterbook.test/login?password=${password}`
      await worker.fetch(new Request(node, { headers: { authorization: `Basic ${btoa(`admin:${password}`)}` } }))
      await fetch('/healthz')
    })
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      (
        [
          ['/api/v1/sandboxes/:id', 'GET', 400],
          ['/api/v1/sandboxes/:id/nodes/:node/pages/:page', 'PUT', 200],
          ['no route', 'GET', 404],
          ['no route', 'PURGE', 405],
        ] as const
      ).map(([route, method, status]) => ({ event: 'request', route, method, status, ms: expect.any(Number) })),
    )
    for (const secret of [client.id, client.key, password, 'hush', 'private.example']) expect(lines.join()).not.toContain(secret)
  })
})

describe('counters', () => {
  type Counters = { requests: number; nodeCalls: number; rowsWritten: number; alarms: number; viewers: number }
  const { SANDBOX, PEER } = env as unknown as Env

  test('are for the holder of the key, count what was done, and stay through an eviction', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const counters = () => client.must<Counters>('GET', '/counters')
    expect((await client.ask('GET', '/counters', undefined, null)).status).toBe(401)
    expect((await client.ask('GET', '/counters', undefined, 'wrong-key-wrong-key-wrong')).status).toBe(403)
    const made = await counters()
    const read = await client.snapshot().then(counters)
    expect(read).toEqual({ ...made, requests: made.requests + 2, nodeCalls: made.nodeCalls + 3 })
    await client.save('expc01', 'clustering', { cluster_name: 'counted.example' })
    const saved = await counters()
    expect(saved.rowsWritten).toBeGreaterThan(read.rowsWritten + 1)
    await evictDurableObject(SANDBOX.getByName(client.id))
    const later = await counters()
    // What came after the newest record is forgotten, and nothing that was written is.
    expect(later.rowsWritten).toBe(saved.rowsWritten)
    expect(later.requests).toBeGreaterThanOrEqual(saved.requests - 1)
    await client.must('POST', '/reset')
    expect((await counters()).rowsWritten).toBeGreaterThan(later.rowsWritten)
  })

  test('count rows as the storage does: one for a record, one for a node’s turn', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.save('expc01', 'clustering', { cluster_name: 'counted.example' })
    const again = (table: string, slot: number) => (_: unknown, state: DurableObjectState) =>
      state.storage.sql.exec(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table} WHERE slot = ?`, slot).rowsWritten
    expect(await runInDurableObject(SANDBOX.getByName(client.id), again('sandbox', 2))).toBe(1)
    expect(await runInDurableObject(PEER.getByName(`${client.id}:expc01`), again('node', 0))).toBe(1)
  })

  test('count the alarms that ring while the clock runs', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    await client.must('PATCH', '/clock', { rate: 60 })
    await vi.waitFor(async () => expect((await client.must<Counters>('GET', '/counters')).alarms).toBeGreaterThan(0), {
      timeout: 30_000,
      interval: 500,
    })
  })
})

describe('every answer', () => {
  const HEADERS = {
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    'x-frame-options': expect.stringMatching(/DENY|SAMEORIGIN/),
    'referrer-policy': expect.stringMatching(/no-referrer|same-origin/),
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': expect.stringMatching(/no-store/),
  }

  test('carries the headers that protect its reader: of the API, its refusals, and a node’s own pages', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const node = (path: string) => worker.fetch(new Request(`http://expc01--${client.id}.clusterbook.test${path}`))
    const answers = [
      fetch('/api/v1/templates'),
      fetch(`/api/v1/sandboxes/${client.id}`),
      fetch('/api/v1/nothing'),
      fetch('/api/v1/sandboxes', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
      fetch('/api/v1/sandboxes', { method: 'DELETE' }),
      live(client, { origin: 'https://elsewhere.example' }),
      node('/login'),
      node('/status.xml'),
      node(`/${'x'.repeat(5_000)}`),
      worker.fetch(new Request(`${ORIGIN}/s/${client.id}/expc01/login`)),
      worker.fetch(new Request(`${ORIGIN}/s/${client.id}/expc01`, { redirect: 'manual' })),
      fetch('/healthz'),
      fetch('/healthz', { method: 'OPTIONS' }),
    ]
    for (const answer of await Promise.all(answers)) {
      const headers = Object.fromEntries(Object.keys(HEADERS).map((name) => [name, answer.headers.get(name)]))
      expect({ status: answer.status, ...headers }).toEqual({ status: answer.status, ...HEADERS })
      expect(answer.headers.get('content-security-policy')).not.toContain('unsafe-eval')
    }
  })
})

describe('a limit by address', () => {
  const crowded = (path: string, init: RequestInit, asked: string[] = []) =>
    app.fetch(new Request(new URL(path, ORIGIN), init), {
      ...env,
      CREATIONS: {
        limit: async ({ key }: { key: string }) => {
          asked.push(key)
          return { success: false }
        },
      },
    })

  test('is a 429 that says how long to wait, for making, forking and importing alike', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const exported = JSON.stringify((await client.ask('GET', '/export')).body)
    const headers = { 'content-type': 'application/json', 'cf-connecting-ip': '2001:db8:1:2:3:4:5:6' }
    const asked: string[] = []
    for (const [path, body] of [
      ['/api/v1/sandboxes', '{"template":"ssm-lab1"}'],
      [`/api/v1/sandboxes/${client.id}/fork`, '{}'],
      ['/api/v1/sandboxes/import', exported],
    ] as const) {
      const refused = await crowded(path, { method: 'POST', headers, body }, asked)
      expect([path, refused.status, refused.headers.get('retry-after')]).toEqual([path, 429, '60'])
      expect(await refused.json()).toMatchObject({ type: '/problems/too-many-sandboxes/', definite: true })
    }
    expect(asked).toEqual(['2001:db8:1:2', '2001:db8:1:2', '2001:db8:1:2'])
  })

  test.each([
    ['READS', 'GET', '/api/v1/templates', {}],
    ['READS', 'GET', '/api/v1/sandboxes/{id}', {}],
    ['ACTS', 'POST', '/api/v1/sandboxes/{id}/reset', {}],
    ['ACTS', 'PUT', '/api/v1/sandboxes/{id}/faults/x', {}],
    ['SOCKETS', 'GET', '/api/v1/sandboxes/{id}/live', { upgrade: 'websocket' }],
    ['READS', 'GET', '/s/{id}/primary-node/', {}],
    ['ACTS', 'POST', '/s/{id}/primary-node/oauth/token', {}],
  ] as const)(
    '%s of an address: %s %s is a 429 that says how long to wait, and nothing is done',
    async (rate, method, path, more) => {
      const { client } = await openSandbox(fetch, 'ssm-lab1')
      const before = (await client.ask('GET', '')).body
      const asked: string[] = []
      const crowded = {
        ...env,
        [rate]: {
          limit: async ({ key }: { key: string }) => {
            asked.push(key)
            return { success: false }
          },
        },
      }
      const ask = (address: string) => {
        const headers = { authorization: `Bearer ${client.key}`, 'cf-connecting-ip': address, ...more }
        const request = new Request(new URL(path.replace('{id}', client.id), ORIGIN), { method, headers })
        return entry.fetch(request as never, crowded as never, {} as never)
      }
      const refused = await ask('192.0.2.7')
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
      expect(await refused.json()).toMatchObject({ type: '/problems/too-many-requests/', definite: true })
      expect(asked).toEqual(['192.0.2.7'])
      expect((await client.ask('GET', '')).body).toEqual(before)
      // Whoever develops or measures it on the machine itself is not counted.
      expect((await ask('127.0.0.1')).status).not.toBe(429)
      expect(asked).toHaveLength(1)
    },
  )

  test('is none where it is not bound', async () => {
    const { READS: _, ...bare } = env as unknown as Record<string, unknown>
    const headers = { 'cf-connecting-ip': '192.0.2.7' }
    expect((await app.fetch(new Request(new URL('/api/v1/templates', ORIGIN), { headers }), bare as never)).status).toBe(200)
  })

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['2001:db8:0:0:8000::', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['local', 'local'],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
