// Backups of the database as a server keeps them: `database_backup` writes one, and copy brings those of the other
// server. How the product names them, what it prints and when it refuses is not public; assumed (SSM-10).

import { civil, type Instant, pad } from '../kernel/time.ts'
import { isDiskFull } from './faults.ts'
import { canAnswer, type Tables } from './postgres.ts'
import type { HaState } from './state.ts'
import type { Turn } from './turn.ts'

/** A database in a file: every row it held at `at`, and the release whose tables these are. */
export type DatabaseBackup = {
  readonly name: string // onprem-database-20200901144500.sql.gz
  readonly version: string
  readonly at: Instant
  readonly tables: Tables
}

/** What `backups:` stands for on a server (practitioner notes, 2024). */
export const BACKUP_FOLDER = '/var/files/backups'

/** What `patches:` stands for on a server (practitioner notes, 2024). */
export const PATCH_FOLDER = '/var/files/patches'

/** How many backups of the database a server of the sandbox has room for. */
export const BACKUPS_MAX = 4

/** The names of everything in `backups:`, in the order of the alphabet: archives of migrations and backups of the database. */
export const backupFiles = ({ archives, backups }: HaState): readonly string[] =>
  [...archives, ...backups.map(({ name }) => name)].sort()

/** `2020 09 01 14 45 00` without the blanks, by the server's own clock, as the archives of migrations are named. */
export function fileTime(local: Instant): string {
  const { year, month, day, hour, minute, second } = civil(local)
  return `${year}${[month, day, hour, minute, second].map((part) => pad(part)).join('')}`
}

/** What a command says that did nothing: its reasons, and that nothing was changed. */
export const notDone = (command: string, ...why: readonly string[]): readonly string[] => [
  `${command}: ${why[0] ?? ''}`,
  ...why.slice(1),
  'Nothing was changed.',
]

/** Why the database of this server can be neither written to a file nor replaced from one now, or null. */
export function whyNoDatabase(state: HaState): readonly string[] | null {
  const { database, deployment, mode, pacemaker, peer, upgrading } = state
  if (upgrading !== null) return [`the patch to ${upgrading} is being installed on this server. Wait until that is done.`]
  if (mode === 'tearing-down') return ['the cluster is being destroyed on this server. Wait until that is done.']
  if (!canAnswer(database)) return ['DB service not currently running.']
  if (database.process === 'slave')
    return [
      `the database of ${deployment.node} is a replica of its peer's.`,
      peer.status?.db === 'Master' ? `Run it on the active server, ${deployment.peer.node}.` : 'Run it on the active server.',
    ]
  if (pacemaker.silent.includes('db')) return ['DB service not currently running.']
  return null
}

/** `database_backup`: every row of the database goes into a file in `backups:`. The application runs on meanwhile. */
export function backUp(turn: Turn): readonly string[] {
  const { state } = turn
  const why = whyNoDatabase(state) ?? whyNoRoom(state)
  if (why !== null) return notDone('database_backup', ...why)
  const name = `onprem-database-${fileTime(turn.local)}.sql.gz`
  keep(turn, { name, version: state.deployment.version, at: turn.at, tables: state.database.tables })
  turn.note('backup', `The database of ${turn.name} is backed up to ${BACKUP_FOLDER}/${name}.`)
  return ['Backing up the database...', `${BACKUP_FOLDER}/${name}`]
}

/** Why no further backup finds room on this server, or null. */
export function whyNoRoom(state: HaState): readonly string[] | null {
  if (isDiskFull(state)) return ['No space left on device.']
  if (state.backups.length < BACKUPS_MAX) return null
  return [
    `a server of this sandbox keeps ${BACKUPS_MAX} backups of the database.`,
    `Remove one as root first: rm ${BACKUP_FOLDER}/${state.backups[0]?.name ?? ''}`,
  ]
}

/** Puts a backup among those of this server, in place of one of the same name. */
export function keep(turn: Turn, backup: DatabaseBackup): void {
  turn.set({ backups: [...turn.state.backups.filter(({ name }) => name !== backup.name), backup] })
}

/** Takes a file out of `backups:`. False: there is none of this name. */
export function remove(turn: Turn, name: string): boolean {
  const { archives, backups } = turn.state
  if (!backupFiles(turn.state).includes(name)) return false
  turn.set({ archives: archives.filter((each) => each !== name), backups: backups.filter((each) => each.name !== name) })
  turn.note('backup', `${BACKUP_FOLDER}/${name} is removed from ${turn.name}.`)
  return true
}
