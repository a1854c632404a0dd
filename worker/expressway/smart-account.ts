// The licensing account of the sandbox, as somebody at the company would work on it in Cisco Smart Software Manager:
// it issues tokens and is given licenses. No part of the product, and offered beside its pages alone. EX-05.

import { base64Of, utf8 } from '../kernel/bytes.ts'
import type { Json } from '../kernel/plain.ts'
import { isSeal } from '../kernel/seal.ts'
import type { Answer } from '../kernel/surface.ts'
import { isSmart } from './smart-licensing.ts'
import { type Draft, note, put } from './state.ts'

/** What the account goes by, on pages and in documents. */
export const SMART_ACCOUNT = 'apolo.example.com'
export const VIRTUAL_ACCOUNT = 'Expressway'

/** The actions, which the product's own web interface does not have. */
export const TOKEN_ACTION = 'issue-license-token'
export const LICENSES_ACTION = 'add-account-licenses'

const TOKEN = /^[A-Za-z0-9+/=_%-]{32,512}$/

/** Whether a text may be a registration token: as it was typed, or as it is written down. */
export const isToken = (text: string): boolean => TOKEN.test(text) || isSeal(text)

/** Issues a token with which systems register. */
export function issueToken(draft: Draft): Answer {
  const text = base64Of(utf8(`${draft.at.toString(16)}-${draft.entropy}`)).slice(0, TOKEN_LENGTH)
  return {
    is: 'acted',
    message: `The account ${SMART_ACCOUNT} of this sandbox issued a registration token: ${text}`,
    files: [{ name: 'token.txt', type: 'text/plain', text: `${text}\n` }],
  }
}

const TOKEN_LENGTH = 64
const LICENSES_MAX = 1_000

/** Gives the account more licenses for rich media sessions. They are kept with this system, and counted for the whole cluster. */
export function addLicenses(draft: Draft, { count }: { readonly [name: string]: Json }): Answer {
  if (!isSmart(draft.state)) return { is: 'refused', messages: ['This system is licensed by option keys, not by an account.'] }
  const more = typeof count === 'string' && /^\d{1,4}$/.test(count.trim()) ? Number(count) : count
  if (typeof more !== 'number' || !Number.isInteger(more))
    return { is: 'malformed', errors: [{ pointer: '/count', message: 'must be a whole number' }] }
  if (more < 1 || more > LICENSES_MAX)
    return { is: 'refused', messages: [`The account takes 1 to ${LICENSES_MAX} licenses at a time.`] }
  const { identity } = draft.state
  put(draft, { identity: { ...identity, roomSessions: identity.roomSessions + more } })
  note(draft, 'licensing', `The licensing account has ${more} more licenses for rich media sessions.`)
  return { is: 'acted', message: `The account ${SMART_ACCOUNT} has ${more} more licenses for rich media sessions.`, files: [] }
}
