// Fencing: a node of which nobody can say what it runs is reset through its hypervisor before anything of it
// runs elsewhere (SSM-25). The fence device is reached over the public network, so a cut heartbeat leaves it.

import { SECOND_MS } from '../kernel/time.ts'
import { isQuorate } from './corosync.ts'
import type { Config, Member } from './pacemaker.ts'
import { crash } from './power.ts'
import { type HaState, isPaired } from './state.ts'
import type { Turn } from './turn.ts'

/** A configured fence device: its name, its agent, and up to how long it waits before it acts. */
export type FenceDevice = { readonly id: string; readonly agent: string; readonly delayMaxMs: number }

/** From the decision to the reset, without the device's own delay; assumed. */
const FENCE_MS = 5 * SECOND_MS
/** How long a device may take (stonith-timeout), and how often in a row it is tried (stonith-max-attempts). */
const TIMEOUT_MS = 60 * SECOND_MS
const ATTEMPTS_MAX = 10

/** Where the device's own monitor runs: on the member with the least to do. Which one is ours. */
export const holderOf = (members: readonly Member[]): Member | undefined =>
  members
    .filter(({ node, status: { shutdown, config } }) => !shutdown && !(config.standby ?? []).includes(node))
    .toSorted((a, b) => running(a) - running(b) || a.number - b.number)[0]

/** How many resources a member runs. */
export const running = ({ status }: Member): number =>
  Number(status.db !== 'Stopped') + Number(status.vip) + Number(status.satellite)

/** Whether nothing of a node can be relied upon: with fencing on, nothing moves before it has been fenced. */
export const isUnclean = (state: HaState): boolean => {
  const { peer, pacemaker } = state
  const isLost = peer.lost !== null || isUnseenAndFenced(state)
  return pacemaker.config.fencing && (isLost || pacemaker.blocked.length > 0 || (peer.status?.blocked.length ?? 0) > 0)
}

/**
 * Whether Pacemaker has not seen the peer since it started here, nor has it been fenced: with fencing on nobody can
 * say what it runs (startup-fencing).
 */
export const isUnseen = ({ services, corosync, peer, pacemaker }: HaState): boolean =>
  services === 'running' &&
  pacemaker.config.fencing &&
  pacemaker.config.startupFencing !== false &&
  !corosync.hasSeenAll &&
  peer.isFenced !== true

// A node that has not seen its peer has no quorum, and one without quorum fences nobody, unless it is to do without.
const isUnseenAndFenced = (state: HaState): boolean => isUnseen(state) && state.pacemaker.config.quorumPolicy === 'ignore'

const deviceOf = ({ fencing, device }: Config): FenceDevice | undefined => (fencing ? device : undefined)

// Lost without a goodbye, or with something that it could not stop, or never seen.
function mustFence(state: HaState): boolean {
  const { corosync, peer, services, pacemaker } = state
  if (services !== 'running' || deviceOf(pacemaker.config) === undefined) return false
  if (!isQuorate(corosync)) return isUnseenAndFenced(state)
  return peer.lost !== null || (peer.status?.blocked.length ?? 0) > 0
}

const isUnderWay = ({ fenceAttempts }: HaState): boolean => typeof fenceAttempts === 'number'

/** The end of every step: what has to be fenced is, and what has not any more is left alone. */
export function watchFencing(turn: Turn): void {
  const { state } = turn
  if (!mustFence(state)) {
    turn.cancel('fence')
    if (isUnderWay(state)) turn.set({ fenceAttempts: null })
    return
  }
  if (turn.isSet('fence') || isUnderWay(state)) return
  const delay = turn.draw(0, deviceOf(state.pacemaker.config)?.delayMaxMs ?? 0)
  turn.set({ fenceAttempts: 0 })
  turn.after('fence', FENCE_MS + delay)
  turn.note('fencing', `${turn.name} has ${state.deployment.peer.node} fenced.`)
  turn.log('stonith-ng', 'notice', `Client crmd wants to fence (reboot) '${state.deployment.peer.node}' with device '(any)'`)
}

/** The device acts; without its answer it is tried again, ten times in all. */
export function onFenceTimer(turn: Turn): void {
  const { deployment } = turn.state
  const fenceAttempts = turn.state.fenceAttempts ?? 0
  if (!mustFence(turn.state)) return
  if (fenceAttempts >= ATTEMPTS_MAX) {
    turn.note(
      'fencing',
      `${deployment.peer.node} could not be fenced in ${ATTEMPTS_MAX} attempts: everything of it stays where it was.`,
    )
    turn.log('crmd', 'warning', `Too many failures (${ATTEMPTS_MAX}) to fence ${deployment.peer.node}, giving up`)
    return
  }
  if (fenceAttempts > 0)
    turn.log('stonith-ng', 'error', `Operation reboot of ${deployment.peer.node} by ${turn.name} for crmd: Timer expired`)
  turn.set({ fenceAttempts: fenceAttempts + 1 })
  turn.effects.push({
    type: 'send',
    to: { node: deployment.peer.node },
    network: 'public',
    port: 443,
    message: { frame: 'fence' },
  })
  turn.after('fence', TIMEOUT_MS)
}

/** This machine is reset from outside, whatever it was doing; one without power stays off, and is as harmless. */
export function onFence(turn: Turn): void {
  if (!isPaired(turn.state)) return
  const { deployment, power } = turn.state
  if (power !== 'off') crash(turn, 'reset', `${turn.name} has been fenced by ${deployment.peer.node}.`)
  turn.effects.push({
    type: 'send',
    to: { node: deployment.peer.node },
    network: 'public',
    port: 443,
    message: { frame: 'fenced' },
  })
}

/** The device says that it is done: the lost node holds nothing any more. */
export function onFenced(turn: Turn): void {
  const { peer, deployment } = turn.state
  if (!isUnderWay(turn.state)) return
  turn.cancel('fence')
  turn.set({ fenceAttempts: null, peer: { ...peer, lost: null, isFenced: true } })
  turn.note('fencing', `${deployment.peer.node} has been fenced: what it ran may run here.`)
  turn.log('stonith-ng', 'notice', `Operation reboot of ${deployment.peer.node} by ${turn.name} for crmd@${turn.name}: OK`)
}
