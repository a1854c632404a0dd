// Licences that were bought. They are bought from the upstream, come down with every synchronisation,
// and lie in Default until they are transferred to another local virtual account (SSM-42).

import type { Instant } from '../kernel/time.ts'
import type { Change, Row, Tables } from './postgres.ts'
import { DEFAULT_VIRTUAL_ACCOUNT } from './virtual-accounts.ts'

/** One purchase as the upstream knows it. A term licence ends; a perpetual one never does. */
export type Entitlement = {
  readonly entitlement: string // its number upstream
  readonly license: string
  readonly licenseType: 'PERPETUAL' | 'TERM'
  readonly quantity: number
  readonly startDate: Instant
  readonly endDate: Instant | null
  readonly subscriptionId: string | null
}

/** The part of a purchase that lies in one local virtual account. An expired one counts no more. */
export type Purchase = Row &
  Entitlement & {
    readonly account: string
    readonly virtualAccount: string
    readonly expired: boolean
    readonly dismissed?: number // of how many days the last warning was that somebody dismissed; 0: that it has expired
  }

/** What an account has bought, or one of its local virtual accounts. */
export const purchasesOf = (tables: Tables, account: string, virtualAccount?: string): readonly Purchase[] =>
  ((tables.purchases ?? []) as readonly Purchase[]).filter(
    (each) => each.account === account && (virtualAccount === undefined || each.virtualAccount === virtualAccount),
  )

const putPurchase = (row: Purchase): Change => ({ table: 'purchases', id: row.id, row })
const dropPurchase = ({ id }: Purchase): Change => ({ table: 'purchases', id, row: null })

const partOf = (account: string, virtualAccount: string, entitlement: Entitlement, quantity: number): Purchase => ({
  ...entitlement,
  id: `${account}/${virtualAccount}/${entitlement.entitlement}`,
  account,
  virtualAccount,
  quantity,
  expired: false,
})

/** The quantity moved from one part to another local virtual account. */
function moved(tables: Tables, from: Purchase, target: string, quantity: number): readonly Change[] {
  const there = purchasesOf(tables, from.account, target).find((each) => each.entitlement === from.entitlement)
  const left = from.quantity - quantity
  return [
    left === 0 ? dropPurchase(from) : putPurchase({ ...from, quantity: left }),
    putPurchase({
      ...partOf(from.account, target, from, (there?.quantity ?? 0) + quantity),
      expired: from.expired,
    }),
  ]
}

/**
 * What a synchronisation makes of an account's purchases. What is new goes to Default; what is no
 * longer there is taken from Default first and then from the others, in their order.
 */
export function synchronisedPurchases(tables: Tables, account: string, now: readonly Entitlement[]): readonly Change[] {
  const before = purchasesOf(tables, account)
  const gone = before.filter((each) => !now.some(({ entitlement }) => entitlement === each.entitlement)).map(dropPurchase)
  const kept = now.flatMap((entitlement) => {
    const parts = before.filter((each) => each.entitlement === entitlement.entitlement)
    const held = parts.reduce((sum, { quantity }) => sum + quantity, 0)
    const own = parts.find(({ virtualAccount }) => virtualAccount === DEFAULT_VIRTUAL_ACCOUNT)
    if (entitlement.quantity > held) {
      const part = partOf(account, DEFAULT_VIRTUAL_ACCOUNT, entitlement, (own?.quantity ?? 0) + entitlement.quantity - held)
      return [putPurchase({ ...part, expired: own?.expired ?? parts.some(({ expired }) => expired) })]
    }
    let excess = held - entitlement.quantity
    return [...parts]
      .sort((a, b) => Number(b === own) - Number(a === own))
      .flatMap((part) => {
        const taken = Math.min(excess, part.quantity)
        excess -= taken
        if (taken === 0) return []
        return [taken === part.quantity ? dropPurchase(part) : putPurchase({ ...part, quantity: part.quantity - taken })]
      })
  })
  return [...gone, ...kept]
}

/** Term licences whose last day has passed and that still count. */
export const lapsedPurchases = (tables: Tables, at: Instant): readonly Purchase[] =>
  ((tables.purchases ?? []) as readonly Purchase[]).filter(
    ({ endDate, expired }) => !expired && endDate !== null && endDate <= at,
  )

/** The purchase once its warning of so many days has been dismissed. */
export const warningDismissed = (purchase: Purchase, days: number): Change => putPurchase({ ...purchase, dismissed: days })

/** The purchase once its last day has passed. */
export const expire = (purchase: Purchase): Change => putPurchase({ ...purchase, expired: true })

/** What is to be moved, and where. */
export type LicenseTransfer = {
  readonly license: string
  readonly licenseType: Entitlement['licenseType'] | null // null: whichever there is
  readonly quantity: number
  readonly target: string
}

/** The rows of a transfer, or why it cannot be. */
export type TransferOutcome =
  | { readonly is: 'moved'; readonly changes: readonly Change[] }
  | { readonly is: 'refused'; readonly why: string }

/** Moves bought licences from one local virtual account to another; more than lie there cannot be moved. */
export function transferred(tables: Tables, account: string, source: string, wanted: LicenseTransfer): TransferOutcome {
  const parts = purchasesOf(tables, account, source).filter(
    ({ license, licenseType, expired }) =>
      license === wanted.license && !expired && (wanted.licenseType === null || licenseType === wanted.licenseType),
  )
  const held = parts.reduce((sum, { quantity }) => sum + quantity, 0)
  if (held < wanted.quantity)
    return {
      is: 'refused',
      why: `${source} holds ${held} of the license "${wanted.license}", so ${wanted.quantity} cannot be transferred.`,
    }
  let rest = wanted.quantity
  const changes: Change[] = []
  for (const part of parts) {
    const taken = Math.min(rest, part.quantity)
    rest -= taken
    if (taken > 0) changes.push(...moved(tables, part, wanted.target, taken))
  }
  return { is: 'moved', changes }
}
