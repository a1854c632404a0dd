import { describe, expect, test } from 'vitest'
import { acted, present, startPace, stopsAt, virtualAt, wallAt } from '../../worker/objects/WallClock.ts'

const NOW = 1_600_000_000_000
const WALL = 1_700_000_000_000
const MINUTE = 60_000

describe('a running clock', () => {
  test('passes virtual time at its rate', () => {
    expect(virtualAt(startPace(NOW, WALL, 1), WALL + 1_500)).toBe(NOW + 1_500)
    expect(virtualAt(startPace(NOW, WALL, 60), WALL + 1_000)).toBe(NOW + MINUTE)
  })

  test('never goes back, even when the wall does', () => {
    expect(virtualAt(startPace(NOW, WALL, 10), WALL - 5_000)).toBe(NOW)
  })

  test.each([1, 10, 60])('at rate %i rings when the moment has been reached, not before', (rate) => {
    const pace = startPace(NOW, WALL, rate)
    for (const after of [1, 7, 999, 120_000, 179_999]) {
      const wall = wallAt(pace, NOW + after)
      expect(virtualAt(pace, wall)).toBeGreaterThanOrEqual(NOW + after)
      expect(virtualAt(pace, wall - 1)).toBeLessThan(NOW + after)
    }
  })
})

describe('a clock stops by itself', () => {
  test('between 2 and 3 minutes after the last call', () => {
    const stop = stopsAt(startPace(NOW, WALL, 1))
    expect(stop.why).toMatch(/nobody/)
    expect(stop.wall - WALL).toBeGreaterThanOrEqual(2 * MINUTE)
    expect(stop.wall - WALL).toBeLessThanOrEqual(3 * MINUTE)
    expect(virtualAt(startPace(NOW, WALL, 1), WALL + 60 * MINUTE)).toBe(NOW + stop.wall - WALL)
  })

  test('10 minutes after the last act, however many look on', () => {
    let pace = startPace(NOW, WALL, 1)
    for (let wall = WALL; wall <= WALL + 12 * MINUTE; wall += 10_000) pace = present(pace, wall)
    expect(stopsAt(pace)).toMatchObject({ wall: WALL + 10 * MINUTE, why: expect.stringMatching(/10 minutes/) })
  })

  test('60 virtual minutes after the last act', () => {
    const pace = startPace(NOW, WALL, 60)
    expect(stopsAt(pace)).toMatchObject({ wall: WALL + MINUTE, why: expect.stringMatching(/60 virtual minutes/) })
    expect(virtualAt(pace, WALL + 5 * MINUTE)).toBe(NOW + 60 * MINUTE)
    const later = acted(pace, NOW + 30 * MINUTE, WALL + 30_000)
    expect(virtualAt(later, WALL + 5 * MINUTE)).toBe(NOW + 90 * MINUTE)
  })

  test('presence is written down at most once a minute', () => {
    let pace = startPace(NOW, WALL, 1)
    let writes = 0
    for (let wall = WALL; wall < WALL + 9 * MINUTE; wall += 1_000) {
      const next = present(pace, wall)
      if (next !== pace) writes += 1
      pace = next
    }
    expect(writes).toBeLessThanOrEqual(9)
    expect(writes).toBeGreaterThan(0)
  })
})
