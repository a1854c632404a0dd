// What a Save button does: reads the fields that were changed, says what is wrong with them, or puts
// them in place with all that follows. Every page and `xConfiguration` go through here; what the Clustering
// page leads to is in clustering.ts.

import type { Json } from '../kernel/machine.ts'
import { pointerPart } from '../kernel/patch.ts'
import type { Refusal, Remark } from '../kernel/surface.ts'
import { type Configuration, ITEMS, judgeValue } from './configuration.ts'
import { networkOf } from './interfaces.ts'
import { logChange, type Origin } from './log.ts'
import { OWN_ITEMS } from './own-items.ts'
import { change } from './replication.ts'
import { type Draft, isClustered, isPrimary, note, put, setTimer } from './state.ts'
import { TIME_STARTS_MS, TIME_TIMER } from './time-source.ts'

/** What is to be changed, by field. */
export type Fields = { readonly [name: string]: Json }
/** What came of it: remarks for the page, or why nothing was saved. */
export type Saved = { readonly is: 'saved'; readonly remarks: readonly Remark[] } | Refusal

/** Saves a page of plain items: replicated ones, or those of this peer alone. */
export function saveItems(draft: Draft, page: string, fields: Fields, origin: Origin): Saved {
  const replicated = ITEMS.filter((item) => item.page === page)
  const own = OWN_ITEMS.filter((item) => item.page === page && (item.isFor?.(draft.state.identity) ?? true))
  const known = [...own.map((item) => item.key), ...replicated.map((item) => item.key)]
  const stranger = Object.keys(fields).find((name) => !known.includes(name))
  if (stranger !== undefined) return { is: 'unknown', what: 'field', name: stranger, known }
  const malformed: { pointer: string; message: string }[] = []
  const refused: string[] = []
  const configuration: Record<string, Json> = { ...draft.state.shared.configuration }
  let identity = draft.state.identity
  for (const [name, value] of Object.entries(fields)) {
    const pointer = `/${pointerPart(name)}`
    const item = replicated.find((each) => each.key === name)
    const ownItem = own.find((each) => each.key === name)
    if (item !== undefined) {
      const judged = judgeValue(item, value)
      if (judged.is === 'malformed') malformed.push({ pointer: pointer + (judged.below ?? ''), message: judged.message })
      if (judged.is === 'refused') refused.push(judged.message)
      if (judged.is === 'fit') configuration[name] = judged.value
    } else if (ownItem !== undefined) {
      const wrong = typeof value === 'string' ? ownItem.judge(value.trim()) : null
      if (typeof value !== 'string') malformed.push({ pointer, message: 'must be a text' })
      else if (wrong !== null) refused.push(`${ownItem.label}: ${wrong}.`)
      else identity = ownItem.write(identity, value.trim())
    }
  }
  if (malformed.length > 0) return { is: 'malformed', errors: malformed }
  if (refused.length > 0) return { is: 'refused', messages: refused }
  const before = draft.state
  for (const item of own) {
    const [was, is] = [item.read(before.identity), item.read(identity)]
    if (was !== is) logChange(draft, origin, item.path, `${item.page}/${item.key}`, was, is)
  }
  if (own.some((item) => item.read(before.identity) !== item.read(identity))) {
    put(draft, { identity })
    if (page === 'time') setTimer(draft, TIME_TIMER, TIME_STARTS_MS)
    if (NETWORK_PAGES.includes(page)) put(draft, { networkInUse: before.networkInUse ?? networkOf(before.identity) })
  }
  if (!sameConfiguration(before.shared.configuration, configuration)) {
    const isStray = isClustered(before) && !isPrimary(before)
    change(draft, { ...before.shared, configuration }, origin)
    note(draft, 'saved', `The ${page} page was saved.`)
    if (isStray) return { is: 'saved', remarks: [SETTINGS_SAVED, { tone: 'warning', text: STRAY }] }
  } else if (draft.state !== before) note(draft, 'saved', `The ${page} page was saved.`)
  return { is: 'saved', remarks: [SETTINGS_SAVED] }
}

/** What is saved on these is in force from the next start on. */
export const NETWORK_PAGES: readonly string[] = ['ip', 'ethernet']

/** Stands on top of a page that was saved. */
export const SETTINGS_SAVED: Remark = { tone: 'ok', text: 'Settings saved.' }
const STRAY =
  'This peer is not the configuration primary: what was changed here is overwritten at the next replication. Change it on the primary.'

const sameConfiguration = (one: Configuration, other: Configuration): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Saves Maintenance > Maintenance mode. It ends with the next start of the application. EX-20. */
export function saveMaintenance(draft: Draft, fields: Fields, origin: Origin): Saved {
  const stranger = Object.keys(fields).find((name) => name !== MAINTENANCE_FIELD)
  if (stranger !== undefined) return { is: 'unknown', what: 'field', name: stranger, known: [MAINTENANCE_FIELD] }
  const value = fields[MAINTENANCE_FIELD]
  if (value === undefined) return { is: 'saved', remarks: [SETTINGS_SAVED] }
  if (value !== 'On' && value !== 'Off')
    return { is: 'malformed', errors: [{ pointer: `/${MAINTENANCE_FIELD}`, message: 'must be "On" or "Off"' }] }
  const was = draft.state.maintenance
  if ((value === 'On') === was) return { is: 'saved', remarks: [SETTINGS_SAVED] }
  put(draft, { maintenance: !was })
  logChange(draft, origin, 'SystemUnit Maintenance Mode', 'maintenance_mode', was ? 'On' : 'Off', value)
  note(draft, 'maintenance', was ? 'Left maintenance mode.' : 'Is in maintenance mode: it takes no new calls and registrations.')
  return { is: 'saved', remarks: [SETTINGS_SAVED] }
}

export const MAINTENANCE_FIELD = 'maintenance_mode'
