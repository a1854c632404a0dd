// A sandbox can be taken up anywhere: what a fork or an import begins with, at any position that was reached, is
// what stood there, and done the same things it comes to the same end.

import { createPatch } from 'rfc6902'
import { type Base, forkedFrom, type Journal, withoutToken } from '../../worker/kernel/journal.ts'
import type { NodeId, NodeState } from '../../worker/kernel/machine.ts'
import { type Lab, replay } from '../../worker/kernel/runtime.ts'
import type { World } from '../../worker/kernel/sequencer.ts'
import { templateOf } from '../../worker/products.ts'
import { Dice } from './dice.ts'
import { type Judge, sent } from './judges.ts'

type Position = { readonly world: World; readonly states: States; readonly entries: number }
type States = { readonly [node: NodeId]: NodeState }

const statesOf = (lab: Lab): States => Object.fromEntries(lab.world().nodes.map(({ id }) => [id, lab.state(id)]))

/** One position a history, drawn from its seed: looking at all of them would take as long as living it once for each. */
export const TWIN: Judge = {
  rule: 'the journal exported to any position and imported gives what stood there, and a fork of it comes to the same end',
  watch(lab) {
    const positions: Position[] = []
    return {
      after({ lab: now }) {
        positions.push({ world: now.world(), states: statesOf(now), entries: now.journal().entries.length })
        return null
      },
      atRest({ lab: now }) {
        const product = templateOf(now.world().template)?.product
        if (product === undefined) return 'there is no such template'
        const position = new Dice(lab.world().seed).pick(positions)
        const { base, entries } = now.journal()
        const exported = sent<Journal>({ base, entries: entries.slice(0, position.entries).map(withoutToken) })
        const there = replay(product, exported, position.world)
        const wrong = difference(statesOf(there), position.states)
        if (wrong !== null) return `replayed to ${position.world.seq}, ${wrong}`
        const fork: Base = forkedFrom({ model: product.version, world: there.world(), states: statesOf(there) })
        const twin = replay(product, sent({ base: fork, entries: entries.slice(position.entries) }))
        const late = difference(statesOf(twin), statesOf(now))
        return late === null ? null : `forked at ${position.world.seq} and brought to the same end, ${late}`
      },
    }
  },
}

function difference(one: States, other: States): string | null {
  const node = Object.keys(other).find((id) => JSON.stringify(one[id]) !== JSON.stringify(other[id]))
  if (node === undefined) return null
  return `${node} differs by ${JSON.stringify(createPatch(other[node], one[node]).slice(0, DIFFERENCES_MAX))}`
}

const DIFFERENCES_MAX = 5
