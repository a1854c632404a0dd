// Work of the application that needs the upstream: registering an account, synchronising one. The
// answer comes over the public network some time later, or not at all.

import { SECOND_MS } from '../kernel/time.ts'
import { activated, findAccount, findRequest, logEvent, putRequest, syncFailed, synchronised } from './accounts.ts'
import { type Certificate, hostCommonName } from './certificates.ts'
import type { Change } from './postgres.ts'
import { write } from './replication.ts'
import { isServing } from './serving.ts'
import type { Errand } from './state.ts'
import type { Turn } from './turn.ts'
import type { UpstreamReply } from './words.ts'

/** How long the application waits for the upstream's reply; assumed. */
export const ERRAND_MS = 30 * SECOND_MS

export const errandTimer = (ticket: string) => `errand-${ticket}` as const

/** Sends an errand to the upstream and waits for its reply. */
export function send(turn: Turn, ask: Errand['ask'], account: string): void {
  const number = turn.state.errandsSent + 1
  const ticket = String(number)
  const commonName = hostCommonName(turn.state.database.tables)
  turn.set({ errandsSent: number, errands: [...turn.state.errands, { ticket, ask, account, commonName }] })
  turn.after(errandTimer(ticket), ERRAND_MS)
  const request = findRequest(turn.state.database.tables, account)
  if (ask === 'synchronise') turn.askUpstream({ ask, ticket, account, commonName })
  else if (request !== undefined)
    turn.askUpstream({
      ask,
      ticket,
      account,
      smartAccount: request.smartAccount,
      virtualAccount: request.virtualAccount,
      commonName,
    })
}

export function onReply(turn: Turn, reply: UpstreamReply): void {
  const errand = turn.state.errands.find(({ ticket }) => ticket === reply.ticket)
  if (errand === undefined) return
  finish(turn, errand, reply.reply === 'refused' ? reply.why : reply.certificate)
}

/** No reply came in time. */
export function onErrandTimer(turn: Turn, ticket: string): void {
  const errand = turn.state.errands.find((each) => each.ticket === ticket)
  if (errand !== undefined) finish(turn, errand, 'Cisco Smart Software Manager could not be reached.')
}

// `outcome`: the certificate that came, or in words why none did.
function finish(turn: Turn, errand: Errand, outcome: Certificate | string): void {
  turn.set({ errands: turn.state.errands.filter((each) => each !== errand) })
  turn.cancel(errandTimer(errand.ticket))
  // The role moved while the errand was under way: whoever serves now knows nothing of it.
  if (!isServing(turn.state)) return
  const changes = errand.ask === 'register' ? registration(turn, errand, outcome) : synchronisation(turn, errand, outcome)
  if (changes.length > 0) write(turn, changes)
}

function registration(turn: Turn, { account }: Errand, outcome: Certificate | string): readonly Change[] {
  const { tables } = turn.state.database
  const request = findRequest(tables, account)
  if (request === undefined) return []
  if (typeof outcome === 'string') {
    turn.note('account', `Account ${account} was not registered: ${outcome}`)
    return [
      putRequest({ ...request, status: 'Pending' }),
      ...logEvent(tables, 'accounts', turn.moment, `Local account ${account} could not be registered: ${outcome}`),
    ]
  }
  turn.note('account', `Account ${account} is registered with Cisco Smart Software Manager and active on ${turn.name}.`)
  return [
    ...activated(request, outcome),
    ...logEvent(tables, 'accounts', turn.moment, `Local account ${account} has been registered and is active.`),
  ]
}

function synchronisation(turn: Turn, { account }: Errand, outcome: Certificate | string): readonly Change[] {
  const { tables } = turn.state.database
  const found = findAccount(tables, account)
  if (found === undefined) return []
  if (typeof outcome === 'string') {
    turn.note('synchronisation', `Account ${account} was not synchronised: ${outcome}`)
    return [syncFailed(found, 'Synchronization Failed')]
  }
  turn.note('synchronisation', `Account ${account} is synchronised from ${turn.name}.`)
  return [synchronised(found, turn.moment, outcome)]
}

/** The process that waited is gone: its errands with it. */
export function forgetErrands(turn: Turn): void {
  for (const { ticket } of turn.state.errands) turn.cancel(errandTimer(ticket))
  turn.set({ errands: [] })
}
