// A node's own surfaces as the contract has them: console, admin pages, buttons, files and log.

import { z } from '@hono/zod-openapi'
import { ROW_COLOURS } from '../kernel/surface.ts'
import { Digits, EVENTS_LIMIT_MAX, Json, Time } from './schemas.ts'

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
        colours: z.array(z.enum(ROW_COLOURS).nullable()).optional(),
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
