// States outlive the models that wrote them. What a former release left on disk, or in a document, is brought up
// by its machine's numbered migrations before anything else reads it.

import type { Base } from './journal.ts'
import type { Machine, NodeState } from './machine.ts'
import type { Product } from './product.ts'

/** A state as this release writes it. `from`: how many of its machine's migrations it has been through. */
export const migrated = <S extends NodeState>(machine: Machine<S>, state: S, from = 0): S =>
  (machine.migrations ?? []).slice(from).reduce((each, step) => step(each), state)

/** What is there, with what is missing taken from `defaults`. */
export const filled = <T extends object>(defaults: Partial<T>, there: T): T => ({ ...defaults, ...there })

/** A base as the models of today write it; the same one where they did. Throws on states that none of them wrote. */
export function broughtUp(product: Product, base: Base): Base {
  if (base.model === product.version) return base
  const template = product.templates.find(({ id }) => id === base.world.template)
  const states = Object.entries(base.states).map(([node, state]) => {
    const kind = template?.nodes.find(({ id }) => id === node)?.kind
    const machine = product.machines.find((each) => each.kind === kind)
    return [node, machine === undefined ? state : migrated(machine, state)] as const
  })
  return { ...base, model: product.version, states: Object.fromEntries(states) }
}
