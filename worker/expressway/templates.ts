// The starting points: systems prepared as the guides ask, and clusters that have been running for a while.

import type { Fabric, Link as Wire } from '../kernel/fabric.ts'
import { surroundingsOf } from '../kernel/fabric.ts'
import type { NodeState } from '../kernel/machine.ts'
import type { Built, Template, TemplateNode } from '../kernel/product.ts'
import { draw, randomFrom, seedFor } from '../kernel/random.ts'
import { DAY_MS, instant, MINUTE_MS, pad } from '../kernel/time.ts'
import type { Certificate } from './certificate.ts'
import { type Configuration, FACTORY_CONFIGURATION } from './configuration.ts'
import { fqdnOf, type Identity } from './identity.ts'
import { SYNCHRONISE_MS } from './replication.ts'
import { factsOf, type Link, PEERS_MAX, type PeerState } from './state.ts'

const STARTS = instant('2021-08-10T14:00:00Z')
const DOMAIN = 'apolo.local'
const AUTHORITY = 'SHA256:5d0c6b7be1a94f0e8f6e5a7c41d2b93f'
const CLUSTER_NAME = `expc-cluster.${DOMAIN}`

const nameOf = (number: number): string => `expc0${number}`
const addressOf = (number: number): string => `10.15.13.${14 + number}`

function identityOf(number: number): Identity {
  const name = nameOf(number)
  return {
    series: 'Expressway-C',
    version: 'X14.0.2',
    released: '2021-07-30',
    platform: 'Medium VM',
    serialNumber: `0A15130${number}`,
    systemName: name,
    hostName: name,
    domain: DOMAIN,
    lan1: {
      address: addressOf(number),
      mask: '255.255.255.0',
      ipv6: `2001:db8:15:13::${14 + number}`,
      mac: `00:50:56:15:13:${pad(14 + number)}`,
    },
    gateway: '10.15.13.1',
    dnsServers: ['10.15.13.2'],
    ntpServers: ['10.15.13.2'],
    timeZone: { name: 'America/Bogota', offsetMinutes: -300 },
    optionKeys: ['Expressway Series', 'Rich Media Sessions'],
    certificate: certificateOf(number),
    trust: [AUTHORITY],
  }
}

function certificateOf(number: number): Certificate {
  const fqdn = `${nameOf(number)}.${DOMAIN}`
  return {
    commonName: fqdn,
    alternativeNames: [fqdn],
    issuer: 'Apolo Root CA',
    authority: AUTHORITY,
    notBefore: STARTS - 30 * DAY_MS,
    notAfter: STARTS + 700 * DAY_MS,
    serial: `15${pad(number)}`,
    fingerprint: `SHA256:${pad(number, 4)}a1c4e07d5b2f4c6e9d38f1b7a60c95de`,
  }
}

const fabricOf = (numbers: readonly number[]): Fabric => ({
  nodes: numbers.map((number) => ({
    id: nameOf(number),
    interfaces: [
      { network: 'lan1', address: addressOf(number) },
      { network: 'lan1', address: identityOf(number).lan1.ipv6 },
    ],
  })),
  links: numbers.flatMap((one, index) =>
    numbers.slice(index + 1).map((other): Wire => ({ a: nameOf(one), b: nameOf(other), network: 'lan1', latencyMs: 1 })),
  ),
  names: {
    ...Object.fromEntries(numbers.map((number) => [`${nameOf(number)}.${DOMAIN}`, addressOf(number)])),
    [CLUSTER_NAME]: addressOf(1),
  },
  faults: [],
})

