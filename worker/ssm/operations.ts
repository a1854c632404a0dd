// The resource agents: what an action does on the node it is done on, and how long that takes.

import { forsaken, logEvent } from './accounts.ts'
import { failPromotion, failStart, failStop, isMadeToFail, NO_SPACE, overlook } from './failures.ts'
import { isDiskFull } from './faults.ts'
import { type Action, CAN_NOT_PROMOTE, PROMOTE_ME, type Resource } from './pacemaker.ts'
import { promote, startAsSlave, stop, walText } from './postgres.ts'
import { askForBackup, COPY_MS, closeStream, type Outcome, ship, write } from './replication.ts'
import { AGENT_FOLDER, DISCONNECT, LATEST, LOCK_FILE, LOCKED, mark } from './resource-agent.ts'
import { giveUp, load } from './restoring.ts'
import { leave } from './services.ts'
import type { Turn } from './turn.ts'

// How long each action takes, milliseconds. Cisco gives no figures: assumed, within the
// 69 seconds from start to attached that lab 1 of document 217212 allows.
const DURATION_MS = {
  'stop satellite': 10_000,
  'stop vip': 200,
  'demote db': 2_000,
  'stop db': 1_000,
  'start db': 3_000,
  'promote db': 3_000,
  'start vip': 500,
  'start satellite': 30_000,
  leave: 1_000,
} as const

const nameOf = (action: Action): keyof typeof DURATION_MS =>
  action.do === 'leave' ? 'leave' : (`${action.do} ${action.resource}` as keyof typeof DURATION_MS)

/** Begins an action on this node. A database that starts beside a master begins by asking for a copy. */
export function begin(turn: Turn, action: Action): void {
  const clones = nameOf(action) === 'start db' && turn.state.peer.status?.db === 'Master' && !isMadeToFail(turn.state, action)
  turn.setPacemaker({
    operation: { action, phase: clones ? 'asking' : 'doing', since: turn.at },
    calls: turn.state.pacemaker.calls + 1,
    ...(nameOf(action) === 'start db' ? { score: CAN_NOT_PROMOTE } : {}),
  })
  if (clones) {
    turn.note('clone', `${turn.name} takes a fresh copy of the database of ${turn.state.deployment.peer.node}.`)
    askForBackup(turn)
    return
  }
  turn.after('operation', DURATION_MS[nameOf(action)])
}

/** The time of the operation under way, or of a phase of it, is over. */
export function onOperationTimer(turn: Turn): void {
  const { operation } = turn.state.pacemaker
  if (operation === null) return
  if (operation.phase === 'copying') {
    turn.setPacemaker({ operation: { ...operation, phase: 'finishing' } })
    turn.say({ say: 'backup-stop' })
    return
  }
  const isMade = operation.action.do !== 'leave' && isMadeToFail(turn.state, operation.action)
  // What was to take a fresh copy and could not has failed before its agent came to look for a lock.
  const copies = isMade && turn.state.peer.status?.db === 'Master'
  if (nameOf(operation.action) === 'start db' && turn.state.isLocked && !copies) {
    failStart(turn, 'db', LOCKED)
    return
  }
  if (operation.action.do !== 'leave' && isMade) {
    if (operation.action.do === 'start')
      failStart(turn, operation.action.resource, isDiskFull(turn.state) && operation.action.resource === 'db' ? NO_SPACE : '')
    else failStop(turn, operation.action.resource)
    if (nameOf(operation.action) === 'stop satellite') giveUp(turn)
    return
  }
  if (nameOf(operation.action) === 'promote db' && turn.state.database.process !== 'slave') {
    failPromotion(turn)
    return
  }
  turn.setPacemaker({ operation: null })
  carryOut(turn, operation.action)
}

/** What a word of the replication meant for a start that waits for it. */
export function onOutcome(turn: Turn, outcome: Outcome): void {
  const { operation } = turn.state.pacemaker
  if (outcome === null || operation === null || operation.phase === 'doing') return
  switch (outcome) {
    case 'copying':
      turn.setPacemaker({ operation: { ...operation, phase: 'copying' } })
      turn.after('operation', COPY_MS)
      return
    case 'cloned':
      turn.setPacemaker({ operation: null, db: 'Slave', score: null })
      // A fresh copy is consistent whatever stood there: what takes it does away with the lock (see the register).
      turn.set({ isLocked: false })
      changed(turn, 'crm_attribute')
      return
    case 'failed':
      failStart(turn, 'db', 'there is no master to copy from')
      return
  }
}

