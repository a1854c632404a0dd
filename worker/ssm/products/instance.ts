// A product that takes its licences from the pair: a network management server, a call manager cluster
// (SSM-43). It knows an address to call and a token to show, and finds out who answers there.
//
// It asks every server it can reach whether the address is theirs, as a host asks its network for the
// owner of an address, and takes the first reply: after a failover, and from two owners at once.

import type { z } from 'zod'
import {
  cancel,
  type Effect,
  firstDue,
  type Input,
  type Json,
  type Machine,
  type NodeId,
  type NodeState,
  type Step,
  schedule,
  unreachable,
} from '../../kernel/machine.ts'
import type { Frozen } from '../../kernel/plain.ts'
import { type Answer, noFile, type Operation, type Question, type Reading, type Refusal } from '../../kernel/surface.ts'
import { DAY_MS, type Instant, iso, SECOND_MS } from '../../kernel/time.ts'
import type { Usage } from '../licensing.ts'
import { texts } from '../pages/validation.ts'
import { AUTHORIZATION_MS, IDENTITY_MS, IDENTITY_RENEW_MS, OVERAGE_MS, RENEW_MS } from '../periods.ts'
import { CALL_HOME } from '../transports.ts'
import { ProductView } from '../view-schemas.ts'
import { asProductReply, type ProductReply, type ProductRequest } from '../words.ts'
import { deviceOf, type Family, instanceName, PRODUCTS } from './catalogue.ts'
import { PAGES, pageFor, titleOf } from './pages.ts'
import { hostOf, savedTransport, type Transport } from './transport.ts'

/** How long a product waits for an answer, and how often it asks meanwhile; assumed. */
export const ANSWER_MS = 30 * SECOND_MS
const REPEAT_MS = 5 * SECOND_MS

/** How soon a renewal that failed is tried again; assumed. */
const RETRY_MS = DAY_MS

export type Errand = {
  readonly ticket: string
  readonly ask: 'register' | 'report' | 'deregister' | 'test'
  readonly token: string
  readonly since: Instant
}

export type Agent = {
  readonly status: 'Unregistered' | 'Registering' | 'Registered' | 'Registration Failed'
  readonly why: string // why the last registration or renewal failed; '' when it did not
  readonly account: string
  readonly virtualAccount: string
  readonly registered: Instant | null
  readonly identity: Instant | null // when the identity certificate was issued
  readonly authorized: Instant | null // the last contact that succeeded
  readonly authorization:
    | 'Evaluation Mode'
    | 'Evaluation Expired'
    | 'Authorized'
    | 'Out of Compliance'
    | 'Authorization Expired'
    | 'No Licenses in Use'
  readonly short: readonly string[]
}

export type ProductState = NodeState & {
  readonly node: NodeId
  readonly family: Family
  readonly servers: readonly NodeId[] // who may own the address that is called
  readonly transport: Transport
  readonly usage: readonly Usage[]
  readonly agent: Agent
  readonly evaluationEnds: Instant
  readonly overageSince: Instant | null
  readonly overageDays: number | null // left before it is enforced, as of the last answer
  readonly reached: string // what Test Connectivity last found
  readonly errand: Errand | null
  readonly errands: number
}

export const UNREGISTERED: Agent = {
  status: 'Unregistered',
  why: '',
  account: '',
  virtualAccount: '',
  registered: null,
  identity: null,
  authorized: null,
  authorization: 'Evaluation Mode',
  short: [],
}

export const productInstance: Machine<ProductState> = { kind: 'product-instance', step, view, shape: ProductView, read }

type Changed = { readonly state: ProductState; readonly effects: readonly Effect[] }
const unchanged = (state: ProductState): Changed => ({ state, effects: [] })

