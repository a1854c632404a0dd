// Finds out, with the model, how each alarm of a product can be made to happen: by one fault on one of its
// starting points, else by the acts of a procedure up to the moment at which it is up. No list says so.

import type { Fault } from '@worker/kernel/fabric.ts'
import type { Product } from '@worker/kernel/product.ts'
import { type Lab, openLab } from '@worker/kernel/runtime.ts'
import { MINUTE_MS } from '@worker/kernel/time.ts'
import type { ShownAct } from '../lab/perform.ts'
import { PROCEDURES } from './procedures.ts'
import { transcriptOf } from './transcript.ts'

/** How an alarm is made to happen, where it is then up, and the procedure it was found in (null: a single fault). */
export type Raising = {
  readonly template: string
  readonly acts: readonly ShownAct[]
  readonly node: string
  readonly text: string
  readonly procedure: { readonly slug: string; readonly step: string } | null
}

const WAIT_MS = 6 * MINUTE_MS

/** A way to raise each alarm, by its id. What no fault and no procedure raises is left out. */
export function raisingsOf(product: Product): ReadonlyMap<string, Raising> {
  const found = new Map<string, Raising>()
  const take = (lab: Lab, standing: ReadonlySet<string>, how: Pick<Raising, 'template' | 'acts' | 'procedure'>) => {
    for (const { node, id, text } of alarmsOf(lab)) if (!found.has(id) && !standing.has(id)) found.set(id, { ...how, node, text })
  }
  for (const { id: template } of product.templates) {
    const lab = openLab(product, template)
    const standing = new Set(alarmsOf(lab).map(({ id }) => id))
    for (const fault of faultsFor(product, lab)) {
      const tried = lab.copy()
      tried.lay('cause', fault)
      tried.advance(WAIT_MS)
      take(tried, standing, {
        template,
        acts: [
          { is: 'lay', id: 'cause', fault },
          { is: 'wait', for: `PT${WAIT_MS / MINUTE_MS}M`, untilSettled: null },
        ],
        procedure: null,
      })
    }
  }
  for (const procedure of PROCEDURES.filter((each) => each.product === product.id)) {
    const { before, steps } = transcriptOf(procedure)
    const { template, slug } = procedure
    take(before, new Set(), { template, acts: [], procedure: { slug, step: '' } })
    steps.forEach((step, index) => {
      const acts = steps.slice(0, index + 1).flatMap(({ shown }) => shown)
      take(step.after, new Set(), { template, acts, procedure: { slug, step: step.id } })
    })
  }
  return found
}

type Up = { readonly node: string; readonly id: string; readonly text: string }

const alarmsOf = (lab: Lab): readonly Up[] =>
  lab
    .snapshot()
    .nodes.flatMap(({ id: node, alarms }) =>
      Array.isArray(alarms)
        ? (alarms as readonly { readonly id: string; readonly text: string }[]).map(({ id, text }) => ({ node, id, text }))
        : [],
    )

// One of each kind on the first node, or between the first two, is enough: nodes of a kind are alike.
function faultsFor(product: Product, lab: Lab): readonly Fault[] {
  const { nodes, links, dns } = lab.snapshot()
  const first = nodes[0]?.id ?? ''
  const second = nodes[1]?.id ?? ''
  const name = dns.find((each) => each.name.startsWith(second))?.name
  const troubles = [
    { kind: 'database-stopped', node: first },
    { kind: 'certificate', node: first, problem: 'expired' },
    { kind: 'clock-skew', node: first, seconds: 600 },
  ].filter((trouble) => product.troubleRefusal(trouble as never) === null)
  const cut = links.some(({ a, b }) => a === first && b === second)
  return [
    ...(cut ? [{ kind: 'link-down', a: first, b: second }] : []),
    { kind: 'ntp-unreachable', node: first },
    { kind: 'power-off', node: second },
    ...(name === undefined ? [] : [{ kind: 'dns-missing', name }]),
    ...troubles,
  ] as unknown as readonly Fault[]
}
