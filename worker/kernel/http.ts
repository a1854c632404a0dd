// A node's own web interface as data: the requests that clients of the real product send, and what it
// answers. The edge has taken the wire apart before a machine sees it, and has judged every secret.
//
// A machine answers GET, HEAD and OPTIONS as a question (`ask: 'http'`): it reads its state and changes
// nothing. Everything else is an operation (`op: 'http'`): journalled, played once, may change the state.
//
// Secrets live outside every state, so no machine ever sees one. What it sees instead:
//
//   login    HTTP Basic, or the user name and password of a login form: the name, or 'wrong'
//   claim    the name in it, and the seal of the password (seal.ts): for accounts that the machine itself keeps
//   client   the client id and secret of an OAuth token request: the id, or 'wrong'
//   bearer   the print of the access token shown, null without one
//   cookies  name → the print of the cookie's value
//
// A login form or token request is looked for in body (form or JSON) and query of the paths that the
// product lists as `Product.logins`, as `username`, `password`, `client_id`, `client_secret`; the two
// secrets are '' in what the machine gets. Everywhere else the body arrives as it was sent.
//
// To open a session or issue an access token: hand `fresh.token` out (Set-Cookie, access_token) and keep
// `fresh.print` in the state. Whoever shows the token later arrives with that print. A print shown to
// anyone opens nothing, so it may stand in a page (a form's hidden session id). A fork or an import of
// the sandbox has the prints, but nobody has tokens for them.

import type { Seal } from './seal.ts'

/** Text, or bytes in base64. */
export type Content = { readonly text: string } | { readonly base64: string }

/** What a token leaves behind: equal for the same token on the same sandbox, and no way back to it. */
export type Print = string

/** One word that nobody can guess, drawn for this request; unused unless the machine hands it out. */
export type FreshToken = { readonly token: string; readonly print: Print }

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
export type Method = (typeof METHODS)[number]

/** Methods that are asked as a question. */
export const isQuestion = (method: Method): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** Request headers that reach a machine, lower-case. What is not here no modelled product looks at. */
export const REQUEST_HEADERS = [
  'accept',
  'content-type',
  'origin',
  'range',
  'referer',
  'user-agent',
  'x-csrf-header',
  'x-csrf-token',
  'x-requested-with',
] as const

export type HttpRequest = {
  readonly method: Method
  readonly path: string // begins with /; percent-encoded as it was sent, without the query
  readonly query: readonly (readonly [name: string, value: string])[] // decoded, in order
  readonly headers: { readonly [name: string]: string } // those of REQUEST_HEADERS that were sent
  readonly body: Content | null // text where it is valid UTF-8
  readonly login: Shown
  readonly claim?: Claim | null // of the same login: who it names, whoever that is, with the seal of the password shown
  readonly client: Shown
  readonly bearer: Print | null
  readonly cookies: { readonly [name: string]: Print }
}

/** Who says to be somebody: `as` when the secret was right, 'wrong' when it was not, null when none was shown. */
export type Shown = { readonly as: string } | 'wrong' | null

/** What a login says. The edge judges only the account it has the password of; any other is the machine's to judge. */
export type Claim = { readonly name: string; readonly seal: Seal }

export type HttpResponse = {
  readonly status: number // 200 to 599
  /** Lower-case names. Links and Location begin with /; the edge puts the node's own prefix before them. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Content // of a HEAD the edge leaves it out
}

/** An answer with a text body. */
export const textResponse = (
  status: number,
  type: string,
  text: string,
  headers: HttpResponse['headers'] = [],
): HttpResponse => ({ status, headers: [['content-type', type], ...headers], body: { text } })

export const jsonResponse = (status: number, body: object, headers: HttpResponse['headers'] = []): HttpResponse =>
  textResponse(status, 'application/json', JSON.stringify(body), headers)

/** The first value of a query parameter, or undefined. */
export const queryOf = (request: HttpRequest, name: string): string | undefined =>
  request.query.find(([each]) => each === name)?.[1]

/** The fields of a form body (application/x-www-form-urlencoded), in order; none for any other body. */
export function formOf(request: HttpRequest): readonly (readonly [name: string, value: string])[] {
  const isForm = (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')
  return isForm && request.body !== null && 'text' in request.body ? [...new URLSearchParams(request.body.text)] : []
}

/** A request as the edge would hand it over, for tests and transcripts; `target` is path and query. */
export function requestOf(method: Method, target: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const cut = target.indexOf('?')
  return {
    method,
    path: cut < 0 ? target : target.slice(0, cut),
    query: cut < 0 ? [] : [...new URLSearchParams(target.slice(cut + 1))],
    headers: {},
    body: null,
    login: null,
    client: null,
    bearer: null,
    cookies: {},
    ...more,
  }
}
