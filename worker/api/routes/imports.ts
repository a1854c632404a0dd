import { createRoute } from '@hono/zod-openapi'
import { templateOf } from '../../products.ts'
import { answers, jsonBody, KEYED } from '../describe.ts'
import { EXPORT_VERSION, Export } from '../document.ts'
import { brought } from '../imported.ts'
import { through } from '../outcomes.ts'
import { Problem } from '../problem.ts'
import { callerOf, IdParam, newRouter, reply, sandboxOf } from '../router.ts'
import { CreatedSandbox } from '../schemas.ts'
import { make } from './sandboxes.ts'

/** Whole sandboxes as documents, out and in. */
export const imports = newRouter()
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/export',
      operationId: 'exportSandbox',
      summary: 'The whole sandbox as one document',
      ...KEYED,
      request: { params: IdParam },
      responses: answers(200, Export, 'Base, journal and state'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { document } = through(await sandboxOf(c, id).export(await callerOf(c)))
      return reply(c, { format: 'clusterbook-sandbox', version: EXPORT_VERSION, ...document })
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes/import',
      operationId: 'importSandbox',
      summary: 'A new sandbox from such a document',
      description: 'Its journal is replayed; where that does not lead to its state, the sandbox is marked edited.',
      request: { body: jsonBody(Export) },
      responses: answers(201, CreatedSandbox, 'It is there, with a key and credentials of its own'),
    }),
    async (c) => {
      const document = c.req.valid('json')
      const found = templateOf(document.template)
      if (found === undefined)
        throw new Problem('import-refused', `There is no template ${JSON.stringify(document.template)} here.`)
      const { base, edited } = brought(found.product, found.template, document)
      return make(c, { template: found.template.id, seed: base.world.seed, base, edited })
    },
  )
