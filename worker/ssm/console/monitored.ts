// What both forms of crm_mon, text and XML, show of resources: who holds them, and what has failed or is blocked.

import type { Member, Resource } from '../pacemaker.ts'
import type { HaState } from '../state.ts'

/** Both nodes of the pair, in the order of their numbers. */
export const nodesOf = ({ deployment }: HaState): readonly { readonly node: string; readonly number: number }[] =>
  [deployment, deployment.peer].toSorted((a, b) => a.number - b.number)

/** Who may run something, in the order of their numbers: a node that must be fenced counts, although it is no member. */
export function holdersOf({ peer, deployment, pacemaker }: HaState, members: readonly Member[]): readonly Member[] {
  const lost: readonly Member[] =
    peer.lost === null || !pacemaker.config.fencing
      ? []
      : [{ node: deployment.peer.node, number: deployment.peer.number, status: peer.lost }]
  return [...members, ...lost].toSorted((a, b) => a.number - b.number)
}

/** What could not be stopped on a member; with fencing on it is fenced, and nothing is blocked. */
export const blockedOn = ({ status }: Member): readonly Resource[] => (status.config.fencing ? [] : status.blocked)

/** Whether what was last done to a resource on a member has failed. */
export const hasFailedOn = ({ status }: Member, resource: Resource): boolean =>
  status.broken.includes(resource) || status.blocked.includes(resource)
