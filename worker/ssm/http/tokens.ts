// Registration tokens over the REST API.

import type { HttpResponse } from '../../kernel/http.ts'
import { TEXT_LENGTH_MAX } from '../pages/validation.ts'
import {
  issueToken,
  type RegistrationToken,
  revoke,
  TOKEN_DAYS,
  TOKEN_DAYS_MAX,
  TOKEN_USES_MAX,
  tokenStatus,
  tokensOf,
} from '../tokens.ts'
import type { Turn } from '../turn.ts'
import type { Call } from './api.ts'
import { apiDate, failure, namesIn, success, textIn, wholeOf } from './bodies.ts'

const shown = ({ id, expires, description, exportControlled, createdBy, uses, usesMax }: RegistrationToken) => ({
  token: id,
  expirationDate: apiDate(expires.at),
  description,
  exportControlled: exportControlled ? 'Allowed' : 'Not Allowed',
  createdBy,
  numberofUses: usesMax,
  usesRemaining: usesMax === null ? null : Math.max(0, usesMax - uses),
})

/** Those that still register something: scripts take the first that is listed and hand it to a product. */
export const listTokens = ({ tables, account, virtualAccount, at }: Call): HttpResponse =>
  success('', {
    tokens: tokensOf(tables, account.id, virtualAccount.name)
      .filter((each) => tokenStatus(each, at) === 'Active')
      .map(shown),
  })

/** A new registration token. */
export function createToken({ account, virtualAccount, body, who }: Call, turn: Turn): HttpResponse {
  const days = body.expiresAfterDays === undefined ? TOKEN_DAYS : wholeOf(body.expiresAfterDays)
  if (days === null || days < 1 || days > TOKEN_DAYS_MAX)
    return failure(400, `expiresAfterDays must be a whole number from 1 to ${TOKEN_DAYS_MAX}.`)
  const given = body.numberofUses ?? body.numberOfUses
  const usesMax = given === undefined || given === null || given === '' ? null : wholeOf(given)
  if (given !== undefined && given !== null && given !== '' && (usesMax === null || usesMax < 1 || usesMax > TOKEN_USES_MAX))
    return failure(400, `numberofUses must be a whole number from 1 to ${TOKEN_USES_MAX}.`)
  const exported = body.exportControlled ?? 'Not Allowed'
  if (exported !== 'Allowed' && exported !== 'Not Allowed')
    return failure(400, 'exportControlled must be "Allowed" or "Not Allowed".')
  const outcome = issueToken(turn, {
    account: account.id,
    virtualAccount: virtualAccount.name,
    description: textIn(body, 'description').slice(0, TEXT_LENGTH_MAX),
    days,
    usesMax,
    exportControlled: exported === 'Allowed',
    createdBy: who,
  })
  return outcome.is === 'issued'
    ? success('Token created successfully.', { tokenInfo: shown(outcome.token) })
    : failure(422, outcome.why)
}

/** Revokes all of them or, when one is not there, none. */
export function revokeTokens({ tables, account, virtualAccount, body }: Call, turn: Turn): HttpResponse {
  const names = namesIn(body, 'tokens')
  if (names === null || names === undefined || names.length === 0)
    return failure(400, 'tokens must be a list of registration tokens.')
  const known = tokensOf(tables, account.id, virtualAccount.name).map(({ id }) => id)
  const strange = names.find((each) => !known.includes(each))
  if (strange !== undefined) return failure(422, `There is no token ${strange} in ${virtualAccount.name}.`)
  for (const name of new Set(names)) revoke(turn, name)
  return success('Tokens revoked successfully.', {
    tokens: names.map((token) => ({ token, status: 'SUCCESS', statusMessage: '' })),
  })
}
