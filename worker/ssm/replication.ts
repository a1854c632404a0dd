// Streaming replication between the two databases: base backup, attachment, records and receipts,
// each as words over the pair's channel.

import { timestamp } from './clock.ts'
import { isDiskFull } from './faults.ts'
import {
  backupOf,
  type Change,
  canFollow,
  cloned,
  commit,
  confirm,
  followed,
  lostRows,
  type RowKey,
  replay,
  switchSegment,
  type WalRecord,
  walText,
  withoutReplicas,
} from './postgres.ts'
import type { Turn } from './turn.ts'
import type { Word } from './words.ts'

/** Copying the data directory and fetching the log. With the services' start it stays below the 69 seconds of lab 1; assumed. */
export const COPY_MS = 50_000

/** Commits rows on this node's database, which must be master, and streams them to whoever replicates. */
export function write(turn: Turn, changes: readonly Change[]): void {
  if (turn.state.database.process !== 'master') return
  const { db, record } = commit(turn.state.database, changes)
  turn.setDatabase(db)
  ship(turn, record)
}

/** Sends a record to the replica, if there is one. */
export function ship(turn: Turn, record: WalRecord): void {
  if (turn.state.database.replicas.length > 0) turn.say({ say: 'wal', record })
}

/** The slave's side begins: a clone of the peer's database is asked for. */
export const askForBackup = (turn: Turn): void => turn.say({ say: 'backup-start' })

/** The words that concern the databases; all others are the cluster's. */
export type ReplicationWord = Extract<
  Word,
  {
    say:
      | 'backup-start'
      | 'backup-started'
      | 'backup-stop'
      | 'backup'
      | 'follow'
      | 'streaming'
      | 'attached'
      | 'wal'
      | 'confirmed'
      | 'closed'
      | 'receiver-gone'
      | 'diverged'
  }
>

/** What came of a word for the operation under way: `copying`: wait; `cloned`: it runs; `failed`: it cannot. */
export type Outcome = 'copying' | 'cloned' | 'failed' | null

/**
 * Takes a word of the peer's database: serves it as master, or follows it as slave. What it says of a start under way is
 * returned (SSM-11, SSM-21, SSM-26).
 */
export function onReplicationWord(turn: Turn, word: ReplicationWord): Outcome {
  const { database, deployment } = turn.state
  const isMaster = database.process === 'master'
  switch (word.say) {
    case 'backup-start': {
      if (!isMaster) return refuse(turn)
      turn.setDatabase(switchSegment(withoutReplicas(database)))
      turn.log('postgres', 'info', `LOG:  checkpoint starting: force wait (base backup for ${deployment.peer.node})`)
      turn.say({ say: 'backup-started' })
      return null
    }
    case 'backup-started':
      return 'copying'
    case 'backup-stop': {
      if (!isMaster) return refuse(turn)
      const db = switchSegment(database)
      turn.say({ say: 'backup', backup: backupOf(db) })
      turn.setDatabase({ ...db, replicas: [replica(turn, 'backup')] })
      return null
    }
    case 'backup': {
      // There is no room for it: the start has failed meanwhile.
      if (isDiskFull(turn.state)) return null
      const lost = lostRows(database, word.backup.tables)
      turn.setDatabase({ ...cloned(word.backup), streams: true, caughtUp: true })
      noteClone(turn, lost)
      turn.say({ say: 'attached' })
      return 'cloned'
    }
    case 'attached': {
      if (!isMaster) return refuse(turn)
      attach(turn)
      return null
    }
    case 'follow': {
      if (!isMaster) return refuse(turn)
      if (!canFollow(database, word.place)) {
        turn.say({ say: 'diverged' })
        return null
      }
      turn.say({ say: 'streaming', ahead: backupOf(database) })
      attach(turn)
      return null
    }
    case 'streaming': {
      if (database.process !== 'slave' || word.ahead === null) return null
      turn.setDatabase(followed(database, word.ahead))
      turn.log(
        'postgres',
        'info',
        `LOG:  started streaming WAL from primary at ${walText(word.ahead.position)} on timeline ${word.ahead.timeline}`,
      )
      return null
    }
    case 'wal': {
      const next = replay(database, word.record)
      if (next === null) return null
      turn.setDatabase(next)
      noteReplicated(turn, word.record)
      return null
    }
    case 'confirmed': {
      onConfirmed(turn, word.position)
      return null
    }
    case 'diverged': {
      turn.log(
        'postgres',
        'error',
        "FATAL:  could not start WAL streaming: requested starting point is not in this server's history",
      )
      turn.note(
        'replication',
        `${turn.name} cannot follow ${deployment.peer.node}: its data has gone another way. Stopped and started, it takes a fresh copy.`,
      )
      return null
    }
    case 'receiver-gone': {
      if (isMaster) dropPeer(turn)
      return null
    }
    case 'closed': {
      if (database.process === 'slave' && database.streams) {
        turn.setDatabase({ ...database, streams: false })
        turn.log('postgres', 'error', 'FATAL:  could not receive data from WAL stream: server closed the connection unexpectedly')
      }
      return 'failed'
    }
  }
}

