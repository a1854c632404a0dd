// The two pages a product has here: where it sends its licence traffic, and how its registration stands
// (document 217212, lab 2, failover steps 6 to 10).

import type { Page, Remark } from '../../kernel/surface.ts'
import { civil, type Instant, MONTHS, pad } from '../../kernel/time.ts'
import { certificateOf } from '../material.ts'
import { asked, button, page, shown, table } from '../pages/parts.ts'
import { overageDaysAt } from './agent.ts'
import { type Entitlement, type Family, instanceName, PRODUCTS } from './catalogue.ts'
import type { ProductState } from './state.ts'
import { DIRECT_URL, type TransportMode } from './transport.ts'

/** The ids of the pages of every product (SSM-43). */
export const PAGES = ['licensing', 'transport'] as const
/** One of these. */
export type PageId = (typeof PAGES)[number]

const TITLES: { readonly [family in Family]: { readonly [id in PageId]: string } } = {
  prime: { licensing: 'Smart Software Licensing', transport: 'Smart Licensing Transport' },
  cucm: { licensing: 'License Management', transport: 'Licensing Smart Call Home settings' },
}

/** What a kind of product calls the page. */
export const titleOf = (family: Family, id: PageId): string => TITLES[family][id]

/** The page as it is at `at`. */
export const pageFor = (state: ProductState, id: PageId, at: Instant): Page =>
  id === 'transport' ? transport(state) : licensing(state, at)

const MODES: { readonly [mode in TransportMode]: string } = {
  direct: 'Direct',
  'transport-gateway': 'Transport Gateway',
  proxy: 'HTTP/HTTPS Proxy',
}

function transport({ family, transport: { mode, url, proxy }, reached }: ProductState): Page {
  const isPrime = family === 'prime'
  const optional = { mandatory: false }
  const section = isPrime ? '' : 'HTTP/HTTPS Proxy'
  return page('transport', titleOf(family, 'transport'), {
    fields: [
      { ...asked('mode', 'Transport Mode', ''), kind: 'choice', value: MODES[mode], options: Object.values(MODES) },
      ...(isPrime ? [] : [shown('direct_url', 'URL', 'Direct', DIRECT_URL)]),
      { ...asked('url', isPrime ? 'Enter a valid URL' : 'URL', isPrime ? '' : 'Transport Gateway'), ...optional, value: url },
      {
        ...asked('proxy_host', isPrime ? 'Proxy' : 'IP Address/Host Name', section),
        ...optional,
        value: proxy?.host ?? '',
      },
      { ...asked('proxy_port', 'Port', section), ...optional, value: proxy === undefined ? '' : String(proxy.port) },
    ],
    actions: isPrime ? [{ ...button('test-connectivity', 'Test Connectivity'), asks: [] }] : [],
    messages: [
      ...(reached === '' ? [] : [{ tone: reached.startsWith('Failed') ? ('error' as const) : ('ok' as const), text: reached }]),
      { tone: 'info', text: 'Authentication at a proxy, and not to share the host name, are not modelled.' },
    ],
  })
}

const UTC = { aheadMs: 0, name: 'UTC' }

