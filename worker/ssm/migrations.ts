// What brings states of former releases up to this one, in the order of the releases. Numbers are never reused.

import type { Machine } from '../kernel/machine.ts'
import { filled } from '../kernel/migration.ts'
import type { Account } from './accounts.ts'
import type { Reference } from './material.ts'
import type { Config, NodeStatus } from './pacemaker.ts'
import { accessMs } from './periods.ts'
import { streaming } from './postgres.ts'
import type { ProductState } from './products/state.ts'
import { DISCONNECT, LATEST, NO_DATA_STATUSES, STREAMING_ASYNC } from './resource-agent.ts'
import type { HaState } from './state.ts'
import type { Registration, UpstreamState } from './upstream/state.ts'

/** Certificates were once described, not issued: a product is shown none until the next synchronisation brings one. */
const issued = (certificate: unknown): Reference | null => (typeof certificate === 'string' ? certificate : null)

/** 001: servers of before deployments, upgrades, backups, schedules and issued certificates. All of them were paired. */
function fillServer(state: HaState): HaState {
  const accounts = (state.database.tables.accounts ?? []) as readonly Account[]
  return filled<HaState>(
    {
      mode: 'paired',
      application: false,
      founds: false,
      files: [],
      archives: [],
      upgrading: null,
      assessed: Math.max(state.bootedAt, ...accounts.map(({ lastSync }) => lastSync?.at ?? 0)),
    },
    {
      ...state,
      deployment: filled({ guiZoneMs: 0 }, state.deployment),
      peer: filled({ lost: null, prepared: 'no', tornDown: false }, state.peer),
      pacemaker: filled(
        { silent: [], broken: [], blocked: [], config: { version: 0, fencing: false, thresholds: {} } },
        state.pacemaker,
      ),
      database: {
        ...state.database,
        tables: {
          ...state.database.tables,
          ...(accounts.length > 0 && {
            accounts: accounts.map((each) => ({
              ...filled<Account>({ accessUntil: null, schedule: null }, each),
              certificate: issued(each.certificate),
            })),
          }),
        },
      },
    },
  )
}

/** 001: an upstream of before purchases, removals and issued certificates. */
function fillUpstream(state: UpstreamState): UpstreamState {
  const registration = (there: Registration): Registration => {
    const since = there.since ?? there.lastSync ?? 0
    return {
      ...filled<Registration>({ since, accessUntil: since + accessMs(since) }, there),
      certificate: issued(there.certificate),
    }
  }
  return filled<UpstreamState>(
    { certificates: state.registrations.length, purchases: [], removed: [] },
    { ...state, registrations: state.registrations.map(registration) },
  )
}

/** 002: no-quorum-policy was once only ignored or not, and a node had one preference. */
function nameSettings(state: HaState): HaState {
  type Former = Omit<Config, 'preferences'> & {
    readonly ignoresQuorum?: boolean
    readonly preferences?: Config['preferences'] | { readonly [node: string]: number }
  }
  const named = <T extends { readonly config: Config }>(of: T): T => {
    const { ignoresQuorum, preferences, ...config } = of.config as Former
    const listed =
      preferences === undefined || Array.isArray(preferences)
        ? preferences
        : Object.entries(preferences).map(([node, score]) => ({ id: `location-db-master-${node}`, node, score }))
    return ignoresQuorum === undefined && listed === preferences
      ? of
      : {
          ...of,
          config: {
            ...config,
            ...(ignoresQuorum !== undefined && { quorumPolicy: ignoresQuorum ? 'ignore' : 'stop' }),
            ...(listed !== undefined && { preferences: listed }),
          },
        }
  }
  const status = (there: NodeStatus | null): NodeStatus | null => (there === null ? null : named(there))
  const { peer, told, pacemaker } = state
  return {
    ...state,
    pacemaker: named(pacemaker),
    told: status(told),
    peer: { ...peer, status: status(peer.status), lost: status(peer.lost) },
  }
}

/** 003: what the data of the nodes are worth was once read off how they stand, and a master left no lock. */
function keepDataStatuses(state: HaState): HaState {
  const { pacemaker, database, deployment, peer, mode } = state
  const paired = mode === 'paired' || mode === 'tearing-down'
  const isMaster = paired && database.process === 'master'
  const own = isMaster || database.wasMaster ? LATEST : database.caughtUp ? STREAMING_ASYNC : DISCONNECT
  const other = isMaster
    ? streaming(database).length > 0
      ? STREAMING_ASYNC
      : DISCONNECT
    : (peer.status?.dataStatus ?? peer.lost?.dataStatus ?? LATEST)
  // Whoever is master, or was so last, knows best.
  const version = 2 * database.timeline + Number(isMaster)
  const dataStatuses = paired ? { version, of: { [deployment.node]: own, [deployment.peer.node]: other } } : NO_DATA_STATUSES
  return filled<HaState>({ isLocked: isMaster }, { ...state, pacemaker: filled({ dataStatuses, baseline: null }, pacemaker) })
}

/** 004: backups of the database could once not be written. */
const keepBackups = (state: HaState): HaState => filled<HaState>({ backups: [], restoring: null }, state)

/** 001: the evaluation of a product once went on while it was registered. */
function haltEvaluation(state: ProductState): ProductState {
  const { evaluationEnds: ends, agent } = state
  if (agent.registered === null || ends === null) return filled<ProductState>({ evaluationLeftMs: 0 }, state)
  return { ...state, evaluationEnds: null, evaluationLeftMs: Math.max(0, ends - agent.registered) }
}

/** Of servers, from the first release on. */
export const SERVER_MIGRATIONS: NonNullable<Machine<HaState>['migrations']> = [
  fillServer,
  nameSettings,
  keepDataStatuses,
  keepBackups,
]
/** Of the upstream. */
export const UPSTREAM_MIGRATIONS: NonNullable<Machine<UpstreamState>['migrations']> = [fillUpstream]
/** Of products. */
export const PRODUCT_MIGRATIONS: NonNullable<Machine<ProductState>['migrations']> = [haltEvaluation]
