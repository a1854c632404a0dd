// What must always be so, whatever is done. Judges stand apart from what is done: they look at a sandbox
// before and after a deed and at its timeline, and know nothing of how the deed was chosen.

import type { NodeId, NodeState, NodeView } from '../../worker/kernel/machine.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import type { TimelineEvent } from '../../worker/kernel/snapshot.ts'
import { machineOf, templateOf } from '../../worker/products.ts'
import type { Deed } from './deeds.ts'

/** One rule. `watch` is called for each history; what it returns is asked after every deed, and at rest. */
export type Judge = {
  readonly rule: string
  watch(lab: Lab): {
    /** After a deed: what is wrong, or null. */
    after?(seen: Seen): string | null
    /** All faults are healed and everything has come to rest: what is wrong, or null. */
    atRest?(seen: Seen): string | null
  }
}

export type Seen = {
  readonly lab: Lab
  readonly deed: Deed | null
  readonly events: readonly TimelineEvent[] // since the deed began
  readonly before: Views // as they were then
  readonly views: Views
  readonly settled: boolean
}

export type Views = ReadonlyMap<NodeId, NodeView>

const known = new WeakMap<NodeState, NodeView>()

/** Every node as the snapshot shows it. States that did not change are not looked at again. */
export function viewsOf(lab: Lab): Views {
  const template = templateOf(lab.world().template)?.template
  const kinds = new Map(template?.nodes.map(({ id, kind }) => [id, kind]))
  return new Map(
    lab.world().nodes.map(({ id }) => {
      const state = lab.state(id)
      let view = known.get(state)
      if (view === undefined) {
        view = machineOf(kinds.get(id) ?? '').view(state)
        known.set(state, view)
      }
      return [id, view]
    }),
  )
}

/** What holds of every product. */
export const GENERAL: readonly Judge[] = [
  {
    rule: 'the clock never goes back, and numbers only grow',
    watch(lab) {
      let { now, seq } = lab.world()
      return {
        after({ lab: after, events }) {
          const world = after.world()
          if (world.now < now) return `the clock went from ${now} to ${world.now}`
          if (world.seq < seq) return `the number went from ${seq} to ${world.seq}`
          for (const event of events) {
            if (event.seq <= seq) return `event ${event.seq} came after ${seq}`
            seq = event.seq
          }
          ;({ now, seq } = world)
          return null
        },
      }
    },
  },
  {
    rule: 'nothing is due before now',
    watch: () => ({
      after({ lab }) {
        const world = lab.world()
        const late = world.nodes.find(({ next }) => next !== null && next < world.now)
        if (late !== undefined) return `${late.id} wanted to be woken at ${late.next}, and it is ${world.now}`
        return world.pending.some(({ due }) => due < world.now) ? 'a message was due before now' : null
      },
    }),
  },
  {
    rule: 'states stay plain JSON and small',
    watch: () => ({
      atRest({ lab }) {
        for (const { id } of lab.world().nodes) {
          const text = JSON.stringify(lab.state(id))
          if (JSON.stringify(JSON.parse(text)) !== text) return `${id} is not plain JSON`
          if (text.length > STATE_BYTES_MAX) return `the state of ${id} has ${text.length} bytes`
        }
        return null
      },
    }),
  },
  {
    rule: 'settled means settled: a second more changes nothing but times of synchronisation',
    watch: () => ({
      after({ lab, settled, deed }) {
        if (!settled || deed?.do !== 'settle') return null
        const dueSoon = lab.world().nodes.some(({ next }) => next !== null && next <= lab.world().now + 1_000)
        if (dueSoon) return null // a standing timer may find a cause
        const later = lab.copy()
        const before = still(viewsOf(lab))
        later.advance(1_000)
        const after = still(viewsOf(later))
        return before === after ? null : `${before}\nbecame\n${after}`
      },
    }),
  },
]

/** The greatest row of a node that storage was planned for. */
const STATE_BYTES_MAX = 200_000

const still = (views: Views): string =>
  [...views.values()].map((view) => JSON.stringify(view).replaceAll(/"(last|next)Sync":"[^"]*"/g, '')).join('\n')
