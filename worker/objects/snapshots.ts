// How a world and what its nodes show of themselves become the snapshot that readers see.

import type { NodeId, NodeState, NodeView } from '../kernel/machine.ts'
import { isSettled, type World } from '../kernel/sequencer.ts'
import { snapshotOf as assembled, type Snapshot } from '../kernel/snapshot.ts'
import { templateOf } from '../products.ts'

/** The template of this name with its product. Throws where there is none: ids from outside were checked before. */
export function mustHave(template: string): NonNullable<ReturnType<typeof templateOf>> {
  const found = templateOf(template)
  if (found === undefined) throw new Error(`there is no template ${template}`)
  return found
}

/** What each node shows of itself in these states. */
export function viewsOf(template: string, states: { readonly [node: NodeId]: NodeState }): Map<NodeId, NodeView> {
  const { product, template: found } = mustHave(template)
  return new Map(
    found.nodes.map(({ id, kind }) => {
      const machine = product.machines.find((each) => each.kind === kind)
      if (machine === undefined) throw new Error(`${product.id} has no machine of kind ${kind}`)
      return [id, machine.view(states[id])]
    }),
  )
}

/** `network`: a snapshot of the same network, whose part can be taken over; null when it changed. */
export function snapshotOf(world: World, views: ReadonlyMap<NodeId, NodeView>, network: Snapshot | null): Snapshot {
  const inOrder = world.nodes.map(({ id }) => views.get(id) as NodeView)
  return assembled({ ...world, settled: isSettled(world), views: inOrder }, network ?? undefined)
}
