// How configuration gets from the primary to everybody else. EX-30, EX-34.
//
// Two ways, as in the product: a write to the cluster database goes to the connected peers at once and
// is repeated until they have it; and every two minutes the synchroniser of each peer looks whether its
// copy is the primary's. While it is known to be, it says nothing to anybody.

import { draw } from '../kernel/random.ts'
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts'
import { tellOfCertificates, turnOutInvalid } from './admission.ts'
import { agrees } from './agreement.ts'
import { differences, hasFullDisk } from './conditions.ts'
import { FACTORY_CONFIGURATION, ITEMS } from './configuration.ts'
import { changesOf } from './configuration-changes.ts'
import { logChange, type Origin } from './log.ts'
import { logInsertion, logSynchronisation, logTlsModeChanged } from './log-cluster.ts'
import { lose } from './losses.ts'
import { greetFailed, lineOf } from './mesh.ts'
import { afterWrite, covers } from './stamp.ts'
import {
  type Draft,
  hasTimer,
  isClustered,
  isListed,
  isPrimary,
  type Link,
  note,
  type PeerState,
  put,
  putLink,
  type Shared,
  setTimer,
  stopTimer,
} from './state.ts'
import { takeKey } from './system-key.ts'
import { isKeyError, keyIsServed } from './upgrade.ts'
import { type Heard, isConnected, patience, tell, type Wire } from './wire.ts'

/** How often configuration is copied from the primary. */
export const SYNCHRONISE_MS = 2 * MINUTE_MS
/** A write that was not confirmed is sent again after this time, and the peer given up after so many. */
const PUSH_MS = 2 * SECOND_MS
const PUSHES_MAX = 8
/** A peer's first synchronisation after its start: its own schedule begins there. */
const FIRST_MS = [30 * SECOND_MS, 119 * SECOND_MS] as const

const primaryLink = (state: PeerState): Link | null => state.links[state.saved.configurationPrimary - 1] ?? null

/** Changes replicated items here. On the primary they go out at once; on a subordinate they last until the next replication. */
export function change(draft: Draft, shared: Shared, origin: Origin): void {
  const before = draft.state.shared
  put(draft, { shared })
  afterChange(draft, before, origin)
  if (isClustered(draft.state) && !isPrimary(draft.state)) {
    const isApart = primaryLink(draft.state)?.state !== 'active' || draft.state.edited === 'apart'
    put(draft, { edited: isApart ? 'apart' : 'connected', inStep: false })
    return
  }
  put(draft, { stamp: afterWrite(draft.state.stamp, draft.state.id), pushes: 0 })
  push(draft)
}

/** A subordinate has become the primary: what it wrote on its own until then is the cluster's from now on. EX-16, EX-34. */
export function lead(draft: Draft): void {
  const { edited, stamp, id } = draft.state
  if (edited === null || !isPrimary(draft.state)) return
  put(draft, { edited: null, stamp: afterWrite(stamp, id), pushes: 0 })
  push(draft)
}

// What follows from new content, wherever it came from. Returns how many items changed.
function afterChange(draft: Draft, before: Shared, origin: Origin): number {
  const { shared } = draft.state
  let changed = 0
  for (const item of ITEMS) {
    const [was, is] = [before.configuration[item.key], shared.configuration[item.key]]
    if (was === is || JSON.stringify(was) === JSON.stringify(is)) continue
    changed += 1
    for (const [path, page, from, to] of changesOf(item, was, is)) logChange(draft, origin, path, page, from, to)
  }
  if (
    before.addressMapping !== shared.addressMapping &&
    JSON.stringify(before.addressMapping) !== JSON.stringify(shared.addressMapping)
  ) {
    changed += 1
    const words = ({ enabled, entries }: Shared['addressMapping']) => `${enabled ? 'On' : 'Off'} (${entries.length})`
    logChange(
      draft,
      origin,
      'clusterConfiguration address_mapping',
      'cluster/address_mapping',
      words(before.addressMapping),
      words(shared.addressMapping),
    )
  }
  if (before.tlsMode !== shared.tlsMode) {
    changed += 1
    if (origin !== 'replication') logInsertion(draft, 0)
    logChange(
      draft,
      origin,
      'clusterConfiguration tls_verify',
      'cluster/tls_verify',
      inDatabase(before.tlsMode),
      inDatabase(shared.tlsMode),
    )
    logTlsModeChanged(draft, origin, shared.tlsMode === 'Enforce')
    if (isListed(draft.state)) put(draft, { restartRequired: true })
  }
  return changed
}

/** The TLS verification mode as the cluster database and the logs have it; pages say Enforce. EX-31. */
export const inDatabase = (mode: Shared['tlsMode']): string => (mode === 'Enforce' ? 'Enforcing' : mode)

const isBehind = (state: PeerState, link: Link | null): link is Link =>
  link !== null && link.state === 'active' && link.facts !== null && link.stamp !== state.stamp && agrees(state, link.facts)

