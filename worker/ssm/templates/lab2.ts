// Lab 2 of document 217212: a healthy pair with link-local private addresses, and four products that
// are to register on its virtual IP. Once as it stands before the first of them has registered, and
// once with two of them registered.

import type { Fabric } from '../../kernel/fabric.ts'
import type { Built, Template, TemplateNode } from '../../kernel/product.ts'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../../kernel/time.ts'
import { referenceTo } from '../../kernel/x509/reference.ts'
import type { Account } from '../accounts.ts'
import { authorityOf } from '../authority.ts'
import { settingsWith } from '../certificates.ts'
import type { LastChange } from '../pacemaker.ts'
import { accessMs } from '../periods.ts'
import { CHECKPOINT_BYTES, type Database, type Tables } from '../postgres.ts'
import type { OwnWriting } from '../recorded.ts'
import { LAB2_STARTS, SITES } from '../sites.ts'
import type { Deployment } from '../state.ts'
import type { RegistrationToken } from '../tokens.ts'
import { DEFAULT_VIRTUAL_ACCOUNT } from '../virtual-accounts.ts'
import { CLOUD, cloudState, SMART_ACCOUNT } from './cloud.ts'
import {
  FIRST,
  GUI_ZONE_MS,
  inGui,
  instanceOf,
  LAB2_ACCOUNT,
  LAB2_TOKEN,
  LAB2_VIRTUAL_IP,
  PRODUCT_NODES,
  productState,
} from './lab2-products.ts'
import { acquainted, haNodeState, streaming } from './node.ts'

const STARTS = LAB2_STARTS

// Lab 2's last octets with a documentation-style network before them: assumed.
const PRIMARY = { node: 'primary-node', number: 1, publicAddress: '10.0.1.11', privateAddress: '169.254.0.1' } as const
const SECONDARY = { node: 'secondary-node', number: 2, publicAddress: '10.0.1.9', privateAddress: '169.254.0.2' } as const
const UPSTREAM = CLOUD.id

/** What lab 2's standby has replayed at the start (failover step 1). */
const REPLAYED = 0xc763af8

/** How far the log had come by its own writing when the primary was promoted, less the shutdown checkpoint that the model writes. */
const WRITING: readonly OwnWriting[] = [{ at: instant('2021-06-20T18:45:00Z'), filled: 0x12730 - CHECKPOINT_BYTES }]

/** Root had logged in on the secondary without a terminal before the fallback. */
const ROOT_LOGIN = instant('2021-06-20T18:45:56Z')

const nodes: readonly TemplateNode[] = [
  {
    id: PRIMARY.node,
    kind: 'ha-node',
    title: 'Primary node',
    credentials: { username: 'admin', root: true, api: true, shared: 'application' },
  },
  {
    id: SECONDARY.node,
    kind: 'ha-node',
    title: 'Secondary node',
    credentials: { username: 'admin', root: true, api: true, shared: 'application' },
  },
  CLOUD,
  ...PRODUCT_NODES.map(({ node, family }) => ({
    id: node,
    kind: 'product-instance',
    title: `${family === 'prime' ? 'Prime Infrastructure' : 'Unified CM'} ${node}`,
    credentials: { username: 'admin', root: false, api: false },
  })),
]

/** Lab 2 before any product has registered. */
export const ssmLab2Unregistered: Template = {
  id: 'ssm-lab2-unregistered',
  product: 'ssm',
  title: 'A healthy pair and four unregistered products',
  purpose: 'Give the pair the name that products use, and register products on the virtual IP.',
  starts: STARTS,
  nodes,
  build: (seed) => build(seed, false),
}

/** Lab 2 with its first two products registered. */
export const ssmLab2: Template = {
  id: 'ssm-lab2',
  product: 'ssm',
  title: 'A healthy pair with two registered products',
  purpose: 'Register products while the roles are swapped, and see that no registration and no licence is lost.',
  starts: STARTS,
  nodes,
  build: (seed) => build(seed, true),
}

const COMMON = {
  virtualIp: LAB2_VIRTUAL_IP,
  upstream: UPSTREAM,
  serverName: 'annanr-8-202105',
  version: '8-202105',
  iso: '8-202105',
  patches: [],
  memory: '7.62 GB',
  guiZoneMs: GUI_ZONE_MS,
} as const satisfies Partial<Deployment>

