// What an act would lead to, found by doing it to a copy of the sandbox and running that ahead. Nothing
// here is a rule about the product: the prediction is the model itself, some minutes on.

import type { Act } from './act.ts'
import type { Fault } from './fabric.ts'
import type { Base } from './journal.ts'
import type { NodeId, NodeView } from './machine.ts'
import { type Patch, patchBetween } from './patch.ts'
import type { AlarmSign, Loss, Product } from './product.ts'
import { entropyFor } from './random.ts'
import { resumeLab } from './runtime.ts'
import { sealerOf } from './seal.ts'
import type { TimelineEvent } from './snapshot.ts'
import { type Answer, isRefusal, type Operation } from './surface.ts'
import { type Instant, iso } from './time.ts'

/** What can be tried out. */
export type Trial =
  | { readonly try: 'operate'; readonly node: NodeId; readonly operation: Operation }
  | { readonly try: 'lay'; readonly id: string; readonly fault: Fault }
  | { readonly try: 'heal'; readonly id: string }

export type Outlook = {
  readonly from: string // virtual time of the act
  readonly until: string // how far the copy was run
  readonly settled: boolean
  readonly complete: boolean // false: the copy was given up before its time, after too many events
  readonly answer: Answer | null // what the node says to the act itself; null for a fault
  readonly events: readonly TimelineEvent[]
  readonly alarms: readonly ({
    readonly at: string
    readonly node: NodeId
    readonly change: 'raised' | 'lowered'
  } & AlarmSign)[]
  readonly states: readonly { readonly at: string; readonly node: NodeId; readonly from: string; readonly to: string }[]
  readonly losses: readonly ({ readonly at: string; readonly node: NodeId } & Loss)[]
  readonly missing: readonly { readonly at: string; readonly node: NodeId; readonly text: string }[]
  readonly patch: Patch // from the snapshot now to the one at the end
  readonly undo: readonly string[] // how to go back, in words; none where nothing need be undone
}

/** Tries an act on a copy that stands at `base` and runs it `ms` ahead, at most `eventsMax` inputs. Changes nothing. */
export function lookAhead(product: Product, base: Base, trial: Trial, ms: number, eventsMax: number): Outlook {
  const lab = resumeLab(product, base)
  const before = lab.snapshot()
  const from = lab.world().now
  const found = {
    alarms: [] as Outlook['alarms'][number][],
    states: [] as Outlook['states'][number][],
    losses: [] as Outlook['losses'][number][],
    missing: [] as Outlook['missing'][number][],
  }
  let last = before
  const look = () => {
    const now = lab.snapshot()
    const at = iso(lab.world().now)
    for (const [index, view] of now.nodes.entries()) {
      const was = last.nodes[index] as NodeView
      if (was === view) continue
      found.alarms.push(...alarmChanges(product, was, view).map((change) => ({ at, node: view.id, ...change })))
      if (was.state !== view.state) found.states.push({ at, node: view.id, from: was.state, to: view.state })
      found.losses.push(...(product.losses?.(was, view) ?? []).map((loss) => ({ at, node: view.id, ...loss })))
    }
    found.missing.push(...(product.missing?.(last, now) ?? []).map((each) => ({ at, ...each })))
    last = now
  }

  let answer: Answer | null = null
  if (trial.try === 'operate') answer = lab.ask(trial.node, asWrittenDown(product, trial.operation, base.world.seed))
  else if (trial.try === 'lay') lab.lay(trial.id, trial.fault)
  else lab.heal(trial.id)
  look()
  const until: Instant = from + ms
  let played = 0
  while (played < eventsMax) {
    const count = lab.step(until)
    if (count === 0) break
    played += count
    look()
  }
  const complete = played < eventsMax
  const end = lab.snapshot()
  const events = lab.events()
  return {
    from: iso(from),
    until: end.clock.now,
    settled: end.settled,
    complete,
    answer,
    events,
    ...found,
    patch: patchBetween(before, end),
    undo:
      answer !== null && isRefusal(answer)
        ? []
        : (product.undo?.(before, actOf(trial), { events, losses: found.losses, missing: found.missing }) ?? []),
  }
}

// A machine is given a seal in the place of a password. The copy is thrown away, so any secret will do for making it.
const asWrittenDown = (product: Product, operation: Operation, seed: number): Operation =>
  product.sealed?.(operation, sealerOf('preview'), entropyFor(seed, 'preview')) ?? operation

const actOf = (trial: Trial): Act => {
  if (trial.try === 'operate') return { act: 'operate', node: trial.node, operation: trial.operation, entropy: '' }
  if (trial.try === 'lay') return { act: 'lay-fault', id: trial.id, fault: trial.fault }
  return { act: 'heal-fault', id: trial.id }
}

function alarmChanges(product: Product, was: NodeView, now: NodeView): (AlarmSign & { readonly change: 'raised' | 'lowered' })[] {
  const before = product.alarms?.(was) ?? []
  const after = product.alarms?.(now) ?? []
  const lacks = (list: readonly AlarmSign[], { id }: AlarmSign) => !list.some((each) => each.id === id)
  return [
    ...after.filter((each) => lacks(before, each)).map((each) => ({ ...each, change: 'raised' as const })),
    ...before.filter((each) => lacks(after, each)).map((each) => ({ ...each, change: 'lowered' as const })),
  ]
}
