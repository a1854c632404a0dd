// A known fault of X14.0: peers that stay in a cluster say for a while that they cannot connect to one whose line was
// added or removed, although nothing is wrong. The release notes of X14.0 speak of at least five minutes. EX-40.

import { MINUTE_MS } from '../kernel/time.ts'
import { isBefore } from './identity.ts'
import { type ClusterSettings, type Draft, isClustered, put, setTimer } from './state.ts'

const STRAY_MS = 5 * MINUTE_MS

/** The list of peers was saved: alarm 20021 will name those whose line is new or gone, where the release does so. */
export function misjudge(draft: Draft, before: ClusterSettings): void {
  const { version } = draft.state.identity
  if (isBefore(version, 'X14.0') || !isBefore(version, 'X14.0.1') || !isClustered(draft.state)) return
  const { addresses } = draft.state.saved
  const differ = [
    ...addresses.filter((each) => each !== '' && !before.addresses.includes(each)),
    ...before.addresses.filter((each) => each !== '' && !addresses.includes(each)),
  ]
  if (differ.length === 0) return
  put(draft, { misjudged: differ })
  setTimer(draft, 'stray', STRAY_MS)
}

/** It is over. */
export const judgeRightly = (draft: Draft): void => put(draft, { misjudged: [] })
