// What can be tried out beforehand, and what is told of it.

import { z } from '@hono/zod-openapi'
import { Fault } from './fault-schemas.ts'
import { Duration, Json, ProblemDocument, Time, TimelineEvent } from './schemas.ts'
import { Acted, ConsoleAnswer, ConsoleLine, Page } from './surface-schemas.ts'

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
    losses: z
      .array(z.strictObject({ ...Moment, item: z.string(), text: z.string() }))
      .openapi({ description: 'What was there and is no more; `item` is the field of a page where it is one' }),
    missing: z
      .array(z.strictObject({ ...Moment, text: z.string() }))
      .openapi({ description: 'What a node that takes over serves without, though another node has it' }),
    patch: z.array(PatchOperation).openapi({ description: 'RFC 6902, from the snapshot now to the one at the end' }),
    undo: z.array(z.string()),
  })
  .openapi('Outlook')
