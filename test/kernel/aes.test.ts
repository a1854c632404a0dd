// The cipher of backups is held to the one that the runtime brings along.

import { createCipheriv, pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decrypted, encrypted, keyOf, saltOf } from '../../worker/kernel/aes.ts'

const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 89 + length) & 0xff)
const SALT = bytes(8)

describe('AES-256-CBC with a key from a password', () => {
  test.each([0, 1, 15, 16, 17, 1_000])('of %i bytes is what node makes of them, and comes back', (length) => {
    const text = bytes(length)
    const made = pbkdf2Sync('schlüssel', SALT, 10_000, 48, 'sha256')
    const cipher = createCipheriv('aes-256-cbc', made.subarray(0, 32), made.subarray(32))
    const expected = Buffer.concat([Buffer.from('Salted__'), SALT, cipher.update(text), cipher.final()])
    const got = encrypted(text, keyOf('schlüssel', SALT))
    expect(Buffer.from(got).toString('hex')).toBe(expected.toString('hex'))
    expect(decrypted(got, keyOf('schlüssel', saltOf(got) ?? SALT))).toEqual(text)
  })

  test('nothing comes of bytes that are none of these', () => {
    const key = keyOf('secret', SALT)
    const got = encrypted(bytes(40), key)
    for (const wrong of [got.slice(0, -1), got.slice(1), got.slice(0, 16), new Uint8Array(0)])
      expect([saltOf(wrong), decrypted(wrong, key)]).toEqual([null, null])
    expect(decrypted(got, keyOf('secret', bytes(8).reverse()))).toBeNull()
    expect(decrypted(got, keyOf('secrets', SALT))).not.toEqual(bytes(40))
  })
})
