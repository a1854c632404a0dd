// Lab 1 of document 217212: a healthy pair with one account, whose clocks disagree.

import type { Fabric } from '../../kernel/fabric.ts'
import type { Built, Template } from '../../kernel/product.ts'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, SECOND_MS } from '../../kernel/time.ts'
import { referenceTo } from '../../kernel/x509/reference.ts'
import type { Account } from '../accounts.ts'
import { authorityOf } from '../authority.ts'
import { settingsWith } from '../certificates.ts'
import type { Failure, LastChange } from '../pacemaker.ts'
import { accessMs } from '../periods.ts'
import { CHECKPOINT_BYTES, type Database, type Tables } from '../postgres.ts'
import type { OwnWriting } from '../recorded.ts'
import { SITES } from '../sites.ts'
import type { Deployment } from '../state.ts'
import { CLOUD, cloudState, SMART_ACCOUNT } from './cloud.ts'
import { acquainted, haNodeState, streaming } from './node.ts'

const LAB1_STARTS = instant('2020-09-01T14:45:00Z')

// Lab 1's last octets with documentation-style networks before them: assumed, document 217212 shows them blackened.
const LAB1 = {
  primary: { node: 'primary-node', number: 1, publicAddress: '10.0.0.5', privateAddress: '192.168.1.4' },
  secondary: { node: 'secondary-node', number: 2, publicAddress: '10.0.0.10', privateAddress: '192.168.1.5' },
  virtualIp: SITES.lab1.commonName,
  upstream: 'cssm',
  upstreamAddress: '198.51.100.20',
} as const

/** How far lab 1's secondary clock runs ahead of its primary's: inferred from pairs of screens taken side by side. */
const LAB1_SKEW_MS = 10 * MINUTE_MS + 59 * SECOND_MS

/** What lab 1's standby has replayed when its master's shutdown checkpoint has arrived: document 217212, lab 1, failover step 2. */
const LAB1_PROMOTION = 0x53c0c60

/**
 * How far lab 1's log had come by its own writing: on the standby before the fallback, at the promotion that
 * followed it (the master's shutdown checkpoint is written by the model), and before the teardown.
 */
const LAB1_WRITING: readonly OwnWriting[] = [
  { at: instant('2020-09-02T08:52:00Z'), filled: 0x79718 },
  { at: instant('2020-09-02T08:53:00Z'), filled: 0x79810 - CHECKPOINT_BYTES },
  { at: instant('2020-09-02T11:01:00Z'), filled: 0xd30 },
]

/** Root had logged in on the primary without a terminal before the teardown. */
const LAB1_ROOT_LOGIN = instant('2020-09-02T11:03:55Z')

/** The GUI's times run two hours behind the console's: it dates the synchronisation after the fallback 07:33. Inferred. */
const GUI_ZONE_MS = -2 * HOUR_MS

/** The account of lab 1. */
export const LAB1_ACCOUNT = 'annanr-ssm-on-prem-8-202006'
/** The source shows only the end of the name: assumed. */
const LAB1_SYNCED = SITES.lab1.synced

/** Lab 1 of document 217212, before its failover. */
export const ssmLab1: Template = {
  id: 'ssm-lab1',
  product: 'ssm',
  title: 'A healthy pair with one account',
  purpose: 'Fail a pair over and fall back, and see that its accounts stay and synchronise.',
  starts: LAB1_STARTS,
  nodes: [
    {
      id: 'primary-node',
      kind: 'ha-node',
      title: 'Primary node',
      credentials: { username: 'admin', root: true, api: true, shared: 'application' },
    },
    {
      id: 'secondary-node',
      kind: 'ha-node',
      title: 'Secondary node',
      credentials: { username: 'admin', root: true, api: true, shared: 'application' },
    },
    CLOUD,
  ],
  build: buildLab1,
}

