// Who asks at the web interface, and what the access level of that account lets them do. EX-60, EX-63.
//
// Pages take the session of the login form; documents and interfaces take HTTP Basic or that session. The account is
// looked up at every request: whoever is disabled, deleted or given another level feels it at once.

import type { HttpRequest } from '../../kernel/http.ts'
import { isOfOneSecret } from '../../kernel/seal.ts'
import { type Account, accountsIn, DEFAULT_ACCOUNT } from '../accounts.ts'
import { sealIn } from '../password-policy.ts'
import type { PeerState } from '../state.ts'

/** `session`: the print of the session that they show, null with HTTP Basic. */
export type Visitor = { readonly account: Account; readonly session: string | null }

/** Who shows a session or the right password; null for everybody else. */
export function visitorOf(state: PeerState, request: HttpRequest): Visitor | null {
  const print = request.cookies.tandberg_login
  const session = print === undefined ? undefined : (state.webSessions ?? []).find((each) => each.print === print)
  const owner = session && accountNamed(state, session.account)
  if (session && owner && owner.web_access === 'Yes') return { account: owner, session: session.print }
  const account = accountShown(state, request)
  return account === null ? null : { account, session: null }
}

/** The account whose password a login shows; null for a wrong one, and for an account that is disabled. */
export function accountShown(state: PeerState, { login, claim }: HttpRequest): Account | null {
  const byEdge = login !== null && login !== 'wrong' ? login.as : null
  const account = accountNamed(state, claim?.name ?? byEdge)
  if (account === null) return null
  const seal = sealIn(account.password)
  if (!claim || !isOfOneSecret(seal, claim.seal)) return account.name === byEdge ? account : null
  return seal === claim.seal ? account : null
}

function accountNamed(state: PeerState, name: string | null): Account | null {
  const found = accountsIn(state.shared.configuration).find((each) => each.name === name)
  return found?.state === 'Enabled' ? found : null
}

/** What an auditor sees, and nothing else. */
const AUDITED: readonly string[] = ['overview', 'alarms', 'event-log', 'configuration-log', 'network-log']
/** What an account that may only read does not get to see. */
const CHANGING: readonly string[] = ['upgrade', 'backup-and-restore', 'restart-options', 'administrator-accounts']

export const maySee = ({ access_level: level }: Account, page: string): boolean =>
  level === 'Auditor' ? AUDITED.includes(page) : level === 'Read-write' || !CHANGING.includes(page)

export const mayChange = ({ access_level: level }: Account): boolean => level === 'Read-write'

/** Documents and interfaces: for whom API access is on, and not for auditors, whose pages are all they may see. */
export const mayCall = ({ access_level: level, api_access: api }: Account): boolean => api === 'Yes' && level !== 'Auditor'

/** The name under which the log writes what they do; undefined: the default one. */
export const userOf = ({ name }: Account): string | undefined => (name === DEFAULT_ACCOUNT.name ? undefined : name)
