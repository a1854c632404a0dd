// Maintenance > Smart licensing when it is saved, and its buttons. EX-05, EX-60.

import type { Json } from '../kernel/machine.ts'
import type { Answer } from '../kernel/surface.ts'
import { isPlain } from './configuration.ts'
import { logChange, type Origin } from './log.ts'
import { type Fields, type Saved, SETTINGS_SAVED } from './saving.ts'
import { addLicenses, issueToken, isToken, LICENSES_ACTION, TOKEN_ACTION } from './smart-account.ts'
import { askRegistration, deregister, renewAuthorization, renewRegistration } from './smart-agent.ts'
import { isSmart, isSmartOnly, type LicensingSettings, TRANSPORTS } from './smart-licensing.ts'
import { type Draft, note, type PeerState, put } from './state.ts'

const ON_OFF = ['Off', 'On'] as const
const LENGTH_MAX = 128

/** What stands in each field of the page now. */
export const settingsOf = (state: PeerState): Given => {
  const { transport, url, proxyAddress, proxyPort, hidesName } = state.licensing
  return {
    smart_licensing_mode: isSmart(state) ? 'On' : 'Off',
    transport_settings: transport,
    on_prem_url: url,
    proxy_address: proxyAddress,
    proxy_port: proxyPort,
    hide_host_name: hidesName ? 'On' : 'Off',
  }
}

const CHOICES: { readonly [field: string]: readonly string[] } = {
  smart_licensing_mode: ON_OFF,
  transport_settings: TRANSPORTS,
  hide_host_name: ON_OFF,
}

/** Saves the page. Smart Licensing is switched on once and for all. */
export function saveLicensing(draft: Draft, fields: Fields, origin: Origin): Saved {
  const before = settingsOf(draft.state)
  const malformed: { pointer: string; message: string }[] = []
  const after = { ...before }
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(before, name)) return { is: 'unknown', what: 'field', name, known: Object.keys(before) }
    if (typeof value === 'string') after[name] = value.trim()
    else malformed.push({ pointer: `/${name}`, message: 'must be a text' })
  }
  if (malformed.length > 0) return { is: 'malformed', errors: malformed }
  const refused = whatIsWrong(draft.state, before, after)
  if (refused.length > 0) return { is: 'refused', messages: refused }
  const changed = Object.keys(before).filter((name) => before[name] !== after[name])
  if (changed.length === 0) return { is: 'saved', remarks: [SETTINGS_SAVED] }
  for (const name of changed)
    logChange(draft, origin, `License Smart ${name}`, `smartlicensing/${name}`, before[name] ?? '', after[name] ?? '')
  put(draft, { licensing: { ...draft.state.licensing, ...read(after, isSmartOnly(draft.state)) } })
  note(draft, 'licensing', changed.includes('smart_licensing_mode') ? 'Smart Licensing was switched on.' : 'The smart-licensing page was saved.')
  return { is: 'saved', remarks: [SETTINGS_SAVED] }
} // biome-ignore format: one thing a line

function whatIsWrong(state: PeerState, before: Given, after: Given): readonly string[] {
  const wrong = Object.entries(CHOICES).flatMap(([name, options]) =>
    options.includes(after[name] ?? '') ? [] : [`${LABELS[name]}: choose ${options.join(' or ')}.`],
  )
  if (before.smart_licensing_mode === 'On' && after.smart_licensing_mode === 'Off')
    wrong.push('Smart licensing mode: once it is On, only a factory reset leads back to option keys.')
  if (after.transport_settings !== before.transport_settings && state.licensing.registration !== null)
    wrong.push('Transport settings: deregister this product instance before you change them.')
  const texts = ['on_prem_url', 'proxy_address'].filter((name) => !isShortText(after[name] ?? ''))
  wrong.push(...texts.map((name) => `${LABELS[name]}: use at most ${LENGTH_MAX} characters, without quotation marks.`))
  if (after.on_prem_url !== '' && !/^https:\/\/[^/\s]+\/SmartTransport$/i.test(after.on_prem_url ?? ''))
    wrong.push('URL: enter the Smart Transport URL of the On-Prem, such as https://example.com/SmartTransport.')
  if (!/^(?:\d{1,5})?$/.test(after.proxy_port ?? '')) wrong.push('Port: enter a number.')
  return wrong
}

