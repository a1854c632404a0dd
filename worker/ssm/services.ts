// The cluster daemons of one node: corosync and Pacemaker started and stopped in their order, as pcs
// does it. Output comes at once; each daemon takes its time behind it.

import { SECOND_MS } from '../kernel/time.ts'
import { isQuorate, started, stoppedCorosync } from './corosync.ts'
import type { HaState } from './state.ts'
import type { Turn } from './turn.ts'

// Start and stop of the daemons; assumed.
const COROSYNC_MS = 1 * SECOND_MS
const PACEMAKER_MS = 4 * SECOND_MS

/** `pcs cluster start` on this node: corosync first, then Pacemaker. */
export function startCluster(turn: Turn): void {
  turn.set({ wanted: 'running' })
  if (turn.state.services !== 'stopped') return
  turn.set({ services: 'starting-corosync', pacemaker: freshPacemaker(turn.state) })
  turn.after('corosync', COROSYNC_MS)
  turn.note('cluster', `The cluster services of ${turn.name} are starting.`)
}

/** `pcs cluster stop` on this node: Pacemaker asks to be let go, and corosync follows when it has been. */
export function stopCluster(turn: Turn): void {
  turn.set({ wanted: 'stopped' })
  switch (turn.state.services) {
    case 'stopped':
    case 'leaving':
      return
    case 'starting-corosync':
    case 'starting-pacemaker':
      leave(turn)
      return
    case 'running':
      if (turn.state.pacemaker.shutdown) return
      turn.setPacemaker({ shutdown: true })
      turn.note('cluster', `${turn.name} asks to leave the cluster.`)
      turn.log('crmd', 'notice', "Caught 'Terminated' signal: shutting down")
  }
}

/** Pacemaker as it stands before it starts: nothing runs, nothing has failed, nobody has been heard. */
export function freshPacemaker({ pacemaker }: HaState): HaState['pacemaker'] {
  return {
    ...pacemaker,
    shutdown: false,
    db: 'Stopped',
    vip: false,
    satellite: false,
    score: null,
    operation: null,
    order: 0,
    failures: [],
    failCounts: {},
    silent: [],
    broken: [],
    blocked: [],
    calls: 0,
    baseline: null,
  }
}

/** Pacemaker has nothing left to stop here; corosync is stopped in its turn. */
export function leave(turn: Turn): void {
  turn.cancel('pacemaker')
  turn.cancel('operation')
  turn.cancel('xlog-check')
  turn.set({ services: 'leaving', pacemaker: freshPacemaker(turn.state), restoring: null })
  turn.after('corosync', COROSYNC_MS)
}

/** Corosync has finished starting or stopping. */
export function onCorosyncTimer(turn: Turn): void {
  const { state } = turn
  if (state.services === 'starting-corosync') {
    turn.set({ corosync: started(state.corosync, turn.name), services: 'starting-pacemaker' })
    turn.log(
      'corosync',
      'notice',
      `[TOTEM ] A new membership (${state.deployment.privateAddress}:${turn.state.corosync.ring}) was formed. Members joined: ${state.deployment.number}`,
    )
    turn.after('pacemaker', PACEMAKER_MS)
    if (isRingWhole(turn.state)) turn.say({ say: 'join', ring: turn.state.corosync.ring })
    return
  }
  if (state.services !== 'leaving') return
  if (state.corosync.members.length > 1) turn.say({ say: 'leave' })
  turn.set({
    services: 'stopped',
    corosync: stoppedCorosync(state.corosync.ring),
    peer: { ...state.peer, status: null, ordered: 0, lost: null },
    told: null,
  })
  turn.cancel('token')
  turn.log('corosync', 'notice', '[MAIN  ] Corosync Cluster Engine exiting normally')
  turn.note('cluster', `The cluster services of ${turn.name} have stopped.`)
  if (state.mode === 'tearing-down') return
  if (state.wanted === 'running') startCluster(turn)
}

/** Pacemaker is up and takes part. */
export function onPacemakerTimer(turn: Turn): void {
  if (turn.state.services !== 'starting-pacemaker') return
  turn.set({ services: 'running' })
  turn.setPacemaker({ since: turn.at })
  turn.log('crmd', 'notice', 'The local CRM is operational')
  turn.note('cluster', `The cluster services of ${turn.name} are running.`)
  if (waitsForPeer(turn.state))
    turn.note(
      'waiting',
      `${turn.name} waits for ${turn.state.deployment.peer.node}: until it has seen it once, it starts nothing and does not serve.`,
    )
}

/** Whether the cluster runs here and may start nothing before it has seen the peer (wait_for_all). */
export const waitsForPeer = ({ services, corosync, pacemaker }: HaState): boolean =>
  services === 'running' && !isQuorate(corosync) && pacemaker.config.quorumPolicy !== 'ignore'

/** Whether heartbeats pass both ways in good time. */
export function isRingWhole({ surroundings }: HaState): boolean {
  const link = surroundings.neighbours.find(({ network }) => network === 'private')
  return link?.out === true && link.in && link.roundTripMs < 1_000
}
