// The alerts of the Licensing Workspace (SSM-42). Most follow from what the tables hold and what the
// time is; two tell of something that is gone, and are kept until they are dismissed.

import { DAY_MS, type Instant } from '../kernel/time.ts'
import { type Account, accountsOf, type Moment } from './accounts.ts'
import { guiTime } from './clock.ts'
import { instancesOf, licensesOf } from './licensing.ts'
import {
  AUTHORIZATION_MS,
  CONNECT_MS,
  EXPIRY_DAYS,
  IDENTITY_MS,
  REMOVAL_MS,
  REMOVAL_WARNING_MS,
  SYNC_PERIOD_MS,
} from './periods.ts'
import type { Change, Row, Tables } from './postgres.ts'
import { type Purchase, purchasesOf, warningDismissed } from './purchases.ts'
import { DEFAULT_VIRTUAL_ACCOUNT } from './virtual-accounts.ts'

const NOW = 'Now'
const NEVER = 'None'

/** The messages of alerts, as the Alerts menu has them (SSM-42). */
export type AlertType =
  | 'Insufficient Licenses'
  | 'Licenses Expiring'
  | 'Licenses Expired'
  | 'Product Instance Failed to Connect'
  | 'Product Instance Failed to Renew'
  | 'Synchronization Overdue'
  | 'Satellite Unregistered and Removed'
  | 'Upcoming Sync Deadline'

/** An alert that stands. */
export type Alert = {
  readonly id: string // the same for as long as the cause lasts
  readonly account: string
  readonly virtualAccount: string
  readonly type: AlertType
  readonly severity: 'Major' | 'Minor'
  readonly source: string
  readonly message: string // as the tab shows it: the type, and what it is about
  readonly about: string
  readonly due: Instant | typeof NOW | typeof NEVER // when something has to be done, as the GUI's clock shows it
  readonly actionDue: string // the same in words
  readonly dismissal: string | null // what Dismiss names; null: it stands for as long as its cause does
}

/** Severities are assumed but for Major and Minor being the words. */
const SEVERITY: { readonly [type in AlertType]: Alert['severity'] } = {
  'Insufficient Licenses': 'Major',
  'Licenses Expiring': 'Minor',
  'Licenses Expired': 'Major',
  'Product Instance Failed to Connect': 'Minor',
  'Product Instance Failed to Renew': 'Major',
  'Synchronization Overdue': 'Major',
  'Satellite Unregistered and Removed': 'Major',
  'Upcoming Sync Deadline': 'Minor',
}

/** An alert that is kept: its cause is gone and cannot be found again. */
export type Notice = Row & {
  readonly account: string
  readonly virtualAccount: string
  readonly type: AlertType
  readonly source: string
  readonly message: string
  readonly when: Moment
}

const noticesOf = (tables: Tables): readonly Notice[] => (tables.notices ?? []) as readonly Notice[]
const dropNotice = (id: string): Change => ({ table: 'notices', id, row: null })

/** Alerts kept at once, so that a state cannot grow without end: the oldest goes. */
const NOTICES_MAX = 100

/** The rows that keep an alert which lasts until somebody has seen it. */
export function keepNotice(tables: Tables, notice: Omit<Notice, 'id'>): readonly Change[] {
  const kept = noticesOf(tables)
  const id = String(Number(kept.at(-1)?.id ?? 0) + 1)
  const oldest = kept.length >= NOTICES_MAX ? kept[0] : undefined
  const row = { ...notice, id } as Notice
  return [...(oldest === undefined ? [] : [dropNotice(oldest.id)]), { table: 'notices', id, row }]
}

/** The alerts that stand at `now`: by severity, then by when something has to be done (Cisco Smart Licensing help). */
export function alertsOf(tables: Tables, now: Instant): readonly Alert[] {
  const found = accountsOf(tables).flatMap((account) => [
    ...shortages(tables, account),
    ...expiries(tables, account, now),
    ...strangers(tables, account, now),
    ...synchronisations(account, now),
  ])
  const kept = noticesOf(tables).map(({ id, account, virtualAccount, type, source, message }) =>
    alert(account, virtualAccount, type, source, message, NEVER, id),
  )
  return [...found, ...kept].toSorted(
    (a, b) => RANKS.indexOf(a.severity) - RANKS.indexOf(b.severity) || orderOf(a.due) - orderOf(b.due),
  )
}

const RANKS: readonly Alert['severity'][] = ['Major', 'Minor']
const orderOf = (due: Alert['due']): number => (due === NOW ? 0 : due === NEVER ? Number.MAX_SAFE_INTEGER : due)

function alert(
  account: string,
  virtualAccount: string,
  type: AlertType,
  source: string,
  message: string,
  due: Alert['due'],
  dismissal: string | null = null,
  round = '', // tells an alert that is raised anew from the one before
): Alert {
  const actionDue = typeof due === 'number' ? guiTime(due) : due
  const id = [account, virtualAccount, type, source, dismissal ?? actionDue, ...(round === '' ? [] : [round])].join('/')
  return {
    id,
    account,
    virtualAccount,
    type,
    severity: SEVERITY[type],
    source,
    message: `${type}: ${message}`,
    about: message.charAt(0).toUpperCase() + message.slice(1),
    due,
    actionDue,
    dismissal,
  }
}

