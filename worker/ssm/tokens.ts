// Registration tokens: what an administrator gives to a product so that it may register (SSM-41).

import { DAY_MS, type Instant } from '../kernel/time.ts'
import { findAccount, type Moment } from './accounts.ts'
import { writeLogged } from './event-log.ts'
import type { Change, Row, Tables } from './postgres.ts'
import type { Turn } from './turn.ts'
import { findVirtualAccount } from './virtual-accounts.ts'

/** A token with which products register (SSM-41). */
export type RegistrationToken = Row & {
  readonly account: string
  readonly virtualAccount: string
  readonly description: string
  readonly createdBy: string
  readonly created: Moment
  readonly expires: Moment
  readonly uses: number
  readonly usesMax: number | null // null: as often as wanted
  readonly exportControlled: boolean
}

/** The tokens of an account, or of one of its local virtual accounts. */
export const tokensOf = (tables: Tables, account?: string, virtualAccount?: string): readonly RegistrationToken[] =>
  ((tables.tokens ?? []) as readonly RegistrationToken[]).filter(
    (each) =>
      (account === undefined || each.account === account) &&
      (virtualAccount === undefined || each.virtualAccount === virtualAccount),
  )

/** The token that reads so. */
export const findToken = (tables: Tables, token: string): RegistrationToken | undefined =>
  tokensOf(tables).find(({ id }) => id === token)

const putToken = (row: RegistrationToken): Change => ({ table: 'tokens', id: row.id, row })
const dropToken = (id: string): Change => ({ table: 'tokens', id, row: null })

/** The token after one more registration. */
export const usedOnce = (token: RegistrationToken): Change => putToken({ ...token, uses: token.uses + 1 })

/** Why a token registers nothing now, or null. */
export function whyNotTaken(token: RegistrationToken | undefined, at: Instant): string | null {
  if (token === undefined) return 'the token is not valid: it is not one of this server, or it has been revoked.'
  if (token.expires.at <= at) return 'the token has expired: create a new one.'
  if (token.usesMax !== null && token.uses >= token.usesMax)
    return `the token has been used ${token.uses} times, which is all it allows: create a new one.`
  return null
}

/** What the token list shows a token as (Cisco how-to lic226055). */
export function tokenStatus(token: RegistrationToken, at: Instant): 'Active' | 'Expired' | 'Exhausted' {
  if (token.expires.at <= at) return 'Expired'
  return token.usesMax !== null && token.uses >= token.usesMax ? 'Exhausted' : 'Active'
}

/** How long a token may last, in days. */
export const TOKEN_DAYS_MAX = 365

/** How long a token lasts when nothing else is asked for, in days. */
export const TOKEN_DAYS = 30

/** How many uses a token may be limited to; assumed. */
export const TOKEN_USES_MAX = 10_000

/** Tokens an account may have at once, so that a state cannot grow without end; assumed. */
const TOKENS_MAX = 100

/** What a new token shall be. */
export type TokenWanted = {
  readonly account: string
  readonly virtualAccount: string
  readonly description: string
  readonly days: number // 1 to TOKEN_DAYS_MAX
  readonly usesMax: number | null
  readonly exportControlled: boolean
  readonly createdBy: string
}

/** The new token with its rows, or why there is none. */
export type TokenOutcome =
  | { readonly is: 'issued'; readonly token: RegistrationToken }
  | { readonly is: 'refused'; readonly why: string }

/** Makes a registration token. What it looks like is ours. */
export function issueToken(turn: Turn, wanted: TokenWanted): TokenOutcome {
  const { tables } = turn.state.database
  const { account, virtualAccount, description, days, usesMax, exportControlled, createdBy } = wanted
  if (findAccount(tables, account) === undefined) return { is: 'refused', why: `There is no local account named ${account}.` }
  if (findVirtualAccount(tables, account, virtualAccount) === undefined)
    return { is: 'refused', why: `There is no local virtual account named ${virtualAccount} in ${account}.` }
  if (tokensOf(tables, account).length >= TOKENS_MAX)
    return { is: 'refused', why: `${account} has ${TOKENS_MAX} tokens already. Revoke some first.` }
  const { moment } = turn
  const token: RegistrationToken = {
    id: drawToken(turn),
    account,
    virtualAccount,
    description,
    createdBy,
    created: moment,
    expires: { at: moment.at + days * DAY_MS, stamp: moment.stamp + days * DAY_MS },
    uses: 0,
    usesMax,
    exportControlled,
  }
  writeLogged(turn, 'licensing', [putToken(token)], `A registration token was created for ${account}: ${description}.`)
  return { is: 'issued', token }
}

/** Revokes a token: it registers nothing more, and what it has registered stays. False when there is none. */
export function revoke(turn: Turn, id: string): boolean {
  if (findToken(turn.state.database.tables, id) === undefined) return false
  writeLogged(turn, 'licensing', [dropToken(id)], 'A registration token was revoked.')
  return true
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const TOKEN_LENGTH = 48

const drawToken = (turn: Turn): string =>
  Array.from({ length: TOKEN_LENGTH }, () => LETTERS[turn.draw(0, LETTERS.length - 1)]).join('')
