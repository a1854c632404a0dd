// OAuth as every token endpoint here takes it: who is granted a token, or why nobody is (SSM-60).

import { type HttpRequest, type HttpResponse, jsonResponse, queryOf } from '../../kernel/http.ts'
import { bodyOf, textIn } from './bodies.ts'

/**
 * What a request for a token comes to: to whom it is granted, a client id or a user name, or the answer 400 or 401 that
 * says why not.
 */
export type Grant = { readonly is: 'granted'; readonly who: string } | { readonly is: 'refused'; readonly response: HttpResponse }

const refused = (status: 400 | 401, error: string, description: string): Grant => ({
  is: 'refused',
  response: jsonResponse(status, { error, error_description: description }),
})

/** Judges a request for a token: by client credentials or by password, as JSON, as a form or in the query. */
export function grantOf(request: HttpRequest): Grant {
  const body = bodyOf(request)
  const grant = textIn(body ?? {}, 'grant_type') || queryOf(request, 'grant_type') || ''
  const { client, login } = request
  if (body === null) return refused(400, 'invalid_request', 'The body is neither a JSON object, nor null, nor a form.')
  if (grant === '') return refused(400, 'invalid_request', 'grant_type is missing.')
  if (grant !== 'client_credentials' && grant !== 'password')
    return refused(400, 'unsupported_grant_type', `grant_type must be client_credentials or password, not ${grant}.`)
  if (client === 'wrong' || (client === null && grant === 'client_credentials'))
    return refused(401, 'invalid_client', 'Client authentication failed.')
  if (grant === 'password' && (login === null || login === 'wrong'))
    return refused(401, 'invalid_grant', 'The user name or the password is wrong.')
  return {
    is: 'granted',
    who: grant === 'password' && login !== null && login !== 'wrong' ? login.as : (client?.as ?? ''),
  }
}

/** The token that was granted, and for how long. */
export const tokenResponse = (token: string, type: 'bearer' | 'Bearer', seconds: number): HttpResponse =>
  jsonResponse(200, { access_token: token, token_type: type, expires_in: seconds }, [['cache-control', 'no-store']])
