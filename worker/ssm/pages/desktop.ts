// The administration workspace: which widgets there are, where they answer, and what their buttons do.

import type { Json } from '../../kernel/machine.ts'
import type { Answer, Operation, Page, Reading, Refusal } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { whyNoGui } from '../serving.ts'
import { type HaState, isPaired } from '../state.ts'
import type { Turn } from '../turn.ts'
import { accounts, approve, reject, request } from './accounts.ts'
import { addAuthority, addBrowserCertificate, deleteAuthority, generateBrowserRequest } from './browser-certificates.ts'
import { highAvailability } from './high-availability.ts'
import { alerts, dismissAlert, eventLog } from './licensing/alerts.ts'
import { createToken, general, revokeToken } from './licensing/general.ts'
import { licenses, transferLicense } from './licensing/licenses.ts'
import { productInstances, removeInstance, transferInstance } from './licensing/product-instances.ts'
import { createVirtualAccount, deleteVirtualAccount, virtualAccounts } from './licensing/virtual-accounts.ts'
import { network, setIpv6 } from './network.ts'
import { downloadCertificate, downloadRequest, security, setHostCommonName } from './security.ts'
import { downloadRegistrationFile, downloadSyncFile, uploadSyncFile } from './sync-files.ts'
import { scheduleSynchronization, synchronization, synchronize } from './synchronization.ts'
import { systemHealth } from './system-health.ts'
import { apiToolkit, users } from './toolkit.ts'

const PAGES: {
  readonly [id: string]: { readonly title: string; readonly group?: string; readonly show: (state: HaState, at: Instant) => Page }
} = {
  'high-availability': { title: 'High Availability Status', show: highAvailability },
  accounts: { title: 'Accounts', show: accounts },
  synchronization: { title: 'Synchronization', show: synchronization },
  security: { title: 'Security', show: security },
  network: { title: 'Network', show: network },
  'api-toolkit': { title: 'API Toolkit', show: apiToolkit },
  users: { title: 'Users', show: users },
  'system-health': { title: 'System Health', show: systemHealth },
  'licensing-general': { title: 'General', group: 'Licensing Workspace', show: general },
  'licensing-virtual-accounts': { title: 'Local Virtual Accounts', group: 'Licensing Workspace', show: virtualAccounts },
  'licensing-licenses': { title: 'Licenses', group: 'Licensing Workspace', show: licenses },
  'licensing-product-instances': { title: 'Product Instances', group: 'Licensing Workspace', show: productInstances },
  'licensing-event-log': { title: 'Event Log', group: 'Licensing Workspace', show: eventLog },
  'licensing-alerts': { title: 'Alerts', group: 'Licensing Workspace', show: alerts },
}

type Press = (turn: Turn, body: { readonly [name: string]: Json }) => string | Answer

const ACTIONS: { readonly [action: string]: Press } = {
  'request-account': request,
  'approve-account': approve,
  'reject-account': reject,
  'synchronize-account': synchronize,
  'schedule-synchronization': scheduleSynchronization,
  'create-token': createToken,
  'revoke-token': revokeToken,
  'remove-instance': removeInstance,
  'transfer-instance': transferInstance,
  'create-virtual-account': createVirtualAccount,
  'delete-virtual-account': deleteVirtualAccount,
  'transfer-license': transferLicense,
  'dismiss-alert': dismissAlert,
  'download-csr': downloadRequest,
  'download-product-certificate': downloadCertificate,
  'generate-browser-csr': generateBrowserRequest,
  'add-browser-certificate': addBrowserCertificate,
  'add-ca-certificate': addAuthority,
  'delete-ca-certificate': deleteAuthority,
  'download-sync-file': downloadSyncFile,
  'upload-sync-file': uploadSyncFile,
  'download-registration-file': downloadRegistrationFile,
}

/** Widgets, menus and tabs of the product that are not modelled: asked for, they say so by name. */
const NOT_MODELLED: { readonly [id: string]: string } = {
  'access-management': 'The Access Management widget',
  settings: 'The Settings widget',
  'support-center': 'The Support Center widget',
  'licensing-sl-using-policy': 'The SL Using Policy tab',
  'licensing-convert': 'The Convert to Smart Licensing menu',
  'licensing-reports': 'The Reports menu',
  'licensing-preferences': 'The Preferences menu',
  'licensing-activity': 'The Activity menu',
}

/** The High Availability widget is on the desktop of a pair only (document 217212). */
const isShown = (state: HaState, id: string): boolean => id !== 'high-availability' || isPaired(state)

/** Forms: what Submit or Save of a page does. */
const FORMS: { readonly [id: string]: Press } = {
  accounts: request,
  security: setHostCommonName,
  network: setIpv6,
  synchronization: scheduleSynchronization,
  'licensing-general': createToken,
  'licensing-virtual-accounts': createVirtualAccount,
  'licensing-licenses': transferLicense,
}

const GROUP = 'Administration Workspace'

function pageOf(state: HaState, id: string, at: Instant): Page | Refusal {
  const found = Object.hasOwn(PAGES, id) && isShown(state, id) ? PAGES[id] : undefined
  if (found === undefined && !Object.hasOwn(NOT_MODELLED, id))
    return { is: 'unknown', what: 'page', name: id, known: Object.keys(PAGES).filter((each) => isShown(state, each)) }
  const why = whyNoGui(state)
  if (why !== null) return { is: 'not-answering', why }
  if (found === undefined)
    return { is: 'refused', messages: [`${NOT_MODELLED[id]} of the product is not modelled in this sandbox.`] }
  return found.show(state, at)
}

const isRefusal = (found: Page | Refusal): found is Refusal => 'is' in found

/** The page at `at`. */
export function readPage(state: HaState, id: string, at: Instant): Reading {
  const found = pageOf(state, id, at)
  return isRefusal(found) ? found : { is: 'page', page: found }
}

/** The pages there are, as the menu lists them. */
export function readPages(state: HaState): Reading {
  const why = whyNoGui(state)
  if (why !== null) return { is: 'not-answering', why }
  return {
    is: 'pages',
    pages: Object.entries(PAGES)
      .filter(([id]) => isShown(state, id))
      .map(([id, { title, group = GROUP }]) => ({ id, title, group })),
  }
}

/** Submit or Save of a page with a form; the other pages have nothing to save. */
export function saved(turn: Turn, { page: id, fields }: Extract<Operation, { op: 'save' }>): Answer {
  const found = pageOf(turn.state, id, turn.at)
  if (isRefusal(found)) return found
  const submit = FORMS[id]
  if (submit === undefined) {
    const [name] = Object.keys(fields)
    return name === undefined
      ? { is: 'refused', messages: [`The page ${found.title} has nothing to save.`] }
      : { is: 'unknown', what: 'field', name, known: [] }
  }
  const outcome = submit(turn, fields)
  if (typeof outcome !== 'string' && outcome.is !== 'acted') return outcome
  const text = typeof outcome === 'string' ? outcome : outcome.message
  const next = PAGES[id]?.show(turn.state, turn.at) ?? found
  return { is: 'page', page: { ...next, messages: [{ tone: 'ok', text }, ...next.messages] } }
}

/** What a button does. */
export function pressed(turn: Turn, { action, body }: Extract<Operation, { op: 'act' }>): Answer {
  const press = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  if (press === undefined) return { is: 'unknown', what: 'action', name: action, known: Object.keys(ACTIONS) }
  const why = whyNoGui(turn.state)
  if (why !== null) return { is: 'not-answering', why }
  const outcome = press(turn, body)
  return typeof outcome === 'string' ? { is: 'acted', message: outcome, files: [] } : outcome
}
