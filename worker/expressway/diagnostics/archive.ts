// A .tar.gz by hand: ustar headers around the files, in a gzip file whose bytes are the same on every runtime.

import { utf8 } from '../../kernel/bytes.ts'
import type { Instant } from '../../kernel/time.ts'
import { gunzipped, gzipped } from '../gzip.ts'
import { type Bytes, joined } from './bytes.ts'

export type Packed = { readonly name: string; readonly bytes: Bytes }

const BLOCK = 512

/** The files as one `.tar.gz`; `at` is their time. */
export const tarGz = (files: readonly Packed[], at: Instant): Bytes => gzipped(tar(files, at), Math.floor(at / 1000))

function tar(files: readonly Packed[], at: Instant): Bytes {
  const parts = files.flatMap(({ name, bytes }) => [header(name, bytes.length, at), bytes, zeros(-bytes.length % BLOCK)])
  return joined([...parts, new Uint8Array(2 * BLOCK)])
}

const zeros = (over: number): Bytes => new Uint8Array((BLOCK + over) % BLOCK)

function header(name: string, size: number, at: Instant): Bytes {
  const block = new Uint8Array(BLOCK)
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`
  const write = (text: string, offset: number) => block.set(utf8(text), offset)
  write(name.slice(0, 100), 0)
  write(octal(0o644, 8), 100)
  write(octal(0, 8), 108)
  write(octal(0, 8), 116)
  write(octal(size, 12), 124)
  write(octal(Math.floor(at / 1000), 12), 136)
  write('0', 156)
  write('ustar\0', 257)
  write('00', 263)
  write('root', 265)
  write('root', 297)
  write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, SUM_AT)
  return block
}

/** More than this, unpacked, is no archive of anything here. */
const UNPACKED_MAX = 4 * 1024 * 1024

/**
 * The plain files of a `.tar.gz`, whoever packed it, or null where the bytes are none or were damaged. Folders, links
 * and what programs note beside the files are passed over.
 */
export function unpacked(bytes: Bytes): readonly Packed[] | null {
  const whole = gunzipped(bytes, UNPACKED_MAX)
  if (whole === null) return null
  const files: Packed[] = []
  for (let at = 0; at + BLOCK <= whole.length && whole[at] !== 0; ) {
    const block = whole.subarray(at, at + BLOCK)
    const read = (from: number, length: number) =>
      new TextDecoder().decode(block.subarray(from, from + length)).split('\0')[0] ?? ''
    const size = Number.parseInt(read(124, 12), 8)
    if (sumOf(block) !== Number.parseInt(read(148, 8), 8) || !(size >= 0) || at + BLOCK + size > whole.length) return null
    const kind = read(156, 1)
    const folder = read(257, 5) === 'ustar' ? read(345, 155) : ''
    const name = `${folder === '' ? '' : `${folder}/`}${read(0, 100)}`.replace(/^(?:\.?\/)+/, '')
    if (kind === '0' || kind === '') files.push({ name, bytes: whole.slice(at + BLOCK, at + BLOCK + size) })
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}

const [SUM_AT, SUM_LENGTH, BLANK] = [148, 8, 32] as const

// The sum of a header is taken with blanks in its own place.
const sumOf = (block: Bytes): number =>
  block.reduce((total, byte, at) => total + (at >= SUM_AT && at < SUM_AT + SUM_LENGTH ? BLANK : byte), 0)
