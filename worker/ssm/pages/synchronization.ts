// The Synchronization widget: when each account last met Cisco Smart Software Manager (SSM-31).

import type { Json } from '../../kernel/machine.ts'
import type { Page, Refusal } from '../../kernel/surface.ts'
import { accountsOf, findAccount, syncAlert } from '../accounts.ts'
import { guiTime } from '../clock.ts'
import { SYNC_PERIOD_MS } from '../periods.ts'
import type { HaState } from '../state.ts'
import { isUnderWay, send } from '../synchronisation.ts'
import type { Turn } from '../turn.ts'
import { button, page, table } from './parts.ts'
import { texts } from './validation.ts'

export function synchronization({ database: { tables }, assessed }: HaState): Page {
  return page('synchronization', 'Synchronization', {
    tables: [
      table(
        'accounts',
        'Accounts',
        ['Name', 'Satellite Name', 'Last Synchronization', 'Synchronization Due', 'Alerts', 'Actions'],
        accountsOf(tables).map((account) => {
          const { id, satellite, lastSync } = account
          return {
            cells: [
              id,
              satellite,
              lastSync === null ? '' : guiTime(lastSync.stamp),
              lastSync === null ? '' : guiTime(lastSync.stamp + SYNC_PERIOD_MS),
              syncAlert(account, assessed),
              'Actions',
            ],
            actions: [button('synchronize-account', 'Synchronize now', { account: id })],
          }
        }),
      ),
    ],
  })
}

/** Standard synchronisation now, over the network. */
export function synchronize(turn: Turn, body: { readonly [name: string]: Json }): string | Refusal {
  const given = texts(body, ['account'])
  if (given.is !== 'texts') return given
  const id = given.values.account
  const { tables } = turn.state.database
  const found = findAccount(tables, id)
  if (found === undefined)
    return {
      is: 'refused',
      messages: [
        `There is no local account named ${id}. There are: ${accountsOf(tables)
          .map((each) => each.id)
          .join(', ')}.`,
      ],
    }
  if (isUnderWay(turn, id))
    return { is: 'refused', messages: [`Local account ${id} is being synchronized already. Wait for the answer.`] }
  // What the upstream has removed must be registered there anew before it can synchronise.
  send(turn, found.status === 'Unregistered' ? 'register' : 'synchronise', id)
  return `Synchronization of local account ${id} with Cisco Smart Software Manager has started.`
}
