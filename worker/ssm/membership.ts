// The ring from one node's side: the peer joins, says goodbye, or falls silent.

import { schedule } from '../kernel/machine.ts'
import { SECOND_MS } from '../kernel/time.ts'
import { joined, LOSS_MS, left } from './corosync.ts'
import { failStart } from './failures.ts'
import { dropPeer } from './replication.ts'
import { isRingWhole } from './services.ts'
import type { Turn } from './turn.ts'

/** The peer's corosync runs and hears this one. */
export function onJoin(turn: Turn, ring: number, reply: boolean): void {
  const { corosync, deployment } = turn.state
  if (!corosync.running || turn.state.services === 'leaving') return
  const isNew = !corosync.members.includes(deployment.peer.node)
  turn.set({ corosync: joined(corosync, deployment.peer.node, ring) })
  turn.cancel('token')
  turn.cancel('probe')
  if (isNew) {
    turn.set({ told: null, peer: { ...turn.state.peer, status: null, ordered: 0, lost: null, isFenced: false, tornDown: false } })
    turn.setPacemaker({ order: 0 })
    turn.log(
      'corosync',
      'notice',
      `[TOTEM ] A new membership (${deployment.privateAddress}:${turn.state.corosync.ring}) was formed. Members joined: ${deployment.peer.number}`,
    )
  }
  if (reply) turn.say({ say: 'joined', ring: turn.state.corosync.ring })
}

/** The peer is no longer in the ring: it said goodbye, or has been silent for too long. */
export function onPeerGone(turn: Turn, how: 'left' | 'lost'): void {
  const { corosync, deployment } = turn.state
  turn.cancel('token')
  const { peer } = turn.state
  dropPeer(turn)
  turn.set({
    told: null,
    peer: { ...peer, status: null, ordered: 0, lost: how === 'lost' && !peer.isFenced ? (peer.status ?? peer.lost) : null },
  })
  turn.setPacemaker({ order: 0 })
  if (!corosync.members.includes(deployment.peer.node)) return
  turn.set({ corosync: left(corosync, deployment.peer.node) })
  turn.log(
    'corosync',
    'notice',
    `[TOTEM ] A new membership (${deployment.privateAddress}:${turn.state.corosync.ring}) was formed. Members left: ${deployment.peer.number}`,
  )
  if (how === 'lost') turn.note('heartbeat', `${turn.name} no longer hears ${deployment.peer.node}: the heartbeat is lost.`)
  const { operation } = turn.state.pacemaker
  if (operation !== null && operation.phase !== 'doing')
    failStart(turn, 'db', 'the master is gone in the middle of the base backup')
}

/** The link or the peer changed: a ring gone silent is given its time, a whole one is joined again. */
export function watchRing(turn: Turn): void {
  const { state } = turn
  if (!state.corosync.running || state.services === 'leaving') return
  const isMember = state.corosync.members.includes(state.deployment.peer.node)
  if (isRingWhole(state) && state.peer.answers) {
    turn.cancel('token')
    if (!isMember) turn.say({ say: 'join', ring: state.corosync.ring })
  } else if (isMember && !turn.isSet('token')) turn.after('token', LOSS_MS)
}

/** How often a node that lost its peer on a link that seems whole looks for it again; assumed. */
const PROBE_MS = 10 * SECOND_MS

/** The peer did not take a word although the link seems whole: it is looked for again later. */
export function probeLater(turn: Turn): void {
  const { corosync, peer, timers } = turn.state
  if (corosync.running && peer.answers && isRingWhole(turn.state))
    turn.set({ timers: schedule(timers, 'probe', turn.at + PROBE_MS, 'standing') })
}
