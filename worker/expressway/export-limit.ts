// The number of encrypted signaling sessions that export control allows a system from X14.2 on. EX-05.
//
// Source: Administrator Guide, Smart Licensing Export Compliance. Every registration and every call counts as one.

import { isBefore } from './identity.ts'

const SINCE = 'X14.2'
const SESSIONS_MAX = 2_500
const WARNING_PERCENT = 90

/** How many sessions there may be at once on this release; Infinity where nothing limits them. */
export const exportLimit = (version: string): number => (isBefore(version, SINCE) ? Number.POSITIVE_INFINITY : SESSIONS_MAX)

/** Alarms 30048, and with it 30047: how near so many sessions are to the limit. */
export function exportStanding(version: string, sessions: number): 'free' | 'near' | 'reached' {
  const limit = exportLimit(version)
  if (sessions >= limit) return 'reached'
  return sessions * 100 >= limit * WARNING_PERCENT ? 'near' : 'free'
}
