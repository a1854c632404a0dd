// The smart agent of a product: it registers, reports and renews, and finds out who answers at the address it calls.
//
// It asks every server it can reach whether the address is theirs, as a host asks its network for the
// owner of an address, and takes the first reply: after a failover, and from two owners at once.

import { base64Of } from '../../kernel/bytes.ts'
import { cancel, type Effect, firstDue, type Json, schedule, type Timer } from '../../kernel/machine.ts'
import { remembered } from '../../kernel/remembered.ts'
import { DAY_MS, type Instant, SECOND_MS } from '../../kernel/time.ts'
import { flawOf } from '../../kernel/x509/chain.ts'
import { request } from '../../kernel/x509/request.ts'
import { belongs, certificateOf, keyOf, type Reference, trusted } from '../material.ts'
import { AUTHORIZATION_MS, IDENTITY_MS, IDENTITY_RENEW_MS, OVERAGE_MS, RENEW_MS } from '../periods.ts'
import type { ProductReply, ProductRequest } from '../words.ts'
import { deviceOf, instanceName, PRODUCTS } from './catalogue.ts'
import { type Certified, type Errand, type ProductState, UNREGISTERED } from './state.ts'
import { destinationOf, hostOf } from './transport.ts'

/** How long a product waits for an answer, and how often it asks meanwhile; assumed. */
const ANSWER_MS = 30 * SECOND_MS
const REPEAT_MS = 5 * SECOND_MS

/** How soon a renewal that failed is tried again; assumed. */
const RETRY_MS = DAY_MS

/** A product after a step, and what it orders. */
export type Changed = { readonly state: ProductState; readonly effects: readonly Effect[] }
/** Whether its identity is to be renewed with its next call. */
const isIdentityDue = ({ agent }: ProductState, at: Instant): boolean =>
  agent.identity === null || at - agent.identity >= IDENTITY_RENEW_MS

/** Whether an identity is for this key, and vouched for up to the authority of Cisco Smart Software Manager; so is none. */
function isBelievable(identity: readonly Reference[], key: Reference | undefined, at: Instant): boolean {
  const [leaf] = identity
  if (leaf === undefined) return true
  const chain = identity.map(certificateOf).filter((each) => each !== null)
  return key !== undefined && belongs(key, leaf) && chain.length === identity.length && flawOf(chain, trusted(), at) === null
}

const requestFor = remembered((keyAndName: string): string => {
  const cut = keyAndName.indexOf(' ')
  const key = keyOf(keyAndName.slice(0, cut))
  return key === null ? '' : base64Of(request([{ type: 'CN', value: keyAndName.slice(cut + 1) }], [], key))
})

/** A step that changes nothing. */
export const unchanged = (state: ProductState): Changed => ({ state, effects: [] })

/** What has fallen due is done. */
export function woke(before: ProductState, at: Instant): Changed {
  let state = before
  const effects: Effect[] = []
  for (let timer = firstDue(state.timers, at); timer !== undefined; timer = firstDue(state.timers, at)) {
    state = { ...state, timers: cancel(state.timers, timer.name) }
    const next = onTimer(state, timer.name, at)
    state = next.state
    effects.push(...next.effects)
  }
  return { state, effects }
}

function onTimer(state: ProductState, name: string, at: Instant): Changed {
  switch (name) {
    case 'answer':
      return state.errand !== null && at - state.errand.since >= ANSWER_MS
        ? failed(
            state,
            state.errand,
            `no answer from ${hostOf(state.transport.url)?.host ?? 'the server'}: communication timeout.`,
            at,
          )
        : repeated(state, at)
    case 'renew':
      return state.agent.status === 'Registered' && state.errand === null ? send(state, 'report', '', at) : unchanged(state)
    case 'evaluation':
      return state.agent.authorization === 'Evaluation Mode'
        ? {
            state: { ...state, agent: { ...state.agent, authorization: 'Evaluation Expired' } },
            effects: [note(state, 'The evaluation period of 90 days is over.')],
          }
        : unchanged(state)
    case 'overage':
      return state.overageSince === null
        ? unchanged(state)
        : { state: { ...state, overageDays: 0 }, effects: [note(state, 'has used more licenses than there are for 90 days.')] }
    default:
      return unchanged(state)
  }
}

