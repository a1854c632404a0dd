import { describe, expect, test } from 'vitest'
import { type Fabric, route, STREAM_LATE_MS_MAX, STREAM_LOSS_MAX, surroundingsOf } from '../../worker/kernel/fabric.ts'
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
