// Maintenance > Backup and restore. EX-21.
//
// A backup holds what the pages hold, the server certificate and the trust store; no logs. It is
// scrambled with its password so that it cannot be read or restored without it: this stands in for the
// product's encryption and protects nothing outside a sandbox.

import type { Json } from '../kernel/machine.ts'
import type { Answer, Refusal, Remark } from '../kernel/surface.ts'
import { hasFullDisk } from './alarms.ts'
import { heldCertificate, type ServerCertificate } from './certificate.ts'
import { ITEMS, isPlain } from './configuration.ts'
import { dateAndTime, logEvent } from './log.ts'
import { certificateOfReference, keyOfReference } from './material.ts'
import { OWN_ITEMS } from './own-items.ts'
import { restart } from './power.ts'
import { type Fields, PEER_FIELDS, saveClustering, saveItems } from './saving.ts'
import { clockOf, type Draft, isListed, note, type PeerState, put } from './state.ts'

type Content = {
  readonly version: string
  readonly serialNumber: string
  readonly pages: { readonly [page: string]: Fields }
  readonly clustering: Fields
  readonly certificate: ServerCertificate | null
  readonly trust: readonly string[]
  readonly timeZone: PeerState['identity']['timeZone']
}

const MARK = 'EXPRESSWAY-BACKUP-1'

/** `Create system backup file`: a download, named by release, serial number, date and time. */
export function createBackup(draft: Draft, password: string): Answer {
  if (password === '') return { is: 'refused', messages: ['Enter an encryption password: backups are always encrypted.'] }
  if (hasFullDisk(draft.state)) {
    logEvent(draft, 'System Backup Error', 'No space left on device')
    return { is: 'refused', messages: ['The backup could not be created: no space is left on the disk.'] }
  }
  const { identity } = draft.state
  const stamp = dateAndTime(clockOf(draft.state, draft.at), identity.timeZone.offsetMinutes)
    .replace(' ', '_')
    .replaceAll(':', '-')
  const name = `${identity.version}_${identity.serialNumber}_${stamp}_backup.tar.gz.enc`
  logEvent(draft, 'System Backup Completed', name)
  const { taken, restoredAt } = draft.state.backups ?? NO_BACKUPS
  put(draft, { backups: { taken: taken + 1, restoredAt } })
  note(draft, 'backup', `A backup was taken: ${name}.`)
  const text = scramble(JSON.stringify(contentOf(draft.state)), password)
  return {
    is: 'acted',
    message: `System backup file ${name} was created.`,
    files: [{ name, type: 'application/octet-stream', text }],
  }
}

/** Before any was taken or restored. */
export const NO_BACKUPS = { taken: 0, restoredAt: null } as const

function contentOf(state: PeerState): Content {
  const { identity, saved, shared } = state
  const pages: Record<string, Record<string, Json>> = {}
  const keep = (page: string, key: string, value: Json): void => {
    pages[page] = { ...pages[page], [key]: value }
  }
  for (const item of OWN_ITEMS.filter(({ page }) => page !== 'ip')) keep(item.page, item.key, item.read(identity))
  for (const item of ITEMS) keep(item.page, item.key, shared.configuration[item.key] ?? item.initial)
  return {
    version: identity.version,
    serialNumber: identity.serialNumber,
    pages,
    clustering: {
      cluster_name: saved.clusterName,
      configuration_primary: saved.configurationPrimary,
      cluster_ip_version: saved.ipVersion,
      tls_verification_mode: shared.tlsMode,
      address_mapping_enabled: shared.addressMapping.enabled ? 'On' : 'Off',
      address_mappings: shared.addressMapping.entries as unknown as Json,
      ...Object.fromEntries(PEER_FIELDS.map((name, line) => [name, saved.addresses[line] ?? ''])),
    },
    certificate: heldCertificate(identity.certificate),
    trust: identity.trust,
    timeZone: identity.timeZone,
  }
}

