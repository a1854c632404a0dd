// Which faults a sandbox can have: those that name what is there.

import { type Fault, isTrouble } from '../kernel/fabric.ts'
import type { NodeId } from '../kernel/machine.ts'
import type { Product } from '../kernel/product.ts'
import type { World } from '../kernel/sequencer.ts'

/** Why this fault cannot be laid in this world, in words; null when it can. */
export function faultRefusal(product: Product, world: World, fault: Fault): string | null {
  const named = fault as { readonly [key: string]: unknown }
  const ids: readonly NodeId[] = world.nodes.map(({ id }) => id)
  for (const place of ['node', 'a', 'b', 'from', 'to']) {
    const node = named[place]
    if (typeof node === 'string' && !ids.includes(node)) return `${node} is no node of this sandbox; there are ${ids.join(', ')}.`
  }
  const { a, b, from, to } = named
  if ((a !== undefined && a === b) || (from !== undefined && from === to)) return `${a ?? from} has no link to itself.`
  if (fault.kind === 'upstream-unreachable' && !world.fabric.nodes.some((node) => node.upstream === true)) {
    return 'This sandbox has no upstream that could be cut off.'
  }
  const networks = new Set(world.fabric.links.map((link) => link.network))
  const { network } = named
  if (typeof network === 'string' && !networks.has(network)) {
    return `${network} is no network of this sandbox; there are ${[...networks].join(', ')}.`
  }
  return isTrouble(fault) ? product.troubleRefusal(fault) : null
}