function push(draft: Draft): void {
  if (!isClustered(draft.state) || !isPrimary(draft.state)) return
  const { stamp, shared } = draft.state
  const behind = draft.state.links.filter((link) => isBehind(draft.state, link))
  for (const link of behind) tell(draft, link, { type: 'copy', stamp, shared })
  if (behind.length > 0) setTimer(draft, 'push', Math.max(...behind.map((link) => patience(draft.state, link, PUSH_MS))))
  else stopTimer(draft, 'push')
}

/** A primary that takes part again, after its own name or list kept it out, hands on what it wrote meanwhile. EX-34. */
export function tendPush(draft: Draft, before: PeerState): void {
  if (!isClustered(draft.state) || isClustered(before) || !isPrimary(draft.state)) return
  put(draft, { pushes: 0 })
  push(draft)
}

/** A write has not been confirmed by everybody in time. */
export function pushAgain(draft: Draft): void {
  put(draft, { pushes: draft.state.pushes + 1 })
  if (draft.state.pushes > PUSHES_MAX)
    for (const [line, link] of draft.state.links.entries()) {
      if (!isBehind(draft.state, link)) continue
      lose(draft, line, 'silent')
      putLink(draft, line, { databaseFailed: true })
    }
  push(draft)
}

/** Something a peer said about the database. */
export function hearDatabase(draft: Draft, heard: Heard): void {
  const message = heard.message as unknown as Wire
  const line = lineOf(draft.state, heard.from)
  const link = draft.state.links[line]
  if (link?.state !== 'active' || link.facts === null || !isClustered(draft.state)) return
  switch (message.type) {
    case 'key':
      takeKey(draft, link.facts.systemName || link.address)
      return
    case 'want-copy':
      if (isPrimary(draft.state) && agrees(draft.state, link.facts))
        tell(draft, link, { type: 'copy', stamp: draft.state.stamp, shared: draft.state.shared })
      return
    case 'copy':
      if (line === draft.state.saved.configurationPrimary - 1 && agrees(draft.state, link.facts)) take(draft, link, message)
      return
    case 'copied':
      putLink(draft, line, { stamp: message.stamp })
      if (!draft.state.links.some((each) => isBehind(draft.state, each))) stopTimer(draft, 'push')
      return
  }
}

function take(draft: Draft, from: Link, { stamp, shared }: Extract<Wire, { type: 'copy' }>): void {
  const before = draft.state
  tell(draft, from, { type: 'copied', stamp })
  if (isKeyError(before)) return
  // Two that made the same change apart from each other do not differ.
  if (before.member && conflicts(before, stamp) && JSON.stringify(before.shared) !== JSON.stringify(shared)) {
    if (before.conflict) return
    put(draft, { conflict: true, inStep: false })
    note(
      draft,
      'conflict',
      `The configuration here conflicts with that of ${from.facts?.systemName || from.address}: both took changes while they were apart. Nothing replicates to this peer until it is synchronised by hand.`,
    )
    return
  }
  if (before.conflict) put(draft, { conflict: false })
  // Out of step, the content counts and not the stamp: what was deleted here may bear the very stamp of what arrives.
  if (before.stamp === stamp && !before.edited && before.member && before.inStep) return
  // The same content stays the same object, so that what follows does not depend on how the message got here.
  const isNew = JSON.stringify(before.shared) !== JSON.stringify(shared)
  put(draft, { shared: isNew ? shared : before.shared, stamp, edited: null, inStep: true, member: true })
  const changed = afterChange(draft, before.shared, 'replication')
  const source = from.facts?.systemName || from.address
  if (!before.member)
    note(draft, 'replicated', `The configuration here was replaced by that of ${source}: ${items(changed)} differed.`, {
      changed,
    })
  else if (changed > 0) note(draft, 'replicated', `Configuration arrived from ${source}: ${items(changed)}.`, { changed })
}

// What this peer holds is more than a copy of what the primary once had: a write of its own as primary
// that the other never saw, or one made here out of the primary's reach while the primary went on as well.
const conflicts = (state: PeerState, stamp: string): boolean =>
  !covers(stamp, state.stamp) || (state.edited === 'apart' && stamp !== state.stamp)

/**
 * `xCommand ForceConfigUpdate`: a subordinate deletes its configuration and takes the primary's; on the
 * primary nobody is left to take it from, and the deletion replicates. Returns why it was not done, or null. EX-33.
 */
export function forceUpdate(draft: Draft): string | null {
  if (!isClustered(draft.state)) return 'this system is in no cluster'
  const before = draft.state.shared
  const shared = { ...before, addressMapping: { enabled: false, entries: [] }, configuration: FACTORY_CONFIGURATION }
  if (isPrimary(draft.state)) {
    change(draft, shared, 'cli')
    note(draft, 'forced', 'The configuration was deleted on the primary, and with it the configuration of the whole cluster.')
    return null
  }
  put(draft, { shared, stamp: '', edited: null, conflict: false, inStep: false })
  afterChange(draft, before, 'cli')
  note(draft, 'forced', 'The configuration here was deleted; that of the primary takes its place.')
  const link = primaryLink(draft.state)
  if (link?.state === 'active') tell(draft, link, { type: 'want-copy' })
  return null
}

