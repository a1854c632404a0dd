// What an administrator sees and removes of the files that copy, upgrade and database_backup keep on a server, from a root
// shell (SSM-10, SSM-51). In the words of GNU coreutils 8.22.

import { BACKUP_FOLDER, backupFiles, PATCH_FOLDER, remove } from '../backups.ts'
import type { Turn } from '../turn.ts'
import type { Printed } from './onprem.ts'

/** Lines of this kind, as completion offers them. */
export const FILE_LINES: readonly string[] = [`ls ${BACKUP_FOLDER}`, `ls ${PATCH_FOLDER}`]

const printed = (lines: readonly string[]): Printed => ({ output: lines.map((line) => `${line}\n`).join('') })

/** What the line leads to, or null for one that is none of these. */
export function onServerFiles(turn: Turn, typed: string): Printed | null {
  const listed = /^ls (\S+?)\/?$/.exec(typed)?.[1]
  if (listed === BACKUP_FOLDER) return printed(backupFiles(turn.state))
  if (listed === PATCH_FOLDER) return printed([...turn.state.files].sort())
  const [, forced, file] = new RegExp(`^(?:sudo )?rm (-f )?${BACKUP_FOLDER}/([\\w.-]+)$`).exec(typed) ?? []
  if (file === undefined) return null
  const isGone = remove(turn, file)
  return printed(
    isGone || forced !== undefined ? [] : [`rm: cannot remove ‘${BACKUP_FOLDER}/${file}’: No such file or directory`],
  )
}
