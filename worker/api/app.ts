// HTTP for the sandboxes: routes put together, and everything that goes wrong told as a problem.

import { createRoute, z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { answers } from './describe.ts'
import { FastRouter } from './fast-router.ts'
import { objectionTo } from './json-body.ts'
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
import { BODY_BYTES_MAX, IMPORT_BYTES_MAX } from './sizes.ts'
import { HSTS } from './transport.ts'

const IMPORT_PATH = '/api/v1/sandboxes/import'

export const app = newRouter(new FastRouter({ method: 'POST', path: IMPORT_PATH }))

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
    xFrameOptions: 'DENY',
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
// Answered so that nobody keeps it. Who asks what a path takes is told so; a browser that asks for a page of another
// site is told by the next.
app.use('*', async (c, next) => {
  if (c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') === undefined) c.res = optionsOf(c)
  else await next()
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
})
app.use(
  '*',
  cors({
    origin: '*',
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'If-None-Match'],
    exposeHeaders: ['Allow', 'Content-Disposition', 'ETag', 'Location', 'Retry-After', 'WWW-Authenticate'],
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
// Let in, and held to its size.
app.use('/api/*', async (c, next) => {
  await admit(c.req.raw, c.env)
  if (c.req.raw.body === null) {
    c.req.raw = untyped(c.req.raw)
    await next()
  } else await (c.req.path === IMPORT_PATH ? importLimit : limit)(c, () => read(c, next))
})

async function read(c: Context, next: () => Promise<void>): Promise<void> {
  const coding = c.req.header('content-encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', `Send the body as it is, without Content-Encoding: ${coding}.`)
  // A file is whatever it is.
  const isJson = c.req.header('content-type')?.includes('json') ?? false
  if (isJson && !FILE_PATH.test(c.req.path)) await readJson(c)
  await next()
}

const FILE_PATH = /\/files\/[^/]+$/

async function readJson(c: Context): Promise<void> {
  const bytes = await c.req.arrayBuffer()
  if (bytes.byteLength === 0) {
    c.req.raw = untyped(c.req.raw)
    return
  }
  const why = objectionTo(textOf(bytes))
  if (why !== null) throw new Problem('invalid-request', `The body ${why}.`, { errors: [{ pointer: '', message: why }] })
}

// Clients name the type of a body that they do not send. What opens a socket is passed on as it came.
function untyped(request: Request): Request {
  if (!request.headers.has('content-type') || request.headers.has('upgrade')) return request
  const headers = new Headers(request.headers)
  headers.delete('content-type')
  return new Request(request.url, { method: request.method, headers })
}

function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Problem('malformed-json', 'The body is no UTF-8.')
  }
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
  return noSuchRoute(c).toResponse()
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

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

// The methods that a path of ours takes.
function methodsAt(path: string): readonly string[] {
  const own = METHODS.filter((method) =>
    app.routes.some((route) => route.method === method && route.path.includes('/') && pattern(route.path).test(path)),
  )
  if (own.length === 0) return []
  return [...own.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
}

function optionsOf(c: Context): Response {
  const allowed = methodsAt(c.req.path)
  if (allowed.length === 0) return noSuchRoute(c).toResponse()
  return new Response(null, { status: 204, headers: { allow: allowed.join(', ') } })
}

const noSuchRoute = (c: Context): Problem =>
  new Problem('no-such-route', `Nothing stands at ${c.req.path}. See /api/v1/openapi.json.`)

const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:[^/]+/g, '[^/]+')}$`)
