// All nodes of a sandbox at once: what each begins with, and what each has come to.

import type { NodeId, NodeState } from '../kernel/machine.ts'
import type { Template } from '../kernel/product.ts'
import { kindsOf } from '../products.ts'
import type { NodePort } from './nodes.ts'
import { toText } from './text.ts'

export type States = { readonly [node: NodeId]: NodeState }

/** Makes every node of a template in its first state, or puts it back there. */
export async function makeNodes(template: Template, states: States, node: (id: NodeId) => NodePort): Promise<void> {
  const kinds = kindsOf(template)
  await Promise.all(Object.entries(states).map(([id, state]) => node(id).create(kinds.get(id) as string, toText(state))))
}

/** The state of each of these, as each holds it now. */
export async function statesOf(ids: readonly NodeId[], node: (id: NodeId) => NodePort): Promise<States> {
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, (await node(id).state()) as NodeState] as const)))
}