/** The whole days left, at `at`, until a product that uses more licences than there are is held to them; null while it is not. */
export const overageDaysAt = (overageSince: Instant | null, at: Instant): number | null =>
  overageSince === null ? null : Math.max(0, Math.ceil((overageSince + OVERAGE_MS - at) / DAY_MS))

const note = ({ node }: ProductState, text: string): Effect => ({ type: 'note', kind: 'registration', text: `${node}: ${text}` })

/** Begins an errand: the question goes out, and again until it is answered. */
export function send(state: ProductState, ask: Errand['ask'], token: string, at: Instant, key?: Reference): Changed {
  const used = key ?? (isIdentityDue(state, at) ? state.agent.certificate?.key : undefined)
  const errand: Errand = {
    ticket: `${state.node}-${state.errands + 1}`,
    ask,
    token,
    since: at,
    ...(used === undefined ? {} : { key: used }),
  }
  return repeated({ ...state, errand, errands: state.errands + 1 }, at)
}

// Asks, or asks once more: the servers know a ticket they have seen.
function repeated(state: ProductState, at: Instant): Changed {
  const { errand, transport, surroundings } = state
  if (errand === null) return unchanged(state)
  const target = destinationOf(transport, surroundings.names)
  if (target.is === 'none') return failed(state, errand, target.why, at)
  const common = {
    ticket: errand.ticket,
    host: target.host,
    address: target.address,
    path: target.path,
    name: instanceName(state.family, state.node),
    productType: PRODUCTS[state.family].productType,
    device: deviceOf(state.family, state.node),
    usage: state.usage,
    ...(errand.key === undefined ? {} : { request: requestFor(`${errand.key} ${instanceName(state.family, state.node)}`) }),
  }
  const message: ProductRequest =
    errand.ask === 'register'
      ? { ...common, product: 'register', token: errand.token }
      : errand.ask === 'test'
        ? { ...common, product: 'test' }
        : { ...common, product: errand.ask, account: state.agent.account }
  const timers = schedule(state.timers, 'answer', Math.min(at + REPEAT_MS, errand.since + ANSWER_MS), 'transient')
  return {
    state: { ...state, timers },
    effects: state.servers.map((node) => ({
      type: 'send',
      to: { node },
      network: 'public',
      port: 443,
      message: message as unknown as Json,
    })),
  }
}

const settled = (state: ProductState): ProductState => ({ ...state, errand: null, timers: cancel(state.timers, 'answer') })

/** A server answered the errand under way. */
export function answered(before: ProductState, reply: ProductReply, at: Instant): Changed {
  const { errand } = before
  if (errand === null) return unchanged(before)
  switch (reply.said) {
    case 'refused':
      return failed(before, errand, reply.why, at)
    case 'reached': {
      const state = settled(before)
      return { state: { ...state, reached: `${state.transport.url} can be reached.` }, effects: [] }
    }
    case 'deregistered':
      return {
        state: unregistered(settled(before), at),
        effects: [note(before, 'the product is no longer registered.')],
      }
    case 'registered':
      return authorized(settled(before), reply, errand, at)
  }
}

