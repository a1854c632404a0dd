// Requests that nobody thought of, made from the OpenAPI document: none is answered with a 5xx, a refusal
// changes nothing, and every answer is one that the document describes. The same holds for headers and sockets.

import { exports } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ProblemDocument } from '../../worker/api/schemas.ts'
import { call, openSandbox } from '../client.ts'
import { fetch, ORIGIN } from './server.ts'

type Schema = { readonly [key: string]: unknown }
type Operation = {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[]
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } }
  readonly responses: {
    readonly [status: string]: { readonly content?: { readonly [type: string]: { readonly schema: Schema } } }
  }
}
type Document = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly components: { readonly schemas: { readonly [name: string]: Schema } }
}

const REQUESTS = Number(process.env.RUNS ?? 0) >= 2_000 ? 100_000 : 5_000

/** Values that fit a schema now and then, and are near it otherwise. */
function near(document: Document, schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const ref = schema.$ref
  if (typeof ref === 'string') return near(document, document.components.schemas[ref.split('/').at(-1) ?? ''] ?? {}, depth)
  const anyOf = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((each) => near(document, each, depth + 1)))
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum, 'other')
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (depth > 4) return fc.constant(null)
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries((schema.properties ?? {}) as { [name: string]: Schema })
      const model = Object.fromEntries(fields.map(([name, each]) => [name, near(document, each, depth + 1)]))
      return fc.record(model, { requiredKeys: ((schema.required ?? []) as string[]).filter((name) => name in model) })
    }
    case 'array':
      return fc.array(near(document, (schema.items ?? {}) as Schema, depth + 1), { maxLength: 3 })
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 70 }), fc.constantFrom(-1, 1.5, 1e300))
    case 'boolean':
      return fc.boolean()
    case 'string':
      return fc.oneof(
        fc.constantFrom('PT1M', 'clustering', 'restart', 'xStatus', '', 'expc01', 'expc02'),
        fc.string({ maxLength: 20 }),
      )
    default:
      return fc.oneof(fc.constant(null), fc.integer(), fc.string({ maxLength: 9 }))
  }
}

const SEGMENTS: { readonly [name: string]: readonly string[] } = {
  page: ['clustering', 'alarms', 'overview', 'accounts', 'security', 'licensing-general', '__proto__', 'no-such'],
  action: ['acknowledge-alarm', 'backup', 'suggest-mappings', 'create-token', 'request-account', 'constructor', 'no-such'],
  fault: ['cut', 'Cut!', 'x'],
  name: ['a.txt', '..%2Fetc', 'b'],
  product: ['expressway', 'ssm', '..'],
  slug: ['create-a-cluster', 'none'],
}

const NODES: { readonly [template: string]: readonly string[] } = {
  'expressway-c-cluster-2': ['expc01', 'expc02', 'nobody', 'EXPC01', '%00'],
  'ssm-lab1': ['primary-node', 'secondary-node', 'cssm', 'Primary-Node', '%00'],
}
const TEMPLATES = Object.keys(NODES)
const EACH = REQUESTS / TEMPLATES.length

