import { createRoute, z } from '@hono/zod-openapi'
import type { Answer, Operation } from '../../kernel/surface.ts'
import { iso } from '../../kernel/time.ts'
import type { Caller } from '../../objects/answers.ts'
import type { SandboxPort } from '../../objects/env.ts'
import { answers, jsonBody, KEYED } from '../describe.ts'
import { granted, through } from '../outcomes.ts'
import { Problem } from '../problem.ts'
import { callerOf, NodeParam, newRouter, reply, sandboxOf } from '../router.ts'
import { Node } from '../schemas.ts'
import { Acted, ActionBody, ConsoleAnswer, ConsoleLine, Logs, LogsQuery, Page, PageList, PageSave } from '../surface-schemas.ts'

const PageParam = NodeParam.extend({ page: z.string().openapi({ param: { name: 'page', in: 'path' }, example: 'clustering' }) })
const ActionParam = NodeParam.extend({
  action: z.string().openapi({ param: { name: 'action', in: 'path' }, example: 'restart' }),
})

const answerOf = async (sandbox: SandboxPort, caller: Caller, node: string, operation: Operation) =>
  granted(through(await sandbox.operate(caller, node, operation)).answer, operation.op === 'save' ? '/fields' : '')

/** What came of a button or an upload; a file that stands on the node is named by its address. */
export function actedBody(answer: Answer, id: string, node: string): object {
  if (answer.is !== 'acted') throw new Error(`a button answered with a ${answer.is}`)
  const files = answer.files.map((file) => {
    if ('text' in file) return file
    const { name, type } = file
    return { name, type, url: `/api/v1/sandboxes/${id}/nodes/${node}/files/${encodeURIComponent(name)}` }
  })
  return { message: answer.message, files }
}

/** One node's own surfaces: console, admin pages, buttons and log. */
// At most so many lines, but never a part of those that have one number: whoever asks for what comes after it misses nothing.
function whole<Line extends { readonly seq: number }>(lines: readonly Line[], limit: number): readonly Line[] {
  const cut = lines[limit]?.seq
  if (cut === undefined || lines[limit - 1]?.seq !== cut) return lines.slice(0, limit)
  const before = lines.filter(({ seq }) => seq < cut)
  return before.length > 0 ? before : lines.filter(({ seq }) => seq === cut)
}

export const nodes = newRouter()
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/nodes/{node}',
      operationId: 'getNode',
      summary: 'One node, whole',
      request: { params: NodeParam },
      responses: answers(200, Node, 'The node'),
    }),
    async (c) => {
      const { id, node } = c.req.valid('param')
      const { snapshot } = through(await sandboxOf(c, id).snapshot(await callerOf(c)))
      const found = snapshot.nodes.find((each) => each.id === node)
      if (found === undefined)
        throw new Problem('no-such-node', `The nodes of this sandbox are ${snapshot.nodes.map((each) => each.id).join(', ')}.`)
      return reply(c, found)
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes/{id}/nodes/{node}/console',
      operationId: 'typeAtConsole',
      summary: 'Type a line at the console',
      ...KEYED,
      request: { params: NodeParam, body: jsonBody(ConsoleLine) },
      responses: answers(200, ConsoleAnswer, 'What it prints'),
    }),
    async (c) => {
      const { id, node } = c.req.valid('param')
      const { line, session = null, login = null, complete = false } = c.req.valid('json')
      const caller = await callerOf(c)
      const sandbox = sandboxOf(c, id)
      if (complete) {
        const reading = granted(through(await sandbox.read(caller, node, { ask: 'completions', line, session, login })).reading)
        return reply(c, { completions: reading.is === 'completions' ? reading.completions : [] })
      }
      const answer = await answerOf(sandbox, caller, node, { op: 'console', line, session, login })
      if (answer.is !== 'console') throw new Error(`a console answered with a ${answer.is}`)
      const { output, prompt, session: own, closed } = answer
      return reply(c, { output, prompt, session: own, closed })
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/nodes/{node}/pages',
      operationId: 'listPages',
      summary: 'The admin pages of a node',
      request: { params: NodeParam },
      responses: answers(200, PageList, 'What they are called'),
    }),
    async (c) => {
      const { id, node } = c.req.valid('param')
      const reading = granted(through(await sandboxOf(c, id).read(await callerOf(c), node, { ask: 'pages' })).reading)
      return reply(c, { pages: reading.is === 'pages' ? reading.pages : [] })
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/nodes/{node}/pages/{page}',
      operationId: 'getPage',
      summary: 'An admin page as data',
      request: { params: PageParam },
      responses: answers(200, Page, 'The page'),
    }),
    async (c) => {
      const { id, node, page } = c.req.valid('param')
      const reading = granted(through(await sandboxOf(c, id).read(await callerOf(c), node, { ask: 'page', page })).reading)
      if (reading.is !== 'page') throw new Error(`asked for a page, got ${reading.is}`)
      return reply(c, reading.page)
    },
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/sandboxes/{id}/nodes/{node}/pages/{page}',
      operationId: 'savePage',
      summary: 'Save an admin page',
      description: "Changes only the fields named, as the product's Save button does.",
      ...KEYED,
      request: { params: PageParam, body: jsonBody(PageSave) },
      responses: answers(200, Page, 'The page as it now is'),
    }),
    async (c) => {
      const { id, node, page } = c.req.valid('param')
      const { fields } = c.req.valid('json')
      const caller = await callerOf(c)
      const answer = await answerOf(sandboxOf(c, id), caller, node, { op: 'save', page, fields })
      if (answer.is !== 'page') throw new Error(`a page answered with a ${answer.is}`)
      return reply(c, answer.page)
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes/{id}/nodes/{node}/actions/{action}',
      operationId: 'pressButton',
      summary: 'Press a button',
      ...KEYED,
      request: { params: ActionParam, body: { content: { 'application/json': { schema: ActionBody } } } },
      responses: answers(200, Acted, 'What came of it'),
    }),
    async (c) => {
      const { id, node, action } = c.req.valid('param')
      const body = c.req.valid('json') ?? {}
      const caller = await callerOf(c)
      const answer = await answerOf(sandboxOf(c, id), caller, node, { op: 'act', action, body })
      return reply(c, actedBody(answer, id, node))
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/nodes/{node}/logs',
      operationId: 'getLogs',
      summary: "The node's own log",
      request: { params: NodeParam, query: LogsQuery },
      responses: {
        ...answers(200, Logs, "Lines, oldest first; with format=syslog as text in the product's own format"),
      },
    }),
    async (c) => {
      const { id, node } = c.req.valid('param')
      const { after, limit, module, level, format } = c.req.valid('query')
      const found = through(await sandboxOf(c, id).logs(await callerOf(c), node, after))
      const fitting = found.lines.filter(
        (line) => (module ?? line.module) === line.module && (level ?? line.level) === line.level,
      )
      const lines = whole(fitting, limit)
      if (format === 'syslog') return c.text(lines.map(({ line }) => `${line}\n`).join('')) as never
      return reply(c, { lines: lines.map((line) => ({ ...line, at: iso(line.at) })), next: lines.at(-1)?.seq ?? after })
    },
  )
