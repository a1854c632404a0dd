// An upgrade that a request of the REST interface asked for: fetched, held back while calls are up, installed, booted. EX-19, EX-63.
//
// Its states are the product's. How long each of them lasts is ours, and so is the unit of the wait.

import { type Instant, MINUTE_MS, SECOND_MS } from '../kernel/time.ts'
import { hasFullDisk } from './conditions.ts'
import { restart } from './power.ts'
import { clockOf, type Draft, type PeerState, put, setTimer, stopTimer } from './state.ts'
import { install, releaseIn, upload } from './upgrade.ts'
import { usersOf } from './users.ts'

/** Where a request stands, in the words of `upgradestatus`. */
export type UpgradeStatus =
  | 'UPGD_INITIATED'
  | 'UPGD_FILE_DOWNLOADING'
  | 'UPGD_FILE_DOWNLOADED'
  | 'UPGD_FILE_DOWNLOADFAILED'
  | 'UPGD_WAIT_FOR_CALLDISCONNECT'
  | 'UPGD_STARTED'
  | 'UPGD_REBOOT'
  | 'UPGD_FAILED'
  | 'UPGD_SUCCESSFUL'

/** The last request. `at`: when its status changed last, by the system's own clock. */
export type RequestedUpgrade = {
  readonly at: Instant
  readonly version: string // '' where the name of the file tells of none
  readonly status?: UpgradeStatus // absent from a state of before a request had states
  readonly file?: string
  readonly waitMinutes?: number // for calls to end
  readonly reboots?: boolean
}

/** What falls due while a request is carried out. */
export const REQUEST_TIMER = 'requested-upgrade'

const PREPARING_MS = 5 * SECOND_MS
const DOWNLOAD_MS = MINUTE_MS
const INSTALL_MS = 3 * MINUTE_MS
const BEFORE_REBOOT_MS = 5 * SECOND_MS
/** From the start of the installation to the reboot; a request that nobody reboots for until then has failed. */
const REBOOT_WITHIN_MS = 15 * MINUTE_MS

/** Where the last request stands; null before the first. */
export function requestStatus({ upgradeAsked, upgrade, identity }: PeerState): UpgradeStatus | null {
  if (!upgradeAsked) return null
  if (upgradeAsked.status !== undefined) return upgradeAsked.status
  if (upgrade?.version === upgradeAsked.version) return 'UPGD_STARTED'
  return identity.version === upgradeAsked.version ? 'UPGD_SUCCESSFUL' : 'UPGD_FAILED'
}

/** Whether one is under way, so that no other can be asked for. */
export const isUnderWay = (state: PeerState): boolean => state.timers.some(({ name }) => name === REQUEST_TIMER)

/** Takes a request on. */
export function requestUpgrade(draft: Draft, file: string, waitMinutes: number, reboots: boolean): void {
  put(draft, { upgradeAsked: { at: draft.at, version: releaseIn(file) ?? '', file, waitMinutes, reboots } })
  proceed(draft, 'UPGD_INITIATED', PREPARING_MS)
}

/** The request gets on by one state. */
export function onRequestTimer(draft: Draft): void {
  const asked = draft.state.upgradeAsked
  if (asked?.status === 'UPGD_REBOOT' && asked.reboots) restart(draft, 'reboot')
  else if (asked) proceed(draft, ...next(draft, asked))
}

// The state that follows when one has lasted its time, and for how long it lasts.
function next(draft: Draft, { status, version, file = '', waitMinutes = 0, reboots }: RequestedUpgrade): Stage {
  switch (status) {
    case 'UPGD_INITIATED':
      return ['UPGD_FILE_DOWNLOADING', DOWNLOAD_MS]
    case 'UPGD_FILE_DOWNLOADING':
      return version === '' || hasFullDisk(draft.state) ? ['UPGD_FILE_DOWNLOADFAILED'] : ['UPGD_FILE_DOWNLOADED', PREPARING_MS]
    case 'UPGD_FILE_DOWNLOADED':
      return waitMinutes > 0 && usersOf(draft.state).calls > 0 ? ['UPGD_WAIT_FOR_CALLDISCONNECT', waitMinutes * MINUTE_MS] : BEGUN
    case 'UPGD_WAIT_FOR_CALLDISCONNECT':
      return BEGUN
    case 'UPGD_STARTED':
      if (!isInstalled(draft, file)) return ['UPGD_FAILED']
      return ['UPGD_REBOOT', reboots ? BEFORE_REBOOT_MS : REBOOT_WITHIN_MS - INSTALL_MS]
    default:
      return ['UPGD_FAILED']
  }
}

type Stage = readonly [status: UpgradeStatus, forMs?: number]
const BEGUN: Stage = ['UPGD_STARTED', INSTALL_MS]

function isInstalled(draft: Draft, file: string): boolean {
  if (upload(draft, file).is === 'refused') return false
  if (install(draft).is !== 'refused') return true
  put(draft, { upgrade: null })
  return false
}

// Without a time nothing more comes of it.
function proceed(draft: Draft, status: UpgradeStatus, forMs?: number): void {
  const asked = draft.state.upgradeAsked
  if (!asked) return
  put(draft, { upgradeAsked: { ...asked, status, at: clockOf(draft.state, draft.at) } })
  if (forMs === undefined) stopTimer(draft, REQUEST_TIMER)
  else setTimer(draft, REQUEST_TIMER, forMs)
}

/** The last call ended: nothing holds the installation back any longer. To be called after every change. */
export function tendRequest(draft: Draft): void {
  const isWaiting = draft.state.upgradeAsked?.status === 'UPGD_WAIT_FOR_CALLDISCONNECT'
  if (isWaiting && usersOf(draft.state).calls === 0) proceed(draft, ...BEGUN)
}

/** The system is up again: the request has come to its end, one way or the other, unless the installed software still waits for a reboot. */
export function settleRequest(draft: Draft): void {
  const { upgradeAsked, upgrade, identity } = draft.state
  if (!upgradeAsked?.status || ENDS.includes(upgradeAsked.status)) return
  if (identity.version === upgradeAsked.version && upgradeAsked.status === 'UPGD_REBOOT') proceed(draft, 'UPGD_SUCCESSFUL')
  else if (upgradeAsked.status !== 'UPGD_REBOOT' || !upgrade?.isInstalled) proceed(draft, 'UPGD_FAILED')
}

const ENDS: readonly UpgradeStatus[] = ['UPGD_FILE_DOWNLOADFAILED', 'UPGD_FAILED', 'UPGD_SUCCESSFUL']
