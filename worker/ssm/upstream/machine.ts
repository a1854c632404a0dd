// The upstream: Cisco Smart Software Manager as the pair sees it, a node with a state of its own (SSM-32).

import type { z } from 'zod'
import { type Input, type Json, type Machine, type Step, unreachable } from '../../kernel/machine.ts'
import type { Frozen } from '../../kernel/plain.ts'
import { type Answer, noFile, type Operation, type Question, type Reading } from '../../kernel/surface.ts'
import { type Instant, iso } from '../../kernel/time.ts'
import { ALERT_KINDS } from '../alarm-table.ts'
import { type Alarm, alarm, alarmedAt, alarmRows, NONE_ALARMED } from '../alarms.ts'
import { certificateHeld, nameInCertificate } from '../certificates.ts'
import { passIn, withSession } from '../http/passes.ts'
import { type Desk, type Site, showSite, useSite } from '../http/site.ts'
import { UPSTREAM_MIGRATIONS } from '../migrations.ts'
import { UpstreamView } from '../view-schemas.ts'
import { asRequest } from '../words.ts'
import { isUpstreamApi, readUpstreamApi, useUpstreamApi } from './api.ts'
import { authorizationAlarms, DOWNLOAD_AUTHORIZATION, downloadAuthorization, madeReady } from './authorizations.ts'
import { PROCESS_FILE, processFile } from './files.ts'
import { PAGE_IDS, pageList, pageOf, submitOf } from './pages.ts'
import { purchase } from './purchasing.ts'
import { removeLapsed, serve } from './satellites.ts'
import type { UpstreamState } from './state.ts'

/** The machine of the upstream (SSM-32). */
export const upstream: Machine<UpstreamState> = {
  kind: 'upstream',
  step,
  view,
  shape: UpstreamView,
  read,
  migrations: UPSTREAM_MIGRATIONS,
}

function step(before: UpstreamState, input: Input): Step<UpstreamState> {
  const done = stepped(before, input)
  const alarmed = alarmedAt(done.state.alarmed, alarmsOf(done.state), input.at)
  return alarmed === (done.state.alarmed ?? NONE_ALARMED) ? done : { ...done, state: { ...done.state, alarmed } }
}

/** What stands here as an alert: files for satellites, and satellites that were removed. */
const alarmsOf = (state: UpstreamState): readonly Alarm[] => [
  ...state.removed.map((name) =>
    alarm(ALERT_KINDS['Satellite Unregistered and Removed'], name, `${name} did not synchronize for 90 days and was removed.`),
  ),
  ...authorizationAlarms(state),
]

function stepped(state: UpstreamState, input: Input): Step<UpstreamState> {
  switch (input.type) {
    case 'woke': {
      const removed = removeLapsed(state, input.at)
      const { state: next } = madeReady(removed.state, input.at)
      return { ...removed, state: next }
    }
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
      const message = reply as unknown as Json
      return { state: next, effects: [{ type: 'send', to: { node: input.from }, network: input.network, message }] }
    }
    default:
      return unreachable(input)
  }
}

/** Its part of the snapshot: the local accounts it knows, and how often each has synchronised. */
function view(state: UpstreamState): Frozen<z.infer<typeof UpstreamView>> {
  const times = state.registrations.flatMap(({ lastSync }) => (lastSync === null ? [] : [lastSync]))
  return {
    id: state.node,
    product: 'ssm',
    state: 'running',
    removed: state.removed,
    alarms: alarmRows(alarmsOf(state), state.alarmed),
    purchases: state.purchases.map(({ entitlement, virtualAccount, license, quantity, endDate }) => ({
      id: entitlement,
      virtualAccount,
      license,
      quantity,
      endDate: endDate === null ? null : iso(endDate),
    })),
    accounts: state.registrations.map((each) => ({
      name: each.account,
      smartAccount: each.smartAccount,
      virtualAccount: each.virtualAccount,
      lastSync: each.lastSync === null ? null : iso(each.lastSync),
      synchronisations: each.synchronisations,
      commonName: nameInCertificate(certificateHeld(each)) ?? '',
    })),
    lastSync: times.length === 0 ? null : iso(Math.max(...times)),
  }
}

const NO_CONSOLE = 'Cisco Smart Software Manager is a cloud service: it has no console here.'

