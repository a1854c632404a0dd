// `database_restore`: the application stops, every row of the database gives way to those of a backup, and the
// application starts again. In a pair Pacemaker restarts it and the standby follows by replication. That a pair may do
// so on its active server, and all that is printed and refused, is assumed (SSM-10).

import { iso } from '../kernel/time.ts'
import { BACKUP_FOLDER, backupFiles, type DatabaseBackup, notDone, whyNoDatabase } from './backups.ts'
import { isDiskFull } from './faults.ts'
import { changesTo, type RowKey, type Tables } from './postgres.ts'
import { write } from './replication.ts'
import { startServices, stopServices } from './standalone.ts'
import { isPaired } from './state.ts'
import type { Turn } from './turn.ts'

const USAGE = ['Usage: database_restore backups:FILE']
const COMMAND = 'database_restore'

/** What `database_restore` leads to: lines, and the file it asks to be allowed to restore, where it may. */
export type Asked = { readonly lines: readonly string[]; readonly file?: string }

/** `database_restore backups:FILE`: whether the file can be restored here, and what that means. */
export function mayRestore(turn: Turn, args: readonly string[]): Asked {
  const file = /^backups:([\w.-]+)$/.exec(args[0] ?? '')?.[1]
  if (args.length !== 1 || file === undefined) return { lines: [...USAGE, ...listed(backupFiles(turn.state))] }
  const found = restorable(turn, file)
  if ('why' in found) return { lines: notDone(COMMAND, ...found.why) }
  return {
    file,
    lines: [
      '',
      `WARNING: The database of this server is replaced by that of ${file},`,
      `written at ${iso(found.at)}. What was written since is lost, and the application restarts.`,
      '',
    ],
  }
}

const listed = (files: readonly string[]): readonly string[] =>
  files.length === 0 ? [`There is no file in ${BACKUP_FOLDER}.`] : [`In ${BACKUP_FOLDER}:`, ...files.map((each) => `  ${each}`)]

function restorable({ state }: Turn, file: string): DatabaseBackup | { readonly why: readonly string[] } {
  const why = whyNoDatabase(state)
  if (why !== null) return { why }
  if (state.restoring !== null) return { why: [`${state.restoring} is being restored.`] }
  const backup = state.backups.find(({ name }) => name === file)
  const { version } = state.deployment
  if (backup === undefined)
    return {
      why: state.archives.includes(file)
        ? [`${file} is the archive of a migration and no backup of the database.`]
        : [`there is no ${BACKUP_FOLDER}/${file}.`],
    }
  if (backup.version !== version) return { why: [`${file} is of ${backup.version}, and this server is at ${version}.`] }
  if (isDiskFull(state)) return { why: ['No space left on device.'] }
  return backup
}

/** The answer was yes: the restore begins, unless something has come in its way meanwhile. */
export function restore(turn: Turn, file: string): readonly string[] {
  const backup = restorable(turn, file)
  if ('why' in backup) return notDone(COMMAND, ...backup.why)
  if (isPaired(turn.state)) {
    turn.set({ restoring: file })
    turn.note('restore', `${file} is to be restored on ${turn.name}: its application stops for that.`)
    if (!turn.state.pacemaker.satellite) load(turn)
  } else {
    stopServices(turn)
    startServices(turn)
    take(turn, backup)
  }
  return ['Stopping the application...', `Restoring the database from ${BACKUP_FOLDER}/${file}...`, 'Starting the application...']
}

/** The application of a pair has stopped: if that was for a restore, the database is replaced now. */
export function load(turn: Turn): void {
  const { restoring, backups, database, pacemaker } = turn.state
  if (restoring === null) return
  const backup = backups.find(({ name }) => name === restoring)
  if (backup === undefined || database.process !== 'master' || pacemaker.shutdown || isDiskFull(turn.state)) {
    giveUp(turn)
    return
  }
  turn.set({ restoring: null })
  take(turn, backup)
}

/** A restore that was asked for and cannot be made any more: the database stays as it is. */
export function giveUp(turn: Turn): void {
  const { restoring } = turn.state
  if (restoring === null) return
  turn.set({ restoring: null })
  turn.note('restore', `${restoring} is not restored on ${turn.name}: its database stays as it is.`)
}

function take(turn: Turn, { name, at, tables }: DatabaseBackup): void {
  const { database, assessed } = turn.state
  const lost = missingIn(tables, database.tables)
  write(turn, changesTo(database.tables, tables))
  // What fell due since then falls due again: the tables know nothing of it.
  turn.set({ assessed: Math.min(assessed, at) })
  turn.note('restored', `The database of ${turn.name} is that of ${name} again, as it stood at ${iso(at)}.`)
  if (lost.length === 0) return
  const names = lost.map(({ table, id }) => `${table} ${id}`).join(', ')
  turn.note('lost', `What ${turn.name} had written since that backup is gone: ${names}.`, { rows: lost })
}

/** Of no interest to anybody once they are gone: lines of event logs, sessions and access tokens. */
const PASSING = ['events', 'passes']

const missingIn = (tables: Tables, now: Tables): readonly RowKey[] =>
  Object.entries(now)
    .filter(([table]) => !PASSING.includes(table))
    .flatMap(([table, rows]) =>
      rows.filter(({ id }) => !tables[table]?.some((each) => each.id === id)).map(({ id }) => ({ table, id })),
    )
