// Patches that are installed on a server, and the archive of a migration (SSM-51). What is printed is as in practitioner
// notes of the 8-202006 guide; the names of the patch files and the time one takes are ours.

import { MINUTE_MS } from '../kernel/time.ts'
import { BACKUP_FOLDER, fileTime } from './backups.ts'
import { isDiskFull } from './faults.ts'
import { stopServices } from './standalone.ts'
import { isPaired } from './state.ts'
import type { Turn } from './turn.ts'

/** The releases there are patches for, oldest first. */
const RELEASES: readonly string[] = ['8-202006', '8-202010', '8-202102', '8-202105', '8-202108', '8-202404']

/** The release from which a server can be migrated to the next major one (practitioner notes, 2024). */
const MIGRATES_FROM = '8-202404'
const MIGRATION = 'migrate_configs.sh'

/** How long a patch takes, with the restart of the application behind it; assumed. */
const UPGRADE_MS = 10 * MINUTE_MS

/** What `patches:` stands for on a server (practitioner notes, 2024). */
export const PATCH_FOLDER = '/var/files/patches'

const patchOf = (release: string): string => `ssms_patch-${release}.sh`
const releaseOf = (file: string): string | undefined => RELEASES.find((release) => patchOf(release) === file)

/** Whether there is such a file to be copied: a patch, the script of the migration, or the checksum of one of them. */
export const isOffered = (file: string): boolean => {
  const script = file.replace(/\.sha256$/, '')
  return script === MIGRATION || releaseOf(script) !== undefined
}

const UPGRADE_USAGE = ['Usage: upgrade patches:FILE.sh']

/** `upgrade patches:FILE.sh`: installs a patch on a stand-alone server, or writes the archive of a migration. */
export function upgrade(turn: Turn, args: readonly string[]): readonly string[] {
  const file = /^patches:([\w.-]+\.sh)$/.exec(args[0] ?? '')?.[1]
  if (args.length !== 1 || file === undefined) return UPGRADE_USAGE
  const refused = (why: string): readonly string[] => [`upgrade: ${why}`, 'Nothing was changed.']
  const { state } = turn
  if (!state.files.includes(file)) return refused(`there is no ${PATCH_FOLDER}/${file}. Copy it to patches: first.`)
  if (isPaired(state)) return refused('this node is half of a pair. Run ha_teardown on both nodes first.')
  if (state.upgrading !== null) return refused(`the patch to ${state.upgrading} is being installed.`)
  if (isDiskFull(state)) return refused('No space left on device.')
  if (file === MIGRATION) return migrate(turn, refused)
  const release = releaseOf(file) ?? ''
  const { version } = state.deployment
  if (RELEASES.indexOf(release) <= RELEASES.indexOf(version)) return refused(`this server is at ${version} already.`)
  stopServices(turn)
  // A server that was prepared for a pair was so at its release, and does not wait to be taken in the middle of a patch.
  if (state.mode === 'provisioned') turn.say({ say: 'provisioned', version: '' })
  turn.set({ upgrading: release, mode: state.mode === 'provisioned' ? 'stand-alone' : state.mode })
  turn.after('application', UPGRADE_MS)
  turn.note('upgrade', `${turn.name} installs the patch from ${version} to ${release}; its GUI answers again when that is done.`)
  return [
    `Upgrading system from patch file ${PATCH_FOLDER}/${file}`,
    'Verified OK',
    `Creating directory /var/tmp/ssms_patch-${release}`,
    'Verifying archive integrity...  100%   All good.',
    `Uncompressing SSM On-Prem 6.X.X to ${release} Upgrade Patch  100%`,
  ]
}

/** The patch is installed. A server that had left a pair starts afresh with it and may be half of a new one (assumed). */
export function installed(turn: Turn): void {
  const { upgrading, deployment, mode, peer } = turn.state
  if (upgrading === null) return
  turn.set({
    upgrading: null,
    mode: mode === 'torn-down' ? 'stand-alone' : mode,
    peer: { ...peer, tornDown: false, answers: true, prepared: mode === 'torn-down' ? 'no' : peer.prepared },
    deployment: { ...deployment, version: upgrading, patches: [...deployment.patches, upgrading] },
  })
  turn.note('upgrade', `${turn.name} is at ${upgrading}.`)
}

function migrate(turn: Turn, refused: (why: string) => readonly string[]): readonly string[] {
  const { deployment, files, archives } = turn.state
  if (deployment.version !== MIGRATES_FROM)
    return refused(`a migration to the next major release begins at ${MIGRATES_FROM}; this server is at ${deployment.version}.`)
  if (!files.includes(`${MIGRATION}.sha256`)) return refused(`${PATCH_FOLDER}/${MIGRATION}.sha256 must be beside the script.`)
  const archive = `onprem-migration-${fileTime(turn.local)}.tar.gz`
  turn.set({ archives: [...archives.filter((each) => each !== archive), archive].slice(-16) })
  turn.note('upgrade', `${turn.name} has its configuration and database in ${BACKUP_FOLDER}/${archive}.`)
  return [
    `Upgrading system from patch file ${PATCH_FOLDER}/${MIGRATION}`,
    'Verified OK',
    `${BACKUP_FOLDER}/${archive}`,
    'The new server that takes this archive is not modelled in this sandbox.',
  ]
}
