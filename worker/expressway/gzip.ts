// Gzip files, written and read: RFC 1952, and of RFC 1951 what reading takes. Step by step and without waiting, which
// the runtime's own streams cannot do.
//
// What is written is stored as it is, and so the same bytes on every runtime; what is read may come from any program.

import { type Bytes, joined, u8, u16le, u32le } from './diagnostics/bytes.ts'

const STORED_MAX = 0xffff

/** The bytes as a gzip file; `seconds` since 1970 are its time. */
export function gzipped(bytes: Bytes, seconds: number): Bytes {
  const parts: Bytes[] = [Uint8Array.of(0x1f, 0x8b, 8, 0), u32le(seconds), Uint8Array.of(0, 3)]
  for (let from = 0; from < bytes.length || from === 0; from += STORED_MAX) {
    const block = bytes.subarray(from, from + STORED_MAX)
    const isLast = from + STORED_MAX >= bytes.length
    parts.push(u8(isLast ? 1 : 0), u16le(block.length), u16le(~block.length), block)
  }
  return joined([...parts, u32le(crc32(bytes)), u32le(bytes.length)])
}

/** What a gzip file of one member holds, or null: it is none, it is damaged, or it holds more than `bytesMax`. */
export function gunzipped(bytes: Bytes, bytesMax: number): Bytes | null {
  const from = bodyOf(bytes)
  if (from === null) return null
  try {
    const { whole, end } = inflated(bytes, from, bytesMax)
    if (end + 8 !== bytes.length) return null
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, 8)
    return trailer.getUint32(0, true) === crc32(whole) && trailer.getUint32(4, true) === whole.length ? whole : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const [HEADER_SUM, EXTRA, NAME, COMMENT] = [2, 4, 8, 16] as const

// Where the compressed data begin: after the header, which may carry a name, a comment and more.
function bodyOf(bytes: Bytes): number | null {
  const flags = bytes[3] ?? 0
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || flags > 31) return null
  let at = 10
  if (flags & EXTRA) at += 2 + (bytes[at] as number) + 256 * (bytes[at + 1] as number)
  for (const text of [NAME, COMMENT]) {
    if (!(flags & text)) continue
    const end = bytes.indexOf(0, at)
    if (end < 0) return null
    at = end + 1
  }
  if (flags & HEADER_SUM) at += 2
  return at + 8 < bytes.length ? at : null
}

/** How many symbols have a code of each length, and the symbols in the order of their codes. */
type Huffman = { readonly counts: readonly number[]; readonly symbols: readonly number[] }

const BITS_MAX = 15

function huffman(lengths: readonly number[]): Huffman {
  const counts = Array.from({ length: BITS_MAX + 1 }, (_, bits) => lengths.filter((each) => each === bits).length)
  const symbols = [...lengths.keys()].filter((symbol) => lengths[symbol] !== 0)
  return { counts, symbols: symbols.sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b) }
}

const filled = (length: number, value: number): readonly number[] => Array.from({ length }, () => value)

const FIXED = {
  literals: huffman([...filled(144, 8), ...filled(112, 9), ...filled(24, 7), ...filled(8, 8)]),
  distances: huffman(filled(30, 5)),
}

// From RFC 1951, 3.2.5: what a length or distance begins at, and how many more bits it has.
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
  16385, 24577,
]
const distanceBits = (symbol: number): number => Math.max(0, (symbol >> 1) - 1)
/** The order in which the lengths of the code for code lengths stand. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

// Throws a RangeError on anything that is no such data.
function inflated(bytes: Bytes, from: number, bytesMax: number): { readonly whole: Bytes; readonly end: number } {
  let at = from
  let held = 0 // bits read and not used yet, and how many
  let count = 0
  let out = new Uint8Array(Math.min(bytesMax, 4 * bytes.length + 1024))
  let length = 0

  const bits = (wanted: number): number => {
    for (; count < wanted; count += 8) {
      if (at >= bytes.length) throw new RangeError('the data end early')
      held |= (bytes[at++] as number) << count
    }
    const value = held & ((1 << wanted) - 1)
    held >>>= wanted
    count -= wanted
    return value
  }
  const symbol = ({ counts, symbols }: Huffman): number => {
    let code = 0
    let first = 0
    let index = 0
    for (let size = 1; size <= BITS_MAX; size += 1) {
      code |= bits(1)
      const these = counts[size] as number
      if (code - first < these) return symbols[index + code - first] as number
      index += these
      first = (first + these) << 1
      code <<= 1
    }
    throw new RangeError('no symbol has this code')
  }
  const put = (byte: number): void => {
    if (length === bytesMax) throw new RangeError('it holds too much')
    if (length === out.length) {
      const more = new Uint8Array(Math.min(bytesMax, 2 * length))
      more.set(out)
      out = more
    }
    out[length++] = byte
  }
  const stored = (): void => {
    held = count = 0
    const [size, check] = [bits(16), bits(16)]
    if ((size ^ check) !== 0xffff) throw new RangeError('a stored block is damaged')
    for (let index = 0; index < size; index += 1) put(bits(8))
  }
  const dynamic = (): typeof FIXED => {
    const [literals, distances, codes] = [bits(5) + 257, bits(5) + 1, bits(4) + 4]
    const lengths = filled(ORDER.length, 0).slice()
    for (const each of ORDER.slice(0, codes)) lengths[each] = bits(3)
    const code = huffman(lengths)
    const read: number[] = []
    while (read.length < literals + distances) {
      const found = symbol(code)
      if (found < 16) read.push(found)
      else if (found === 16) {
        if (read.length === 0) throw new RangeError('nothing to repeat')
        read.push(...filled(3 + bits(2), read.at(-1) as number))
      } else read.push(...filled(found === 17 ? 3 + bits(3) : 11 + bits(7), 0))
    }
    if (read.length > literals + distances) throw new RangeError('too many code lengths')
    return { literals: huffman(read.slice(0, literals)), distances: huffman(read.slice(literals)) }
  }
  const packed = ({ literals, distances }: typeof FIXED): void => {
    for (let found = symbol(literals); found !== 256; found = symbol(literals)) {
      if (found < 256) {
        put(found)
        continue
      }
      const run = (LENGTHS[found - 257] ?? Number.NaN) + bits(LENGTH_BITS[found - 257] ?? 0)
      const far = symbol(distances)
      const back = (DISTANCES[far] ?? Number.NaN) + bits(distanceBits(far))
      if (!(run > 0 && back <= length)) throw new RangeError('it refers to what is not there')
      for (let index = 0; index < run; index += 1) put(out[length - back] as number)
    }
  }

  for (let isLast = false; !isLast; ) {
    isLast = bits(1) === 1
    const kind = bits(2)
    if (kind === 0) stored()
    else if (kind === 3) throw new RangeError('there is no such kind of block')
    else packed(kind === 1 ? FIXED : dynamic())
  }
  return { whole: out.slice(0, length), end: at }
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
