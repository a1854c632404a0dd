// The servers of the prepared systems, as far as their certificates depend on them: the names that products
// call, and when Cisco Smart Software Manager issued a certificate for each.

import { DAY_MS, HOUR_MS, instant } from '../kernel/time.ts'

/** How long a product certificate lasts; assumed. */
export const CERTIFICATE_MS = 365 * DAY_MS

/** When lab 2 begins: a minute before its first screen, by the consoles' clock (document 217212). */
export const LAB2_STARTS = instant('2021-06-20T18:11:00Z')
const LAB2_SYNCED = LAB2_STARTS - 3 * HOUR_MS

/** One prepared server or pair. Its key and its certificate are made at build under its name. */
export type Site = { readonly commonName: string; readonly synced: number; readonly serial: number }

/** The servers and pairs of the templates by name: a certificate is made for each at build. */
export const SITES = {
  lab1: { commonName: '10.0.0.12', synced: instant('2020-09-01T14:30:00Z'), serial: 1 }, // "synchronised before the start": assumed
  lab2: { commonName: '10.0.1.14', synced: LAB2_SYNCED, serial: 1 },
  'lab2-unregistered': { commonName: '10.0.1.11', synced: LAB2_SYNCED, serial: 1 },
  first: { commonName: '10.0.0.5', synced: instant('2020-08-31T08:00:00Z'), serial: 1 },
  // A server of release 8 whose archive a new one takes over, after the teardown of its pair and its last synchronisation.
  migrated: { commonName: '10.0.0.5', synced: instant('2024-06-25T20:00:00Z'), serial: 1 },
  second: { commonName: '10.0.0.10', synced: instant('2020-08-31T08:00:00Z'), serial: 2 },
} as const satisfies { readonly [name: string]: Site }

/** The products registered at lab 2's start: whom their identities were issued for, and when. */
export const IDENTITIES = {
  'annanr-39': { name: 'UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39;', at: instant('2021-06-20T17:39:00Z') },
  cucmpub: { name: 'cucmpub', at: instant('2021-06-20T17:36:56Z') },
} as const

/** The prepared sites. */
export type SiteName = keyof typeof SITES
