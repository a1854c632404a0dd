// One history: a sandbox, what is done to it, and every rule held to after each deed. A history that
// breaks a rule is cut down to the few deeds that are needed for it.

import type { Product } from '../../worker/kernel/product.ts'
import { type Lab, openLab } from '../../worker/kernel/runtime.ts'
import { isSettled } from '../../worker/kernel/sequencer.ts'
import { templateOf } from '../../worker/products.ts'
import { Coverage } from './coverage.ts'
import { type Deed, perform, REST_MS } from './deeds.ts'
import { Dice } from './dice.ts'
import { GENERAL, type Judge, type Seen, viewsOf } from './judges.ts'
import { Operator } from './operator.ts'
import { JUDGES } from './products.ts'
import { TWIN } from './twin.ts'

export type History = { readonly template: string; readonly seed: number; readonly deeds: readonly Deed[] }

export type Broken = { readonly rule: string; readonly why: string; readonly history: History }

/** Deeds of one history; then it is brought to rest and another begins. */
export const DEEDS_PER_HISTORY = 120

/** A new history of at most `deeds` deeds, everything in it drawn from `seed`. */
export function live(template: string, seed: number, deeds: number, coverage: Coverage): Broken | null {
  const product = productOf(template)
  const operator = new Operator(product, new Dice(seed))
  const done: Deed[] = []
  return run(
    product,
    template,
    seed,
    () => done,
    (lab) => {
      if (done.length >= deeds) return null
      const deed = operator.next(lab)
      done.push(deed)
      return deed
    },
    coverage,
  )
}

/** The same history again. */
export function relive(history: History, coverage = new Coverage()): Broken | null {
  let next = 0
  const { template, seed, deeds } = history
  return run(
    productOf(template),
    template,
    seed,
    () => deeds,
    () => deeds[next++] ?? null,
    coverage,
  )
}

function run(
  product: Product,
  template: string,
  seed: number,
  done: () => readonly Deed[],
  next: (lab: Lab) => Deed | null,
  coverage: Coverage,
): Broken | null {
  const lab = openLab(product, template, seed)
  const bench = [...GENERAL, TWIN, ...(JUDGES.get(product.id) ?? [])].map((judge) => ({ judge, watch: judge.watch(lab) }))
  const broken = (judge: Pick<Judge, 'rule'>, why: string): Broken => ({
    rule: judge.rule,
    why,
    history: { template, seed, deeds: [...done()] },
  })
  let found: Broken | null = null
  const turns = bench.flatMap(({ judge, watch }) => (watch.turn === undefined ? [] : [{ judge, turn: watch.turn }]))
  let last = viewsOf(lab)
  coverage.stands(product, last)
  let heard = 0
  lab.onTurn(() => {
    if (found !== null) return
    const views = viewsOf(lab)
    const events = lab.events().slice(heard)
    heard += events.length
    for (const { judge, turn } of turns) {
      const why = turn({ lab, before: last, views, events })
      if (why !== null) found ??= broken(judge, why)
    }
    last = views
  })
  let told = 0
  const see = (deed: Deed | null, act: () => void): Seen => {
    const before = viewsOf(lab)
    act()
    const events = lab.events().slice(told)
    told += events.length
    const seen = { lab, deed, before, views: viewsOf(lab), events, settled: isSettled(lab.world()) }
    coverage.saw(product, seen)
    return seen
  }
  const hold = (seen: Seen, when: 'after' | 'atRest'): Broken | null => {
    if (found !== null) return found
    for (const { judge, watch } of bench) {
      const why = watch[when]?.(seen) ?? null
      if (why !== null) return broken(judge, why)
    }
    return null
  }
  try {
    for (let deed = next(lab); deed !== null; deed = next(lab)) {
      const wrong = hold(
        see(deed, () => perform(lab, deed as Deed)),
        'after',
      )
      if (wrong !== null) return wrong
    }
    const healed = see(null, () => {
      for (const { id } of lab.world().fabric.faults) lab.heal(id)
      lab.settle(REST_MS)
    })
    const wrong = hold(healed, 'after')
    if (wrong !== null) return wrong
    if (!healed.settled) return broken({ rule: 'once healed, everything comes to rest' }, `not at rest after ${REST_MS} ms`)
    const rested = see(null, () => {
      lab.advance(GRACE_MS)
      lab.settle(REST_MS)
    })
    return hold(rested, 'after') ?? hold(rested, 'atRest')
  } catch (error) {
    return broken({ rule: 'nothing throws' }, error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

/** After healing, this long (ms of virtual time) is given for what the product says may take a while (alarms, retries). */
export const GRACE_MS = 40 * 60_000

/** The fewest deeds found that still break the same rule. */
export function shrink(broken: Broken): Broken {
  let best = broken
  for (let size = Math.ceil(best.history.deeds.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let gone = true
    while (gone) {
      gone = false
      for (let from = 0; from < best.history.deeds.length; from += size) {
        const deeds = best.history.deeds.filter((_, index) => index < from || index >= from + size)
        const again = relive({ ...best.history, deeds })
        if (again?.rule !== best.rule) continue
        best = again
        gone = true
        break
      }
    }
  }
  return best
}

function productOf(template: string): Product {
  const found = templateOf(template)
  if (found === undefined) throw new Error(`no template ${template}`)
  return found.product
}
