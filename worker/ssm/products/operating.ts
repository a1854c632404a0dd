// What is done at a product: its pages saved, its buttons pressed, as data or at its own web interface.

import { base64Of, pemOf } from '../../kernel/bytes.ts'
import { type Effect, type Json, type Step, unreachable } from '../../kernel/machine.ts'
import type { Entropy } from '../../kernel/random.ts'
import { type Answer, noFile, type Operation, type Reading, type Refusal } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { ecKeyFrom, pkcs8Of } from '../../kernel/x509/key.ts'
import { passIn, withSession } from '../http/passes.ts'
import { type Desk, type Site, useSite } from '../http/site.ts'
import { certificateOf } from '../material.ts'
import { texts } from '../pages/validation.ts'
import { type Changed, send } from './agent.ts'
import { PRODUCTS } from './catalogue.ts'
import { PAGES, pageFor, titleOf } from './pages.ts'
import type { ProductState } from './state.ts'
import { savedTransport } from './transport.ts'

const SAVED = 'Transport settings saved successfully.'
/** What a product says to whoever asks for a console. */
export const NO_CONSOLE = 'This product has no console in this sandbox; its administration pages are all there is.'
const ACTIONS = ['register', 'deregister', 'renew', 'test-connectivity'] as const
const DOWNLOAD = 'download-identity-certificate'

/** Carries out an operation. A refusal changes nothing. */
export function asked(state: ProductState, operation: Operation, at: Instant, entropy: Entropy): Step<ProductState> {
  const refuse = (answer: Answer): Step<ProductState> => ({ state, effects: [{ type: 'answer', answer }] })
  switch (operation.op) {
    case 'console':
      return refuse({ is: 'not-answering', why: NO_CONSOLE })
    case 'upload':
      return refuse(noFile(operation.file.name))
    case 'save':
    case 'act': {
      const done = did(state, operation, at, entropy)
      return { state: done.state, effects: [...done.effects, { type: 'answer', answer: done.answer }] }
    }
    case 'http': {
      const desk = deskOf(state, at, entropy)
      const response = useSite(desk, operation.request, operation.fresh)
      const answer: Answer = { is: 'http', response }
      if (response.status >= 400) return refuse(answer)
      const { state: after, effects } = desk.done()
      return { state: after, effects: [...effects, { type: 'answer', answer }] }
    }
    default:
      return unreachable(operation)
  }
}

type Did = Changed & { readonly answer: Answer }

function did(state: ProductState, operation: Extract<Operation, { op: 'save' | 'act' }>, at: Instant, entropy: Entropy): Did {
  const refuse = (answer: Answer): Did => ({ state, effects: [], answer })
  if (operation.op === 'act') {
    if (operation.action === DOWNLOAD) return refuse(downloaded(state, operation.body))
    const outcome = act(state, operation, at, entropy)
    if ('is' in outcome) return refuse(outcome)
    return { ...outcome, answer: { is: 'acted', message: outcome.message, files: [] } }
  }
  if (!(PAGES as readonly string[]).includes(operation.page))
    return refuse({ is: 'unknown', what: 'page', name: operation.page, known: PAGES })
  if (operation.page !== 'transport') return refuse({ is: 'refused', messages: ['This page has nothing to save.'] })
  const transport = savedTransport(state.transport, operation.fields)
  if ('is' in transport) return refuse(transport)
  const next: ProductState = { ...state, transport }
  const shown = pageFor(next, 'transport', at)
  const page = { ...shown, messages: [{ tone: 'ok' as const, text: SAVED }, ...shown.messages] }
  return { state: next, effects: [], answer: { is: 'page', page } }
}

function act(
  state: ProductState,
  { action, body }: Extract<Operation, { op: 'act' }>,
  at: Instant,
  entropy: Entropy,
): (Changed & { readonly message: string }) | Refusal {
  const name = ACTIONS.find((each) => each === action)
  if (name === undefined) return { is: 'unknown', what: 'action', name: action, known: [...ACTIONS, DOWNLOAD] }
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
      return {
        ...send(registering, 'register', token, at, base64Of(pkcs8Of(ecKeyFrom(entropy)))),
        message: 'Registration is under way.',
      }
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

/** The identity certificate with what vouches for it. */
function downloaded({ agent, node }: ProductState, body: { readonly [name: string]: Json }): Answer {
  const given = texts(body, [])
  if (given.is !== 'texts') return given
  const chain = (agent.certificate?.chain ?? []).map(certificateOf)
  const text = chain.map((each) => (each === null ? '' : pemOf('CERTIFICATE', each.der))).join('')
  return text === ''
    ? { is: 'refused', messages: ['The product has no identity certificate: register it.'] }
    : {
        is: 'acted',
        message: 'The identity certificate.',
        files: [{ name: `${node}.pem`, type: 'application/x-pem-file', text }],
      }
}

/** The pages of a product, as its menu lists them. */
export const pageList = ({ family }: ProductState): Reading => ({
  is: 'pages',
  pages: PAGES.map((id) => ({ id, title: titleOf(family, id), group: PRODUCTS[family].title })),
})

/** A page of a product at `at`. */
export function readPage(state: ProductState, name: string, at: Instant): Reading {
  const id = PAGES.find((each) => each === name)
  return id === undefined ? { is: 'unknown', what: 'page', name, known: PAGES } : { is: 'page', page: pageFor(state, id, at) }
}

/** Its own web interface. */
export function siteOf(state: ProductState, at: Instant): Site {
  const { passes = [] } = state
  return {
    product: PRODUCTS[state.family].title,
    sessionOf: (print) => passIn(passes, 'gui', print, at)?.id ?? null,
    pages: () => pageList(state),
    page: (id) => readPage(state, id, at),
  }
}

function deskOf(before: ProductState, at: Instant, entropy: Entropy): Desk & { done(): Changed } {
  let state = before
  let effects: readonly Effect[] = []
  const operate = (operation: Extract<Operation, { op: 'save' | 'act' }>): Answer => {
    const done = did(state, operation, at, entropy)
    state = done.state
    effects = [...effects, ...done.effects]
    return done.answer
  }
  return {
    ...siteOf(before, at),
    page: (id) => readPage(state, id, at),
    open: (print, who) => {
      state = { ...state, passes: withSession(state.passes ?? [], print, who, at) }
    },
    close: (print) => {
      state = { ...state, passes: (state.passes ?? []).filter(({ id }) => id !== print) }
    },
    // Register is the one form of the licensing page; the transport page has a Save button.
    save: (page, fields) =>
      page === 'licensing' ? operate({ op: 'act', action: 'register', body: fields }) : operate({ op: 'save', page, fields }),
    press: (action, body) => operate({ op: 'act', action, body }),
    done: () => ({ state, effects }),
  }
}
