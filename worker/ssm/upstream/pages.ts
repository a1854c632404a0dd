// The pages of Cisco Smart Software Manager: the satellites it knows, and the licences bought there.

import type { Page } from '../../kernel/surface.ts'
import { certificateHeld, nameInCertificate } from '../certificates.ts'
import { guiTime } from '../clock.ts'
import { asked, button, page, table } from '../pages/parts.ts'
import { authorizationsOf, DOWNLOAD_AUTHORIZATION } from './authorizations.ts'
import { PROCESS_FILE } from './files.ts'
import type { UpstreamState } from './state.ts'

const PAGES: {
  readonly [id: string]: { readonly title: string; readonly show: (state: UpstreamState) => Page; readonly submit?: string }
} = {
  accounts: { title: 'Satellites', show: accounts },
  purchases: { title: 'Licenses', show: purchases, submit: 'purchase-licenses' },
}

/** The ids of the pages, in the order of the menu. */
export const PAGE_IDS = Object.keys(PAGES)

/** The menu: every page with its title and group. */
export const pageList = PAGE_IDS.map((id) => ({ id, title: PAGES[id]?.title ?? id, group: 'Smart Software Manager' }))

/** The page, or undefined where there is none of this name. */
export const pageOf = (state: UpstreamState, id: string): Page | undefined =>
  Object.hasOwn(PAGES, id) ? PAGES[id]?.show(state) : undefined

/** What the form of a page does; undefined where it has none. */
export const submitOf = (id: string): string | undefined => (Object.hasOwn(PAGES, id) ? PAGES[id]?.submit : undefined)

function accounts(state: UpstreamState): Page {
  return page('accounts', 'Smart Software Manager: satellites', {
    actions: [
      {
        ...button(PROCESS_FILE, 'File Sync'),
        asks: [{ name: 'file', label: 'Synchronization file of a satellite', kind: 'file', options: [], value: '' }],
      },
    ],
    tables: [
      table(
        'satellites',
        'On-Prem Accounts',
        ['Name', 'Smart Account', 'Virtual Account', 'Last Synchronization', 'Certificate for'],
        state.registrations.map((each) => ({
          cells: [
            each.account,
            each.smartAccount,
            each.virtualAccount,
            each.lastSync === null ? '' : guiTime(each.lastSync),
            nameInCertificate(certificateHeld(each)) ?? '',
          ],
        })),
      ),
      table(
        'authorizations',
        'Authorization Files',
        ['Name', 'Status', 'Actions'],
        authorizationsOf(state).map(({ account, status }) => ({
          cells: [account, status, 'Actions'],
          actions:
            status === 'Authorization Pending'
              ? []
              : [button(DOWNLOAD_AUTHORIZATION, 'Download Authorization File', { account })],
        })),
      ),
    ],
    messages: state.removed.map((name) => ({ tone: 'error', text: `Satellite Unregistered and Removed: ${name}` })),
  })
}

function purchases(state: UpstreamState): Page {
  return page('purchases', 'Smart Software Manager: licenses', {
    fields: [
      asked('virtual_account', 'Virtual Account', 'Purchase'),
      asked('license', 'License', 'Purchase'),
      asked('quantity', 'Quantity', 'Purchase'),
      { ...asked('term_days', 'Term in days, empty for a perpetual license', 'Purchase'), mandatory: false },
    ],
    actions: [button('purchase-licenses', 'Purchase')],
    tables: [
      table(
        'licenses',
        'Licenses',
        ['License', 'Virtual Account', 'Quantity', 'Type', 'Ends'],
        state.purchases.map(({ license, virtualAccount, quantity, licenseType, endDate }) => ({
          cells: [license, virtualAccount, String(quantity), licenseType, endDate === null ? '' : guiTime(endDate)],
        })),
      ),
    ],
  })
}
