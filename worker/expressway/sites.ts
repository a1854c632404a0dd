// Where the prepared systems stand: their names, addresses, certificates and the network between them.
//
// An inner site of Expressway-C; and two outer sites of Expressway-E, one with an inner and an outer
// interface behind static NAT, one whose only interface has a public address.

import type { Fabric, Link as Wire } from '../kernel/fabric.ts'
import { remembered } from '../kernel/remembered.ts'
import { instant, pad } from '../kernel/time.ts'
import type { Identity } from './identity.ts'
import { MANAGER } from './smart-licensing.ts'

export const STARTS = instant('2021-08-10T14:00:00Z')
export const DOMAIN = 'apolo.local'
/** What the DNS answers for the licensing cloud. Nobody in the sandbox has this address. */
const MANAGER_ADDRESS = '192.0.2.80'

export type Site = {
  readonly clusterName: string
  nameOf(number: number): string
  /** The address by which peers reach each other. */
  addressOf(number: number): string
  /** What the DNS answers for the system's name. */
  publicAddressOf(number: number): string
  /** What the system is: the same object for every sandbox, so that what follows from its parts is made once. */
  identityOf(number: number): Identity
}

function identity(name: string, number: number, address: string, net: string): Identity {
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
      address,
      mask: '255.255.255.0',
      ipv6: `2001:db8:15:${net}::${14 + number}`,
      mac: `00:50:56:15:${net}:${pad(14 + number)}`,
    },
    lan2: null,
    staticNat: '',
    gateway: address.replace(/\d+$/, '1'),
    dnsServers: ['10.15.13.2'],
    ntpServers: ['10.15.13.2'],
    timeZone: { name: 'America/Bogota', offsetMinutes: -300 },
    optionKeys: ['Expressway Series', 'Rich Media Sessions'],
    roomSessions: 100,
    certificate: { chain: [`@${name}.${DOMAIN}`, '@issuing'], key: `@${name}.${DOMAIN}` },
    trust: ['@root'],
    hasResetFiles: true,
  }
}

export const INNER: Site = {
  clusterName: `expc-cluster.${DOMAIN}`,
  nameOf: (number) => `expc0${number}`,
  addressOf: (number) => `10.15.13.${14 + number}`,
  publicAddressOf: (number) => `10.15.13.${14 + number}`,
  identityOf: remembered((number) => identity(INNER.nameOf(number), number, INNER.addressOf(number), '13')),
}

/** Systems of which no two go together: another type, and another platform. EX-01. */
export const MIXED: Site = {
  ...INNER,
  identityOf: remembered((number) => ({ ...INNER.identityOf(number), ...OTHERS[number] })),
}

const OTHERS: { readonly [number: number]: Partial<Identity> } = {
  2: { series: 'Expressway-E', optionKeys: ['Expressway Series', 'Traversal Server', 'Rich Media Sessions'] },
  3: { platform: 'Large VM' },
}

const OUTER_KEYS = ['Expressway Series', 'Traversal Server', 'Advanced Networking', 'Rich Media Sessions']

/** Two interfaces: LAN 1 faces inwards, LAN 2 outwards behind static NAT. The public DNS knows the public address. */
export const OUTER: Site = {
  clusterName: `expe-cluster.${DOMAIN}`,
  nameOf: (number) => `expe0${number}`,
  addressOf: (number) => `10.15.14.${14 + number}`,
  publicAddressOf: (number) => `198.51.100.${14 + number}`,
  identityOf: remembered((number) => ({
    ...identity(OUTER.nameOf(number), number, OUTER.addressOf(number), '14'),
    series: 'Expressway-E',
    optionKeys: OUTER_KEYS,
    lan2: {
      address: `172.16.15.${14 + number}`,
      mask: '255.255.255.0',
      ipv6: '',
      mac: `00:50:56:15:15:${pad(14 + number)}`,
    },
    staticNat: OUTER.publicAddressOf(number),
  })),
}

/** One interface with a public address of its own. */
export const OUTER_SINGLE: Site = {
  ...OUTER,
  addressOf: (number) => OUTER.publicAddressOf(number),
  identityOf: remembered((number) => ({
    ...identity(OUTER.nameOf(number), number, OUTER.publicAddressOf(number), '14'),
    series: 'Expressway-E',
    optionKeys: OUTER_KEYS.filter((key) => key !== 'Advanced Networking'),
  })),
}

export function fabricOf(numbers: readonly number[], site: Site = INNER): Fabric {
  const { nameOf, identityOf } = site
  const networks = numbers.some((number) => identityOf(number).lan2 !== null) ? ['lan1', 'lan2'] : ['lan1']
  return {
    nodes: numbers.map((number) => {
      const { lan1, lan2 } = identityOf(number)
      return {
        id: nameOf(number),
        interfaces: [
          { network: 'lan1', address: lan1.address },
          { network: 'lan1', address: lan1.ipv6 },
          ...(lan2 === null ? [] : [{ network: 'lan2', address: lan2.address }]),
        ],
      }
    }),
    links: numbers.flatMap((one, index) =>
      numbers
        .slice(index + 1)
        .flatMap((other) => networks.map((network): Wire => ({ a: nameOf(one), b: nameOf(other), network, latencyMs: 1 }))),
    ),
    names: {
      ...Object.fromEntries(numbers.map((number) => [`${nameOf(number)}.${DOMAIN}`, site.publicAddressOf(number)])),
      [site.clusterName]: site.publicAddressOf(1),
      [MANAGER]: MANAGER_ADDRESS,
    },
    faults: [],
  }
}
