// Users > Administrator accounts: who they are and what they may do. The list replicates; a password is in no state,
// and the one account that a sandbox has a password for is the default one. EX-02, EX-60.

import type { Json } from '../kernel/machine.ts'

/** An administrator account, as the replicated configuration holds it. */
export type Account = {
  readonly name: string
  readonly state: string
  readonly access_level: string
  readonly web_access: string
  readonly api_access: string
}

/** The item of the replicated configuration that holds them. */
export const ACCOUNTS = 'administrator_accounts'

/** The account that every system has; it can be neither changed nor deleted here. */
export const DEFAULT_ACCOUNT: Account = {
  name: 'admin', state: 'Enabled', access_level: 'Read-write', web_access: 'Yes', api_access: 'Yes',
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

const refused = (why: string): Accounts => ({ is: 'refused', why })
const NAME = /^[A-Za-z0-9._@-]{1,50}$/

/** With one more. A field that is left empty has its default. */
export function withAccount(accounts: readonly Account[], name: string, given: { readonly [field: string]: string }): Accounts {
  if (!NAME.test(name)) return refused('Name: use 1 to 50 letters, digits and the characters . _ @ -')
  if (name === 'root' || find(accounts, name) !== undefined) return refused(`Name: there is an account ${name} already.`)
  const fields = fieldsOf(given, Object.fromEntries(FIELDS.map((field) => [field, ACCOUNT_OPTIONS[field][0]])))
  return typeof fields === 'string' ? refused(fields) : { is: 'list', accounts: [...accounts, { ...fields, name }] }
}

/** With one changed. A field that is left empty stays as it is. */
export function withChanged(accounts: readonly Account[], name: string, given: { readonly [field: string]: string }): Accounts {
  const found = find(accounts, name)
  if (found === undefined) return refused(`There is no account ${name}.`)
  if (found.name === DEFAULT_ACCOUNT.name) return refused(KEPT)
  const fields = fieldsOf(given, found)
  if (typeof fields === 'string') return refused(fields)
  return { is: 'list', accounts: accounts.map((each) => (each === found ? { ...fields, name: found.name } : each)) }
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
): Omit<Account, 'name'> | string {
  const fields: Record<string, string> = {}
  for (const field of FIELDS) {
    const value = given[field] || (initial[field] as string)
    if (!ACCOUNT_OPTIONS[field].some((each) => each === value))
      return `${LABELS[field]}: choose ${ACCOUNT_OPTIONS[field].join(' or ')}.`
    fields[field] = value
  }
  return fields as Omit<Account, 'name'>
}
