// The web interface of one SSM On-Prem server: the GUI and the REST API at its address or, in a pair, at
// the virtual IP. SSM-04, SSM-60.
//
// GET, HEAD and OPTIONS come to `answerHttp`, which reads the state as it stands; everything else comes
// to `serveHttp`, which may change it. See kernel/http.ts for what a request is.

import { type FreshToken, type HttpRequest, type HttpResponse, textResponse } from '../../kernel/http.ts'
import type { NodeId, NodeView } from '../../kernel/machine.ts'
import type { Answer, Reading, Refusal } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { whyNoGui } from '../serving.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { UPSTREAM_TOKEN } from '../upstream/api.ts'
import { grantToken } from './access.ts'
import { callApi, isApi } from './api.ts'
import { failure } from './bodies.ts'
import { showGui, useGui } from './gui.ts'
import { LOGIN } from './site.ts'

const TOKEN_PATHS = ['/oauth/token', '/backend/oauth/token'] as const

/** Paths of the token endpoint and of the login form: secrets in them are judged before a request gets here. */
export const LOGINS = [...TOKEN_PATHS, UPSTREAM_TOKEN, LOGIN] as const

/** The node that answers at the virtual IP now. Two can hold it only while neither sees the other: then the first. */
export const virtualIpHolder = (nodes: readonly NodeView[]): NodeId | null =>
  nodes.find((node) => node.holdsVip === true)?.id ?? null

const isTokenPath = (path: string): boolean => (TOKEN_PATHS as readonly string[]).includes(path)

/** What changes nothing. */
export function answerHttp(state: HaState, request: HttpRequest, at: Instant): Reading {
  const away = whyAway(state)
  if (away !== null) return away
  if (isTokenPath(request.path)) return { is: 'http', response: failure(405, `${request.path} takes POST.`) }
  if (isApi(request.path)) return { is: 'http', response: callApi(state.database.tables, at, request, null) }
  return { is: 'http', response: showGui(state, request, at) }
}

/** What may change something. What is refused changes nothing. */
export function serveHttp(turn: Turn, request: HttpRequest, fresh: FreshToken): Answer {
  const away = whyAway(turn.state)
  if (away !== null) return away
  if (isTokenPath(request.path))
    return {
      is: 'http',
      response: request.method === 'POST' ? grantToken(turn, request, fresh) : failure(405, `${request.path} takes POST.`),
    }
  if (isApi(request.path)) return { is: 'http', response: callApi(turn.state.database.tables, turn.at, request, turn) }
  return { is: 'http', response: useGui(turn, request, fresh) }
}

// While services start, something listens already and answers 502; otherwise nobody is there (SSM-60).
function whyAway(state: HaState): Refusal | { readonly is: 'http'; readonly response: HttpResponse } | null {
  const why = whyNoGui(state)
  if (why === null) return null
  const isStarting = state.power === 'on' && (state.pacemaker.vip || state.mode === 'stand-alone' || state.mode === 'torn-down')
  return isStarting ? { is: 'http', response: textResponse(502, 'text/html', BAD_GATEWAY) } : { is: 'not-answering', why }
}

const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\n'
