// How the starting points are built: systems prepared as the guides ask, clusters that have been running for a
// while, and clusters in which something has gone wrong already.

import type { Fabric } from '../kernel/fabric.ts'
import { surroundingsOf } from '../kernel/fabric.ts'
import { type NodeState, schedule } from '../kernel/machine.ts'
import type { Built } from '../kernel/product.ts'
import { draw, randomFrom, seedFor } from '../kernel/random.ts'
import { DAY_MS, type Instant, MINUTE_MS } from '../kernel/time.ts'
import { EXPIRING, EXPIRING_DAYS, ISSUING } from './authority.ts'
import { type Configuration, FACTORY_CONFIGURATION } from './configuration.ts'
import { expiryTimer, nearEndText, WARNED_DAYS } from './expiry.ts'
import { fqdnOf } from './identity.ts'
import { LOSS_STAGES_MS, lossStage, lossText } from './licences.ts'
import { RESOLVER_AFTER_LOSS_MS } from './log-cluster.ts'
import { referenceTo } from './material.ts'
import { SYNCHRONISE_MS } from './replication.ts'
import { NAME_RETRY_MS } from './resolver.ts'
import { DOMAIN, fabricOf, INNER, type Site, STARTS } from './sites.ts'
import { afterWrite } from './stamp.ts'
import { type Alarm, certificateOf, factsOf, type Link, PEERS_MAX, type PeerState } from './state.ts'
import { NOBODY, population, type Users, usersOf } from './users.ts'

/** A system that runs by itself and belongs to no cluster. */
function standalone(fabric: Fabric, number: number, seed: number, configuration: Configuration, site: Site = INNER): PeerState {
  const id = site.nameOf(number)
  let random = randomFrom(seedFor(seed, id))
  const next = (low: number, high: number): number => {
    const [value, after] = draw(random, low, high)
    random = after
    return value
  }
  const first = next(130, 160)
  const processes = {
    alternates: first,
    resolver: first + 3,
    database: first + 17,
    writer: next(300, 400),
    httpd: next(10_000, 32_000),
    port: next(49_152, 65_535),
  }
  const startedAt = STARTS - next(20, 90) * DAY_MS
  const state: PeerState = {
    id,
    timers: [],
    random,
    surroundings: surroundingsOf(fabric, id),
    power: 'running',
    startedAt,
    identity: site.identityOf(number),
    saved: {
      clusterName: '',
      configurationPrimary: 1,
      ipVersion: 'IPv4',
      addresses: Array.from({ length: PEERS_MAX }, () => ''),
    },
    shared: { tlsMode: 'Permissive', addressMapping: { enabled: false, entries: [] }, configuration },
    stamp: '',
    edited: null,
    conflict: false,
    inForce: null,
    member: false,
    inStep: false,
    loaded: true,
    restartRequired: false,
    resetArmed: null,
    resetFailed: false,
    upgrade: null,
    booting: true,
    upgrades: 0,
    keyAwaits: null,
    lossStages: [],
    expired: false,
    resetting: null,
    database: 'running',
    systemKey: 'current',
    maintenance: false,
    links: Array.from({ length: PEERS_MAX }, () => null),
    alarms: [],
    mismatch: { settings: false, primary: false },
    primaryUnreachable: false,
    lastSync: null,
    pushes: 0,
    sessions: [],
    sessionsOpened: 0,
    processes,
    sequence: 0,
  }
  return { ...state, timers: expiryTimer(state, STARTS) }
}

// Each system was somebody's own before: what they hold differs until a cluster makes it the same.
const CONFIGURATIONS: readonly Configuration[] = [
  {
    ...FACTORY_CONFIGURATION,
    call_signaling_optimization: 'On',
    h323_time_to_live: 60,
    zones: [{ name: 'CUCM', address: `cucm-pub.${DOMAIN}` }],
    search_rules: [{ name: 'To CUCM', pattern: `(.*)@${DOMAIN}`, target: 'CUCM' }],
  },
  { ...FACTORY_CONFIGURATION, sip_udp_mode: 'On', zones: [{ name: 'Branch office', address: '10.40.1.10' }] },
  { ...FACTORY_CONFIGURATION, sip_session_refresh_interval: 900, h323_auto_discover: 'Off' },
]

export function standaloneThree(seed: number): Built {
  const numbers = [1, 2, 3]
  const fabric = fabricOf(numbers)
  const states = numbers.map((number) => standalone(fabric, number, seed, CONFIGURATIONS[number - 1] ?? FACTORY_CONFIGURATION))
  return { fabric, states: byId(states) }
}

const byId = (states: readonly PeerState[]): { readonly [id: string]: NodeState } =>
  Object.fromEntries(states.map((state) => [state.id, state]))

