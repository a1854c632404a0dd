// The upstream: Cisco Smart Software Manager as the pair sees it. It knows smart accounts, their
// virtual accounts, and which local account of the pair is registered to which (SSM-32).

import type { z } from 'zod'
import {
  cancel,
  type Effect,
  type Input,
  type Json,
  type Machine,
  type NodeState,
  type Step,
  schedule,
  type Timer,
  unreachable,
} from '../kernel/machine.ts'
import type { Frozen } from '../kernel/plain.ts'
import { type Answer, noFile, type Operation, type Page, type Question, type Reading } from '../kernel/surface.ts'
import { DAY_MS, type Instant, iso } from '../kernel/time.ts'
import { CERTIFICATE_MS, type Certificate } from './certificates.ts'
import { guiTime } from './clock.ts'
import { asked as askedFor, button, page, table } from './pages/parts.ts'
import { texts } from './pages/validation.ts'
import { accessMs, REMOVAL_MS } from './periods.ts'
import type { Entitlement } from './purchases.ts'
import { UpstreamView } from './view-schemas.ts'
import { asRequest, type SyncResult, type UpstreamReply, type UpstreamRequest } from './words.ts'

export type UpstreamState = NodeState & {
  readonly node: string
  readonly smartAccounts: readonly { readonly name: string; readonly virtualAccounts: readonly string[] }[]
  readonly registrations: readonly Registration[]
  readonly certificates: number // issued so far: the serial number of the newest
  readonly purchases: readonly Purchased[]
  readonly removed: readonly string[] // satellites that did not synchronise for too long
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
  readonly commonName: string // in the certificate issued last
}

export const upstream: Machine<UpstreamState> = { kind: 'upstream', step, view, shape: UpstreamView, read }

function step(state: UpstreamState, input: Input): Step<UpstreamState> {
  switch (input.type) {
    case 'woke':
      return removeLapsed(state, input.at)
    case 'surroundings-changed':
      return { state: { ...state, surroundings: input.surroundings }, effects: [] }
    case 'asked': {
      const [next, answer] = asked(state, input.operation, input.at)
      return { state: next, effects: [{ type: 'answer', answer }] }
    }
    case 'heard': {
      const request = asRequest(input.message)
      if (request === undefined) return { state, effects: [] }
      const [next, reply] = serve(state, request, input.at)
      const effect: Effect = {
        type: 'send',
        to: { node: input.from },
        network: input.network,
        message: reply as unknown as Json,
      }
      return { state: { ...next, timers: withRemoval(next) }, effects: [effect] }
    }
    default:
      return unreachable(input)
  }
}

function serve(state: UpstreamState, request: UpstreamRequest, at: Instant): readonly [UpstreamState, UpstreamReply] {
  const { ticket } = request
  const certificate: Certificate = {
    commonName: request.commonName,
    serial: state.certificates + 1,
    notBefore: at,
    notAfter: at + CERTIFICATE_MS,
  }
  const accessUntil = at + accessMs(at)
  const refuse = (why: string, removed = false) => [state, { reply: 'refused', ticket, why, removed }] as const
  const resultFor = ({ smartAccount, virtualAccount, accessUntil }: Registration): SyncResult => ({
    certificate,
    accessUntil,
    entitlements: state.purchases
      .filter((each) => each.smartAccount === smartAccount && each.virtualAccount === virtualAccount)
      .map(({ smartAccount: _, virtualAccount: __, ...entitlement }) => entitlement),
  })
  if (request.ask === 'register') {
    const { account, smartAccount, virtualAccount } = request
    const smart = state.smartAccounts.find(({ name }) => name === smartAccount)
    if (smart === undefined) return refuse(`there is no Cisco Smart Account named ${smartAccount}.`)
    const holder = state.registrations.find(
      (each) => each.smartAccount === smartAccount && each.virtualAccount === virtualAccount,
    )
    if (holder !== undefined && holder.account !== account)
      return refuse(`Cisco Virtual Account ${virtualAccount} belongs to local account ${holder.account}.`)
    if (holder !== undefined)
      return [
        { ...state, certificates: certificate.serial },
        { reply: 'registered', ticket, result: resultFor(holder) },
      ]
    if (state.registrations.some((each) => each.account === account))
      return refuse(`a local account named ${account} is registered to another virtual account.`)
    const registration: Registration = {
      account,
      smartAccount,
      virtualAccount,
      since: at,
      accessUntil,
      lastSync: null,
      synchronisations: 0,
      commonName: request.commonName,
    }
    return [
      {
        ...state,
        smartAccounts: state.smartAccounts.map((each) => (each === smart ? withVirtualAccount(each, virtualAccount) : each)),
        registrations: [...state.registrations, registration],
        removed: state.removed.filter((each) => each !== account),
        certificates: certificate.serial,
      },
      { reply: 'registered', ticket, result: resultFor(registration) },
    ]
  }
  if (state.removed.includes(request.account))
    return refuse(`${request.account} did not synchronize for 90 days and was removed: register it again.`, true)
  const known = state.registrations.find(({ account }) => account === request.account)
  if (known === undefined) return refuse(`no local account named ${request.account} is registered.`)
  if (!request.login && known.accessUntil <= at)
    return refuse('the access token has lapsed: synchronize by hand with your Cisco.com ID.')
  const synchronised: Registration = {
    ...known,
    lastSync: at,
    accessUntil: request.login ? accessUntil : known.accessUntil,
    synchronisations: known.synchronisations + 1,
    commonName: request.commonName,
  }
  const registrations = state.registrations.map((each) => (each === known ? synchronised : each))
  return [
    { ...state, registrations, certificates: certificate.serial },
    { reply: 'synchronised', ticket, result: resultFor(synchronised) },
  ]
}

