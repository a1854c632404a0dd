// The product SSM On-Prem: its machines, its starting points and the register of what it shows.

import type { Product } from '../kernel/product.ts'
import { ALARM_KINDS } from './alarm-table.ts'
import { behaviours } from './behaviours.ts'
import { CAUSES } from './causes.ts'
import { COMMAND_REFERENCE } from './console/onprem.ts'
import { troubleRefusal } from './faults.ts'
import { haNode } from './hanode.ts'
import { LOGINS, virtualIpHolder } from './http/index.ts'
import { losses, missing, signsOf, undo } from './outlook.ts'
import { productInstance } from './products/instance.ts'
import { sealed } from './sealing.ts'
import { slips } from './slips.ts'
import { ssmLab1 } from './templates/lab1.ts'
import { ssmLab2, ssmLab2Unregistered } from './templates/lab2.ts'
import { ssmRelease9 } from './templates/release9.ts'
import { ssmStandalone2 } from './templates/standalone.ts'
import { upstream } from './upstream/machine.ts'

const templates = [ssmLab1, ssmLab2Unregistered, ssmLab2, ssmStandalone2, ssmRelease9]

const nodesOf = (wanted: string) =>
  templates.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === wanted).map(({ id }) => id))
const upstreamNodes = nodesOf(upstream.kind)
const productNodes = nodesOf(productInstance.kind)

/** The product: its machines, templates, register and pages. */
export const ssm: Product = {
  id: 'ssm',
  title: 'Cisco SSM On-Prem',
  version: '11',
  machines: [haNode, upstream, productInstance],
  templates,
  behaviours,
  logins: LOGINS,
  sealed,
  aliases: { vip: virtualIpHolder },
  alarms: signsOf,
  losses,
  missing,
  undo,
  reference: {
    alarms: ALARM_KINDS.map(({ page: _, ...kind }) => ({ ...kind, remedy: '' })),
    causes: CAUSES,
    commands: COMMAND_REFERENCE,
    slips,
  },
  troubleRefusal: (trouble) => troubleRefusal(trouble, upstreamNodes, productNodes),
}
