// What the High Availability widget makes of the ring, as seen from the active node (SSM-30).

import type { HaState } from './state.ts'

/** What the High Availability widget says. */
export type Widget = {
  readonly status: 'Normal' | 'Degraded'
  readonly heartbeat: 'Connected' | 'Disconnected'
  readonly active: string
  readonly standby: string
}

/** Whether both nodes are in the ring of this one. */
export const isWhole = ({ corosync, deployment }: Pick<HaState, 'corosync' | 'deployment'>): boolean =>
  corosync.members.includes(deployment.peer.node)

/** What the High Availability widget says of the pair. */
export function widgetOf(state: HaState): Widget {
  const { deployment } = state
  return {
    status: isWhole(state) ? 'Normal' : 'Degraded',
    heartbeat: isWhole(state) ? 'Connected' : 'Disconnected',
    active: deployment.node,
    standby: deployment.peer.node,
  }
}
