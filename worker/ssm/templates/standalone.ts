// Two servers of their own, deployed one after the other and not yet a pair (SSM-03).

import type { Fabric } from '../../kernel/fabric.ts'
import type { Built, Template } from '../../kernel/product.ts'
import { DAY_MS, instant } from '../../kernel/time.ts'
import { referenceTo } from '../../kernel/x509/reference.ts'
import type { Account } from '../accounts.ts'
import { authorityOf } from '../authority.ts'
import { settingsWith } from '../certificates.ts'
import { accessMs } from '../periods.ts'
import type { Database } from '../postgres.ts'
import { SITES } from '../sites.ts'
import type { Deployment } from '../state.ts'
import { CLOUD, cloudState, SMART_ACCOUNT } from './cloud.ts'
import { haNodeState, standAlone } from './node.ts'

const STARTS = instant('2020-08-31T09:00:00Z')
const SYNCED = SITES.first.synced

// The addresses of lab 1. Everything else about these servers is ours.
const FIRST = { node: 'primary-node', number: 1, publicAddress: '10.0.0.5', privateAddress: '192.168.1.4' } as const
const SECOND = { node: 'secondary-node', number: 2, publicAddress: '10.0.0.10', privateAddress: '192.168.1.5' } as const
const UPSTREAM = CLOUD.id
const LICENSING = 'licensing'
const SPARE = 'spare'

/** Two servers not yet paired. */
export const ssmStandalone2: Template = {
  id: 'ssm-standalone-2',
  product: 'ssm',
  title: 'Two stand-alone servers',
  purpose: 'Make a high-availability pair of two servers, and see whose database it keeps.',
  starts: STARTS,
  nodes: [
    {
      id: FIRST.node,
      kind: 'ha-node',
      title: 'First server',
      credentials: { username: 'admin', root: true, api: true, shared: 'application' },
    },
    {
      id: SECOND.node,
      kind: 'ha-node',
      title: 'Second server',
      credentials: { username: 'admin', root: true, api: true, shared: 'application' },
    },
    CLOUD,
  ],
  build,
}

const COMMON = {
  virtualIp: '',
  upstream: UPSTREAM,
  serverName: 'ssm-on-prem',
  version: '8-202006',
  iso: '8-202006',
  patches: [],
  memory: '7.62 GB',
  disk: '7.70 GB',
  guiZoneMs: 0,
} as const satisfies Partial<Deployment>

function build(seed: number): Built {
  const fabric: Fabric = {
    nodes: [
      ...[FIRST, SECOND].map(({ node, publicAddress, privateAddress }) => ({
        id: node,
        interfaces: [
          { network: 'public', address: publicAddress },
          { network: 'private', address: privateAddress },
        ],
      })),
      { id: UPSTREAM, interfaces: [{ network: 'public', address: '198.51.100.20' }], upstream: true },
    ],
    links: [
      { a: FIRST.node, b: SECOND.node, network: 'public', latencyMs: 1 },
      { a: FIRST.node, b: SECOND.node, network: 'private', latencyMs: 1 },
      { a: FIRST.node, b: UPSTREAM, network: 'public', latencyMs: 40 },
      { a: SECOND.node, b: UPSTREAM, network: 'public', latencyMs: 40 },
    ],
    names: {},
    faults: [],
  }
  const first = accountOf(LICENSING, 'first')
  const second = accountOf(SPARE, 'second')
  const cloud = cloudState(fabric, seed, UPSTREAM, [first, second], SYNCED)
  return {
    fabric,
    states: {
      [FIRST.node]: server(fabric, seed, { ...FIRST, peer: SECOND, ...COMMON }, first),
      [SECOND.node]: server(fabric, seed, { ...SECOND, peer: FIRST, ...COMMON }, second),
      [UPSTREAM]: cloud,
    },
  }
}

const accountOf = (id: string, site: 'first' | 'second'): Account => ({
  id,
  requestedBy: 'admin@example.com',
  smartAccount: SMART_ACCOUNT,
  virtualAccount: `${id}-va`,
  status: 'Active',
  satellite: id,
  lastSync: { at: SYNCED, stamp: SYNCED },
  certificate: referenceTo(site),
  authority: referenceTo(authorityOf(site)),
  accessUntil: SYNCED + accessMs(SYNCED),
  schedule: null,
  alert: 'Synchronization Successful',
})

function server(fabric: Fabric, seed: number, deployment: Deployment, account: Account) {
  const database: Database = {
    process: 'master',
    timeline: 1,
    history: [],
    position: 0x3000060 + deployment.number * 0x1000,
    replayed: null,
    wasMaster: true,
    streams: false,
    caughtUp: false,
    replicas: [],
    unconfirmed: [],
    alone: [{ table: 'accounts', id: account.id }],
    tables: {
      accounts: [account],
      settings: settingsWith(deployment.publicAddress, deployment.number === 1 ? 'first' : 'second'),
    },
  }
  return standAlone(
    haNodeState(fabric, seed, {
      deployment,
      database,
      role: 'Master',
      bootedAt: STARTS - 2 * DAY_MS,
      clockOffsetMs: 0,
      since: STARTS,
      failures: [],
      lastChange: { at: STARTS, stamp: STARTS, via: 'cibadmin', on: FIRST.node },
      lastRoot: STARTS - DAY_MS,
      starts: STARTS,
    }),
  )
}
