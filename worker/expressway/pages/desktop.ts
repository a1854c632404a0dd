// The administration pages as data: the menu, a page read, a page saved. EX-60.

import type { Past } from '../../kernel/machine.ts'
import type { Answer, Page, Reading, Refusal, Remark } from '../../kernel/surface.ts'
import { saveClustering } from '../clustering.ts'
import { type Fields, type Saved, saveItems, saveMaintenance } from '../saving.ts'
import { isSmart, knowsSmart } from '../smart-licensing.ts'
import { saveLicensing } from '../smart-settings.ts'
import type { Draft, PeerState } from '../state.ts'
import { administratorAccounts, optionKeys } from './accounts.ts'
import { alarms } from './alarms.ts'
import { clustering } from './clustering.ts'
import { crlManagement } from './crl.ts'
import { diagnosticLogging, systemSnapshot } from './diagnostics.ts'
import { ip } from './ip.ts'
import { items } from './items.ts'
import { LOG_PAGES } from './logs.ts'
import { backupPage, maintenance, restartOptions, upgradePage } from './maintenance.ts'
import { overview } from './overview.ts'
import type { PageKind } from './parts.ts'
import { resources } from './resource-usage.ts'
import { staticRoutes } from './routes.ts'
import { serverCertificate, trustedCa } from './security.ts'
import { administratorSessions } from './sessions.ts'
import { lockable, smartLicensing } from './smart-licensing.ts'
import { calls, registrations } from './traffic.ts'

/** In the order of the product's menu: what stands in a menu itself before what stands in a menu of that. */
const PAGES: readonly PageKind[] = [
  { id: 'overview', title: 'Overview', group: 'Status', isEditable: false, build: overview },
  { id: 'alarms', title: 'Alarms', group: 'Status', isEditable: false, build: alarms },
  { id: 'registrations', title: 'Registrations', group: 'Status', isEditable: false, build: registrations },
  { id: 'calls', title: 'Calls', group: 'Status', isEditable: false, build: calls },
  items('service-selection', 'Service selection', 'Status > Overview'),
  { id: 'resource-usage', title: 'Resource usage', group: 'Status > System', isEditable: false, build: resources },
  ...LOG_PAGES,
  items('system', 'System administration', 'System'),
  items('dns', 'DNS', 'System'),
  items('time', 'Time', 'System'),
  {
    id: 'clustering',
    title: 'Clustering',
    group: 'System',
    isEditable: true,
    build: (state) => lockable(state, clustering(state)),
  },
  items('snmp', 'SNMP', 'System'),
  items('ethernet', 'Ethernet', 'System > Network interfaces'),
  { id: 'ip', title: 'IP', group: 'System > Network interfaces', isEditable: true, build: ip },
  { id: 'static-routes', title: 'Static routes', group: 'System > Network interfaces', isEditable: false, build: staticRoutes },
  items('call-routing', 'Call routing', 'Configuration'),
  items('h323', 'H.323', 'Configuration > Protocols'),
  items('sip', 'SIP', 'Configuration > Protocols'),
  items('active-directory-service', 'Active Directory Service', 'Configuration > Authentication > Devices', 'shared'),
  items('zones', 'Zones', 'Configuration > Zones'),
  items('search-rules', 'Search rules', 'Configuration > Dial plan'),
  items('links', 'Links', 'Configuration > Bandwidth'),
  items('b2bua', 'B2BUA', 'Applications'),
  items('conference-factory', 'Conference Factory', 'Applications'),
  {
    id: 'administrator-accounts',
    title: 'Administrator accounts',
    group: 'Users',
    isEditable: false,
    build: administratorAccounts,
  },
  items('password-security', 'Password security', 'Users'),
  {
    id: 'administrator-sessions',
    title: 'Active administrator sessions',
    group: 'Users',
    isEditable: false,
    build: administratorSessions,
  },
  { id: 'upgrade', title: 'Upgrade', group: 'Maintenance', isEditable: false, build: upgradePage },
  items('logging', 'Logging', 'Maintenance'),
  {
    id: 'option-keys',
    title: 'Option keys',
    group: 'Maintenance',
    isEditable: false,
    isFor: (state) => !isSmart(state),
    build: optionKeys,
  },
  {
    id: 'smart-licensing',
    title: 'Smart licensing',
    group: 'Maintenance',
    isEditable: true,
    isFor: knowsSmart,
    build: smartLicensing,
  },
  { id: 'backup-and-restore', title: 'Backup and restore', group: 'Maintenance', isEditable: false, build: backupPage },
  { id: 'maintenance-mode', title: 'Maintenance mode', group: 'Maintenance', isEditable: true, build: maintenance },
  { id: 'restart-options', title: 'Restart options', group: 'Maintenance', isEditable: false, build: restartOptions },
  {
    id: 'server-certificate',
    title: 'Server certificate',
    group: 'Maintenance > Security',
    isEditable: false,
    build: serverCertificate,
  },
  { id: 'trusted-ca', title: 'Trusted CA certificate', group: 'Maintenance > Security', isEditable: false, build: trustedCa },
  { id: 'crl-management', title: 'CRL management', group: 'Maintenance > Security', isEditable: false, build: crlManagement },
  {
    id: 'diagnostic-logging',
    title: 'Diagnostic logging',
    group: 'Maintenance > Diagnostics',
    isEditable: false,
    build: diagnosticLogging,
  },
  {
    id: 'system-snapshot',
    title: 'System snapshot',
    group: 'Maintenance > Diagnostics',
    isEditable: false,
    build: systemSnapshot,
  },
  items('api', 'API', 'Experimental'),
]

