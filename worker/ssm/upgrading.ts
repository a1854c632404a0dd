// Patches that are installed on a server (SSM-51). What is printed is as in practitioner notes of the 8-202006 guide; the
// names of the patch files and the time one takes are ours.

import { MINUTE_MS } from '../kernel/time.ts'
import { notDone, PATCH_FOLDER } from './backups.ts'
import { isDiskFull } from './faults.ts'
import { MIGRATION, type Migrated, migrate } from './migrating.ts'
import { stopServices } from './standalone.ts'
import { isPaired } from './state.ts'
import type { Turn } from './turn.ts'

/** The releases there are patches for, oldest first. */
const RELEASES: readonly string[] = ['8-202006', '8-202010', '8-202102', '8-202105', '8-202108', '8-202404']

/** How long a patch takes, with the restart of the application behind it; assumed. */
const UPGRADE_MS = 10 * MINUTE_MS

const patchOf = (release: string): string => `ssms_patch-${release}.sh`
const releaseOf = (file: string): string | undefined => RELEASES.find((release) => patchOf(release) === file)

/** Whether there is such a file to be copied: a patch, the script of the migration, or the checksum of one of them. */
export const isOffered = (file: string): boolean => {
  const script = file.replace(/\.sha256$/, '')
  return script === MIGRATION || releaseOf(script) !== undefined
}

const UPGRADE_USAGE = ['Usage: upgrade patches:FILE.sh']

/** `upgrade patches:FILE.sh`: installs a patch on a stand-alone server, or runs the script of the migration. */
export function upgrade(turn: Turn, args: readonly string[]): Migrated {
  const file = /^patches:([\w.-]+\.sh)$/.exec(args[0] ?? '')?.[1]
  if (args.length !== 1 || file === undefined) return { lines: UPGRADE_USAGE }
  const refused = (why: string): Migrated => ({ lines: notDone('upgrade', why) })
  const { state } = turn
  if (!state.files.includes(file)) return refused(`there is no ${PATCH_FOLDER}/${file}. Copy it to patches: first.`)
  if (isPaired(state)) return refused('this node is half of a pair. Run ha_teardown on both nodes first.')
  if (state.upgrading !== null) return refused(`the patch to ${state.upgrading} is being installed.`)
  if (isDiskFull(state)) return refused('No space left on device.')
  if (file === MIGRATION) return migrate(turn)
  const release = releaseOf(file) ?? ''
  const { version } = state.deployment
  if (RELEASES.indexOf(release) <= RELEASES.indexOf(version)) return refused(`this server is at ${version} already.`)
  stopServices(turn)
  // A server that was prepared for a pair was so at its release, and does not wait to be taken in the middle of a patch.
  if (state.mode === 'provisioned') turn.say({ say: 'provisioned', version: '' })
  turn.set({ upgrading: release, mode: state.mode === 'provisioned' ? 'stand-alone' : state.mode })
  turn.after('application', UPGRADE_MS)
  turn.note('upgrade', `${turn.name} installs the patch from ${version} to ${release}; its GUI answers again when that is done.`)
  const lines = [
    `Upgrading system from patch file ${PATCH_FOLDER}/${file}`,
    'Verified OK',
    `Creating directory /var/tmp/ssms_patch-${release}`,
    'Verifying archive integrity...  100%   All good.',
    `Uncompressing SSM On-Prem 6.X.X to ${release} Upgrade Patch  100%`,
  ]
  return { lines }
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