/** A system that runs by itself and belongs to no cluster. */
function standalone(fabric: Fabric, number: number, seed: number, configuration: Configuration): PeerState {
  const id = nameOf(number)
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
  return {
    id,
    timers: [],
    random,
    surroundings: surroundingsOf(fabric, id),
    power: 'running',
    startedAt,
    identity: identityOf(number),
    saved: {
      clusterName: '',
      configurationPrimary: 1,
      ipVersion: 'IPv4',
      addresses: Array.from({ length: PEERS_MAX }, () => ''),
    },
    shared: { tlsMode: 'Permissive', addressMapping: { enabled: false, entries: [] }, configuration },
    stamp: `0@${id}`,
    edited: false,
    inForce: null,
    member: false,
    inStep: false,
    restartRequired: false,
    resetArmed: null,
    links: Array.from({ length: PEERS_MAX }, () => null),
    alarms: [],
    mismatch: { settings: false, primary: false },
    primaryUnreachable: false,
    lastSync: null,
    pushes: 0,
    sessions: [],
    sessionsOpened: 0,
    eventLog: [],
    processes,
    sequence: 0,
  }
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

function standaloneThree(seed: number): Built {
  const numbers = [1, 2, 3]
  const fabric = fabricOf(numbers)
  const states = numbers.map((number) => standalone(fabric, number, seed, CONFIGURATIONS[number - 1] ?? FACTORY_CONFIGURATION))
  return { fabric, states: byId(states) }
}

const byId = (states: readonly PeerState[]): { readonly [id: string]: NodeState } =>
  Object.fromEntries(states.map((state) => [state.id, state]))

/** A cluster of `count` peers that has been running since they last started, every copy the primary's. */
function cluster(seed: number, count: number, by: 'fqdn' | 'address'): Built {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const fabric = fabricOf(numbers)
  const address = (number: number) => (by === 'fqdn' ? fqdnOf(identityOf(number)) : addressOf(number))
  const addresses = Array.from({ length: PEERS_MAX }, (_, line) => (line < count ? address(line + 1) : ''))
  const configuration = CONFIGURATIONS[0] ?? FACTORY_CONFIGURATION
  const stamp = `1@${nameOf(1)}`
  const alone = numbers.map((number): PeerState => {
    const state = standalone(fabric, number, seed, configuration)
    const [offset, random] = draw(state.random, 1, SYNCHRONISE_MS - 1)
    return {
      ...state,
      random,
      saved: { ...state.saved, clusterName: CLUSTER_NAME, addresses },
      stamp,
      inForce: { tlsMode: 'Permissive', ipVersion: 'IPv4' },
      member: true,
      inStep: number !== 1,
      lastSync: STARTS + offset - SYNCHRONISE_MS,
      timers: [{ name: 'synchronise', due: STARTS + offset, kind: 'standing' }],
      alarms: [{ id: '40049', status: 'new', firstRaised: state.startedAt + MINUTE_MS, lastRaised: state.startedAt + MINUTE_MS }],
    }
  })
  const states = alone.map((state, index): PeerState => {
    const links = alone.map((other, line): Link | null =>
      line === index
        ? null
        : {
            address: addresses[line] as string,
            resolved: addressOf(line + 1),
            state: 'active',
            tries: 0,
            node: other.id,
            facts: factsOf({ ...other, links: [] }),
            certificate: other.identity.certificate,
            drives: false,
            stamp,
          },
    )
    return { ...state, links: [...links, ...Array.from({ length: PEERS_MAX - count }, () => null)] }
  })
  return { fabric, states: byId(states) }
}

const nodesOf = (count: number): readonly TemplateNode[] =>
  Array.from({ length: count }, (_, index) => ({
    id: nameOf(index + 1),
    kind: 'peer',
    title: `${nameOf(index + 1)}.${DOMAIN}`,
    credentials: { username: 'admin', root: true, api: false },
  }))

const template = (id: string, title: string, purpose: string, count: number, build: Template['build']): Template => ({
  id, product: 'expressway', title, purpose, starts: STARTS, nodes: nodesOf(count), build,
}) // biome-ignore format: its parameters are one row

export const TEMPLATES: readonly Template[] = [
  template(
    'expressway-c-standalone-3',
    'Three stand-alone Expressway-C',
    'Three systems prepared to be clustered, nothing clustered yet: the place to create a cluster.',
    3,
    standaloneThree,
  ),
  template(
    'expressway-c-cluster-2',
    'A healthy pair of Expressway-C',
    'Two peers formed by FQDN in permissive mode with valid certificates: the place to work on a running cluster.',
    2,
    (seed) => cluster(seed, 2, 'fqdn'),
  ),
  template(
    'expressway-c-cluster-ip-2',
    'A pair of Expressway-C formed by IP address',
    'The same pair with IP addresses in its list of peers: the place to change to FQDNs.',
    2,
    (seed) => cluster(seed, 2, 'address'),
  ),
  template('expressway-c-cluster-6', 'Six Expressway-C', 'A cluster of the greatest size: six healthy peers.', 6, (seed) =>
    cluster(seed, 6, 'fqdn'),
  ),
]
