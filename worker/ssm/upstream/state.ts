// What Cisco Smart Software Manager knows: smart accounts, their virtual accounts, which local account of a
// satellite is registered to which, and what was bought (SSM-32).

import type { NodeState } from '../../kernel/machine.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Alarmed } from '../alarms.ts'
import type { Pass } from '../http/passes.ts'
import type { Reference } from '../material.ts'
import type { Entitlement } from '../purchases.ts'
import type { Place } from '../sync-file.ts'

/** Cisco Smart Software Manager: the accounts there are, who is registered, what was issued and bought (SSM-32). */
export type UpstreamState = NodeState & {
  readonly node: string
  readonly smartAccounts: readonly { readonly name: string; readonly virtualAccounts: readonly string[] }[]
  readonly registrations: readonly Registration[]
  readonly certificates: number // issued so far: the serial number of the newest
  readonly purchases: readonly Purchased[]
  readonly removed: readonly string[] // satellites that did not synchronise for too long
  readonly passes?: readonly Pass[] // sessions of its own site
  readonly authorizations?: readonly Authorization[] // files made for satellites that register by file, one an account
  readonly alarmed?: Alarmed // since when each alarm that stands has stood
}

/** The answer to a registration file, as it is made and fetched. */
export type Authorization = {
  readonly account: string
  readonly registered: Place
  readonly made: Instant
  readonly status: 'Authorization Pending' | 'Authorization File Ready' | 'Downloaded'
}

/** Licences bought for a virtual account. */
export type Purchased = Entitlement & { readonly smartAccount: string; readonly virtualAccount: string }

/** One local account known upstream. */
export type Registration = {
  readonly account: string
  readonly smartAccount: string
  readonly virtualAccount: string
  readonly since: Instant // registered then
  readonly accessUntil: Instant // until when it may synchronise without an administrator's login
  readonly lastSync: Instant | null
  readonly synchronisations: number
  readonly certificate: Reference | null // issued last
  readonly authority?: Reference | null // issued with it
}
