// The shapes of the contract. They validate what comes in, and the OpenAPI document is made of them.

import { z } from '@hono/zod-openapi'
import { duration } from '../kernel/time.ts'
import { PRODUCTS } from '../products.ts'

export const Json = z.json().openapi({ type: ['object', 'array', 'string', 'number', 'boolean', 'null'] })

const Time = z.iso.datetime().openapi({ description: 'ISO 8601 UTC, virtual time', example: '2021-06-20T18:11:00.000Z' })

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

const NodeName = z.string().min(1).max(40)
const Network = z.string().max(20).optional()
const Between = { a: NodeName, b: NodeName }
const DnsName = z.string().min(1).max(253)

const FAULTS = [
  z.strictObject({ kind: z.literal('link-down'), ...Between, network: Network }),
  z.strictObject({ kind: z.literal('link-one-way'), from: NodeName, to: NodeName, network: Network }),
  z.strictObject({ kind: z.literal('latency'), ...Between, ms: z.int().min(1).max(60_000) }),
  z.strictObject({ kind: z.literal('loss'), ...Between, percent: z.int().min(1).max(100) }),
  z.strictObject({ kind: z.literal('nat'), ...Between }),
  z.strictObject({
    kind: z.literal('port-blocked'),
    node: NodeName,
    ports: z.array(z.int().min(1).max(65_535)).min(1).max(16),
  }),
  z.strictObject({ kind: z.literal('power-off'), node: NodeName }),
  z.strictObject({ kind: z.literal('disk-full'), node: NodeName }),
  z.strictObject({ kind: z.literal('database-stopped'), node: NodeName }),
  z.strictObject({
    kind: z.literal('resource-fails'),
    node: NodeName,
    resource: z.string().min(1).max(40),
    operation: z.string().min(1).max(40),
  }),
  z.strictObject({ kind: z.literal('clock-skew'), node: NodeName, seconds: z.int().min(-315_360_000).max(315_360_000) }),
  z.strictObject({
    kind: z.literal('certificate'),
    node: NodeName,
    problem: z.enum(['expired', 'not-yet-valid', 'wrong-name', 'common-name-only', 'unknown-issuer', 'wrong-key', 'revoked']),
  }),
  z.strictObject({ kind: z.literal('dns-missing'), name: DnsName }),
  z.strictObject({ kind: z.literal('dns-record'), name: DnsName, address: z.union([z.ipv4(), z.ipv6()]) }),
  z.strictObject({ kind: z.literal('ntp-unreachable'), node: NodeName }),
  z.strictObject({ kind: z.literal('upstream-unreachable') }),
] as const

/** Every kind of fault there is. */
export const FAULT_KINDS: readonly string[] = FAULTS.map(({ shape }) => shape.kind.value)

export const Fault = z
  .discriminatedUnion('kind', FAULTS, {
    error: (issue) => (issue.code === 'invalid_union' ? `kind must be one of ${FAULT_KINDS.join(', ')}` : undefined),
  })
  .openapi('Fault')

export const PlacedFault = z
  .union(FAULTS.map(({ shape }) => z.strictObject({ id: z.string(), ...shape })))
  .openapi('PlacedFault', { description: 'A fault with the id under which it was laid.' })

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

export const SEED_MAX = 2 ** 31 - 1

export const NewSandbox = z
  .strictObject({
    template: z.string().openapi({ example: 'expressway-c-standalone-3' }),
    seed: z.int().min(0).max(SEED_MAX).default(1).openapi({ description: 'Same template, seed and acts: same history.' }),
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
  })
  .openapi('CreatedSandbox')

// Digits and nothing else: what JavaScript takes for a number besides is no number here.
const Digits = (least: number, most: number) =>
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

const Duration = z
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

export const LINE_LENGTH_MAX = 1_000

export const ConsoleLine = z
  .strictObject({
    line: z
      .string()
      .max(LINE_LENGTH_MAX)
      .regex(/^[^\r\n\0]*$/, 'one line, without line breaks'),
    session: z.string().max(40).optional(),
    login: z.string().max(40).optional(),
    complete: z.boolean().optional().openapi({ description: 'Asks what the line could go on with; runs nothing.' }),
  })
  .openapi('ConsoleLine')

export const ConsoleAnswer = z
  .union([
    z.strictObject({ output: z.string(), prompt: z.string(), session: z.string(), closed: z.boolean() }),
    z.strictObject({ completions: z.array(z.string()) }),
  ])
  .openapi('ConsoleAnswer')

const Remark = z.strictObject({ tone: z.enum(['ok', 'info', 'warning', 'error', 'unknown']), text: z.string() })
const Button = z.strictObject({
  action: z.string(),
  label: z.string(),
  body: z.record(z.string(), Json),
  confirm: z.string().nullable(),
  asks: z
    .array(
      z.strictObject({
        name: z.string(),
        label: z.string(),
        kind: z.enum(['text', 'secret', 'area', 'file', 'choice']),
        options: z.array(z.string()),
        value: z.string(),
      }),
    )
    .optional(),
})

