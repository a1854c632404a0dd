// The programming interface of Cisco Smart Software Manager, as far as it tells what the model knows: tokens, and the smart
// accounts with their virtual accounts (SSM-32). The hosts of the real one, cloudsso and swapi, are this node's here.

import { type FreshToken, type HttpRequest, type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Instant } from '../../kernel/time.ts'
import { grantOf, tokenResponse } from '../http/granting.ts'
import { passIn, withPass } from '../http/passes.ts'
import { DEFAULT_VIRTUAL_ACCOUNT } from '../virtual-accounts.ts'
import type { UpstreamState } from './state.ts'

/** Where tokens are asked for. */
export const UPSTREAM_TOKEN = '/as/token.oauth2'

/** How long a token lasts, as its answer says. */
const TOKEN_SECONDS = 3_599

const BASE = /^\/services\/api\/smart-accounts-and-licensing\/v[123](?=\/)/
const SEARCH = '/services/api/smart-accounts-and-licensing/v2/accounts/search'

/** Whether a path is one of this interface, and not of the pages. */
export const isUpstreamApi = (path: string): boolean => path === UPSTREAM_TOKEN || BASE.test(path)

const wrong = (status: 401 | 404 | 405, message: string): HttpResponse => jsonResponse(status, { status: 'ERROR', message })

/** Answers a call that changes nothing. */
export function readUpstreamApi(state: UpstreamState, request: HttpRequest, at: Instant): HttpResponse {
  const { path, method, bearer } = request
  if (path === UPSTREAM_TOKEN) return wrong(405, `${path} takes POST.`)
  if (passIn(state.passes ?? [], 'api', bearer, at) === null)
    return wrong(401, 'There is no token, or it has expired: ask for one and call again.')
  if (path !== SEARCH) return wrong(404, `${path} is not modelled in this sandbox: of this interface only ${SEARCH} is.`)
  if (method === 'POST') return wrong(405, `${path} takes GET.`)
  return jsonResponse(200, { status: 'COMPLETE', accounts: accountsOf(state) })
}

/** Answers a call that may change something: a token is issued, and nothing else. */
export function useUpstreamApi(
  state: UpstreamState,
  request: HttpRequest,
  fresh: FreshToken,
  at: Instant,
): readonly [UpstreamState, HttpResponse] {
  if (request.path !== UPSTREAM_TOKEN || request.method !== 'POST') return [state, readUpstreamApi(state, request, at)]
  const grant = grantOf(request)
  if (grant.is === 'refused') return [state, grant.response]
  const pass = { id: fresh.print, of: 'api', who: grant.who, until: at + TOKEN_SECONDS * 1000 } as const
  return [{ ...state, passes: withPass(state.passes ?? [], pass, at) }, tokenResponse(fresh.token, 'Bearer', TOKEN_SECONDS)]
}

// Numbers are ours, in the order in which the accounts came to be.
const accountsOf = ({ smartAccounts }: UpstreamState) =>
  smartAccounts.map(({ name, virtualAccounts }, i) => ({
    account_id: i + 1,
    domain: name,
    name,
    virtual_accounts: virtualAccounts.map((each, n) => ({
      virtual_account_id: n + 1,
      name: each,
      default: each === DEFAULT_VIRTUAL_ACCOUNT,
    })),
  }))
