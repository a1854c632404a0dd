// The alarms of Smart Licensing and of the export limit that came with it. EX-05, EX-41.
//
// Texts and severities: Administrator Guide, alarms reference. Their UUIDs are not public.

import type { AlarmKind } from './alarm-kind.ts'
import { exportStanding } from './export-limit.ts'
import { isSmart, type SmartLicensing } from './smart-licensing.ts'
import type { PeerState } from './state.ts'
import { loadOf } from './users.ts'

const PROVISION = 'in order to restore the ability to provision users and devices'
const CHECK_AND_RENEW = 'Please check the network connection and renew the license authorization'
const SHORT = 'The system is operating with an insufficient number of licenses'

/** In order of id. */
export const LICENSING_ALARMS: readonly AlarmKind[] = [
  { ...alarm('30035', 'Smart license in Eval', 'The system is operating in Evaluation Mode that will expire in 30, 7, 3 , 2, 1 days', 'Register the system with Cisco Smart Software Manager or satellite', 'warning', ({ registration, evaluation }) => registration === null && (evaluation.daysLeft ?? 0) > 0), detail: evaluationText },
  alarm('30036', 'Smart license in overage out of compliance', SHORT, 'Configure additional licenses in Cisco Smart Software Manager', 'alert', ({ overage }) => overage?.isEnforced === false),
  alarm('30037', 'Smart license no provision out of compliance', SHORT, `Configure additional licenses in Cisco Smart Software Manager ${PROVISION}`, 'critical', ({ overage }) => overage?.isEnforced === true),
  alarm('30038', 'Smart license no provision Eval expired', 'The license evaluation period has expired and the product is in enforced mode', `${CHECK_AND_RENEW} ${PROVISION}`, 'critical', ({ registration, evaluation }) => registration === null && evaluation.daysLeft === 0),
  alarm('30039', 'Smart license in overage authorization expired', 'The license authorization has expired', `${CHECK_AND_RENEW} to avoid losing the ability to provision users and devices`, 'alert', ({ authorization }) => authorization?.standing === 'ended'),
  alarm('30040', 'Smart license no provision authorization expired', 'The license authorization has expired and the product is in enforced mode', `${CHECK_AND_RENEW} ${PROVISION}`, 'critical', ({ authorization }) => authorization?.standing === 'enforced'),
  alarm('30041', 'Smart license registration expired', 'The license registration has expired and the system is unregistered with Cisco Smart Software Manager or satellite', 'Please check the network connectivity to Cisco Smart Software manager or satellite. Also verify your system clock is correct and then register the system with Cisco Smart Software Manager or satellite. If the issue still persists, please raise a TAC case', 'error', ({ hasLapsed }) => hasLapsed),
  alarm('30042', 'Smart license communication error', 'The system failed to communicate with cloud-based Cisco Smart Software Manager or On-Prem', 'Please check the network connectivity to cloud-based Cisco Smart Software manager or On-Prem', 'error', ({ failed }) => failed.communication),
  alarm('30043', 'Smart license authorization expiring soon', 'The license authorization period will expire soon', 'Please initiate an authorization renewal', 'warning', ({ authorization }) => authorization?.standing === 'ending'),
  alarm('30044', 'Smart license renew auth failed', 'The license authorization renewal failed', 'Please retry an authorization renewal. If the problem persists please raise a TAC case', 'error', ({ failed }) => failed.authorization),
  alarm('30045', 'Smart license renew registration failed', 'The license registration renewal failed', 'Please retry a registration renewal. If the problem persists please raise a TAC case', 'error', ({ failed }) => failed.registration),
  alarm('30046', 'Smart license registration expiring soon', 'The registration with Cisco Smart Software Manager or satellite will expire soon', 'Please initiate a registration renewal to avoid losing ability to provision users or devices', 'warning', ({ registration }) => registration?.isNearEnd === true),
  { ...alarm('30047', 'Capacity warning', 'The system has reached the licensed limit to support the number of devices for encrypted signaling sessions due to the Export Control Classification', 'Contact your Cisco representative', 'warning', never), page: 'overview', cause: (state) => sessionsStand(state) === 'reached' },
  { ...alarm('30048', 'Approaching Capacity warning', 'The system is reaching the licensed limit to support the number of devices for encrypted signaling sessions due to Export Control Classification', 'Contact your Cisco representative', 'warning', never), page: 'overview', cause: (state) => sessionsStand(state) !== 'free' },
] // biome-ignore format: one row per alarm

function alarm(
  id: string, title: string, description: string, solution: string, severity: string, holds: (licensing: SmartLicensing) => boolean,
): AlarmKind {
  return { id, uuid: '', title, description, solution, severity, page: 'smart-licensing', process: 'alarm', delayMs: 300, cause: (state) => isSmart(state) && holds(state.licensing) }
} // biome-ignore format: its parameters are one row's columns

function sessionsStand(state: PeerState): ReturnType<typeof exportStanding> {
  const { sip, h323, calls } = loadOf(state)
  return exportStanding(state.identity.version, sip + h323 + calls)
}

/** What alarm 30035 says: how many days are left. */
export function evaluationText({ licensing }: PeerState): string {
  const { daysLeft } = licensing.evaluation
  return `The system is operating in Evaluation Mode that will expire in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`
}

function never(): boolean {
  return false
}
