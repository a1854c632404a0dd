// The Worker inside workerd, reached as from outside.

import { exports } from 'cloudflare:workers'
import type { Fetch } from '../client.ts'

const worker = (exports as unknown as { default: { fetch(request: Request): Promise<Response> } }).default

export const ORIGIN = 'http://clusterbook.test'

export const fetch: Fetch = (path, init) => worker.fetch(new Request(new URL(path, ORIGIN), init))