const removalOf = ({ lastSync, since }: Registration): Instant => (lastSync ?? since) + REMOVAL_MS

/** The timers of the upstream: one for the next satellite that would have to be removed. */
export function withRemoval({ timers, registrations }: Pick<UpstreamState, 'timers' | 'registrations'>): readonly Timer[] {
  const [first] = registrations.map(removalOf).sort((a, b) => a - b)
  return first === undefined ? cancel(timers, 'removal') : schedule(timers, 'removal', first, 'standing')
}

function removeLapsed(state: UpstreamState, at: Instant): Step<UpstreamState> {
  const lapsed = state.registrations.filter((each) => removalOf(each) <= at)
  if (lapsed.length === 0) return { state, effects: [] }
  const registrations = state.registrations.filter((each) => !lapsed.includes(each))
  const names = lapsed.map(({ account }) => account)
  const next = { ...state, registrations, removed: [...state.removed, ...names] }
  return {
    state: { ...next, timers: withRemoval(next) },
    effects: names.map((name) => ({
      type: 'note',
      kind: 'account',
      text: `${state.node}: satellite ${name} has not synchronised for 90 days and is unregistered and removed.`,
    })),
  }
}

// A virtual account that is missing is created (lic225306).
const withVirtualAccount = <S extends { readonly virtualAccounts: readonly string[] }>(smart: S, name: string): S =>
  smart.virtualAccounts.includes(name) ? smart : { ...smart, virtualAccounts: [...smart.virtualAccounts, name] }

/** Its part of the snapshot: the local accounts it knows, and how often each has synchronised. */
function view(state: UpstreamState): Frozen<z.infer<typeof UpstreamView>> {
  const times = state.registrations.flatMap(({ lastSync }) => (lastSync === null ? [] : [lastSync]))
  return {
    id: state.node,
    product: 'ssm',
    state: 'running',
    removed: state.removed,
    purchases: state.purchases.map(({ entitlement, virtualAccount, license, quantity, endDate }) => ({
      id: entitlement,
      virtualAccount,
      license,
      quantity,
      endDate: endDate === null ? null : iso(endDate),
    })),
    accounts: state.registrations.map(({ account, smartAccount, virtualAccount, lastSync, synchronisations, commonName }) => ({
      name: account,
      smartAccount,
      virtualAccount,
      lastSync: lastSync === null ? null : iso(lastSync),
      synchronisations,
      commonName,
    })),
    lastSync: times.length === 0 ? null : iso(Math.max(...times)),
  }
}

function accounts(state: UpstreamState): Page {
  return page('accounts', 'Smart Software Manager: satellites', {
    tables: [
      table(
        'satellites',
        'On-Prem Accounts',
        ['Name', 'Smart Account', 'Virtual Account', 'Last Synchronization'],
        state.registrations.map(({ account, smartAccount, virtualAccount, lastSync }) => ({
          cells: [account, smartAccount, virtualAccount, lastSync === null ? '' : guiTime(lastSync)],
        })),
      ),
    ],
    messages: state.removed.map((name) => ({ tone: 'error', text: `Satellite Unregistered and Removed: ${name}` })),
  })
}

function purchases(state: UpstreamState): Page {
  const optional = { mandatory: false }
  return page('purchases', 'Smart Software Manager: licenses', {
    fields: [
      askedFor('virtual_account', 'Virtual Account', 'Purchase'),
      askedFor('license', 'License', 'Purchase'),
      askedFor('quantity', 'Quantity', 'Purchase'),
      { ...askedFor('term_days', 'Term in days, empty for a perpetual license', 'Purchase'), ...optional },
    ],
    actions: [button('purchase-licenses', 'Purchase')],
    tables: [
      table(
        'licenses',
        'Licenses',
        ['License', 'Virtual Account', 'Quantity', 'Type', 'Ends'],
        state.purchases.map(({ license, virtualAccount, quantity, licenseType, endDate }) => ({
          cells: [license, virtualAccount, String(quantity), licenseType, endDate === null ? '' : guiTime(endDate)],
        })),
      ),
    ],
  })
}

