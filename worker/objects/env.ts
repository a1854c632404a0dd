// What the Worker is bound to; wrangler.toml says the same.

import type { Port } from './port.ts'
import type { Sandbox } from './Sandbox.ts'

export type Env = {
  readonly SANDBOX: DurableObjectNamespace
  readonly PEER: DurableObjectNamespace
  readonly HA_NODE: DurableObjectNamespace
  readonly UPSTREAM: DurableObjectNamespace
  readonly PRODUCT_INSTANCE: DurableObjectNamespace
  readonly ASSETS: Fetcher
  readonly CREATIONS: RateLimit
  /** Where one of these is not bound, that is not limited. */
  readonly READS?: RateLimit
  readonly ACTS?: RateLimit
  readonly SOCKETS?: RateLimit
}

export type SandboxPort = Port<
  Sandbox,
  | 'create'
  | 'reset'
  | 'destroy'
  | 'rotateKey'
  | 'snapshot'
  | 'snapshotText'
  | 'snapshotAt'
  | 'forkBase'
  | 'previewBase'
  | 'export'
  | 'events'
  | 'counters'
  | 'read'
  | 'logs'
  | 'operate'
  | 'http'
  | 'lay'
  | 'heal'
  | 'setRate'
  | 'advance'
  | 'nodeIsDue'
> & { fetch(request: Request): Promise<Response> }

/** The sandbox of this id. Asking for it makes nothing. */
export const sandboxPort = (env: Env, id: string): SandboxPort => env.SANDBOX.getByName(id) as unknown as SandboxPort
