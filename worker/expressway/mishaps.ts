// Starting points at which something has gone wrong already: peers lost, changes that conflict, a database that failed,
// a reset that is pending, a key or a certificate that is of no use any more.

import { type Fabric, surroundingsOf } from '../kernel/fabric.ts'
import { schedule } from '../kernel/machine.ts'
import type { Built } from '../kernel/product.ts'
import { DAY_MS, type Instant, MINUTE_MS } from '../kernel/time.ts'
import { EXPIRING, EXPIRING_DAYS, ISSUING } from './authority.ts'
import { expiryTimer, nearEndText, WARNED_DAYS } from './expiry.ts'
import { fqdnOf } from './identity.ts'
import { LOSS_STAGES_MS, lossStage, lossText } from './licences.ts'
import { RESOLVER_AFTER_LOSS_MS } from './log-cluster.ts'
import { referenceTo } from './material.ts'
import { byId, cluster, clusterStates, knowingAlarms, raised, SHARED_CONFIGURATION } from './prepared.ts'
import { NAME_RETRY_MS } from './resolver.ts'
import { fabricOf, INNER, STARTS } from './sites.ts'
import { afterWrite } from './stamp.ts'
import { certificateOf, type Link, type PeerState } from './state.ts'
import { NOBODY, population, type Users, usersOf } from './users.ts'

/** A cluster of which some peers (numbers from 1 on) lost their power `lostFor` ago, a quarter of an hour unless said otherwise. */
export function clusterWithDead(seed: number, count: number, dead: readonly number[], lostFor = 15 * MINUTE_MS): Built {
  const ids = dead.map((number) => INNER.nameOf(number))
  const fabric: Fabric = {
    ...fabricOf(Array.from({ length: count }, (_, index) => index + 1)),
    faults: ids.map((id) => ({ id: `${id}-dead`, fault: { kind: 'power-off', node: id } })),
  }
  const lostAt = STARTS - lostFor
  const resolved = lostAt + RESOLVER_AFTER_LOSS_MS
  const resolves = resolved + Math.ceil((STARTS - resolved) / NAME_RETRY_MS) * NAME_RETRY_MS
  const failed = (link: Link | null): Link | null =>
    link === null ? null : { ...link, state: 'failed', facts: null, lostAt, stamp: '' }
  const states = clusterStates(seed, fabric, count, 'fqdn', SHARED_CONFIGURATION).map((state): PeerState => {
    if (ids.includes(state.id))
      return {
        ...state,
        power: 'off',
        timers: [],
        alarms: [],
        inStep: false,
        loaded: false,
        users: NOBODY,
        lastSync: (state.lastSync ?? lostAt) - lostFor,
        links: state.links.map(failed),
      }
    const isOrphan = dead.includes(state.saved.configurationPrimary)
    const raisedThen = ['20004', '20006', ...(isOrphan ? ['20016'] : [])]
    const links = state.links.map((link, line) => (dead.includes(line + 1) ? failed(link) : link))
    const bereft: PeerState = {
      ...state,
      links,
      lossStages: links.map((link) => (link === null ? 0 : lossStage(state, link, STARTS))),
      inStep: state.inStep && !isOrphan,
      primaryUnreachable: isOrphan,
      users: takenOver(state, dead.length, count - dead.length),
      timers: schedule(state.timers, 'names', resolves, 'standing'),
      alarms: [...raisedThen.map((each) => raised(each, lostAt + MINUTE_MS)), ...state.alarms],
    }
    return countingLoss(bereft, lostAt)
  })
  return { fabric, states: byId(knowingAlarms(states)) }
}

// Counts the days since peers were lost, and says so once it has been a day, a week or two.
function countingLoss(state: PeerState, lostAt: Instant): PeerState {
  const lost = state.links.flatMap((link, line) => (link !== null && link.lostAt !== null ? [state.lossStages[line] ?? 0] : []))
  const stage = lost[0] ?? 0
  const next = LOSS_STAGES_MS[stage]
  const id = `300${10 + 2 * stage + (lost.length > 1 ? 1 : 0)}`
  const since = lostAt + (LOSS_STAGES_MS[stage - 1] ?? 0)
  return {
    ...state,
    timers: next === undefined ? state.timers : schedule(state.timers, 'licences', lostAt + next, 'standing'),
    alarms: stage === 0 ? state.alarms : [{ ...raised(id, since), detail: lossText(state, stage as 1 | 2 | 3) }, ...state.alarms],
  }
}