function buildLab1(seed: number): Built {
  const { primary, secondary, upstream } = LAB1
  const fabric: Fabric = {
    nodes: [
      ...[primary, secondary].map(({ node, publicAddress, privateAddress }) => ({
        id: node,
        interfaces: [
          { network: 'public', address: publicAddress },
          { network: 'private', address: privateAddress },
        ],
      })),
      { id: upstream, interfaces: [{ network: 'public', address: LAB1.upstreamAddress }], upstream: true },
    ],
    links: [
      { a: primary.node, b: secondary.node, network: 'public', latencyMs: 1 },
      { a: primary.node, b: secondary.node, network: 'private', latencyMs: 1 },
      { a: primary.node, b: upstream, network: 'public', latencyMs: 40 },
      { a: secondary.node, b: upstream, network: 'public', latencyMs: 40 },
    ],
    names: {},
    faults: [],
  }
  const account: Account = {
    id: LAB1_ACCOUNT,
    requestedBy: 'annanr@cisco.com',
    smartAccount: SMART_ACCOUNT,
    virtualAccount: 'annanr-SSM-On-Prem-8-202006',
    status: 'Active',
    satellite: LAB1_ACCOUNT,
    lastSync: { at: LAB1_SYNCED, stamp: LAB1_SYNCED + GUI_ZONE_MS },
    certificate: referenceTo('lab1'),
    authority: referenceTo(authorityOf('lab1')),
    accessUntil: LAB1_SYNCED + accessMs(LAB1_SYNCED),
    schedule: null,
    alert: 'Synchronization Successful',
  }
  const tables: Tables = { accounts: [account], settings: settingsWith(LAB1.virtualIp, 'lab1') }
  const database: Database = {
    process: 'master',
    timeline: 1,
    history: [],
    position: LAB1_PROMOTION - CHECKPOINT_BYTES,
    replayed: null,
    wasMaster: true,
    streams: false,
    caughtUp: false,
    replicas: [
      {
        node: secondary.node,
        clientAddr: secondary.privateAddress,
        state: 'streaming',
        backendStart: '2020-09-01 07:58:45.628722+00',
      },
    ],
    unconfirmed: [],
    alone: [],
    tables,
  }
  const lastChange: LastChange = {
    at: instant('2020-09-01T07:58:50Z'),
    stamp: instant('2020-09-01T07:58:50Z'),
    via: 'crm_attribute',
    on: primary.node,
  }
  const master = haNodeState(fabric, seed, {
    deployment: {
      ...primary,
      peer: secondary,
      ...LAB1_COMMON,
      recorded: { writing: LAB1_WRITING, rootLogins: [LAB1_ROOT_LOGIN] },
    },
    database,
    role: 'Master',
    bootedAt: LAB1_STARTS - 14 * DAY_MS,
    clockOffsetMs: 0,
    since: instant('2020-09-01T07:50:20Z'),
    failures: [],
    lastChange,
    lastRoot: instant('2020-09-01T14:40:12Z'),
    starts: LAB1_STARTS,
  })
  const standby = haNodeState(fabric, seed, {
    deployment: { ...secondary, peer: primary, ...LAB1_COMMON, recorded: { writing: LAB1_WRITING, rootLogins: [] } },
    database: streaming(database),
    role: 'Slave',
    bootedAt: LAB1_STARTS - 11 * DAY_MS,
    clockOffsetMs: LAB1_SKEW_MS,
    since: instant('2020-09-01T07:50:30Z'),
    failures: [LAB1_FAILURE],
    lastChange,
    lastRoot: instant('2020-09-01T14:51:05Z'),
    starts: LAB1_STARTS,
  })
  const cloud = cloudState(fabric, seed, upstream, [account], LAB1_SYNCED)
  return {
    fabric,
    states: { [primary.node]: acquainted(master, standby), [secondary.node]: acquainted(standby, master), [upstream]: cloud },
  }
}

const LAB1_COMMON = {
  virtualIp: LAB1.virtualIp,
  upstream: LAB1.upstream,
  serverName: LAB1_ACCOUNT,
  version: '8-202006',
  iso: '8-202006',
  patches: [],
  memory: '7.62 GB',
  disk: '7.70 GB',
  guiZoneMs: GUI_ZONE_MS,
} as const satisfies Partial<Deployment>

/** The old failure of the standby's monitor, by its own clock; it stands until it is cleaned up (document 217212, lab 1, failover step 2). */
const LAB1_FAILURE: Failure = {
  operation: 'db_monitor_30000',
  rc: 7,
  text: 'not running',
  call: 20,
  exitReason: '',
  changed: instant('2020-09-01T08:01:46Z'),
  queuedMs: 0,
  execMs: 0,
}
