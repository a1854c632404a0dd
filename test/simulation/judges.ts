// What must always be so, whatever is done. Judges stand apart from what is done: they look at a sandbox
// before and after a deed and at its timeline, and know nothing of how the deed was chosen.

import { applyPatch, createPatch } from 'rfc6902'
import type { Machine, NodeId, NodeState, NodeView } from '../../worker/kernel/machine.ts'
import { patchBetween } from '../../worker/kernel/patch.ts'
import { remembered } from '../../worker/kernel/remembered.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import type { TimelineEvent } from '../../worker/kernel/snapshot.ts'
import { machineOf, templateOf } from '../../worker/products.ts'
import type { Deed } from './deeds.ts'

/** One rule. `watch` is called for each history; what it returns is asked after every turn, after every deed, and at rest. */
export type Judge = {
  readonly rule: string
  watch(lab: Lab): {
    /** After a turn, also in the midst of an advance: what is wrong, or null. */
    turn?(seen: Moment): string | null
    /** After a deed: what is wrong, or null. */
    after?(seen: Seen): string | null
    /** All faults are healed and everything has come to rest: what is wrong, or null. */
    atRest?(seen: Seen): string | null
  }
}

export type Moment = {
  readonly lab: Lab
  readonly events: readonly TimelineEvent[] // since the turn or the deed began
  readonly before: Views // as they were then
  readonly views: Views
}

export type Seen = Moment & { readonly deed: Deed | null; readonly settled: boolean }

export type Views = ReadonlyMap<NodeId, NodeView>

/** Every node as the snapshot shows it. States that did not change are not looked at again. */
export function viewsOf(lab: Lab): Views {
  const machines = machinesOf(lab.world().template)
  const views = new Map<NodeId, NodeView>()
  for (const { id } of lab.world().nodes) {
    const state = lab.state(id)
    let view = known.get(state)
    if (view === undefined) {
      view = machines.get(id)?.view(state) as NodeView
      known.set(state, view)
    }
    views.set(id, view)
  }
  return views
}

const known = new WeakMap<NodeState, NodeView>()

const machinesOf = remembered((id: string): ReadonlyMap<NodeId, Machine> => {
  const nodes = templateOf(id)?.template.nodes ?? []
  return new Map(nodes.map((node) => [node.id, machineOf(node.kind)]))
})

/** As it is in another place, to which it went as text. */
export const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

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
    rule: 'settled means settled: nothing changes but times of synchronisation, unless a standing timer finds a cause and says so',
    watch: () => ({
      after({ lab, settled, deed }) {
        if (!settled || deed?.do !== 'settle') return null
        const { changes, events } = later(lab)
        return events.some(({ node }) => node !== null) ? null : changes
      },
      // Healed, and given the time that the product takes, nothing is left to be found.
      atRest: ({ lab }) => later(lab).changes,
    }),
  },
  {
    rule: 'a patch leads from the first snapshot to the last',
    watch(lab) {
      const first = lab.snapshot()
      return {
        atRest({ lab: now }) {
          const last = now.snapshot()
          const patched = sent(first) // as readers have it: no two parts of it are one object
          const errors = applyPatch(patched, sent([...patchBetween(first, last)]))
          if (errors.some((error) => error !== null)) return `it does not apply: ${errors.join()}`
          const difference = createPatch(patched, last)
          return difference.length === 0 ? null : JSON.stringify(difference)
        },
      }
    },
  },
]

/** The standing timers that always find something, and change nothing that shows but the time at which they did. */
const PERIODIC: ReadonlySet<string> = new Set(['synchronise'])

/** Two synchronisations of every peer are in it. */
const WHILE_MS = 5 * 60_000

/** What changes, and what is told, in a copy that is left alone until the next timer that is not periodic. */
function later(lab: Lab): { readonly changes: string | null; readonly events: readonly TimelineEvent[] } {
  const { now, nodes } = lab.world()
  const dues = nodes.flatMap(({ id }) => lab.state(id).timers.flatMap(({ name, due }) => (PERIODIC.has(name) ? [] : [due])))
  const whileMs = Math.min(WHILE_MS, ...dues.map((due) => due - now - 1))
  if (whileMs <= 0) return { changes: null, events: [] }
  const copy = lab.copy()
  copy.advance(whileMs)
  return { changes: changesOf(viewsOf(lab), viewsOf(copy)), events: copy.events().slice(lab.events().length) }
}

/** The greatest row of a node that storage was planned for. */
const STATE_BYTES_MAX = 200_000

const TIMES = new Set(['lastSync', 'nextSync'])

/** What is not the same any more, leaving times of synchronisation alone; null where nothing is. */
function changesOf(before: Views, after: Views): string | null {
  const changes: string[] = []
  for (const [node, view] of after) {
    const old = before.get(node)
    if (old === undefined || old === view) continue
    for (const change of createPatch(old, view)) {
      if (!TIMES.has(change.path.slice(change.path.lastIndexOf('/') + 1))) changes.push(`${node} ${JSON.stringify(change)}`)
    }
  }
  return changes.length === 0 ? null : changes.join('\n')
}
