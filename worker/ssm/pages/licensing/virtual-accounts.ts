// Local Virtual Accounts: those there are, made and deleted. A page of its own is our choice (SSM-42).

import type { Page, Refusal } from '../../../kernel/surface.ts'
import { accountsOf } from '../../accounts.ts'
import { firstAccount } from '../../licensing.ts'
import type { HaState } from '../../state.ts'
import type { Turn } from '../../turn.ts'
import { virtualAccountsOf } from '../../virtual-accounts.ts'
import { deletedVirtualAccount, madeVirtualAccount } from '../../workspace.ts'
import { asked, button, page, table } from '../parts.ts'
import { texts } from '../validation.ts'
import { accountChoice, type Body, blanksOut, optional } from './parts.ts'

/** Local Virtual Accounts: those there are, and New Local Virtual Account. */
export function virtualAccounts({ database: { tables } }: HaState): Page {
  const all = accountsOf(tables).flatMap(({ id }) => virtualAccountsOf(tables, id))
  const form = 'New Local Virtual Account'
  return page('licensing-virtual-accounts', 'Smart Licensing: Local Virtual Accounts', {
    fields: [accountChoice(tables, form), asked('name', 'Name', form), optional(asked('description', 'Description', form), '')],
    actions: [button('create-virtual-account', 'Create')],
    tables: [
      table(
        'virtual-accounts',
        'Local Virtual Accounts',
        ['Local Account', 'Name', 'Description', 'Default', 'Actions'],
        all.map(({ account, name, description, isDefault }) => ({
          cells: [account, name, description, isDefault ? 'Yes' : 'No', 'Actions'],
          actions: isDefault ? [] : [button('delete-virtual-account', 'Delete', { account, name })],
        })),
      ),
    ],
  })
}

/** New Local Virtual Account. */
export function createVirtualAccount(turn: Turn, body: Body): string | Refusal {
  const first = firstAccount(turn.state.database.tables)
  const given = texts({ account: first?.id ?? '', description: 'none', ...blanksOut(body) }, ['account', 'name', 'description'])
  if (given.is !== 'texts') return given
  const { account, name, description } = given.values
  const why = madeVirtualAccount(turn, account, name, description)
  return why === null ? `The local virtual account ${name} has been created.` : { is: 'refused', messages: [why] }
}

/** Delete of an empty local virtual account. */
export function deleteVirtualAccount(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['account', 'name'])
  if (given.is !== 'texts') return given
  const { account, name } = given.values
  const why = deletedVirtualAccount(turn, account, name)
  return why === null ? `The local virtual account ${name} has been deleted.` : { is: 'refused', messages: [why] }
}
