// What the parts of a cluster write into the log: the synchroniser, the cluster database with its resolver
// of names, and H.323 between the peers. EX-62.
//
// Lines, their order and the milliseconds between them are those of the published excerpts. Two remarks on
// them: a change that replicates is written in another order than where it was made; and the resolver has a
// run of its own every five minutes as long as a peer is missing.

import { derived, latest } from '../kernel/remembered.ts'
import { running } from './interfaces.ts'
import { keepEvent, nodeName, type Origin, pid, type Row, write } from './log.ts'
import type { Draft, PeerState } from './state.ts'

// The list of peers, and where on it this system stands: the same at each run until something about them changes.
const peersInLog = derived((links: PeerState['links']) =>
  latest((addresses: readonly string[], own: string, systemName: string) => {
    const names = addresses.flatMap((address, line) => {
      if (address === '') return []
      const link = links[line] ?? null
      const known = link === null ? [own, systemName] : [link.resolved ?? address, link.facts?.systemName ?? '']
      return [`u'(${known.filter((part) => part !== '').join(' ')})'`]
    })
    const local = links.findIndex((link, line) => link === null && addresses[line] !== '')
    return { names: names.join(', '), local }
  }),
)

/** The lines of one run of the synchroniser. */
export function logSynchronisation(
  draft: Draft,
  outcome: 'primary' | 'up-to-date' | 'copying' | 'unreachable' | 'conflict' | 'no-file',
): void {
  const { state } = draft
  const { names, local } = peersInLog(state.links)(state.saved.addresses, running(state).lan1.address, state.identity.systemName)
  const [code, detail] = SYNCHRONISATION[outcome]
  const [second, third, fourth] = outcome === 'primary' ? ([9, 112, 116] as const) : ([8, 47, 50] as const)
  const row = (after: number, location: string, body: string): Row => ({
    after,
    module: 'developer.replication',
    level: 'INFO',
    body: `replication: UTCTime="{utc}" Module="developer.replication" Level="INFO" CodeLocation="${location}" ${body}`,
  })
  const hasFailed = outcome === 'unreachable' || outcome === 'conflict' || outcome === 'no-file'
  write(draft, [
    row(0, 'clusterconfigurationsynchroniser(270)', 'Detail="Starting synchronisation"'),
    row(
      second,
      'clusterconfigurationutils(750)',
      `AlternateIPAddresses="[${names}]" ConfigurationMasterIndex="${state.saved.configurationPrimary - 1}" LocalPeerIndex="${local}"`,
    ),
    row(third, `clusterconfigurationsynchroniser(${code})`, `Detail="${detail}"`),
    hasFailed
      ? row(fourth, 'clusterconfigurationsynchroniser(341)', 'Detail="Synchronisation failed"')
      : row(fourth, 'clusterconfigurationsynchroniser(336)', 'Detail="Synchronisation completed successfully"'),
  ])
}

// The first two are published; the others are worded after them.
const SYNCHRONISATION = {
  primary: [257, 'This peer is the cluster master, local configuration has already been replicated to the other peers'],
  'up-to-date': [254, 'This peer is not the cluster master, local configuration is already up to date'],
  copying: [249, 'This peer is not the cluster master, local configuration is being updated from the cluster master'],
  conflict: [260, 'This peer is not the cluster master, local configuration conflicts with that of the cluster master'],
  'no-file': [266, 'Cannot find the configuration file of the cluster master or of this peer'],
  unreachable: [263, 'This peer is not the cluster master, the cluster master is not reachable'],
} as const

type Part = 'cdb' | 'synchronise' | 'peernameresolver' | 'alternatesmanager'

// A line of the cluster database, which writes under no process name but its own node's.
function database(state: PeerState, part: Part, process: string, after: number, level: string, rest: string): Row {
  const module = `developer.clusterdb.${part}`
  const node = `Node="clusterdb@${nodeName(state)}" PID="${process}"`
  return { after, module, level, body: `UTCTime="{utc}" Module="${module}" Level="${level}" ${node} ${rest}` }
}

/**
 * The connection to a peer's database is gone: the one that is left tries once to connect anew. A peer that
 * closed it is still there and has no database any more, which is the published reason; one that fell silent
 * is no node at all (assumed).
 */
export function logPeerDown(draft: Draft, other: string, why: 'closed' | 'silent'): void {
  const { state } = draft
  const { database: main, writer } = state.processes
  const there = `Node="clusterdb@${other}"`
  const connecting = `<0.${writer + CONNECTING}.425>`
  const of = (process: string, after: number, level: string, detail: string) =>
    database(state, 'cdb', process, after, level, `Detail="${detail} ${there}`)
  write(draft, [
    of(pid(main), 0, 'INFO', 'Processed mnesia_down event from accessible node"'),
    of(pid(main), 1, 'ERROR', 'Inconsistent Database" Context="from mnesia system - mnesia down"'),
    of(pid(main), 1, 'INFO', 'Connecting database on mnesia running_partitioned_network event"'),
    of(connecting, 1, 'INFO', 'Ready to perform node connection transaction"'),
    of(connecting, 1, 'INFO', 'Running node connection transaction"'),
    database(
      state,
      'synchronise',
      connecting,
      1,
      'WARN',
      `Detail="Failed connecting to node" ${there} Reason="${NOT_CONNECTED[why]}"`,
    ),
  ])
}

/** Process numbers of one attempt to connect stand far from those of the database itself. */
const CONNECTING = 13_870

