// What Smart Licensing does over time: it registers, renews, reports what is in use, and finds that something ran out.
// EX-05.
//
// One timer, for the next thing that is really due. The manager is outside the sandbox: it answers whoever finds its
// name, takes every token that looks like one, and its account holds what was installed as option keys.

import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../kernel/time.ts'
import { resolve } from './address.ts'
import { licencesUsed } from './conditions.ts'
import { pooledLicences } from './licences.ts'
import {
  type Authorization,
  type Evaluation,
  isSmart,
  NOTHING_FAILED,
  type Registration,
  type SmartLicensing,
  type Usage,
  usedOf,
} from './smart-licensing.ts'
import { type Draft, directoryOf, hasTimer, note, type PeerState, put, setTimer, stopTimer } from './state.ts'
import { loadOf, traversalCalls } from './users.ts'

/** The timer of the next thing that is due. */
export const SMART_TIMER = 'smart'

const EVALUATION_MS = 90 * DAY_MS
/** At so many days before its end the evaluation is warned of. */
const WARNED_DAYS = [30, 7, 3, 2, 1, 0] as const
const AUTHORIZATION_RENEWED_MS = 30 * DAY_MS
const AUTHORIZATION_LASTS_MS = 90 * DAY_MS
const REGISTRATION_RENEWED_MS = 180 * DAY_MS
const REGISTRATION_LASTS_MS = 365 * DAY_MS
/** Usage is brought up to date at most so often by itself. */
const USAGE_MS = 6 * HOUR_MS
const REGISTERS_MS = 20 * SECOND_MS
const REGISTERS_AGAIN_MS = 15 * MINUTE_MS
/** No public figures: a renewal that failed is tried again; an end is near; and doing without is put up with for so long. */
const RENEWED_AGAIN_MS = DAY_MS
const AUTHORIZATION_NEAR_MS = 14 * DAY_MS
const REGISTRATION_NEAR_MS = 30 * DAY_MS
const ENFORCED_AFTER_MS = 90 * DAY_MS

/** Whether the manager can be reached as the settings say. No On-Prem and no proxy server stands in any sandbox. */
export function reachesManager(state: PeerState): boolean {
  const { transport, manager } = state.licensing
  if (transport !== 'Direct') return false
  return manager === ''
    ? state.identity.dnsServers.some((server) => server !== '')
    : resolve(manager, directoryOf(state)) !== null
}

const change = (draft: Draft, changes: Partial<SmartLicensing>): void =>
  put(draft, { licensing: { ...draft.state.licensing, ...changes } })

/** `Register` with a token that is well formed: an answer comes within half a minute, or the attempt is repeated. */
export function askRegistration(draft: Draft): void {
  change(draft, { asked: { nextAt: draft.at + REGISTERS_MS, tries: 0 }, isRefused: false })
  note(draft, 'licensing', 'Asks Cisco Smart Software Manager for a registration.')
}

/** Gives the registration up. Returns whether the manager heard of it. */
export function deregister(draft: Draft): boolean {
  const isHeard = reachesManager(draft.state)
  change(draft, { registration: null, authorization: null, overage: null, usage: null, asked: null, isRefused: false, hasLapsed: false, failed: NOTHING_FAILED })
  note(draft, 'licensing', 'Is registered with Cisco Smart Software Manager no longer.')
  return isHeard
} // biome-ignore format: one act

/** Reports what is in use, and asks for its authorization. Returns whether that succeeded. */
export function renewAuthorization(draft: Draft): boolean {
  const { state, at } = draft
  const { authorization, overage, failed } = state.licensing
  const usage = usageOf(state, at)
  if (!reachesManager(state)) {
    const later = authorization && { ...authorization, renewsAt: at + RENEWED_AGAIN_MS }
    change(draft, { authorization: later, usage, failed: { ...failed, communication: true, authorization: true } })
    return false
  }
  const isShort = licencesUsed(state) > pooledLicences(state)
  const renewed: Authorization = { at, renewsAt: at + AUTHORIZATION_RENEWED_MS, endsAt: at + AUTHORIZATION_LASTS_MS, standing: 'valid' }
  change(draft, {
    authorization: renewed,
    usage,
    overage: isShort ? (overage ?? { since: at, isEnforced: false }) : null,
    failed: { ...failed, communication: false, authorization: false },
  })
  return true
} // biome-ignore format: one act

/** Asks for another year. Returns whether that succeeded. */
export function renewRegistration(draft: Draft): boolean {
  const { state, at } = draft
  const { registration, failed } = state.licensing
  if (registration === null) return false
  if (!reachesManager(state)) {
    const later: Registration = { ...registration, renewsAt: at + RENEWED_AGAIN_MS }
    change(draft, { registration: later, failed: { ...failed, communication: true, registration: true } })
    return false
  }
  const renewed: Registration = { ...registration, renewsAt: at + REGISTRATION_RENEWED_MS, endsAt: at + REGISTRATION_LASTS_MS, isNearEnd: false }
  change(draft, { registration: renewed, failed: { ...failed, communication: false, registration: false } })
  return true
} // biome-ignore format: one act

/** Licences in use now. Room systems are the endpoints that speak H.323, desktop systems those that speak SIP. */
export function countsOf(state: PeerState): Omit<Usage, 'at'> {
  const { sip, h323, calls } = loadOf(state)
  return { sessions: traversalCalls(calls), rooms: h323, desktops: sip }
}

const usageOf = (state: PeerState, at: Instant): Usage => ({ at, ...countsOf(state) })

const isSameUsage = (one: Usage, other: Usage): boolean =>
  one.sessions === other.sessions && one.rooms === other.rooms && one.desktops === other.desktops

