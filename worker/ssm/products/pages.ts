// The two pages a product has here: where it sends its licence traffic, and how its registration stands
// (document 217212, lab 2, failover steps 6 to 10).

import type { Page } from '../../kernel/surface.ts'
import { civil, type Instant, MONTHS, pad } from '../../kernel/time.ts'
import { asked, button, page, shown, table } from '../pages/parts.ts'
import { type Family, instanceName, PRODUCTS } from './catalogue.ts'
import type { ProductState } from './instance.ts'
import type { TransportMode } from './transport.ts'

export const PAGES = ['licensing', 'transport'] as const
export type PageId = (typeof PAGES)[number]

const TITLES: { readonly [family in Family]: { readonly [id in PageId]: string } } = {
  prime: { licensing: 'Smart Software Licensing', transport: 'Smart Licensing Transport' },
  cucm: { licensing: 'License Management', transport: 'Licensing Smart Call Home settings' },
}

export const titleOf = (family: Family, id: PageId): string => TITLES[family][id]

export const pageFor = (state: ProductState, id: PageId): Page => (id === 'transport' ? transport(state) : licensing(state))

const MODES: { readonly [mode in TransportMode]: string } = {
  direct: 'Direct',
  'transport-gateway': 'Transport Gateway',
  proxy: 'HTTP/HTTPS Proxy',
}

function transport({ family, transport: { mode, url }, reached }: ProductState): Page {
  return page('transport', titleOf(family, 'transport'), {
    fields: [
      { ...asked('mode', 'Transport Mode', ''), kind: 'choice', value: MODES[mode], options: Object.values(MODES) },
      { ...asked('url', family === 'prime' ? 'Enter a valid URL' : 'URL', ''), mandatory: false, value: url },
    ],
    actions: family === 'prime' ? [button('test-connectivity', 'Test Connectivity')] : [],
    messages: reached === '' ? [] : [{ tone: reached.startsWith('Failed') ? 'error' : 'ok', text: reached }],
  })
}

/** `Jun 20, 2021`. */
function date(at: Instant): string {
  const { year, month, day } = civil(at)
  return `${MONTHS[month - 1]} ${pad(day)}, ${year}`
}

function licensing(state: ProductState): Page {
  const { family, agent, node, overageDays } = state
  const isRegistered = agent.status === 'Registered'
  const authorization =
    isRegistered && agent.authorized !== null ? `${agent.authorization} (${date(agent.authorized)})` : agent.authorization
  return page('licensing', titleOf(family, 'licensing'), {
    fields: [
      shown(
        'registration_status',
        'Registration Status',
        STATUS,
        isRegistered && family === 'prime' && agent.registered !== null ? `Registered (${date(agent.registered)})` : agent.status,
      ),
      shown('authorization_status', 'License Authorization Status', STATUS, authorization),
      shown('smart_account', 'Smart Account', STATUS, agent.account),
      shown('virtual_account', 'Virtual Account', STATUS, agent.virtualAccount),
      shown('instance_name', 'Product Instance Name', STATUS, node),
      shown('udi', 'Name at the server', STATUS, instanceName(family, node)),
      shown('transport', 'Transport Settings', STATUS, MODES[state.transport.mode]),
      ...(isRegistered ? [] : [asked('token', 'Product Instance Registration Token', 'Register')]),
    ],
    actions: isRegistered
      ? [button('renew', 'Renew Authorization'), button('deregister', 'Deregister')]
      : [button('register', 'Register')],
    tables: [usageTable(state)],
    messages: [
      ...(agent.status === 'Registering' ? [{ tone: 'info' as const, text: 'Registration is under way.' }] : []),
      ...(isRegistered && agent.why === '' ? [{ tone: 'ok' as const, text: DONE[family] }] : []),
      ...(agent.why === '' ? [] : [{ tone: 'error' as const, text: agent.why }]),
      ...(family === 'cucm' && overageDays !== null
        ? [
            {
              tone: 'warning' as const,
              text: `Smart Software Licensing: The system is operating with an insufficient number of licenses. Configure additional licenses in Smart Software Manager within ${overageDays} days to avoid losing the ability to provision users and devices.`,
            },
          ]
        : []),
    ],
  })
}

const STATUS = 'Smart Software Licensing Status'
const DONE: { readonly [family in Family]: string } = {
  prime: 'Smart agent registered successfully',
  cucm: 'Registration completed successfully',
}

function usageTable({ family, agent, usage }: ProductState) {
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
      cells: family === 'prime' ? [each.label, each.description, String(count), status] : [each.label, String(count), status],
    }
  })
  return family === 'prime'
    ? table('usage', 'Smart License Usage', ['License', 'Description', 'Count', 'Status'], rows)
    : table('usage', 'License Usage Report', ['License Type', 'Current Usage', 'Status'], rows)
}
