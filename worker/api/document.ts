// A whole sandbox as one document: what `export` hands out and `import` takes.
//
// All of it is closed but the states of the nodes, which only the models of the version named can read:
// imported.ts runs a copy of them before it believes them.

import { z } from '@hono/zod-openapi'
import { METHODS } from '../kernel/http.ts'
import { RECORDS_MAX } from '../kernel/journal.ts'
import { Fault } from './fault-schemas.ts'
import { Json, Rate } from './schemas.ts'

export const EXPORT_VERSION = 1
export const ENTRIES_MAX = RECORDS_MAX

const Instant = z.int().openapi({ description: 'Milliseconds since 1970, virtual time' })
const Name = z.string()
const Count = z.int().min(0)

const Link = z.strictObject({ a: Name, b: Name, network: Name, latencyMs: z.number().min(0) })
const Interface = z.strictObject({ network: Name, address: z.string() })

const Fabric = z.strictObject({
  nodes: z.array(z.strictObject({ id: Name, interfaces: z.array(Interface), upstream: z.boolean().optional() })),
  links: z.array(Link),
  names: z.record(z.string(), z.string()),
  faults: z.array(z.strictObject({ id: Name, fault: Fault })),
})

const Message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('heard'), from: Name, network: Name, source: z.string(), message: Json }),
  z.strictObject({ type: z.literal('surroundings-changed') }),
])

const World = z.strictObject({
  template: z.string(),
  seed: z.int(),
  now: Instant,
  rate: Rate,
  seq: Count,
  fabric: Fabric,
  random: z.array(z.int()),
  pending: z.array(z.strictObject({ due: Instant, to: Name, number: Count, message: Message })),
  sent: Count,
  nodes: z.array(z.strictObject({ id: Name, last: z.int(), next: Instant.nullable(), busy: z.boolean() })),
})

const States = z.record(Name, z.looseObject({})).openapi({ description: 'By node: what its model, of the version named, keeps.' })

const Content = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.string() })])
const Shown = z.union([z.strictObject({ as: z.string() }), z.literal('wrong')]).nullable()

const Operation = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('console'),
    line: z.string(),
    session: z.string().nullable(),
    login: z.string().nullable(),
  }),
  z.strictObject({ op: z.literal('save'), page: z.string(), fields: z.record(z.string(), Json) }),
  z.strictObject({ op: z.literal('act'), action: z.string(), body: z.record(z.string(), Json) }),
  z.strictObject({
    op: z.literal('upload'),
    file: z.strictObject({ name: z.string(), type: z.string(), content: Content }),
  }),
  z.strictObject({
    op: z.literal('http'),
    request: z.strictObject({
      method: z.enum(METHODS),
      path: z.string(),
      query: z.array(z.tuple([z.string(), z.string()])),
      headers: z.record(z.string(), z.string()),
      body: Content.nullable(),
      login: Shown,
      claim: z.strictObject({ name: z.string(), seal: z.string() }).nullable().optional(),
      client: Shown,
      bearer: z.string().nullable(),
      cookies: z.record(z.string(), z.string()),
    }),
    fresh: z.strictObject({ token: z.string(), print: z.string() }),
  }),
])

const Act = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('operate'), node: Name, operation: Operation, entropy: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ act: z.literal('lay-fault'), id: Name, fault: Fault }),
  z.strictObject({ act: z.literal('heal-fault'), id: Name }),
  z.strictObject({ act: z.literal('set-rate'), rate: Rate, why: z.string() }),
  z.strictObject({ act: z.literal('advance'), from: Instant }),
])

/** A whole sandbox: base, journal and state; no key, no credentials. */
export const Export = z
  .strictObject({
    format: z.literal('clusterbook-sandbox'),
    version: z.literal(EXPORT_VERSION),
    template: z.string().max(80),
    model: z.string().max(40),
    base: z.strictObject({ model: z.string().max(40), world: World, states: States }),
    entries: z.array(z.strictObject({ at: Instant, act: Act })).max(ENTRIES_MAX),
    world: World,
    states: States,
  })
  .openapi('Export', { description: 'A whole sandbox: base, journal and state; no key, no credentials.' })
