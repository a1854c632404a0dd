// What the Licensing Workspace and the REST API do alike to local virtual accounts and product instances.

import { accountsOf } from './accounts.ts'
import { writeLogged } from './event-log.ts'
import { type Instance, putInstance } from './licensing.ts'
import type { Turn } from './turn.ts'
import { dropVirtualAccount, putVirtualAccount, whyNotDeleted, whyNotMade } from './virtual-accounts.ts'

/** Makes a local virtual account; why not, or null when it is made. */
export function madeVirtualAccount(turn: Turn, account: string, name: string, description: string): string | null {
  const { tables } = turn.state.database
  if (!accountsOf(tables).some(({ id }) => id === account)) return `There is no local account named ${account}.`
  const why = whyNotMade(tables, account, name)
  if (why !== null) return why
  const change = putVirtualAccount(account, name, description)
  writeLogged(turn, 'licensing', [change], `The local virtual account "${name}" was created.`)
  return null
}

/** Deletes an empty local virtual account; why not, or null when it is gone. */
export function deletedVirtualAccount(turn: Turn, account: string, name: string): string | null {
  const why = whyNotDeleted(turn.state.database.tables, account, name)
  if (why !== null) return why
  writeLogged(turn, 'licensing', [dropVirtualAccount(account, name)], `The local virtual account "${name}" was deleted.`)
  return null
}

/** Moves a product instance to another local virtual account, which must be there. */
export const moveInstance = (turn: Turn, instance: Instance, target: string): void =>
  writeLogged(
    turn,
    'licensing',
    [putInstance({ ...instance, virtualAccount: target })],
    `The product instance "${instance.name}" was transferred from ${instance.virtualAccount} to ${target}.`,
  )
