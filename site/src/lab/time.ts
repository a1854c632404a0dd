// Durations and moments of virtual time, as the API writes them and as people read them.

import { fill, say } from '../strings.ts'

/** Milliseconds of the durations the site itself asks for: days, hours, minutes and seconds. */
export function msOf(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration) ?? []
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
}

export const durationOf = (ms: number): string => `PT${ms / 1_000}S`

/** `12:04:31`, and the day before it where it is not the day of `beside`. */
export function timeOf(at: string, beside?: string): string {
  const day = beside !== undefined && at.slice(0, 10) !== beside.slice(0, 10) ? `${at.slice(0, 10)} ` : ''
  return day + at.slice(11, 19)
}

/** `4 min 12 s`: how long something takes, for people. */
export function spanOf(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const parts = [
    [Math.floor(seconds / 3_600), say.units.hours],
    [Math.floor(seconds / 60) % 60, say.units.minutes],
    [seconds % 60, say.units.seconds],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => fill(unit, { n: count }))
  return said.length === 0 ? fill(say.units.seconds, { n: 0 }) : said.join(' ')
}