function authorized(
  state: ProductState,
  reply: Extract<ProductReply, { said: 'registered' }>,
  errand: Errand,
  at: Instant,
): Changed {
  const { agent } = state
  const short = reply.short.filter((license) => state.usage.some((each) => each.license === license && each.count > 0))
  const isUsing = state.usage.some(({ count }) => count > 0)
  const authorization = !isUsing ? 'No Licenses in Use' : short.length > 0 ? 'Out of Compliance' : 'Authorized'
  const overageSince = short.length > 0 ? (state.overageSince ?? at) : null
  const renewsIdentity = isIdentityDue(state, at) || errand.ask === 'register'
  if (!isBelievable(reply.identity, errand.key, at))
    return failed(state, errand, 'the identity certificate that came is not to be believed.', at)
  const certificate: Certified | undefined =
    reply.identity.length > 0 && errand.key !== undefined ? { chain: reply.identity, key: errand.key } : agent.certificate
  const next: ProductState = {
    ...state,
    ...(state.evaluationEnds === null ? {} : { evaluationEnds: null, evaluationLeftMs: Math.max(0, state.evaluationEnds - at) }),
    timers: withOverage(schedule(cancel(state.timers, 'evaluation'), 'renew', at + RENEW_MS, 'standing'), overageSince, at),
    overageSince,
    overageDays: overageDaysAt(overageSince, at),
    agent: {
      status: 'Registered',
      why: '',
      server: hostOf(state.transport.url)?.host ?? '',
      account: reply.account,
      virtualAccount: reply.virtualAccount,
      registered: errand.ask === 'register' ? at : agent.registered,
      identity: renewsIdentity ? at : agent.identity,
      authorized: at,
      authorization,
      short,
      ...(certificate === undefined ? {} : { certificate }),
      exportControlled: errand.ask === 'register' ? reply.exportControlled : (agent.exportControlled ?? false),
    },
  }
  return { state: next, effects: errand.ask === 'register' ? [note(state, `registered, ${authorization}.`)] : [] }
}

/** The timers with the one for the end of the overage, or without it where there is none or it has come. */
export const withOverage = (timers: readonly Timer[], since: Instant | null, at: Instant): readonly Timer[] =>
  since === null || since + OVERAGE_MS <= at
    ? cancel(timers, 'overage')
    : schedule(timers, 'overage', since + OVERAGE_MS, 'standing')

// A failure leaves a registered product registered, until its authorization or its identity runs out.
function failed(before: ProductState, errand: Errand, why: string, at: Instant): Changed {
  const state = settled(before)
  const { agent } = state
  if (errand.ask === 'test') return { state: { ...state, reached: `Failed: ${why}` }, effects: [] }
  if (errand.ask === 'register') {
    const status = agent.registered === null ? 'Registration Failed' : 'Registered'
    return { state: { ...state, agent: { ...agent, status, why } }, effects: [note(state, `registration failed: ${why}`)] }
  }
  if (errand.ask === 'deregister')
    return { state: { ...state, agent: { ...agent, why } }, effects: [note(state, `deregistration failed: ${why}`)] }
  if (agent.identity !== null && at - agent.identity >= IDENTITY_MS)
    return { state: unregistered(state, at), effects: [note(state, 'the identity certificate has expired: register again.')] }
  const isExpired = agent.authorized !== null && at - agent.authorized >= AUTHORIZATION_MS
  return {
    state: {
      ...state,
      timers: schedule(state.timers, 'renew', at + RETRY_MS, 'standing'),
      agent: { ...agent, why, authorization: isExpired ? 'Authorization Expired' : agent.authorization },
    },
    effects: [note(state, `authorization renewal failed: ${why}`)],
  }
}

// The evaluation goes on with what was left of it when the product was registered.
function unregistered(state: ProductState, at: Instant): ProductState {
  const evaluationEnds = state.evaluationEnds ?? at + state.evaluationLeftMs
  const evaluates = at < evaluationEnds
  const timers = cancel(cancel(state.timers, 'renew'), 'overage')
  return {
    ...state,
    evaluationEnds,
    evaluationLeftMs: 0,
    timers: evaluates ? schedule(timers, 'evaluation', evaluationEnds, 'standing') : timers,
    overageSince: null,
    overageDays: null,
    agent: { ...UNREGISTERED, authorization: evaluates ? 'Evaluation Mode' : 'Evaluation Expired' },
  }
}
