// The products there are. A third one is added here, and to the nodes' classes in objects/.

import { expressway } from './expressway/index.ts'
import type { Machine, NodeId } from './kernel/machine.ts'
import type { Product, Template } from './kernel/product.ts'
import { derived } from './kernel/remembered.ts'
import { ssm } from './ssm/index.ts'

export const PRODUCTS: readonly Product[] = [expressway, ssm]

export const TEMPLATES: readonly Template[] = PRODUCTS.flatMap((product) => product.templates)

type Origin = { readonly product: Product; readonly template: Template }

// Looked up with every call of a node.
const ORIGINS: ReadonlyMap<string, Origin> = new Map(
  PRODUCTS.flatMap((product) => product.templates.map((template) => [template.id, { product, template }])),
)
const MACHINES: ReadonlyMap<string, Machine> = new Map(
  PRODUCTS.flatMap(({ machines }) => machines.map((machine) => [machine.kind, machine])),
)

/** The template of this id with its product, or undefined. */
export const templateOf = (id: string): Origin | undefined => ORIGINS.get(id)

/** The machine of one kind of node. Kinds are unique over all products. */
export function machineOf(kind: string): Machine {
  const machine = MACHINES.get(kind)
  if (machine === undefined) throw new Error(`no product has a machine of kind ${kind}`)
  return machine
}

/** The kinds of a template's nodes, by node. */
export const kindsOf = derived(
  (template: Template): ReadonlyMap<NodeId, string> => new Map(template.nodes.map(({ id, kind }) => [id, kind])),
)
