// Which troubles a node of this product can be given, and what is said of the others.

import type { Trouble } from '../kernel/fabric.ts'
import { SECOND_MS } from '../kernel/time.ts'
import { RESOURCES } from './pacemaker.ts'
import type { HaState } from './state.ts'

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
    case 'database-stopped':
    case 'clock-skew':
      return null
    case 'resource-fails':
      return whyNotFailing(trouble)
    case 'certificate':
      return typeof trouble.problem === 'string' && PROBLEMS.includes(trouble.problem)
        ? null
        : `The certificate that products are shown cannot have the problem "${String(trouble.problem)}": they look for nothing but its Host Common Name. ${PROBLEMS.join(', ')} can be had.`
    default:
      return `The trouble "${trouble.kind}" is not known on SSM On-Prem nodes; ${KINDS.join(', ')} are.`
  }
}

const KINDS = ['power-off', 'disk-full', 'database-stopped', 'resource-fails', 'clock-skew', 'certificate']

/** What can be wrong with the certificate that products are shown. */
const PROBLEMS = ['expired', 'not-yet-valid', 'wrong-name', 'unknown-issuer', 'wrong-key', 'revoked']

/** What is wrong with the certificate this server shows while a fault of it lies there, or null. No synchronisation cures it. */
export function certificateProblem({ surroundings }: HaState): string | null {
  const problem = surroundings.troubles.find(({ kind }) => kind === 'certificate')?.problem
  return typeof problem === 'string' && PROBLEMS.includes(problem) ? problem : null
}

/** Whether nothing more can be written on this node's disk. */
export const isDiskFull = ({ surroundings }: HaState): boolean => surroundings.troubles.some(({ kind }) => kind === 'disk-full')

/** How far a fault puts this node's clock ahead of what it would show without one, milliseconds. */
export const skewMs = ({ surroundings }: HaState): number =>
  surroundings.troubles.reduce(
    (sum, { kind, seconds }) => (kind === 'clock-skew' && typeof seconds === 'number' ? sum + seconds * SECOND_MS : sum),
    0,
  )

const OPERATIONS = ['monitor', 'start', 'stop']

// `monitor`: the resource dies once, when the fault is laid. `start`, `stop`: they fail for as long as it lies.
function whyNotFailing({ resource, operation }: Trouble): string | null {
  if (typeof resource !== 'string' || !(RESOURCES as readonly string[]).includes(resource))
    return `The pair has no resource "${String(resource)}"; it has ${RESOURCES.join(', ')}.`
  if (typeof operation !== 'string' || !OPERATIONS.includes(operation))
    return `The operation "${String(operation)}" cannot be made to fail; ${OPERATIONS.join(', ')} can.`
  return null
}