/** Does what is due, brings in line what ran out, and sets the timer of the next change. To be called after every change. */
export function tendSmart(draft: Draft): void {
  if (!isSmart(draft.state)) {
    if (hasTimer(draft.state, SMART_TIMER)) stopTimer(draft, SMART_TIMER)
    return
  }
  age(draft)
  const { asked, registration, authorization, usage } = draft.state.licensing
  if (asked !== null && asked.nextAt <= draft.at) register(draft)
  if (registration !== null && registration.renewsAt <= draft.at) renewRegistration(draft)
  if (authorization !== null && (authorization.renewsAt <= draft.at || isUsageDue(draft, usage))) renewAuthorization(draft)
  age(draft)
  const due = nextOf(draft)
  if (due === null) stopTimer(draft, SMART_TIMER)
  else if (draft.state.timers.find(({ name }) => name === SMART_TIMER)?.due !== due)
    setTimer(draft, SMART_TIMER, due - draft.at, draft.state.licensing.asked?.tries === 0 ? 'transient' : 'standing')
}

const isUsageDue = ({ state, at }: Draft, usage: Usage | null): boolean =>
  usage !== null && at >= usage.at + USAGE_MS && !isSameUsage(usage, usageOf(state, at))

function register(draft: Draft): void {
  const { asked, registration, evaluation, failed } = draft.state.licensing
  if (!reachesManager(draft.state)) {
    change(draft, { asked: { nextAt: draft.at + REGISTERS_AGAIN_MS, tries: (asked?.tries ?? 0) + 1 }, failed: { ...failed, communication: true } })
    return
  }
  const { at } = draft
  change(draft, {
    asked: null,
    hasLapsed: false,
    registration: { at: registration?.at ?? at, renewsAt: at + REGISTRATION_RENEWED_MS, endsAt: at + REGISTRATION_LASTS_MS, isNearEnd: false },
    evaluation: { ...evaluation, usedMs: usedOf(evaluation, at), since: null },
    failed: NOTHING_FAILED,
  })
  note(draft, 'licensing', 'Is registered with Cisco Smart Software Manager.')
  renewAuthorization(draft)
} // biome-ignore format: one act

// What has run out by now, or is about to.
function age(draft: Draft): void {
  const { at } = draft
  const before = draft.state.licensing
  const { registration: held } = before
  const hasLapsed = held !== null && at >= held.endsAt
  const registration = held === null || hasLapsed ? null : nearing(held, at)
  const authorization =
    registration === null || before.authorization === null ? null : agedAuthorization(before.authorization, at)
  const { overage } = before
  const after: SmartLicensing = {
    ...before,
    evaluation: agedEvaluation(before.evaluation, registration !== null, at),
    registration,
    authorization,
    overage:
      registration === null || overage === null ? null : { ...overage, isEnforced: at >= overage.since + ENFORCED_AFTER_MS },
    ...(hasLapsed && { hasLapsed, isRefused: false, usage: null, failed: NOTHING_FAILED }),
  }
  if (JSON.stringify(after) === JSON.stringify(before)) return
  put(draft, { licensing: after })
  if (hasLapsed) note(draft, 'licensing', 'The registration with Cisco Smart Software Manager has expired.')
}

function agedEvaluation({ usedMs, since }: Evaluation, isRegistered: boolean, at: Instant): Evaluation {
  const runsSince = isRegistered ? null : (since ?? at)
  const left = EVALUATION_MS - usedOf({ usedMs, since: runsSince, daysLeft: null }, at)
  return { usedMs, since: runsSince, daysLeft: WARNED_DAYS.findLast((days) => left <= days * DAY_MS) ?? null }
}

function nearing(registration: Registration, at: Instant): Registration {
  return { ...registration, isNearEnd: at >= registration.endsAt - REGISTRATION_NEAR_MS }
}

function agedAuthorization(authorization: Authorization, at: Instant): Authorization {
  const { endsAt } = authorization
  const standing =
    at >= endsAt + ENFORCED_AFTER_MS
      ? 'enforced'
      : at >= endsAt
        ? 'ended'
        : at >= endsAt - AUTHORIZATION_NEAR_MS
          ? 'ending'
          : 'valid'
  return { ...authorization, standing }
}

/** When the evaluation is over as things stand; null while it does not run. */
export const evaluationEnds = ({ usedMs, since }: Evaluation): Instant | null =>
  since === null ? null : since + EVALUATION_MS - usedMs

// The next moment at which something is to be done or has run out.
function nextOf({ state, at }: Draft): Instant | null {
  const { asked, registration, authorization, overage, evaluation, usage } = state.licensing
  const ends = evaluationEnds(evaluation)
  const moments = [
    ...(asked === null ? [] : [asked.nextAt]),
    ...(ends === null ? [] : WARNED_DAYS.map((days) => ends - days * DAY_MS)),
    ...(registration === null ? [] : [registration.renewsAt, registration.endsAt - REGISTRATION_NEAR_MS, registration.endsAt]),
    ...(authorization === null ? [] : [authorization.renewsAt, authorization.endsAt - AUTHORIZATION_NEAR_MS, authorization.endsAt, authorization.endsAt + ENFORCED_AFTER_MS]),
    ...(overage === null ? [] : [overage.since + ENFORCED_AFTER_MS]),
    ...(usage === null || isSameUsage(usage, usageOf(state, at)) ? [] : [usage.at + USAGE_MS]),
  ].filter((moment) => moment > at)
  return moments.length === 0 ? null : Math.min(...moments)
} // biome-ignore format: one kind of moment a line

/** The timers of a system that has been licensed so for a while. */
export function smartTimers(state: PeerState, at: Instant): PeerState {
  const draft: Draft = { state, at, effects: [], entropy: '' }
  tendSmart(draft)
  return draft.state
}
