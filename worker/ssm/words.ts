// What the nodes say to each other. Between the pair: words of corosync, Pacemaker and PostgreSQL,
// over the private network. Between a node and the upstream cloud: requests of the licensing
// protocol and their replies, over the public one. A word from elsewhere is recognised by nothing.

import type { Json } from '../kernel/machine.ts'
import type { Instant } from '../kernel/time.ts'
import type { Device, Usage } from './licensing.ts'
import type { Reference } from './material.ts'
import type { Action, NodeStatus, Resource } from './pacemaker.ts'
import type { Backup, WalRecord } from './postgres.ts'
import type { Entitlement } from './purchases.ts'

/** Said over the pair's channel, in order and without loss while the ring holds. */
export type Word =
  | { readonly say: 'join'; readonly ring: number } // my corosync runs: answer if yours does
  | { readonly say: 'joined'; readonly ring: number }
  | { readonly say: 'leave' } // a clean goodbye
  | { readonly say: 'here' } // this machine is up: its pcsd answers
  | { readonly say: 'status'; readonly status: NodeStatus }
  | { readonly say: 'order'; readonly n: number; readonly action: Action }
  | { readonly say: 'backup-start' } // a clone is wanted
  | { readonly say: 'backup-started' }
  | { readonly say: 'backup-stop' }
  | { readonly say: 'backup'; readonly backup: Backup }
  | { readonly say: 'follow'; readonly place: Pick<Backup, 'timeline' | 'history' | 'position'> }
  | { readonly say: 'streaming'; readonly ahead: Backup | null } // null: the clone is up to date already
  | { readonly say: 'attached' } // the clone runs: show it as streaming
  | { readonly say: 'wal'; readonly record: WalRecord }
  | { readonly say: 'confirmed'; readonly position: number } // of a former release, which did not send it with the receipt
  | { readonly say: 'diverged' } // your history is not mine: you cannot follow without a clone
  | { readonly say: 'receiver-gone' } // the walreceiver is gone: the slave's database has died
  | { readonly say: 'cleanup'; readonly resource: Resource | null } // forget these failures
  | { readonly say: 'dismantled' } // the cluster is destroyed here: nothing of it will answer again
  | { readonly say: 'keys' } // the key of the tunnel is there: the second server may be provisioned
  | { readonly say: 'provisioned'; readonly version: string } // the second server is ready to be taken into a pair; '': it is not any more
  | { readonly say: 'deploy'; readonly virtualIp: string } // take part in this pair now
  | { readonly say: 'closed' } // the walsender is gone, or there never was one: no master here

/** What travels between the pair: numbered words and their receipts, and the end of a node's heartbeat. */
export type Frame =
  | { readonly frame: 'word'; readonly epoch: number; readonly n: number; readonly word: Word }
  /** `position`: how far a standby that took a record of the log has replayed it, which travels with the receipt. */
  | { readonly frame: 'receipt'; readonly epoch: number; readonly n: number; readonly position?: number }
  | { readonly frame: 'fence' } // to the fence device of the peer, and from it: not over the channel
  | { readonly frame: 'fenced' }
  | { readonly frame: 'silence' } // stands for the tokens that no longer come: the node died

/** What a node asks of the upstream. `ticket` is echoed in the reply. */
export type UpstreamRequest =
  | {
      readonly ask: 'register'
      readonly ticket: string
      readonly account: string
      readonly smartAccount: string
      readonly virtualAccount: string
      readonly request: string // signing request for a product certificate: base64 of its DER; '' for none
    }
  | {
      readonly ask: 'synchronise'
      readonly ticket: string
      readonly account: string
      readonly login: boolean // an administrator asks with his Cisco.com ID; else the access token must still last
      readonly request: string
    }

/** What the upstream answers. `removed`: it knows the account no more, so it must be registered anew (SSM-32). */
export type UpstreamReply =
  | { readonly reply: 'registered' | 'synchronised'; readonly ticket: string; readonly result: SyncResult }
  | { readonly reply: 'refused'; readonly ticket: string; readonly why: string; readonly removed: boolean }

/** What a satellite gets of the upstream: its certificate, what was bought, and how long its access token lasts. */
export type SyncResult = {
  readonly certificate: Reference | null // null: none was asked for
  readonly authority: Reference | null // makes the server the authority for its products
  readonly entitlements: readonly Entitlement[]
  readonly accessUntil: Instant
}

/** What a product asks. `host` is what its URL says, `address` what that resolved to; `ticket` is echoed in the reply. */
export type ProductRequest = {
  readonly ticket: string
  readonly host: string
  readonly address: string
  readonly path: string
  readonly name: string // how the product calls itself
  readonly productType: string
  readonly device: Device
  readonly usage: readonly Usage[]
  readonly request?: string // signing request for an identity certificate: base64 of its DER; none: it wants none
} & (
  | { readonly product: 'register'; readonly token: string }
  | { readonly product: 'report' | 'deregister'; readonly account: string }
  | { readonly product: 'test' }
)

/** What a server answers a product. `why`: in words, for the product's own page (SSM-41). */
export type ProductReply =
  | {
      readonly said: 'registered'
      readonly ticket: string
      readonly account: string
      readonly virtualAccount: string
      readonly short: readonly string[] // licences of which the account uses more than it has
      readonly exportControlled: boolean // whether its token allows export-controlled functionality
      readonly identity: readonly Reference[] // its identity certificate and the authority's; none: it keeps what it has
    }
  | { readonly said: 'deregistered' | 'reached'; readonly ticket: string }
  | { readonly said: 'refused'; readonly ticket: string; readonly why: string }

const tagged = (message: Json, key: string): message is { readonly [key: string]: Json } =>
  message !== null &&
  typeof message === 'object' &&
  !Array.isArray(message) &&
  typeof (message as { [k: string]: Json })[key] === 'string'

/** A frame of the pair's channel, or undefined for anything else. */
export const asFrame = (message: Json): Frame | undefined =>
  tagged(message, 'frame') ? (message as unknown as Frame) : undefined

/** The message as an answer of the upstream, where it is one. */
export const asReply = (message: Json): UpstreamReply | undefined =>
  tagged(message, 'reply') && typeof message.ticket === 'string' ? (message as unknown as UpstreamReply) : undefined

/** The message as a request to the upstream, where it is one. */
export const asRequest = (message: Json): UpstreamRequest | undefined =>
  tagged(message, 'ask') && typeof message.ticket === 'string' ? (message as unknown as UpstreamRequest) : undefined

/** The message as a request of a product, where it is one. */
export const asProductRequest = (message: Json): ProductRequest | undefined =>
  tagged(message, 'product') && typeof message.ticket === 'string' ? (message as unknown as ProductRequest) : undefined

/** The message as an answer to a product, where it is one. */
export const asProductReply = (message: Json): ProductReply | undefined =>
  tagged(message, 'said') && typeof message.ticket === 'string' ? (message as unknown as ProductReply) : undefined