/** What the product calls a page, or undefined where there is none of this id. */
export const titleOfPage = (page: string): string | undefined => PAGES.find(({ id }) => id === page)?.title

const listed = (pages: readonly PageKind[]) => pages.map(({ id, title, group }) => ({ id, title, group }))

/** Every page of any release. */
export const pageList = () => listed(PAGES)

/** The pages of this system. */
export const pagesOf = (state: PeerState) => listed(PAGES.filter((page) => page.isFor?.(state) ?? true))

const pageOf = (state: PeerState, id: string): PageKind | undefined =>
  PAGES.find((page) => page.id === id && (page.isFor?.(state) ?? true))

export function readPage(state: PeerState, id: string, past: Past): Reading {
  const found = pageOf(state, id)
  return found === undefined ? noPage(state, id) : { is: 'page', page: buildPage(state, found, [], past) }
}

const noPage = (state: PeerState, name: string): Refusal => ({
  is: 'unknown',
  what: 'page',
  name,
  known: pagesOf(state).map((each) => each.id),
})

function buildPage(state: PeerState, kind: PageKind, remarks: readonly Remark[], past: Past): Page {
  const { title = kind.title, fields = [], tables = [], messages = [], actions = [] } = kind.build(state, past)
  return { id: kind.id, title, fields, tables, messages: [...remarks, ...messages], banners: banners(state), actions }
}

/** The Save button of a page. */
export function savePage(draft: Draft, id: string, fields: Fields, past: Past): Answer {
  const found = pageOf(draft.state, id)
  if (found === undefined) return noPage(draft.state, id)
  if (!found.isEditable) {
    const name = Object.keys(fields)[0]
    if (name !== undefined) return { is: 'unknown', what: 'field', name, known: [] }
    return { is: 'page', page: buildPage(draft.state, found, [], past) }
  }
  const outcome = saveAs(id)(draft, fields, 'web')
  if (outcome.is !== 'saved') return outcome
  return { is: 'page', page: buildPage(draft.state, found, outcome.remarks, past) }
}

type Save = (draft: Draft, fields: Fields, origin: 'web') => Saved

function saveAs(id: string): Save {
  if (id === 'clustering') return saveClustering
  if (id === 'maintenance-mode') return saveMaintenance
  if (id === 'smart-licensing') return saveLicensing
  return (draft, fields, origin) => saveItems(draft, id, fields, origin)
}

function banners(state: PeerState): readonly Remark[] {
  const unseen = state.alarms.filter((alarm) => alarm.status === 'new').length
  return [
    ...(state.resetArmed === null
      ? []
      : [
          {
            tone: 'warning' as const,
            text: 'This system is pending a factory reset: it takes place when the system restarts. To cancel it, enter the original peer addresses in their original order and save.',
          },
        ]),
    ...(state.maintenance ? [{ tone: 'warning' as const, text: 'This system is in maintenance mode' }] : []),
    ...(unseen === 0
      ? []
      : [{ tone: 'error' as const, text: unseen === 1 ? 'This system has 1 alarm' : `This system has ${unseen} alarms` }]),
  ]
}
