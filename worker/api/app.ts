// HTTP for the sandboxes: routes put together, and everything that goes wrong told as a problem.

import { createRoute, z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { answers } from './describe.ts'
import { admit } from './limits.ts'
import { logFailure, logRequest } from './log.ts'
import { Problem } from './problem.ts'
import { newRouter, reply } from './router.ts'
import { clock } from './routes/clock.ts'
import { faults } from './routes/faults.ts'
import { files } from './routes/files.ts'
import { imports } from './routes/imports.ts'
import { nodes } from './routes/nodes.ts'
import { preview } from './routes/preview.ts'
import { procedures } from './routes/procedures.ts'
import { sandboxes } from './routes/sandboxes.ts'
import { templates } from './routes/templates.ts'
import { BODY_BYTES_MAX, DEPTH_MAX, IMPORT_BYTES_MAX } from './sizes.ts'
import { HSTS } from './transport.ts'

const IMPORT_PATH = '/api/v1/sandboxes/import'

export const app = newRouter()

app.use('*', async (c, next) => {
  const began = Date.now()
  await next()
  const route = () => matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path ?? 'no route'
  logRequest(route, c.req.method, c.res.status, began)
})
app.use(
  '*',
  secureHeaders({
    strictTransportSecurity: HSTS,
    crossOriginResourcePolicy: 'cross-origin',
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  }),
)
app.use(
  '/api/*',
  cors({
    origin: '*',
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'If-None-Match'],
    exposeHeaders: ['ETag', 'Location', 'Retry-After'],
    maxAge: 86_400,
  }),
)
const limited = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Problem('body-too-large', `A body may hold at most ${maxSize} bytes here.`)
    },
  })
const limit = limited(BODY_BYTES_MAX)
const importLimit = limited(IMPORT_BYTES_MAX)
// Let in, held to its size, and answered so that nobody keeps it.
app.use('/api/*', async (c, next) => {
  await admit(c.req.raw, c.env)
  if (c.req.raw.body === null) await next()
  else await (c.req.path === IMPORT_PATH ? importLimit : limit)(c, () => read(c, next))
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
})

// What the validators would pass over in silence, or lose themselves in, is refused before they see it.
async function read(c: Context, next: () => Promise<void>): Promise<void> {
  const isJson = c.req.header('content-type')?.includes('json') ?? false
  const why = isJson ? refusalOf(await c.req.text()) : null
  if (why !== null) throw new Problem('invalid-request', `The body ${why}.`, { errors: [{ pointer: '', message: why }] })
  await next()
}

for (const routes of [templates, imports, sandboxes, clock, faults, nodes, files, preview, procedures])
  app.route('/api/v1', routes)

// It calls nothing, so it is not counted against an address.
const { 429: _, ...free } = answers(200, z.strictObject({ status: z.literal('up') }), 'It is')
app.openapi(
  createRoute({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    summary: 'Whether the service is up',
    responses: free,
  }),
  (c) => reply(c, { status: 'up' }),
)

app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
  type: 'http',
  scheme: 'bearer',
  description: 'The key of the sandbox',
})
app.doc31('/api/v1/openapi.json', {
  openapi: '3.1.0',
  info: { title: 'Clusterbook', version: '1', description: 'Private sandbox clusters by URL: make one, work on it, watch it.' },
})

app.notFound((c) => {
  const allowed = methodsAt(c.req.path)
  if (allowed.length > 0) {
    const detail = `${c.req.path} takes ${allowed.join(', ')}, not ${c.req.method}.`
    return new Problem('method-not-allowed', detail, { headers: { allow: allowed.join(', ') } }).toResponse()
  }
  return new Problem('no-such-route', `Nothing stands at ${c.req.path}. See /api/v1/openapi.json.`).toResponse()
})

app.onError((error) => {
  if (error instanceof Problem) return error.toResponse()
  if (error instanceof HTTPException && error.status === 415) {
    return new Problem('unsupported-media-type', 'Send the body with Content-Type: application/json.').toResponse()
  }
  if (error instanceof HTTPException && error.status < 500) {
    return new Problem(
      'malformed-json',
      'The body could not be read as JSON. Where there is nothing to say, send {}.',
    ).toResponse()
  }
  logFailure(error)
  return new Problem('internal', 'This was not meant to happen; look at the snapshot before asking again.').toResponse()
})

function refusalOf(body: string): string | null {
  if (/"__proto__"\s*:/.test(body)) return 'holds a field called __proto__'
  let depth = 0
  for (const [mark] of body.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[{\]}]/g)) {
    depth += mark === '[' || mark === '{' ? 1 : -1
    if (depth > DEPTH_MAX) return `is nested more than ${DEPTH_MAX} deep`
  }
  return null
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

// The methods that a path of ours takes.
function methodsAt(path: string): readonly string[] {
  return METHODS.filter((method) =>
    app.routes.some((route) => route.method === method && route.path.includes('/') && pattern(route.path).test(path)),
  )
}

const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:[^/]+/g, '[^/]+')}$`)
