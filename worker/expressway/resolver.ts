// The names on the list of peers: which of them led nowhere, or elsewhere, and when they are looked up again. EX-32.

import { MINUTE_MS } from '../kernel/time.ts'
import { resolve } from './address.ts'
import { logNameRetry, RESOLVER_AFTER_LOSS_MS } from './log-cluster.ts'
import { connectAnew } from './mesh.ts'
import {
  type Draft,
  directoryOf,
  hasTimer,
  isClustered,
  isListed,
  type Link,
  type PeerState,
  setTimer,
  stopTimer,
} from './state.ts'

/** Names that did not resolve are tried again after this time. */
export const NAME_RETRY_MS = 5 * MINUTE_MS

/** The time to look up again the names that failed has come. EX-32. */
export function retryNames(draft: Draft): void {
  logNameRetry(draft)
  setTimer(draft, 'names', NAME_RETRY_MS, 'standing')
  const directory = directoryOf(draft.state)
  for (const [line, link] of draft.state.links.entries()) {
    if (link === null || !isAstray(draft.state, link)) continue
    const resolved = resolve(link.address, directory)
    if (resolved === null) continue
    connectAnew(draft, line, resolved)
  }
}

/** Keeps the resolver at work while there is a name to look up again, or a peer that was lost. */
export function tendNames(draft: Draft): void {
  const { state } = draft
  const isLookedUp = isListed(state) && state.links.some((link) => link !== null && isAstray(state, link))
  const isMissed = isClustered(state) && state.links.some((link) => link?.state === 'failed' && link.lostAt !== null)
  if (!isLookedUp && !isMissed) stopTimer(draft, 'names')
  else if (!hasTimer(state, 'names')) setTimer(draft, 'names', isLookedUp ? NAME_RETRY_MS : RESOLVER_AFTER_LOSS_MS, 'standing')
}

// A name that led nowhere, or that leads elsewhere by now while nobody answers at the old address, or somebody does who
// does not join, or while the peer there has a line of its own, which it keeps from it.
function isAstray(state: PeerState, link: Link): boolean {
  if (link.resolved === null) return true
  const isDoubled = state.links.some((each) => each !== null && each !== link && each.resolved === link.resolved)
  if (link.state === 'active' && !isDoubled) return false
  const resolved = resolve(link.address, directoryOf(state))
  return resolved !== null && resolved !== link.resolved
}