/** A text for each field of the page. */
type Given = { readonly [field: string]: string }

/** What the page calls each of its fields. */
export const LABELS: Given = {
  smart_licensing_mode: 'Smart licensing mode',
  transport_settings: 'Transport settings',
  on_prem_url: 'URL',
  proxy_address: 'Proxy address',
  proxy_port: 'Port',
  hide_host_name: 'Do not share my hostname or IP address with Cisco',
}

const isShortText = (text: string): boolean => text.length <= LENGTH_MAX && isPlain(text)

const read = (given: Given, isOn: boolean): LicensingSettings => ({
  mode: isOn || given.smart_licensing_mode === 'On' ? 'On' : 'Off',
  transport: TRANSPORTS.find((each) => each === given.transport_settings) ?? 'Direct',
  url: given.on_prem_url ?? '',
  proxyAddress: given.proxy_address ?? '',
  proxyPort: given.proxy_port ?? '',
  hidesName: given.hide_host_name === 'On',
})

/** `Register`, and `Reregister` where the system is registered: `isAgain` says that this is meant. */
export function registerWith(draft: Draft, token: string, isAgain: boolean): Answer {
  const { state } = draft
  if (!isSmart(state)) return NOT_SMART
  if (state.licensing.registration !== null && !isAgain)
    return { is: 'refused', messages: ['This product instance is already registered: say that it is to be reregistered.'] }
  if (!isToken(token.trim())) {
    put(draft, { licensing: { ...state.licensing, asked: null, isRefused: true } })
    note(draft, 'licensing', 'A registration failed: the token is invalid.')
    return { is: 'acted', message: 'The registration failed: the token is invalid or has expired.', files: [] }
  }
  askRegistration(draft)
  return { is: 'acted', message: 'The registration is in progress. Refresh the page to see what became of it.', files: [] }
}

const NOT_SMART: Answer = { is: 'refused', messages: ['Smart licensing mode is off: this system is licensed by option keys.'] }
const NOT_REGISTERED: Answer = { is: 'refused', messages: ['This product instance is not registered.'] }
const UNREACHED = 'Cisco Smart Software Manager could not be reached.'

// One of the additional operations, which only a registered product instance has.
function operation(run: (draft: Draft) => string): (draft: Draft) => Answer {
  return (draft) => {
    if (!isSmart(draft.state)) return NOT_SMART
    if (draft.state.licensing.registration === null) return NOT_REGISTERED
    return { is: 'acted', message: run(draft), files: [] }
  }
}

/** `Renew authorization now`, and `Update usage details`, which asks for the same. */
export const renewAuth = operation((draft) =>
  renewAuthorization(draft) ? 'The license authorization was renewed.' : `The license authorization could not be renewed: ${UNREACHED}`,
) // biome-ignore format: one operation
/** `Renew registration now`. */
export const renewId = operation((draft) =>
  renewRegistration(draft) ? 'The registration was renewed.' : `The registration could not be renewed: ${UNREACHED}`,
)
/** `Deregister`. */
export const leave = operation((draft) =>
  deregister(draft)
    ? 'This product instance was deregistered.'
    : `This product instance was deregistered, but ${UNREACHED} Remove it there by hand to free its licenses.`,
)

type Body = { readonly [name: string]: Json }

/** What the buttons of the page do, the sandbox's own two included. */
export const LICENSING_ACTIONS: { readonly [action: string]: (draft: Draft, body: Body) => Answer } = {
  'register-smart-license': (draft, { token, reregister = 'Off' }) => {
    if (typeof token !== 'string') return { is: 'malformed', errors: [{ pointer: '/token', message: 'must be a text' }] }
    if (reregister !== 'On' && reregister !== 'Off')
      return { is: 'malformed', errors: [{ pointer: '/reregister', message: 'must be "On" or "Off"' }] }
    return registerWith(draft, token, reregister === 'On')
  },
  'renew-authorization': renewAuth,
  'renew-registration': renewId,
  deregister: leave,
  'update-usage-details': renewAuth,
  [TOKEN_ACTION]: issueToken,
  [LICENSES_ACTION]: addLicenses,
}

/** Which blanks they take. */
export const LICENSING_PARAMETERS: { readonly [action: string]: readonly string[] } = {
  'register-smart-license': ['token', 'reregister'],
  [LICENSES_ACTION]: ['count'],
}
