// What can be wrong with a product's nodes stands in its own file, from which the console's form is made too.

import expressway from '../../content/products/expressway.json' with { type: 'json' }
import ssm from '../../content/products/ssm.json' with { type: 'json' }

export type Troubles = { readonly [kind: string]: { readonly [field: string]: readonly string[] } }

/** By product; the fields that each kind of trouble takes, with the values they can have. */
export const TROUBLES: ReadonlyMap<string, Troubles> = new Map<string, Troubles>([
  ['expressway', expressway.troubles],
  ['ssm', ssm.troubles],
])
