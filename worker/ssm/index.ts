// The product SSM On-Prem: its machines, its starting points and the register of what it shows.

import type { Product } from '../kernel/product.ts'
import { behaviours } from './behaviours.ts'
import { troubleRefusal } from './faults.ts'
import { haNode } from './hanode.ts'
import { ssmLab1 } from './templates.ts'
import { upstream } from './upstream.ts'

const templates = [ssmLab1]

const upstreamNodes = templates.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === upstream.kind).map(({ id }) => id))

export const ssm: Product = {
  id: 'ssm',
  title: 'Cisco SSM On-Prem',
  version: '1',
  machines: [haNode, upstream],
  templates,
  behaviours,
  troubleRefusal: (trouble) => troubleRefusal(trouble, upstreamNodes),
}
