// What pcs and corosync's tools print, in the format of pcs 0.9.165 and corosync 2.4 (their sources), from the
// same state that decides.

import type { Instant } from '../../kernel/time.ts'
import { ctime } from '../clock.ts'
import { EXPECTED_VOTES, flags, isQuorate } from '../corosync.ts'
import { lacksDevice } from '../pacemaker.ts'
import { isRingWhole } from '../services.ts'
import { CLUSTER_NAME } from '../stack.ts'
import type { HaState } from '../state.ts'
import { crmMon } from './crm-mon.ts'

/** What pcs says where the cluster does not run (pcs 0.9.167). */
export const NOT_RUNNING = 'Error: cluster is not currently running on this node'
/** What pcs says where there is no cluster. */
export const NOT_CONFIGURED = 'Error: cluster is not currently configured on this node'
/** What the tools of Pacemaker say where it does not run. */
export const NOT_CONNECTED = 'Connection to cluster failed: Transport endpoint is not connected'
/** What pcs says to the last quorate node. */
export const QUORUM_LOSS = 'Error: Stopping the node will cause a loss of the quorum, use --force to override'
/** What `pcs cluster stop` prints. */
export const STOPPING = ['Stopping Cluster (pacemaker)...', 'Stopping Cluster (corosync)...'] as const
/** What `pcs cluster start` prints. */
export const STARTING = ['Starting Cluster (corosync)...', 'Starting Cluster (pacemaker)...'] as const

/** Whether the tools can reach Pacemaker here. */
export const isRunning = ({ services }: HaState): boolean => services === 'running'

/** `pcs status`, or null when the cluster does not run here. `local`: this node's clock. */
export function pcsStatus(state: HaState, local: Instant, full: boolean): string | null {
  if (!isRunning(state)) return null
  return [
    `Cluster name: ${CLUSTER_NAME}`,
    ...(lacksDevice(state.pacemaker.config) ? ['', 'WARNINGS:', 'No stonith devices and stonith-enabled is not false', ''] : []),
    crmMon(state, local, { inactive: true, byNode: false, attributes: full, failCounts: full, detailed: full }),
    '',
    ...(full ? ['PCSD Status:', ...pcsdStatus(state), ''] : []),
    'Daemon Status:',
    '  corosync: active/enabled',
    '  pacemaker: active/enabled',
    '  pcsd: active/enabled',
  ].join('\n')
}

// pcsd runs whether or not the cluster does; the local node usually answers first.
function pcsdStatus(state: HaState): readonly string[] {
  const { deployment, peer } = state
  const answers = peer.answers && isRingWhole(state)
  return [`  ${deployment.node}: Online`, `  ${deployment.peer.node}: ${answers ? 'Online' : 'Offline'}`]
}

/** `corosync-cfgtool -s`. */
export function cfgtool({ deployment, corosync }: HaState): string {
  if (!corosync.running) return 'Could not initialize corosync configuration API error 2'
  return [
    'Printing ring status.',
    `Local node ID ${deployment.number}`,
    'RING ID 0',
    `\tid\t= ${deployment.privateAddress}`,
    '\tstatus\t= ring 0 active with no faults',
  ].join('\n')
}

/** `corosync-quorumtool -p -s`. */
export function quorumtool(state: HaState, local: Instant): string {
  const { deployment, corosync } = state
  if (!corosync.running) return 'Cannot initialize QUORUM service'
  const members = [deployment, deployment.peer]
    .filter(({ node }) => corosync.members.includes(node))
    .sort((a, b) => a.number - b.number)
  const lowest = members[0]?.number ?? deployment.number
  return [
    'Quorum information',
    '------------------',
    `Date:             ${ctime(local)}`,
    'Quorum provider:  corosync_votequorum',
    `Nodes:            ${members.length}`,
    `Node ID:          ${deployment.number}`,
    `Ring ID:          ${lowest}/${corosync.ring}`,
    `Quorate:          ${isQuorate(corosync) ? 'Yes' : 'No'}`,
    '',
    'Votequorum information',
    '----------------------',
    `Expected votes:   ${EXPECTED_VOTES}`,
    `Highest expected: ${EXPECTED_VOTES}`,
    `Total votes:      ${members.length}`,
    `Quorum:           1 ${isQuorate(corosync) ? ' ' : 'Activity blocked'}`,
    `Flags:            ${flags(corosync)}`,
    '',
    'Membership information',
    '----------------------',
    '    Nodeid      Votes    Qdevice Name',
    ...members.map(
      ({ node, number }) =>
        `${String(number).padStart(10)}${'1'.padStart(11)}         NR ${node}${node === deployment.node ? ' (local)' : ''}`,
    ),
  ].join('\n')
}
