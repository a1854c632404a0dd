// A sandbox that comes as a document: is it what a replay of its own journal leads to, and can it run?

import type { z } from '@hono/zod-openapi'
import { type Base, type Journal, RECORDS_MAX } from '../kernel/journal.ts'
import { areTimers } from '../kernel/machine.ts'
import { broughtUp } from '../kernel/migration.ts'
import type { Product, Template } from '../kernel/product.ts'
import { replay, resumeLab } from '../kernel/runtime.ts'
import type { Export } from './document.ts'
import { Problem } from './problem.ts'
import { Snapshot } from './schemas.ts'

const TRIAL_MS = 60 * 60 * 1000
const TRIAL_INPUTS_MAX = 2_000

/** What a new sandbox begins with. Throws a problem on a document that cannot be run. */
export function brought(
  product: Product,
  template: Template,
  document: z.output<typeof Export>,
): { readonly base: Base; readonly edited: boolean } {
  const { world, states, model } = document
  const base = current(product, { model, world: standing(world), states } as unknown as Base)
  hold(product, template, base, model === product.version)
  return { base, edited: !isReplay(product, template, document, model) }
}

// What a former release wrote is brought up first.
function current(product: Product, base: Base): Base {
  try {
    return broughtUp(product, base)
  } catch {
    throw new Problem('import-refused', 'The states are none that a release of these models wrote.')
  }
}

// A new sandbox stands still and numbers its nodes' inputs from the beginning.
const standing = (world: z.output<typeof Export>['world']): object => ({
  ...world,
  rate: 0,
  nodes: world.nodes.map((node) => ({ ...node, last: 0 })),
})

// What was changed by hand may be anything. It must have the shape of the template's own states, and a copy
// of it must be able to show itself and to live for an hour.
function hold(product: Product, template: Template, base: Base, isOfToday: boolean): void {
  const own = template.build(base.world.seed)
  const refuse = (why: string): never => {
    throw new Problem('import-refused', why)
  }
  const ids = template.nodes.map(({ id }) => id)
  if (base.world.template !== template.id) refuse('The world is of another template than the document.')
  if (
    base.world.nodes.map(({ id }) => id).join() !== ids.join() ||
    Object.keys(base.states).sort().join() !== [...ids].sort().join()
  )
    refuse(`The nodes must be ${ids.join(', ')}, in this order, each with its state.`)
  if (kindOf(base.world.fabric) !== kindOf(own.fabric) || !hasShapeOf(base.world.fabric, own.fabric))
    refuse('The network has not the parts that one of this template has.')
  for (const id of ids)
    if (!areTimers(base.states[id]?.timers)) refuse(`Each timer of ${id} needs a name, a time at which it is due, and a kind.`)
  // What a former release did not know may be missing where it may be.
  for (const id of isOfToday ? ids : [])
    if (!hasShapeOf(base.states[id], own.states[id])) refuse(`The state of ${id} has not the parts that such a state has.`)
  try {
    const lab = resumeLab(product, base)
    show(lab.snapshot())
    let played = 0
    for (let step = 1; step > 0 && played < TRIAL_INPUTS_MAX; played += step) step = lab.step(base.world.now + TRIAL_MS)
    show(lab.snapshot())
  } catch (error) {
    refuse(`A copy of it does not run: ${error instanceof Error ? error.message : String(error)}`)
  }
}

// What it shows must be what readers are promised. Throws otherwise.
function show(snapshot: object): void {
  const issue = Snapshot.safeParse({ id: '', ...snapshot }).error?.issues[0]
  if (issue !== undefined) throw new Error(`its snapshot is none, at ${issue.path.join('/')}: ${issue.message}`)
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

// The names at the top and the kind of each; deeper down, what the copy makes of it decides.
function hasShapeOf(value: unknown, model: unknown): boolean {
  if (kindOf(value) !== 'object' || kindOf(model) !== 'object') return kindOf(value) === kindOf(model)
  const given = value as { readonly [name: string]: unknown }
  return Object.entries(model as object).every(
    ([name, part]) =>
      Object.hasOwn(given, name) && (kindOf(given[name]) === kindOf(part) || part === null || given[name] === null),
  )
}

function isReplay(product: Product, template: Template, document: z.output<typeof Export>, model: string): boolean {
  const { base, entries, world, states } = document
  if (model !== product.version || base.model !== product.version) return false // other models made it: nothing to compare with
  let turns = 0
  const count = () => {
    turns += 1
    if (turns > RECORDS_MAX) throw new Error('no journal is kept for so long')
  }
  try {
    const lab = replay(product, { base, entries } as unknown as Journal, world as never, count)
    return template.nodes.every(({ id }) => JSON.stringify(lab.state(id)) === JSON.stringify(states[id]))
  } catch {
    return false // it leads elsewhere, or nowhere
  }
}