/** Endpoints registered on each peer. One peer has room for those of its whole cluster. */
const FEW = { sip: 180, h323: 60 }
const MANY = { sip: 270, h323: 90 }

/** A cluster of peers that has been running since they last started, every copy the primary's. */
function clusterStates(
  seed: number,
  fabric: Fabric,
  count: number,
  by: 'fqdn' | 'address',
  configuration: Configuration,
  site: Site = INNER,
) {
  const { nameOf, addressOf, identityOf } = site
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const address = (number: number) => (by === 'fqdn' ? fqdnOf(identityOf(number)) : addressOf(number))
  const addresses = Array.from({ length: PEERS_MAX }, (_, line) => (line < count ? address(line + 1) : ''))
  const stamp = afterWrite('', nameOf(1))
  const alone = numbers.map((number): PeerState => {
    const state = standalone(fabric, number, seed, configuration, site)
    const [offset, random] = draw(state.random, 1, SYNCHRONISE_MS - 1)
    return {
      ...state,
      random,
      saved: { ...state.saved, clusterName: site.clusterName, addresses },
      stamp,
      inForce: { tlsMode: 'Permissive', ipVersion: 'IPv4' },
      member: true,
      inStep: number !== 1,
      lastSync: STARTS + offset - SYNCHRONISE_MS,
      timers: schedule(state.timers, 'synchronise', STARTS + offset, 'standing'),
      alarms: [raised('40049', state.startedAt + MINUTE_MS)],
      users: population(
        state,
        count < PEERS_MAX ? FEW : MANY,
        numbers.flatMap((each) => (each === number ? [] : [addressOf(each)])),
      ),
    }
  })
  return alone.map((state, index): PeerState => {
    const links = alone.map((other, line): Link | null =>
      line === index
        ? null
        : {
            address: addresses[line] as string,
            resolved: addressOf(line + 1),
            state: 'active',
            tries: 0,
            node: other.id,
            facts: { ...factsOf({ ...other, links: [] }), certificate: null },
            certificate: certificateOf(other),
            drives: false,
            h323: true,
            portsClosed: false,
            last: { version: other.identity.version, upgrades: 0, roomSessions: other.identity.roomSessions },
            lostAt: null,
            stamp,
          },
    )
    return { ...state, links: [...links, ...Array.from({ length: PEERS_MAX - count }, () => null)] }
  })
}

const raised = (id: string, at: Instant): Alarm => ({ id, status: 'new', firstRaised: at, lastRaised: at, detail: '' })

const SHARED_CONFIGURATION = CONFIGURATIONS[0] ?? FACTORY_CONFIGURATION

export function cluster(seed: number, count: number, by: 'fqdn' | 'address', site: Site = INNER): Built {
  const fabric = fabricOf(
    Array.from({ length: count }, (_, index) => index + 1),
    site,
  )
  return { fabric, states: byId(clusterStates(seed, fabric, count, by, SHARED_CONFIGURATION, site)) }
}

/** A cluster, and beside it one more system that is prepared to join it. */
export function clusterAndSpare(seed: number, count: number): Built {
  const fabric = fabricOf(Array.from({ length: count + 1 }, (_, index) => index + 1))
  const spare = standalone(fabric, count + 1, seed, CONFIGURATIONS[1] ?? FACTORY_CONFIGURATION)
  return { fabric, states: byId([...clusterStates(seed, fabric, count, 'fqdn', SHARED_CONFIGURATION), spare]) }
}

/** A cluster that carries nearly as much as it can without one of its peers, with few licences. */
export function busyCluster(seed: number, count: number): Built {
  const { fabric, states } = cluster(seed, count, 'fqdn')
  const all = (Object.values(states) as PeerState[]).map((state): PeerState => {
    const licensed: PeerState = {
      ...state,
      identity: { ...state.identity, roomSessions: BUSY_LICENCES },
      links: state.links.map((link) => (link?.last ? { ...link, last: { ...link.last, roomSessions: BUSY_LICENCES } } : link)),
    }
    return { ...licensed, users: population(licensed, { sip: 1_200, h323: 400 }, usersOf(state).alternates) }
  })
  return { fabric, states: byId(knowingAlarms(all)) }
}

/** Of the 90 in the pool, 72 are taken by calls with media. */
const BUSY_LICENCES = 30

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

// What connected peers know of each other's alarms is what they are.
const knowingAlarms = (states: readonly PeerState[]): readonly PeerState[] =>
  states.map((state) => ({
    ...state,
    links: state.links.map((link) => {
      const other = states.find((each) => each.id === link?.node)
      return link?.facts && other ? { ...link, facts: factsOf({ ...other, links: [] }) } : link
    }),
  }))

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
    timers: [],
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
      { ...lost(second, ['15005', '20004', '20006']), database: 'failed', timers: [], lastSync: at },
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
