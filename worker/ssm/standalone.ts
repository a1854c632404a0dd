// A server without a cluster: before a deployment and after a teardown. One database, one application,
// and the GUI on the server's own address (SSM-04, SSM-13).

import { SECOND_MS } from '../kernel/time.ts'
import { forsaken } from './accounts.ts'
import { addedCertificates } from './browser-certificates.ts'
import { stoppedCorosync } from './corosync.ts'
import { isDiskFull } from './faults.ts'
import { ended, startAlone, walText } from './postgres.ts'
import { write } from './replication.ts'
import { NO_DATA_STATUSES } from './resource-agent.ts'
import { freshPacemaker, leave, stopCluster } from './services.ts'
import { forgetErrands } from './synchronisation.ts'
import type { Turn } from './turn.ts'

/** How long the stand-alone application takes to answer; assumed. */
const APPLICATION_MS = 30 * SECOND_MS

/** `ha_teardown`, once confirmed: the cluster is left like on a clean stop, even by the last node, and then destroyed. */
export function tearDown(turn: Turn): void {
  turn.set({ mode: 'tearing-down' })
  turn.note('teardown', `The cluster is being destroyed on ${turn.name}, and on no other node.`)
  if (turn.state.services === 'stopped') {
    dismantle(turn)
    return
  }
  if (turn.state.pacemaker.blocked.length === 0) {
    stopCluster(turn)
    return
  }
  // "Killing any remaining services...": what cannot be stopped is killed.
  turn.set({ wanted: 'stopped' })
  turn.setDatabase(ended(turn.state.database))
  leave(turn)
}

/** The cluster has stopped here for the last time: what remains is a server of its own. */
export function dismantle(turn: Turn): void {
  const { corosync, peer, deployment } = turn.state
  turn.say({ say: 'dismantled' })
  turn.set({
    mode: 'torn-down',
    services: 'stopped',
    wanted: 'stopped',
    corosync: stoppedCorosync(corosync.ring),
    pacemaker: { ...freshPacemaker(turn.state), dataStatuses: NO_DATA_STATUSES },
    isLocked: false,
    peer: { ...peer, status: null, ordered: 0, lost: null },
    told: null,
  })
  const deleted = addedCertificates(turn.state)
  if (deleted.length > 0) {
    turn.set({ browserCertificates: [] })
    const names = deleted.map(({ name }) => name).join(', ')
    turn.note('certificate', `ha_teardown has deleted the browser certificates of ${turn.name}: ${names}. Add them again.`)
  }
  turn.note('teardown', `${turn.name} is in stand-alone mode. The GUI will answer at ${deployment.publicAddress}.`)
  startServices(turn)
}

/** satellite.service starts: the database first, then what answers. */
export function startServices(turn: Turn): void {
  turn.set({ application: false })
  if (isDiskFull(turn.state)) {
    turn.note('failure', `The database on ${turn.name} cannot start while the disk is full.`)
    return
  }
  turn.setDatabase(startAlone(turn.state.database))
  turn.after('application', APPLICATION_MS)
  turn.log(
    'postgres',
    'info',
    `LOG:  database system is ready to accept connections, at ${walText(turn.state.database.position)}`,
  )
}

/**
 * The application of a stand-alone server has started, or a database that had died is up again; on a full disk neither
 * happens (SSM-04, SSM-28).
 */
export function onApplicationTimer(turn: Turn): void {
  if (isDiskFull(turn.state)) return
  const { database, deployment } = turn.state
  if (database.process === 'stopped') turn.setDatabase(startAlone(database))
  turn.set({ application: true })
  const left = forsaken(turn.state.database.tables, turn.state.errands)
  if (left.length > 0) write(turn, left)
  turn.note('gui', `The application runs on ${turn.name}: the GUI answers at ${deployment.publicAddress}.`)
}

/** The stand-alone services end: a cluster takes their place. */
export function stopServices(turn: Turn): void {
  forgetErrands(turn)
  turn.cancel('application')
  turn.set({ application: false })
  turn.setDatabase(ended(turn.state.database))
}
