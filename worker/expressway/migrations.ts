// What brings states of former releases up to this one, in the order of the releases. Numbers are never reused.

import type { Machine } from '../kernel/machine.ts'
import { filled } from '../kernel/migration.ts'
import { ACCOUNTS, accountsIn, DEFAULT_ACCOUNT } from './accounts.ts'
import { type Configuration, FACTORY_CONFIGURATION } from './configuration.ts'
import type { WebSession } from './session.ts'
import { FACTORY_LICENSING } from './smart-licensing.ts'
import type { Facts, Link, PeerState } from './state.ts'
import { NOBODY } from './users.ts'

/**
 * 001: states of before conflicts, upgrades, key files, users and resets were told apart, and of fewer items of
 * configuration, which have their factory values then. Certificates of that time are
 * understood where they are read; see `heldCertificate`.
 */
function fill(before: PeerState): PeerState {
  const state = withGateway(before)
  const { eventLog: _, ...kept } = state as PeerState & { readonly eventLog?: unknown }
  const { identity } = state
  const facts = (there: Facts): Facts =>
    filled<Facts>(
      {
        series: identity.series,
        platform: identity.platform,
        optionKeys: identity.optionKeys,
        roomSessions: identity.roomSessions ?? ROOM_SESSIONS,
        startedAt: state.startedAt,
        loaded: true,
        upgrades: 0,
        alarms: [],
      },
      there,
    )
  const link = (there: Link): Link =>
    filled<Link>(
      { last: null, lostAt: null, drives: false, h323: true, portsClosed: false, stamp: '' },
      { ...there, stamp: counted(there.stamp ?? ''), facts: there.facts === null ? null : facts(there.facts) },
    )
  const isInCluster = state.saved.addresses.some((address) => address !== '')
  return filled<PeerState>(isInCluster ? { ...DEFAULTS, users: NOBODY } : DEFAULTS, {
    ...kept,
    identity: filled({ lan2: null, staticNat: '', roomSessions: ROOM_SESSIONS, hasResetFiles: true }, identity),
    stamp: counted(state.stamp),
    shared: { ...state.shared, configuration: filled(defaultsFor(state), state.shared.configuration) },
    links: state.links.map((each) => (each === null ? null : link(each))),
    alarms: state.alarms.map((alarm) => filled({ detail: '' }, alarm)),
    edited: typeof state.edited === 'boolean' ? (state.edited ? 'connected' : null) : state.edited,
  })
}

// Writes were numbered through once, as `3@expc01`; what anybody wrote since then counts beside that.
const counted = (stamp: string): string => stamp.replace(/^(\d+)@.*$/, 'former:$1')

/** What every system of that time had installed. */
const ROOM_SESSIONS = 100

const DEFAULTS: Partial<PeerState> = {
  conflict: false,
  loaded: true,
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
}

/** 002: states of before the administrator accounts and the database interface were items of configuration. */
function fillItems(before: PeerState): PeerState {
  const state = withGateway(before)
  const { shared, upgrade } = state
  return {
    ...state,
    shared: { ...shared, configuration: filled(defaultsFor(state), shared.configuration) },
    upgrade: upgrade && { ...upgrade, configuration: filled(defaultsFor(state), upgrade.configuration) },
  }
}

/** 003: states of before accounts had passwords of their own, and sessions of the web interface somebody they belong to. */
function fillAccounts(state: PeerState): PeerState {
  const { shared, upgrade, webSessions } = state
  const withPasswords = (configuration: Configuration): Configuration => ({
    ...configuration,
    [ACCOUNTS]: accountsIn(configuration).map((account) => filled({ password: '' }, account)),
  })
  return {
    ...state,
    shared: { ...shared, configuration: withPasswords(shared.configuration) },
    upgrade: upgrade && { ...upgrade, configuration: withPasswords(upgrade.configuration) },
    ...(webSessions && {
      webSessions: (webSessions as readonly (WebSession | string)[]).map((each) =>
        typeof each === 'string' ? { print: each, account: DEFAULT_ACCOUNT.name } : each,
      ),
    }),
  }
}

// What a cluster over IPv6 needs now, it had: both versions of IP, and the usual gateway.
const defaultsFor = ({ saved }: PeerState): Configuration =>
  saved.ipVersion === 'IPv6' ? { ...FACTORY_CONFIGURATION, ip_protocol: 'Both' } : FACTORY_CONFIGURATION

function withGateway(state: PeerState): PeerState {
  const { saved, shared, identity } = state
  if (saved.ipVersion !== 'IPv6' || shared.configuration.ip_protocol !== undefined) return state
  const ipv6_gateway = identity.lan1.ipv6.replace(/[\da-f]+$/, '1')
  return { ...state, identity: { ...identity, settings: { ...identity.settings, ipv6_gateway } } }
}

/** 006: states of before Smart Licensing. Their DNS does not know the manager, so that any server of it has to do. */
const fillLicensing = (state: PeerState): PeerState =>
  filled<PeerState>({ licensing: { ...FACTORY_LICENSING, manager: '' } }, state)

export const PEER_MIGRATIONS: NonNullable<Machine<PeerState>['migrations']> = [
  fill,
  fillItems,
  fillAccounts,
  fillItems, // 004: states of before the protection against forged requests was an item of configuration
  fillItems, // 005: states of before the IP protocol, Active Directory and the sessions of administrators were
  fillLicensing,
  fillItems, // 007: states of before a policy for passwords was
]