// The endpoints of lost peers are registered with those that are left.
function takenOver(state: PeerState, lost: number, left: number): Users {
  const { sip, h323, alternates } = usersOf(state)
  const share = (count: number): number => count + Math.floor((count * lost) / left)
  return population(state, { sip: share(sip), h323: share(h323) }, alternates)
}

/** A pair in which one change was made on each side while they were apart: the subordinate raises 20011. */
export function pairInConflict(seed: number): Built {
  const { fabric, states } = cluster(seed, 2, 'fqdn')
  const [first, second] = Object.values(states) as [PeerState, PeerState]
  const stamp = afterWrite(first.stamp, first.id)
  const heldBy = (state: PeerState, ttl: number): PeerState => ({
    ...state,
    shared: { ...state.shared, configuration: { ...state.shared.configuration, h323_time_to_live: ttl } },
  })
  const stray: PeerState = {
    ...heldBy(second, 90),
    edited: 'apart',
    conflict: true,
    inStep: false,
    alarms: [raised('20011', STARTS - 20 * MINUTE_MS), ...second.alarms],
  }
  return { fabric, states: byId(knowingAlarms([{ ...heldBy(first, 300), stamp }, stray])) }
}

/** A pair on which somebody switched H.323 off. */
export function pairWithoutH323(seed: number): Built {
  const fabric = fabricOf([1, 2])
  const states = clusterStates(seed, fabric, 2, 'fqdn', { ...SHARED_CONFIGURATION, h323_mode: 'Off' })
  const warned = states.map((state): PeerState => ({ ...state, alarms: [raised('20018', STARTS - DAY_MS), ...state.alarms] }))
  return { fabric, states: byId(knowingAlarms(warned)) }
}

/** A pair whose second peer has just had its list of peers cleared: a reset is pending. */
export function pairWithPendingReset(seed: number, hasFailed: boolean): Built {
  const { fabric, states } = cluster(seed, 2, 'fqdn')
  const [first, second] = Object.values(states) as [PeerState, PeerState]
  const lostAt = STARTS - 10 * MINUTE_MS
  const left: PeerState = {
    ...second,
    saved: { ...second.saved, addresses: second.saved.addresses.map(() => '') },
    resetArmed: second.saved.addresses,
    resetFailed: hasFailed,
    identity: { ...second.identity, hasResetFiles: !hasFailed },
    restartRequired: !hasFailed,
    inForce: hasFailed ? null : second.inForce,
    member: !hasFailed,
    inStep: false,
    lastSync: hasFailed ? null : second.lastSync,
    startedAt: hasFailed ? STARTS - 5 * MINUTE_MS : second.startedAt,
    links: second.links.map(() => null),
    timers: expiryTimer(second, STARTS),
    users: NOBODY,
    alarms: hasFailed ? [raised('15013', STARTS - 5 * MINUTE_MS)] : [raised('20007', lostAt)],
  }
  const bereft: PeerState = {
    ...first,
    links: first.links.map((link) => (link === null ? null : { ...link, state: 'failed', facts: null, stamp: '' })),
    alarms: [raised('20004', lostAt), raised('20006', lostAt), ...first.alarms],
  }
  return { fabric, states: byId([bereft, left]) }
}

