// How the starting points are built: systems prepared as the guides ask, and clusters that have been running for a while.

import { type Fabric, surroundingsOf } from '../kernel/fabric.ts'
import { type NodeState, schedule } from '../kernel/machine.ts'
import type { Built } from '../kernel/product.ts'
import { draw, randomFrom, seedFor } from '../kernel/random.ts'
import { DAY_MS, type Instant, MINUTE_MS } from '../kernel/time.ts'
import { type Configuration, FACTORY_CONFIGURATION } from './configuration.ts'
import { expiryTimer } from './expiry.ts'
import { fqdnOf } from './identity.ts'
import { SYNCHRONISE_MS } from './replication.ts'
import { DOMAIN, fabricOf, INNER, type Site, STARTS } from './sites.ts'
import { FACTORY_LICENSING } from './smart-licensing.ts'
import { afterWrite } from './stamp.ts'
import { type Alarm, certificateOf, factsOf, type Link, PEERS_MAX, type PeerState } from './state.ts'
import { population, usersOf } from './users.ts'

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
    licensing: FACTORY_LICENSING,
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

export function standaloneThree(seed: number, site: Site = INNER): Built {
  const numbers = [1, 2, 3]
  const fabric = fabricOf(numbers, site)
  const states = numbers.map((number) =>
    standalone(fabric, number, seed, CONFIGURATIONS[number - 1] ?? FACTORY_CONFIGURATION, site),
  )
  return { fabric, states: byId(states) }
}

export const byId = (states: readonly PeerState[]): { readonly [id: string]: NodeState } =>
  Object.fromEntries(states.map((state) => [state.id, state]))

/** Endpoints registered on each peer. One peer has room for those of its whole cluster. */
const FEW = { sip: 180, h323: 60 }
const MANY = { sip: 270, h323: 90 }

/** A cluster of peers that has been running since they last started, every copy the primary's. */
export function clusterStates(
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

export const raised = (id: string, at: Instant): Alarm => ({ id, status: 'new', firstRaised: at, lastRaised: at, detail: '' })

export const SHARED_CONFIGURATION = CONFIGURATIONS[0] ?? FACTORY_CONFIGURATION

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

// What connected peers know of each other's alarms is what they are.
export const knowingAlarms = (states: readonly PeerState[]): readonly PeerState[] =>
  states.map((state) => ({
    ...state,
    links: state.links.map((link) => {
      const other = states.find((each) => each.id === link?.node)
      return link?.facts && other ? { ...link, facts: factsOf({ ...other, links: [] }) } : link
    }),
  }))
