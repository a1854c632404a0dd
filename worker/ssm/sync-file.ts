// Synchronisation without a network: a satellite writes a file, an administrator carries it to Cisco Smart
// Software Manager, and carries what that answers back (Cisco how-to lic225988). What the two files hold is ours:
// theirs is not public. The answer is signed with the key of the authority, so none can be made up.

import { base64Of, fromBase64, utf8 } from '../kernel/bytes.ts'
import type { Json } from '../kernel/machine.ts'
import type { Refusal } from '../kernel/surface.ts'
import type { Instant } from '../kernel/time.ts'
import { algorithmFor, isSigned, sign } from '../kernel/x509/key.ts'
import { signer, trusted } from './material.ts'
import type { SyncResult } from './words.ts'

/** The media type of the files. */
export const SYNC_FILE_TYPE = 'application/json'
const REQUEST = 'synchronization-request'
const RESPONSE = 'synchronization-response'

/** The longest file taken, in characters: far above what either side writes. */
const FILE_LENGTH_MAX = 60_000

/** Where an account is to be registered, or has been. */
export type Place = { readonly smartAccount: string; readonly virtualAccount: string }

/** `register`: the account is not known upstream yet. */
export type SyncRequest = {
  readonly account: string
  readonly request: string
  readonly made: Instant
  readonly register?: Place
}
/**
 * What Cisco Smart Software Manager answers with: what a synchronisation over the network would have brought. `registered`:
 * the account was registered by this file.
 */
export type SyncResponse = {
  readonly account: string
  readonly made: Instant
  readonly result: SyncResult
  readonly registered?: Place
}

/** The text of the file that a satellite writes. */
export const requestFile = (content: SyncRequest): string => `${JSON.stringify({ kind: REQUEST, ...content })}\n`

/** What the file of a satellite holds, or null for a text that is none. */
export function requestInFile(text: string): SyncRequest | null {
  const read = objectIn(text)
  if (read === null || read.kind !== REQUEST) return null
  const { account, request, made, register } = read
  if (typeof account !== 'string' || typeof request !== 'string' || typeof made !== 'number') return null
  if (register === undefined) return { account, request, made }
  const { smartAccount, virtualAccount } = (register ?? {}) as { readonly [name: string]: Json }
  return typeof smartAccount === 'string' && typeof virtualAccount === 'string'
    ? { account, request, made, register: { smartAccount, virtualAccount } }
    : null
}

const signedText = ({ account, made, result, registered }: SyncResponse): string =>
  JSON.stringify([account, made, result, ...(registered === undefined ? [] : [registered])])

/** The text of the answer, signed with the key of the authority. */
export function responseFile(content: SyncResponse): string {
  const { key } = signer()
  const signature = base64Of(sign(key, 'SHA-256', utf8(signedText(content))))
  return `${JSON.stringify({ kind: RESPONSE, ...content, signature })}\n`
}

/** What a file of Cisco Smart Software Manager holds, or null for a text that is none or was changed on its way. */
export function responseInFile(text: string): SyncResponse | null {
  const read = objectIn(text)
  if (read === null || read.kind !== RESPONSE || typeof read.signature !== 'string') return null
  const { kind: _, signature: __, ...there } = read
  const content = there as unknown as SyncResponse
  const signature = fromBase64(read.signature)
  const [root] = trusted()
  if (signature === null || !root?.publicKey) return null
  const { algorithm } = algorithmFor(signer().key, 'SHA-256')
  return isSigned(root.publicKey, algorithm, utf8(signedText(content)), signature) ? content : null
}

function objectIn(text: string): { readonly [name: string]: Json } | null {
  try {
    const read = JSON.parse(text) as Json
    return read !== null && typeof read === 'object' && !Array.isArray(read) ? (read as { readonly [name: string]: Json }) : null
  } catch {
    return null
  }
}

/** The text of the file in the field `name` of a body, or why there is none. */
export function fileIn(body: { readonly [name: string]: Json }, name: string): string | Refusal {
  const text = body[name]
  if (typeof text !== 'string' || text.trim() === '')
    return { is: 'malformed', errors: [{ pointer: `/${name}`, message: 'must be the text of a file' }] }
  return text.length <= FILE_LENGTH_MAX
    ? text
    : { is: 'malformed', errors: [{ pointer: `/${name}`, message: `must be at most ${FILE_LENGTH_MAX} characters long` }] }
}
