// Tab Product Instances: who has registered, and what can be done to them (SSM-42).

import type { Page, Refusal } from '../../../kernel/surface.ts'
import type { Instant } from '../../../kernel/time.ts'
import { alertsOf } from '../../alerts.ts'
import { guiTime } from '../../clock.ts'
import { writeLogged } from '../../event-log.ts'
import { dropInstance, type Instance, instancesOf } from '../../licensing.ts'
import type { HaState } from '../../state.ts'
import type { Turn } from '../../turn.ts'
import { findVirtualAccount, virtualAccountsOf } from '../../virtual-accounts.ts'
import { moveInstance } from '../../workspace.ts'
import { button, page, table } from '../parts.ts'
import { texts } from '../validation.ts'
import { type Body, listsOf } from './parts.ts'

/** Tab Product Instances. */
export function productInstances({ database: { tables } }: HaState, at: Instant): Page {
  const alerts = alertsOf(tables, at)
  const alertsFor = ({ account, name }: Instance): string =>
    alerts
      .filter((each) => each.account === account && each.source === name)
      .map(({ type }) => type)
      .join(', ')
  const lists = listsOf(tables).map((list) => ({ ...list, rows: instancesOf(tables, list.account, list.name) }))
  return page('licensing-product-instances', 'Smart Licensing: Product Instances', {
    tables: lists.map(({ titled, idOf, rows }) =>
      table(
        idOf('product-instances'),
        titled('Product Instances'),
        ['Name', 'Product Type', 'Last Contact', 'Alerts', 'Actions'],
        rows.map((row) => ({
          cells: [row.name, row.productType, guiTime(row.lastContact.stamp), alertsFor(row), 'Actions'],
          actions: [
            ...transferOf(
              row,
              virtualAccountsOf(tables, row.account).map(({ name }) => name),
            ),
            {
              ...button('remove-instance', 'Remove', { instance: row.id }),
              confirm: `Remove ${row.name}? It will have to be registered again.`,
            },
          ],
        })),
      ),
    ),
    messages: lists.map(({ rows }) => ({ tone: 'info', text: `Showing Page 1 of 1(${rows.length} Records)` })),
  })
}

// Only where there is another local virtual account to go to.
function transferOf({ id, virtualAccount }: Instance, all: readonly string[]) {
  const others = all.filter((name) => name !== virtualAccount)
  const [first] = others
  return first === undefined
    ? []
    : [
        {
          ...button('transfer-instance', 'Transfer', { instance: id }),
          asks: [{ name: 'to', label: 'To Local Virtual Account', kind: 'choice' as const, options: others, value: first }],
        },
      ]
}

/** Remove of a product instance: the product learns of it when it next calls. */
export function removeInstance(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['instance'])
  if (given.is !== 'texts') return given
  const { tables } = turn.state.database
  const found = instancesOf(tables).find(({ id }) => id === given.values.instance)
  if (found === undefined) return { is: 'refused', messages: [`There is no product instance ${given.values.instance}.`] }
  writeLogged(turn, 'licensing', [dropInstance(found.id)], `The product instance "${found.name}" was removed.`)
  turn.note('registration', `${found.name} was removed on ${turn.name}.`)
  return `${found.name} has been removed.`
}

/** Transfer of a product instance to another local virtual account. */
export function transferInstance(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['instance', 'to'])
  if (given.is !== 'texts') return given
  const { instance, to } = given.values
  const { tables } = turn.state.database
  const found = instancesOf(tables).find(({ id }) => id === instance)
  if (found === undefined) return { is: 'refused', messages: [`There is no product instance ${instance}.`] }
  if (to === found.virtualAccount || findVirtualAccount(tables, found.account, to) === undefined)
    return { is: 'refused', messages: [`There is no other local virtual account named ${to} in ${found.account}.`] }
  moveInstance(turn, found, to)
  return `${found.name} has been transferred to ${to}.`
}
