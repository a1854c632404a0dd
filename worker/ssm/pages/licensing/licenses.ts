// Tab Licenses, and the transfer of bought licences (SSM-42).

import type { Page, Refusal } from '../../../kernel/surface.ts'
import { writeLogged } from '../../event-log.ts'
import { firstAccount, licensesIn } from '../../licensing.ts'
import { transferred } from '../../purchases.ts'
import type { HaState } from '../../state.ts'
import type { Turn } from '../../turn.ts'
import { DEFAULT_VIRTUAL_ACCOUNT, findVirtualAccount } from '../../virtual-accounts.ts'
import { asked, button, choice, page, table } from '../parts.ts'
import { texts } from '../validation.ts'
import { accountChoice, type Body, blanksOut, isCount, listsOf, optional, virtualAccountNames } from './parts.ts'

/** Tab Licenses, with the form that transfers bought licences to another local virtual account. */
export function licenses({ database: { tables } }: HaState): Page {
  const lists = listsOf(tables).map((list) => ({ ...list, rows: licensesIn(tables, list.account, list.name) }))
  const form = 'Transfer Licenses'
  const names = virtualAccountNames(tables)
  const bought = [
    ...new Set(lists.flatMap(({ rows }) => rows.filter(({ purchased }) => purchased > 0).map(({ license }) => license))),
  ]
  return page('licensing-licenses', 'Smart Licensing: Licenses', {
    fields: [
      accountChoice(tables, form),
      optional(choice('from', 'From Local Virtual Account', form, names, DEFAULT_VIRTUAL_ACCOUNT), DEFAULT_VIRTUAL_ACCOUNT),
      choice('to', 'To Local Virtual Account', form, ['', ...names], ''),
      choice('license', 'License', form, ['', ...bought], ''),
      asked('quantity', 'Quantity', form),
    ],
    actions: [button('transfer-license', 'Transfer')],
    tables: lists.map(({ titled, idOf, rows }) =>
      table(
        idOf('licenses'),
        titled('Licenses'),
        ['License', 'Billing', 'Purchased', 'In Use', 'Substitution', 'Balance', 'Alerts', 'Actions'],
        rows.map(({ license, purchased, inUse, balance, alert }) => ({
          cells: [license, 'Prepaid', String(purchased), String(inUse), '', String(balance), alert, 'Actions'],
        })),
      ),
    ),
    messages: [
      ...lists.map(({ rows }) => ({ tone: 'info' as const, text: `Showing All ${rows.length} Records` })),
      { tone: 'info', text: 'Manage License Tags... is not modelled.' },
    ],
  })
}

/** Transfer of bought licences to another local virtual account. */
export function transferLicense(turn: Turn, body: Body): string | Refusal {
  const { tables } = turn.state.database
  const first = firstAccount(tables)
  const given = texts({ account: first?.id ?? '', from: DEFAULT_VIRTUAL_ACCOUNT, ...blanksOut(body) }, [
    'account',
    'from',
    'to',
    'license',
    'quantity',
  ])
  if (given.is !== 'texts') return given
  const { account, from, to, license, quantity } = given.values
  if (!isCount(quantity, 999_999))
    return { is: 'malformed', errors: [{ pointer: '/quantity', message: 'must be a number from 1 to 999999' }] }
  if (findVirtualAccount(tables, account, to) === undefined || from === to)
    return { is: 'refused', messages: [`There is no other local virtual account named ${to} in ${account}.`] }
  const wanted = { license, licenseType: null, quantity: Number(quantity), target: to }
  const outcome = transferred(tables, account, from, wanted)
  if (outcome.is === 'refused') return { is: 'refused', messages: [outcome.why] }
  writeLogged(turn, 'licensing', outcome.changes, `${quantity} "${license}" were transferred from ${from} to ${to}.`)
  return `${quantity} "${license}" have been transferred to ${to}.`
}
