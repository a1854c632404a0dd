// The products there are. A third one is added here, and to the nodes' classes in objects/.

import { expressway } from './expressway/index.ts'
import type { Machine, NodeId } from './kernel/machine.ts'
import type { Product, Template } from './kernel/product.ts'
import { ssm } from './ssm/index.ts'

export const PRODUCTS: readonly Product[] = [expressway, ssm]

export const TEMPLATES: readonly Template[] = PRODUCTS.flatMap((product) => product.templates)

/** The template of this id with its product, or undefined. */
export function templateOf(id: string): { readonly product: Product; readonly template: Template } | undefined {
  for (const product of PRODUCTS) {
    const template = product.templates.find((each) => each.id === id)
    if (template !== undefined) return { product, template }
  }
  return undefined
}

/** The machine of one kind of node. Kinds are unique over all products. */
export function machineOf(kind: string): Machine {
  const machine = PRODUCTS.flatMap((product) => product.machines).find((each) => each.kind === kind)
  if (machine === undefined) throw new Error(`no product has a machine of kind ${kind}`)
  return machine
}

/** The kinds of a template's nodes, by node. */
export const kindsOf = (template: Template): ReadonlyMap<NodeId, string> =>
  new Map(template.nodes.map(({ id, kind }) => [id, kind]))
