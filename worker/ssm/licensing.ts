// Licences as the database keeps them: product instances and what they use, against what was bought.
//
// Everything here reads tables or says which rows a step would write; the database writes them. Who
// is short of licences is never stored: it is what purchased and used amounts come to.

import { type Account, accountsOf, type Moment } from './accounts.ts'
import type { Change, Row, Tables } from './postgres.ts'
import { purchasesOf } from './purchases.ts'
import { virtualAccountsOf } from './virtual-accounts.ts'

/** How many of a licence a product uses. */
export type Usage = { readonly license: string; readonly count: number }

/** What a product says of itself when it registers. Fields it does not have are ''. */
export type Device = {
  readonly hostName: string
  readonly productName: string
  readonly productDescription: string
  readonly productTagName: string
  readonly udiPid: string
  readonly udiSerialNumber: string
}

/** A product that has registered; `id` is its account and its name. */
export type Instance = Row & {
  readonly account: string
  readonly virtualAccount: string
  readonly name: string
  readonly productType: string // SDNMGMT, UCL
  readonly device: Device
  readonly transport: string // Smart Transport, Smart Call Home, CSLU
  readonly registered: Moment
  readonly lastContact: Moment
  readonly identity: Moment // when its identity certificate was issued last
  readonly exportControlled?: boolean // its token allowed export-controlled functionality
  readonly ticket: string // of the registration, so that one asked for twice counts once
  readonly licenses: readonly Usage[]
}

/** Instances by product type, then in the order in which they registered: as the tab lists them (document 217212). */
export const instancesOf = (tables: Tables, account?: string, virtualAccount?: string): readonly Instance[] =>
  ((tables.instances ?? []) as readonly Instance[])
    .filter(
      (each) =>
        (account === undefined || each.account === account) &&
        (virtualAccount === undefined || each.virtualAccount === virtualAccount),
    )
    .toSorted((a, b) => (a.productType === b.productType ? 0 : a.productType < b.productType ? -1 : 1))

/** The key of a product instance. */
export const instanceId = (account: string, name: string): string => `${account}/${name}`
/** The product instance of this name in an account. */
export const findInstance = (tables: Tables, account: string, name: string): Instance | undefined =>
  instancesOf(tables).find(({ id }) => id === instanceId(account, name))

/** The row that writes a product instance. */
export const putInstance = (row: Instance): Change => ({ table: 'instances', id: row.id, row })
/** The row that deletes one. */
export const dropInstance = (id: string): Change => ({ table: 'instances', id, row: null })

/** One line of the Licenses tab. */
export type License = {
  readonly license: string
  readonly virtualAccount: string
  readonly purchased: number
  readonly inUse: number
  readonly balance: number
  readonly alert: 'Insufficient Licenses' | ''
}

/** What a local virtual account has and uses, by name: every licence that was bought or is in use there. */
export function licensesIn(tables: Tables, account: string, virtualAccount: string): readonly License[] {
  const purchases = purchasesOf(tables, account, virtualAccount)
  const used = instancesOf(tables, account, virtualAccount).flatMap(({ licenses }) => licenses.filter(({ count }) => count > 0))
  const names = [...new Set([...purchases.map(({ license }) => license), ...used.map(({ license }) => license)])].sort()
  return names.map((license) => {
    const purchased = purchases.reduce((sum, each) => sum + (each.license === license && !each.expired ? each.quantity : 0), 0)
    const inUse = used.reduce((sum, each) => sum + (each.license === license ? each.count : 0), 0)
    const alert = inUse > purchased ? 'Insufficient Licenses' : ''
    return { license, virtualAccount, purchased, inUse, balance: purchased - inUse, alert }
  })
}

/** The same for a whole account, one local virtual account after the other. */
export const licensesOf = (tables: Tables, account: string): readonly License[] =>
  virtualAccountsOf(tables, account).flatMap(({ name }) => licensesIn(tables, account, name))

/** The licences of which a local virtual account uses more than it has. */
export const shortOf = (tables: Tables, account: string, virtualAccount: string): readonly string[] =>
  licensesIn(tables, account, virtualAccount)
    .filter(({ balance }) => balance < 0)
    .map(({ license }) => license)

/** The account that pages and tokens are about when none is named: the first. */
export const firstAccount = (tables: Tables): Account | undefined => accountsOf(tables)[0]
