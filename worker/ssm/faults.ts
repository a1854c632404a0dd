// Which troubles a node of this product can be given, and what is said of the others.

import type { Trouble } from '../kernel/fabric.ts'
import { RESOURCES } from './failures.ts'

/** Why a trouble cannot be laid, as a sentence, or null when it can. */
export function troubleRefusal(
  trouble: Trouble,
  upstreamNodes: readonly string[],
  productNodes: readonly string[],
): string | null {
  if (productNodes.includes(trouble.node))
    return `${trouble.node} is a product that uses the pair and has no troubles of its own here; cut its links instead.`
  if (upstreamNodes.includes(trouble.node))
    return `${trouble.node} is a cloud service and has no such trouble here; use "upstream-unreachable" to cut it off.`
  switch (trouble.kind) {
    case 'power-off':
      return null
    case 'disk-full':
      return 'A full disk is not modelled on SSM On-Prem nodes yet.'
    case 'database-stopped':
      return null
    case 'resource-fails':
      return whyNotFailing(trouble)
    case 'clock-skew':
      return 'Changing the clock of an SSM On-Prem node is not modelled yet; the template ssm-lab1 has a skew of its own.'
    case 'certificate':
      return 'Certificates of SSM On-Prem nodes are not modelled yet.'
    default:
      return `The trouble "${trouble.kind}" is not known on SSM On-Prem nodes; "power-off", "database-stopped" and "resource-fails" are.`
  }
}

const OPERATIONS = ['monitor', 'start', 'stop']

// `monitor`: the resource dies once, when the fault is laid. `start`, `stop`: they fail for as long as it lies.
function whyNotFailing({ resource, operation }: Trouble): string | null {
  if (typeof resource !== 'string' || !(RESOURCES as readonly string[]).includes(resource))
    return `The pair has no resource "${String(resource)}"; it has ${RESOURCES.join(', ')}.`
  if (typeof operation !== 'string' || !OPERATIONS.includes(operation))
    return `The operation "${String(operation)}" cannot be made to fail; ${OPERATIONS.join(', ')} can.`
  return null
}
