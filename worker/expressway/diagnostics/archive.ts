// A .tar.gz by hand: ustar headers and a gzip wrapper whose blocks are stored as they are. What a peer offers
// for download is small, and stored blocks give the same bytes on every runtime.

import type { Instant } from '../../kernel/time.ts'
import { type Bytes, joined, u8, u16le, u32le, utf8 } from './bytes.ts'

export type Packed = { readonly name: string; readonly bytes: Bytes }

const BLOCK = 512
const STORED_MAX = 0xffff

/** The files as one `.tar.gz`; `at` is their time. */
export const tarGz = (files: readonly Packed[], at: Instant): Bytes => gzip(tar(files, at), at)

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
  write('        ', 148) // the sum is taken with blanks in its own place
  write('0', 156)
  write('ustar\0', 257)
  write('00', 263)
  write('root', 265)
  write('root', 297)
  const sum = block.reduce((total, byte) => total + byte, 0)
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function gzip(bytes: Bytes, at: Instant): Bytes {
  const parts: Bytes[] = [Uint8Array.of(0x1f, 0x8b, 8, 0), u32le(Math.floor(at / 1000)), Uint8Array.of(0, 3)]
  for (let from = 0; from < bytes.length || from === 0; from += STORED_MAX) {
    const block = bytes.subarray(from, from + STORED_MAX)
    const isLast = from + STORED_MAX >= bytes.length
    parts.push(u8(isLast ? 1 : 0), u16le(block.length), u16le(~block.length), block)
  }
  return joined([...parts, u32le(crc32(bytes)), u32le(bytes.length)])
}

/** The files of an archive that `tarGz` made, or null where the bytes are none or were damaged. */
export function unpacked(bytes: Bytes): readonly Packed[] | null {
  const whole = gunzipped(bytes)
  if (whole === null) return null
  const files: Packed[] = []
  for (let at = 0; at + BLOCK <= whole.length && whole[at] !== 0; ) {
    const read = (from: number, length: number) =>
      new TextDecoder().decode(whole.subarray(at + from, at + from + length)).split('\0')[0] ?? ''
    const size = Number.parseInt(read(124, 12), 8)
    if (!Number.isInteger(size) || at + BLOCK + size > whole.length) return null
    files.push({ name: read(0, 100), bytes: whole.slice(at + BLOCK, at + BLOCK + size) })
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}

// Blocks that are stored as they are, and nothing else: only what was made here is read here.
function gunzipped(bytes: Bytes): Bytes | null {
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[3] !== 0) return null
  const parts: Bytes[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 10
  for (let isLast = false; !isLast; ) {
    if (at + 5 > bytes.length || (bytes[at] as number) > 1) return null
    isLast = bytes[at] === 1
    const length = view.getUint16(at + 1, true)
    parts.push(bytes.subarray(at + 5, at + 5 + length))
    at += 5 + length
  }
  const whole = joined(parts)
  return at + 8 === bytes.length && view.getUint32(at, true) === crc32(whole) ? whole : null
}

const CRC_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

function crc32(bytes: Bytes): number {
  let sum = 0xffffffff
  for (const byte of bytes) sum = (sum >>> 8) ^ (CRC_TABLE[(sum ^ byte) & 0xff] as number)
  return ~sum >>> 0
}
