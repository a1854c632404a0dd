// The web interface of one Expressway: what clients of the product get at its own address. EX-63.
//
// GET, HEAD and OPTIONS come to `answerHttp`, which reads the state as it stands; everything else comes
// to `serveHttp`, which may change it. See kernel/http.ts for what a request is.

import { type FreshToken, type HttpRequest, type HttpResponse, queryOf, textResponse } from '../../kernel/http.ts'
import type { Past } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { configurationXml, statusXml } from '../documents.ts'
import type { Draft, PeerState } from '../state.ts'

/** Paths of the login form: user name and password in them are judged before a request gets here. */
export const LOGINS = ['/login', '/login/'] as const

/** What changes nothing: documents and pages. */
export function answerHttp(state: PeerState, request: HttpRequest, at: Instant, _past: Past): HttpResponse {
  const document = DOCUMENTS[request.path]
  if (document === undefined) return notFound(request)
  if (request.login === null || request.login === 'wrong') return unauthorized()
  if (request.method === 'OPTIONS') return textResponse(200, 'text/plain', '', [['allow', 'GET, HEAD, OPTIONS']])
  return document(state, request, at)
}

/** What may change something. */
export function serveHttp(_draft: Draft, request: HttpRequest, _fresh: FreshToken, _past: Past): Answer {
  return { is: 'http', response: notFound(request) }
}

type Document = (state: PeerState, request: HttpRequest, at: Instant) => HttpResponse

const DOCUMENTS: { readonly [path: string]: Document } = {
  '/status.xml': (state, _, at) => xml(statusXml(state, at)),
  '/configuration.xml': (state) => xml(configurationXml(state)),
  '/getxml': (state, request, at) => {
    const location = queryOf(request, 'location') ?? '/Status'
    return /^\/?configuration/i.test(location) ? xml(configurationXml(state, location)) : xml(statusXml(state, at, location))
  },
}

const xml = (document: string): HttpResponse => textResponse(200, 'text/xml', document)

const unauthorized = (): HttpResponse =>
  textResponse(401, 'text/html', '<html><head><title>401 Unauthorized</title></head><body>401 Unauthorized</body></html>\n', [
    ['www-authenticate', 'Basic realm="Expressway"'],
  ])

const notFound = (_: HttpRequest): HttpResponse =>
  textResponse(404, 'text/html', '<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>\n')
