// The upstream: Cisco Smart Software Manager as the pair sees it. It knows smart accounts, their
// virtual accounts, and which local account of the pair is registered to which (SSM-32).

import { type Effect, type Input, type Json, type Machine, type NodeState, type Step, unreachable } from '../kernel/machine.ts'
import { type Answer, noFile, type Operation, type Page, type Question, type Reading } from '../kernel/surface.ts'
import { type Instant, iso } from '../kernel/time.ts'
import { CERTIFICATE_MS, type Certificate } from './certificates.ts'
import { guiTime } from './clock.ts'
import { page, table } from './pages/parts.ts'
import { asRequest, type UpstreamReply, type UpstreamRequest } from './words.ts'

export type UpstreamState = NodeState & {
  readonly node: string
  readonly smartAccounts: readonly { readonly name: string; readonly virtualAccounts: readonly string[] }[]
  readonly registrations: readonly Registration[]
  readonly certificates: number // issued so far: the serial number of the newest
}

/** One local account known upstream. */
export type Registration = {
  readonly account: string
  readonly smartAccount: string
  readonly virtualAccount: string
  readonly lastSync: Instant | null
  readonly synchronisations: number
  readonly commonName: string // in the certificate issued last
}

export const upstream: Machine<UpstreamState> = { kind: 'upstream', step, view, read }

function step(state: UpstreamState, input: Input): Step<UpstreamState> {
  switch (input.type) {
    case 'woke':
      return { state, effects: [] }
    case 'surroundings-changed':
      return { state: { ...state, surroundings: input.surroundings }, effects: [] }
    case 'asked':
      return { state, effects: [{ type: 'answer', answer: asked(state, input.operation) }] }
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
      return { state: next, effects: [effect] }
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
  const refuse = (why: string) => [state, { reply: 'refused', ticket, why }] as const
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
        { reply: 'registered', ticket, certificate },
      ]
    if (state.registrations.some((each) => each.account === account))
      return refuse(`a local account named ${account} is registered to another virtual account.`)
    const registration: Registration = {
      account,
      smartAccount,
      virtualAccount,
      lastSync: null,
      synchronisations: 0,
      commonName: request.commonName,
    }
    return [
      {
        ...state,
        smartAccounts: state.smartAccounts.map((each) => (each === smart ? withVirtualAccount(each, virtualAccount) : each)),
        registrations: [...state.registrations, registration],
        certificates: certificate.serial,
      },
      { reply: 'registered', ticket, certificate },
    ]
  }
  const known = state.registrations.some(({ account }) => account === request.account)
  if (!known) return refuse(`no local account named ${request.account} is registered.`)
  const registrations = state.registrations.map((each) =>
    each.account === request.account
      ? { ...each, lastSync: at, synchronisations: each.synchronisations + 1, commonName: request.commonName }
      : each,
  )
  return [
    { ...state, registrations, certificates: certificate.serial },
    { reply: 'synchronised', ticket, certificate },
  ]
}

// A virtual account that is missing is created (lic225306).
const withVirtualAccount = <S extends { readonly virtualAccounts: readonly string[] }>(smart: S, name: string): S =>
  smart.virtualAccounts.includes(name) ? smart : { ...smart, virtualAccounts: [...smart.virtualAccounts, name] }

/** Its part of the snapshot: the local accounts it knows, and how often each has synchronised. */
function view(state: UpstreamState) {
  const times = state.registrations.flatMap(({ lastSync }) => (lastSync === null ? [] : [lastSync]))
  return {
    id: state.node,
    product: 'ssm',
    state: 'running',
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
  })
}

const NO_SITE = 'Cisco Smart Software Manager is reached through its satellites here; its own site is not modelled.'

const NO_CONSOLE = 'Cisco Smart Software Manager is a cloud service: it has no console here.'

function asked(state: UpstreamState, operation: Operation): Answer {
  switch (operation.op) {
    case 'console':
      return { is: 'not-answering', why: NO_CONSOLE }
    case 'upload':
      return noFile(operation.file.name)
    case 'http':
      return { is: 'not-answering', why: NO_SITE }
    case 'act':
      return { is: 'unknown', what: 'action', name: operation.action, known: [] }
    case 'save': {
      const found = read(state, { ask: 'page', page: operation.page })
      return found.is === 'page' ? { is: 'refused', messages: ['This page has nothing to save.'] } : (found as Answer)
    }
  }
}

function read(state: UpstreamState, question: Question): Reading {
  switch (question.ask) {
    case 'completions':
      return { is: 'not-answering', why: NO_CONSOLE }
    case 'pages':
      return { is: 'pages', pages: [{ id: 'accounts', title: 'Satellites', group: 'Smart Software Manager' }] }
    case 'page':
      return question.page === 'accounts'
        ? { is: 'page', page: accounts(state) }
        : { is: 'unknown', what: 'page', name: question.page, known: ['accounts'] }
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
