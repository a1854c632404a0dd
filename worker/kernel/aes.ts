// AES-256 in CBC mode with a key from a password, as `openssl enc -aes-256-cbc -pbkdf2` writes and reads it. Models
// run step by step and cannot wait for the runtime's own cipher, whose every answer is a promise; the tests hold this
// to what other implementations make of the same bytes. FIPS 197, SP 800-38A, RFC 8018.

import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, bytesOf, joined, utf8 } from './x509/bytes.ts'

const MARK = utf8('Salted__')
const BLOCK = 16
const ROUNDS = 14
const SALT = 8
/** What the tool takes where nothing else is said. */
const ITERATIONS = 10_000

/** `text` under `password`; the salt has 8 bytes and is never used twice. */
export function encrypted(text: Bytes, password: string, salt: Bytes): Bytes {
  const { schedule, start } = keysFrom(password, salt)
  const over = BLOCK - (text.length % BLOCK)
  const padded = joined(text, new Uint8Array(over).fill(over))
  let before = start
  for (let at = 0; at < padded.length; at += BLOCK) {
    const block = padded.subarray(at, at + BLOCK)
    mix(block, before)
    encrypt(block, schedule)
    before = block
  }
  return bytesOf(joined(MARK, salt, padded))
}

/** What was encrypted, or null where the password is another one or the bytes are none of these. */
export function decrypted(bytes: Bytes, password: string): Bytes | null {
  const from = MARK.length + SALT
  if (bytes.length < from + BLOCK || bytes.length % BLOCK !== 0 || MARK.some((each, at) => each !== bytes[at])) return null
  const { schedule, start } = keysFrom(password, bytes.slice(MARK.length, from))
  const text = bytes.slice(from)
  let before = start
  for (let at = 0; at < text.length; at += BLOCK) {
    const block = text.subarray(at, at + BLOCK)
    const kept = block.slice()
    decrypt(block, schedule)
    mix(block, before)
    before = kept
  }
  const over = text[text.length - 1] ?? 0
  const isPadded = over >= 1 && over <= BLOCK && text.subarray(-over).every((each) => each === over)
  return isPadded ? text.slice(0, -over) : null
}

function keysFrom(password: string, salt: Bytes): { readonly schedule: Uint8Array; readonly start: Uint8Array } {
  const made = pbkdf2(sha256, utf8(password), salt, { c: ITERATIONS, dkLen: 48 })
  return { schedule: expanded(made.subarray(0, 32)), start: made.slice(32) }
}

const double = (byte: number): number => ((byte << 1) ^ (byte & 0x80 ? 0x1b : 0)) & 0xff

/** The product of two bytes in the field of AES. */
function times(one: number, other: number): number {
  let product = 0
  for (let left = other, power = one; left > 0; left >>= 1, power = double(power)) if (left & 1) product ^= power
  return product
}

const SBOX = new Uint8Array(256)
const INVERSE = new Uint8Array(256)
const BY = [9, 11, 13, 14].map((factor) => Uint8Array.from({ length: 256 }, (_, byte) => times(byte, factor))) as [
  Uint8Array, Uint8Array, Uint8Array, Uint8Array,
] // biome-ignore format: one table for each factor of the way back
for (let power = 1, reciprocal = 1, count = 0; count < 255; count += 1) {
  const turned = [0, 1, 2, 3, 4].reduce((sum, by) => sum ^ ((reciprocal << by) | (reciprocal >>> (8 - by))), 0x63) & 0xff
  SBOX[power] = turned
  power = times(power, 3)
  reciprocal = times(reciprocal, 0xf6) // which is 1/3
}
SBOX[0] = 0x63
for (const [byte, turned] of SBOX.entries()) INVERSE[turned] = byte

function expanded(key: Uint8Array): Uint8Array {
  const words = new Uint8Array(BLOCK * (ROUNDS + 1))
  words.set(key)
  for (let at = 32, constant = 1; at < words.length; at += 4) {
    let last = [...words.subarray(at - 4, at)] as number[]
    if (at % 32 === 0) {
      last = [...last.slice(1), last[0] as number].map((byte) => SBOX[byte] as number)
      last[0] = (last[0] as number) ^ constant
      constant = double(constant)
    } else if (at % 32 === 16) last = last.map((byte) => SBOX[byte] as number)
    for (const [n, byte] of last.entries()) words[at + n] = (words[at + n - 32] as number) ^ byte
  }
  return words
}

function mix(block: Uint8Array, other: Uint8Array): void {
  for (let at = 0; at < BLOCK; at += 1) block[at] = (block[at] as number) ^ (other[at] as number)
}

const roundKey = (schedule: Uint8Array, round: number): Uint8Array => schedule.subarray(round * BLOCK, (round + 1) * BLOCK)

/** Rows move by their number, to the left on the way there and to the right on the way back. */
function substitute(block: Uint8Array, box: Uint8Array, step: 1 | -1): void {
  const before = block.slice()
  for (let column = 0; column < 4; column += 1)
    for (let row = 0; row < 4; row += 1)
      block[column * 4 + row] = box[before[((column + step * row + 4) % 4) * 4 + row] as number] as number
}

function encrypt(block: Uint8Array, schedule: Uint8Array): void {
  mix(block, roundKey(schedule, 0))
  for (let round = 1; round <= ROUNDS; round += 1) {
    substitute(block, SBOX, 1)
    for (let at = 0; round < ROUNDS && at < BLOCK; at += 4) {
      const [a, b, c, d] = block.subarray(at, at + 4) as unknown as [number, number, number, number]
      const all = a ^ b ^ c ^ d
      block[at] = a ^ all ^ double(a ^ b)
      block[at + 1] = b ^ all ^ double(b ^ c)
      block[at + 2] = c ^ all ^ double(c ^ d)
      block[at + 3] = d ^ all ^ double(d ^ a)
    }
    mix(block, roundKey(schedule, round))
  }
}

function decrypt(block: Uint8Array, schedule: Uint8Array): void {
  const [nine, eleven, thirteen, fourteen] = BY
  for (let round = ROUNDS; round >= 1; round -= 1) {
    mix(block, roundKey(schedule, round))
    for (let at = 0; round < ROUNDS && at < BLOCK; at += 4) {
      const column = block.slice(at, at + 4)
      for (let row = 0; row < 4; row += 1) {
        const [a, b, c, d] = [0, 1, 2, 3].map((n) => column[(row + n) % 4] as number) as [number, number, number, number]
        block[at + row] = (fourteen[a] as number) ^ (eleven[b] as number) ^ (thirteen[c] as number) ^ (nine[d] as number)
      }
    }
    substitute(block, INVERSE, -1)
  }
  mix(block, roundKey(schedule, 0))
}
