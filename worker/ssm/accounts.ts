// Local accounts as the database keeps them: requested, approved, registered upstream, synchronised.
//
// Everything here reads tables or says which rows a step would write; the database writes them.

import type { Instant } from '../kernel/time.ts'
import type { Reference } from './material.ts'
import { SCHEDULES, type Schedule, SYNC_PERIOD_MS } from './periods.ts'
import type { Change, Row, Tables } from './postgres.ts'

/** A moment as the sandbox knows it (`at`) and as the clock of the node that wrote it showed (`stamp`). */
export type Moment = { readonly at: Instant; readonly stamp: Instant }

/** A local account that is registered upstream, or was (SSM-31). */
export type Account = Row & {
  readonly requestedBy: string
  readonly smartAccount: string
  readonly virtualAccount: string
  readonly status: 'Active' | 'Unregistered' // Unregistered: the upstream has removed it
  readonly satellite: string
  readonly lastSync: Moment | null
  readonly accessUntil: Instant | null // until when it may synchronise by itself
  readonly schedule: { readonly every: Schedule; readonly next: Instant } | null // null: only when somebody asks for it
  readonly certificate: Reference | null // shown to products
  readonly authority?: Reference | null // signs the identities of products
  readonly alert: string // what the Alerts column says; '' for nothing
}

/** A local account that was asked for and waits for approval or registration. */
export type AccountRequest = Row & {
  readonly requestedBy: string
  readonly smartAccount: string
  readonly virtualAccount: string
  readonly status: string // what the table shows
}

/** One line of an Event Log tab. */
export type LoggedEvent = Row & {
  readonly topic: 'accounts' | 'cluster' | 'security' | 'licensing'
  readonly when: Moment
  readonly text: string
}

/** The local accounts, in the order in which they came to be. */
export const accountsOf = (tables: Tables): readonly Account[] => (tables.accounts ?? []) as readonly Account[]
/** The requests that are neither registered nor rejected. */
export const requestsOf = (tables: Tables): readonly AccountRequest[] => (tables.requests ?? []) as readonly AccountRequest[]
/** The lines of an Event Log tab, oldest first. */
export const eventsOf = (tables: Tables, topic: LoggedEvent['topic']): readonly LoggedEvent[] =>
  ((tables.events ?? []) as readonly LoggedEvent[]).filter((event) => event.topic === topic)

/** The local account of this name. */
export const findAccount = (tables: Tables, name: string): Account | undefined => accountsOf(tables).find(({ id }) => id === name)
/** The request for an account of this name. */
export const findRequest = (tables: Tables, name: string): AccountRequest | undefined =>
  requestsOf(tables).find(({ id }) => id === name)

/** The row that writes an account. */
export const putAccount = (row: Account): Change => ({ table: 'accounts', id: row.id, row })
/** The row that writes a request. */
export const putRequest = (row: AccountRequest): Change => ({ table: 'requests', id: row.id, row })
/** Requests whose registration nobody waits for any more, since the role moved or the server died: they wait for approval again. */
export const forsaken = (tables: Tables, errands: readonly { readonly account: string }[]): readonly Change[] =>
  requestsOf(tables)
    .filter(({ id, status }) => status === 'Registering' && !errands.some(({ account }) => account === id))
    .map((each) => putRequest({ ...each, status: 'Pending' }))

/** The row that deletes a request. */
export const dropRequest = (name: string): Change => ({ table: 'requests', id: name, row: null })

/** Event logs keep the newest lines only, so that a state cannot grow without end. */
const EVENTS_MAX = 100

/** The rows that add a line to an event log, and drop the oldest where it would grow past its limit. */
export function logEvent(tables: Tables, topic: LoggedEvent['topic'], when: Moment, text: string): readonly Change[] {
  const events = tables.events ?? []
  const last = events.at(-1)
  const id = String(last === undefined ? 1 : Number(last.id) + 1)
  const row: LoggedEvent = { id, topic, when, text }
  const oldest = events.length >= EVENTS_MAX ? events[0] : undefined
  const dropped: readonly Change[] = oldest === undefined ? [] : [{ table: 'events', id: oldest.id, row: null }]
  return [...dropped, { table: 'events', id, row }]
}

/** Why this account cannot be requested, in the order of the form; empty when it can (Cisco how-to lic225306). */
export function whyNotRequested(tables: Tables, name: string, virtualAccount: string): readonly string[] {
  const messages: string[] = []
  if (findAccount(tables, name) !== undefined || findRequest(tables, name) !== undefined)
    messages.push(`A local account named ${name} already exists or has been requested. Choose another name.`)
  const holder = [...accountsOf(tables), ...requestsOf(tables)].find((each) => each.virtualAccount === virtualAccount)
  if (holder !== undefined)
    messages.push(
      `Cisco Virtual Account ${virtualAccount} belongs to local account ${holder.id}. Each local account needs a virtual account of its own.`,
    )
  return messages
}

/** What the upstream issues for an account, and until when it may synchronise by itself. */
type Issued = {
  readonly certificate: Reference | null
  readonly authority: Reference | null
  readonly accessUntil: Instant
}

/** The request has been registered upstream: it becomes an account. */
export const activated = (request: AccountRequest, { certificate, authority, accessUntil }: Issued): readonly Change[] => [
  dropRequest(request.id),
  putAccount({
    id: request.id,
    requestedBy: request.requestedBy,
    smartAccount: request.smartAccount,
    virtualAccount: request.virtualAccount,
    status: 'Active',
    satellite: request.id,
    lastSync: null,
    accessUntil,
    schedule: null,
    certificate,
    authority,
    alert: '',
  }),
]

/** The account after a synchronisation, with what the upstream sent. */
export const synchronised = (account: Account, when: Moment, { certificate, authority, accessUntil }: Issued): Change =>
  putAccount({
    ...account,
    status: 'Active',
    lastSync: when,
    accessUntil,
    certificate,
    authority,
    alert: 'Synchronization Successful',
  })

/** The account once a synchronisation has failed. */
export const syncFailed = (account: Account): Change => putAccount({ ...account, alert: 'Synchronization Failed' })

/** The account once the upstream has said that it knows it no more. */
export const unregistered = (account: Account): Change => putAccount({ ...account, status: 'Unregistered', alert: '' })

/** The account with its automatic synchronisation set anew, from `at` on. */
export const scheduled = (account: Account, every: Schedule | null, at: Instant): Change =>
  putAccount({ ...account, schedule: every === null ? null : { every, next: at + SCHEDULES[every] } })

/** What the Alerts column of the Synchronization widget says at `now`. */
export function syncAlert({ status, lastSync, alert }: Account, now: Instant): string {
  if (status === 'Unregistered') return 'Satellite Unregistered and Removed'
  return lastSync !== null && lastSync.at + SYNC_PERIOD_MS <= now ? 'Synchronization Overdue' : alert
}
