// What every resource's routes share: how a request that does not fit is told so, and who calls.

import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { pointerPart } from '../kernel/patch.ts'
import type { Caller } from '../objects/answers.ts'
import { type Env, type SandboxPort, sandboxPort } from '../objects/env.ts'
import { hashOf } from '../objects/secrets.ts'
import { noSuchSandbox } from './outcomes.ts'
import { Problem } from './problem.ts'

export type Bound = { Bindings: Env }

/**
 * A router whose requests are held against their schemas; one that does not fit is a problem with a pointer for each fault.
 * `finds`: what finds the route of a path; Hono's own choice where nothing is said.
 */
export const newRouter = (finds?: OpenAPIHono<Bound>['router']): OpenAPIHono<Bound> =>
  new OpenAPIHono<Bound>({
    ...(finds !== undefined && { router: finds }),
    defaultHook: (result) => {
      if (result.success) return
      const errors = result.error.issues.map((issue) => ({ pointer: pointerTo(issue.path), message: issue.message }))
      const first = errors[0]
      throw new Problem(
        'invalid-request',
        first === undefined ? 'It does not fit.' : `${first.pointer || 'The body'}: ${first.message}`,
        { errors },
      )
    },
  })

const pointerTo = (path: readonly PropertyKey[]): string => path.map((step) => `/${pointerPart(String(step))}`).join('')

/** Who calls: the hash of the bearer key, or null. What is no bearer key opens nothing. */
export async function callerOf(c: Context<Bound>): Promise<Caller> {
  const header = c.req.header('authorization')
  if (header === undefined) return { keyHash: null }
  const key = /^Bearer ([A-Za-z0-9_-]{16,128})$/i.exec(header)?.[1]
  return { keyHash: key === undefined ? '' : await hashOf(key) }
}

export const SANDBOX_ID = /^[a-z0-9]{12,32}$/

/** The sandbox a path names. What cannot be an id is answered like one that is not there. */
export function sandboxOf(c: Context<Bound>, id: string): SandboxPort {
  if (!SANDBOX_ID.test(id)) throw noSuchSandbox()
  return sandboxPort(c.env, id)
}

/** Answers with a body that the route's schema describes; the contract's tests hold it against that schema. */
export const reply = (c: Context, body: object, status: 200 | 201 = 200): never => c.json(body, status) as never

export const IdParam = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, description: 'The sandbox' }) })
export const NodeParam = IdParam.extend({
  node: z.string().openapi({ param: { name: 'node', in: 'path' }, description: 'The node', example: 'expc01' }),
})
