// The Worker: the API, the live sandboxes, and the documentation, all at one origin.

import { app } from './api/app.ts'
import { logRequest } from './api/log.ts'
import { placeOf, serveNode } from './api/origins.ts'
import { SANDBOX_ID } from './api/router.ts'
import type { Env } from './objects/env.ts'

export { HaNode, Peer, ProductInstance, Upstream } from './objects/nodes.ts'
export { Sandbox } from './objects/Sandbox.ts'

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url)
    const place = placeOf(url)
    if (place === null && (url.pathname.startsWith('/api/') || url.pathname === '/healthz'))
      return app.fetch(request, env, context)
    const began = Date.now()
    const [route, response] = place === null ? await page(request, url, env) : ['node', await serveNode(request, env, place)]
    logRequest(() => route, request.method, response.status, began)
    return response
  },
} satisfies ExportedHandler<Env>

// Every sandbox's page is one and the same document; it reads its id from its address.
async function page(request: Request, url: URL, env: Env): Promise<[route: string, Response]> {
  const [, first, id = '', rest] = url.pathname.split('/')
  if (first === 's' && SANDBOX_ID.test(id) && !rest)
    return ['sandbox page', await env.ASSETS.fetch(new Request(new URL('/s/', url), request))]
  const response = await env.ASSETS.fetch(request)
  if (response.status === METHOD_NOT_ALLOWED) return ['site', withAllow(response)]
  return ['site', response]
}

const METHOD_NOT_ALLOWED = 405

function withAllow(response: Response): Response {
  const made = new Response(response.body, response)
  made.headers.set('allow', 'GET, HEAD')
  return made
}
