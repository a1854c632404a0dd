// The Synchronization widget: when each account last met Cisco Smart Software Manager (SSM-31).

import type { Json } from '../../kernel/machine.ts'
import type { Page, Refusal } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { accountsOf, findAccount, scheduled, syncAlert } from '../accounts.ts'
import { guiTime } from '../clock.ts'
import { SCHEDULES, type Schedule, SYNC_PERIOD_MS } from '../periods.ts'
import { write } from '../replication.ts'
import type { HaState } from '../state.ts'
import { isUnderWay, send } from '../synchronisation.ts'
import type { Turn } from '../turn.ts'
import { button, choice, page, table } from './parts.ts'
import { texts } from './validation.ts'

/** The Synchronization widget (SSM-31). */
export function synchronization({ database: { tables } }: HaState, at: Instant): Page {
  const all = accountsOf(tables)
  return page('synchronization', 'Synchronization', {
    fields: [
      choice(
        'account',
        'Account',
        'Synchronization Schedule',
        all.map(({ id }) => id),
        all[0]?.id ?? '',
      ),
      choice(
        'schedule',
        'Schedule',
        'Synchronization Schedule',
        ['off', ...Object.keys(SCHEDULES)],
        all[0]?.schedule?.every ?? 'off',
      ),
    ],
    actions: [
      {
        ...button('upload-sync-file', 'Manual: Upload File'),
        asks: [{ name: 'file', label: 'Response file of Cisco Smart Software Manager', kind: 'file', options: [], value: '' }],
      },
    ],
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
              syncAlert(account, at),
              'Actions',
            ],
            actions: [
              button('synchronize-account', 'Synchronize now', { account: id }),
              button('download-sync-file', 'Manual: Download File', { account: id }),
            ],
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

/** Save: from now on the account synchronises by itself this often, for as long as its access token lasts. */
export function scheduleSynchronization(turn: Turn, body: { readonly [name: string]: Json }): string | Refusal {
  const given = texts({ account: accountsOf(turn.state.database.tables)[0]?.id ?? '', ...body }, ['account', 'schedule'])
  if (given.is !== 'texts') return given
  const { account: id, schedule } = given.values
  const found = findAccount(turn.state.database.tables, id)
  if (found === undefined) return { is: 'refused', messages: [`There is no local account named ${id}.`] }
  if (schedule !== 'off' && !Object.hasOwn(SCHEDULES, schedule))
    return { is: 'malformed', errors: [{ pointer: '/schedule', message: 'must be off, daily, weekly or monthly' }] }
  write(turn, [scheduled(found, schedule === 'off' ? null : (schedule as Schedule), turn.at)])
  return schedule === 'off' ? `${id} synchronizes only when asked to.` : `${id} synchronizes ${schedule} from now on.`
}
