// An HA node as the snapshot shows it: the true state, whatever the product's screens make of it.

import type { NodeView } from '../kernel/machine.ts'
import { iso } from '../kernel/time.ts'
import { accountsOf, SYNC_PERIOD_MS } from './accounts.ts'
import { streaming, walText } from './postgres.ts'
import { isServing } from './serving.ts'
import type { HaState } from './state.ts'

export function viewOf(state: HaState): NodeView {
  const { deployment, database, pacemaker, services, power } = state
  return {
    id: deployment.node,
    product: 'ssm',
    state: power === 'on' ? 'running' : power,
    cluster: services === 'stopped' ? 'stopped' : 'running',
    role: services === 'stopped' ? 'stopped' : pacemaker.vip ? 'active' : 'standby',
    holdsVip: pacemaker.vip,
    gui: isServing(state) ? 'vip' : 'none',
    database: {
      role: database.process,
      walPosition: walText(database.position),
      timeline: database.timeline,
      replicas: streaming(database).map(({ clientAddr, state: is }) => ({ clientAddr, state: is })),
    },
    widget: isServing(state) ? widgetOf(state) : null,
    accounts: accountsOf(database.tables).map(({ id, status, lastSync }) => ({
      name: id,
      status,
      lastSync: lastSync === null ? null : iso(lastSync.at),
      syncDue: lastSync === null ? null : iso(lastSync.at + SYNC_PERIOD_MS),
    })),
    productInstances: [],
    licenses: [],
  }
}

/** What the High Availability widget says, as seen from the active node. */
export type Widget = {
  readonly status: 'Normal' | 'Degraded'
  readonly heartbeat: 'Connected' | 'Disconnected'
  readonly active: string
  readonly standby: string
}

export function widgetOf({ corosync, deployment }: HaState): Widget {
  const isWhole = corosync.members.includes(deployment.peer.node)
  return {
    status: isWhole ? 'Normal' : 'Degraded',
    heartbeat: isWhole ? 'Connected' : 'Disconnected',
    active: deployment.node,
    standby: deployment.peer.node,
  }
}
