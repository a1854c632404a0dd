// What the pages of the Licensing Workspace share: one list a local virtual account, and forms with defaults.

import type { Json } from '../../../kernel/machine.ts'
import type { Field } from '../../../kernel/surface.ts'
import { accountsOf } from '../../accounts.ts'
import type { Tables } from '../../postgres.ts'
import { type VirtualAccount, virtualAccountsOf } from '../../virtual-accounts.ts'
import { choice } from '../parts.ts'

/** A local virtual account with how its list is called: `titled` and `idOf` add its name where there is more than one. */
export type List = VirtualAccount & { readonly titled: (title: string) => string; readonly idOf: (id: string) => string }

/** One list for each local virtual account. */
export function listsOf(tables: Tables): readonly List[] {
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

/** The local accounts to choose from, the first to begin with. */
export function accountChoice(tables: Tables, section: string): Field {
  const names = accountsOf(tables).map(({ id }) => id)
  return optional(choice('account', 'Local Account', section, names, names[0] ?? ''), names[0] ?? '')
}

/** The names of all local virtual accounts, whichever account they are of. */
export const virtualAccountNames = (tables: Tables): readonly string[] => [
  ...new Set(accountsOf(tables).flatMap(({ id }) => virtualAccountsOf(tables, id).map(({ name }) => name))),
]

/** A line of a form that has a default. */
export const optional = (field: Field, value: string): Field => ({ ...field, mandatory: false, value })

/** What a form sends: the fields that were filled in or chosen, by name. */
export type Body = { readonly [name: string]: Json }

/** The body without what was left empty: that stands for its default. */
export const blanksOut = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== '' || name === 'description'))

/** Whether a text is a whole number from 1 to `max`, of six digits at most. */
export const isCount = (text: string, max: number): boolean => /^[1-9]\d{0,5}$/.test(text) && Number(text) <= max
