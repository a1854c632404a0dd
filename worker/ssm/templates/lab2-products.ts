// The four products of lab 2: what each uses, and how it stands before and after it has registered.

import { type Fabric, surroundingsOf } from '../../kernel/fabric.ts'
import { schedule } from '../../kernel/machine.ts'
import { randomFrom, seedFor } from '../../kernel/random.ts'
import { DAY_MS, HOUR_MS, type Instant, instant } from '../../kernel/time.ts'
import { referenceTo } from '../../kernel/x509/reference.ts'
import type { Moment } from '../accounts.ts'
import { alarmedAt } from '../alarms.ts'
import { authorityOf } from '../authority.ts'
import { type Instance, instanceId } from '../licensing.ts'
import { EVALUATION_MS, RENEW_MS } from '../periods.ts'
import { overageDaysAt, withOverage } from '../products/agent.ts'
import { productAlarms } from '../products/alarms.ts'
import { deviceOf, type Family, instanceName, PRODUCTS, usageOf } from '../products/catalogue.ts'
import { type ProductState, UNREGISTERED } from '../products/state.ts'
import { LAB2_STARTS, SITES } from '../sites.ts'
import { CALL_HOME } from '../transports.ts'
import { DEFAULT_VIRTUAL_ACCOUNT } from '../virtual-accounts.ts'

const STARTS = LAB2_STARTS
const SERVERS = ['primary-node', 'secondary-node'] as const
/** The virtual IP of lab 2, which is also its Host Common Name; the last octet is document 217212's. */
export const LAB2_VIRTUAL_IP = SITES.lab2.commonName
/** The local account of lab 2, under the name it has on its screens. */
export const LAB2_ACCOUNT = 'annanr-ssm-on-prem-8-202105'

/** A registration token that stands ready, so that a written procedure can name it. Its text is ours. */
export const LAB2_TOKEN = 'NzY1ZmE4MDItMGE0ZS00YzE5LTkwM2EtbGFiMi10b2tlbg'

/** The GUI's times run an hour ahead of the console's: inferred from the screens of both. */
export const GUI_ZONE_MS = HOUR_MS
/** A moment with what the GUI of lab 2 shows for it. */
export const inGui = (at: Instant): Moment => ({ at, stamp: at + GUI_ZONE_MS })

type ProductOf = {
  readonly node: string
  readonly family: Family
  readonly address: string
  readonly counts: { readonly [label: string]: number }
  readonly users?: { readonly [license: string]: number }
}

const PI = 'Prime Infrastructure 3.x, '
/** Registered where the lab begins. */
export const FIRST: readonly (ProductOf & { readonly contact: string })[] = [
  {
    node: 'annanr-39',
    family: 'prime',
    address: '10.0.1.39',
    counts: { [`${PI}BASE Lic.`]: 1, [`${PI}Lifecycle Lic.`]: 34 },
    contact: '2021-06-20T17:39:00Z',
  },
  {
    node: 'cucmpub',
    family: 'cucm',
    address: '10.0.1.20',
    counts: { Enhanced: 3, 'Enhanced Plus': 1, 'TelePresence Room': 1 },
    contact: '2021-06-20T17:36:56Z',
  },
]
const SECOND: readonly ProductOf[] = [
  {
    node: 'pi37',
    family: 'prime',
    address: '10.0.1.37',
    counts: { [`${PI}Assurance Lic.`]: 2, [`${PI}BASE Lic.`]: 1, [`${PI}Lifecycle Lic.`]: 14 },
  },
  {
    node: 'cucm-pub-30',
    family: 'cucm',
    address: '10.0.1.30',
    counts: { Enhanced: 44, Basic: 2, Essential: 4 },
    users: {
      'UC Manager Enhanced License (12.x)': 8,
      'UC Manager Basic License (12.x)': 1,
      'UC Manager Essential License (12.x)': 0,
    },
  },
]
/** All four products of lab 2: two registered where it begins, two that register while the roles are swapped (SSM-23). */
export const PRODUCT_NODES = [...FIRST, ...SECOND]

/** How the pages of the products run ahead of the consoles' clock, by the screens of failover steps 7 and 10: inferred. */
const ZONES = { prime: { aheadMs: HOUR_MS, name: '' }, cucm: { aheadMs: 4 * HOUR_MS, name: 'EEST' } } as const

/** 90 days less the 72 that lab 2's call manager had left. */
const OVERAGE_MS = 18 * DAY_MS

/** One of the first two, as the pair lists it. */
export function instanceOf({ node, family, counts, contact }: (typeof FIRST)[number]): Instance {
  const name = instanceName(family, node)
  return {
    id: instanceId(LAB2_ACCOUNT, name),
    account: LAB2_ACCOUNT,
    virtualAccount: DEFAULT_VIRTUAL_ACCOUNT,
    name,
    productType: PRODUCTS[family].productType,
    device: deviceOf(family, node),
    transport: 'Smart Call Home',
    registered: inGui(instant(contact)),
    lastContact: inGui(instant(contact)),
    identity: inGui(instant(contact)),
    ticket: '',
    licenses: usageOf(family, counts).map(({ license, count }) => ({ license, count })),
  }
}

/** A product as the lab begins with it. */
export function productState(
  fabric: Fabric,
  seed: number,
  { node, family, counts, users }: ProductOf,
  areRegistered: boolean,
): ProductState {
  const contact = areRegistered ? FIRST.find((each) => each.node === node)?.contact : undefined
  const at = contact === undefined ? null : instant(contact)
  const usage = usageOf(family, counts)
  const overageSince = family === 'cucm' ? STARTS - OVERAGE_MS : at
  const evaluationEnds = STARTS - 20 * DAY_MS + EVALUATION_MS
  const product: ProductState = {
    timers:
      at === null
        ? schedule([], 'evaluation', evaluationEnds, 'standing')
        : withOverage(schedule([], 'renew', at + RENEW_MS, 'standing'), overageSince, STARTS),
    random: randomFrom(seedFor(seed, node)),
    surroundings: surroundingsOf(fabric, node),
    node,
    family,
    servers: SERVERS,
    transport:
      at === null ? { mode: 'direct', url: '' } : { mode: 'transport-gateway', url: `https://${LAB2_VIRTUAL_IP}${CALL_HOME}` },
    usage,
    ...(users === undefined ? {} : { users }),
    zone: ZONES[family],
    agent:
      at === null
        ? UNREGISTERED
        : {
            status: 'Registered',
            why: '',
            server: LAB2_VIRTUAL_IP,
            account: LAB2_ACCOUNT,
            virtualAccount: 'Default',
            registered: at,
            identity: at,
            authorized: at,
            authorization: 'Out of Compliance',
            short: usage.filter(({ count }) => count > 0).map(({ license }) => license),
            certificate: {
              chain: [referenceTo(node), referenceTo(authorityOf('lab2'))],
              key: referenceTo(node),
            },
            exportControlled: true,
          },
    evaluationEnds: at === null ? evaluationEnds : null,
    evaluationLeftMs: at === null ? 0 : evaluationEnds - at,
    overageSince,
    overageDays: at === null ? null : overageDaysAt(overageSince, STARTS),
    reached: '',
    errand: null,
    errands: 0,
  }
  return { ...product, alarmed: alarmedAt(undefined, productAlarms(product), STARTS) }
}
