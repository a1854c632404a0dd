// Maintenance > Smart licensing. EX-05, EX-60.

import { dateAndTime } from '../log.ts'
import { LICENSES_ACTION, SMART_ACCOUNT, TOKEN_ACTION, VIRTUAL_ACCOUNT } from '../smart-account.ts'
import { countsOf, evaluationEnds } from '../smart-agent.ts'
import { authorizationStatus, clusteringLock, isSmart, isSmartOnly, registrationStatus, TRANSPORTS } from '../smart-licensing.ts'
import { LABELS, settingsOf } from '../smart-settings.ts'
import { entitlementStatus, usageByType } from '../smart-status.ts'
import { clockOf, type PeerState } from '../state.ts'
import { ask, asking, type Body, button, field, told } from './parts.ts'

const PENDING =
  'The last attempt to renew smart software licensing registration is in progress because of the following reason: HTTP Server Error 200: Operation timed out'

/** Mode and transport; below, once it is on, the registration, how it stands, and what is in use. */
export function smartLicensing(state: PeerState): Body {
  const settings = settingsOf(state)
  const own = (name: string, section: string, options: readonly string[] = []) =>
    field(name, LABELS[name] ?? name, settings[name] ?? '', { section, peerSpecific: true, ...(options.length > 0 && { kind: 'choice', options }) })
  const mode = isSmartOnly(state)
    ? told('smart_licensing_mode', 'Smart licensing mode', 'On', 'Configuration')
    : own('smart_licensing_mode', 'Configuration', ['Off', 'On'])
  if (!isSmart(state)) return { fields: [mode] }
  const { licensing } = state
  return {
    fields: [
      mode,
      own('transport_settings', 'Transport settings', TRANSPORTS),
      ...(licensing.transport === 'Smart Software Manager On-Prem' ? [own('on_prem_url', 'Transport settings')] : []),
      ...(licensing.transport === 'Proxy Server' ? [own('proxy_address', 'Transport settings'), own('proxy_port', 'Transport settings')] : []),
      own('hide_host_name', 'Transport settings', ['Off', 'On']),
      ...statusFields(state),
    ],
    tables: [usageTable(state)],
    messages: licensing.asked !== null && licensing.asked.tries > 0 ? [{ tone: 'error', text: PENDING }] : [],
    actions: buttons(state),
  }
} // biome-ignore format: one field a line

function statusFields(state: PeerState) {
  const { licensing, identity } = state
  const section = 'Licensing status'
  const ends = evaluationEnds(licensing.evaluation)
  return [
    told('registration_status', 'Registration status', registrationStatus(licensing), section),
    told('authorization_status', 'License authorization status', authorizationStatus(licensing), section),
    ...(ends === null
      ? []
      : [told('evaluation_ends', 'Evaluation period ends', dateAndTime(clockOf(state, ends), identity.timeZone.offsetMinutes), section)]),
    ...(licensing.registration === null
      ? []
      : [
          told('smart_account', 'Smart account', SMART_ACCOUNT, section),
          told('virtual_account', 'Virtual account', VIRTUAL_ACCOUNT, section),
          told('export_control', 'Export-Controlled Functionality', 'Allowed', section),
        ]),
  ]
} // biome-ignore format: one field a line

function usageTable(state: PeerState) {
  const { usage } = state.licensing
  const rows = usageByType(usage ?? countsOf(state)).map(([type, count]) => [type, String(count), entitlementStatus(state)])
  return { id: 'usage', title: 'License usage', columns: ['License type', 'Current usage', 'Status'], rows, actions: rows.map(() => []) }
} // biome-ignore format: one table

function buttons(state: PeerState) {
  const isRegistered = state.licensing.registration !== null
  return [
    asking('register-smart-license', isRegistered ? 'Reregister' : 'Register', [
      ask('token', 'Product Instance Registration token', 'secret'),
      ask('reregister', 'Reregister this product instance if it is already registered', 'choice', isRegistered ? ['On', 'Off'] : ['Off', 'On']),
    ]),
    ...(isRegistered
      ? [
          button('renew-authorization', 'Renew authorization now'),
          button('renew-registration', 'Renew registration now'),
          button('deregister', 'Deregister'),
          button('update-usage-details', 'Update usage details'),
        ]
      : []),
    button(TOKEN_ACTION, "Have a token issued by this sandbox's account"),
    asking(LICENSES_ACTION, "Add session licenses to this sandbox's account", [ask('count', 'Licenses')]),
  ]
} // biome-ignore format: one button a line

/** A page of clustering that Smart Licensing keeps from being saved can only be looked at. */
export function lockable(state: PeerState, body: Body): Body {
  const lock = clusteringLock(state)
  if (lock === null) return body
  return {
    ...body,
    fields: (body.fields ?? []).map((each) => ({ ...each, kind: 'readonly' as const })),
    messages: [{ tone: 'warning' as const, text: lock }, ...(body.messages ?? [])],
    actions: [],
  }
}
