import { createRoute, z } from '@hono/zod-openapi'
import { bytesIn, contentOf } from '../body.ts'
import { answers, KEYED } from '../describe.ts'
import { granted, through } from '../outcomes.ts'
import { callerOf, NodeParam, newRouter, reply, sandboxOf } from '../router.ts'
import { Acted, FileList } from '../surface-schemas.ts'
import { actedBody } from './nodes.ts'

const FileParam = NodeParam.extend({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'use letters, digits, dots, hyphens and underscores, at most 128')
    .openapi({ param: { name: 'name', in: 'path' }, example: 'csr.pem' }),
})

const ANY_BYTES = { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } }

/** What a node offers for download, and takes. */
export const files = newRouter()
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/nodes/{node}/files',
      operationId: 'listFiles',
      summary: 'The files a node offers for download',
      request: { params: NodeParam },
      responses: answers(200, FileList, 'Their names, types and sizes'),
    }),
    async (c) => {
      const { id, node } = c.req.valid('param')
      const reading = granted(through(await sandboxOf(c, id).read(await callerOf(c), node, { ask: 'files' })).reading)
      return reply(c, { files: reading.is === 'files' ? reading.files : [] })
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/nodes/{node}/files/{name}',
      operationId: 'downloadFile',
      summary: 'Download a file from a node',
      description: 'The bytes themselves, with their media type, or a problem.',
      request: { params: FileParam },
      responses: { ...answers(200, z.string(), 'The file'), 200: { description: 'The file', content: ANY_BYTES } },
    }),
    async (c) => {
      const { id, node, name } = c.req.valid('param')
      const found = through(await sandboxOf(c, id).read(await callerOf(c), node, { ask: 'file', name }))
      const reading = granted(found.reading)
      if (reading.is !== 'file') throw new Error(`asked for a file, got ${reading.is}`)
      const { file } = reading
      return c.body(bytesIn(file.content), 200, {
        'content-type': file.type,
        'content-disposition': `attachment; filename="${file.name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`,
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/sandboxes/{id}/nodes/{node}/files/{name}',
      operationId: 'uploadFile',
      summary: 'Upload a file to a node',
      description: 'The body is the file, as it is; the action or page that needs it takes it from there.',
      ...KEYED,
      request: { params: FileParam, body: { content: ANY_BYTES } },
      responses: answers(200, Acted, 'What came of it'),
    }),
    async (c) => {
      const { id, node, name } = c.req.valid('param')
      const caller = await callerOf(c)
      const content = contentOf(new Uint8Array(await c.req.arrayBuffer())) ?? { text: '' }
      const type = /^[\w.+-]+\/[\w.+-]+/.exec(c.req.header('content-type') ?? '')?.[0] ?? 'application/octet-stream'
      const outcome = through(await sandboxOf(c, id).operate(caller, node, { op: 'upload', file: { name, type, content } }))
      return reply(c, actedBody(granted(outcome.answer), id, node))
    },
  )
