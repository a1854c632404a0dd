// How configuration gets from the primary to everybody else. EX-30, EX-34.
//
// Two ways, as in the product: a write to the cluster database goes to the connected peers at once and
// is repeated until they have it; and every two minutes the synchroniser of each peer looks whether its
// copy is the primary's. While it is known to be, it says nothing to anybody.

import { draw } from '../kernel/random.ts'
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts'
import { differences } from './alarms.ts'
import { ITEMS, type Item } from './configuration.ts'
import { logChange, logSynchronisation, logTlsModeChanged, type Origin } from './log.ts'
import { greetFailed, type Heard, isConnected, lineOf, lose, patience, tell, type Wire } from './mesh.ts'
import {
  agrees,
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

/** How often configuration is copied from the primary. */
export const SYNCHRONISE_MS = 2 * MINUTE_MS
/** A write that was not confirmed is sent again after this time, and the peer given up after so many. */
const PUSH_MS = 2 * SECOND_MS
const PUSHES_MAX = 8
/** A peer's first synchronisation after its start: its own schedule begins there. */
const FIRST_MS = [30 * SECOND_MS, 119 * SECOND_MS] as const

const primaryLink = (state: PeerState): Link | null => state.links[state.saved.configurationPrimary - 1] ?? null

const nextStamp = (state: PeerState): string => `${Number(state.stamp.split('@')[0]) + 1}@${state.id}`

/** Changes replicated items here. On the primary they go out at once; on a subordinate they last until the next replication. */
export function change(draft: Draft, shared: Shared, origin: Origin): void {
  const before = draft.state.shared
  put(draft, { shared })
  afterChange(draft, before, origin)
  if (isClustered(draft.state) && !isPrimary(draft.state)) {
    put(draft, { edited: true, inStep: false })
    return
  }
  put(draft, { stamp: nextStamp(draft.state), pushes: 0 })
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
    logChange(draft, origin, item.path, `${item.page}/${item.key}`, printed(item, was), printed(item, is))
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
    logChange(
      draft,
      origin,
      'clusterConfiguration tls_verify',
      'cluster/tls_verify',
      inLog(before.tlsMode),
      inLog(shared.tlsMode),
    )
    logTlsModeChanged(draft, shared.tlsMode === 'Enforce')
    if (isListed(draft.state)) put(draft, { restartRequired: true })
  }
  return changed
}

const inLog = (mode: Shared['tlsMode']): string => (mode === 'Enforce' ? 'Enforcing' : mode)

function printed(item: Item, value: unknown): string {
  return item.kind === 'list' ? `${Array.isArray(value) ? value.length : 0} entries` : String(value)
}

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

/** A write has not been confirmed by everybody in time. */
export function pushAgain(draft: Draft): void {
  put(draft, { pushes: draft.state.pushes + 1 })
  if (draft.state.pushes > PUSHES_MAX)
    for (const [line, link] of draft.state.links.entries()) if (isBehind(draft.state, link)) lose(draft, line, 'silent')
  push(draft)
}

/** Something a peer said about the database. */
export function hearDatabase(draft: Draft, heard: Heard): void {
  const message = heard.message as unknown as Wire
  const line = lineOf(draft.state, heard.from)
  const link = draft.state.links[line]
  if (link?.state !== 'active' || link.facts === null || !isClustered(draft.state)) return
  switch (message.type) {
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
  if (before.stamp === stamp && !before.edited && before.member) {
    if (!before.inStep) put(draft, { inStep: true })
    return
  }
  put(draft, { shared, stamp, edited: false, inStep: true, member: true })
  const changed = afterChange(draft, before.shared, 'replication')
  const source = from.facts?.systemName || from.address
  if (!before.member)
    note(draft, 'replicated', `The configuration here was replaced by that of ${source}: ${items(changed)} differed.`, {
      changed,
    })
  else if (changed > 0) note(draft, 'replicated', `Configuration arrived from ${source}: ${items(changed)}.`, { changed })
}

const items = (count: number): string => `${count} ${count === 1 ? 'item' : 'items'}`

/** Keeps a subordinate's opinion of its copy true: asked for when the primary is back, in doubt while the settings differ. */
export function tendCopy(draft: Draft, before: PeerState): void {
  const link = primaryLink(draft.state)
  if (link === null || !isClustered(draft.state)) return
  if (draft.state.inStep && link.facts !== null && !agrees(draft.state, link.facts)) put(draft, { inStep: false })
  const wasActive = before.links.some((each) => each !== null && each.node === link.node && each.state === 'active')
  if (link.state === 'active' && !wasActive) tell(draft, link, { type: 'want-copy' })
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
  put(draft, { lastSync: draft.at })
  setTimer(draft, 'synchronise', SYNCHRONISE_MS, 'standing')
  if ((outcome === 'unreachable') !== state.primaryUnreachable) put(draft, { primaryUnreachable: outcome === 'unreachable' })
  if (outcome === 'copying') tell(draft, primaryLink(state) as Link, { type: 'want-copy' })
  greetFailed(draft)
  if (!state.mismatch.settings && !state.mismatch.primary) return
  const now = differences(state)
  if (now.settings !== state.mismatch.settings || now.primary !== state.mismatch.primary) put(draft, { mismatch: now })
}

function look(state: PeerState): 'primary' | 'up-to-date' | 'copying' | 'unreachable' | 'settings-differ' {
  if (isPrimary(state)) return 'primary'
  const link = primaryLink(state)
  if (!isConnected(link) || link.facts === null) return 'unreachable'
  if (!agrees(state, link.facts)) return 'settings-differ'
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
  if (state.mismatch.settings || state.mismatch.primary) {
    const now = differences(state)
    if (now.settings !== state.mismatch.settings || now.primary !== state.mismatch.primary) return true
  }
  const link = primaryLink(state)
  if (link === null) return false
  if (link.state === 'active' && link.facts !== null) return (!state.inStep || state.edited) && agrees(state, link.facts)
  // Whether the primary can be reached is still to be found out, once.
  return !isPrimary(state) && link.state === 'failed' && !state.primaryUnreachable
}