type Body = { readonly [name: string]: Json }
const ACTIONS: {
  readonly [action: string]: (state: UpstreamState, body: Body, at: Instant) => readonly [UpstreamState, Answer]
} = { 'purchase-licenses': purchase, [PROCESS_FILE]: processFile, [DOWNLOAD_AUTHORIZATION]: downloadAuthorization }

function act(state: UpstreamState, action: string, body: Body, at: Instant): readonly [UpstreamState, Answer] {
  const found = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  return found === undefined
    ? [state, { is: 'unknown', what: 'action', name: action, known: Object.keys(ACTIONS) }]
    : found(state, body, at)
}

const unknownPage = (name: string) => ({ is: 'unknown', what: 'page', name, known: PAGE_IDS }) as const

/** Submits the form of a page. */
function save(state: UpstreamState, id: string, fields: Body, at: Instant): readonly [UpstreamState, Answer] {
  const action = submitOf(id)
  if (pageOf(state, id) === undefined) return [state, unknownPage(id)]
  if (action === undefined) return [state, { is: 'refused', messages: ['This page has nothing to save.'] }]
  const [next, answer] = act(state, action, fields, at)
  const page = pageOf(next, id)
  if (answer.is !== 'acted' || page === undefined) return [state, answer]
  return [next, { is: 'page', page: { ...page, messages: [{ tone: 'ok', text: answer.message }, ...page.messages] } }]
}

function asked(state: UpstreamState, operation: Operation, at: Instant): readonly [UpstreamState, Answer] {
  switch (operation.op) {
    case 'console':
      return [state, { is: 'not-answering', why: NO_CONSOLE }]
    case 'upload':
      return [state, noFile(operation.file.name)]
    case 'act':
      return act(state, operation.action, operation.body, at)
    case 'save':
      return save(state, operation.page, operation.fields, at)
    case 'http': {
      if (isUpstreamApi(operation.request.path)) {
        const [next, response] = useUpstreamApi(state, operation.request, operation.fresh, at)
        return [next, { is: 'http', response }]
      }
      const desk = deskOf(state, at)
      const response = useSite(desk, operation.request, operation.fresh)
      return [response.status < 400 ? desk.state() : state, { is: 'http', response }]
    }
    default:
      return unreachable(operation)
  }
}

const PRODUCT = 'Cisco Smart Software Manager'

function siteOf(state: UpstreamState, at: Instant): Site {
  const { passes = [] } = state
  return {
    product: PRODUCT,
    sessionOf: (print) => passIn(passes, 'gui', print, at)?.id ?? null,
    pages: () => ({ is: 'pages', pages: pageList }),
    page: (id) => readPage(state, id),
  }
}

function deskOf(before: UpstreamState, at: Instant): Desk & { state(): UpstreamState } {
  let state = before
  const press = (action: string, body: Body): Answer => {
    const [next, answer] = act(state, action, body, at)
    state = next
    return answer
  }
  return {
    ...siteOf(before, at),
    page: (id) => readPage(state, id),
    open: (print, who) => {
      state = { ...state, passes: withSession(state.passes ?? [], print, who, at) }
    },
    close: (print) => {
      state = { ...state, passes: (state.passes ?? []).filter(({ id }) => id !== print) }
    },
    press,
    save: (id, fields) => {
      const action = submitOf(id)
      return action === undefined ? unknownPage(id) : press(action, fields)
    },
    state: () => state,
  }
}

function readPage(state: UpstreamState, id: string): Reading {
  const found = pageOf(state, id)
  return found === undefined ? unknownPage(id) : { is: 'page', page: found }
}

function read(state: UpstreamState, question: Question): Reading {
  switch (question.ask) {
    case 'completions':
      return { is: 'not-answering', why: NO_CONSOLE }
    case 'pages':
      return { is: 'pages', pages: pageList }
    case 'page':
      return readPage(state, question.page)
    case 'files':
      return { is: 'files', files: [] }
    case 'file':
      return noFile(question.name)
    case 'http':
      return {
        is: 'http',
        response: isUpstreamApi(question.request.path)
          ? readUpstreamApi(state, question.request, question.at)
          : showSite(siteOf(state, question.at), question.request),
      }
    default:
      return unreachable(question)
  }
}
