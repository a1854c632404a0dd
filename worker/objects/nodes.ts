// Which class of object plays which kind of node. All of them are one class at heart; they are told
// apart so that each product's nodes can be placed, counted and billed by themselves.

import type { Env } from './env.ts'
import { NodeObject } from './NodeObject.ts'
import type { Port } from './port.ts'

/** A peer of an Expressway cluster. */
export class Peer extends NodeObject {}

/** A node of an SSM On-Prem high-availability pair. */
export class HaNode extends NodeObject {}

/** The licensing cloud that a pair synchronises with. */
export class Upstream extends NodeObject {}

/** A product that takes its licences from a pair. */
export class ProductInstance extends NodeObject {}

export type NodePort = Port<
  NodeObject,
  'create' | 'turn' | 'keep' | 'reached' | 'read' | 'logs' | 'state' | 'rowsWritten' | 'arm' | 'destroy'
>

/** The object that plays one node of one sandbox. Throws on a kind that no class plays. */
export const nodePort = (env: Env, sandbox: string, node: string, kind: string): NodePort =>
  namespaceOf(env, kind).getByName(`${sandbox}:${node}`) as unknown as NodePort

function namespaceOf(env: Env, kind: string): DurableObjectNamespace {
  switch (kind) {
    case 'peer':
      return env.PEER
    case 'ha-node':
      return env.HA_NODE
    case 'upstream':
      return env.UPSTREAM
    case 'product-instance':
      return env.PRODUCT_INSTANCE
    default:
      throw new Error(`no class plays nodes of kind ${kind}`)
  }
}
