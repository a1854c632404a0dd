// The REST API, under /api/v1 and /backend/api/v1: one table of calls (SSM-60).

import { type HttpRequest, type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Instant } from '../../kernel/time.ts'
import { type Account, accountsOf, findAccount } from '../accounts.ts'
import type { Tables } from '../postgres.ts'
import type { Turn } from '../turn.ts'
import { findVirtualAccount, type VirtualAccount, virtualAccountsOf } from '../virtual-accounts.ts'
import { passOf } from './access.ts'
import { type Body, bodyOf, failure } from './bodies.ts'
import { listDevices, transferDevices } from './devices.ts'
import { listAlerts, listLicenses, listSubscriptions, transferLicenses } from './licenses.ts'
import { createToken, listTokens, revokeTokens } from './tokens.ts'
import { createVirtualAccount, deleteVirtualAccount, listVirtualAccounts } from './virtual-accounts.ts'

/** One call, found and let in: `who` called with the fields of `body`, about this account. */
export type Call = {
  readonly tables: Tables
  readonly at: Instant
  readonly who: string
  readonly account: Account
  readonly virtualAccount: VirtualAccount
  readonly body: Body
}

type Read = (call: Call) => HttpResponse
type Act = (call: Call, turn: Turn) => HttpResponse
/**
 * One call of the REST API: how it is asked for, what it is for, and who answers it. `read` changes nothing; `act` may
 * (SSM-60).
 */
export type Route = {
  readonly method: 'GET' | 'POST'
  readonly path: string // of literals, {account} and {virtualAccount}
  readonly what: string
} & ({ readonly read: Read } | { readonly act: Act })

const VA = '/accounts/{account}/virtual-accounts/{virtualAccount}'

/** Every call there is. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/accounts/{account}/virtual-accounts', what: 'Local virtual accounts', read: listVirtualAccounts },
  {
    method: 'POST',
    path: '/accounts/{account}/virtual-accounts',
    what: 'Create a local virtual account',
    act: createVirtualAccount,
  },
  { method: 'POST', path: `${VA}/delete`, what: 'Delete a local virtual account', act: deleteVirtualAccount },
  { method: 'GET', path: `${VA}/tokens`, what: 'Registration tokens', read: listTokens },
  { method: 'POST', path: `${VA}/tokens`, what: 'Create a registration token', act: createToken },
  { method: 'POST', path: `${VA}/tokens/revoke`, what: 'Revoke registration tokens', act: revokeTokens },
  { method: 'POST', path: '/accounts/{account}/licenses', what: 'Licenses', read: listLicenses },
  { method: 'POST', path: '/accounts/{account}/license-subscriptions', what: 'Subscriptions', read: listSubscriptions },
  { method: 'POST', path: '/accounts/{account}/alerts', what: 'Alerts', read: listAlerts },
  { method: 'POST', path: '/accounts/{account}/devices', what: 'Product instances', read: listDevices },
  {
    method: 'GET',
    path: `${VA}/devices`,
    what: 'Product instances of a local virtual account',
    read: (call) => listDevices({ ...call, body: { ...call.body, virtualAccounts: [call.virtualAccount.name], limit: -1 } }),
  },
  { method: 'POST', path: `${VA}/devices/transfer`, what: 'Transfer product instances', act: transferDevices },
  { method: 'POST', path: `${VA}/licenses/transfer`, what: 'Transfer licenses', act: transferLicenses },
]

const BASE = /^(?:\/backend)?\/api\/v1(?=\/)/
/** Whether a path is one of the REST API, under either base. */
export const isApi = (path: string): boolean => BASE.test(path)

/** Answers a call. `turn` is null where nothing may change: then only calls that read are found. */
export function callApi(tables: Tables, at: Instant, request: HttpRequest, turn: Turn | null): HttpResponse {
  const pass = passOf(tables, 'api', request.bearer, at)
  if (pass === null) return failure(403, 'Forbidden')
  const parts = request.path.replace(BASE, '').replace(/\/$/, '').split('/').map(decoded)
  const body = bodyOf(request)
  if (parts.join('/') === '/upstream_satellites/accounts' && request.method === 'POST')
    return body === null ? NOT_READ : satellites(tables)
  const matching = ROUTES.filter(({ path }) => isLike(path, parts))
  const route = matching.find(({ method }) => method === request.method)
  if (route === undefined)
    return matching.length === 0
      ? failure(404, `There is no ${request.path} here.`)
      : failure(405, `${request.path} takes ${matching.map(({ method }) => method).join(' and ')}, not ${request.method}.`)
  if (body === null) return NOT_READ
  const account = findAccount(tables, parts[2] ?? '')
  if (account === undefined) return failure(404, `There is no account named ${parts[2]}.`)
  const name = route.path.includes('{virtualAccount}') ? (parts[4] ?? '') : 'Default'
  const virtualAccount = findVirtualAccount(tables, account.id, name)
  if (virtualAccount === undefined) return failure(404, `There is no virtual account named ${name} in ${account.id}.`)
  const call = { tables, at, who: pass.who, account, virtualAccount, body }
  if ('read' in route) return route.read(call)
  return turn === null ? failure(405, `${request.path} changes something: use POST.`) : route.act(call, turn)
}

const NOT_READ = failure(400, 'The body is neither a JSON object, nor null, nor a form.')

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const isLike = (path: string, parts: readonly string[]): boolean => {
  const wanted = path.split('/')
  return wanted.length === parts.length && wanted.every((each, i) => each.startsWith('{') || each === parts[i])
}

function satellites(tables: Tables): HttpResponse {
  // Numbers are ours: accounts of one Smart Account share its number.
  const smartAccounts = [...new Set(accountsOf(tables).map(({ smartAccount }) => smartAccount))]
  const accounts = accountsOf(tables).map(({ id, smartAccount }, i) => ({
    account_id: i + 1,
    domain: smartAccount,
    name: id,
    cslu_tenant_url: `/cslu/v1/pi/${id}-1`,
    cssm_smart_account_id: smartAccounts.indexOf(smartAccount) + 1,
    cssm_smart_account_name: smartAccount,
    virtual_accounts: virtualAccountsOf(tables, id).map(({ name, isDefault }, n) => ({
      virtual_account_id: n + 1,
      name,
      default: isDefault,
    })),
  }))
  return jsonResponse(200, { accounts })
}
