import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gunzipped, gzipped } from '../../../worker/expressway/gzip.ts'

const MAX = 1 << 20
const texts = fc.array(fc.oneof(fc.string(), fc.constantFrom('expc01', 'apolo.local ', '\0'.repeat(300))), { maxLength: 60 })
const bytesOf = (parts: readonly string[]): Uint8Array => new TextEncoder().encode(parts.join(''))

describe('a gzip file', () => {
  test('of any content, as zlib packs it at any level and by any strategy, is read', () => {
    const packing = fc.record({
      level: fc.integer({ min: 0, max: 9 }),
      strategy: fc.constantFrom(constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE),
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 3_000 }), texts.map(bytesOf)), packing, (bytes, how) => {
        expect(gunzipped(new Uint8Array(gzipSync(bytes, how)), MAX)).toEqual(new Uint8Array(bytes))
      }),
      { numRuns: 150 },
    )
  })

  test('of more than one block and of long repetitions is read', () => {
    const long = bytesOf(Array.from({ length: 20_000 }, (_, index) => `${index} ${index % 7 === 0 ? 'x'.repeat(400) : ''}`))
    for (const level of [1, 6, 9]) expect(gunzipped(new Uint8Array(gzipSync(long, { level })), 4 * MAX)).toEqual(long)
  })

  test('that is written here is read by zlib, and again here', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        const file = gzipped(bytes, 1_600_000_000)
        expect(new Uint8Array(gunzipSync(file))).toEqual(new Uint8Array(bytes))
        expect(gunzipped(file, MAX)).toEqual(new Uint8Array(bytes))
      }),
      { numRuns: 30 },
    )
  })

  test('with extra field, name, comment and sum in its header is read', () => {
    const bytes = bytesOf(['content of the file'])
    const plain = gzipSync(bytes)
    const header = Buffer.from([0x1f, 0x8b, 8, 31, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, ...Buffer.from('name\0remark\0'), 1, 2])
    expect(gunzipped(new Uint8Array(Buffer.concat([header, plain.subarray(10)])), MAX)).toEqual(bytes)
  })

  test('that is damaged or cut short anywhere is refused, and so is what unpacks to too much', () => {
    const bytes = bytesOf(Array.from({ length: 200 }, (_, index) => `line ${index * index}\n`))
    const file = new Uint8Array(gzipSync(bytes))
    for (let at = 0; at < file.length; at += 1) {
      expect(gunzipped(file.slice(0, at), MAX)).toBeNull()
      if (at >= 4 && at < 10) continue // time, hints and the system that wrote it mean nothing here
      const damaged = file.slice()
      damaged[at] = (damaged[at] as number) ^ 0x55
      expect([at, gunzipped(damaged, MAX)]).toEqual([at, null])
    }
    const bomb = new Uint8Array(gzipSync(new Uint8Array(MAX + 1)))
    expect(bomb.length).toBeLessThan(2_000)
    expect(gunzipped(bomb, MAX)).toBeNull()
    expect(gunzipped(bomb, MAX + 1)?.length).toBe(MAX + 1)
  })

  test('of arbitrary bytes as its data is never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 9, maxLength: 400 }), (data) => {
        const file = Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, ...data])
        const packed = Uint8Array.from([...file.subarray(0, 10), ...deflateRawSync(data), ...new Uint8Array(8)])
        for (const each of [file, packed]) expect(gunzipped(each, MAX)).toBeNull()
      }),
      { numRuns: 300 },
    )
  })
})
