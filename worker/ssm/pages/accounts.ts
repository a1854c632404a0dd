// The Accounts widget: the accounts there are, those requested, and New Account (SSM-31).

import type { Json } from '../../kernel/machine.ts'
import type { Page, Refusal } from '../../kernel/surface.ts'
import { accountsOf, dropRequest, eventsOf, findRequest, logEvent, putRequest, requestsOf, whyNotRequested } from '../accounts.ts'
import { guiTime } from '../clock.ts'
import { write } from '../replication.ts'
import type { HaState } from '../state.ts'
import { isUnderWay, send } from '../synchronisation.ts'
import type { Turn } from '../turn.ts'
import { asked, button, page, table } from './parts.ts'
import { texts } from './validation.ts'

const FORM = 'New Account'
const REQUEST_FIELDS = ['account_name', 'smart_account', 'virtual_account', 'email'] as const

/** The Accounts widget: accounts, requests, New Account and the Event Log (SSM-31). */
export function accounts({ database: { tables } }: HaState): Page {
  const found = accountsOf(tables)
  return page('accounts', 'Accounts', {
    fields: [
      asked('account_name', 'Local Account Name', FORM),
      asked('smart_account', 'Cisco Smart Account', FORM),
      asked('virtual_account', 'Cisco Virtual Account', FORM),
      asked('email', 'Email', FORM),
    ],
    actions: [
      button('request-account', 'Submit'),
      {
        ...button('upload-sync-file', 'Manual Registration: Upload File'),
        asks: [{ name: 'file', label: 'Response file of Cisco Smart Software Manager', kind: 'file', options: [], value: '' }],
      },
    ],
    tables: [
      table(
        'accounts',
        'Accounts',
        ['Account', 'Requested By', 'Cisco Smart Account', 'Cisco Virtual Account', 'Account Status', 'Actions'],
        found.map(({ id, requestedBy, smartAccount, virtualAccount, status }) => ({
          cells: [id, requestedBy, smartAccount, virtualAccount, status, 'Actions'],
        })),
      ),
      table(
        'account-requests',
        'Account Requests',
        ['Account', 'Requested By', 'Cisco Smart Account', 'Cisco Virtual Account', 'Request Status', 'Actions'],
        requestsOf(tables).map(({ id, requestedBy, smartAccount, virtualAccount, status }) => ({
          cells: [id, requestedBy, smartAccount, virtualAccount, status, 'Actions'],
          actions: [
            button('approve-account', 'Approve', { account: id }),
            button('download-registration-file', 'Manual Registration: Download File', { account: id }),
            button('reject-account', 'Reject', { account: id }),
          ],
        })),
      ),
      table(
        'event-log',
        'Event Log',
        ['Time', 'Message'],
        [...eventsOf(tables, 'accounts')].reverse().map(({ when, text }) => ({ cells: [guiTime(when.stamp), text] })),
      ),
    ],
    messages: [{ tone: 'info', text: `Showing All ${found.length} Records` }],
  })
}

type Body = { readonly [name: string]: Json }

/** Submit of the New Account form: the request waits among Account Requests until it is approved. */
export function request(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, REQUEST_FIELDS)
  if (given.is !== 'texts') return given
  const { account_name: id, smart_account: smartAccount, virtual_account: virtualAccount, email } = given.values
  if (!/^[^@\s]+@[^@\s]+$/.test(email))
    return { is: 'malformed', errors: [{ pointer: '/email', message: 'is no mail address such as name@example.com' }] }
  const { tables } = turn.state.database
  const messages = whyNotRequested(tables, id, virtualAccount)
  if (messages.length > 0) return { is: 'refused', messages }
  write(turn, [
    putRequest({ id, requestedBy: email, smartAccount, virtualAccount, status: 'Pending' }),
    ...logEvent(tables, 'accounts', turn.moment, `Local account ${id} has been requested by ${email}.`),
  ])
  turn.note('account', `Account ${id} is requested on ${turn.name}.`)
  return `Local account ${id} has been requested. It waits under Account Requests.`
}

/** Approve: the account is registered with Cisco Smart Software Manager, and active once that has answered. */
export function approve(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['account'])
  if (given.is !== 'texts') return given
  const id = given.values.account
  const found = findRequest(turn.state.database.tables, id)
  if (found === undefined) return noRequest(turn, id)
  if (isUnderWay(turn, id, 'register')) return underWay(id)
  write(turn, [putRequest({ ...found, status: 'Registering' })])
  send(turn, 'register', id)
  return `Local account ${id} is being registered with Cisco Smart Software Manager.`
}

/** Reject: the request is taken off the list. One that Cisco Smart Software Manager has been asked about can no more be. */
export function reject(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['account'])
  if (given.is !== 'texts') return given
  const id = given.values.account
  const { tables } = turn.state.database
  if (findRequest(tables, id) === undefined) return noRequest(turn, id)
  if (isUnderWay(turn, id, 'register')) return underWay(id)
  write(turn, [
    dropRequest(id),
    ...logEvent(tables, 'accounts', turn.moment, `The request for local account ${id} has been rejected.`),
  ])
  turn.note('account', `The request for account ${id} is rejected.`)
  return `The request for local account ${id} has been rejected.`
}

const underWay = (id: string): Refusal => ({
  is: 'refused',
  messages: [`Local account ${id} is being registered already. Wait for the answer.`],
})

const noRequest = (turn: Turn, id: string): Refusal => {
  const waiting = requestsOf(turn.state.database.tables).map((each) => each.id)
  const there = waiting.length === 0 ? 'No account is waiting for approval.' : `Waiting are: ${waiting.join(', ')}.`
  return { is: 'refused', messages: [`There is no request for a local account named ${id}. ${there}`] }
}
