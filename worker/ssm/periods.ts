// The periods of Smart Licensing, in one place: what is renewed how often, and what lapses when.

import { DAY_MS, HOUR_MS, type Instant, instant } from '../kernel/time.ts'

// Between a product and its server, in milliseconds (Cisco's Smart Licensing guides for UCCX and Unified CM; SSM-41).
/** How often a product renews its authorization. */
export const RENEW_MS = 30 * DAY_MS
/** After how long without contact the authorization has expired. */
export const AUTHORIZATION_MS = 90 * DAY_MS
/** How long an identity certificate lasts: a product that has not renewed it by then must register anew. */
export const IDENTITY_MS = 365 * DAY_MS
/** How long after it was issued a product renews it: half a year. */
export const IDENTITY_RENEW_MS = 182 * DAY_MS
/** How long a product works without being registered, all times without a registration together. */
export const EVALUATION_MS = 90 * DAY_MS
/** How long a product tolerates that it uses more licences than there are. */
export const OVERAGE_MS = 90 * DAY_MS

/** A product that is this much behind its renewal has failed to connect; assumed. */
export const CONNECT_MS = RENEW_MS + DAY_MS

// Between a server and Cisco Smart Software Manager.
/** A satellite must synchronise within this long of its last time (document 217212, Synchronization widget). */
export const SYNC_PERIOD_MS = 30 * DAY_MS
/** A satellite is removed when it has not synchronised for this long (Cisco Smart Licensing help). */
export const REMOVAL_MS = 90 * DAY_MS
/** How long before its removal a satellite is warned (Cisco Smart Licensing help: Upcoming Sync Deadline, 30 day). */
export const REMOVAL_WARNING_MS = 30 * DAY_MS

/** Days before the end of a term licence at which its alert is raised anew (Cisco Smart Licensing help). */
export const EXPIRY_DAYS = [90, 60, 30, 14, 7, 3, 1] as const

const ACCESS_CHANGED = instant('2020-09-25T00:00:00Z')

/** How long an access token that was issued now lets a satellite synchronise by itself (community.cisco.com, 4167182). */
export const accessMs = (at: Instant): number => (at < ACCESS_CHANGED ? 30 : 180) * DAY_MS

/** How often an automatic synchronisation runs. A month is four weeks, so that it never falls behind its due date; assumed. */
export const SCHEDULES = { daily: DAY_MS, weekly: 7 * DAY_MS, monthly: 28 * DAY_MS } as const
/** How often an account synchronises by itself, as the page words it. */
export type Schedule = keyof typeof SCHEDULES

/** How long the API's access tokens last, in seconds. */
export const API_TOKEN_SECONDS = (2 * HOUR_MS) / 1000
