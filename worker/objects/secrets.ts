// Ids, keys and passwords: made, hashed and compared here and nowhere else, and never part of a node's state.

import { customAlphabet } from 'nanoid'
import { hexOf } from '../kernel/bytes.ts'
import type { Template } from '../kernel/product.ts'
import type { Entropy } from '../kernel/random.ts'
import type { Credentials } from './SandboxStore.ts'

const LOWER = '0123456789abcdefghijklmnopqrstuvwxyz'
const LETTERS = `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ`

/** 82 bits; fits a host name's label beside any node's name. */
export const newId: () => string = customAlphabet(LOWER, 16)

/** 190 bits. */
export const newKey: () => string = customAlphabet(LETTERS, 32)

const newPassword = customAlphabet(LETTERS.replaceAll(/[0O1lI]/g, ''), 14)
const newSecret = customAlphabet(LETTERS, 40)

/** Credentials of every node of a template; nodes that share an application share its words. */
export function newCredentials(template: Template): Credentials {
  const shared = new Map<string, { readonly password: string; readonly clientId: string; readonly clientSecret: string }>()
  return Object.fromEntries(
    template.nodes.map(({ id, credentials }) => {
      const words = shared.get(credentials.shared ?? '') ?? {
        password: newPassword(),
        clientId: newSecret(),
        clientSecret: newSecret(),
      }
      if (credentials.shared !== undefined) shared.set(credentials.shared, words)
      const { password, ...api } = words
      const { username } = credentials
      return [id, { username, password, ...(credentials.root && { root: newPassword() }), ...(credentials.api && { api }) }]
    }),
  )
}

/** 238 bits: a session id or an access token. */
export const newToken: () => string = customAlphabet(LETTERS, 40)

/** How the hash of a key says that it is SHA-256, hexadecimal. Former releases kept those digits alone. */
const SHA_256 = 'sha256$'

/** All that is ever kept of a key: how its hash was made, `$`, and the hash. */
export async function hashOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return SHA_256 + hexOf(new Uint8Array(digest))
}

/** Whether the hash of a key that was shown is the one that is kept. */
export const isKept = (shown: string, kept: string): boolean => isSame(shown, kept.includes('$') ? kept : SHA_256 + kept)

/** Compared without stopping at the first difference, so that the time it takes tells nothing. */
export function isSame(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let index = 0; index < one.length; index += 1) difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  return difference === 0
}

/** 32 bytes for one act. */
export const newEntropy = (): Entropy => hexOf(crypto.getRandomValues(new Uint8Array(32)))
