// The key with which a cluster's peers encrypt what they store, X14.0 and later. A peer whose key file is
// not the cluster's raises alarm 40055. EX-44.

import { type Draft, isListed, note, put } from './state.ts'
import { isConnected, tell } from './wire.ts'

/**
 * `xCommand ForceSystemKeyUpdate`. A single system makes its key file anew; in a cluster a peer whose own
 * key is good hands it to the others. Returns why it was not done, or null.
 */
export function forceKeyUpdate(draft: Draft): string | null {
  if (!isListed(draft.state)) {
    takeKey(draft, 'this system')
    return null
  }
  if (draft.state.systemKey === 'stale')
    return 'alarm 40055 is raised on this peer; run the command on a peer where it is not. If it is raised on all peers, the cluster has to be created again'
  for (const link of draft.state.links) if (isConnected(link)) tell(draft, link, { type: 'key' })
  note(draft, 'key', 'The system key was handed to the other peers.')
  return null
}

/** The cluster's key arrived. */
export function takeKey(draft: Draft, from: string): void {
  if (draft.state.systemKey === 'current') return
  put(draft, { systemKey: 'current' })
  note(draft, 'key', `The system key file was updated from ${from}.`)
}