export const Page = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    fields: z.array(
      z.strictObject({
        name: z.string(),
        label: z.string(),
        section: z.string(),
        value: Json,
        kind: z.enum(['text', 'integer', 'choice', 'list', 'secret', 'readonly']),
        mandatory: z.boolean(),
        peerSpecific: z.boolean(),
        options: z.array(z.string()),
        columns: z.array(z.strictObject({ name: z.string(), label: z.string() })),
        status: z.array(Remark),
      }),
    ),
    tables: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        columns: z.array(z.string()),
        rows: z.array(z.array(z.string())),
        actions: z.array(z.array(Button)),
      }),
    ),
    messages: z.array(Remark),
    banners: z.array(Remark),
    actions: z.array(Button),
  })
  .openapi('Page')

export const PageList = z
  .strictObject({ pages: z.array(z.strictObject({ id: z.string(), title: z.string(), group: z.string() })) })
  .openapi('PageList')

export const PageSave = z.strictObject({ fields: z.record(z.string().max(80), Json) }).openapi('PageSave')

export const ActionBody = z.record(z.string().max(80), Json).openapi('ActionBody')

export const Acted = z
  .strictObject({
    message: z.string(),
    files: z.array(
      z.union([
        z.strictObject({ name: z.string(), type: z.string(), text: z.string() }),
        z.strictObject({ name: z.string(), type: z.string(), url: z.string() }),
      ]),
    ),
  })
  .openapi('Acted')

export const FileList = z
  .strictObject({
    files: z.array(z.strictObject({ name: z.string(), type: z.string(), bytes: z.int(), what: z.string() })),
  })
  .openapi('FileList')

const Trying = { node: z.string().min(1).max(40), max: Duration.default('PT30M') }

export const Preview = z
  .union(
    [
      z.strictObject({ ...Trying, page: z.string().max(80), fields: z.record(z.string().max(80), Json) }),
      z.strictObject({ ...Trying, action: z.string().max(80), body: z.record(z.string().max(80), Json).default({}) }),
      z.strictObject({
        ...Trying,
        line: ConsoleLine.shape.line,
        session: z.string().max(40).optional(),
        login: z.string().max(40).optional(),
      }),
      z.strictObject({ max: Trying.max, fault: Fault }),
      z.strictObject({ max: Trying.max, heal: z.string().max(40) }),
    ],
    { error: 'send node with page and fields, or action and body, or line; or fault, or heal' },
  )
  .openapi('Preview')

const PatchOperation = z.union([
  z.strictObject({ op: z.enum(['add', 'replace']), path: z.string(), value: Json }),
  z.strictObject({ op: z.literal('remove'), path: z.string() }),
])

const Moment = { at: Time, node: z.string() }

export const Outlook = z
  .strictObject({
    from: Time,
    until: Time.openapi({ description: 'How far the copy was run' }),
    settled: z.boolean(),
    complete: z.boolean().openapi({ description: 'False: given up after too many events, before max had passed.' }),
    answer: z
      .union([ConsoleAnswer, Page, Acted])
      .nullable()
      .openapi({ description: 'What the node itself says; null for a fault or a refusal' }),
    refused: ProblemDocument.nullable(),
    events: z.array(TimelineEvent),
    alarms: z.array(z.strictObject({ ...Moment, change: z.enum(['raised', 'lowered']), id: z.string(), title: z.string() })),
    states: z.array(z.strictObject({ ...Moment, from: z.string(), to: z.string() })),
    losses: z.array(z.strictObject({ ...Moment, text: z.string() })),
    missing: z
      .array(z.strictObject({ ...Moment, text: z.string() }))
      .openapi({ description: 'What a node that takes over serves without, though another node has it' }),
    patch: z.array(PatchOperation).openapi({ description: 'RFC 6902, from the snapshot now to the one at the end' }),
    undo: z.array(z.string()),
  })
  .openapi('Outlook')

export const Counters = z
  .strictObject({
    requests: z.int().min(0).openapi({ description: 'Calls that reached the sandbox, and sockets opened' }),
    nodeCalls: z.int().min(0).openapi({ description: 'Calls from the sandbox to the objects of its nodes' }),
    rowsWritten: z.int().min(0).openapi({ description: 'Rows written by all its objects; an alarm that is set counts as one' }),
    alarms: z.int().min(0).openapi({ description: 'Alarms that rang' }),
    viewers: z.int().min(0).openapi({ description: 'Sockets that are open now' }),
  })
  .openapi('Counters')

export const LogsQuery = z.strictObject({
  after: Digits(0, Number.MAX_SAFE_INTEGER).default(0),
  limit: Digits(1, EVENTS_LIMIT_MAX).default(EVENTS_LIMIT_MAX),
  module: z.string().max(80).optional(),
  level: z.string().max(20).optional(),
  format: z.enum(['json', 'syslog']).default('json'),
})

export const Logs = z
  .strictObject({
    lines: z.array(z.strictObject({ seq: z.int(), at: Time, module: z.string(), level: z.string(), line: z.string() })),
    next: z.int(),
  })
  .openapi('Logs')

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
