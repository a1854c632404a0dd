// Starting, restarting, losing power, and the factory reset that a restart may bring. EX-10, EX-18, EX-50.

import { draw } from '../kernel/random.ts'
import { MINUTE_MS } from '../kernel/time.ts'
import { logAlarmById } from './alarms.ts'
import { keepsOfRemoval, reset } from './factory-reset.ts'
import { readdress } from './interfaces.ts'
import { logEvent, logSession } from './log.ts'
import { part } from './losses.ts'
import { relink } from './mesh.ts'
import { startSynchroniser } from './replication.ts'
import { settleRequest } from './requested-upgrade.ts'
import { type Alarm, type Draft, isListed, isPrimary, type Keeps, note, type Processes, put, setTimer } from './state.ts'
import { TIME_STARTS_MS, TIME_TIMER } from './time-source.ts'
import { bootUpgraded } from './upgrade.ts'
import { loseUsers } from './users.ts'

/** A restart of the application, and a start of the whole system. */
const RESTART_MS = 3 * MINUTE_MS
const REBOOT_MS = 5 * MINUTE_MS
/** A restart that also resets the system to its factory state. */
const RESET_MS = 5 * MINUTE_MS
/** About one restart in so many checks the file system first, which takes this long. EX-18. */
const CHECK_EVERY = 30
const CHECK_MS = 5 * MINUTE_MS
/** The script `factory-reset`. */
const SCRIPT_RESET_MS = 20 * MINUTE_MS

/** Goes down in good order; `start` falls due when it is up again. */
export function restart(draft: Draft, how: 'restart' | 'reboot'): void {
  const isReset = draft.state.resetArmed !== null
  if (isReset) logAlarmById(draft, '15009')
  endSessions(draft)
  logEvent(draft, 'System Shutdown', how === 'restart' ? 'Restarting' : 'Rebooting')
  part(draft, 'orderly')
  goDown(draft, isReset ? 'resetting' : 'restarting')
  const usual = isReset && draft.state.identity.hasResetFiles ? RESET_MS : how === 'restart' ? RESTART_MS : REBOOT_MS
  put(draft, { booting: how === 'reboot' })
  const ms = startIn(draft, usual)
  const what = isReset ? 'a factory reset' : how === 'restart' ? 'a restart' : 'a reboot'
  note(draft, 'restart', `Going down for ${what}; back in about ${ms / MINUTE_MS} minutes${ms > usual ? CHECKED : '.'}`, { how })
}

const CHECKED = ', since this time the file system is checked.'

// `start` falls due after this time, or later where the file system is checked first. Returns after how long.
function startIn(draft: Draft, usual: number): number {
  const restarts = (draft.state.restarts ?? 0) + 1
  const ms = restarts % CHECK_EVERY === 0 ? usual + CHECK_MS : usual
  put(draft, { restarts })
  setTimer(draft, 'start', ms)
  return ms
}

/**
 * Goes down in good order and stays down. Nothing reaches it then: it starts again when its power was taken
 * away and came back, as after a power cut. A reset that was armed comes with that start. EX-60.
 */
export function shutDown(draft: Draft): void {
  endSessions(draft)
  logEvent(draft, 'System Shutdown', 'Shutting down')
  part(draft, 'orderly')
  goDown(draft, 'off')
  note(draft, 'power', 'Shut down; it starts again when its power is taken away and comes back.')
}

export function losePower(draft: Draft): void {
  part(draft, 'in-silence')
  goDown(draft, 'off')
  note(draft, 'power', 'Lost its power.')
}

/** Power is back: the whole system starts. A factory reset that was armed, or that the power cut off, comes first. EX-50. */
export function regainPower(draft: Draft): void {
  const { resetArmed, resetting, identity } = draft.state
  const isReset = resetArmed !== null || resetting !== null
  put(draft, { power: isReset ? 'resetting' : 'restarting', booting: true, alarms: busy(draft) })
  const usual = resetting !== null ? SCRIPT_RESET_MS : isReset && identity.hasResetFiles ? RESET_MS : REBOOT_MS
  const ms = startIn(draft, usual)
  const what = isReset ? 'is starting with a factory reset' : 'is starting'
  note(draft, 'power', `Has power again and ${what}; back in about ${ms / MINUTE_MS} minutes${ms > usual ? CHECKED : '.'}`)
}

