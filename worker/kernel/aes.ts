// AES-256 in CBC mode with a key from a password, as `openssl enc -aes-256-cbc -pbkdf2` writes and reads it. Models
// run step by step and cannot wait for the runtime's own cipher, whose every answer is a promise; the tests hold this
// to what other implementations make of the same bytes.

import { cbc } from '@noble/ciphers/aes.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, bytesOf, fromHex, hexOf, joined, utf8 } from './bytes.ts'
import { remembered } from './remembered.ts'

const MARK = utf8('Salted__')
const BLOCK = 16
export const SALT_BYTES = 8
/** Of the key and of the first block that go into the cipher. */
export const KEY_BYTES = 48
/** What the tool takes where nothing else is said. */
const ITERATIONS = 10_000

/** What a password comes to with one salt of 8 bytes, which is never used twice. */
export type Key = { readonly salt: Bytes; readonly bytes: Bytes }

export const keyOf = (password: string, salt: Bytes): Key => ({
  salt,
  bytes: bytesFrom(`${hexOf(salt)} ${password}`),
})

// Whoever replays a journal, or repeats a turn, asks for the same key again.
const bytesFrom = remembered((saltAndPassword: string): Bytes => {
  const [salt = ''] = saltAndPassword.split(' ', 1)
  const password = saltAndPassword.slice(salt.length + 1)
  return bytesOf(pbkdf2(sha256, utf8(password), fromHex(salt), { c: ITERATIONS, dkLen: KEY_BYTES }))
})

/** The salt of what was encrypted, or null where the bytes are none of these. */
export function saltOf(bytes: Bytes): Bytes | null {
  const from = MARK.length + SALT_BYTES
  if (bytes.length < from + BLOCK || bytes.length % BLOCK !== 0 || MARK.some((each, at) => each !== bytes[at])) return null
  return bytesOf(bytes.slice(MARK.length, from))
}

export const encrypted = (text: Bytes, key: Key): Bytes => bytesOf(joined(MARK, key.salt, cipherOf(key).encrypt(text)))

/** What was encrypted, or null where the key is another one or the bytes are none of these. */
export function decrypted(bytes: Bytes, key: Key): Bytes | null {
  if (saltOf(bytes)?.join() !== key.salt.join()) return null
  try {
    return bytesOf(cipherOf(key).decrypt(bytes.slice(MARK.length + SALT_BYTES)))
  } catch {
    return null // the padding says that it was another password
  }
}

const cipherOf = ({ bytes }: Key) => cbc(bytes.slice(0, 32), bytes.slice(32))
