// Maintenance > Option keys: what a key says, and how one is added and deleted. EX-02, EX-05, EX-60.
//
// A key of the product is signed for one serial number, which cannot be verified here; it is read for what its
// form tells: `116341Y50-1-0F3C1D2B` stands for 50 rich media sessions. With Smart Licensing, the only way of licensing
// from X14.1 on, no key is of any effect.

import type { Answer } from '../kernel/surface.ts'
import { logChange, type Origin } from './log.ts'
import { isSmart } from './smart-licensing.ts'
import { type Draft, note, type PeerState, put } from './state.ts'

/** What a key adds, by the letter in it. */
const FEATURES: { readonly [letter: string]: string } = {
  E: 'Expressway Series',
  G: 'Interworking Gateway',
  I: 'TURN Relays',
  J: 'Advanced Account Security',
  L: 'Advanced Networking',
  P: 'Device Provisioning',
  T: 'Traversal Server',
  U: 'FindMe',
  W: 'Rich Media Sessions', // as sandboxes of before had it
  Y: 'Rich Media Sessions',
}
const SESSIONS = 'Rich Media Sessions'
/** The features among the keys; licences are none: they need not be the same on all peers, nor any of them. EX-01. */
export const featuresOf = (keys: readonly string[]): readonly string[] => keys.filter((each) => each !== SESSIONS)
const KEY = /^116341([A-Z])(\d{1,5})-(\d)-([0-9A-F]{8})$/
const SESSIONS_MAX = 10_000

/** What changes LAN 2 and static NAT, and has a restart alarm of its own. */
const NETWORKING = 'Advanced Networking'

/** Which features were added or deleted since the start; licences count at once. EX-41. */
function changedKeys(state: PeerState): readonly string[] {
  const { identity, keysInUse } = state
  if (!keysInUse || isSmart(state)) return []
  const now = featuresOf(identity.optionKeys)
  return [...now.filter((each) => !keysInUse.includes(each)), ...keysInUse.filter((each) => !now.includes(each))]
}

/** Alarm 25006. */
export const hasOtherNetworkingKey = (state: PeerState): boolean => changedKeys(state).includes(NETWORKING)
/** Alarm 30025. */
export const hasOtherKeys = (state: PeerState): boolean => changedKeys(state).some((each) => each !== NETWORKING)

const WITHOUT_KEYS: Answer = {
  is: 'refused',
  messages: ['Option key: this system is licensed by Smart Licensing, which knows no option keys.'],
}

/** The features that option keys have enabled, as pages and documents list them; none with Smart Licensing. */
export const optionsOf = (state: PeerState): readonly string[] => (isSmart(state) ? [] : state.identity.optionKeys)

/** `Add option`. Feature keys are per system, licences are pooled; the peers of a cluster need the same keys. */
export function addOptionKey(draft: Draft, typed: string, origin: Origin): Answer {
  if (isSmart(draft.state)) return WITHOUT_KEYS
  const [, letter = '', digits = ''] = KEY.exec(typed.trim().toUpperCase()) ?? []
  const feature = FEATURES[letter]
  if (feature === undefined)
    return { is: 'refused', messages: [`Option key: "${typed.trim()}" is no valid key; it looks like 116341Y50-1-0F3C1D2B.`] }
  const { identity } = draft.state
  const count = Number(digits)
  if (feature === SESSIONS && (count === 0 || identity.roomSessions + count > SESSIONS_MAX))
    return { is: 'refused', messages: [`Option key: a system takes at most ${SESSIONS_MAX} sessions.`] }
  const isNew = !identity.optionKeys.includes(feature)
  if (!isNew && feature !== SESSIONS) return { is: 'refused', messages: [`Option key: ${feature} is installed already.`] }
  const added = feature === SESSIONS ? count : 0
  changeKeys(draft, isNew ? [...identity.optionKeys, feature] : identity.optionKeys, identity.roomSessions + added, origin)
  return { is: 'acted', message: `Option key added: ${feature}${added > 0 ? ` (${added})` : ''}.`, files: [] }
}

/** `Delete`: takes the feature away, and with the sessions all their licences. */
export function deleteOptionKey(draft: Draft, feature: string, origin: Origin): Answer {
  if (isSmart(draft.state)) return WITHOUT_KEYS
  const { identity } = draft.state
  if (!identity.optionKeys.includes(feature))
    return { is: 'refused', messages: [`Option key: "${feature}" is not installed on this system.`] }
  const left = identity.optionKeys.filter((each) => each !== feature)
  changeKeys(draft, left, feature === SESSIONS ? 0 : identity.roomSessions, origin)
  return { is: 'acted', message: `Option key deleted: ${feature}.`, files: [] }
}

function changeKeys(draft: Draft, optionKeys: readonly string[], roomSessions: number, origin: Origin): void {
  const { identity } = draft.state
  const text = (keys: readonly string[], sessions: number) => `${keys.join(', ')} (${sessions})`
  logChange(
    draft,
    origin,
    'Option Keys',
    'option-keys/keys',
    text(identity.optionKeys, identity.roomSessions),
    text(optionKeys, roomSessions),
  )
  put(draft, { identity: { ...identity, optionKeys, roomSessions } })
  if (featuresOf(optionKeys).join() !== featuresOf(identity.optionKeys).join())
    put(draft, { keysInUse: draft.state.keysInUse ?? featuresOf(identity.optionKeys) })
  note(draft, 'saved', 'The option keys were changed.')
}
