// Starting, restarting, losing power, and the factory reset that a restart may bring. EX-10, EX-18, EX-50.

import { draw } from '../kernel/random.ts'
import { MINUTE_MS } from '../kernel/time.ts'
import { FACTORY_CONFIGURATION } from './configuration.ts'
import { logEvent } from './log.ts'
import { part, relink } from './mesh.ts'
import { startSynchroniser } from './replication.ts'
import { type Draft, isListed, isPrimary, note, PEERS_MAX, type Processes, put, setTimer } from './state.ts'

/** A restart of the application, and a start of the whole system. */
export const RESTART_MS = 3 * MINUTE_MS
export const REBOOT_MS = 5 * MINUTE_MS
/** A restart that also resets the system to its factory state. */
export const RESET_MS = 5 * MINUTE_MS

/** Goes down in good order; `start` falls due when it is up again. */
export function restart(draft: Draft, how: 'restart' | 'reboot'): void {
  const isReset = draft.state.resetArmed !== null
  logEvent(draft, 'System Shutdown', how === 'restart' ? 'Restarting' : 'Rebooting')
  part(draft, 'orderly')
  goDown(draft, isReset ? 'resetting' : 'restarting')
  const ms = isReset ? RESET_MS : how === 'restart' ? RESTART_MS : REBOOT_MS
  setTimer(draft, 'start', ms)
  const what = isReset ? 'a factory reset' : how === 'restart' ? 'a restart' : 'a reboot'
  note(draft, 'restart', `Going down for ${what}; back in about ${ms / MINUTE_MS} minutes.`, { how })
}

export function losePower(draft: Draft): void {
  part(draft, 'in-silence')
  goDown(draft, 'off')
  note(draft, 'power', 'Lost its power.')
}

export function regainPower(draft: Draft): void {
  put(draft, { power: 'restarting' })
  setTimer(draft, 'start', REBOOT_MS)
  note(draft, 'power', `Has power again and is starting; back in about ${REBOOT_MS / MINUTE_MS} minutes.`)
}

// What lives in the application's memory ends here, alarms and sessions among it.
function goDown(draft: Draft, power: 'restarting' | 'resetting' | 'off'): void {
  put(draft, {
    power,
    timers: [],
    alarms: [],
    sessions: [],
    mismatch: { settings: false, primary: false },
    primaryUnreachable: false,
    inStep: false,
    pushes: 0,
  })
}

/** The application is up: what was saved is now in force. */
export function start(draft: Draft): void {
  if (draft.state.power === 'resetting') reset(draft)
  put(draft, { power: 'running', startedAt: draft.at, restartRequired: false, processes: newProcesses(draft) })
  const isInCluster = isListed(draft.state)
  const { shared, saved } = draft.state
  put(draft, {
    inForce: isInCluster ? { tlsMode: shared.tlsMode, ipVersion: saved.ipVersion } : null,
    member: isInCluster && (draft.state.member || isPrimary(draft.state)),
    lastSync: isInCluster ? draft.state.lastSync : null,
  })
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

// X12.6 and later: certificate, key and trust store go too; LAN1, accounts, option keys stay. EX-51.
function reset(draft: Draft): void {
  const { identity } = draft.state
  put(draft, {
    identity: {
      ...identity,
      systemName: '',
      hostName: '',
      domain: '',
      dnsServers: [],
      ntpServers: [],
      timeZone: { name: 'GMT', offsetMinutes: 0 },
      certificate: null,
      trust: [],
    },
    saved: {
      clusterName: '',
      configurationPrimary: 1,
      ipVersion: 'IPv4',
      addresses: Array.from({ length: PEERS_MAX }, () => ''),
    },
    shared: { tlsMode: 'Permissive', addressMapping: { enabled: false, entries: [] }, configuration: FACTORY_CONFIGURATION },
    stamp: `0@${draft.state.id}`,
    edited: false,
    member: false,
    resetArmed: null,
    links: Array.from({ length: PEERS_MAX }, () => null),
    lastSync: null,
    eventLog: [],
  })
  note(draft, 'reset', 'Was reset to its factory state: only the LAN1 addresses, accounts and option keys are left.')
}
