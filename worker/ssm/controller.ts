// The designated controller: has Pacemaker's decisions carried out, one action after another, here or
// on the peer. What is decided is in pacemaker.ts; how an action is done is in operations.ts.

import { sameJson } from '../kernel/checks.ts'
import type { Json } from '../kernel/machine.ts'
import { SECOND_MS } from '../kernel/time.ts'
import { isQuorate } from './corosync.ts'
import { isUnclean, watchFencing } from './fencing.ts'
import { begin } from './operations.ts'
import { compareStandings, controllerOf, decide, type Member, mayAct, PROMOTE_ME, type Standing } from './pacemaker.ts'
import { watchStandby } from './resource-agent.ts'
import type { HaState } from './state.ts'
import { statusOf } from './status.ts'
import type { Turn } from './turn.ts'

/** A slave without a master compares its log three times, a monitor of 30 s apart, before it may be promoted (ocf:heartbeat:pgsql, xlog_check_count). */
const XLOG_CHECKS_MS = 3 * 30 * SECOND_MS

/** The members whose Pacemaker has spoken, this node first. What is set holds for both, and this node knows the newest. */
export function membersOf(state: HaState): readonly Member[] {
  const { deployment, peer, services, corosync, pacemaker } = state
  const own: readonly Member[] =
    services === 'running' ? [{ node: deployment.node, number: deployment.number, status: statusOf(state) }] : []
  const other: readonly Member[] =
    peer.status !== null && corosync.members.includes(deployment.peer.node)
      ? [{ node: deployment.peer.node, number: deployment.peer.number, status: { ...peer.status, config: pacemaker.config } }]
      : []
  return [...own, ...other]
}

/**
 * The end of every step: the controller gives its next order once every order before has been
 * carried out, a slave without a master sees to its promotion, and the peer hears what changed.
 */
export function settle(turn: Turn): void {
  if (turn.state.services === 'running') {
    watchFencing(turn)
    watchStandby(turn)
    watchForMaster(turn)
    control(turn)
  }
  tell(turn)
}

function control(turn: Turn): void {
  const { state } = turn
  const members = membersOf(state)
  // Before every node of the ring has spoken, what it runs is unknown and nothing may be decided.
  if (members.length < state.corosync.members.length) return
  if (controllerOf(members)?.node !== turn.name) return
  const isBusy = members.some(({ status }) => status.operation !== null)
  const isWaiting = state.peer.status !== null && state.peer.status.order < state.peer.ordered
  if (isBusy || isWaiting) return
  const [action] = decide(members, isQuorate(state.corosync), isUnclean(state))
  if (action === undefined) return
  if (action.node === turn.name) {
    begin(turn, action)
    return
  }
  const n = Math.max(state.peer.ordered, state.peer.status?.order ?? 0) + 1
  turn.set({ peer: { ...state.peer, ordered: n } })
  turn.say({ say: 'order', n, action })
}

// The better of two slaves that have no master earns the right to be promoted; so does a lone one.
function watchForMaster(turn: Turn): void {
  const { pacemaker, database, peer } = turn.state
  const own = statusOf(turn.state).standing
  const earns =
    own !== null &&
    pacemaker.score === null &&
    pacemaker.operation === null &&
    !pacemaker.shutdown &&
    database.process === 'slave' &&
    mayAct(
      { node: turn.name, number: turn.state.deployment.number, status: statusOf(turn.state) },
      isQuorate(turn.state.corosync),
    ) &&
    peer.status?.db !== 'Master' &&
    (peer.status === null || peer.status.standing === null || isBetter(turn.state, own, peer.status.standing))
  if (!earns) turn.cancel('xlog-check')
  else if (!turn.isSet('xlog-check')) turn.after('xlog-check', XLOG_CHECKS_MS)
}

function isBetter({ deployment }: HaState, own: Standing, other: Standing): boolean {
  const order = compareStandings(own, other)
  return order < 0 || (order === 0 && deployment.number < deployment.peer.number)
}

/** Three equal looks at the log: this slave offers itself as master. */
export const onXlogTimer = (turn: Turn): void => turn.setPacemaker({ score: PROMOTE_ME })

function tell(turn: Turn): void {
  const { state } = turn
  if (state.services !== 'running' || !state.corosync.members.includes(state.deployment.peer.node)) return
  const status = statusOf(state)
  if (state.told !== null && sameJson(state.told as unknown as Json, status as unknown as Json)) return
  turn.set({ told: status })
  turn.say({ say: 'status', status })
}