const NOT_CONNECTED = {
  closed:
    '{ badrpc, { EXIT, { aborted, { noproc, { gen_server, call, [ kernel_safe_sup, { start_child, { dets_sup, { dets_sup, start_link, }, permanent, 1000, supervisor, [ dets_sup ] } }, infinity ] } } } } }',
  silent: '{ badrpc, nodedown }',
} as const

/** A peer was turned away for its certificate. */
export const logTurnedAway = (draft: Draft, address: string, reason: string): void =>
  keepEvent(
    draft,
    `tvcs: Event="TLS Negotiation Error" Service="Clustering" Dst-ip="${address}" Dst-port="4372" Detail="${reason}" Level="1" UTCTime="{utc}"`,
    'tvcs',
    'ERROR',
  )

/** What H.323 writes while a lost peer does not answer, by milliseconds after the loss. */
export const RAS_AFTER_MS = [10_519, 11_519, 13_519, 14_518, 15_518, 18_518] as const

export function logRas(draft: Draft, step: number, address: string, sequence: number): void {
  const sent = (kind: 'SCI' | 'LRQ', number: number, ending: string): Row => ({
    after: 0,
    module: 'network.h323',
    level: 'INFO',
    body: `tvcs: UTCTime="{utc}" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="${address}" Dst-port="1719" Detail="Sending RAS ${kind} SeqNum=${number} ${ending}=True"`,
  })
  if (step === 4)
    keepEvent(
      draft,
      `tvcs: Event="External Server Communications Failure" Reason="gatekeeper timed out" Service="NeighbourGatekeeper" Detail="name:${address}:1719" Level="1" UTCTime="{utc}"`,
      'tvcs',
      'ERROR',
    )
  const rows: readonly Row[] = [
    sent('SCI', sequence, 'Retransmit'),
    sent('LRQ', sequence + 1, 'Retransmit'),
    sent('LRQ', sequence + 1, 'Retransmit'),
    sent('SCI', sequence, 'Retransmit'),
    sent('LRQ', sequence + 1, 'Timeout'),
    sent('SCI', sequence, 'Timeout'),
  ]
  write(draft, rows.slice(step, step + 1))
}

/** The first run of the resolver after a peer was lost, by the published excerpt. */
export const RESOLVER_AFTER_LOSS_MS = 16_248

/** Names that failed are looked up again every five minutes. */
export function logNameRetry(draft: Draft): void {
  const { state } = draft
  const detail = 'Detail="Triggering forced peer update of peers which failed DNS and queueing next run" Queue-Time-ms="300000"'
  write(draft, [database(state, 'peernameresolver', pid(state.processes.resolver), 0, 'INFO', detail)])
}

const peersChanged = (state: PeerState, after: number): Row => ({
  after,
  module: 'event',
  level: 'INFO',
  body: `UTCTime="{utc}" Event="System Configuration Changed" Node="clusterdb@${nodeName(state)}" PID="${pid(state.processes.writer + 212)}" Detail="xconfiguration alternatesConfiguration - Changed"`,
})

const notifying = (state: PeerState, after: number): Row =>
  database(
    state,
    'peernameresolver',
    pid(state.processes.resolver),
    after,
    'INFO',
    'Detail="Notifying databasemanager (Management Framework)"',
  )

const informed = (state: PeerState, after: number): Row =>
  database(
    state,
    'alternatesmanager',
    pid(state.processes.alternates),
    after,
    'INFO',
    'Detail="alternate peer changed info recieved"',
  )

/** The list of peers changed here. */
export function logPeersChanged(draft: Draft): void {
  const { state } = draft
  write(draft, [peersChanged(state, 20), notifying(state, 20), informed(state, 20)])
}

/** A row of the cluster's own table is written; only where the change is made, not where it arrives. */
export const logInsertion = (draft: Draft, after: number): void =>
  write(draft, [
    {
      after,
      module: 'developer.cdbtable.cdb.clusterConfiguration',
      level: 'DEBUG',
      body: `UTCTime="{utc}" Module="developer.cdbtable.cdb.clusterConfiguration" Level="DEBUG" Node="clusterdb@${nodeName(draft.state)}" PID="${pid(draft.state.processes.writer)}" Detail="Inserting into table" TableName="clusterConfiguration"`,
    },
  ])

/** The TLS verification mode changed, here or by replication: what follows the change itself. */
export function logTlsModeChanged(draft: Draft, origin: Origin, enforcing: boolean): void {
  const { state } = draft
  const module = 'developer.management.databasemanager'
  const managed = (after: number, code: number, detail: string): Row => ({
    after,
    module,
    level: 'INFO',
    body: `management: UTCTime="{utc}" Module="${module}" Level="INFO" CodeLocation="databasemanager(${code})" Detail="${detail}`,
  })
  const status = `TLS Verify change status" Startup="False" New="${enforcing ? 'True' : 'False'}"`
  write(draft, [managed(3, 312, 'Cluster configuration change detected"')])
  if (origin === 'replication') {
    write(draft, [
      managed(6, 405, status),
      notifying(state, 64),
      informed(state, 64),
      peersChanged(state, 65),
      peersChanged(state, 66),
      informed(state, 70),
      notifying(state, 71),
      peersChanged(state, 71),
      peersChanged(state, 73),
    ])
    return
  }
  logInsertion(draft, 4)
  write(draft, [
    managed(10, 405, status),
    peersChanged(state, 46),
    notifying(state, 46),
    informed(state, 46),
    peersChanged(state, 55),
  ])
}
