import { describe, expect, test } from 'vitest'
import { civil, DAY_MS, duration, instant, iso, spell } from '../../worker/kernel/time.ts'

describe('a duration', () => {
  test.each([
    ['PT2M', 120_000],
    ['PT0.5S', 500],
    ['P1DT12H', 36 * 3_600_000],
    ['P400D', 400 * DAY_MS],
    ['PT1H30M5S', 5_405_000],
  ])('%s is %i ms', (text, ms) => {
    expect(duration(text)).toEqual({ is: 'duration', ms })
  })

  test.each([
    ['P1M', /month/],
    ['P1Y', /year/],
    ['P2W', /week/],
    ['PT0S', /longer than nothing/],
    ['P1000D', /at most P400D/],
    ['PT', /ISO 8601/],
    ['P', /ISO 8601/],
    ['2 minutes', /ISO 8601/],
    ['PT-1M', /ISO 8601/],
    ['', /ISO 8601/],
  ])('%s is refused with a reason', (text, why) => {
    const read = duration(text)
    expect(read).toMatchObject({ is: 'refused', why: expect.stringMatching(why) })
  })
})

test('an instant survives its ISO form', () => {
  const at = instant('2020-09-01T14:45:00Z')
  expect(iso(at)).toBe('2020-09-01T14:45:00.000Z')
  expect(civil(at, 659_000)).toMatchObject({ day: 1, hour: 14, minute: 55, second: 59, weekday: 2 })
})

test('spans are told in words', () => {
  expect(spell(125_000)).toBe('2 minutes 5 seconds')
  expect(spell(DAY_MS + 1_000)).toBe('1 day 1 second')
  expect(spell(0)).toBe('no time')
})
