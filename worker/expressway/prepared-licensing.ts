// Starting points for Smart Licensing: pairs that are registered, that are being evaluated, and that stand shortly before
// something runs out. EX-05.

import type { Built } from '../kernel/product.ts'
import { DAY_MS, MINUTE_MS } from '../kernel/time.ts'
import { evaluationText } from './alarm-kinds-licensing.ts'
import { byId, clusterStates, knowingAlarms, raised, SHARED_CONFIGURATION } from './prepared.ts'
import { fabricOf, STARTS } from './sites.ts'
import { countsOf, smartTimers } from './smart-agent.ts'
import { FACTORY_LICENSING, MANAGER, NOTHING_FAILED, type SmartLicensing } from './smart-licensing.ts'
import type { PeerState } from './state.ts'

/** How long before it happens the pair stands. */
const BEFORE_MS = 2 * MINUTE_MS
const EVALUATION_DAYS = 90
const DAYS = { registration: 365, authorization: 90, enforced: 90, renewal: 1 } as const

/** The pair, the name of the manager out of its DNS where `isCut`; alarms by id, raised a day ago. */
function smartPair(
  seed: number,
  licensing: Partial<SmartLicensing>,
  { isCut = false, alarms = [] as readonly string[], roomSessions = 100 } = {},
): Built {
  const fabric = {
    ...fabricOf([1, 2]),
    faults: isCut ? [{ id: 'no-manager', fault: { kind: 'dns-missing', name: MANAGER } as const }] : [],
  }
  const states = clusterStates(seed, fabric, 2, 'fqdn', SHARED_CONFIGURATION).map((state): PeerState => {
    const licensed: PeerState = {
      ...state,
      identity: { ...state.identity, roomSessions },
      links: state.links.map((link) => (link?.last ? { ...link, last: { ...link.last, roomSessions } } : link)),
      licensing: { ...FACTORY_LICENSING, mode: 'On', ...licensing },
      alarms: [...alarms.map((id) => raised(id, STARTS - DAY_MS)), ...state.alarms],
    }
    const aged = smartTimers(
      licensing.registration
        ? { ...licensed, licensing: { ...licensed.licensing, usage: { at: STARTS - DAY_MS, ...countsOf(licensed) } } }
        : licensed,
      STARTS,
    )
    return {
      ...aged,
      alarms: aged.alarms.map((each) => (each.id === '30035' ? { ...each, detail: evaluationText(aged) } : each)),
    }
  })
  return { fabric, states: byId(knowingAlarms(states)) }
}

/** So long ago that it ends `BEFORE_MS` after the start, having lasted so many days. */
const endingAfter = (days: number): number => STARTS + BEFORE_MS - days * DAY_MS

const registeredAt = (at: number, renewsAt = at + 180 * DAY_MS): SmartLicensing['registration'] => ({
  at,
  renewsAt,
  endsAt: at + DAYS.registration * DAY_MS,
  isNearEnd: false,
})
const authorizedAt = (at: number, renewsAt = at + 30 * DAY_MS): SmartLicensing['authorization'] => ({
  at,
  renewsAt,
  endsAt: at + DAYS.authorization * DAY_MS,
  standing: 'valid',
})
const USED = { usedMs: 5 * DAY_MS, since: null, daysLeft: null } as const
const TOMORROW = STARTS + DAYS.renewal * DAY_MS - MINUTE_MS
const registered = { evaluation: USED, registration: registeredAt(STARTS - 100 * DAY_MS) } as const

export const registeredPair = (seed: number): Built =>
  smartPair(seed, { ...registered, authorization: authorizedAt(STARTS - 20 * DAY_MS) })

/** `daysLeft` of the evaluation period, and two minutes. */
export const pairInEvaluation = (seed: number, daysLeft: number): Built =>
  smartPair(
    seed,
    { evaluation: { usedMs: 0, since: endingAfter(EVALUATION_DAYS - daysLeft), daysLeft: null } },
    { alarms: daysLeft === 0 ? ['30035'] : [] },
  )

/** The manager was not heard of for so long that the authorization ends, or is not put up with any more. */
export function pairUnauthorized(seed: number, isEnforced: boolean): Built {
  const at = endingAfter(DAYS.authorization + (isEnforced ? DAYS.enforced : 0))
  return smartPair(
    seed,
    {
      evaluation: USED,
      registration: registeredAt(at - DAY_MS, TOMORROW),
      authorization: authorizedAt(at, TOMORROW),
      failed: { ...NOTHING_FAILED, communication: true, authorization: true },
    },
    { isCut: true, alarms: [...(isEnforced ? ['30039'] : []), '30042', ...(isEnforced ? [] : ['30043']), '30044'] },
  )
}

/** A year after it was registered, and not renewed since. */
export const pairUnregistering = (seed: number): Built =>
  smartPair(
    seed,
    {
      evaluation: USED,
      registration: registeredAt(endingAfter(DAYS.registration), TOMORROW),
      authorization: authorizedAt(STARTS - 40 * DAY_MS, TOMORROW),
      failed: { communication: true, authorization: true, registration: true },
    },
    { isCut: true, alarms: ['30042', '30044', '30045', '30046'] },
  )

/** More licences in use than the account has, for nearly as long as that is put up with. */
export const pairInOverage = (seed: number): Built =>
  smartPair(
    seed,
    {
      ...registered,
      authorization: authorizedAt(STARTS - 20 * DAY_MS),
      overage: { since: endingAfter(DAYS.enforced), isEnforced: false },
    },
    { alarms: ['30036'], roomSessions: 3 },
  )
