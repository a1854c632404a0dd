// What peers say to each other, on which ports, and how long they wait for an answer. EX-04, EX-11.

import { STREAM_LATE_MS_MAX } from '../kernel/fabric.ts'
import type { Input, Json } from '../kernel/machine.ts'
import type { Presented } from './certificate.ts'
import { isBefore } from './identity.ts'
import { type Draft, type Facts, type Link, type PeerState, roundTripMs, waysTo } from './state.ts'

/** What peers say to each other, on the ports of section "cluster communication". */
export type Wire =
  | { readonly type: 'greet' | 'welcome'; readonly address: string; readonly facts: Facts }
  | { readonly type: 'facts'; readonly facts: Facts }
  | { readonly type: 'turned-away'; readonly address: string; readonly certificate: Presented | null }
  | { readonly type: 'join' | 'joined'; readonly stamp: string }
  | { readonly type: 'bye'; readonly databaseFailed?: true }
  | { readonly type: 'probe' | 'alive' | 'silence' }
  | { readonly type: 'gatekeeper'; readonly open: boolean } // whether RAS gets through on this side
  | { readonly type: 'knock' | 'here'; readonly address: string } // below the cluster ports: is that host up?
  | { readonly type: 'want-copy' }
  | { readonly type: 'key' }
  | { readonly type: 'copy'; readonly stamp: string; readonly shared: PeerState['shared'] }
  | { readonly type: 'copied'; readonly stamp: string }
  | { readonly type: 'diagnostics'; readonly order: DiagnosticOrder }

/** Diagnostic logging is started and stopped on all peers at once. EX-64. */
export type DiagnosticOrder =
  | { readonly is: 'start'; readonly tcpdump: boolean; readonly filterAddress: string; readonly filterPort: number | null }
  | { readonly is: 'stop' }

export type Heard = Extract<Input, { type: 'heard' }>

/** Cluster recovery and cluster communication, X8.8 and later. */
const CLUSTER_PORTS: readonly number[] = [4371, 4372]
/** Key exchange and database, before X8.8. */
const OLD_CLUSTER_PORTS: readonly number[] = [500, 4369, 4370, 4371, 4372, 4373, 4374, 4375, 4376, 4377, 4378, 4379, 4380]

export const clusterPorts = (state: PeerState): readonly number[] =>
  isBefore(state.identity.version, 'X8.8') ? OLD_CLUSTER_PORTS : CLUSTER_PORTS

/** How often a peer is tried that does not answer. */
export const TRIES_MAX = 5

/** How long an answer is waited for: slow links take longer by what they take, lossy ones by what is repeated. */
export const patience = (state: PeerState, link: Link, ms: number): number =>
  ms +
  2 * roundTripMs(state, link) +
  (waysTo(state.surroundings, link).some((way) => way.lossPercent) ? 2 * STREAM_LATE_MS_MAX : 0)

export const keyOf = (link: Link): string => link.resolved ?? link.address

export const isConnected = (link: Link | null | undefined): link is Link => link?.state === 'joining' || link?.state === 'active'

export function tell(draft: Draft, link: Link, message: Wire, port: number | null = 4372): void {
  if (link.resolved === null) return
  draft.effects.push({
    type: 'send',
    to: { address: link.resolved },
    ...(port === null ? {} : { port }),
    stream: true,
    message: message as unknown as Json,
  })
}
