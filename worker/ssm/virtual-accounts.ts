// Local virtual accounts: how a local account sorts its licences, tokens and product instances
// (SSM-42). Every account begins with "Default", which is no row and can never be deleted.

import type { Change, Row, Tables } from './postgres.ts'

/** The local virtual account every account begins with. */
export const DEFAULT_VIRTUAL_ACCOUNT = 'Default'

/** A local virtual account. */
export type VirtualAccount = {
  readonly account: string
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
}

type Kept = Row & { readonly account: string; readonly name: string; readonly description: string }

const rowsOf = (tables: Tables): readonly Kept[] => (tables.virtualAccounts ?? []) as readonly Kept[]

/** The local virtual accounts of an account, Default first (its description: document 217212, tab General). */
export const virtualAccountsOf = (tables: Tables, account: string): readonly VirtualAccount[] => [
  {
    account,
    name: DEFAULT_VIRTUAL_ACCOUNT,
    description: 'This is the default virtual account created during company account creation.',
    isDefault: true,
  },
  ...rowsOf(tables)
    .filter((each) => each.account === account)
    .map(({ name, description }) => ({ account, name, description, isDefault: false })),
]

/** The local virtual account of this name. */
export const findVirtualAccount = (tables: Tables, account: string, name: string): VirtualAccount | undefined =>
  virtualAccountsOf(tables, account).find((each) => each.name === name)

/** Local virtual accounts an account may have beside Default, so that a state cannot grow without end; assumed. */
const VIRTUAL_ACCOUNTS_MAX = 50

/** Why no local virtual account of this name can be made, or null. */
export function whyNotMade(tables: Tables, account: string, name: string): string | null {
  const all = virtualAccountsOf(tables, account)
  if (all.some((each) => each.name.toLowerCase() === name.toLowerCase()))
    return `A local virtual account named ${name} already exists in ${account}.`
  return all.length > VIRTUAL_ACCOUNTS_MAX ? `${account} has ${VIRTUAL_ACCOUNTS_MAX} local virtual accounts already.` : null
}

/** Why this local virtual account cannot be deleted, or null. Only an empty one can be; assumed. */
export function whyNotDeleted(tables: Tables, account: string, name: string): string | null {
  const found = findVirtualAccount(tables, account, name)
  if (found === undefined) return `There is no local virtual account named ${name} in ${account}.`
  if (found.isDefault) return `The local virtual account ${name} is the default one and cannot be deleted.`
  const holds = (['instances', 'purchases', 'tokens'] as const).filter((table) =>
    (tables[table] ?? []).some((row) => row.account === account && row.virtualAccount === name),
  )
  return holds.length === 0
    ? null
    : `The local virtual account ${name} still holds ${holds.map((table) => WORDS[table]).join(' and ')}. Transfer or remove them first.`
}

const WORDS = { instances: 'product instances', purchases: 'licenses', tokens: 'registration tokens' } as const

const idOf = (account: string, name: string): string => `${account}/${name}`
/** The row that writes a local virtual account. */
export const putVirtualAccount = (account: string, name: string, description: string): Change => {
  const id = idOf(account, name)
  return { table: 'virtualAccounts', id, row: { id, account, name, description } }
}
/** The row that deletes one. */
export const dropVirtualAccount = (account: string, name: string): Change => ({
  table: 'virtualAccounts',
  id: idOf(account, name),
  row: null,
})
