import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  concernedBy,
  type Fabric,
  type Fault,
  route,
  STREAM_LATE_MS_MAX,
  STREAM_LOSS_MAX,
  surroundingsOf,
} from '../../worker/kernel/fabric.ts'
import { randomFrom } from '../../worker/kernel/random.ts'

const noisy = (percent: number): Fabric => ({
  nodes: ['ann', 'ben'].map((id, index) => ({ id, interfaces: [{ network: 'track', address: `10.0.0.${index + 1}` }] })),
  links: [{ a: 'ann', b: 'ben', network: 'track', latencyMs: 5 }],
  names: {},
  faults: percent === 0 ? [] : [{ id: 'noise', fault: { kind: 'loss', a: 'ben', b: 'ann', percent } }],
})

/** What becomes of a hundred messages from ann to ben. */
function sent(percent: number, options: { readonly stream?: true }) {
  let random = randomFrom(3)
  return Array.from({ length: 100 }, () => {
    const routed = route(noisy(percent), 'ann', { node: 'ben' }, options, random)
    random = routed.random
    return routed.is === 'delivered' ? routed.latencyMs : null
  })
}

describe('a lossy link', () => {
  test('loses single messages, and makes those of a stream late instead', () => {
    expect(sent(30, {}).filter((ms) => ms === null).length).toBeGreaterThan(10)
    const stream = sent(30, { stream: true })
    expect(stream).not.toContain(null)
    expect(stream.filter((ms) => Number(ms) > 5).length).toBeGreaterThan(10)
    expect(Math.max(...sent(STREAM_LOSS_MAX - 1, { stream: true }).map(Number))).toBeLessThanOrEqual(5 + STREAM_LATE_MS_MAX)
  })

  test('is silent for a stream from half of all messages on', () => {
    expect(new Set(sent(STREAM_LOSS_MAX, { stream: true }))).toEqual(new Set([null]))
    expect(sent(STREAM_LOSS_MAX, {}).some((ms) => ms !== null)).toBe(true)
  })

  test('is told to both ends; on a clean one nothing is said and no chance is drawn', () => {
    for (const node of ['ann', 'ben'])
      expect(surroundingsOf(noisy(30), node).neighbours).toMatchObject([{ lossPercent: 30, out: true, in: true }])
    expect(surroundingsOf(noisy(0), 'ann').neighbours[0]).not.toHaveProperty('lossPercent')
    const random = randomFrom(3)
    expect(route(noisy(0), 'ann', { node: 'ben' }, { stream: true }, random)).toMatchObject({ latencyMs: 5, random })
  })
})

const NODES = ['ann', 'ben', 'cid']
const end = fc.constantFrom(...NODES)
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('link-down' as const), a: end, b: end }),
  fc.record({ kind: fc.constant('link-one-way' as const), from: end, to: end }),
  fc.record({ kind: fc.constant('loss' as const), a: end, b: end, percent: fc.constantFrom(0, 20) }),
  fc.record({ kind: fc.constant('nat' as const), a: end, b: end }),
  fc.record({ kind: fc.constant('latency' as const), a: end, b: end, ms: fc.constantFrom(1, 50) }),
  fc.record({ kind: fc.constant('dns-missing' as const), name: fc.constantFrom('ann', 'nobody') }),
  fc.record({ kind: fc.constant('upstream-unreachable' as const) }),
  fc.record({ kind: fc.constant('power-off' as const), node: end }),
)

test('what a node finds out is what it would find in a fabric seen for the first time, and whom a change concerns those who find another', () => {
  const clean: Fabric = {
    nodes: NODES.map((id, index) => ({
      id,
      interfaces: [{ network: 'track', address: `10.0.0.${index + 1}` }],
      ...(id === 'cid' && { upstream: true }),
    })),
    links: [
      { a: 'ann', b: 'ben', network: 'track', latencyMs: 5 },
      { a: 'ben', b: 'cid', network: 'track', latencyMs: 5 },
    ],
    names: { ann: '10.0.0.1' },
    faults: [],
  }
  fc.assert(
    fc.property(
      fc.array(fc.subarray([0, 1, 2, 3]), { maxLength: 5 }),
      fc.array(fault, { minLength: 4, maxLength: 4 }),
      (laid, faults) => {
        const named = faults.map((each, id) => ({ id: `${id}`, fault: each }))
        let before = clean
        for (const which of laid) {
          const now = { ...clean, faults: named.filter((_, index) => which.includes(index)) }
          const fresh = NODES.map((node) => [
            surroundingsOf(structuredClone(before), node),
            surroundingsOf(structuredClone(now), node),
          ])
          expect(NODES.map((node) => surroundingsOf(now, node))).toEqual(fresh.map(([, found]) => found))
          expect(concernedBy(before, now)).toEqual(
            NODES.filter((_, index) => JSON.stringify(fresh[index]?.[0]) !== JSON.stringify(fresh[index]?.[1])),
          )
          before = now
        }
      },
    ),
    { numRuns: 300 },
  )
})
