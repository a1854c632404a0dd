import { createRoute, z } from '@hono/zod-openapi'
import { type Procedure, progressOf } from '../../kernel/procedure.ts'
import type { Snapshot } from '../../kernel/snapshot.ts'
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

/** The procedure of this name, `product/slug`. Throws the problem that there is none. */
export function procedureNamed(name: string): Procedure {
  const procedure = PROCEDURES.find(({ product, slug }) => `${product}/${slug}` === name)
  if (procedure !== undefined) return procedure
  const known = PROCEDURES.map(({ product, slug }) => `${product}/${slug}`).join(', ')
  throw new Problem('no-such-procedure', `There is no ${name}. There are ${known}.`)
}

/** How far a sandbox that stands so has come in a procedure, as the contract tells it. */
export const progressIn = (procedure: Procedure, snapshot: Snapshot): object => {
  const { product, slug, template } = procedure
  return { product, slug, template, seq: snapshot.seq, ...progressOf(procedure, snapshot) }
}

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
    const { snapshot } = through(await sandboxOf(c, id).snapshot(await callerOf(c)))
    const procedure = procedureNamed(`${product}/${slug}`)
    c.header('etag', `"${snapshot.seq}"`)
    return reply(c, progressIn(procedure, snapshot))
  },
)
