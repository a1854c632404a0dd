// Whether two peers fit together: as systems, by what they were told of their cluster, and by who holds its database.

import type { Identity } from './identity.ts'
import { type Facts, isPrimary, type PeerState } from './state.ts'

/**
 * Whether two peers contend for control: the subordinate was up before the primary and had nobody to take
 * the database from, so each of them holds its own. EX-12, EX-18.
 */
export function isContested(state: PeerState, facts: Facts | null): boolean {
  if (facts === null || !agrees(state, facts)) return false
  const leads = isPrimary(state)
  if (leads === facts.isPrimary) return false
  const [primary, other] = leads ? [state, facts] : [facts, state]
  return !other.loaded && other.startedAt <= primary.startedAt
}

/** Whether two peers were told the same about their cluster. What replicates is compared only while one is new. EX-11. */
export const agrees = (state: PeerState, facts: Facts): boolean => isSameKind(state, facts) && hasSameSettings(state, facts)

/** Whether two systems may share a database at all: of one type, on one release and on equivalent platforms. EX-01. */
const isSameKind = (state: PeerState, facts: Facts): boolean =>
  facts.version === state.identity.version && isSameType(state, facts)

/** Whether two systems are of one type and on equivalent platforms, whatever their releases. EX-01. */
export const isSameType = (state: PeerState, facts: Facts): boolean =>
  facts.series === state.identity.series && isEquivalent(facts.platform, state.identity.platform)

/** A standard appliance goes with a medium virtual machine; with a large one neither of them does. */
function isEquivalent(one: Identity['platform'], other: Identity['platform']): boolean {
  if (one === other) return true
  const pair = [one, other]
  return pair.includes('CE1200') && pair.includes('Medium VM')
}

/** Whether two peers were told the same, whatever they are. */
export function hasSameSettings(state: PeerState, facts: Facts): boolean {
  const theirs = facts.settings
  return (
    theirs.clusterName.toLowerCase() === state.saved.clusterName.toLowerCase() &&
    theirs.configurationPrimary === state.saved.configurationPrimary &&
    theirs.ipVersion === state.saved.ipVersion &&
    theirs.addresses.every((each, line) => each.toLowerCase() === state.saved.addresses[line]?.toLowerCase()) &&
    ((facts.member && state.member) || facts.tlsMode === state.shared.tlsMode)
  )
}