const items = (count: number): string => `${count} ${count === 1 ? 'item' : 'items'}`

/** Keeps a subordinate's opinion of its copy true: asked for when the primary is back, in doubt while the settings differ. */
export function tendCopy(draft: Draft, before: PeerState): void {
  const { state } = draft
  const hasDatabase = isPrimary(state) || state.links.some((each) => each?.state === 'active' && each.facts?.loaded === true)
  if (!state.loaded && isClustered(state) && hasDatabase) put(draft, { loaded: true })
  const link = primaryLink(draft.state)
  if (link === null || !isClustered(draft.state)) return
  if (draft.state.inStep && link.facts !== null && !agrees(draft.state, link.facts)) put(draft, { inStep: false })
  const wasActive = before.links.some((each) => each !== null && each.node === link.node && each.state === 'active')
  if (link.state === 'active' && !wasActive) tell(draft, link, { type: 'want-copy' })
}

/** Once the primary was upgraded again, its data can be read within ten minutes. EX-19. */
export function tendKey(draft: Draft): void {
  if (!keyIsServed(draft.state)) stopTimer(draft, 'key')
  else if (!hasTimer(draft.state, 'key')) setTimer(draft, 'key', KEY_SETTLES_MS)
}

const KEY_SETTLES_MS = 10 * MINUTE_MS

export function settleKey(draft: Draft): void {
  put(draft, { keyAwaits: null, inStep: false })
  const link = primaryLink(draft.state)
  if (link?.state === 'active') tell(draft, link, { type: 'want-copy' })
}

/** Sets the schedule of a peer that has just started. */
export function startSynchroniser(draft: Draft): void {
  const [ms, random] = draw(draft.state.random, FIRST_MS[0], FIRST_MS[1])
  put(draft, { random })
  setTimer(draft, 'synchronise', ms, 'standing')
}

/** One run of the synchroniser. */
export function synchronise(draft: Draft): void {
  const { state } = draft
  if (!isClustered(state)) return
  const outcome = look(state)
  logSynchronisation(draft, outcome === 'settings-differ' ? 'unreachable' : outcome)
  put(draft, {
    lastSync: draft.at,
    ...(hasFullDisk(state) === (state.lacksFile ?? false) ? {} : { lacksFile: hasFullDisk(state) }),
  })
  tellOfCertificates(draft, state)
  setTimer(draft, 'synchronise', SYNCHRONISE_MS, 'standing')
  if (outcome !== 'no-file' && (outcome === 'unreachable') !== state.primaryUnreachable)
    put(draft, { primaryUnreachable: outcome === 'unreachable' })
  if (outcome === 'copying') tell(draft, primaryLink(state) as Link, { type: 'want-copy' })
  turnOutInvalid(draft)
  greetFailed(draft)
  if (!state.mismatch.settings && !state.mismatch.primary) return
  const now = differences(state)
  if (now.settings !== state.mismatch.settings || now.primary !== state.mismatch.primary) put(draft, { mismatch: now })
}

function look(
  state: PeerState,
): 'no-file' | 'primary' | 'up-to-date' | 'copying' | 'unreachable' | 'settings-differ' | 'conflict' {
  if (hasFullDisk(state)) return 'no-file'
  if (isPrimary(state)) return 'primary'
  const link = primaryLink(state)
  if (!isConnected(link) || link.facts === null) return 'unreachable'
  if (!agrees(state, link.facts)) return 'settings-differ'
  if (state.conflict || isKeyError(state)) return 'conflict'
  return state.inStep && !state.edited ? 'up-to-date' : 'copying'
}

/** Marks the next synchronisation as one that has something to do, or not: until then nothing is settled. */
export function tendSynchroniser(draft: Draft): void {
  const { state } = draft
  if (!isClustered(state)) {
    stopTimer(draft, 'synchronise')
    return
  }
  if (!hasTimer(state, 'synchronise')) startSynchroniser(draft)
  const kind = isOutstanding(draft.state) ? 'transient' : 'standing'
  const timer = draft.state.timers.find((each) => each.name === 'synchronise')
  if (timer !== undefined && timer.kind !== kind) setTimer(draft, 'synchronise', timer.due - draft.at, kind)
}

function isOutstanding(state: PeerState): boolean {
  if (hasFullDisk(state)) return state.lacksFile !== true
  if (state.lacksFile) return true
  if (state.mismatch.settings || state.mismatch.primary) {
    const now = differences(state)
    if (now.settings !== state.mismatch.settings || now.primary !== state.mismatch.primary) return true
  }
  const link = primaryLink(state)
  if (link === null) return false
  const takesCopies = !state.conflict && !isKeyError(state)
  if (link.state === 'active' && link.facts !== null && takesCopies)
    return (!state.inStep || state.edited !== null) && agrees(state, link.facts)
  // Whether the primary can be reached is found out by a synchronisation, once.
  return (look(state) === 'unreachable') !== state.primaryUnreachable
}
