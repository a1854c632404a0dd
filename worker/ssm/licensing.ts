// Licences as the database keeps them: registration tokens, product instances and what they use.
//
// Everything here reads tables or says which rows a step would write; the database writes them. Who
// is short of licences is never stored: it is what purchased and used amounts come to.

import { DAY_MS, type Instant } from '../kernel/time.ts'
import { type Account, accountsOf, type Moment } from './accounts.ts'
import type { Change, Row, Tables } from './postgres.ts'

/** The local virtual account every account begins with; others are not modelled. */
export const DEFAULT_VIRTUAL_ACCOUNT = 'Default'

export type RegistrationToken = Row & {
  readonly account: string
  readonly description: string
  readonly createdBy: string
  readonly expires: Moment
  readonly uses: number
  readonly usesMax: number | null // null: as often as wanted
  readonly exportControlled: boolean
}

export type Usage = { readonly license: string; readonly count: number }

/** A product that has registered; `id` is its account and its name. */
export type Instance = Row & {
  readonly account: string
  readonly name: string
  readonly productType: string // SDNMGMT, UCL
  readonly registered: Moment
  readonly lastContact: Moment
  readonly ticket: string // of the registration, so that one asked for twice counts once
  readonly licenses: readonly Usage[]
}

export const tokensOf = (tables: Tables, account?: string): readonly RegistrationToken[] =>
  ((tables.tokens ?? []) as readonly RegistrationToken[]).filter((each) => account === undefined || each.account === account)

/** Instances by product type, then in the order in which they registered: as the tab lists them (document 217212). */
export const instancesOf = (tables: Tables, account?: string): readonly Instance[] =>
  ((tables.instances ?? []) as readonly Instance[])
    .filter((each) => account === undefined || each.account === account)
    .toSorted((a, b) => (a.productType === b.productType ? 0 : a.productType < b.productType ? -1 : 1))

export const findToken = (tables: Tables, token: string): RegistrationToken | undefined =>
  tokensOf(tables).find(({ id }) => id === token)

export const instanceId = (account: string, name: string): string => `${account}/${name}`
export const findInstance = (tables: Tables, account: string, name: string): Instance | undefined =>
  instancesOf(tables).find(({ id }) => id === instanceId(account, name))

export const putToken = (row: RegistrationToken): Change => ({ table: 'tokens', id: row.id, row })
export const dropToken = (id: string): Change => ({ table: 'tokens', id, row: null })
export const putInstance = (row: Instance): Change => ({ table: 'instances', id: row.id, row })
export const dropInstance = (id: string): Change => ({ table: 'instances', id, row: null })

/** Why a token registers nothing now, or null. */
export function whyNotTaken(token: RegistrationToken | undefined, at: Instant): string | null {
  if (token === undefined) return 'the token is not valid: it is not one of this server, or it has been revoked.'
  if (token.expires.at <= at) return 'the token has expired: create a new one.'
  if (token.usesMax !== null && token.uses >= token.usesMax)
    return `the token has been used ${token.uses} times, which is all it allows: create a new one.`
  return null
}

/** One line of the Licenses tab. */
export type License = {
  readonly license: string
  readonly purchased: number
  readonly inUse: number
  readonly balance: number
  readonly alert: 'Insufficient Licenses' | ''
}

type Purchase = Row & { readonly account: string; readonly license: string; readonly quantity: number }

/** What an account has and uses, by name: every licence purchased or in use. */
export function licensesOf(tables: Tables, account: string): readonly License[] {
  const purchases = ((tables.purchases ?? []) as readonly Purchase[]).filter((each) => each.account === account)
  const used = instancesOf(tables, account).flatMap(({ licenses }) => licenses.filter(({ count }) => count > 0))
  const names = [...new Set([...purchases.map(({ license }) => license), ...used.map(({ license }) => license)])].sort()
  return names.map((license) => {
    const purchased = purchases.reduce((sum, each) => sum + (each.license === license ? each.quantity : 0), 0)
    const inUse = used.reduce((sum, each) => sum + (each.license === license ? each.count : 0), 0)
    return { license, purchased, inUse, balance: purchased - inUse, alert: inUse > purchased ? 'Insufficient Licenses' : '' }
  })
}

/** The licences of which an account uses more than it has. */
export const shortOf = (tables: Tables, account: string): readonly string[] =>
  licensesOf(tables, account)
    .filter(({ balance }) => balance < 0)
    .map(({ license }) => license)

/** The URLs under which products reach an account, by transport (HCS guide; Cisco how-to lic221701). */
export const urlsOf = (commonName: string, account: string) => ({
  'Smart Transport Registration URL': `https://${commonName}${SMART_TRANSPORT}`,
  'CSLU Transport URL': `https://${commonName}${csluPath(account)}`,
  'Smart Call Home Registration URL': `https://${commonName}${CALL_HOME}`,
})

export const SMART_TRANSPORT = '/SmartTransport'
export const CALL_HOME = '/Transportgateway/services/DeviceRequestHandler'
export const csluPath = (account: string): string => `/cslu/v1/pi/${account}-1`

/** Which transport a path is, for the account that the token names; null for a path nobody serves. */
export function transportOf(path: string, account: Pick<Account, 'id'> | undefined): string | null {
  if (path === CALL_HOME) return 'Smart Call Home'
  if (path === SMART_TRANSPORT) return 'Smart Transport'
  return account !== undefined && path === csluPath(account.id) ? 'CSLU' : null
}

/** How long a token may last, in days. */
export const TOKEN_DAYS_MAX = 365
export const tokenEnds = (now: Moment, days: number): Moment => ({ at: now.at + days * DAY_MS, stamp: now.stamp + days * DAY_MS })

/** How many uses a token may be limited to; assumed. */
export const TOKEN_USES_MAX = 10_000

/** Tokens an account may have at once, so that a state cannot grow without end; assumed. */
export const TOKENS_MAX = 100

/** The account that pages and tokens are about when none is named: the first. */
export const firstAccount = (tables: Tables): Account | undefined => accountsOf(tables)[0]
