// Where the GUI answers: on the virtual IP, from the node on which the application runs (SSM-04).

import { waitsForPeer } from './services.ts'
import { type HaState, isPaired } from './state.ts'

/** Whether the application answers here: beside the virtual IP, or on the address of a stand-alone server. */
export const isServing = (state: HaState): boolean =>
  state.power === 'on' &&
  state.database.process === 'master' &&
  (isPaired(state)
    ? holdsVip(state) && state.pacemaker.satellite && !state.pacemaker.silent.includes('satellite')
    : state.application)

/** Whether the virtual IP is on this node's interface. */
export const holdsVip = ({ pacemaker }: HaState): boolean => pacemaker.vip && !pacemaker.silent.includes('vip')

/** Why the GUI does not answer at this node's own address, and where it is instead; null when it answers here. */
export function whyNoGui(state: HaState): string | null {
  const { deployment, power, pacemaker, services, peer } = state
  if (isServing(state)) return null
  const name = deployment.node
  if (power === 'off') return `${name} is powered off.`
  if (power === 'booting') return `${name} is starting up; nothing answers yet.`
  if (!isPaired(state))
    return `The application on ${name} is starting; the GUI answers at ${deployment.publicAddress} when it runs.`
  if (pacemaker.vip && pacemaker.satellite)
    return `${name} is active, but part of it has died (${pacemaker.silent.join(', ')}), so the GUI does not answer. The cluster notices with its next monitor.`
  if (pacemaker.vip)
    return `${name} holds the virtual IP ${deployment.virtualIp}, but the application is still starting there. The GUI answers when it runs.`
  const elsewhere = `In cluster mode the GUI answers only at the virtual IP ${deployment.virtualIp}, on the active node`
  if (services === 'stopped' || services === 'leaving')
    return `The cluster is stopped on ${name}, so no GUI answers at ${deployment.publicAddress}. ${elsewhere}.`
  if (waitsForPeer(state))
    return `No GUI answers at ${deployment.publicAddress}: ${name} waits until it has seen ${deployment.peer.node} once, and starts nothing before. ${elsewhere}.`
  if (peer.status?.vip === true)
    return `${name} is the standby server: no GUI answers at ${deployment.publicAddress}. ${elsewhere}, ${deployment.peer.node}.`
  return `No GUI answers at ${deployment.publicAddress}. ${elsewhere}, and no node that ${name} can see is active now.`
}
