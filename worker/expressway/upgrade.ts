// Maintenance > Upgrade: upload, continue, reboot; and what an order other than the primary first does. EX-19.

import type { Answer } from '../kernel/surface.ts'
import { isBefore } from './identity.ts'
import { type Draft, note, type PeerState, put } from './state.ts'

/** The release of a software file, read from its name, such as `s42700x14_0_3.tar.gz`; null for what is none. */
export function releaseIn(file: string): string | null {
  const found = /x(\d+(?:_\d+){0,3})\.tar\.gz$/i.exec(file)
  return found === null ? null : `X${(found[1] ?? '').replaceAll('_', '.')}`
}

/** Uploads only. */
export function upload(draft: Draft, file: string): Answer {
  const version = releaseIn(file)
  if (version === null)
    return { is: 'refused', messages: [`"${file}" is no Expressway software: expected a name such as s42700x14_0_3.tar.gz.`] }
  if (draft.state.surroundings.troubles.some((trouble) => trouble.kind === 'disk-full'))
    return { is: 'refused', messages: ['The software could not be uploaded: no space is left on the disk.'] }
  const { identity, shared } = draft.state
  if (isBefore(version, identity.version))
    return { is: 'refused', messages: [`${version} is older than ${identity.version}: downgrading is not supported.`] }
  put(draft, { upgrade: { version, isInstalled: false, configuration: shared.configuration } })
  return { is: 'acted', message: `Software ${version} was uploaded. Check it and continue with the upgrade.`, files: [] }
}

/** What stopped an upgrade from a release that has no alarm for a bad system key yet. EX-44. */
const VERIFY = '/tandberg/etc/postinstall.current.d/10-verify-syskey'

/** Installs what was uploaded; it runs from the next start of the whole system on. */
export function install(draft: Draft): Answer {
  const { upgrade } = draft.state
  if (upgrade === null) return { is: 'refused', messages: ['There is no uploaded software to continue with.'] }
  if (draft.state.systemKey === 'stale' && isBefore(draft.state.identity.version, 'X14.0'))
    return { is: 'refused', messages: [`Post install script ${VERIFY} failed`] }
  put(draft, { upgrade: { ...upgrade, isInstalled: true } })
  note(draft, 'installed', `${upgrade.version} is installed; a reboot puts it in force.`)
  return {
    is: 'acted',
    message: `Software ${upgrade.version} is installed. Reboot the system; configuration changed since the upload will be lost.`,
    files: [],
  }
}

/** The system boots: installed software comes into force, on the configuration as it was uploaded onto. */
export function bootUpgraded(draft: Draft): void {
  const { state } = draft
  if (state.upgrade === null || !state.upgrade.isInstalled) return
  const { version, configuration } = state.upgrade
  const primary = state.links[state.saved.configurationPrimary - 1]
  const isAhead = primary?.last ? isBefore(primary.last.version, version) : false
  put(draft, {
    identity: { ...state.identity, version, hasResetFiles: true },
    shared: { ...state.shared, configuration },
    resetImage: version,
    upgrade: null,
    upgrades: state.upgrades + 1,
    systemKey: 'current',
    // Its data is encrypted anew before the primary's: the primary has to be upgraded, and then once more.
    ...(isAhead && primary?.last ? { keyAwaits: primary.last.upgrades + 2 } : {}),
  })
  note(draft, 'upgraded', `Runs ${version} now.`, { version })
}

/** Whether the primary has been upgraded as often as the key needs; then all is well within ten minutes. */
export function keyIsServed(state: PeerState): boolean {
  const primary = state.links[state.saved.configurationPrimary - 1]
  return state.keyAwaits !== null && (primary?.facts?.upgrades ?? 0) >= state.keyAwaits
}

/** Whether replication fails for the key although everything else fits. */
export function isKeyError(state: PeerState): boolean {
  const primary = state.links[state.saved.configurationPrimary - 1]
  return state.keyAwaits !== null && primary?.facts?.version === state.identity.version
}
