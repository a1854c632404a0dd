// What is left of a backup's password where acts are written down: the key that it comes to with the salt of that one
// file. It opens the file as the password does, and nothing else. EX-21.

import { KEY_BYTES, type Key, keyOf, SALT_BYTES, saltOf } from '../kernel/aes.ts'
import { type Bytes, bytesOf, fromBase64, fromHex, hexOf, sha256Of } from '../kernel/bytes.ts'
import type { Entropy } from '../kernel/random.ts'

const MARK = '{key}'
const TEXT = new RegExp(`^\\{key\\}[0-9a-f]{${2 * (SALT_BYTES + KEY_BYTES)}}$`)

/** The key for a new file: of a password, or the one that was written down in its place. */
export const keyForNew = (password: string, entropy: Entropy): Key => keyIn(password) ?? keyOf(password, newSalt(entropy))

/** The key to a file, likewise; null where the file is none. */
export function keyForFile(password: string, file: Bytes): Key | null {
  const salt = saltOf(file)
  return salt === null ? null : (keyIn(password) ?? keyOf(password, salt))
}

/** What is written down of the password for a new file. An empty one stays empty. */
export const keyTextForNew = (password: string, entropy: Entropy): string =>
  password === '' ? '' : textOf(keyOf(password, newSalt(entropy)))

/** What is written down of the password to a file; where it is no file, nothing can be opened by it. */
export function keyTextForFile(password: string, file: string): string {
  const bytes = fromBase64(file)
  const salt = bytes === null ? null : saltOf(bytes)
  if (password === '') return ''
  return salt === null ? MARK : textOf(keyOf(password, salt))
}

const newSalt = (entropy: Entropy): Bytes => bytesOf(fromHex(sha256Of(`backup ${entropy}`).slice(0, 2 * SALT_BYTES)))

const textOf = ({ salt, bytes }: Key): string => `${MARK}${hexOf(salt)}${hexOf(bytes)}`

function keyIn(text: string): Key | null {
  if (!TEXT.test(text)) return null
  const bytes = bytesOf(fromHex(text.slice(MARK.length)))
  return { salt: bytesOf(bytes.slice(0, SALT_BYTES)), bytes: bytesOf(bytes.slice(SALT_BYTES)) }
}
