// Work of the application that needs the upstream: registering an account, synchronising one. The
// answer comes over the public network some time later, or not at all.

import { SECOND_MS } from '../kernel/time.ts'
import {
  type Account,
  type AccountRequest,
  activated,
  findAccount,
  findRequest,
  logEvent,
  putAccount,
  putRequest,
  syncFailed,
  synchronised,
  unregistered,
} from './accounts.ts'
import { keepNotice } from './alerts.ts'
import { signingRequest } from './certificates.ts'
import type { Change } from './postgres.ts'
import { synchronisedPurchases } from './purchases.ts'
import { write } from './replication.ts'
import { isServing } from './serving.ts'
import type { Errand } from './state.ts'
import type { Turn } from './turn.ts'
import { DEFAULT_VIRTUAL_ACCOUNT } from './virtual-accounts.ts'
import type { SyncResult, UpstreamReply } from './words.ts'

/** How long the application waits for the upstream's reply; assumed. */
const ERRAND_MS = 30 * SECOND_MS

const errandTimer = (ticket: string) => `errand-${ticket}` as const

/** Whether this account waits for an answer of the upstream. */
export const isUnderWay = (turn: Turn, name: string, ask?: Errand['ask']): boolean =>
  turn.state.errands.some(({ ask: is, account }) => account === name && (ask === undefined || ask === is))

/**
 * Sends an errand to the upstream and waits for its reply. `login`: an administrator asks for it, with
 * his Cisco.com ID, and the access token is issued anew; an automatic one needs a token that still lasts.
 */
export function send(turn: Turn, ask: Errand['ask'], account: string, login = true): void {
  const { tables } = turn.state.database
  const who: Account | AccountRequest | undefined = findRequest(tables, account) ?? findAccount(tables, account)
  if (who === undefined) return
  const number = turn.state.errandsSent + 1
  const ticket = String(number)
  const request = signingRequest(tables)
  turn.set({ errandsSent: number, errands: [...turn.state.errands, { ticket, ask, account }] })
  turn.after(errandTimer(ticket), ERRAND_MS)
  const { smartAccount, virtualAccount } = who
  if (ask === 'synchronise') turn.askUpstream({ ask, ticket, account, login, request })
  else turn.askUpstream({ ask, ticket, account, smartAccount, virtualAccount, request })
}

/** What came of an errand: what the upstream sent, or in words why nothing came. */
type Came =
  | { readonly is: 'result'; readonly result: SyncResult }
  | { readonly is: 'failed'; readonly why: string; readonly removed: boolean }

/** What the upstream has answered. */
export function onReply(turn: Turn, reply: UpstreamReply): void {
  const errand = turn.state.errands.find(({ ticket }) => ticket === reply.ticket)
  if (errand === undefined) return
  if (reply.reply === 'refused') finish(turn, errand, { is: 'failed', why: reply.why, removed: reply.removed })
  else finish(turn, errand, { is: 'result', result: reply.result })
}

/** No reply came in time. */
export function onErrandTimer(turn: Turn, ticket: string): void {
  const errand = turn.state.errands.find((each) => each.ticket === ticket)
  if (errand === undefined) return
  finish(turn, errand, { is: 'failed', why: 'Cisco Smart Software Manager could not be reached.', removed: false })
}

function finish(turn: Turn, errand: Errand, came: Came): void {
  turn.set({ errands: turn.state.errands.filter((each) => each !== errand) })
  turn.cancel(errandTimer(errand.ticket))
  // The role moved while the errand was under way: whoever serves now knows nothing of it.
  if (!isServing(turn.state)) return
  const changes = errand.ask === 'register' ? registration(turn, errand, came) : synchronisation(turn, errand, came)
  if (changes.length > 0) write(turn, changes)
}

function registration(turn: Turn, { account }: Errand, came: Came): readonly Change[] {
  const { tables } = turn.state.database
  const request = findRequest(tables, account)
  const known = findAccount(tables, account)
  if (came.is === 'failed') {
    turn.note('account', `Account ${account} was not registered: ${came.why}`)
    return [
      ...(request === undefined ? [] : [putRequest({ ...request, status: 'Pending' })]),
      ...logEvent(tables, 'accounts', turn.moment, `Local account ${account} could not be registered: ${came.why}`),
    ]
  }
  const { certificate, authority, accessUntil } = came.result
  turn.note('account', `Account ${account} is registered with Cisco Smart Software Manager and active on ${turn.name}.`)
  const logged = logEvent(tables, 'accounts', turn.moment, `Local account ${account} has been registered and is active.`)
  if (request !== undefined) return [...activated(request, came.result), ...logged]
  // An account that was removed upstream and is registered there anew: it has yet to be synchronised.
  return known === undefined
    ? []
    : [putAccount({ ...known, status: 'Active', lastSync: null, accessUntil, certificate, authority, alert: '' }), ...logged]
}

function synchronisation(turn: Turn, { account }: Errand, came: Came): readonly Change[] {
  const { tables } = turn.state.database
  const found = findAccount(tables, account)
  if (found === undefined) return []
  if (came.is === 'result') return taken(turn, found, came.result)
  turn.note('synchronisation', `Account ${account} was not synchronised: ${came.why}`)
  const logged = logEvent(tables, 'accounts', turn.moment, `Local account ${account} could not be synchronized: ${came.why}`)
  if (!came.removed) return [syncFailed(found), ...logged]
  const notice = {
    account,
    virtualAccount: DEFAULT_VIRTUAL_ACCOUNT,
    type: 'Satellite Unregistered and Removed',
    source: account,
    message: came.why,
    when: turn.moment,
  } as const
  return [unregistered(found), ...keepNotice(tables, notice), ...logged]
}

/** What a synchronisation brought, over the network or in a file: certificate, licences, and how long access lasts. */
export function taken(turn: Turn, account: Account, result: SyncResult): readonly Change[] {
  const { tables } = turn.state.database
  turn.note('synchronisation', `Account ${account.id} is synchronised from ${turn.name}.`)
  return [synchronised(account, turn.moment, result), ...synchronisedPurchases(tables, account.id, result.entitlements)]
}

/** The process that waited is gone: its errands with it. */
export function forgetErrands(turn: Turn): void {
  for (const { ticket } of turn.state.errands) turn.cancel(errandTimer(ticket))
  turn.set({ errands: [] })
}
