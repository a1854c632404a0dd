import { createRoute, z } from '@hono/zod-openapi'
import { progressOf } from '../../kernel/procedure.ts'
import { PROCEDURES } from '../../procedures.ts'
import { answers } from '../describe.ts'
import { through } from '../outcomes.ts'
import { Problem } from '../problem.ts'
import { callerOf, IdParam, newRouter, reply, sandboxOf } from '../router.ts'
import { Progress } from '../schemas.ts'

const ProcedureParam = IdParam.extend({
  product: z.string().openapi({ param: { name: 'product', in: 'path' }, example: 'expressway' }),
  slug: z.string().openapi({ param: { name: 'slug', in: 'path' }, example: 'create-a-cluster' }),
})

/** How far a sandbox has come in a procedure. */
export const procedures = newRouter().openapi(
  createRoute({
    method: 'get',
    path: '/sandboxes/{id}/procedures/{product}/{slug}',
    operationId: 'getProgress',
    summary: 'Which steps of a procedure hold now',
    request: { params: ProcedureParam },
    responses: answers(200, Progress, 'Step by step and check by check'),
  }),
  async (c) => {
    const { id, product, slug } = c.req.valid('param')
    const procedure = PROCEDURES.find((each) => each.product === product && each.slug === slug)
    const { snapshot } = through(await sandboxOf(c, id).snapshot(await callerOf(c)))
    if (procedure === undefined) {
      const known = PROCEDURES.map((each) => `${each.product}/${each.slug}`).join(', ')
      throw new Problem('no-such-procedure', `There is no ${product}/${slug}. There are ${known}.`)
    }
    c.header('etag', `"${snapshot.seq}"`)
    return reply(c, { product, slug, template: procedure.template, seq: snapshot.seq, ...progressOf(procedure, snapshot) })
  },
)
