// Bytes put one after the other, in network order. A node keeps none: files are made when they are asked for.

import { versionOf } from '../address.ts'

export type Bytes = Uint8Array

export const u8 = (value: number): Bytes => Uint8Array.of(value & 0xff)
export const u16 = (value: number): Bytes => Uint8Array.of((value >>> 8) & 0xff, value & 0xff)
export const u32 = (value: number): Bytes =>
  Uint8Array.of((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)

/** Least significant byte first, as gzip wants it. */
export const u32le = (value: number): Bytes => u32(value).reverse()
export const u16le = (value: number): Bytes => u16(value).reverse()

/** Everything in one piece. */
export function joined(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A small even scatter of a text over 32 bits: for ports and numbers that must look drawn and stay the same. */
export function scatter(text: string): number {
  let sum = 2_166_136_261
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619)
  return sum >>> 0
}

/** An IP address as 4 or 16 bytes; four zeros for anything else. */
export function ipBytes(address: string): Bytes {
  switch (versionOf(address)) {
    case 'IPv4':
      return Uint8Array.from(address.split('.').map(Number))
    case 'IPv6': {
      const [before = '', after] = address.split('::')
      const groups = (half: string) => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16)))
      const [head, tail] = [groups(before), after === undefined ? [] : groups(after)]
      const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0)
      return joined([...head, ...zeros, ...tail].map(u16))
    }
    case null:
      return new Uint8Array(4)
  }
}
