// Protection against requests that another site has a browser send: a header that no form can bring along. EX-63.

import { type HttpRequest, textResponse } from '../../kernel/http.ts'
import { CSRF_PROTECTION } from '../configuration.ts'
import { isBefore } from '../identity.ts'
import type { PeerState } from '../state.ts'

/** What is answered where the header is missing. */
export const MISSING = 'The header X-CSRF-Header is missing'

export const hasHeader = ({ headers }: HttpRequest): boolean => headers['x-csrf-header'] !== undefined

/** Whether XML that is put, and the database interface, lack the header that they need. */
export const isForged = ({ identity, shared }: PeerState, request: HttpRequest): boolean =>
  !isBefore(identity.version, 'X15.0.3') && shared.configuration[CSRF_PROTECTION] !== 'Disabled' && !hasHeader(request)

export const missingHeader = () => textResponse(403, 'text/plain', `${MISSING}\n`)
