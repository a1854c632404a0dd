// Who may call: access tokens of the API and sessions of the GUI, kept as prints in the database, so that
// they are good on either node (SSM-20, SSM-60).

import type { FreshToken, HttpRequest, HttpResponse } from '../../kernel/http.ts'
import type { Instant } from '../../kernel/time.ts'
import { API_TOKEN_SECONDS } from '../periods.ts'
import type { Change, Tables } from '../postgres.ts'
import { write } from '../replication.ts'
import type { Turn } from '../turn.ts'
import { grantOf, tokenResponse } from './granting.ts'
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

/** Writes a session of the GUI. */
export const openSession = (turn: Turn, print: string, who: string): void => issue(turn, 'gui', print, who, SESSION_MS)
/** Ends a session of the GUI. */
export const closeSession = (turn: Turn, print: string): void => write(turn, [{ table: 'passes', id: print, row: null }])

/** The token endpoint: what a grant is given is a token that lasts two hours. */
export function grantToken(turn: Turn, request: HttpRequest, fresh: FreshToken): HttpResponse {
  const grant = grantOf(request)
  if (grant.is === 'refused') return grant.response
  issue(turn, 'api', fresh.print, grant.who, API_TOKEN_SECONDS * 1000)
  return tokenResponse(fresh.token, 'bearer', API_TOKEN_SECONDS)
}
