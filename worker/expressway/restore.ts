// Maintenance > Backup and restore: the restore. EX-21.
//
// The web interface uploads a file first and then asks, on the page Restore confirmation, whether to go on. A program
// that calls the API does both at once.

import type { Answer, Refusal, Remark } from '../kernel/surface.ts'
import type { Instant } from '../kernel/time.ts'
import { NO_BACKUPS } from './backup.ts'
import { type Content, opened } from './backup-archive.ts'
import { saveClustering } from './clustering.ts'
import { logEvent } from './log.ts'
import { restart } from './power.ts'
import { saveItems } from './saving.ts'
import { type Draft, isListed, note, type PeerState, put } from './state.ts'

/** A backup that was uploaded and waits for a yes or no; a start of the application forgets it. */
export type PendingRestore = { readonly content: Content; readonly uploadedAt: Instant }

/** `Upload system backup file`: reads the file, says what is wrong with it, and else waits for the confirmation. */
export function uploadBackup(draft: Draft, file: string, password: string): Answer {
  const read = readBackup(draft, file, password)
  if (read.is === 'refused') return read
  put(draft, { pendingRestore: { content: read.content, uploadedAt: draft.at } })
  return {
    is: 'acted',
    message: ['The backup was uploaded; confirm that the system is to be restored from it.', ...warningsOf(draft.state)].join(
      ' ',
    ),
    files: [],
  }
}

/** `Continue with system restore`: the system restarts with what the uploaded file holds. */
export function continueRestore(draft: Draft): Answer {
  const { pendingRestore } = draft.state
  if (!pendingRestore) return { is: 'refused', messages: ['There is no uploaded backup to continue with.'] }
  if (isListed(draft.state)) return IN_CLUSTER
  return filledIn(draft, pendingRestore.content)
}

/** `Abort system restore`: the uploaded file is forgotten. */
export function abortRestore(draft: Draft): Answer {
  if (!draft.state.pendingRestore) return { is: 'refused', messages: ['There is no restore to abort.'] }
  put(draft, { pendingRestore: null })
  return { is: 'acted', message: 'The restore was aborted; nothing was changed.', files: [] }
}

/** Both in one, as a program asks for it. */
export function restoreBackup(draft: Draft, file: string, password: string): Answer {
  const read = readBackup(draft, file, password)
  return read.is === 'refused' ? read : filledIn(draft, read.content)
}

/** What to read before a restore is confirmed. */
export function warningsOf({ pendingRestore, identity }: PeerState): readonly string[] {
  if (!pendingRestore || pendingRestore.content.serialNumber === identity.serialNumber) return []
  return [otherSystem(pendingRestore.content)]
}

const otherSystem = ({ serialNumber }: Content): string => `It was taken on ${serialNumber}, another system.`

const IN_CLUSTER: Extract<Answer, { is: 'refused' }> = {
  is: 'refused',
  messages: ['This system is part of a cluster. Remove it from the cluster before you restore a backup.'],
}

type Read = { readonly is: 'read'; readonly content: Content } | Extract<Answer, { is: 'refused' }>

function readBackup(draft: Draft, file: string, password: string): Read {
  if (isListed(draft.state)) return IN_CLUSTER
  const content = opened(file, password)
  if (content === null) {
    logEvent(draft, 'System Restore Error', 'The backup could not be read')
    return { is: 'refused', messages: ['The backup could not be read: the password is another one, or the file is damaged.'] }
  }
  const { version } = draft.state.identity
  if (content.version !== version)
    return {
      is: 'refused',
      messages: [`The backup is of ${content.version} and this system runs ${version}; both must be the same.`],
    }
  const refused = fill(trialOf(draft), content)
  return refused === null
    ? { is: 'read', content }
    : { is: 'refused', messages: [`The backup does not fit this system: ${reason(refused)}`] }
}

const trialOf = (draft: Draft): Draft => ({ state: draft.state, at: draft.at, effects: [], entropy: draft.entropy })

function filledIn(draft: Draft, content: Content): Answer {
  const trial = trialOf(draft)
  const refused = fill(trial, content)
  if (refused !== null) return { is: 'refused', messages: [`The backup does not fit this system: ${reason(refused)}`] }
  const isOther = content.serialNumber !== draft.state.identity.serialNumber
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
  const warning: readonly Remark[] = isOther ? [{ tone: 'warning', text: otherSystem(content) }] : []
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
