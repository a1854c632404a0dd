// This node's part of the cluster information base, derived from what it is: what crm_mon shows of it.

import { CAN_NOT_PROMOTE, CAN_PROMOTE, type NodeStatus, PROMOTE_ME } from './pacemaker.ts'
import type { HaState } from './state.ts'

export function statusOf({ pacemaker, database }: HaState): NodeStatus {
  const alone = pacemaker.db === 'Slave' && database.process === 'slave' && !database.caughtUp
  return {
    since: pacemaker.since,
    shutdown: pacemaker.shutdown,
    operation: pacemaker.operation?.action ?? null,
    order: pacemaker.order,
    db: pacemaker.db,
    dbRuns: database.process !== 'stopped' || pacemaker.silent.includes('db'),
    vip: pacemaker.vip,
    satellite: pacemaker.satellite,
    score: scoreOf(pacemaker, database),
    ...attributesOf(pacemaker, database),
    standing: alone ? { timeline: database.timeline, position: database.position, wasMaster: database.wasMaster } : null,
    failures: pacemaker.failures,
    failCounts: pacemaker.failCounts,
    broken: pacemaker.broken,
    blocked: pacemaker.blocked,
    config: pacemaker.config,
    lastChange: pacemaker.lastChange,
  }
}

// pgsql's promotion scores: a master clings to its role, a slave that has been attached may follow it,
// one that has not may not, unless it has earned the right (ocf:heartbeat:pgsql).
function scoreOf(pacemaker: HaState['pacemaker'], database: HaState['database']): number | null {
  if (pacemaker.db === 'Stopped') return null
  // The agent lowers a master's score when it demotes it, and not when it dies.
  if (pacemaker.db === 'Master') return PROMOTE_ME
  if (pacemaker.score !== null) return pacemaker.score
  // Nobody has looked since it died: it keeps its score, and a promotion of it will fail.
  if (pacemaker.silent.includes('db')) return CAN_PROMOTE
  return database.process === 'slave' && database.caughtUp ? CAN_PROMOTE : CAN_NOT_PROMOTE
}

function attributesOf(
  pacemaker: HaState['pacemaker'],
  database: HaState['database'],
): Pick<NodeStatus, 'dbStatus' | 'dataStatus'> {
  if (database.process === 'master' || pacemaker.db === 'Master') return { dbStatus: 'PRI', dataStatus: 'LATEST' }
  // A dead slave reads as it did until its monitor has looked; a demoted one was stopped by its agent, which says so.
  if (pacemaker.silent.includes('db') && pacemaker.score === null) return { dbStatus: 'HS:async', dataStatus: 'STREAMING|ASYNC' }
  if (database.process === 'stopped') return { dbStatus: 'STOP', dataStatus: database.wasMaster ? 'LATEST' : 'DISCONNECT' }
  if (database.streams) return { dbStatus: 'HS:async', dataStatus: 'STREAMING|ASYNC' }
  const data = pacemaker.score !== null || database.wasMaster ? 'LATEST' : database.caughtUp ? 'STREAMING|ASYNC' : 'DISCONNECT'
  return { dbStatus: 'HS:alone', dataStatus: data }
}
