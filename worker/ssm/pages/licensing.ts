// The Licensing Workspace of the local accounts: tokens and URLs, licences, product instances, alerts
// (SSM-42). With more than one account, each has tables of its own.

import type { Json } from '../../kernel/machine.ts'
import type { Field, Page, Refusal } from '../../kernel/surface.ts'
import { accountsOf, eventsOf } from '../accounts.ts'
import { alertsOf, dropNotice, noticesOf } from '../alerts.ts'
import { hostCommonName } from '../certificates.ts'
import { guiTime } from '../clock.ts'
import { writeLogged } from '../event-log.ts'
import { dropInstance, firstAccount, instancesOf, licensesIn } from '../licensing.ts'
import type { Tables } from '../postgres.ts'
import { transferred } from '../purchases.ts'
import { write } from '../replication.ts'
import type { HaState } from '../state.ts'
import { issueToken, revoke, TOKEN_DAYS, TOKEN_DAYS_MAX, TOKEN_USES_MAX, tokenStatus, tokensOf } from '../tokens.ts'
import { urlsOf } from '../transports.ts'
import type { Turn } from '../turn.ts'
import {
  DEFAULT_VIRTUAL_ACCOUNT,
  dropVirtualAccount,
  findVirtualAccount,
  putVirtualAccount,
  type VirtualAccount,
  virtualAccountsOf,
  whyNotDeleted,
  whyNotMade,
} from '../virtual-accounts.ts'
import { asked, button, page, shown, table } from './parts.ts'
import { texts } from './validation.ts'

// One list a local virtual account; named only where there is more than one.
type List = VirtualAccount & { readonly titled: (title: string) => string; readonly idOf: (id: string) => string }

function listsOf(tables: Tables): readonly List[] {
  const all = accountsOf(tables).flatMap(({ id }) => virtualAccountsOf(tables, id))
  return all.map((each) => {
    const name = each.isDefault ? each.account : `${each.account}, ${each.name}`
    const tail = each.isDefault ? each.account : `${each.account}-${each.name}`
    const isOnly = all.length === 1
    return {
      ...each,
      titled: (title) => (isOnly ? title : `${title}, ${name}`),
      idOf: (id) => (isOnly ? id : `${id}-${tail}`),
    }
  })
}

const optional = (field: Field, value: string): Field => ({ ...field, mandatory: false, value })

/** Tab General: the local virtual account, its URLs, its registration tokens, and New Token. */
export function general({ database: { tables }, assessed }: HaState): Page {
  const all = accountsOf(tables)
  const lists = listsOf(tables)
  const commonName = hostCommonName(tables)
  return page('licensing-general', 'Smart Licensing: General', {
    fields: [
      shown('local_virtual_account', 'Local Virtual Account', 'Local Virtual Account', DEFAULT_VIRTUAL_ACCOUNT),
      shown(
        'virtual_account_description',
        'Description',
        'Local Virtual Account',
        'This is the default virtual account created during company account creation.',
      ),
      shown('default_virtual_account', 'Default Local Virtual Account', 'Local Virtual Account', 'Yes'),
      ...all.flatMap((account, i) =>
        Object.entries(urlsOf(commonName, account.id)).map(([label, url], n) =>
          shown(
            `url_${i}_${n}`,
            label,
            all.length > 1 ? `Product Instance Registration Tokens, ${account.id}` : 'Product Instance Registration Tokens',
            url,
          ),
        ),
      ),
      optional(asked('account', 'Local Account', 'New Token'), all[0]?.id ?? ''),
      optional(asked('virtual_account', 'Local Virtual Account', 'New Token'), DEFAULT_VIRTUAL_ACCOUNT),
      asked('description', 'Description', 'New Token'),
      optional(asked('expire_after_days', 'Expire After (days)', 'New Token'), '30'),
      optional(asked('max_uses', 'Max. Number of Uses', 'New Token'), ''),
      optional(asked('export_controlled', 'Allow export-controlled functionality', 'New Token'), 'yes'),
    ],
    actions: [button('create-token', 'Create Token')],
    tables: lists.map(({ account, name, titled, idOf }) =>
      table(
        idOf('tokens'),
        titled('Product Instance Registration Tokens'),
        ['Token', 'Status', 'Expiration Date', 'Uses', 'Export-Controlled', 'Description', 'Created By', 'Actions'],
        tokensOf(tables, account, name).map((token) => ({
          cells: [
            token.id,
            tokenStatus(token, assessed),
            guiTime(token.expires.stamp),
            token.usesMax === null ? String(token.uses) : `${token.uses} of ${token.usesMax}`,
            token.exportControlled ? 'Allowed' : 'Not Allowed',
            token.description,
            token.createdBy,
            'Actions',
          ],
          actions: [button('revoke-token', 'Revoke', { token: token.id })],
        })),
      ),
    ),
  })
}

