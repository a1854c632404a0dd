// The built Worker on Miniflare, seen from outside: for what must be shown or measured on the runtime
// itself, without a test runner inside it. Beside it runs a worker that does next to nothing, to
// measure against.

import { globSync, readFileSync } from 'node:fs'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { Fetch } from '../client.ts'

const OBJECTS = { SANDBOX: 'Sandbox', PEER: 'Peer', HA_NODE: 'HaNode', UPSTREAM: 'Upstream', PRODUCT_INSTANCE: 'ProductInstance' }

/**
 * Objects that make one table and write one row, one that calls another which writes one row, and an application
 * of Hono and nothing else that answers with what one call to an object reads.
 */
const BASELINE = `
import { DurableObject } from 'cloudflare:workers'
import { Hono } from './hono/index.js'
const bare = new Hono().get('/read/:name', async (c) => c.json(await c.env.EMPTY.getByName(c.req.param('name')).read()))
export class Empty extends DurableObject {
  make() {
    this.ctx.storage.sql.exec('CREATE TABLE row (slot INTEGER PRIMARY KEY, doc TEXT)')
    this.write(0)
  }
  read() {
    return this.ctx.storage.sql.exec('SELECT doc FROM row WHERE slot = 0').one()
  }
  write(slot) {
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO row (slot, doc) VALUES (?, ?)', slot, 'x')
    return slot
  }
  async drive(name, calls) {
    const other = this.env.EMPTY.getByName(name)
    await other.make()
    for (let each = 0; each < calls; each += 1) await other.write(each)
  }
}
export default {
  async fetch(request, env) {
    const url = new URL(request.url)
    if (url.pathname.startsWith('/read/')) return bare.fetch(request, env)
    const count = Number(url.searchParams.get('n'))
    if (url.pathname === '/make') await env.EMPTY.getByName(url.searchParams.get('name')).make()
    if (url.pathname === '/empty') await Promise.all(Array.from({ length: count }, () => env.EMPTY.getByName(crypto.randomUUID()).make()))
    if (url.pathname === '/calls') await env.EMPTY.getByName(crypto.randomUUID()).drive(crypto.randomUUID(), count)
    return new Response('done', { status: 201 })
  },
}`

const HONO_FOLDER = 'node_modules/hono/dist'
const HONO = globSync(
  `${HONO_FOLDER}/{*.js,router/**/*.js,utils/**/*.js,request/**/*.js,_virtual/**/*.js,helper/route/*.js}`,
).map((path) => ({
  type: 'ESModule' as const,
  path: path.replace(HONO_FOLDER, '/hono'),
  contents: readFileSync(path, 'utf8'),
}))

export type Host = {
  readonly fetch: Fetch
  /** The same HTTP, to the worker that is measured against. */
  readonly baseline: Fetch
  /** An object by name, with its RPC methods. */
  object<T>(namespace: keyof typeof OBJECTS, name: string): Promise<T>
  /** Takes an object out of memory, as the runtime does with one that is idle. */
  evict(namespace: keyof typeof OBJECTS, name: string): Promise<void>
  /** What a query finds in an object's storage. */
  rows(className: string, name: string, query: string): Promise<readonly Record<string, unknown>[]>
  /** Where the sandboxes' live sockets are, as the runtime itself listens. */
  readonly origin: URL
  dispose(): Promise<void>
}

/** With a folder, what the objects store lies there; else it is gone with the host. */
export async function startHost(folder?: string): Promise<Host> {
  const options = convertV4MiniflareOptions({
    workers: [
      {
        name: 'clusterbook',
        modules: true,
        scriptPath: 'dist/worker/index.js',
        compatibilityDate: '2026-11-01',
        durableObjects: Object.fromEntries(
          Object.entries(OBJECTS).map(([name, className]) => [name, { className, useSQLite: true }]),
        ),
        ratelimits: { CREATIONS: { namespace_id: '1001', simple: { limit: 1_000_000, period: 60 } } },
        // Straight to the worker, as to the one beside it: what stands before it in development is no part of either.
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        serviceBindings: { ASSETS: () => new Response('no site here', { status: 404 }) as never },
      },
      {
        name: 'baseline',
        modulesRoot: '/',
        modules: [{ type: 'ESModule', path: '/baseline.js', contents: BASELINE }, ...HONO],
        compatibilityDate: '2026-11-01',
        durableObjects: { EMPTY: { className: 'Empty', useSQLite: true } },
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      },
    ],
    host: '127.0.0.1',
    port: 0,
    ...(folder !== undefined && { resourcePersistencePath: folder }),
    unsafeInspectDurableObjects: true,
    // A line for every request would bury what is to be seen.
    handleStructuredLogs: ({ level, message }) => {
      if (level === 'error' || level === 'warn') console.error(message)
    },
  })
  const miniflare = new Miniflare(options)
  await miniflare.ready
  const origin = await miniflare.unsafeGetDirectURL('clusterbook')
  const beside = await miniflare.unsafeGetDirectURL('baseline')
  return {
    origin,
    fetch: (path, init) => fetch(new URL(path, origin), init),
    baseline: (path, init) => fetch(new URL(path, beside), init),
    async object<T>(namespace: keyof typeof OBJECTS, name: string) {
      const objects = await miniflare.getDurableObjectNamespace(namespace, 'clusterbook')
      return objects.get(objects.idFromName(name)) as unknown as T
    },
    evict: (namespace, name) => miniflare.unsafeEvictDurableObject('clusterbook', OBJECTS[namespace], { name }),
    async rows(className, name, query) {
      const storage = await miniflare.unsafeGetDurableObjectStorage('clusterbook', className, { name })
      return (await storage.exec(query)) as unknown as Record<string, unknown>[]
    },
    dispose: () => miniflare.dispose(),
  }
}
