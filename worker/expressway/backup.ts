// Maintenance > Backup and restore. EX-21.
//
// What is in a backup is told by backup-archive.ts.

import type { Json } from '../kernel/machine.ts'
import type { Answer, Refusal, Remark } from '../kernel/surface.ts'
import { type Content, opened, sealed } from './backup-archive.ts'
import { heldCertificate } from './certificate.ts'
import { PEER_FIELDS, saveClustering } from './clustering.ts'
import { hasFullDisk } from './conditions.ts'
import { ITEMS } from './configuration.ts'
import { dateAndTime, logEvent } from './log.ts'
import { OWN_ITEMS } from './own-items.ts'
import { restart } from './power.ts'
import { NETWORK_PAGES, saveItems } from './saving.ts'
import { clockOf, type Draft, isListed, note, type PeerState, put } from './state.ts'

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
  const text = sealed(contentOf(draft.state), password, draft.entropy, draft.at)
  return {
    is: 'acted',
    message: `System backup file ${name} was created.`,
    files: [{ name, type: 'application/octet-stream', text }],
  }
}

/** Before any was taken or restored. */
const NO_BACKUPS = { taken: 0, restoredAt: null } as const

function contentOf(state: PeerState): Content {
  const { identity, saved, shared } = state
  const pages: Record<string, Record<string, Json>> = {}
  const keep = (page: string, key: string, value: Json): void => {
    pages[page] = { ...pages[page], [key]: value }
  }
  for (const item of OWN_ITEMS.filter(({ page }) => !NETWORK_PAGES.includes(page))) keep(item.page, item.key, item.read(identity))
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
    revocations: identity.revocations ?? [],
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
  const content = opened(file, password)
  if (content === null) {
    logEvent(draft, 'System Restore Error', 'The backup could not be read')
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
    identity: {
      ...trial.state.identity,
      certificate: content.certificate,
      trust: content.trust,
      revocations: content.revocations,
      timeZone: content.timeZone,
    },
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
