// Maintenance > Backup and restore: the backup. EX-21.
//
// What is in one is told by backup-archive.ts, what is done with one by restore.ts.

import type { Json } from '../kernel/machine.ts'
import type { Answer } from '../kernel/surface.ts'
import type { Instant } from '../kernel/time.ts'
import { archiveOf, type Content } from './backup-archive.ts'
import { heldCertificate } from './certificate.ts'
import { knownFields, PEER_FIELDS } from './clustering.ts'
import { hasFullDisk } from './conditions.ts'
import { ITEMS } from './configuration.ts'
import { dateAndTime, logEvent } from './log.ts'
import { OWN_ITEMS } from './own-items.ts'
import { NETWORK_PAGES } from './saving.ts'
import { clockOf, type Draft, note, type PeerState, put } from './state.ts'

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
  const text = archiveOf(contentOf(draft.state, draft.at), password, draft.entropy, draft.at)
  return {
    is: 'acted',
    message: `System backup file ${name} was created.`,
    files: [{ name, type: 'application/octet-stream', text }],
  }
}

/** Before any was taken or restored. */
export const NO_BACKUPS = { taken: 0, restoredAt: null } as const

function contentOf(state: PeerState, at: Instant): Content {
  const { identity, saved, shared } = state
  const pages: Record<string, Record<string, Json>> = {}
  const keep = (page: string, key: string, value: Json): void => {
    pages[page] = { ...pages[page], [key]: value }
  }
  for (const item of OWN_ITEMS.filter(({ page, isFor }) => !NETWORK_PAGES.includes(page) && (isFor?.(identity) ?? true)))
    keep(item.page, item.key, item.read(identity))
  for (const item of ITEMS) keep(item.page, item.key, shared.configuration[item.key] ?? item.initial)
  return {
    version: identity.version,
    serialNumber: identity.serialNumber,
    takenAt: clockOf(state, at),
    pages,
    clustering: knownFields(state, {
      cluster_name: saved.clusterName,
      configuration_primary: saved.configurationPrimary,
      cluster_ip_version: saved.ipVersion,
      tls_verification_mode: shared.tlsMode,
      address_mapping_enabled: shared.addressMapping.enabled ? 'On' : 'Off',
      address_mappings: shared.addressMapping.entries as unknown as Json,
      ...Object.fromEntries(PEER_FIELDS.map((name, line) => [name, saved.addresses[line] ?? ''])),
    }),
    certificate: heldCertificate(identity.certificate),
    trust: identity.trust,
    revocations: identity.revocations ?? [],
    timeZone: identity.timeZone,
  }
}