/** Local Virtual Accounts: those there are, and New Local Virtual Account. A page of its own is our choice. */
export function virtualAccounts({ database: { tables } }: HaState): Page {
  const all = accountsOf(tables).flatMap(({ id }) => virtualAccountsOf(tables, id))
  const form = 'New Local Virtual Account'
  return page('licensing-virtual-accounts', 'Smart Licensing: Local Virtual Accounts', {
    fields: [
      optional(asked('account', 'Local Account', form), firstAccount(tables)?.id ?? ''),
      asked('name', 'Name', form),
      optional(asked('description', 'Description', form), ''),
    ],
    actions: [button('create-virtual-account', 'Create')],
    tables: [
      table(
        'virtual-accounts',
        'Local Virtual Accounts',
        ['Local Account', 'Name', 'Description', 'Default'],
        all.map(({ account, name, description, isDefault }) => ({
          cells: [account, name, description, isDefault ? 'Yes' : 'No'],
        })),
      ),
    ],
  })
}

/** Tab Licenses, with the form that transfers bought licences to another local virtual account. */
export function licenses({ database: { tables } }: HaState): Page {
  const lists = listsOf(tables).map((list) => ({ ...list, rows: licensesIn(tables, list.account, list.name) }))
  const form = 'Transfer Licenses'
  return page('licensing-licenses', 'Smart Licensing: Licenses', {
    fields: [
      optional(asked('account', 'Local Account', form), firstAccount(tables)?.id ?? ''),
      optional(asked('from', 'From Local Virtual Account', form), DEFAULT_VIRTUAL_ACCOUNT),
      asked('to', 'To Local Virtual Account', form),
      asked('license', 'License', form),
      asked('quantity', 'Quantity', form),
    ],
    actions: [button('transfer-license', 'Transfer')],
    tables: lists.map(({ titled, idOf, rows }) =>
      table(
        idOf('licenses'),
        titled('Licenses'),
        ['License', 'Billing', 'Purchased', 'In Use', 'Substitution', 'Balance', 'Alerts', 'Actions'],
        rows.map(({ license, purchased, inUse, balance, alert }) => ({
          cells: [license, 'Prepaid', String(purchased), String(inUse), '', String(balance), alert, 'Actions'],
        })),
      ),
    ),
    messages: lists.map(({ rows }) => ({ tone: 'info', text: `Showing All ${rows.length} Records` })),
  })
}

/** Tab Product Instances. */
export function productInstances({ database: { tables } }: HaState): Page {
  const lists = listsOf(tables).map((list) => ({ ...list, rows: instancesOf(tables, list.account, list.name) }))
  return page('licensing-product-instances', 'Smart Licensing: Product Instances', {
    tables: lists.map(({ titled, idOf, rows }) =>
      table(
        idOf('product-instances'),
        titled('Product Instances'),
        ['Name', 'Product Type', 'Last Contact', 'Alerts', 'Actions'],
        rows.map(({ id, name, productType, lastContact }) => ({
          cells: [name, productType, guiTime(lastContact.stamp), '', 'Actions'],
          actions: [
            {
              ...button('remove-instance', 'Remove', { instance: id }),
              confirm: `Remove ${name}? It will have to be registered again.`,
            },
          ],
        })),
      ),
    ),
    messages: lists.map(({ rows }) => ({ tone: 'info', text: `Showing Page 1 of 1(${rows.length} Records)` })),
  })
}

/** The Alerts menu and the Event Log tab. */
export function alerts({ database: { tables }, assessed }: HaState): Page {
  return page('licensing-alerts', 'Smart Licensing: Alerts', {
    tables: [
      table(
        'alerts',
        'Alerts',
        ['Sev', 'Message', 'Source', 'Action Due', 'Actions'],
        alertsOf(tables, assessed).map(({ severity, message, source, virtualAccount, type, actionDue, notice }) => ({
          cells: [severity, message, type === 'Insufficient Licenses' ? virtualAccount : source, actionDue, 'Actions'],
          actions: notice === null ? [] : [button('dismiss-alert', 'Dismiss', { alert: notice })],
        })),
      ),
      table(
        'event-log',
        'Event Log',
        ['Time', 'Message'],
        [...eventsOf(tables, 'licensing')].reverse().map(({ when, text }) => ({ cells: [guiTime(when.stamp), text] })),
      ),
    ],
  })
}

type Body = { readonly [name: string]: Json }

const TOKEN_FIELDS = ['account', 'virtual_account', 'description', 'expire_after_days', 'max_uses', 'export_controlled'] as const

