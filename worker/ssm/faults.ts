// Which troubles a node of this product can be given, and what is said of the others.

import type { Trouble } from '../kernel/fabric.ts'

/** Why a trouble cannot be laid, as a sentence, or null when it can. */
export function troubleRefusal(trouble: Trouble, upstreamNodes: readonly string[]): string | null {
  if (upstreamNodes.includes(trouble.node))
    return `${trouble.node} is a cloud service and has no such trouble here; use "upstream-unreachable" to cut it off.`
  switch (trouble.kind) {
    case 'power-off':
      return null
    case 'disk-full':
      return 'A full disk is not modelled on SSM On-Prem nodes yet.'
    case 'database-stopped':
      return 'A database that stops by itself (the failed monitor operation) is not modelled on SSM On-Prem nodes yet.'
    case 'resource-fails':
      return 'Failing cluster resources are not modelled on SSM On-Prem nodes yet.'
    case 'clock-skew':
      return 'Changing the clock of an SSM On-Prem node is not modelled yet; the template ssm-lab1 has a skew of its own.'
    case 'certificate':
      return 'Certificates of SSM On-Prem nodes are not modelled yet.'
    default:
      return `The trouble "${trouble.kind}" is not known on SSM On-Prem nodes; "power-off" is.`
  }
}