/** A cluster on which verification was turned on and no peer has been restarted since. */
export function clusterAwaitingRestart(seed: number, count: number): Built {
  const { fabric, states } = cluster(seed, count, 'fqdn')
  const at = STARTS - 30 * MINUTE_MS
  const all = (Object.values(states) as PeerState[]).map(
    (state): PeerState => ({
      ...state,
      stamp: afterWrite(state.stamp, INNER.nameOf(1)),
      shared: { ...state.shared, tlsMode: 'Enforce' },
      restartRequired: true,
      links: state.links.map((link) => (link === null ? null : { ...link, stamp: afterWrite(state.stamp, INNER.nameOf(1)) })),
      alarms: [raised('20007', at), raised('20020', at), ...state.alarms],
    }),
  )
  return { fabric, states: byId(knowingAlarms(all)) }
}

/** A pair of which the second peer's database failed an hour ago. */
export function pairWithFailedDatabase(seed: number): Built {
  const { fabric, states } = cluster(seed, 2, 'fqdn')
  const [first, second] = Object.values(states) as [PeerState, PeerState]
  const ill: Fabric = {
    ...fabric,
    faults: [{ id: `${second.id}-database`, fault: { kind: 'database-stopped', node: second.id } }],
  }
  const at = STARTS - 60 * MINUTE_MS
  const failed = (link: Link | null): Link | null => (link === null ? null : { ...link, state: 'failed', facts: null, stamp: '' })
  const lost = (state: PeerState, ids: readonly string[]): PeerState => ({
    ...state,
    surroundings: surroundingsOf(ill, state.id),
    links: state.links.map(failed),
    inStep: false,
    alarms: ids.map((id) => raised(id, at)),
  })
  return {
    fabric: ill,
    states: byId([
      knowsFailed(lost(first, ['20004', '20006', '20025', '40049'])),
      { ...lost(second, ['15005', '20004', '20006']), database: 'failed', timers: expiryTimer(second, STARTS), lastSync: at },
    ]),
  }
}

// The failed peer said so as it parted: 20025 names it.
function knowsFailed(state: PeerState): PeerState {
  const links = state.links.map((link) => (link === null ? null : { ...link, databaseFailed: true }))
  const { address = '' } = links.find((link) => link !== null) ?? {}
  const detail = `Database synchronization failed on node ${address}, reboot node ${address} from CLI`
  return { ...state, links, alarms: state.alarms.map((alarm) => (alarm.id === '20025' ? { ...alarm, detail } : alarm)) }
}

/** A cluster in which one peer's system key file is not the others' any more. */
export function clusterWithStaleKey(seed: number, count: number, stale: number): Built {
  const { fabric, states } = cluster(seed, count, 'fqdn')
  const all = (Object.values(states) as PeerState[]).map(
    (state, index): PeerState =>
      index === stale - 1 ? { ...state, systemKey: 'stale', alarms: [...state.alarms, raised('40055', STARTS - DAY_MS)] } : state,
  )
  return { fabric, states: byId(knowingAlarms(all)) }
}

/** A cluster in which the certificate of one peer runs out within days. */
export function clusterWithExpiring(seed: number, count: number): Built {
  const { fabric, states } = cluster(seed, count, 'fqdn')
  const all = (Object.values(states) as PeerState[]).map((state): PeerState => {
    if (fqdnOf(state.identity) !== EXPIRING) return state
    const { identity } = state
    const chain = [referenceTo(`${EXPIRING}/expiring`), referenceTo(ISSUING)]
    const certificate = { chain, key: referenceTo(EXPIRING) }
    const own: PeerState = { ...state, identity: { ...identity, certificate }, daysLeft: EXPIRING_DAYS }
    return {
      ...own,
      timers: expiryTimer(own, STARTS).reduce((timers, { name, due, kind }) => schedule(timers, name, due, kind), state.timers),
      alarms: [
        ...state.alarms,
        {
          ...raised('40069', STARTS - (WARNED_DAYS - EXPIRING_DAYS) * DAY_MS),
          detail: nearEndText(own),
        },
      ],
    }
  })
  const shown = (node: string | null) => all.find(({ id }) => id === node)
  return {
    fabric,
    states: byId(
      knowingAlarms(all).map((state) => ({
        ...state,
        links: state.links.map((link) => {
          const other = shown(link?.node ?? null)
          return link === null || other === undefined ? link : { ...link, certificate: certificateOf(other) }
        }),
      })),
    ),
  }
}