function step(state: ProductState, input: Input): Step<ProductState> {
  switch (input.type) {
    case 'surroundings-changed':
      return unchanged({ ...state, surroundings: input.surroundings })
    case 'heard': {
      const reply = asProductReply(input.message)
      return reply === undefined || reply.ticket !== state.errand?.ticket ? unchanged(state) : answered(state, reply, input.at)
    }
    case 'woke':
      return woke(state, input.at)
    case 'asked':
      return asked(state, input.operation, input.at)
    default:
      return unreachable(input)
  }
}

function woke(before: ProductState, at: Instant): Changed {
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
    default:
      return unchanged(state)
  }
}

const note = ({ node }: ProductState, text: string): Effect => ({ type: 'note', kind: 'registration', text: `${node}: ${text}` })

const ADDRESS = /^[\d.]+$|:/

function send(state: ProductState, ask: Errand['ask'], token: string, at: Instant): Changed {
  const errand: Errand = { ticket: `${state.node}-${state.errands + 1}`, ask, token, since: at }
  return repeated({ ...state, errand, errands: state.errands + 1 }, at)
}

// Asks, or asks once more: the servers know a ticket they have seen.
function repeated(state: ProductState, at: Instant): Changed {
  const { errand, transport, surroundings } = state
  if (errand === null) return unchanged(state)
  const target = hostOf(transport.url)
  if (transport.mode === 'direct')
    return failed(state, errand, 'tools.cisco.com cannot be reached from here: choose Transport Gateway.', at)
  if (target === null) return failed(state, errand, `"${transport.url}" is no URL such as https://10.0.1.14${CALL_HOME}.`, at)
  const address = ADDRESS.test(target.host) ? target.host : surroundings.names[target.host]
  if (address === undefined) return failed(state, errand, `${target.host} has no address in the DNS.`, at)
  const common = {
    ticket: errand.ticket,
    host: target.host,
    address,
    path: target.path,
    name: instanceName(state.family, state.node),
    productType: PRODUCTS[state.family].productType,
    device: deviceOf(state.family, state.node),
    usage: state.usage,
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

function answered(before: ProductState, reply: ProductReply, at: Instant): Changed {
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
  const renewsIdentity = agent.identity === null || at - agent.identity >= IDENTITY_RENEW_MS || errand.ask === 'register'
  const next: ProductState = {
    ...state,
    timers: schedule(cancel(state.timers, 'evaluation'), 'renew', at + RENEW_MS, 'standing'),
    overageSince,
    overageDays: overageSince === null ? null : Math.max(0, OVERAGE_MS / DAY_MS - Math.floor((at - overageSince) / DAY_MS)),
    agent: {
      status: 'Registered',
      why: '',
      account: reply.account,
      virtualAccount: reply.virtualAccount,
      registered: errand.ask === 'register' ? at : agent.registered,
      identity: renewsIdentity ? at : agent.identity,
      authorized: at,
      authorization,
      short,
    },
  }
  return { state: next, effects: errand.ask === 'register' ? [note(state, `registered, ${authorization}.`)] : [] }
}

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

function unregistered(state: ProductState, at: Instant): ProductState {
  const evaluates = at < state.evaluationEnds
  const timers = cancel(state.timers, 'renew')
  return {
    ...state,
    timers: evaluates ? schedule(timers, 'evaluation', state.evaluationEnds, 'standing') : timers,
    overageSince: null,
    overageDays: null,
    agent: { ...UNREGISTERED, authorization: evaluates ? 'Evaluation Mode' : 'Evaluation Expired' },
  }
}

function view({ node, family, transport, agent, usage, overageDays }: ProductState): Frozen<z.infer<typeof ProductView>> {
  return {
    id: node,
    product: 'ssm',
    state: 'running',
    role: agent.status,
    registration: agent.status,
    why: agent.why,
    authorization: agent.authorization,
    account: agent.account,
    registered: agent.registered === null ? null : iso(agent.registered),
    lastContact: agent.authorized === null ? null : iso(agent.authorized),
    overageDays,
    transport: { mode: transport.mode, url: transport.url },
    productType: PRODUCTS[family].productType,
    usage: usage.map(({ license, count }) => ({ license, count })),
  }
}

const SAVED = 'Transport settings saved successfully.'
const NO_SITE = 'The site of this product is not modelled: it has its two licensing pages here.'
const NO_CONSOLE = 'This product has no console in this sandbox; its administration pages are all there is.'
const ACTIONS = ['register', 'deregister', 'renew', 'test-connectivity'] as const

function asked(state: ProductState, operation: Operation, at: Instant): Step<ProductState> {
  const refuse = (answer: Answer): Step<ProductState> => ({ state, effects: [{ type: 'answer', answer }] })
  switch (operation.op) {
    case 'console':
      return refuse({ is: 'not-answering', why: NO_CONSOLE })
    case 'upload':
      return refuse(noFile(operation.file.name))
    case 'http':
      return refuse({ is: 'not-answering', why: NO_SITE })
    case 'save': {
      if (!(PAGES as readonly string[]).includes(operation.page))
        return refuse({ is: 'unknown', what: 'page', name: operation.page, known: PAGES })
      if (operation.page !== 'transport') return refuse({ is: 'refused', messages: ['This page has nothing to save.'] })
      const transport = savedTransport(state.transport, operation.fields)
      if ('is' in transport) return refuse(transport)
      const next: ProductState = { ...state, transport }
      const shown = pageFor(next, 'transport')
      const page = { ...shown, messages: [{ tone: 'ok' as const, text: SAVED }, ...shown.messages] }
      return { state: next, effects: [{ type: 'answer', answer: { is: 'page', page } }] }
    }
    case 'act': {
      const outcome = act(state, operation, at)
      if ('is' in outcome) return refuse(outcome)
      const answer: Answer = { is: 'acted', message: outcome.message, files: [] }
      return { state: outcome.state, effects: [...outcome.effects, { type: 'answer', answer }] }
    }
  }
}

function act(
  state: ProductState,
  { action, body }: Extract<Operation, { op: 'act' }>,
  at: Instant,
): (Changed & { readonly message: string }) | Refusal {
  const name = ACTIONS.find((each) => each === action)
  if (name === undefined) return { is: 'unknown', what: 'action', name: action, known: ACTIONS }
  const given = texts(body, name === 'register' ? ['token'] : [])
  if (given.is !== 'texts') return given
  if (state.errand !== null)
    return { is: 'refused', messages: ['The smart agent is waiting for an answer. Try again when it has come.'] }
  const isRegistered = state.agent.status === 'Registered'
  switch (name) {
    case 'register': {
      if (isRegistered)
        return { is: 'refused', messages: ['The product is registered already. Deregister it before registering it anew.'] }
      const token = String((given.values as { readonly token: string }).token)
      const registering: ProductState = { ...state, agent: { ...state.agent, status: 'Registering', why: '' } }
      return { ...send(registering, 'register', token, at), message: 'Registration is under way.' }
    }
    case 'deregister':
      if (!isRegistered) return { is: 'refused', messages: ['The product is not registered.'] }
      return { ...send(state, 'deregister', '', at), message: 'Deregistration is under way.' }
    case 'renew':
      if (!isRegistered) return { is: 'refused', messages: ['The product is not registered.'] }
      return { ...send(state, 'report', '', at), message: 'The authorization is being renewed.' }
    case 'test-connectivity':
      return { ...send({ ...state, reached: 'Testing …' }, 'test', '', at), message: 'The connection is being tested.' }
  }
}

function read(state: ProductState, question: Question): Reading {
  switch (question.ask) {
    case 'completions':
      return { is: 'not-answering', why: NO_CONSOLE }
    case 'pages':
      return {
        is: 'pages',
        pages: PAGES.map((id) => ({ id, title: titleOf(state.family, id), group: PRODUCTS[state.family].title })),
      }
    case 'page': {
      const id = PAGES.find((each) => each === question.page)
      return id === undefined
        ? { is: 'unknown', what: 'page', name: question.page, known: PAGES }
        : { is: 'page', page: pageFor(state, id) }
    }
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
