// The licensing cloud as templates begin with it: one smart account, and the local accounts that are registered there.

import { type Fabric, surroundingsOf } from '../../kernel/fabric.ts'
import type { NodeId } from '../../kernel/machine.ts'
import type { TemplateNode } from '../../kernel/product.ts'
import { randomFrom, seedFor } from '../../kernel/random.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Account } from '../accounts.ts'
import { accessMs, REMOVAL_MS } from '../periods.ts'
import type { UpstreamState } from '../upstream/state.ts'

/** The smart account that every template has. */
export const SMART_ACCOUNT = 'example.com'

/** The cloud as a node of every template. */
export const CLOUD = {
  id: 'cssm',
  kind: 'upstream',
  title: 'Cisco Smart Software Manager',
  credentials: { username: 'admin', root: false, api: true },
} as const satisfies TemplateNode

/** The cloud with these accounts, each of which has synchronised once, when it was registered. */
export const cloudState = (
  fabric: Fabric,
  seed: number,
  node: NodeId,
  accounts: readonly Account[],
  synced: Instant,
): UpstreamState => ({
  timers: [{ name: 'removal', due: synced + REMOVAL_MS, kind: 'standing' }],
  random: randomFrom(seedFor(seed, node)),
  surroundings: surroundingsOf(fabric, node),
  node,
  smartAccounts: [{ name: SMART_ACCOUNT, virtualAccounts: accounts.map(({ virtualAccount }) => virtualAccount) }],
  registrations: accounts.map(({ id, smartAccount, virtualAccount, certificate, authority = null }) => ({
    account: id,
    smartAccount,
    virtualAccount,
    since: synced,
    accessUntil: synced + accessMs(synced),
    lastSync: synced,
    synchronisations: 1,
    certificate,
    authority,
  })),
  certificates: accounts.length,
  purchases: [],
  removed: [],
})
