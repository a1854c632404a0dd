// Users > Administrator accounts: who they are and what they may do. The list replicates, with the seals of the
// passwords in it: a password is in no state. The default account has that of the sandbox until it is changed. EX-02, EX-60.

import type { Json } from '../kernel/machine.ts'
import { derived } from '../kernel/remembered.ts'
import { held, isHeld, type Measure, measureIn, measureOf, sealIn } from './password-policy.ts'

/** An administrator account, as the replicated configuration holds it. */
export type Account = {
  readonly name: string
  readonly state: string
  readonly access_level: string
  readonly web_access: string
  readonly api_access: string
  readonly password: string // its seal and measure; '': that of the sandbox for the default account, none for any other
}

/** The item of the replicated configuration that holds them. */
export const ACCOUNTS = 'administrator_accounts'

/** The account that every system has; it can be neither changed nor deleted, but for its password. */
export const DEFAULT_ACCOUNT: Account = {
  name: 'admin', state: 'Enabled', access_level: 'Read-write', web_access: 'Yes', api_access: 'Yes', password: '',
} // biome-ignore format: one account

/** What an account is asked for beside its name, in the order of the page; the first of each is the default. */
export const ACCOUNT_OPTIONS = {
  access_level: ['Read-write', 'Read-only', 'Auditor'],
  web_access: ['Yes', 'No'],
  api_access: ['Yes', 'No'],
  state: ['Enabled', 'Disabled'],
} as const satisfies { readonly [field: string]: readonly string[] }

type Field = keyof typeof ACCOUNT_OPTIONS
const FIELDS = Object.keys(ACCOUNT_OPTIONS) as readonly Field[]
const LABELS: { readonly [field in Field]: string } = {
  access_level: 'Access level', web_access: 'Web access', api_access: 'API access', state: 'State',
} // biome-ignore format: one list

/** The accounts that a configuration holds. */
export const accountsIn = (configuration: { readonly [key: string]: Json }): readonly Account[] =>
  (configuration[ACCOUNTS] as readonly Account[] | undefined) ?? [DEFAULT_ACCOUNT]

/** A list of accounts, or why there cannot be one. */
export type Accounts =
  | { readonly is: 'list'; readonly accounts: readonly Account[] }
  | { readonly is: 'refused'; readonly why: string }

/** What was typed for a password, and again to be sure; `objections`: why one of this measure may not be set. */
export type Typed = {
  readonly password: string
  readonly again: string
  objections(measure: Measure | null): readonly string[]
}

const refused = (why: string): Accounts => ({ is: 'refused', why })
const NAME = /^[A-Za-z0-9._@-]{1,50}$/

/** With one more. A field that is left empty has its default. */
export function withAccount(
  accounts: readonly Account[],
  name: string,
  given: { readonly [field: string]: string },
  typed: Typed,
): Accounts {
  if (!NAME.test(name)) return refused('Name: use 1 to 50 letters, digits and the characters . _ @ -')
  if (name === 'root' || find(accounts, name) !== undefined) return refused(`Name: there is an account ${name} already.`)
  const fields = fieldsOf(given, Object.fromEntries(FIELDS.map((field) => [field, ACCOUNT_OPTIONS[field][0]])))
  const wrong = typeof fields === 'string' ? fields : wrongPassword(typed)
  if (wrong !== null || typeof fields === 'string') return refused(wrong ?? '')
  return { is: 'list', accounts: [...accounts, { ...fields, name, password: kept(typed.password) }] }
}

/** With another password of one, the default one too. */
export function withPassword(accounts: readonly Account[], name: string, typed: Typed): Accounts {
  const found = find(accounts, name)
  if (found === undefined) return refused(`There is no account ${name}.`)
  const wrong = wrongPassword(typed)
  if (wrong !== null) return refused(wrong)
  const password = kept(typed.password)
  return { is: 'list', accounts: accounts.map((each) => (each === found ? { ...found, password } : each)) }
}

function wrongPassword({ password, again, objections }: Typed): string | null {
  if (password === '') return 'Password: enter a password; it cannot be blank.'
  if (password !== again) return 'Confirm password: the passwords do not match.'
  return objections(isHeld(password) ? measureIn(password) : measureOf(password)).join(' ') || null
}

// Only its seal is kept. Where nothing has sealed it, as in a sandbox in memory, nobody can log in with it.
const kept = (password: string): string => (isHeld(password) ? password : held('', measureOf(password)))

/** A configuration as it may be shown: of each password the seal alone. */
export const withoutMeasures = <T extends Items>(configuration: T): T => sealedOnly(configuration) as T

type Items = { readonly [key: string]: Json }
const sealedOnly = derived(
  (configuration: Items): Items => ({
    ...configuration,
    [ACCOUNTS]: accountsIn(configuration).map((each) => ({ ...each, password: sealIn(each.password) })),
  }),
)

/** The accounts of a system without any configuration: the default one keeps its password. */
export const factoryAccounts = (accounts: readonly Account[]): readonly Account[] => [
  { ...DEFAULT_ACCOUNT, password: find(accounts, DEFAULT_ACCOUNT.name)?.password ?? '' },
]

/** With one changed. A field that is left empty stays as it is. */
export function withChanged(accounts: readonly Account[], name: string, given: { readonly [field: string]: string }): Accounts {
  const found = find(accounts, name)
  if (found === undefined) return refused(`There is no account ${name}.`)
  if (found.name === DEFAULT_ACCOUNT.name) return refused(KEPT)
  const fields = fieldsOf(given, found)
  if (typeof fields === 'string') return refused(fields)
  return { is: 'list', accounts: accounts.map((each) => (each === found ? { ...found, ...fields } : each)) }
}

/** Without one. */
export function withoutAccount(accounts: readonly Account[], name: string): Accounts {
  const found = find(accounts, name)
  if (found === undefined) return refused(`There is no account ${name}.`)
  return found.name === DEFAULT_ACCOUNT.name ? refused(KEPT) : { is: 'list', accounts: accounts.filter((each) => each !== found) }
}

const KEPT = 'The default administrator account can be neither changed nor deleted here.'
const find = (accounts: readonly Account[], name: string) =>
  accounts.find((each) => each.name.toLowerCase() === name.toLowerCase())

function fieldsOf(
  given: { readonly [field: string]: string },
  initial: { readonly [field: string]: string },
): Omit<Account, 'name' | 'password'> | string {
  const fields: Record<string, string> = {}
  for (const field of FIELDS) {
    const value = given[field] || (initial[field] as string)
    if (!ACCOUNT_OPTIONS[field].some((each) => each === value))
      return `${LABELS[field]}: choose ${ACCOUNT_OPTIONS[field].join(' or ')}.`
    fields[field] = value
  }
  return fields as Omit<Account, 'name' | 'password'>
}
