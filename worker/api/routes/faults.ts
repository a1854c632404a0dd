import { createRoute, z } from '@hono/zod-openapi'
import type { Fault as KernelFault } from '../../kernel/fabric.ts'
import { answers, jsonBody, KEYED, noContent } from '../describe.ts'
import { Fault, PlacedFault } from '../fault-schemas.ts'
import { through } from '../outcomes.ts'
import { Problem } from '../problem.ts'
import { callerOf, IdParam, newRouter, reply, sandboxOf } from '../router.ts'
import { FaultParam } from '../schemas.ts'

const noSuchFault = (fault: string) => new Problem('no-such-fault', `No fault called ${fault} lies on this sandbox.`)

/** What is broken on purpose. */
export const faults = newRouter()
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/faults',
      operationId: 'listFaults',
      summary: 'The faults that lie on the sandbox',
      request: { params: IdParam },
      responses: answers(200, z.strictObject({ faults: z.array(PlacedFault) }), 'In the order they were laid'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      return reply(c, { faults: through(await sandboxOf(c, id).snapshot(await callerOf(c))).snapshot.faults })
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/faults/{fault}',
      operationId: 'getFault',
      summary: 'One fault',
      request: { params: FaultParam },
      responses: answers(200, PlacedFault, 'The fault'),
    }),
    async (c) => {
      const { id, fault } = c.req.valid('param')
      const found = through(await sandboxOf(c, id).snapshot(await callerOf(c))).snapshot.faults.find((each) => each.id === fault)
      if (found === undefined) throw noSuchFault(fault)
      return reply(c, found)
    },
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/sandboxes/{id}/faults/{fault}',
      operationId: 'layFault',
      summary: 'Lay a fault',
      ...KEYED,
      request: { params: FaultParam, body: jsonBody(Fault) },
      responses: answers(200, PlacedFault, 'It lies there now'),
    }),
    async (c) => {
      const { id, fault } = c.req.valid('param')
      const caller = await callerOf(c)
      const body = c.req.valid('json')
      const outcome = through(await sandboxOf(c, id).lay(caller, fault, body as KernelFault))
      if (outcome.is === 'too-many-faults') throw new Problem('too-many-faults', 'Heal a fault before laying another.')
      if (outcome.is === 'fault-refused') throw new Problem('fault-refused', outcome.why)
      return reply(c, { id: fault, ...body })
    },
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/sandboxes/{id}/faults/{fault}',
      operationId: 'healFault',
      summary: 'Heal a fault',
      ...KEYED,
      request: { params: FaultParam },
      responses: noContent('It is healed'),
    }),
    async (c) => {
      const { id, fault } = c.req.valid('param')
      const caller = await callerOf(c)
      const outcome = through(await sandboxOf(c, id).heal(caller, fault))
      if (outcome.is === 'no-such-fault') throw noSuchFault(fault)
      return c.body(null, 204)
    },
  )
