// The Worker: the API, the live sandboxes, and the documentation, all at one origin.

import { app } from './api/app.ts'
import { placeOf, serveNode } from './api/origins.ts'
import { SANDBOX_ID } from './api/router.ts'
import type { Env } from './objects/env.ts'

export { HaNode, Peer, ProductInstance, Upstream } from './objects/nodes.ts'
export { Sandbox } from './objects/Sandbox.ts'

export default {
  fetch(request, env, context) {
    const url = new URL(request.url)
    const place = placeOf(url)
    if (place !== null) return serveNode(request, env, place)
    if (url.pathname.startsWith('/api/') || url.pathname === '/healthz') return app.fetch(request, env, context)
    // Every sandbox's page is one and the same document; it reads its id from its address.
    const [, first, id = '', rest] = url.pathname.split('/')
    if (first === 's' && SANDBOX_ID.test(id) && !rest) return env.ASSETS.fetch(new Request(new URL('/s/', url), request))
    return env.ASSETS.fetch(request)
  },
} satisfies ExportedHandler<Env>
