// What a server answers to products: registration with a token, reports, de-registration, and a test
// whether it is there (SSM-23, SSM-41). Products call it by an address; only who has that address answers.

import type { Json, NodeId } from '../kernel/machine.ts'
import { type Account, findAccount } from './accounts.ts'
import { hostCommonName, whyNotTrusted } from './certificates.ts'
import { writeLogged } from './event-log.ts'
import { identityFor } from './identities.ts'
import { dropInstance, findInstance, type Instance, instanceId, putInstance, shortOf } from './licensing.ts'
import type { Reference } from './material.ts'
import { ipv6Of, isSameHost } from './network.ts'
import { IDENTITY_RENEW_MS } from './periods.ts'
import { presented } from './presented.ts'
import { write } from './replication.ts'
import { isServing } from './serving.ts'
import { type HaState, isPaired } from './state.ts'
import { findToken, usedOnce, whyNotTaken } from './tokens.ts'
import { transportOf } from './transports.ts'
import type { Turn } from './turn.ts'
import type { ProductReply, ProductRequest } from './words.ts'

/** Whether products that call this address find this node's application there. */
const answersAt = (state: HaState, address: string): boolean =>
  isServing(state) &&
  (address === (isPaired(state) ? state.deployment.virtualIp : state.deployment.publicAddress) ||
    (address !== '' && isSameHost(address, ipv6Of(state.database.tables))))

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
    // It asks again: what it gets is what it got, since all of it follows from the ticket and the first time.
    if (known !== undefined && known.ticket === ticket && account !== undefined)
      return accepted(turn, ticket, known, identityFor(tables, account, name, request.request, ticket, known.identity.at))
    const why = whyNotTaken(token, turn.at)
    if (why !== null || token === undefined || account === undefined) return refuse(why ?? 'the token belongs to no account.')
    const distrust = distrustOf(turn, request.host, account)
    if (distrust !== null) return refuse(distrust)
    const transport = transportOf(request.path, account)
    if (transport === null) return refuse(`the CSLU URL ${request.path} is not that of local account ${account.id}.`)
    const before = findInstance(tables, account.id, name)
    const row: Instance = {
      id: instanceId(account.id, name),
      account: account.id,
      virtualAccount: token.virtualAccount,
      name,
      productType: request.productType,
      device: request.device,
      transport,
      registered: before?.registered ?? turn.moment,
      lastContact: turn.moment,
      identity: turn.moment,
      ticket,
      exportControlled: token.exportControlled,
      licenses: request.usage.map(({ license, count }) => ({ license, count })),
    }
    writeLogged(turn, 'licensing', [usedOnce(token), putInstance(row)], `The product instance "${name}" was registered.`)
    turn.note('registration', `${name} is registered to ${account.id} on ${turn.name}.`)
    return accepted(turn, ticket, row, identityFor(tables, account, name, request.request, ticket, turn.at))
  }
  if (account === undefined) return refuse(`there is no local account named ${request.account}.`)
  const instance = findInstance(tables, account.id, name)
  if (instance === undefined) return refuse(`no product instance named ${name} is registered to ${account.id}.`)
  const distrust = distrustOf(turn, request.host, account)
  if (distrust !== null) return refuse(distrust)
  if (request.product === 'deregister') {
    writeLogged(turn, 'licensing', [dropInstance(instance.id)], `The product instance "${name}" was removed.`)
    turn.note('registration', `${name} is no longer registered.`)
    return { said: 'deregistered', ticket }
  }
  const identity = turn.at - instance.identity.at >= IDENTITY_RENEW_MS ? turn.moment : instance.identity
  const row = { ...instance, lastContact: turn.moment, identity, licenses: request.usage }
  write(turn, [putInstance(row)])
  return accepted(
    turn,
    ticket,
    row,
    identity === instance.identity ? [] : identityFor(tables, account, name, request.request, ticket, turn.at),
  )
}

// What the product finds wrong with the certificate that it is shown. Its validity is judged by this server's clock.
const distrustOf = ({ state, local }: Turn, host: string, account: Account): string | null =>
  whyNotTrusted(host, hostCommonName(state.database.tables), presented(state, account), account.id, local)

const accepted = (
  turn: Turn,
  ticket: string,
  { account, virtualAccount, exportControlled = false }: Instance,
  identity: readonly Reference[],
): ProductReply => ({
  said: 'registered',
  ticket,
  account,
  virtualAccount,
  short: shortOf(turn.state.database.tables, account, virtualAccount),
  exportControlled,
  identity,
})