/** How far this node has replayed what the word brought, where the word was a record of the log. */
export const replayedOf = ({ database }: Turn['state'], word: Word): number | undefined =>
  word.say === 'wal' && database.process === 'slave' ? database.position : undefined

/** The standby has replayed the log up to here. */
export function onConfirmed(turn: Turn, position: number): void {
  turn.setDatabase(confirm(turn.state.database, position))
}

function refuse(turn: Turn): null {
  turn.say({ say: 'closed' })
  return null
}

const replica = (turn: Turn, state: 'backup' | 'streaming') => ({
  node: turn.state.deployment.peer.node,
  clientAddr: turn.state.deployment.peer.privateAddress,
  state,
  backendStart: timestamp(turn.local, turn.draw(0, 999)),
})

function attach(turn: Turn): void {
  const { database, deployment } = turn.state
  turn.setDatabase({ ...database, replicas: [replica(turn, 'streaming')], alone: [] })
  turn.note(
    'replication',
    `${turn.name} replicates to ${deployment.peer.node}, from ${walText(database.position)} on timeline ${database.timeline}.`,
  )
}

/** Tells a slave that nothing more will come, and forgets it: the database stops. */
export function closeStream(turn: Turn): void {
  if (turn.state.database.replicas.length > 0) turn.say({ say: 'closed' })
}

/** The peer is gone, and its connections with it. */
export function dropPeer(turn: Turn): void {
  const { database, deployment } = turn.state
  if (database.process === 'master' && database.replicas.length > 0) {
    if (database.unconfirmed.length > 0)
      turn.note(
        'replication',
        `${deployment.peer.node} was lost before it confirmed ${database.unconfirmed.length} committed transaction(s): only ${turn.name} is known to have them.`,
      )
    turn.setDatabase(withoutReplicas(database))
  }
  if (database.process === 'slave') turn.setDatabase({ ...database, streams: false })
}

function noteClone(turn: Turn, lost: readonly RowKey[]): void {
  const { database, deployment } = turn.state
  turn.log('postgres', 'info', 'LOG:  entering standby mode')
  turn.log('postgres', 'info', `LOG:  consistent recovery state reached at ${walText(database.position)}`)
  turn.log(
    'postgres',
    'info',
    `LOG:  started streaming WAL from primary at ${walText(database.position)} on timeline ${database.timeline}`,
  )
  turn.note(
    'clone',
    `${turn.name} has a fresh copy of the database of ${deployment.peer.node}, and stands at ${walText(database.position)}.`,
  )
  const rows = lost.filter(({ table }) => table !== 'events')
  if (rows.length === 0) return
  const names = rows.map(({ table, id }) => `${table} ${id}`).join(', ')
  turn.note('lost', `What only ${turn.name} had acknowledged is gone with its old copy: ${names}.`, { rows })
}

function noteReplicated(turn: Turn, record: WalRecord): void {
  // Accounts are deleted by nothing but a restore, which writes them all anew.
  if (record.changes.some(({ table, row }) => table === 'accounts' && row === null)) {
    turn.note('restored', `The database of ${turn.name} is replaced too, by replication (${walText(record.to)}).`)
    return
  }
  for (const change of record.changes)
    if (change.table === 'accounts' && change.row !== null)
      turn.note('replication', `Account ${change.id} is on ${turn.name} too, by replication (${walText(record.to)}).`)
}