test.each(TEMPLATES)(`${EACH} requests made from the document, to %s`, { timeout: 3_600_000 }, async (template) => {
  const document = (await call<Document>(fetch, 'GET', '/api/v1/openapi.json')).body
  const { client } = await openSandbox(fetch, template)
  const segmentsOf = (name: string) => (name === 'node' ? NODES[template] : SEGMENTS[name]) ?? ['x']
  const definitions = JSON.parse(JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'))
  const known = new Map<string, z.ZodType>()
  const validator = (schema: Schema): z.ZodType => {
    const text = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')
    const found = known.get(text) ?? z.fromJSONSchema({ ...JSON.parse(text), $defs: definitions })
    known.set(text, found)
    return found
  }
  // What makes or ends sandboxes, and what runs long, has tests of its own.
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    path.includes('{id}') && !/\/(?:live|fork|key\/rotate|preview|export|clock\/advance)$/.test(path)
      ? Object.entries(methods).flatMap(([method, operation]) =>
          method === 'delete' && path.endsWith('{id}') ? [] : [{ path, method: method.toUpperCase(), operation }],
        )
      : [],
  )
  const requests = fc.constantFrom(...calls).chain(({ path, method, operation }) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').filter((name) => name !== 'id')
    const schema = operation.requestBody?.content['application/json']?.schema
    const query = (operation.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name)
    return fc.record({
      path: fc.constant(path),
      method: fc.constant(method),
      operation: fc.constant(operation),
      segments: fc.tuple(...names.map((name) => fc.constantFrom(...segmentsOf(name)).map((value) => [name, value] as const))),
      query: fc.array(fc.tuple(fc.constantFrom(...query, 'stray'), fc.constantFrom('0', '1', '-1', 'x', '999999', '')), {
        maxLength: 2,
      }),
      body:
        schema === undefined
          ? fc.constant(undefined)
          : fc.oneof({ weight: 4, arbitrary: near(document, schema) }, { weight: 1, arbitrary: fc.jsonValue() }),
      key: fc.constantFrom<string | undefined>(client.key, client.key, client.key, undefined, 'wrong-key-wrong-key-wrong'),
    })
  })
  let seq = (await client.snapshot()).seq
  await fc.assert(
    fc.asyncProperty(requests, async ({ path, method, operation, segments, query, body, key }) => {
      let target = path.replace('{id}', client.id)
      for (const [name, value] of segments) target = target.replace(`{${name}}`, value)
      if (query.length > 0) target += `?${new URLSearchParams(query.map((each) => [...each]))}`
      const told = await call<Schema>(fetch, method, target, body, key)
      expect(told.status, `${method} ${target} ${JSON.stringify(told.body)}`).toBeLessThan(500)
      // A clock that runs changes things by itself.
      if (method === 'PATCH') await client.must('PATCH', '/clock', { rate: 0 })
      const now = (await client.snapshot()).seq
      if (told.status >= 400 && method !== 'PATCH')
        expect(now, `${method} ${target} ${JSON.stringify(body)} changed something`).toBe(seq)
      seq = now
      const described = operation.responses[String(told.status)] ?? operation.responses.default
      const type = (told.headers.get('content-type') ?? '').split(';')[0] ?? ''
      const schema = described?.content?.[type]?.schema
      if (!type.includes('json') || told.status === 304) return
      expect(schema, `${method} ${target} answered ${told.status} ${type}, which the document does not know`).toBeDefined()
      const fits = validator(schema as Schema).safeParse(told.body)
      expect(fits.error?.issues ?? [], `${method} ${target} ${told.status}`).toEqual([])
    }),
    { numRuns: EACH },
  )
})

// The short run is the same each time; the long one looks for what is new.
const isLong = REQUESTS > 5_000
const HEADER_REQUESTS = isLong ? 20_000 : 600
const SOCKETS = isLong ? 5_000 : 200

const worker = (exports as unknown as { default: { fetch(request: Request): Promise<Response> } }).default

/** A refusal of ours is a problem document that fits its schema. */
async function expectProblem(response: Response, what: string): Promise<void> {
  expect(response.headers.get('content-type'), what).toBe('application/problem+json')
  const problem = ProblemDocument.parse(await response.json())
  expect(problem.status, what).toBe(response.status)
}

// Letters that a header can hold; what is no ASCII the runtime writes otherwise before the Worker sees it.
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aZ09 ,;=:"/*%<>{}()[]?@\\'), maxLength: 30 }),
  fc.constantFrom('', '*', '0', '-1', 'null', '__proto__', 'x'.repeat(1_999), 'x'.repeat(9_000)),
)

