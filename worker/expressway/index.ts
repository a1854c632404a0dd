// Cisco Expressway clusters: what this product brings to the kernel.

import type { Trouble } from '../kernel/fabric.ts'
import type { Product } from '../kernel/product.ts'
import { BEHAVIOURS } from './behaviours.ts'
import { peer } from './peer.ts'
import { TEMPLATES } from './templates.ts'

export const expressway: Product = {
  id: 'expressway',
  title: 'Cisco Expressway',
  version: '1',
  machines: [peer],
  templates: TEMPLATES,
  behaviours: BEHAVIOURS,
  troubleRefusal,
}

const LIMIT_SECONDS = 10 * 365 * 86_400

/** Power and clock can be troubled; everything else says what is missing. */
function troubleRefusal(trouble: Trouble): string | null {
  switch (trouble.kind) {
    case 'power-off':
      return null
    case 'clock-skew': {
      const seconds = trouble.seconds
      if (typeof seconds === 'number' && Number.isInteger(seconds) && Math.abs(seconds) <= LIMIT_SECONDS) return null
      return 'A clock can be set off by a whole number of seconds, ten years at most.'
    }
    case 'disk-full':
    case 'database-stopped':
    case 'certificate':
      return `The trouble ${trouble.kind} is not modelled on an Expressway yet.`
    default:
      return `An Expressway does not know the trouble ${trouble.kind}; it can have power-off or clock-skew.`
  }
}
