// A machine without power, one that crashes, and one that comes up again.

import { MINUTE_MS } from '../kernel/time.ts'
import { given } from './channel.ts'
import { stoppedCorosync } from './corosync.ts'
import { ended } from './postgres.ts'
import { tellPreparation } from './provisioning.ts'
import { freshPacemaker, startCluster } from './services.ts'
import { dismantle, startServices } from './standalone.ts'
import { isPaired } from './state.ts'
import { forgetErrands } from './synchronisation.ts'
import type { Turn } from './turn.ts'

/** From power to the services' start; assumed. */
const BOOT_MS = 1 * MINUTE_MS

/** Power is there: the machine starts up. */
export function bootUp(turn: Turn, note: string): void {
  turn.set({ power: 'booting' })
  turn.note('power', note)
  turn.after('boot', BOOT_MS)
}

/** A kernel panic, or a reset: everything ends as without power, and the machine boots by itself. */
export function crash(turn: Turn, what: 'crash' | 'reset' = 'crash', note = `${turn.name} has crashed.`): void {
  losePower(turn, note)
  bootUp(turn, `${turn.name} starts up again after its ${what}.`)
}

/**
 * The machine is without power at once: everything in memory is gone without a goodbye, and what was on disk stays
 * (SSM-24). `note`: what the timeline says of it.
 */
export function losePower(turn: Turn, note: string): void {
  const { state } = turn
  forgetErrands(turn)
  turn.set({
    power: 'off',
    timers: [],
    sessions: [],
    application: false,
    upgrading: null, // What was not finished is not installed.
    restoring: null,
    services: 'stopped',
    wanted: 'running',
    corosync: stoppedCorosync(state.corosync.ring),
    pacemaker: freshPacemaker(state),
    peer: { ...state.peer, status: null, ordered: 0, lost: null, isFenced: false },
    fenceAttempts: null,
    told: null,
    channel: given(state.channel),
    database: ended(state.database),
  })
  turn.frame({ frame: 'silence' })
  turn.note('power', note)
}

/**
 * The machine has come up. corosync, Pacemaker and pcsd are enabled at boot (`Daemon Status: active/enabled`), so a node of
 * a pair comes back by itself; a stand-alone server starts its application.
 */
export function onBoot(turn: Turn): void {
  turn.set({ power: 'on', bootedAt: turn.at })
  if (turn.state.mode === 'tearing-down') {
    dismantle(turn)
    return
  }
  turn.say({ say: 'here' })
  if (!isPaired(turn.state)) {
    tellPreparation(turn)
    startServices(turn)
    return
  }
  startCluster(turn)
}
