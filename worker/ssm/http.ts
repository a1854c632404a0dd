// The web interface of one SSM On-Prem server: the GUI and the REST API at its address or, in a pair, at
// the virtual IP. SSM-04, SSM-60.
//
// GET, HEAD and OPTIONS come to `answerHttp`, which reads the state as it stands; everything else comes
// to `serveHttp`, which may change it. See kernel/http.ts for what a request is.

import { type HttpRequest, type HttpResponse, jsonResponse, textResponse } from '../kernel/http.ts'
import type { NodeId, NodeView } from '../kernel/machine.ts'
import type { Answer, Reading, Refusal } from '../kernel/surface.ts'
import { whyNoGui } from './serving.ts'
import type { HaState } from './state.ts'
import type { Turn } from './turn.ts'

/** Paths of the token endpoint: user, password, client id and secret in them are judged before a request gets here. */
export const LOGINS = ['/oauth/token', '/backend/oauth/token'] as const

/** The node that answers at the virtual IP now. Two can hold it only while neither sees the other: then the first. */
export const virtualIpHolder = (nodes: readonly NodeView[]): NodeId | null =>
  nodes.find((node) => node.holdsVip === true)?.id ?? null

/** What changes nothing. */
export function answerHttp(state: HaState, request: HttpRequest): Reading {
  const away = whyAway(state)
  if (away !== null) return away
  return { is: 'http', response: isApi(request.path) ? forbidden() : notFound() }
}

/** What may change something. */
export function serveHttp(turn: Turn, request: HttpRequest): Answer {
  const away = whyAway(turn.state)
  if (away !== null) return away
  return { is: 'http', response: isApi(request.path) ? forbidden() : notFound() }
}

// While services start, something listens already and answers 502; otherwise nobody is there (SSM-60).
function whyAway(state: HaState): Refusal | { readonly is: 'http'; readonly response: HttpResponse } | null {
  const why = whyNoGui(state)
  if (why === null) return null
  const isStarting = state.power === 'on' && (state.pacemaker.vip || state.mode === 'stand-alone')
  return isStarting ? { is: 'http', response: textResponse(502, 'text/html', BAD_GATEWAY) } : { is: 'not-answering', why }
}

const isApi = (path: string): boolean => /^(?:\/backend)?\/(?:api\/v1|oauth)\//.test(path)

const forbidden = (): HttpResponse => jsonResponse(403, { status: 'ERROR', statusMessage: 'Forbidden' })

const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\n'

const notFound = (): HttpResponse =>
  textResponse(404, 'text/html', '<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>\n')
