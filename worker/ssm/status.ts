// This node's part of the cluster information base, derived from what it is: what crm_mon shows of it.

import { CAN_NOT_PROMOTE, CAN_PROMOTE, type NodeStatus, PROMOTE_ME } from './pacemaker.ts'
import { type DataStatus, DISCONNECT, dataStatusOf, isWorthPromoting } from './resource-agent.ts'
import type { HaState } from './state.ts'

/** What this node would tell its peer about itself. */
export function statusOf(state: HaState): NodeStatus {
  const { pacemaker, database, deployment } = state
  const dataStatus = dataStatusOf(state, deployment.node)
  // The agent of a slave that is out of date does not even look how far its log goes.
  const stands = pacemaker.db === 'Slave' && database.process === 'slave' && !database.caughtUp && isWorthPromoting(dataStatus)
  return {
    since: pacemaker.since,
    shutdown: pacemaker.shutdown,
    operation: pacemaker.operation?.action ?? null,
    order: pacemaker.order,
    db: pacemaker.db,
    dbRuns: database.process !== 'stopped' || pacemaker.silent.includes('db'),
    vip: pacemaker.vip,
    satellite: pacemaker.satellite,
    score: scoreOf(pacemaker, database, dataStatus),
    dbStatus: dbStatusOf(pacemaker, database),
    dataStatus,
    dataStatuses: pacemaker.dataStatuses,
    baseline: pacemaker.baseline,
    standing: stands ? { position: database.position } : null,
    failures: pacemaker.failures,
    failCounts: pacemaker.failCounts,
    broken: pacemaker.broken,
    blocked: pacemaker.blocked,
    ...(state.restoring !== null && { stopsSatellite: true as const }),
    config: pacemaker.config,
    lastChange: pacemaker.lastChange,
  }
}

// pgsql's promotion scores: a master clings to its role, a slave that has been attached may follow it,
// one that has not may not, unless it has earned the right (ocf:heartbeat:pgsql).
function scoreOf(pacemaker: HaState['pacemaker'], database: HaState['database'], dataStatus: DataStatus): number | null {
  // None before the agent has run here; then what it wrote when it stopped the database, or began to start it.
  if (pacemaker.db === 'Stopped') return pacemaker.score
  // The agent lowers a master's score when it demotes it, and not when it dies.
  if (pacemaker.db === 'Master') return PROMOTE_ME
  if (pacemaker.score !== null) return pacemaker.score
  // The master has found it to be lost, and lowered its score with its status.
  if (dataStatus === DISCONNECT) return CAN_NOT_PROMOTE
  // Nobody has looked since it died: it keeps its score, and a promotion of it will fail.
  if (pacemaker.silent.includes('db')) return CAN_PROMOTE
  return database.process === 'slave' && database.caughtUp ? CAN_PROMOTE : CAN_NOT_PROMOTE
}

function dbStatusOf(pacemaker: HaState['pacemaker'], database: HaState['database']): string {
  if (database.process === 'master' || pacemaker.db === 'Master') return 'PRI'
  // A dead slave reads as it did until its monitor has looked; a demoted one was stopped by its agent, which says so.
  if (pacemaker.silent.includes('db') && pacemaker.score === null) return 'HS:async'
  if (database.process === 'stopped') return 'STOP'
  return database.streams ? 'HS:async' : 'HS:alone'
}