/** `Restore system backup file`, and `Continue with system restore`: the system restarts with what the file holds. */
export function restoreBackup(draft: Draft, file: string, password: string): Answer {
  if (isListed(draft.state))
    return {
      is: 'refused',
      messages: ['This system is part of a cluster. Remove it from the cluster before you restore a backup.'],
    }
  const content = read(unscramble(file, password))
  if (content === null) {
    return { is: 'refused', messages: ['The backup could not be read: the password is another one, or the file is damaged.'] }
  }
  const { identity } = draft.state
  if (content.version !== identity.version)
    return {
      is: 'refused',
      messages: [`The backup is of ${content.version} and this system runs ${identity.version}; both must be the same.`],
    }
  const trial: Draft = { state: draft.state, at: draft.at, effects: [], entropy: draft.entropy }
  const refused = fill(trial, content)
  if (refused !== null) return { is: 'refused', messages: [`The backup does not fit this system: ${reason(refused)}`] }
  const isOther = content.serialNumber !== identity.serialNumber
  put(draft, {
    ...trial.state,
    identity: { ...trial.state.identity, certificate: content.certificate, trust: content.trust, timeZone: content.timeZone },
    systemKey: isOther && isListed(trial.state) ? 'stale' : 'current',
    backups: { ...(draft.state.backups ?? NO_BACKUPS), restoredAt: draft.at },
  })
  draft.effects.push(...trial.effects)
  logEvent(draft, 'System Restore Completed', content.version)
  note(draft, 'restored', 'A backup was restored.')
  restart(draft, 'restart')
  const warning: readonly Remark[] = isOther
    ? [{ tone: 'warning', text: `It was taken on ${content.serialNumber}, another system.` }]
    : []
  return {
    is: 'acted',
    message: ['The backup was restored; the system restarts.', ...warning.map((each) => each.text)].join(' '),
    files: [],
  }
}

// Every field goes through what its page would say, so that nothing gets in that could not be saved.
function fill(trial: Draft, content: Content): Refusal | null {
  for (const [page, fields] of Object.entries(content.pages)) {
    const saved = saveItems(trial, page, fields, 'web')
    if (saved.is !== 'saved') return saved
  }
  const saved = saveClustering(trial, content.clustering, 'web')
  return saved.is === 'saved' ? null : saved
}

function reason(refusal: Refusal): string {
  if (refusal.is === 'refused') return refusal.messages.join(' ')
  if (refusal.is === 'malformed') return refusal.errors.map((each) => `${each.pointer} ${each.message}`).join('; ')
  return refusal.is === 'unknown' ? `there is no ${refusal.what} ${refusal.name}` : refusal.why
}

function read(text: string | null): Content | null {
  if (text === null) return null
  const value = parse(text)
  if (!isRecord(value)) return null
  const { version, serialNumber, pages, clustering, certificate, trust, timeZone } = value
  if (typeof version !== 'string' || typeof serialNumber !== 'string' || !isRecord(pages) || !isRecord(clustering)) return null
  if (!Object.values(pages).every(isRecord)) return null
  if (!Array.isArray(trust) || !trust.every(isReadable)) return null
  if (!isTimeZone(timeZone)) return null
  if (certificate !== null && !isCertificate(certificate)) return null
  return value as unknown as Content
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isTimeZone = (value: Json | undefined): boolean =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  isPlain(value.name) &&
  Number.isInteger(value.offsetMinutes) &&
  Math.abs(Number(value.offsetMinutes)) <= 840 &&
  Object.keys(value).length === 2

function isCertificate(value: Json | undefined): boolean {
  if (!isRecord(value) || Object.keys(value).length !== 2) return false
  const { chain, key } = value
  return (
    Array.isArray(chain) && chain.length > 0 && chain.every(isReadable) && typeof key === 'string' && keyOfReference(key) !== null
  )
}

const isReadable = (each: Json): boolean => typeof each === 'string' && certificateOfReference(each) !== null

// A stream of bytes from the password; the same one back again.
function* stream(password: string): Generator<number> {
  let seed = 2_166_136_261
  for (const letter of password) seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0
  for (;;) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    yield seed >>> 16
  }
}

function scramble(text: string, password: string): string {
  const key = stream(password)
  let hex = ''
  for (let index = 0; index < text.length + MARK.length; index += 1) {
    const code = index < MARK.length ? MARK.charCodeAt(index) : text.charCodeAt(index - MARK.length)
    hex += (code ^ (key.next().value ?? 0)).toString(16).padStart(4, '0')
  }
  return hex
}

function unscramble(hex: string, password: string): string | null {
  if (hex.length % 4 !== 0 || !/^[0-9a-f]*$/.test(hex)) return null
  const key = stream(password)
  let text = ''
  for (let index = 0; index < hex.length; index += 4)
    text += String.fromCharCode(Number.parseInt(hex.slice(index, index + 4), 16) ^ (key.next().value ?? 0))
  return text.startsWith(MARK) ? text.slice(MARK.length) : null
}
