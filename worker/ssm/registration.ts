// What a server answers to products: registration with a token, reports, de-registration, and a test
// whether it is there (SSM-23, SSM-41). Products call it by an address; only who has that address answers.

import type { Json, NodeId } from '../kernel/machine.ts'
import { findAccount, logEvent } from './accounts.ts'
import { hostCommonName, whyNotTrusted } from './certificates.ts'
import {
  DEFAULT_VIRTUAL_ACCOUNT,
  dropInstance,
  findInstance,
  findToken,
  type Instance,
  instanceId,
  putInstance,
  putToken,
  shortOf,
  transportOf,
  whyNotTaken,
} from './licensing.ts'
import type { Change } from './postgres.ts'
import { write } from './replication.ts'
import { isServing } from './serving.ts'
import { type HaState, isPaired } from './state.ts'
import type { Turn } from './turn.ts'
import type { ProductReply, ProductRequest } from './words.ts'

/** Whether products that call this address find this node's application there. */
const answersAt = (state: HaState, address: string): boolean =>
  isServing(state) && address === (isPaired(state) ? state.deployment.virtualIp : state.deployment.publicAddress)

/** A product has called. Nobody answers at an address that this node does not have, or while its application is down. */
export function onProductRequest(turn: Turn, from: NodeId, request: ProductRequest): void {
  if (!answersAt(turn.state, request.address)) return
  const message = serve(turn, request)
  turn.effects.push({ type: 'send', to: { node: from }, network: 'public', message: message as unknown as Json })
}

function serve(turn: Turn, request: ProductRequest): ProductReply {
  const { ticket, name } = request
  const { tables } = turn.state.database
  const refuse = (why: string): ProductReply => ({ said: 'refused', ticket, why })
  if (request.product === 'test') return { said: 'reached', ticket }
  const token = request.product === 'register' ? findToken(tables, request.token) : undefined
  const known = request.product === 'register' ? token?.account : request.account
  const account = known === undefined ? undefined : findAccount(tables, known)
  if (transportOf(request.path, account) === null && !request.path.startsWith('/cslu/'))
    return refuse(`nothing is served at ${request.path} (HTTP 404).`)
  if (request.product === 'register') {
    const known = token === undefined ? undefined : findInstance(tables, token.account, name)
    if (known !== undefined && known.ticket === ticket) return accepted(turn, ticket, known.account)
    const why = whyNotTaken(token, turn.at)
    if (why !== null || token === undefined || account === undefined) return refuse(why ?? 'the token belongs to no account.')
    const distrust = whyNotTrusted(request.host, hostCommonName(tables), account.certificate, account.id, turn.at)
    if (distrust !== null) return refuse(distrust)
    if (transportOf(request.path, account) === null)
      return refuse(`the CSLU URL ${request.path} is not that of local account ${account.id}.`)
    const before = findInstance(tables, account.id, name)
    const row: Instance = {
      id: instanceId(account.id, name),
      account: account.id,
      name,
      productType: request.productType,
      registered: before?.registered ?? turn.moment,
      lastContact: turn.moment,
      ticket,
      licenses: request.usage.map(({ license, count }) => ({ license, count })),
    }
    commit(
      turn,
      [putToken({ ...token, uses: token.uses + 1 }), putInstance(row)],
      `The product instance "${name}" was registered.`,
    )
    turn.note('registration', `${name} is registered to ${account.id} on ${turn.name}.`)
    return accepted(turn, ticket, account.id)
  }
  if (account === undefined) return refuse(`there is no local account named ${request.account}.`)
  const instance = findInstance(tables, account.id, name)
  if (instance === undefined) return refuse(`no product instance named ${name} is registered to ${account.id}.`)
  const distrust = whyNotTrusted(request.host, hostCommonName(tables), account.certificate, account.id, turn.at)
  if (distrust !== null) return refuse(distrust)
  if (request.product === 'deregister') {
    commit(turn, [dropInstance(instance.id)], `The product instance "${name}" was removed.`)
    turn.note('registration', `${name} is no longer registered.`)
    return { said: 'deregistered', ticket }
  }
  write(turn, [putInstance({ ...instance, lastContact: turn.moment, licenses: request.usage })])
  return accepted(turn, ticket, account.id)
}

const accepted = (turn: Turn, ticket: string, account: string): ProductReply => ({
  said: 'registered',
  ticket,
  account,
  virtualAccount: DEFAULT_VIRTUAL_ACCOUNT,
  short: shortOf(turn.state.database.tables, account),
})

const commit = (turn: Turn, changes: readonly Change[], text: string): void =>
  write(turn, [...changes, ...logEvent(turn.state.database.tables, 'licensing', turn.moment, text)])
