// Corosync: who is in the ring, and whether that is enough to act.
//
// Two nodes with one vote each, `two_node` and therefore `wait_for_all` (votequorum(5)): one vote is
// a quorum, but a node that starts cold waits until it has seen its peer once.

import type { NodeId } from '../kernel/machine.ts'

/** How long a silent ring goes unnoticed: no token for this long … */
const TOKEN_MS = 1_000
/** … and then the time the rest takes to agree on a new membership: 1.2 tokens. */
const CONSENSUS_MS = 1_200
/** From the last token to the new membership (corosync.conf(5): token, consensus). */
export const LOSS_MS = TOKEN_MS + CONSENSUS_MS

/** One vote a node. */
export const EXPECTED_VOTES = 2

/** Corosync on one node. */
export type Corosync = {
  readonly running: boolean
  readonly members: readonly NodeId[] // this node first; empty when not running
  readonly hasSeenAll: boolean // wait_for_all is satisfied, until corosync stops
  readonly ring: number // counts memberships, by fours, as ring ids do
}

/** Corosync that does not run; `ring`: the last membership it knew. */
export const stoppedCorosync = (ring: number): Corosync => ({ running: false, members: [], hasSeenAll: false, ring })

/** Corosync just started: alone, until it hears its peer. */
export const started = (corosync: Corosync, self: NodeId): Corosync =>
  corosync.running ? corosync : { running: true, members: [self], hasSeenAll: false, ring: corosync.ring + 4 }

/** The ring once the peer has joined. */
export const joined = (corosync: Corosync, peer: NodeId, peerRing: number): Corosync => ({
  ...corosync,
  members: corosync.members.includes(peer) ? corosync.members : [...corosync.members, peer],
  hasSeenAll: true,
  ring: corosync.members.includes(peer) ? corosync.ring : Math.max(corosync.ring, peerRing) + 4,
})

/** The ring once the peer has left it. */
export const left = (corosync: Corosync, peer: NodeId): Corosync => ({
  ...corosync,
  members: corosync.members.filter((member) => member !== peer),
  ring: corosync.ring + 4,
})

/** Whether the partition may run resources: two_node needs one vote, wait_for_all a peer seen once. */
export const isQuorate = (corosync: Corosync): boolean => corosync.running && corosync.hasSeenAll && corosync.members.length >= 1

/**
 * Whether stopping this node would take the quorum away, by pcs's own rule (pcs 0.9, cluster.py): a node that is
 * not quorate may stop; otherwise the votes of the others must still make a quorum.
 */
export const stopLosesQuorum = (corosync: Corosync): boolean => isQuorate(corosync) && corosync.members.length - 1 < 1

/** The flags corosync-quorumtool prints. */
export const flags = (corosync: Corosync): string => `2Node ${isQuorate(corosync) ? 'Quorate ' : ''}WaitForAll `
