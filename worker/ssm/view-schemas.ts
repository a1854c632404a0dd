// The shapes of a pair's nodes, of the upstream and of products as snapshots show them, field by field:
// what outside programs may rely on.

import { z } from 'zod'
import { TRANSPORT_MODES } from './products/transport.ts'

const Time = z.iso.datetime()
const Count = z.int().min(0)
const Files = z.array(z.strictObject({ name: z.string() }))

const Alarms = z.array(
  z.strictObject({
    id: z.string(),
    title: z.string(),
    text: z.string(),
    severity: z.string(),
    page: z.string(),
    firstRaised: Time.nullable(),
  }),
)

/** An HA node in a snapshot. Every field is always there. */
export const HaNodeView = z.strictObject({
  id: z.string(),
  product: z.literal('ssm'),
  state: z.enum(['running', 'booting', 'off']),
  version: z.string(),
  files: Files,
  archives: Files,
  mode: z.enum(['stand-alone', 'keys', 'provisioned', 'paired', 'tearing-down', 'torn-down']),
  cluster: z.enum(['running', 'stopped', 'none']),
  role: z.enum(['active', 'standby', 'stopped', 'standalone']),
  holdsVip: z.boolean(),
  gui: z.enum(['vip', 'own', 'none']),
  database: z.strictObject({
    role: z.enum(['master', 'slave', 'stopped']),
    walPosition: z.string(),
    timeline: z.int().min(1),
    replicas: z.array(z.strictObject({ clientAddr: z.string(), state: z.enum(['backup', 'streaming']) })),
  }),
  failCounts: z.record(z.string(), Count),
  failedActions: z.array(z.strictObject({ operation: z.string(), text: z.string() })),
  hostCommonName: z.string(),
  widget: z
    .strictObject({
      status: z.enum(['Normal', 'Degraded']),
      heartbeat: z.enum(['Connected', 'Disconnected']),
      active: z.string(),
      standby: z.string(),
    })
    .nullable(),
  accounts: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(['Active', 'Unregistered']),
      certificate: z.string().nullable(),
      lastSync: Time.nullable(),
      syncDue: Time.nullable(),
    }),
  ),
  alarms: Alarms,
  alerts: z.array(
    z.strictObject({
      account: z.string(),
      virtualAccount: z.string(),
      type: z.string(),
      severity: z.enum(['Major', 'Minor']),
      source: z.string(),
    }),
  ),
  productInstances: z.array(z.strictObject({ account: z.string(), name: z.string(), type: z.string(), lastContact: Time })),
  licenses: z.array(
    z.strictObject({
      account: z.string(),
      name: z.string(),
      virtualAccount: z.string(),
      purchased: Count,
      inUse: Count,
      balance: z.int(),
      alert: z.enum(['Insufficient Licenses', '']),
    }),
  ),
})

/** The upstream in a snapshot: the satellites it knows and the licences that were bought. */
export const UpstreamView = z.strictObject({
  id: z.string(),
  product: z.literal('ssm'),
  state: z.literal('running'),
  removed: z.array(z.string()),
  alarms: Alarms,
  purchases: z.array(
    z.strictObject({
      id: z.string(),
      virtualAccount: z.string(),
      license: z.string(),
      quantity: Count,
      endDate: Time.nullable(),
    }),
  ),
  accounts: z.array(
    z.strictObject({
      name: z.string(),
      smartAccount: z.string(),
      virtualAccount: z.string(),
      lastSync: Time.nullable(),
      synchronisations: Count,
      commonName: z.string(),
    }),
  ),
  lastSync: Time.nullable(),
})

const Registration = z.enum(['Unregistered', 'Registering', 'Registered', 'Registration Failed'])

/** A product that uses licences, in a snapshot. */
export const ProductView = z.strictObject({
  id: z.string(),
  product: z.literal('ssm'),
  state: z.literal('running'),
  role: Registration,
  registration: Registration,
  why: z.string(),
  server: z.string(),
  alarms: Alarms,
  authorization: z.enum([
    'Evaluation Mode',
    'Evaluation Expired',
    'Authorized',
    'Out of Compliance',
    'Authorization Expired',
    'No Licenses in Use',
  ]),
  account: z.string(),
  registered: Time.nullable(),
  lastContact: Time.nullable(),
  overageDays: Count.nullable(),
  transport: z.strictObject({ mode: z.enum(TRANSPORT_MODES), url: z.string() }),
  productType: z.string(),
  usage: z.array(z.strictObject({ license: z.string(), count: Count })),
})
