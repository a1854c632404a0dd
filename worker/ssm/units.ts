// The systemd units of a node, as far as the pair is made of them: the daemons of the cluster, the tunnel
// between the nodes, and the application (SSM-02). Derived from what the node is.

import { isRingWhole } from './services.ts'
import { type HaState, isPaired } from './state.ts'

/** A systemd unit as `systemctl` shows it. */
export type Unit = {
  readonly name: string // without .service
  readonly description: string
  readonly enabled: boolean // started at boot
  readonly active: 'active' | 'activating' | 'inactive'
  readonly sub: 'running' | 'auto-restart' | 'dead'
}

type Known = Pick<Unit, 'name' | 'description'>

// Names and the description of sshtunha are those of document 217212; the other two of the product are ours.
const SSHTUNHA: Known = { name: 'sshtunha', description: 'SSH tunnel device forwarding service' }
const TUNHA: Known = { name: 'tunha', description: 'Tunnel device of the HA pair' }
const SATELLITE: Known = { name: 'satellite', description: 'SSM On-Prem' }

const unit = (known: Known, enabled: boolean, runs: boolean): Unit => ({
  ...known,
  enabled,
  active: runs ? 'active' : 'inactive',
  sub: runs ? 'running' : 'dead',
})

/**
 * The tunnel that the primary holds open to its peer. Without the peer, its user or a way to it, systemd starts
 * it again and again. That it goes the way of the private network is assumed: lab 2's private addresses are its.
 */
export function tunnelUnit(state: HaState): Unit {
  const stands = isRingWhole(state) && state.peer.answers && !state.peer.tornDown
  const running = unit(SSHTUNHA, true, true)
  return stands ? running : { ...running, active: 'activating', sub: 'auto-restart' }
}

/** The units there are on this node, in the order of their names. */
export function unitsOf(state: HaState): readonly Unit[] {
  const { deployment, corosync, services, pacemaker, application } = state
  const paired = isPaired(state)
  const pacemakerRuns = services === 'running' || services === 'starting-pacemaker'
  const daemons = [
    unit({ name: 'corosync', description: 'Corosync Cluster Engine' }, paired, corosync.running),
    unit({ name: 'pacemaker', description: 'Pacemaker High Availability Cluster Manager' }, paired, pacemakerRuns),
    unit({ name: 'pcsd', description: 'PCS GUI and remote configuration interface' }, paired, paired),
  ]
  // In a pair Pacemaker starts the application, and not the boot of the machine.
  const satellite = unit(SATELLITE, !paired, paired ? pacemaker.satellite : application)
  if (!paired) return [...daemons, satellite]
  const tunnel = deployment.number === 1 ? [tunnelUnit(state)] : []
  return [...daemons, satellite, ...tunnel, unit(TUNHA, true, true)]
}