/** `Jun 20, 2021`. */
function date(at: Instant): string {
  const { year, month, day } = civil(at)
  return `${MONTHS[month - 1]} ${pad(day)}, ${year}`
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTH_NAMES = 'January February March April May June July August September October November December'.split(' ')

/** `10:29 PM`, with seconds `10:29:53 PM`. */
function timeOfDay(at: Instant, withSeconds: boolean): string {
  const { hour, minute, second } = civil(at)
  return `${hour % 12 === 0 ? 12 : hour % 12}:${pad(minute)}${withSeconds ? `:${pad(second)}` : ''} ${hour < 12 ? 'AM' : 'PM'}`
}

/** `Sunday, June 20, 2021 10:29:53 PM EEST`: Unified CM; `Sunday Jun 20, 2021 at 7:28 PM`: Prime. */
function fullTime(family: Family, at: Instant, { aheadMs, name } = UTC): string {
  const local = at + aheadMs
  const { year, month, day, weekday } = civil(local)
  return family === 'cucm'
    ? `${DAYS[weekday]}, ${MONTH_NAMES[month - 1]} ${day}, ${year} ${timeOfDay(local, true)} ${name}`
    : `${DAYS[weekday]} ${date(local)} at ${timeOfDay(local, false)}`
}

/** `2021-06-20 22:30:09`. */
function plainTime(at: Instant): string {
  const { year, month, day, hour, minute, second } = civil(at)
  return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}:${pad(second)}`
}

function licensing(state: ProductState, at: Instant): Page {
  const { family, agent, zone = UTC } = state
  const isRegistered = agent.status === 'Registered'
  return page('licensing', titleOf(family, 'licensing'), {
    fields: [
      ...(family === 'prime' ? primeStatus(state, zone.aheadMs) : cucmStatus(state)),
      ...(isRegistered
        ? []
        : [asked('token', 'Product Instance Registration Token', 'Smart Software Licensing Product Registration')]),
    ],
    actions: isRegistered
      ? [
          button('renew', 'Renew Authorization'),
          button('deregister', 'Deregister'),
          { ...button('download-identity-certificate', 'Download Identity Certificate'), asks: [] },
        ]
      : [button('register', 'Register')],
    tables: [usageTable(state)],
    messages: messagesOf(state, at),
  })
}

const PRIME_STATUS = 'Smart Software Licensing Status'
const CUCM_STATUS = 'Smart Software Licensing'

function primeStatus(state: ProductState, aheadMs: number) {
  const { agent, node, family } = state
  const isRegistered = agent.status === 'Registered'
  const dated = (text: string, at: Instant | null): string =>
    isRegistered && at !== null ? `${text} (${date(at + aheadMs)})` : text
  return [
    shown('licensing_mode', 'Licensing Mode', PRIME_STATUS, 'Smart Software Licensing'),
    shown('product_name', 'Product Name', PRIME_STATUS, 'Prime Infrastructure'),
    shown('registration_status', 'Registration Status', PRIME_STATUS, dated(agent.status, agent.registered)),
    shown('authorization_status', 'License Authorization Status', PRIME_STATUS, dated(agent.authorization, agent.authorized)),
    ...placeOf(state, PRIME_STATUS),
    shown('udi', 'Name at the server', PRIME_STATUS, instanceName(family, node)),
    ...identityOf(state, PRIME_STATUS),
    shown('transport', 'Transport Settings', PRIME_STATUS, MODES[state.transport.mode]),
  ]
}

function cucmStatus(state: ProductState) {
  const { agent, node, family, zone } = state
  const isRegistered = agent.status === 'Registered'
  const authorization =
    isRegistered && agent.authorized !== null
      ? `${agent.authorization} (${fullTime(family, agent.authorized, zone)})`
      : agent.authorization
  return [
    shown('registration_status', 'Registration Status', CUCM_STATUS, agent.status),
    shown('authorization_status', 'License Authorization Status', CUCM_STATUS, authorization),
    ...placeOf(state, CUCM_STATUS),
    shown('udi', 'Name at the server', CUCM_STATUS, instanceName(family, node)),
    shown(
      'export_controlled',
      'Export-Controlled Functionality',
      CUCM_STATUS,
      isRegistered && agent.exportControlled === true ? 'Allowed' : 'Not Allowed',
    ),
    ...identityOf(state, CUCM_STATUS),
    shown('transport', 'Transport Settings', CUCM_STATUS, MODES[state.transport.mode]),
    shown('licensing_mode', 'Licensing Mode', CUCM_STATUS, 'Enterprise'),
  ]
}

// As far as its certificate says; where the product's page shows it is ours.
const identityOf = ({ agent }: ProductState, section: string) => {
  const leaf = agent.certificate?.chain[0]
  const held = leaf === undefined ? null : certificateOf(leaf)
  return held === null
    ? []
    : [shown('identity_certificate', 'Identity certificate', section, `valid until ${date(held.notAfter)}`)]
}

const placeOf = ({ agent, node }: ProductState, section: string) => [
  shown('smart_account', 'Smart Account', section, agent.account),
  shown('virtual_account', 'Virtual Account', section, agent.virtualAccount),
  shown('instance_name', 'Product Instance Name', section, node),
]

const DONE: { readonly [family in Family]: string } = {
  prime: 'Smart agent registered successfully',
  cucm: 'Registration completed successfully',
}

function messagesOf({ family, agent, overageSince, zone }: ProductState, at: Instant): readonly Remark[] {
  const days = overageDaysAt(overageSince, at)
  const isRegistered = agent.status === 'Registered'
  return [
    ...(agent.status === 'Registering' ? [{ tone: 'info' as const, text: 'Registration is under way.' }] : []),
    ...(isRegistered && agent.why === '' ? [{ tone: 'ok' as const, text: DONE[family] }] : []),
    ...(agent.why === '' ? [] : [{ tone: 'error' as const, text: agent.why }]),
    ...(family === 'cucm' && isRegistered && days !== null ? [{ tone: 'warning' as const, text: shortage(days) }] : []),
    ...(agent.authorized === null
      ? []
      : [
          {
            tone: 'info' as const,
            text:
              family === 'prime'
                ? `Last updated: ${fullTime(family, agent.authorized, zone)}`
                : `Usage Details Last Updated: ${plainTime(agent.authorized + (zone ?? UTC).aheadMs)}`,
          },
        ]),
  ]
}

// The words of the last day are ours.
const shortage = (days: number): string =>
  days > 0
    ? `Smart Software Licensing: The system is operating with an insufficient number of licenses. Configure additional licenses in Smart Software Manager within ${days} days to avoid losing the ability to provision users and devices.`
    : 'Smart Software Licensing: The system has been operating with an insufficient number of licenses for more than 90 days. Users and devices cannot be provisioned until additional licenses are configured in Smart Software Manager.'

function usageTable(state: ProductState) {
  const { family, agent, usage } = state
  const words = family === 'prime' ? 'No Licenses In Use' : 'No Licenses in Use'
  const rows = PRODUCTS[family].entitlements.map((each) => {
    const count = usage.find(({ license }) => license === each.license)?.count ?? 0
    const status =
      count === 0
        ? words
        : agent.status !== 'Registered'
          ? agent.authorization
          : agent.short.includes(each.license)
            ? 'Out of Compliance'
            : 'Authorized'
    return {
      cells:
        family === 'prime'
          ? [each.label, each.description, String(count), status]
          : [each.label, String(count), status, reportOf(state, each, count)],
    }
  })
  return family === 'prime'
    ? table('usage', 'Smart License Usage', ['License', 'Description', 'Count', 'Status'], rows)
    : table('usage', 'License Usage Report', ['License Type', 'Current Usage', 'Status', 'Report'], rows)
}

// `Users(8) Unassigned Devices(36)`: who uses a licence of Unified CM. Enhanced Plus is for users alone.
function reportOf({ users = {} }: ProductState, { license, isForUsersOnly }: Entitlement, count: number): string {
  const used = isForUsersOnly ? count : Math.min(count, users[license] ?? count)
  return isForUsersOnly ? `Users(${used})` : `Users(${used}) Unassigned Devices(${count - used})`
}
