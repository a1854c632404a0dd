// Virtual time. A moment is a number, so it can be stored, compared and added to without a clock;
// only this file turns it into a date and back.

import { remembered } from './remembered.ts'

/** Milliseconds of virtual time since 1970-01-01T00:00Z. */
export type Instant = number

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** The longest time one `advance` may ask for. */
export const ADVANCE_MS_MAX = 400 * DAY_MS

/** `2020-09-01T14:45:00.000Z`: how every virtual time is written in JSON. */
export const iso = remembered((at: Instant): string => new Date(at).toISOString())

/** The instant as the date that other libraries want; they give it back with `getTime`. */
export const dateOf = (at: Instant): Date => new Date(at)

/** The instant of an ISO 8601 UTC time. Throws on anything else: it reads our own templates, never a request. */
export function instant(text: string): Instant {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new Error(`${text} is not an ISO 8601 time`)
  return at
}

export type Civil = {
  readonly year: number
  readonly month: number // 1 to 12
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  readonly weekday: number // 0 is Sunday
}

/** The calendar fields of an instant in a zone `offsetMs` east of UTC. */
export function civil(at: Instant, offsetMs = 0): Civil {
  const date = new Date(at + offsetMs)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    weekday: date.getUTCDay(),
  }
}

export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** `pad(7)` is `07`, `pad(7, 3)` is `007`. */
export const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

const DURATION = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/

export type Duration = { readonly is: 'duration'; readonly ms: number } | { readonly is: 'refused'; readonly why: string }

/**
 * An ISO 8601 duration of days, hours, minutes and seconds (`PT2M`, `P1DT12H`), over 0 and up to P400D.
 * Weeks, months and years are refused: their length depends on the date.
 */
export function duration(text: string): Duration {
  const refuse = (why: string): Duration => ({ is: 'refused', why })
  if (/^P(?:\d+[YMW])/.test(text))
    return refuse('use days, hours, minutes and seconds: the length of a year, a month or a week is not accepted')
  const found = DURATION.exec(text)
  if (found === null || text === 'P') return refuse('is no ISO 8601 duration such as PT2M or P1DT12H')
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = found
  const ms =
    Number(days) * DAY_MS + Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Math.round(Number(seconds) * SECOND_MS)
  if (ms <= 0) return refuse('must be longer than nothing')
  if (ms > ADVANCE_MS_MAX) return refuse('must be at most P400D')
  return { is: 'duration', ms }
}

/** The milliseconds of such a duration. Throws where it is none: for what was held against a schema, or written by us. */
export function msOf(text: string): number {
  const read = duration(text)
  if (read.is === 'refused') throw new Error(`"${text}" ${read.why}`)
  return read.ms
}

/** `2 minutes 5 seconds`: a span for people, to the second. */
export function spell(ms: number): string {
  const parts = [
    [Math.floor(ms / DAY_MS), 'day'],
    [Math.floor(ms / HOUR_MS) % 24, 'hour'],
    [Math.floor(ms / MINUTE_MS) % 60, 'minute'],
    [Math.floor(ms / SECOND_MS) % 60, 'second'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
  return said.length === 0 ? 'no time' : said.join(' ')
}
