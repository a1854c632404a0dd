// The shapes of the contract. They validate what comes in, and the OpenAPI document is made of them. Those of faults, of
// a node's surfaces and of previews stand in files of their own.

import { z } from '@hono/zod-openapi'
import { duration } from '../kernel/time.ts'
import { PRODUCTS } from '../products.ts'
import { PlacedFault } from './fault-schemas.ts'

export const Json = z.json().openapi({ type: ['object', 'array', 'string', 'number', 'boolean', 'null'] })

export const Time = z.iso.datetime().openapi({ description: 'ISO 8601 UTC, virtual time', example: '2021-06-20T18:11:00.000Z' })

export const ProblemDocument = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    definite: z.boolean().openapi({ description: 'True: it certainly did not happen, so asking again is safe.' }),
    errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).optional(),
    messages: z.array(z.string()).optional().openapi({ description: "The product's own words." }),
  })
  .openapi('Problem')

export const Template = z
  .strictObject({
    id: z.string(),
    product: z.string(),
    title: z.string(),
    purpose: z.string(),
    starts: Time,
    nodes: z.array(z.strictObject({ id: z.string(), title: z.string() })),
  })
  .openapi('Template')

// Made anew here, since only a schema made after the import of zod-openapi can be named for the document.
const shapes = PRODUCTS.flatMap(({ machines }) =>
  machines.map(({ kind, shape }) => z.strictObject(shape.shape).openapi(nameOf(kind))),
)

/** A component's name for a kind of node: `ha-node` is HaNode. */
function nameOf(kind: string): string {
  return kind.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

export const Node = z
  .union(shapes)
  .openapi('Node', { description: 'A node; `product` says whose, and each kind of node has a shape of its own.' })

export const Rate = z
  .union([z.literal(0), z.literal(1), z.literal(10), z.literal(60)], { error: 'must be 0, 1, 10 or 60' })
  .openapi({ description: 'Virtual seconds in a second on the wall; 0 is paused' })

const Clock = z.strictObject({ now: Time, rate: Rate }).openapi('Clock')

const Credentials = z
  .record(
    z.string(),
    z.strictObject({
      username: z.string(),
      password: z.string(),
      root: z.string().optional(),
      api: z.strictObject({ clientId: z.string(), clientSecret: z.string() }).optional(),
    }),
  )
  .openapi('Credentials')

export const Snapshot = z
  .strictObject({
    id: z.string(),
    template: z.string(),
    seed: z.int(),
    clock: Clock,
    seq: z.int(),
    settled: z.boolean(),
    nodes: z.array(Node),
    links: z.array(
      z.strictObject({
        a: z.string(),
        b: z.string(),
        network: z.string(),
        latencyMs: z.number(),
        aToB: z.boolean(),
        bToA: z.boolean(),
      }),
    ),
    faults: z.array(PlacedFault),
    dns: z.array(z.strictObject({ name: z.string(), address: z.string() })),
    edited: z.literal(true).optional().openapi({ description: 'Imported, and its journal does not lead to its state.' }),
    credentials: Credentials.optional(),
  })
  .openapi('Snapshot')

const SEED_MAX = 2 ** 31 - 1

const Judged = z.strictObject({
  id: z.string(),
  holds: z.boolean(),
  checks: z.array(z.strictObject({ text: z.string(), holds: z.boolean(), found: Json })),
})

export const Progress = z
  .strictObject({
    product: z.string(),
    slug: z.string(),
    template: z.string(),
    seq: z.int(),
    needs: z.array(Judged).openapi({ description: 'What has to be so before the first step' }),
    steps: z.array(Judged.extend({ hints: z.array(z.string()) })),
  })
  .openapi('Progress')

export const NewSandbox = z
  .strictObject({
    template: z.string().openapi({ example: 'expressway-c-standalone-3' }),
    seed: z.int().min(0).max(SEED_MAX).default(1).openapi({ description: 'Same template, seed and acts: same history.' }),
    procedure: z.string().max(100).optional().openapi({
      description: 'Product and slug of a procedure, whose progress is then part of the answer.',
      example: 'expressway/create-a-cluster',
    }),
  })
  .openapi('NewSandbox')

export const CreatedSandbox = z
  .strictObject({
    id: z.string(),
    key: z.string().openapi({ description: 'Whoever holds it may act. Only its hash is kept here.' }),
    url: z.string(),
    template: z.string(),
    expiresAt: z.iso.datetime(),
    snapshot: Snapshot,
    progress: Progress.optional().openapi({ description: 'Which steps hold, where a procedure was named' }),
  })
  .openapi('CreatedSandbox')

// Digits and nothing else: what JavaScript takes for a number besides is no number here.
export const Digits = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most))

const Position = Digits(0, Number.MAX_SAFE_INTEGER)

export const SnapshotQuery = z.strictObject({ at: Position.optional().openapi({ description: 'As it was at this number' }) })

export const Fork = z
  .strictObject({ at: z.int().min(0).optional() })
  .openapi('Fork', { description: 'From now, or from number at' })

export const TimelineEvent = z
  .strictObject({ seq: z.int(), at: Time, node: z.string().nullable(), kind: z.string(), text: z.string(), data: Json })
  .openapi('TimelineEvent')

export const EVENTS_LIMIT_MAX = 1_000
export const EventsQuery = z.strictObject({
  after: Digits(0, Number.MAX_SAFE_INTEGER).default(0),
  limit: Digits(1, EVENTS_LIMIT_MAX).default(200),
})

export const LiveQuery = z.strictObject({ after: Position.optional() })

export const RateChange = z.strictObject({ rate: Rate }).openapi('RateChange')

export const Duration = z
  .string()
  .max(40)
  .superRefine((text, context) => {
    const read = duration(text)
    if (read.is === 'refused') context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} ${read.why}` })
  })
  .openapi({ description: 'ISO 8601, days to seconds, over 0, up to P400D', example: 'PT2M' })

export const Advance = z
  .union(
    [
      z.strictObject({ by: Duration }),
      z.strictObject({ until: z.literal('settled'), max: Duration.default('PT30M') }),
      z.strictObject({
        until: z.literal('event'),
        except: z
          .array(z.string().max(40))
          .max(40)
          .default([])
          .openapi({ description: 'Kinds of the timeline that do not count' }),
        max: Duration.default('PT30M'),
      }),
    ],
    { error: 'send {"by": "PT2M"}, {"until": "settled", "max": "PT30M"} or {"until": "event", "max": "PT30M"}' },
  )
  .openapi('Advance')

export const Advanced = z.strictObject({ now: Time, seq: z.int(), settled: z.boolean(), done: z.boolean() }).openapi('Advanced')

export const FaultParam = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' } }),
  fault: z
    .string()
    .regex(/^[a-z0-9](?:-?[a-z0-9]){0,39}$/, 'use lower-case letters, digits and single hyphens, at most 40')
    .openapi({ param: { name: 'fault', in: 'path' }, example: 'cut-the-link' }),
})

export const Counters = z
  .strictObject({
    requests: z.int().min(0).openapi({ description: 'Calls that reached the sandbox, and sockets opened' }),
    nodeCalls: z.int().min(0).openapi({ description: 'Calls from the sandbox to the objects of its nodes' }),
    rowsWritten: z.int().min(0).openapi({ description: 'Rows written by all its objects; an alarm that is set counts as one' }),
    alarms: z.int().min(0).openapi({ description: 'Alarms that rang' }),
    viewers: z.int().min(0).openapi({ description: 'Sockets that are open now' }),
  })
  .openapi('Counters')
