// Requests that nobody thought of, made from the OpenAPI document: none is answered with a 5xx, a refusal
// changes nothing, and every answer is one that the document describes.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { call, openSandbox } from '../client.ts'
import { fetch } from './server.ts'

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
  node: ['expc01', 'expc02', 'nobody', 'EXPC01', '%00'],
  page: ['clustering', 'alarms', 'overview', '__proto__', 'no-such'],
  action: ['acknowledge-alarm', 'backup', 'suggest-mappings', 'constructor', 'no-such'],
  fault: ['cut', 'Cut!', 'x'],
  name: ['a.txt', '..%2Fetc', 'b'],
  product: ['expressway', 'ssm', '..'],
  slug: ['create-a-cluster', 'none'],
}

test(`${REQUESTS} requests made from the document`, { timeout: 3_600_000 }, async () => {
  const document = (await call<Document>(fetch, 'GET', '/api/v1/openapi.json')).body
  const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
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
      segments: fc.tuple(
        ...names.map((name) => fc.constantFrom(...(SEGMENTS[name] ?? ['x'])).map((value) => [name, value] as const)),
      ),
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
    { numRuns: REQUESTS },
  )
})
