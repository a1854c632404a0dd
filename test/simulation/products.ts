// The rules of each product, by its id.

import type { Product } from '../../worker/kernel/product.ts'
import { EXPRESSWAY, EXPRESSWAY_ALARMS } from './expressway.ts'
import type { Judge } from './judges.ts'
import { SSM } from './ssm.ts'

export const JUDGES: ReadonlyMap<string, readonly Judge[]> = new Map([
  ['expressway', EXPRESSWAY],
  ['ssm', SSM],
])

/** The alarms that a product's model can raise. */
export const alarmsKnown = (product: Product): readonly string[] => (product.id === 'expressway' ? EXPRESSWAY_ALARMS : [])
