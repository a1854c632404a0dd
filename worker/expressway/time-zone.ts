// The zones that System > Time offers: those of the product that know no daylight saving, so that what is some hours
// ahead now is so all the year. EX-02, EX-60.

import type { Identity } from './identity.ts'

/** Minutes east of UTC. */
export const TIME_ZONES: { readonly [name: string]: number } = {
  GMT: 0, UTC: 0,
  'Africa/Johannesburg': 120, 'Africa/Lagos': 60, 'Africa/Nairobi': 180,
  'America/Bogota': -300, 'America/Lima': -300, 'America/Phoenix': -420,
  'Asia/Dubai': 240, 'Asia/Kolkata': 330, 'Asia/Shanghai': 480, 'Asia/Singapore': 480, 'Asia/Tokyo': 540,
  'Australia/Brisbane': 600, 'Pacific/Honolulu': -600,
} // biome-ignore format: by continent

/** The zone of this name, or null where none is offered. */
export function zoneNamed(name: string): Identity['timeZone'] | null {
  const offsetMinutes = Object.hasOwn(TIME_ZONES, name) ? TIME_ZONES[name] : undefined
  return offsetMinutes === undefined ? null : { name, offsetMinutes }
}
