// Smart Licensing of one system: what it keeps of its registration with Cisco Smart Software Manager, and how that
// stands in the product's words. It belongs to each peer: every node of a cluster registers for itself. EX-05.
//
// Source: Administrator Guide, Smart Licensing. What happens over time is in smart-agent.ts.

import type { Instant } from '../kernel/time.ts'
import { isBefore } from './identity.ts'
import type { PeerState } from './state.ts'

/** How a system speaks with the manager, as the page offers it. */
export const TRANSPORTS = ['Direct', 'Smart Software Manager On-Prem', 'Proxy Server'] as const
/** One of these. */
export type Transport = (typeof TRANSPORTS)[number]

/** What the page asks for; `url` is the On-Prem's, `proxyAddress` and `proxyPort` those of the proxy server. */
export type LicensingSettings = {
  readonly mode: 'Off' | 'On' // as saved; see isSmart
  readonly transport: Transport
  readonly url: string
  readonly proxyAddress: string
  readonly proxyPort: string
  readonly hidesName: boolean // host name and IP address are not shared with Cisco
}

/** The evaluation period: it runs while the system is registered with nobody, and never starts anew. */
export type Evaluation = {
  readonly usedMs: number // up to `since`
  readonly since: Instant | null // null: it does not run
  readonly daysLeft: number | null // the last of the days that are warned of; 0: it is over; null: more are left
}

/** Something that the manager gives for a time. `renewsAt`: when that is tried next. */
type Term = { readonly at: Instant; readonly renewsAt: Instant; readonly endsAt: Instant }

/** `at`: when the system registered first. */
export type Registration = Term & { readonly isNearEnd: boolean }

/** `at`: of the last communication that succeeded. `enforced`: it ended, and the time for which it does without is over too. */
export type Authorization = Term & { readonly standing: 'valid' | 'ending' | 'ended' | 'enforced' }

/** Licences in use, by type, as they were reported last. */
export type Usage = { readonly at: Instant; readonly sessions: number; readonly rooms: number; readonly desktops: number }

/** All that one system keeps of it. */
export type SmartLicensing = LicensingSettings & {
  readonly manager: string // the name that has to lead somewhere; '' in sandboxes whose DNS never knew it
  readonly evaluation: Evaluation
  readonly asked: { readonly nextAt: Instant; readonly tries: number } | null // a registration under way
  readonly isRefused: boolean // the token of the last registration was none
  readonly hasLapsed: boolean // the registration ran out and was not made again
  readonly registration: Registration | null
  readonly authorization: Authorization | null // with a registration alone
  readonly overage: { readonly since: Instant; readonly isEnforced: boolean } | null // more are in use than the account has
  readonly usage: Usage | null
  readonly failed: { readonly communication: boolean; readonly authorization: boolean; readonly registration: boolean }
}

/** Of the last attempt of each kind. */
export const NOTHING_FAILED = { communication: false, authorization: false, registration: false } as const

/** Where a system that sends directly reaches the manager. */
export const MANAGER = 'smartreceiver.cisco.com'

/** A system that was never licensed so. */
export const FACTORY_LICENSING: SmartLicensing = {
  mode: 'Off',
  transport: 'Direct',
  url: '',
  proxyAddress: '',
  proxyPort: '',
  hidesName: false,
  manager: MANAGER,
  evaluation: { usedMs: 0, since: null, daysLeft: null },
  asked: null,
  isRefused: false,
  hasLapsed: false,
  registration: null,
  authorization: null,
  overage: null,
  usage: null,
  failed: NOTHING_FAILED,
}

/** The release that brought it as a choice, and the one from which on option keys are gone. */
const OPTIONAL_SINCE = 'X12.6'
const ALONE_SINCE = 'X14.1'

/** Whether this release has the page Smart licensing. */
export const knowsSmart = ({ identity }: PeerState): boolean => !isBefore(identity.version, OPTIONAL_SINCE)
/** Whether this release licenses in no other way. */
export const isSmartOnly = ({ identity }: PeerState): boolean => !isBefore(identity.version, ALONE_SINCE)
/** Whether this system is licensed by Smart Licensing; its option keys are without effect then. */
export const isSmart = (state: PeerState): boolean => isSmartOnly(state) || (knowsSmart(state) && state.licensing.mode === 'On')

/** What of the evaluation period is used by now, in ms. */
export const usedOf = ({ usedMs, since }: Evaluation, at: Instant): number => usedMs + (since === null ? 0 : at - since)

/** What the page calls the state of the registration. */
export function registrationStatus({ registration, asked, isRefused, hasLapsed }: SmartLicensing): string {
  if (registration !== null) return 'Registered'
  if (asked !== null) return 'Unregistered : Registration Pending'
  if (isRefused) return 'Unregistered : Registration Failed'
  return hasLapsed ? 'Unregistered : Registration Expired' : 'Unregistered'
}

/** What the page calls the state of the authorization. */
export function authorizationStatus({ evaluation, authorization, overage, usage }: SmartLicensing): string {
  if (authorization === null) return evaluation.daysLeft === 0 ? 'Evaluation Expired' : 'Evaluation Mode'
  if (authorization.standing === 'ended' || authorization.standing === 'enforced') return 'Authorization Expired'
  if (overage !== null) return 'Out-of-compliance'
  return usage === null || usage.sessions + usage.rooms + usage.desktops === 0 ? 'No Licenses in Use' : 'Authorized'
}

/** Whether it may no longer be used as it was: no cluster is configured and no device registered any more. */
export function isUnauthorized(state: PeerState): boolean {
  if (!isSmart(state)) return false
  const { registration, authorization, overage, evaluation } = state.licensing
  if (registration === null) return evaluation.daysLeft === 0
  return authorization?.standing === 'enforced' || overage?.isEnforced === true
}

/** Why the Clustering page can only be looked at, in a sentence; null where it can be saved. */
export function clusteringLock(state: PeerState): string | null {
  if (isUnauthorized(state))
    return 'This system is not authorized by Smart Licensing: clustering cannot be configured until it is registered or its license authorization is renewed.'
  if (isSmart(state) && state.licensing.registration === null && !isSmartOnly(state))
    return 'During the evaluation period of Smart Licensing clustering cannot be configured: register this system first.'
  return null
}
