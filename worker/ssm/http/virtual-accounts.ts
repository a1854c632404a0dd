// Local virtual accounts over the REST API.

import type { HttpResponse } from '../../kernel/http.ts'
import { TEXT_LENGTH_MAX } from '../pages/validation.ts'
import type { Turn } from '../turn.ts'
import { virtualAccountsOf } from '../virtual-accounts.ts'
import { deletedVirtualAccount, madeVirtualAccount } from '../workspace.ts'
import type { Call } from './api.ts'
import { failure, success, textIn } from './bodies.ts'

/** The local virtual accounts of an account (SSM-60). */
export const listVirtualAccounts = ({ tables, account }: Call): HttpResponse =>
  success('', {
    virtualAccounts: virtualAccountsOf(tables, account.id).map(({ name, description, isDefault }) => ({
      name,
      description,
      isDefault: isDefault ? 'yes' : 'no',
    })),
  })

/** A new local virtual account; 400 for a name that cannot be one, 422 for one there is. */
export function createVirtualAccount({ account, body }: Call, turn: Turn): HttpResponse {
  const name = textIn(body, 'name')
  if (name === '' || name.length > TEXT_LENGTH_MAX || name.includes('/'))
    return failure(400, `name must be a text of 1 to ${TEXT_LENGTH_MAX} characters without a slash.`)
  const description = textIn(body, 'description').slice(0, TEXT_LENGTH_MAX)
  const why = madeVirtualAccount(turn, account.id, name, description)
  return why === null ? success(`Virtual account '${name}' has been created.`) : failure(422, why)
}

/** Deletes an empty local virtual account; 422 for another. */
export function deleteVirtualAccount({ account, virtualAccount }: Call, turn: Turn): HttpResponse {
  const why = deletedVirtualAccount(turn, account.id, virtualAccount.name)
  return why === null ? success(`Virtual account '${virtualAccount.name}' has been deleted.`) : failure(422, why)
}