test(`${HEADER_REQUESTS} requests with headers that were changed`, { timeout: 3_600_000 }, async () => {
  const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
  const headers = fc.dictionary(
    fc.constantFrom(
      ...['authorization', 'content-type', 'if-none-match', 'origin', 'upgrade', 'cookie', 'content-encoding', 'range'],
      ...['accept', 'x-http-method-override', 'cf-connecting-ip', 'x-forwarded-for', 'sec-websocket-protocol', 'te'],
    ),
    fc.oneof(
      word,
      fc.constantFrom('application/json', 'application/json; charset=utf-7', 'text/plain', 'websocket', 'gzip', 'bytes=0-'),
      word.map((each) => `Bearer ${each}`),
      word.map((each) => `Basic ${each}`),
      fc.constantFrom(`Bearer ${client.key}`, `Bearer  ${client.key}`, `bearer ${client.key}x`, `Bearer ${client.key} x`),
    ),
    { maxKeys: 4 },
  )
  const own = `${ORIGIN}/api/v1/sandboxes/${client.id}`
  const host = `http://expc01--${client.id}.clusterbook.test`
  const targets = fc.constantFrom<[method: string, url: string, body?: string]>(
    ['GET', own],
    ['GET', `${own}/events`],
    ['GET', `${own}/live`],
    ['GET', `${own}/counters`],
    ['GET', `${own}/nodes/expc01/pages/clustering`],
    ['PUT', `${own}/nodes/expc01/pages/clustering`, '{"fields":{"no_such":"x"}}'],
    ['PUT', `${own}/nodes/expc01/pages/clustering`, '{"fields":'],
    ['POST', `${own}/clock/advance`, '{"by":"PT0S"}'],
    ['PURGE', own],
    ['GET', `${host}/login`],
    ['GET', `${host}/getxml?location=/Status`],
    ['POST', `${host}/no/such/page`, 'a=b'],
  )
  const before = await client.snapshot()
  await fc.assert(
    fc.asyncProperty(targets, headers, async ([method, url, body], mutated) => {
      const request = new Request(url, { method, headers: mutated, redirect: 'manual', ...(body !== undefined && { body }) })
      const response = await worker.fetch(request)
      const what = `${method} ${url} ${JSON.stringify(mutated)}`
      expect(response.status, what).toBeLessThan(500)
      if (response.webSocket) {
        response.webSocket.accept()
        response.webSocket.close(1000, 'done')
      } else if (response.status >= 400 && url.startsWith(own)) await expectProblem(response, what)
      else await response.body?.cancel()
    }),
    { numRuns: HEADER_REQUESTS, ...(isLong ? {} : { seed: 7 }) },
  )
  // Product pages may note in their own logs who came; nothing else is different.
  expect((await client.snapshot()).nodes).toEqual(before.nodes)
})

test(`${SOCKETS} sockets that are told nonsense`, { timeout: 3_600_000 }, async () => {
  const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
  const before = await client.snapshot()
  const said = fc.oneof(
    fc.constantFrom('ping', '', '{', '[]', 'null', '{"type":"authorize"}', '{"type":"authorize","key":null}', '\u0000'),
    fc.constant(JSON.stringify({ type: 'authorize', key: client.key })),
    fc.constant('{"__proto__":{"type":"authorize","key":"x"}}'),
    fc.string({ maxLength: 40 }),
    fc.json({ maxDepth: 3 }),
    fc.constant('x'.repeat(100_000)),
    fc.uint8Array({ maxLength: 64 }),
  )
  const after = fc.constantFrom('', '?after=0', '?after=-1', '?after=x', '?after=1e9', '?after=0&after=1', '?stray=1', '?after=')
  await fc.assert(
    fc.asyncProperty(after, fc.array(said, { maxLength: 6 }), async (query, messages) => {
      const response = await fetch(`/api/v1/sandboxes/${client.id}/live${query}`, { headers: { upgrade: 'websocket' } })
      expect(response.status, query).toBeLessThan(500)
      const socket = response.webSocket
      if (!socket) return expectProblem(response, query)
      const heard: { type?: unknown }[] = []
      socket.addEventListener('message', ({ data }) => {
        heard.push(data === 'pong' ? { type: 'pong' } : JSON.parse(data as string))
      })
      let closed = false
      socket.addEventListener('close', () => {
        closed = true
      })
      socket.accept()
      for (const message of messages) socket.send(message)
      // Each is answered, and in words that the documents know.
      await expect.poll(() => closed || heard.length >= 1 + messages.length, { timeout: 5_000, interval: 5 }).toBe(true)
      for (const { type } of heard) expect(['snapshot', 'change', 'refused', 'authorized', 'pong']).toContain(type)
      if (!closed) socket.close(1000, 'done')
    }),
    { numRuns: SOCKETS, ...(isLong ? {} : { seed: 7 }) },
  )
  expect(await client.snapshot()).toEqual(before)
})
