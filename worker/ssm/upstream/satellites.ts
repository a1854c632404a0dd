// Satellites at Cisco Smart Software Manager: registered to a virtual account, synchronised, and removed when
// they have not synchronised for too long (SSM-32).

import { cancel, type Step, schedule, type Timer } from '../../kernel/machine.ts'
import type { Instant } from '../../kernel/time.ts'
import { accessMs, REMOVAL_MS } from '../periods.ts'
import type { SyncResult, UpstreamReply, UpstreamRequest } from '../words.ts'
import { issued } from './issuing.ts'
import type { Registration, UpstreamState } from './state.ts'

type Served = readonly [UpstreamState, UpstreamReply]

/** What becomes of a satellite's request: the state after it, and the reply. A refusal changes nothing. */
export function serve(state: UpstreamState, request: UpstreamRequest, at: Instant): Served {
  const [next, reply] = request.ask === 'register' ? register(state, request, at) : synchronise(state, request, at)
  return [{ ...next, timers: withRemoval(next) }, reply]
}

const refused = (state: UpstreamState, ticket: string, why: string, removed = false): Served => [
  state,
  { reply: 'refused', ticket, why, removed },
]

const resultFor = (
  state: UpstreamState,
  { smartAccount, virtualAccount, accessUntil, certificate, authority = null }: Registration,
): SyncResult => ({
  certificate,
  authority,
  accessUntil,
  entitlements: state.purchases
    .filter((each) => each.smartAccount === smartAccount && each.virtualAccount === virtualAccount)
    .map(({ smartAccount: _, virtualAccount: __, ...entitlement }) => entitlement),
})

/** What the account of a satellite has been issued and has bought, or null where it is not registered. */
export function resultOf(state: UpstreamState, account: string): SyncResult | null {
  const known = state.registrations.find((each) => each.account === account)
  return known === undefined ? null : resultFor(state, known)
}

function register(state: UpstreamState, request: Extract<UpstreamRequest, { ask: 'register' }>, at: Instant): Served {
  const { ticket, account, smartAccount, virtualAccount } = request
  const smart = state.smartAccounts.find(({ name }) => name === smartAccount)
  if (smart === undefined) return refused(state, ticket, `there is no Cisco Smart Account named ${smartAccount}.`)
  const holder = state.registrations.find((each) => each.smartAccount === smartAccount && each.virtualAccount === virtualAccount)
  if (holder !== undefined && holder.account !== account)
    return refused(state, ticket, `Cisco Virtual Account ${virtualAccount} belongs to local account ${holder.account}.`)
  if (holder === undefined && state.registrations.some((each) => each.account === account))
    return refused(state, ticket, `a local account named ${account} is registered to another virtual account.`)
  const { certificates, certificate, authority } = issued(state, holder, request.request, at)
  const registration: Registration =
    holder === undefined
      ? {
          account,
          smartAccount,
          virtualAccount,
          since: at,
          accessUntil: at + accessMs(at),
          lastSync: null,
          synchronisations: 0,
          certificate,
          authority,
        }
      : { ...holder, certificate, authority }
  const next: UpstreamState = {
    ...state,
    certificates,
    smartAccounts: state.smartAccounts.map((each) => (each === smart ? withVirtualAccount(each, virtualAccount) : each)),
    registrations: [...state.registrations.filter((each) => each !== holder), registration],
    removed: state.removed.filter((each) => each !== account),
  }
  return [next, { reply: 'registered', ticket, result: resultFor(next, registration) }]
}

// A virtual account that is missing is created (lic225306).
const withVirtualAccount = <S extends { readonly virtualAccounts: readonly string[] }>(smart: S, name: string): S =>
  smart.virtualAccounts.includes(name) ? smart : { ...smart, virtualAccounts: [...smart.virtualAccounts, name] }

function synchronise(state: UpstreamState, request: Extract<UpstreamRequest, { ask: 'synchronise' }>, at: Instant): Served {
  const { ticket, account, login } = request
  if (state.removed.includes(account))
    return refused(state, ticket, `${account} did not synchronize for 90 days and was removed: register it again.`, true)
  const known = state.registrations.find((each) => each.account === account)
  if (known === undefined) return refused(state, ticket, `no local account named ${account} is registered.`)
  if (!login && known.accessUntil <= at)
    return refused(state, ticket, 'the access token has lapsed: synchronize by hand with your Cisco.com ID.')
  const { certificates, certificate, authority } = issued(state, known, request.request, at)
  const synchronised: Registration = {
    ...known,
    lastSync: at,
    accessUntil: login ? at + accessMs(at) : known.accessUntil,
    synchronisations: known.synchronisations + 1,
    certificate,
    authority,
  }
  const registrations = state.registrations.map((each) => (each === known ? synchronised : each))
  const next = { ...state, certificates, registrations }
  return [next, { reply: 'synchronised', ticket, result: resultFor(next, synchronised) }]
}

const removalOf = ({ lastSync, since }: Registration): Instant => (lastSync ?? since) + REMOVAL_MS

/** The timers of the upstream: one for the next satellite that would have to be removed. */
function withRemoval({ timers, registrations }: Pick<UpstreamState, 'timers' | 'registrations'>): readonly Timer[] {
  const [first] = registrations.map(removalOf).sort((a, b) => a - b)
  return first === undefined ? cancel(timers, 'removal') : schedule(timers, 'removal', first, 'standing')
}

/** Removes the satellites whose 90 days are over. */
export function removeLapsed(state: UpstreamState, at: Instant): Step<UpstreamState> {
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