// Whoever is logged in is so no longer. Nobody is there to write it where the power goes.
function endSessions(draft: Draft): void {
  for (const { login, by = 'ssh' } of draft.state.sessions) logSession(draft, 'Finish', login, by)
  for (const { account } of draft.state.webSessions ?? []) logSession(draft, 'Finish', account)
}

/** `The system is busy`: stands from the moment it goes down until it is up again. EX-41. */
const BUSY = '15007'
const busy = ({ at }: Draft): readonly Alarm[] => [{ id: BUSY, status: 'new', firstRaised: at, lastRaised: at, detail: '' }]

// What lives in the application's memory ends here, alarms and sessions among it.
function goDown(draft: Draft, power: 'restarting' | 'resetting' | 'off'): void {
  if (power !== 'off') logAlarmById(draft, BUSY)
  put(draft, {
    power,
    timers: [],
    alarms: power === 'off' ? [] : busy(draft),
    lowered: [],
    sessions: [],
    webSessions: [],
    mismatch: { settings: false, primary: false },
    primaryUnreachable: false,
    inStep: false,
    pushes: 0,
    maintenance: false,
    loaded: false,
    lacksFile: false,
    ...(draft.state.misjudged && { misjudged: [] }),
    ...(draft.state.pendingRestore && { pendingRestore: null }),
  })
  loseUsers(draft)
}

/** The application is up: what was saved is now in force. */
export function start(draft: Draft): void {
  if (draft.state.power === 'resetting') reset(draft, draft.state.resetting ?? keepsOfRemoval(draft.state.identity))
  else if (draft.state.resetFailed && draft.state.resetArmed === null) put(draft, { resetFailed: false })
  put(draft, {
    power: 'running',
    startedAt: draft.at,
    restartRequired: false,
    certificateInUse: null,
    networkInUse: null,
    keysInUse: null,
    startSettings: null,
    processes: newProcesses(draft),
  })
  if (draft.state.booting) bootUpgraded(draft)
  readdress(draft)
  settleRequest(draft)
  const isInCluster = isListed(draft.state)
  const { shared, saved } = draft.state
  put(draft, {
    inForce: isInCluster ? { tlsMode: shared.tlsMode, ipVersion: saved.ipVersion } : null,
    member: isInCluster && (draft.state.member || isPrimary(draft.state)),
    lastSync: isInCluster ? draft.state.lastSync : null,
  })
  put(draft, { loaded: !isInCluster || isPrimary(draft.state) })
  setTimer(draft, TIME_TIMER, TIME_STARTS_MS)
  logEvent(draft, 'System Start', `Version ${draft.state.identity.version}`)
  relink(draft, 'nothing')
  if (isInCluster) startSynchroniser(draft)
  note(draft, 'started', 'Is up again.')
}

function newProcesses(draft: Draft): Processes {
  let random = draft.state.random
  const next = (low: number, high: number): number => {
    const [value, after] = draw(random, low, high)
    random = after
    return value
  }
  const first = next(130, 160)
  const processes: Processes = {
    alternates: first,
    resolver: first + 3,
    database: first + 17,
    writer: next(300, 400),
    httpd: next(10_000, 32_000),
    port: next(49_152, 65_535),
  }
  put(draft, { random })
  return processes
}

/** The script `factory-reset` of the root shell: goes down at once and comes back as new. EX-53. */
export function resetByScript(draft: Draft, keeps: Keeps): void {
  put(draft, { resetting: keeps })
  logAlarmById(draft, '15009')
  endSessions(draft)
  logEvent(draft, 'System Shutdown', 'Factory reset')
  part(draft, 'orderly')
  goDown(draft, 'resetting')
  setTimer(draft, 'start', SCRIPT_RESET_MS)
  note(draft, 'restart', `Going down for a factory reset; back in about ${SCRIPT_RESET_MS / MINUTE_MS} minutes.`)
}
