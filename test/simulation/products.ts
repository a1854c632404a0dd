// The rules of each product, by its id.

import type { Product } from '../../worker/kernel/product.ts'
import { EXPRESSWAY, EXPRESSWAY_ALARMS } from './expressway.ts'
import type { Judge } from './judges.ts'
import { SSM } from './ssm.ts'

export const JUDGES: ReadonlyMap<string, readonly Judge[]> = new Map([
  ['expressway', EXPRESSWAY],
  ['ssm', SSM],
])

/** The alarms that a product's model can raise and show; some are raised at the last moment and lost with the system. */
export function alarmsKnown(product: Product): readonly string[] {
  const unseen = new Set(product.reference.causes.flatMap(({ alarm, isOnlyLogged }) => (isOnlyLogged ? [alarm] : [])))
  const known = product.id === 'expressway' ? EXPRESSWAY_ALARMS : product.reference.alarms.map(({ id }) => id)
  return known.filter((id) => !unseen.has(id))
}
