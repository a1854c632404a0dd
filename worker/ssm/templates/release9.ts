// A new server of release 9 in the place of one of release 8, whose archive lies on another host (SSM-51). The name of the
// archive is that of practitioner notes; everything else about it and the server is ours.

import type { Fabric } from '../../kernel/fabric.ts'
import type { Built, Template } from '../../kernel/product.ts'
import { HOUR_MS, instant } from '../../kernel/time.ts'
import { referenceTo } from '../../kernel/x509/reference.ts'
import type { Account } from '../accounts.ts'
import { authorityOf } from '../authority.ts'
import type { DatabaseBackup } from '../backups.ts'
import { settingsWith } from '../certificates.ts'
import { accessMs } from '../periods.ts'
import type { Database } from '../postgres.ts'
import { SITES } from '../sites.ts'
import type { Deployment } from '../state.ts'
import { CLOUD, cloudState, SMART_ACCOUNT } from './cloud.ts'
import { haNodeState, standAlone } from './node.ts'

const STARTS = instant('2024-06-26T08:00:00Z')
const NODE = 'primary-node'
const UPSTREAM = CLOUD.id
const ACCOUNT = 'licensing'
const { commonName, synced } = SITES.migrated

/** A fresh server of release 9, and the archive of the one before it. */
export const ssmRelease9: Template = {
  id: 'ssm-release-9',
  product: 'ssm',
  title: 'A new server of release 9',
  purpose: 'Take over the archive of a server of release 8, and synchronise what it held.',
  starts: STARTS,
  nodes: [
    {
      id: NODE,
      kind: 'ha-node',
      title: 'New server',
      credentials: { username: 'admin', root: true, api: true, shared: 'application' },
    },
    CLOUD,
  ],
  build,
}

function build(seed: number): Built {
  const fabric: Fabric = {
    nodes: [
      {
        id: NODE,
        interfaces: [
          { network: 'public', address: commonName },
          { network: 'private', address: '192.168.1.4' },
        ],
      },
      { id: UPSTREAM, interfaces: [{ network: 'public', address: '198.51.100.20' }], upstream: true },
    ],
    links: [{ a: NODE, b: UPSTREAM, network: 'public', latencyMs: 40 }],
    names: {},
    faults: [],
  }
  return {
    fabric,
    states: {
      [NODE]: standAlone(
        haNodeState(fabric, seed, {
          deployment: DEPLOYMENT,
          database: EMPTY,
          role: 'Master',
          bootedAt: STARTS - HOUR_MS,
          clockOffsetMs: 0,
          since: STARTS,
          failures: [],
          lastChange: { at: STARTS, stamp: STARTS, via: 'cibadmin', on: NODE },
          lastRoot: STARTS - HOUR_MS,
          starts: STARTS,
        }),
      ),
      [UPSTREAM]: cloudState(fabric, seed, UPSTREAM, [MIGRATED], synced),
    },
  }
}

const MIGRATED: Account = {
  id: ACCOUNT,
  requestedBy: 'admin@example.com',
  smartAccount: SMART_ACCOUNT,
  virtualAccount: `${ACCOUNT}-va`,
  status: 'Active',
  satellite: ACCOUNT,
  lastSync: { at: synced, stamp: synced },
  certificate: referenceTo('migrated'),
  authority: referenceTo(authorityOf('migrated')),
  accessUntil: synced + accessMs(synced),
  schedule: null,
  alert: 'Synchronization Successful',
}

/** What the server of release 8 wrote when it had been made stand-alone and brought to its last release. */
const ARCHIVE: DatabaseBackup = {
  name: 'onprem-migration-20240625214926.tar.gz',
  version: '8-202404',
  at: instant('2024-06-25T21:49:26Z'),
  tables: { accounts: [MIGRATED], settings: settingsWith(commonName, 'migrated') },
}

const DEPLOYMENT: Deployment = {
  node: NODE,
  number: 1,
  publicAddress: commonName,
  privateAddress: '192.168.1.4',
  peer: { node: 'secondary-node', number: 2, publicAddress: '10.0.0.10', privateAddress: '192.168.1.5' },
  virtualIp: '',
  upstream: UPSTREAM,
  serverName: 'ssm-on-prem',
  version: '9-202406',
  iso: '9-202406',
  patches: [],
  memory: '7.62 GB',
  disk: '7.70 GB',
  guiZoneMs: 0,
  former: ARCHIVE,
}

const EMPTY: Database = {
  process: 'master',
  timeline: 1,
  history: [],
  position: 0x3000060,
  replayed: null,
  wasMaster: true,
  streams: false,
  caughtUp: false,
  replicas: [],
  unconfirmed: [],
  alone: [],
  tables: { accounts: [], settings: settingsWith(commonName, 'first') },
}
