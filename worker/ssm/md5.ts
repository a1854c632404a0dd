// MD5 (RFC 1321) of an ASCII text: the digest by which Pacemaker sees that a resource's parameters are
// still those it was started with. It secures nothing.

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const

const CONSTANTS = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0)

/** The digest as 32 hexadecimal digits. Characters beyond ASCII are not meant to occur. */
export function md5(text: string): string {
  const length = text.length
  const words = new Int32Array(((length + 72) >> 6) << 4)
  for (let i = 0; i < length; i += 1) words[i >> 2] = (words[i >> 2] ?? 0) | (text.charCodeAt(i) << ((i % 4) * 8))
  words[length >> 2] = (words[length >> 2] ?? 0) | (0x80 << ((length % 4) * 8))
  words[words.length - 2] = length * 8
  let sums: readonly [number, number, number, number] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d] = sums
    for (let i = 0; i < 64; i += 1) {
      const round = i >> 4
      const [mix, at] = mixed(round, i, b, c, d)
      const sum = (a + mix + (CONSTANTS[i] ?? 0) + (words[block + at] ?? 0)) | 0
      const shift = SHIFTS[round]?.[i % 4] ?? 0
      ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0]
    }
    sums = [(sums[0] + a) | 0, (sums[1] + b) | 0, (sums[2] + c) | 0, (sums[3] + d) | 0]
  }
  return sums.map(hex).join('')
}

function mixed(round: number, i: number, b: number, c: number, d: number): readonly [mix: number, at: number] {
  switch (round) {
    case 0:
      return [(b & c) | (~b & d), i]
    case 1:
      return [(d & b) | (~d & c), (5 * i + 1) % 16]
    case 2:
      return [b ^ c ^ d, (3 * i + 5) % 16]
    default:
      return [c ^ (b | ~d), (7 * i) % 16]
  }
}

const hex = (word: number): string =>
  [0, 8, 16, 24].map((shift) => ((word >>> shift) & 0xff).toString(16).padStart(2, '0')).join('')
