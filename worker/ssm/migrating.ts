// From release 8 to release 9 by an archive: the server of release 8 writes it, and a new server at the same address takes
// it over (SSM-51). The order and the files are in practitioner notes of 2024; the words of the question and of what is
// printed beside it are ours, as is that what the archive holds of the network and of users is not looked at.

import { BACKUP_FOLDER, fileTime, notDone, PATCH_FOLDER } from './backups.ts'
import { changesTo } from './postgres.ts'
import { bootUp, losePower } from './power.ts'
import { write } from './replication.ts'
import type { Turn } from './turn.ts'

/** The script that both servers run. */
export const MIGRATION = 'migrate_configs.sh'

/** The release from which a server can be migrated to the next major one (practitioner notes, 2024). */
const MIGRATES_FROM = '8-202404'

/** Whether a server is of the release that migrations lead to. */
export const isNextMajor = (version: string): boolean => version.startsWith('9-')

/** What a script prints, and what it then waits to be told. */
export type Migrated = { readonly lines: readonly string[]; readonly asks?: 'archive' }

/** The script of the migration: writes an archive at release 8, and asks for one at release 9. */
export function migrate(turn: Turn): Migrated {
  const { deployment, files, archives } = turn.state
  const refused = (why: string): Migrated => ({ lines: notDone('upgrade', why) })
  const { version } = deployment
  if (version !== MIGRATES_FROM && !isNextMajor(version))
    return refused(`a migration to the next major release begins at ${MIGRATES_FROM}; this server is at ${version}.`)
  if (!files.includes(`${MIGRATION}.sha256`)) return refused(`${PATCH_FOLDER}/${MIGRATION}.sha256 must be beside the script.`)
  const begun = [`Upgrading system from patch file ${PATCH_FOLDER}/${MIGRATION}`, 'Verified OK']
  if (isNextMajor(version)) return { lines: begun, asks: 'archive' }
  const archive = `onprem-migration-${fileTime(turn.local)}.tar.gz`
  turn.set({ archives: [...archives.filter((each) => each !== archive), archive].slice(-16) })
  turn.note('upgrade', `${turn.name} has its configuration and database in ${BACKUP_FOLDER}/${archive}.`)
  return {
    lines: [
      ...begun,
      `${BACKUP_FOLDER}/${archive}`,
      'A new server of the next major release takes it over, at the same address.',
    ],
  }
}

/** The name of the archive is given: what it holds takes the place of everything here, and the server restarts. */
export function takeOver(turn: Turn, name: string): { readonly lines: readonly string[]; readonly restarts: boolean } {
  const { archives, database, deployment, power, upgrading } = turn.state
  const { former } = deployment
  const refused = (why: string) => ({ lines: notDone('upgrade', why), restarts: false })
  if (!archives.includes(name)) return refused(`there is no ${BACKUP_FOLDER}/${name}. Copy it to backups: first.`)
  if (former?.name !== name) return refused(`${name} is not of the server that was at ${deployment.publicAddress} before.`)
  if (power !== 'on' || upgrading !== null || database.process !== 'master') return refused('DB service not currently running.')
  write(turn, changesTo(database.tables, former.tables))
  turn.set({ assessed: Math.min(turn.state.assessed, former.at) })
  turn.note('migrated', `${turn.name} has taken over ${name}, and restarts.`)
  losePower(turn, `${turn.name} goes down for its restart.`)
  bootUp(turn, `${turn.name} starts up again.`)
  return { lines: [`Restoring ${BACKUP_FOLDER}/${name}...`, 'The server restarts.'], restarts: true }
}