/** Purchases a virtual account may hold, so that a state cannot grow without end; assumed. */
const PURCHASES_MAX = 100
const COUNT = /^[1-9]\d{0,5}$/

/** Buys licences for a virtual account: satellites have them after their next synchronisation. How one buys is ours. */
function purchase(state: UpstreamState, body: { readonly [name: string]: Json }, at: Instant): readonly [UpstreamState, Answer] {
  const given = texts({ ...body, term_days: body.term_days === undefined || body.term_days === '' ? 'none' : body.term_days }, [
    'virtual_account',
    'license',
    'quantity',
    'term_days',
  ])
  if (given.is !== 'texts') return [state, given]
  const { virtual_account: virtualAccount, license, quantity, term_days: days } = given.values
  const errors = [
    ...(COUNT.test(quantity) ? [] : [{ pointer: '/quantity', message: 'must be a number from 1 to 999999' }]),
    ...(days === 'none' || COUNT.test(days) ? [] : [{ pointer: '/term_days', message: 'must be a number of days, or empty' }]),
  ]
  if (errors.length > 0) return [state, { is: 'malformed', errors }]
  const smart = state.smartAccounts.find(({ virtualAccounts }) => virtualAccounts.includes(virtualAccount))
  if (smart === undefined)
    return [state, { is: 'refused', messages: [`There is no Cisco Virtual Account named ${virtualAccount}.`] }]
  if (state.purchases.length >= PURCHASES_MAX)
    return [state, { is: 'refused', messages: [`No more than ${PURCHASES_MAX} purchases can be kept here.`] }]
  const number = String(state.purchases.length + 1)
  const bought: Purchased = {
    entitlement: number,
    smartAccount: smart.name,
    virtualAccount,
    license,
    licenseType: days === 'none' ? 'PERPETUAL' : 'TERM',
    quantity: Number(quantity),
    startDate: at,
    endDate: days === 'none' ? null : at + Number(days) * DAY_MS,
    subscriptionId: days === 'none' ? null : `Sub${number.padStart(6, '0')}`,
  }
  const message = `${quantity} "${license}" were purchased for ${virtualAccount}. Satellites have them after their next synchronization.`
  return [
    { ...state, purchases: [...state.purchases, bought] },
    { is: 'acted', message, files: [] },
  ]
}

const NO_SITE = 'Cisco Smart Software Manager is reached through its satellites here; its own site is not modelled.'

const NO_CONSOLE = 'Cisco Smart Software Manager is a cloud service: it has no console here.'

function asked(state: UpstreamState, operation: Operation, at: Instant): readonly [UpstreamState, Answer] {
  switch (operation.op) {
    case 'console':
      return [state, { is: 'not-answering', why: NO_CONSOLE }]
    case 'upload':
      return [state, noFile(operation.file.name)]
    case 'http':
      return [state, { is: 'not-answering', why: NO_SITE }]
    case 'act':
      if (operation.action === 'purchase-licenses') return purchase(state, operation.body, at)
      return [state, { is: 'unknown', what: 'action', name: operation.action, known: ['purchase-licenses'] }]
    case 'save': {
      const found = read(state, { ask: 'page', page: operation.page })
      return [state, found.is === 'page' ? { is: 'refused', messages: ['This page has nothing to save.'] } : (found as Answer)]
    }
  }
}

function read(state: UpstreamState, question: Question): Reading {
  switch (question.ask) {
    case 'completions':
      return { is: 'not-answering', why: NO_CONSOLE }
    case 'pages':
      return {
        is: 'pages',
        pages: [
          { id: 'accounts', title: 'Satellites', group: 'Smart Software Manager' },
          { id: 'purchases', title: 'Licenses', group: 'Smart Software Manager' },
        ],
      }
    case 'page':
      return question.page === 'accounts'
        ? { is: 'page', page: accounts(state) }
        : question.page === 'purchases'
          ? { is: 'page', page: purchases(state) }
          : { is: 'unknown', what: 'page', name: question.page, known: ['accounts', 'purchases'] }
    case 'files':
      return { is: 'files', files: [] }
    case 'file':
      return noFile(question.name)
    case 'http':
      return { is: 'not-answering', why: NO_SITE }
    default:
      return unreachable(question)
  }
}
