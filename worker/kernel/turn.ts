// One turn of one node: it plays the inputs of one moment and says what came of them. Both runtimes
// use this, one inside a Durable Object, one in memory.

import type { Effect, Input, LogEntry, Machine, NodeId, NodeState, Past } from './machine.ts'
import type { Instant } from './time.ts'

/** Inputs for one node, numbered `first`, `first + 1`, … by the sequencer. */
export type Batch = { readonly node: NodeId; readonly first: number; readonly inputs: readonly Input[] }

/** What the sequencer needs to know of a node after its turn. */
export type Outcome = {
  readonly effects: readonly Outgoing[] // in the order the node returned them
  readonly next: Instant | null // its earliest timer
  readonly busy: boolean // a transient timer is set
  readonly changed: boolean // its state is not what it was
}

/** What leaves the node. Log lines stay with it. */
export type Outgoing = Exclude<Effect, { readonly type: 'log' }>

export type Played<S> = { readonly state: S; readonly outcome: Outcome; readonly logs: readonly LogEntry[] }

/** Has a machine play inputs one after another. `past` is its log before them. */
export function play<S extends NodeState>(
  machine: Machine<S>,
  before: S,
  inputs: readonly Input[],
  past: Past = () => [],
): Played<S> {
  let state = before
  const effects: Outgoing[] = []
  const logs: LogEntry[] = []
  for (const input of inputs) {
    const step = machine.step(state, input, () => [...past(), ...logs])
    state = step.state
    for (const effect of step.effects) {
      if (effect.type === 'log') logs.push(effect.entry)
      else effects.push(effect)
    }
  }
  return { state, outcome: { effects, ...dueOf(state), changed: state !== before }, logs }
}

/** When a node wants to be woken next, and whether it is in the middle of something. */
export const dueOf = (state: NodeState): Pick<Outcome, 'next' | 'busy'> => ({
  next: state.timers.reduce<Instant | null>((first, timer) => (first === null || timer.due < first ? timer.due : first), null),
  busy: state.timers.some((timer) => timer.kind === 'transient'),
})