function carryOut(turn: Turn, action: Action): void {
  const { database, deployment, peer } = turn.state
  switch (nameOf(action)) {
    case 'leave':
      leave(turn)
      return
    case 'start satellite':
      turn.setPacemaker({ satellite: true })
      write(turn, [
        ...forsaken(database.tables, turn.state.errands),
        ...logEvent(
          database.tables,
          'cluster',
          turn.moment,
          `${turn.name} (${deployment.publicAddress}) is now the active server.`,
        ),
      ])
      turn.note('gui', `The application runs on ${turn.name}: the GUI answers at ${deployment.virtualIp}.`)
      logged(turn, 'satellite_start_0')
      return
    case 'stop satellite':
      ended(turn, 'satellite')
      turn.setPacemaker({ satellite: false })
      turn.note('gui', `The application on ${turn.name} has stopped.`)
      logged(turn, 'satellite_stop_0')
      load(turn)
      return
    case 'start vip':
      turn.setPacemaker({ vip: true })
      turn.note('vip', `${turn.name} holds the virtual IP ${deployment.virtualIp}.`)
      logged(turn, 'vip_start_0')
      return
    case 'stop vip':
      ended(turn, 'vip')
      turn.setPacemaker({ vip: false })
      turn.note('vip', `${turn.name} gives up the virtual IP ${deployment.virtualIp}.`)
      logged(turn, 'vip_stop_0')
      return
    case 'demote db':
      ended(turn, 'db')
      // A master that is stopped in order leaves no lock behind; one that is dead already does.
      if (database.process !== 'stopped') turn.set({ isLocked: false })
      stopDatabase(turn)
      turn.setPacemaker({ db: 'Slave', score: CAN_NOT_PROMOTE, baseline: null })
      turn.note('database', `The database of ${turn.name} is master no longer.`)
      // The agent stops PostgreSQL when it demotes. Where the resource is to go on as a slave, its first monitor finds out.
      if (!turn.state.pacemaker.shutdown) overlook(turn, 'db')
      changed(turn, 'crm_attribute')
      logged(turn, 'db_demote_0')
      return
    case 'stop db':
      ended(turn, 'db')
      stopDatabase(turn)
      turn.setPacemaker({ db: 'Stopped', score: CAN_NOT_PROMOTE, baseline: null })
      logged(turn, 'db_stop_0')
      return
    case 'start db': {
      // The first server of a new pair is its master: the second has nothing yet. It was never a standby, so it has
      // replayed nothing (document 217212, the first screen of both labs).
      turn.setDatabase({ ...startAsSlave(database), ...(turn.state.founds ? { replayed: null } : {}) })
      turn.setPacemaker({ db: 'Slave', score: turn.state.founds ? PROMOTE_ME : null })
      turn.set({ founds: false })
      turn.note(
        'database',
        `The database of ${turn.name} runs on the data it had, at ${walText(database.position)}, and has no master.`,
      )
      if (peer.status?.db === 'Master') turn.say({ say: 'follow', place: placeOf(turn) })
      logged(turn, 'db_start_0')
      return
    }
    case 'promote db': {
      const db = promote(database)
      turn.setDatabase(db)
      turn.setPacemaker({ db: 'Master', score: null, baseline: database.position })
      turn.set({ isLocked: true })
      turn.log('pgsql(db)', 'info', `INFO: Creating ${AGENT_FOLDER}/${LOCK_FILE}.`)
      mark(turn, { [turn.name]: LATEST, [deployment.peer.node]: DISCONNECT })
      turn.log('postgres', 'info', 'LOG:  received promote request')
      turn.log('postgres', 'info', `LOG:  selected new timeline ID: ${db.timeline}`)
      turn.log('postgres', 'info', 'LOG:  database system is ready to accept connections')
      turn.note(
        'promotion',
        `The database of ${turn.name} is promoted at ${walText(database.position)}: timeline ${db.timeline} begins.`,
        { timeline: db.timeline },
      )
      changed(turn, 'crm_attribute')
      logged(turn, 'db_promote_0')
      return
    }
  }
}

/** A slave that stands alone asks a master that has come up whether it may follow. */
export function followNewMaster(turn: Turn): void {
  const { database, pacemaker } = turn.state
  if (database.process === 'slave' && !database.streams && pacemaker.operation === null)
    turn.say({ say: 'follow', place: placeOf(turn) })
}

const placeOf = (turn: Turn) => {
  const { timeline, history, position } = turn.state.database
  return { timeline, history, position }
}

// A clean stop lets the replica have the last record before the connection closes.
function stopDatabase(turn: Turn): void {
  if (turn.state.database.process === 'stopped') return
  if (turn.state.database.process === 'slave' && turn.state.database.streams) turn.say({ say: 'receiver-gone' })
  const { db, last } = stop(turn.state.database)
  if (last !== null) ship(turn, last)
  closeStream(turn)
  turn.setDatabase(db)
  turn.log('postgres', 'info', 'LOG:  database system is shut down')
}

// Stopped on purpose: no monitor will find it missing.
function ended(turn: Turn, resource: Resource): void {
  const { silent, broken } = turn.state.pacemaker
  turn.cancel(`monitor-${resource}`)
  turn.setPacemaker({
    silent: silent.filter((each) => each !== resource),
    broken: broken.filter((each) => each !== resource),
  })
}

/** The cluster information base changed, by this node's clock. */
function changed(turn: Turn, via: string): void {
  turn.setPacemaker({ lastChange: { at: turn.at, stamp: turn.local, via, on: turn.name } })
}

function logged(turn: Turn, operation: string): void {
  const [resource, action] = operation.split('_')
  turn.log('crmd', 'notice', `Result of ${action} operation for ${resource} on ${turn.name}: 0 (ok)`)
}
