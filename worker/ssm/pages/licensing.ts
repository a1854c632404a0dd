// The Licensing Workspace of the local accounts: tokens and URLs, licences, product instances, alerts
// (SSM-42). With more than one account, each has tables of its own.

import type { Json } from '../../kernel/machine.ts'
import type { Field, Page, Refusal } from '../../kernel/surface.ts'
import { type Account, accountsOf, eventsOf, findAccount, logEvent } from '../accounts.ts'
import { hostCommonName } from '../certificates.ts'
import { guiTime } from '../clock.ts'
import {
  DEFAULT_VIRTUAL_ACCOUNT,
  dropInstance,
  dropToken,
  findToken,
  firstAccount,
  instancesOf,
  licensesOf,
  putToken,
  TOKEN_DAYS_MAX,
  TOKEN_USES_MAX,
  TOKENS_MAX,
  tokenEnds,
  tokensOf,
  urlsOf,
} from '../licensing.ts'
import { write } from '../replication.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { asked, button, page, shown, table } from './parts.ts'
import { texts } from './validation.ts'

const titled = (title: string, { id }: Account, all: readonly Account[]): string => (all.length > 1 ? `${title}, ${id}` : title)
const idOf = (id: string, account: Account, all: readonly Account[]): string => (all.length > 1 ? `${id}-${account.id}` : id)

const optional = (field: Field, value: string): Field => ({ ...field, mandatory: false, value })

/** Tab General: the local virtual account, its URLs, its registration tokens, and New Token. */
export function general({ database: { tables } }: HaState): Page {
  const all = accountsOf(tables)
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
          shown(`url_${i}_${n}`, label, titled('Product Instance Registration Tokens', account, all), url),
        ),
      ),
      optional(asked('account', 'Local Account', 'New Token'), all[0]?.id ?? ''),
      asked('description', 'Description', 'New Token'),
      optional(asked('expire_after_days', 'Expire After (days)', 'New Token'), '30'),
      optional(asked('max_uses', 'Max. Number of Uses', 'New Token'), ''),
      optional(asked('export_controlled', 'Allow export-controlled functionality', 'New Token'), 'yes'),
    ],
    actions: [button('create-token', 'Create Token')],
    tables: all.map((account) =>
      table(
        idOf('tokens', account, all),
        titled('Product Instance Registration Tokens', account, all),
        ['Token', 'Expiration Date', 'Uses', 'Export-Controlled', 'Description', 'Created By', 'Actions'],
        tokensOf(tables, account.id).map((token) => ({
          cells: [
            token.id,
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

/** Tab Licenses. */
export function licenses({ database: { tables } }: HaState): Page {
  const all = accountsOf(tables)
  const lists = all.map((account) => ({ account, rows: licensesOf(tables, account.id) }))
  return page('licensing-licenses', 'Smart Licensing: Licenses', {
    tables: lists.map(({ account, rows }) =>
      table(
        idOf('licenses', account, all),
        titled('Licenses', account, all),
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
  const all = accountsOf(tables)
  const lists = all.map((account) => ({ account, rows: instancesOf(tables, account.id) }))
  return page('licensing-product-instances', 'Smart Licensing: Product Instances', {
    tables: lists.map(({ account, rows }) =>
      table(
        idOf('product-instances', account, all),
        titled('Product Instances', account, all),
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
export function alerts({ database: { tables } }: HaState): Page {
  const short = accountsOf(tables).flatMap(({ id }) => licensesOf(tables, id).map((license) => ({ id, ...license })))
  return page('licensing-alerts', 'Smart Licensing: Alerts', {
    tables: [
      table(
        'alerts',
        'Alerts',
        ['Sev', 'Message', 'Source', 'Action Due', 'Actions'],
        short
          .filter(({ balance }) => balance < 0)
          .map(({ id, license, inUse, purchased }) => ({
            cells: [
              'Major',
              `Insufficient Licenses: local virtual account "${DEFAULT_VIRTUAL_ACCOUNT}" of ${id} uses ${inUse} of ${purchased} "${license}".`,
              DEFAULT_VIRTUAL_ACCOUNT,
              'Now',
              'Actions',
            ],
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

const TOKEN_FIELDS = ['account', 'description', 'expire_after_days', 'max_uses', 'export_controlled'] as const

/** New Token. Only the description must be given; the rest has defaults. */
export function createToken(turn: Turn, body: Body): string | Refusal {
  const { tables } = turn.state.database
  const first = firstAccount(tables)
  const given = texts(
    { account: first?.id ?? '', expire_after_days: '30', max_uses: 'unlimited', export_controlled: 'yes', ...blanksOut(body) },
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
  if (findAccount(tables, account) === undefined)
    return { is: 'refused', messages: [`There is no local account named ${account}.`] }
  if (tokensOf(tables, account).length >= TOKENS_MAX)
    return { is: 'refused', messages: [`${account} has ${TOKENS_MAX} tokens already. Revoke some first.`] }
  const id = drawToken(turn)
  write(turn, [
    putToken({
      id,
      account,
      description,
      createdBy: 'admin',
      expires: tokenEnds(turn.moment, Number(days)),
      uses: 0,
      usesMax: uses === 'unlimited' ? null : Number(uses),
      exportControlled: exported === 'yes',
    }),
    ...logEvent(tables, 'licensing', turn.moment, `A registration token was created for ${account}: ${description}.`),
  ])
  return `Token created: ${id}`
}

// A field left empty stands for its default.
const blanksOut = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== '' || name === 'description'))

const isCount = (text: string, max: number): boolean => /^[1-9]\d{0,5}$/.test(text) && Number(text) <= max

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const TOKEN_LENGTH = 48

function drawToken(turn: Turn): string {
  return Array.from({ length: TOKEN_LENGTH }, () => LETTERS[turn.draw(0, LETTERS.length - 1)]).join('')
}

/** Revoke: the token registers nothing more; what it has registered stays. */
export function revokeToken(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['token'])
  if (given.is !== 'texts') return given
  const { tables } = turn.state.database
  if (findToken(tables, given.values.token) === undefined) return { is: 'refused', messages: ['There is no such token.'] }
  write(turn, [dropToken(given.values.token), ...logEvent(tables, 'licensing', turn.moment, 'A registration token was revoked.')])
  return 'The token has been revoked.'
}

/** Remove of a product instance: the product learns of it when it next calls. */
export function removeInstance(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['instance'])
  if (given.is !== 'texts') return given
  const { tables } = turn.state.database
  const found = instancesOf(tables).find(({ id }) => id === given.values.instance)
  if (found === undefined) return { is: 'refused', messages: [`There is no product instance ${given.values.instance}.`] }
  write(turn, [
    dropInstance(found.id),
    ...logEvent(tables, 'licensing', turn.moment, `The product instance "${found.name}" was removed.`),
  ])
  turn.note('registration', `${found.name} was removed on ${turn.name}.`)
  return `${found.name} has been removed.`
}
