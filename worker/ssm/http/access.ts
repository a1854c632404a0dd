// Who may call: access tokens of the API and sessions of the GUI, kept as prints in the database, so that
// they are good on either node (SSM-20, SSM-60).

import { type HttpRequest, type HttpResponse, jsonResponse, queryOf } from '../../kernel/http.ts'
import type { Instant } from '../../kernel/time.ts'
import { API_TOKEN_SECONDS } from '../periods.ts'
import type { Change, Tables } from '../postgres.ts'
import { write } from '../replication.ts'
import type { Turn } from '../turn.ts'
import { bodyOf, textIn } from './bodies.ts'
import { displaced, type Pass, passIn, SESSION_MS } from './passes.ts'

const passesOf = (tables: Tables): readonly Pass[] => (tables.passes ?? []) as readonly Pass[]

/** Whose print this is at `at`, or null. */
export const passOf = (tables: Tables, of: Pass['of'], print: string | null | undefined, at: Instant): Pass | null =>
  passIn(passesOf(tables), of, print, at)

/** The sessions of the GUI that last at `at`: whose, and since when. */
export const sessionsOf = (tables: Tables, at: Instant): readonly { readonly who: string; readonly since: Instant }[] =>
  passesOf(tables)
    .filter(({ of, until }) => of === 'gui' && until > at)
    .map(({ who, until }) => ({ who, since: until - SESSION_MS }))

function issue(turn: Turn, of: Pass['of'], print: string, who: string, ms: number): void {
  const gone = displaced(passesOf(turn.state.database.tables), turn.at)
  const drops: readonly Change[] = gone.map(({ id }) => ({ table: 'passes', id, row: null }))
  const row = { id: print, of, who, until: turn.at + ms } as Pass
  write(turn, [...drops, { table: 'passes', id: print, row }])
}

export const openSession = (turn: Turn, print: string, who: string): void => issue(turn, 'gui', print, who, SESSION_MS)
export const closeSession = (turn: Turn, print: string): void => write(turn, [{ table: 'passes', id: print, row: null }])

const oauthError = (status: 400 | 401, error: string, description: string): HttpResponse =>
  jsonResponse(status, { error, error_description: description })

/** The token endpoint: grants by client credentials or by password, as JSON, as a form or in the query. */
export function grantToken(
  turn: Turn,
  request: HttpRequest,
  fresh: { readonly token: string; readonly print: string },
): HttpResponse {
  const body = bodyOf(request)
  const grant = textIn(body ?? {}, 'grant_type') || queryOf(request, 'grant_type') || ''
  const { client, login } = request
  if (body === null) return oauthError(400, 'invalid_request', 'The body is neither a JSON object, nor null, nor a form.')
  if (grant === '') return oauthError(400, 'invalid_request', 'grant_type is missing.')
  if (grant !== 'client_credentials' && grant !== 'password')
    return oauthError(400, 'unsupported_grant_type', `grant_type must be client_credentials or password, not ${grant}.`)
  if (client === 'wrong' || (client === null && grant === 'client_credentials'))
    return oauthError(401, 'invalid_client', 'Client authentication failed.')
  if (grant === 'password' && (login === null || login === 'wrong'))
    return oauthError(401, 'invalid_grant', 'The user name or the password is wrong.')
  const who = grant === 'password' && login !== null && login !== 'wrong' ? login.as : (client?.as ?? '')
  issue(turn, 'api', fresh.print, who, API_TOKEN_SECONDS * 1000)
  return jsonResponse(200, { access_token: fresh.token, token_type: 'bearer', expires_in: API_TOKEN_SECONDS }, [
    ['cache-control', 'no-store'],
  ])
}