const shortages = (tables: Tables, { id }: Account): readonly Alert[] =>
  licensesOf(tables, id)
    .filter(({ balance }) => balance < 0)
    .map(({ license, virtualAccount, inUse, purchased }) =>
      alert(
        id,
        virtualAccount,
        'Insufficient Licenses',
        license,
        `"${license}": ${inUse} in use and ${purchased} purchased in local virtual account "${virtualAccount}" of ${id}.`,
        NOW,
      ),
    )

// The warning is given anew at each of its days, also where the one before was dismissed; the end itself is shown only
// where no warning was (Cisco Smart Licensing help).
function expiries(tables: Tables, { id }: Account, now: Instant): readonly Alert[] {
  return purchasesOf(tables, id).flatMap((purchase) => {
    const { license, virtualAccount, quantity, endDate, expired, dismissed } = purchase
    if (endDate === null) return []
    const what = `${quantity} "${license}" in local virtual account "${virtualAccount}"`
    const day = guiTime(endDate)
    if (expired)
      return dismissed === undefined
        ? [alert(id, virtualAccount, 'Licenses Expired', license, `${what} expired on ${day}.`, NOW, purchase.id)]
        : []
    const days = warnedDays(purchase, now)
    if (days === undefined || (dismissed !== undefined && dismissed <= days)) return []
    const message = `${what} will expire within ${days} days, on ${day}.`
    return [alert(id, virtualAccount, 'Licenses Expiring', license, message, endDate, purchase.id, String(days))]
  })
}

/** Of how many days the last warning before the end of a licence spoke; undefined: there was none yet. */
const warnedDays = ({ endDate }: Purchase, now: Instant): number | undefined =>
  endDate === null ? undefined : EXPIRY_DAYS.filter((each) => endDate - each * DAY_MS <= now).at(-1)

/** The rows that take an alert away at `now`, by what its `dismissal` says; null: no such alert stands. */
export function dismissed(tables: Tables, dismissal: string, now: Instant): readonly Change[] | null {
  if (!alertsOf(tables, now).some((each) => each.dismissal === dismissal)) return null
  if (noticesOf(tables).some(({ id }) => id === dismissal)) return [dropNotice(dismissal)]
  return accountsOf(tables)
    .flatMap(({ id }) => purchasesOf(tables, id))
    .filter(({ id }) => id === dismissal)
    .map((purchase) => warningDismissed(purchase, purchase.expired ? 0 : (warnedDays(purchase, now) ?? 0)))
}

const strangers = (tables: Tables, { id }: Account, now: Instant): readonly Alert[] =>
  instancesOf(tables, id)
    .filter(({ lastContact }) => lastContact.at + CONNECT_MS <= now)
    .map(({ name, virtualAccount, lastContact }) =>
      alert(
        id,
        virtualAccount,
        'Product Instance Failed to Connect',
        name,
        `"${name}" has not connected since ${guiTime(lastContact.stamp)}.`,
        lastContact.stamp + AUTHORIZATION_MS,
      ),
    )

function synchronisations({ id, lastSync, status }: Account, now: Instant): readonly Alert[] {
  const about = (type: AlertType, message: string, due: Alert['due']) =>
    alert(id, DEFAULT_VIRTUAL_ACCOUNT, type, id, message, due)
  if (lastSync === null || status !== 'Active') return []
  const removal = lastSync.stamp + REMOVAL_MS
  return [
    ...(lastSync.at + SYNC_PERIOD_MS <= now
      ? [about('Synchronization Overdue', `${id} has not been synchronized since ${guiTime(lastSync.stamp)}.`, NOW)]
      : []),
    ...(lastSync.at + REMOVAL_MS - REMOVAL_WARNING_MS <= now
      ? [about('Upcoming Sync Deadline', `${id} will be removed unless it is synchronized by ${guiTime(removal)}.`, removal)]
      : []),
  ]
}

/** Every moment at which an alert may begin or change by itself: what a server wants to be woken for. */
export function alertTimes(tables: Tables): readonly Instant[] {
  return accountsOf(tables).flatMap((account) => [
    ...(account.lastSync === null || account.status !== 'Active'
      ? []
      : [account.lastSync.at + SYNC_PERIOD_MS, account.lastSync.at + REMOVAL_MS - REMOVAL_WARNING_MS]),
    ...purchasesOf(tables, account.id).flatMap(purchaseTimes),
    ...instancesOf(tables, account.id).flatMap(({ lastContact, identity }) => [
      lastContact.at + CONNECT_MS,
      identity.at + IDENTITY_MS,
    ]),
  ])
}

const purchaseTimes = ({ endDate, expired }: Purchase): readonly Instant[] =>
  endDate === null || expired ? [] : [...EXPIRY_DAYS.map((days) => endDate - days * DAY_MS), endDate]
