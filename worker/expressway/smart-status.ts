// How Smart Licensing stands, as snapshots, the command line and the REST interface tell it. EX-05, EX-61, EX-63.

import { type Instant, iso } from '../kernel/time.ts'
import { dateAndTime } from './log.ts'
import { SMART_ACCOUNT, VIRTUAL_ACCOUNT } from './smart-account.ts'
import { evaluationEnds } from './smart-agent.ts'
import { authorizationStatus, isSmart, registrationStatus, type Usage } from './smart-licensing.ts'
import { clockOf, type PeerState } from './state.ts'
import type { LicensingView } from './view-schema.ts'

const isoOf = (moment: Instant | null | undefined): string | null => (moment == null ? null : iso(moment))

/** The part of a peer's view that tells of it. */
export function licensingView(state: PeerState): LicensingView {
  const { transport, url, proxyAddress, proxyPort, hidesName, registration, authorization, evaluation, usage } = state.licensing
  const isOn = isSmart(state)
  return {
    isSmart: isOn,
    transport,
    url,
    proxyAddress,
    proxyPort,
    hidesName,
    registration: isOn ? registrationStatus(state.licensing) : NOT_APPLICABLE,
    authorization: isOn ? authorizationStatus(state.licensing) : NOT_APPLICABLE,
    evaluationEnds: isOn ? isoOf(evaluationEnds(evaluation)) : null,
    registrationEnds: isoOf(registration?.endsAt),
    authorizationEnds: isoOf(authorization?.endsAt),
    usage: usage && { ...usage, at: iso(usage.at) },
  }
}

/** What stands for a state that a system with option keys does not have. */
export const NOT_APPLICABLE = 'Not Applicable'

/** What each type of licence is called, and how many are in use; types that are not in use are not listed. */
export const usageByType = ({ sessions, rooms, desktops }: Omit<Usage, 'at'>): readonly (readonly [string, number])[] =>
  (
    [
      ['Cisco Expressway Rich Media Session License', sessions],
      ['UC Manager Telepresence Room License', rooms],
      ['UC Manager Enhanced License', desktops],
    ] as const
  ).filter(([, count]) => count > 0)

/** How each of them stands. */
export function entitlementStatus({ licensing }: PeerState): string {
  const { authorization, overage, evaluation } = licensing
  if (authorization === null) return evaluation.daysLeft === 0 ? 'Evaluation Expired' : 'Evaluation Mode'
  if (authorization.standing === 'ended' || authorization.standing === 'enforced') return 'Authorization Expired'
  return overage === null ? 'Authorized' : 'Out of compliance'
}

/** GET `status/common/smartlicensing/licensing`. */
export function licensingDocument(state: PeerState) {
  const { licensing } = state
  const isRegistered = licensing.registration !== null
  const told = (status: string): string => inCapitals(isSmart(state) ? status : NOT_APPLICABLE)
  return {
    ExportControlledFunctionality: isRegistered ? 'True' : 'False',
    VirtualAccount: isRegistered ? VIRTUAL_ACCOUNT : '',
    SmartAccount: isRegistered ? SMART_ACCOUNT : '',
    Authorization: { LicenseAuthorizationStatus: told(authorizationStatus(licensing)) },
    Registration: { RegistrationStatus: told(registrationStatus(licensing).replace(/ : .*/, '')) },
  }
}

const inCapitals = (words: string): string => words.toUpperCase().replaceAll('-', ' ')

const HEADING = ['*s Show: /', 'License:', 'All: ', 'Smart Licensing Status', '======================', '']

/** `xStatus // license`, after a published session (Cisco 215633); of a system with option keys, that it is off. */
export function licenseReport(state: PeerState, at: Instant): string {
  if (!isSmart(state)) return [...HEADING, 'Smart Licensing is DISABLED', '', 'OK', ''].join('\n')
  const { registration, authorization, transport, url, hidesName, evaluation, asked } = state.licensing
  const shown = (moment: Instant) => `${dateAndTime(clockOf(state, moment))} UTC`
  const isDirect = transport === 'Direct'
  const ends = evaluationEnds(evaluation)
  return [
    ...HEADING, 'Smart Licensing is ENABLED', '',
    'Registration:',
    `Status: ${inCapitals(registrationStatus(state.licensing)).replace(' : ', ' - ')}`,
    ...(registration === null
      ? [`Export-Controlled Functionality: NOT ALLOWED`, ...(asked === null ? [] : [`Next Registration Attempt: ${shown(asked.nextAt)}`])]
      : [
          `Smart Account: ${SMART_ACCOUNT}`, `Virtual Account: ${VIRTUAL_ACCOUNT}`, 'Export-Controlled Functionality: ALLOWED',
          `Initial Registration: SUCCEEDED on ${shown(registration.at)}`,
          `Next Renewal Attempt: ${shown(registration.renewsAt)}`, `Registration Expires: ${shown(registration.endsAt)}`,
        ]),
    '', 'License Authorization: ',
    `Status: ${inCapitals(authorizationStatus(state.licensing))}${authorization === null ? '' : ` on ${shown(authorization.at)}`}`,
    ...(authorization === null
      ? ends === null ? [] : [`Evaluation Period Ends: ${shown(Math.max(ends, at))}`]
      : [`Next Communication Attempt: ${shown(authorization.renewsAt)}`, `Communication Deadline: ${shown(authorization.endsAt)}`]),
    '', 'Data Privacy:', `Sending Hostname: ${hidesName ? 'no' : 'yes'}`,
    '', 'Transport:', `Type: ${isDirect ? 'Smart' : transport}`, ...(url === '' ? [] : [`URL: ${url}`]),
    '', 'OK', '',
  ].join('\n') // biome-ignore format: in the order of the report
}