/** New Token. Only the description must be given; the rest has defaults. */
export function createToken(turn: Turn, body: Body): string | Refusal {
  const { tables } = turn.state.database
  const first = firstAccount(tables)
  const given = texts(
    {
      account: first?.id ?? '',
      virtual_account: DEFAULT_VIRTUAL_ACCOUNT,
      expire_after_days: String(TOKEN_DAYS),
      max_uses: 'unlimited',
      export_controlled: 'yes',
      ...blanksOut(body),
    },
    TOKEN_FIELDS,
  )
  if (given.is !== 'texts') return given
  const { account, description, expire_after_days: days, max_uses: uses, export_controlled: exported } = given.values
  const errors = [
    ...(isCount(days, TOKEN_DAYS_MAX)
      ? []
      : [{ pointer: '/expire_after_days', message: `must be a number of days from 1 to ${TOKEN_DAYS_MAX}` }]),
    ...(uses === 'unlimited' || isCount(uses, TOKEN_USES_MAX)
      ? []
      : [{ pointer: '/max_uses', message: `must be a number from 1 to ${TOKEN_USES_MAX}, or empty for no limit` }]),
    ...(exported === 'yes' || exported === 'no' ? [] : [{ pointer: '/export_controlled', message: 'must be yes or no' }]),
  ]
  if (errors.length > 0) return { is: 'malformed', errors }
  const outcome = issueToken(turn, {
    account,
    virtualAccount: given.values.virtual_account,
    description,
    days: Number(days),
    usesMax: uses === 'unlimited' ? null : Number(uses),
    exportControlled: exported === 'yes',
    createdBy: 'admin',
  })
  return outcome.is === 'issued' ? `Token created: ${outcome.token.id}` : { is: 'refused', messages: [outcome.why] }
}

// A field left empty stands for its default.
const blanksOut = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== '' || name === 'description'))

const isCount = (text: string, max: number): boolean => /^[1-9]\d{0,5}$/.test(text) && Number(text) <= max

/** Revoke: the token registers nothing more; what it has registered stays. */
export function revokeToken(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['token'])
  if (given.is !== 'texts') return given
  if (!revoke(turn, given.values.token)) return { is: 'refused', messages: ['There is no such token.'] }
  return 'The token has been revoked.'
}

/** Remove of a product instance: the product learns of it when it next calls. */
export function removeInstance(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['instance'])
  if (given.is !== 'texts') return given
  const { tables } = turn.state.database
  const found = instancesOf(tables).find(({ id }) => id === given.values.instance)
  if (found === undefined) return { is: 'refused', messages: [`There is no product instance ${given.values.instance}.`] }
  writeLogged(turn, 'licensing', [dropInstance(found.id)], `The product instance "${found.name}" was removed.`)
  turn.note('registration', `${found.name} was removed on ${turn.name}.`)
  return `${found.name} has been removed.`
}

/** Dismiss of an alert that is kept. */
export function dismissAlert(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['alert'])
  if (given.is !== 'texts') return given
  if (!noticesOf(turn.state.database.tables).some(({ id }) => id === given.values.alert))
    return { is: 'refused', messages: ['There is no such alert.'] }
  write(turn, [dropNotice(given.values.alert)])
  return 'The alert has been dismissed.'
}

/** New Local Virtual Account. */
export function createVirtualAccount(turn: Turn, body: Body): string | Refusal {
  const first = firstAccount(turn.state.database.tables)
  const given = texts({ account: first?.id ?? '', description: 'none', ...blanksOut(body) }, ['account', 'name', 'description'])
  if (given.is !== 'texts') return given
  const { account, name, description } = given.values
  const why = makeVirtualAccount(turn, account, name, description)
  return why === null ? `The local virtual account ${name} has been created.` : { is: 'refused', messages: [why] }
}

/** Makes a local virtual account; why not, or null when it is made. */
export function makeVirtualAccount(turn: Turn, account: string, name: string, description: string): string | null {
  const { tables } = turn.state.database
  if (!accountsOf(tables).some(({ id }) => id === account)) return `There is no local account named ${account}.`
  const why = whyNotMade(tables, account, name)
  if (why !== null) return why
  const change = putVirtualAccount(account, name, description)
  writeLogged(turn, 'licensing', [change], `The local virtual account "${name}" was created.`)
  return null
}

/** Deletes an empty local virtual account; why not, or null when it is gone. */
export function removeVirtualAccount(turn: Turn, account: string, name: string): string | null {
  const why = whyNotDeleted(turn.state.database.tables, account, name)
  if (why !== null) return why
  writeLogged(turn, 'licensing', [dropVirtualAccount(account, name)], `The local virtual account "${name}" was deleted.`)
  return null
}

/** Transfer of bought licences to another local virtual account. */
export function transferLicense(turn: Turn, body: Body): string | Refusal {
  const { tables } = turn.state.database
  const first = firstAccount(tables)
  const given = texts({ account: first?.id ?? '', from: DEFAULT_VIRTUAL_ACCOUNT, ...blanksOut(body) }, [
    'account',
    'from',
    'to',
    'license',
    'quantity',
  ])
  if (given.is !== 'texts') return given
  const { account, from, to, license, quantity } = given.values
  if (!isCount(quantity, 999_999))
    return { is: 'malformed', errors: [{ pointer: '/quantity', message: 'must be a number from 1 to 999999' }] }
  if (findVirtualAccount(tables, account, to) === undefined || from === to)
    return { is: 'refused', messages: [`There is no other local virtual account named ${to} in ${account}.`] }
  const wanted = { license, licenseType: null, quantity: Number(quantity), target: to }
  const outcome = transferred(tables, account, from, wanted)
  if (outcome.is === 'refused') return { is: 'refused', messages: [outcome.why] }
  writeLogged(turn, 'licensing', outcome.changes, `${quantity} "${license}" were transferred from ${from} to ${to}.`)
  return `${quantity} "${license}" have been transferred to ${to}.`
}
