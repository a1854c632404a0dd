// AES-256 in CBC mode with a key from a password, as `openssl enc -aes-256-cbc -pbkdf2` writes and reads it. Models
// run step by step and cannot wait for the runtime's own cipher, whose every answer is a promise; the tests hold this
// to what other implementations make of the same bytes.

import { cbc } from '@noble/ciphers/aes.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { remembered } from './remembered.ts'
import { type Bytes, bytesOf, fromHex, hexOf, joined, utf8 } from './x509/bytes.ts'

const MARK = utf8('Salted__')
const BLOCK = 16
const SALT = 8
/** What the tool takes where nothing else is said. */
const ITERATIONS = 10_000

/** `text` under `password`; the salt has 8 bytes and is never used twice. */
export const encrypted = (text: Bytes, password: string, salt: Bytes): Bytes =>
  bytesOf(joined(MARK, salt, cipherOf(password, salt).encrypt(text)))

/** What was encrypted, or null where the password is another one or the bytes are none of these. */
export function decrypted(bytes: Bytes, password: string): Bytes | null {
  const from = MARK.length + SALT
  if (bytes.length < from + BLOCK || bytes.length % BLOCK !== 0 || MARK.some((each, at) => each !== bytes[at])) return null
  try {
    return bytesOf(cipherOf(password, bytes.slice(MARK.length, from)).decrypt(bytes.slice(from)))
  } catch {
    return null // the padding says that it was another password
  }
}

function cipherOf(password: string, salt: Bytes) {
  const made = keyFrom(`${hexOf(salt)} ${password}`)
  return cbc(made.slice(0, 32), made.slice(32))
}

// Whoever replays a journal, or repeats a turn, asks for the same key again.
const keyFrom = remembered((saltAndPassword: string): Uint8Array => {
  const [salt = ''] = saltAndPassword.split(' ', 1)
  const password = saltAndPassword.slice(salt.length + 1)
  return pbkdf2(sha256, utf8(password), fromHex(salt), { c: ITERATIONS, dkLen: 48 })
})