function build(seed: number, isRegistered: boolean): Built {
  const fabric = fabricOf()
  const { synced } = SITES.lab2
  const site = isRegistered ? 'lab2' : 'lab2-unregistered'
  const account: Account = {
    id: LAB2_ACCOUNT,
    requestedBy: 'annanr@cisco.com',
    smartAccount: SMART_ACCOUNT,
    virtualAccount: LAB2_ACCOUNT,
    status: 'Active',
    satellite: LAB2_ACCOUNT,
    lastSync: inGui(synced),
    certificate: referenceTo(site),
    authority: referenceTo(authorityOf(site)),
    accessUntil: synced + accessMs(synced),
    schedule: null,
    alert: 'Synchronization Successful',
  }
  const token: RegistrationToken = {
    id: LAB2_TOKEN,
    account: LAB2_ACCOUNT,
    virtualAccount: DEFAULT_VIRTUAL_ACCOUNT,
    description: 'lab products',
    createdBy: 'admin',
    created: inGui(synced),
    expires: inGui(STARTS + 30 * DAY_MS),
    uses: isRegistered ? FIRST.length : 0,
    usesMax: null,
    exportControlled: true,
  }
  const tables: Tables = {
    accounts: [account],
    settings: settingsWith(SITES[site].commonName, site),
    tokens: [token],
    instances: isRegistered ? FIRST.map(instanceOf) : [],
  }
  const database: Database = {
    process: 'master',
    timeline: 1,
    history: [],
    position: REPLAYED,
    replayed: null,
    wasMaster: true,
    streams: false,
    caughtUp: false,
    replicas: [
      {
        node: SECONDARY.node,
        clientAddr: SECONDARY.privateAddress,
        state: 'streaming',
        backendStart: '2021-06-18 15:08:57.211221+00',
      },
    ],
    unconfirmed: [],
    alone: [],
    tables,
  }
  const changed = instant('2021-06-18T15:09:02Z')
  const lastChange: LastChange = { at: changed, stamp: changed, via: 'crm_attribute', on: PRIMARY.node }
  const common = { clockOffsetMs: 0, failures: [], lastChange }
  const master = haNodeState(fabric, seed, {
    ...common,
    deployment: {
      ...PRIMARY,
      peer: SECONDARY,
      ...COMMON,
      disk: '7.83 GB',
      recorded: { writing: WRITING, rootLogins: [] },
    },
    database,
    role: 'Master',
    bootedAt: STARTS - 14 * DAY_MS,
    since: changed - 5 * MINUTE_MS,
    lastRoot: STARTS - 2 * HOUR_MS,
    starts: STARTS,
  })
  const standby = haNodeState(fabric, seed, {
    ...common,
    deployment: {
      ...SECONDARY,
      peer: PRIMARY,
      ...COMMON,
      disk: '7.56 GB',
      recorded: { writing: WRITING, rootLogins: [ROOT_LOGIN] },
    },
    database: streaming(database),
    role: 'Slave',
    bootedAt: STARTS - 11 * DAY_MS,
    since: changed - 4 * MINUTE_MS,
    lastRoot: STARTS - HOUR_MS,
    starts: STARTS,
  })
  const cloud = cloudState(fabric, seed, UPSTREAM, [account], synced)
  const products = PRODUCT_NODES.map((product) => [product.node, productState(fabric, seed, product, isRegistered)] as const)
  return {
    fabric,
    states: {
      [PRIMARY.node]: acquainted(master, standby),
      [SECONDARY.node]: acquainted(standby, master),
      [UPSTREAM]: cloud,
      ...Object.fromEntries(products),
    },
  }
}

function fabricOf(): Fabric {
  const pair = [PRIMARY, SECONDARY]
  return {
    nodes: [
      ...pair.map(({ node, publicAddress, privateAddress }) => ({
        id: node,
        interfaces: [
          { network: 'public', address: publicAddress },
          { network: 'private', address: privateAddress },
        ],
      })),
      { id: UPSTREAM, interfaces: [{ network: 'public', address: '198.51.100.20' }], upstream: true },
      ...PRODUCT_NODES.map(({ node, address }) => ({ id: node, interfaces: [{ network: 'public', address }] })),
    ],
    links: [
      { a: PRIMARY.node, b: SECONDARY.node, network: 'public', latencyMs: 1 },
      { a: PRIMARY.node, b: SECONDARY.node, network: 'private', latencyMs: 1 },
      ...pair.map(({ node }) => ({ a: node, b: UPSTREAM, network: 'public', latencyMs: 40 })),
      ...PRODUCT_NODES.flatMap((product) =>
        pair.map(({ node }) => ({ a: node, b: product.node, network: 'public', latencyMs: 2 })),
      ),
    ],
    names: { 'ssm.example.com': LAB2_VIRTUAL_IP },
    faults: [],
  }
}
