// The whole life of one Expressway peer: step(state, input) → { state, effects }.
//
// Each input is handled where it belongs; afterwards `tend` brings in line what follows from the state
// alone: joins that have become possible, the synchroniser's schedule, alarms, and what the other peers
// must be told.

import type { Effect, Input, Machine, Step } from '../kernel/machine.ts'
import { cancel, firstDue, type Timer, unreachable } from '../kernel/machine.ts'
import type { Answer, Operation, Question, Reading } from '../kernel/surface.ts'
import { raiseDue, weigh } from './alarms.ts'
import { complete, typed } from './console.ts'
import { hear, onLinkTimer, onNetworkChanged, relink, retryNames, seekJoins, tellFacts, tendNames } from './mesh.ts'
import { act, pageList, readPage, savePage } from './pages.ts'
import { losePower, regainPower, start } from './power.ts'
import { hearDatabase, pushAgain, synchronise, tendCopy, tendSynchroniser } from './replication.ts'
import { type Draft, type PeerState, put } from './state.ts'
import { view } from './status.ts'

export const peer: Machine<PeerState> = { kind: 'peer', step, view, read }

function step(state: PeerState, input: Input): Step<PeerState> {
  const draft: Draft = { state, at: input.at, effects: [] }
  switch (input.type) {
    case 'woke':
      onWake(draft)
      return { state: draft.state, effects: draft.effects }
    case 'heard':
      if (draft.state.power === 'running' && !hear(draft, input)) hearDatabase(draft, input)
      break
    case 'asked': {
      const answer = onAsked(draft, input.operation)
      tend(draft, state)
      const effects: Effect[] = [...draft.effects, { type: 'answer', answer }]
      return { state: draft.state, effects }
    }
    case 'surroundings-changed':
      onSurroundings(draft, input.surroundings)
      break
    default:
      return unreachable(input)
  }
  tend(draft, state)
  return { state: draft.state, effects: draft.effects }
}

function onWake(draft: Draft): void {
  for (let timer = firstDue(draft.state.timers, draft.at); timer; timer = firstDue(draft.state.timers, draft.at)) {
    put(draft, { timers: cancel(draft.state.timers, timer.name) })
    const before = draft.state
    onTimer(draft, timer)
    // A timer may make another one due at this very moment; what it leads to is settled in between.
    if (draft.state !== before) tend(draft, before)
  }
}

function onTimer(draft: Draft, timer: Timer): void {
  const cut = timer.name.indexOf(':')
  const kind = cut < 0 ? timer.name : timer.name.slice(0, cut)
  const rest = timer.name.slice(cut + 1)
  switch (kind) {
    case 'start':
      start(draft)
      return
    case 'synchronise':
      synchronise(draft)
      return
    case 'push':
      pushAgain(draft)
      return
    case 'names':
      retryNames(draft)
      return
    case 'alarm':
      raiseDue(draft, rest)
      return
    default:
      onLinkTimer(draft, kind, rest)
      return
  }
}

function onAsked(draft: Draft, operation: Operation): Answer {
  const { power } = draft.state
  if (power !== 'running') return { is: 'not-answering', why: WHY[power] }
  switch (operation.op) {
    case 'console':
      return typed(draft, operation)
    case 'save':
      return savePage(draft, operation.page, operation.fields)
    case 'act':
      return act(draft, operation.action, operation.body)
    default:
      return unreachable(operation)
  }
}

const WHY = {
  restarting: 'This Expressway is restarting; its interfaces are back when it is up again.',
  resetting: 'This Expressway is being reset to its factory state and restarted; its interfaces are back when it is up again.',
  off: 'This Expressway has no power.',
} as const

function onSurroundings(draft: Draft, surroundings: PeerState['surroundings']): void {
  const before = draft.state
  put(draft, { surroundings })
  const isOff = surroundings.troubles.some((trouble) => trouble.kind === 'power-off')
  if (isOff && before.power !== 'off') {
    losePower(draft)
    return
  }
  if (!isOff && before.power === 'off') {
    regainPower(draft)
    return
  }
  if (before.power === 'running') onNetworkChanged(draft, before.surroundings)
}

function tend(draft: Draft, before: PeerState): void {
  if (draft.state.power !== 'running' || !isToTend(before, draft.state)) return
  if (before.shared.addressMapping !== draft.state.shared.addressMapping) relink(draft, 'connections')
  seekJoins(draft)
  tendCopy(draft, before)
  tendNames(draft)
  weigh(draft)
  tendSynchroniser(draft)
  const now = draft.state
  if (
    now.saved !== before.saved ||
    now.identity !== before.identity ||
    now.alarms !== before.alarms ||
    now.member !== before.member ||
    now.shared.tlsMode !== before.shared.tlsMode
  )
    tellFacts(draft)
}

const isToTend = (before: PeerState, now: PeerState): boolean =>
  now.links !== before.links ||
  now.saved !== before.saved ||
  now.shared !== before.shared ||
  now.identity !== before.identity ||
  now.inForce !== before.inForce ||
  now.member !== before.member ||
  now.inStep !== before.inStep ||
  now.restartRequired !== before.restartRequired ||
  now.mismatch !== before.mismatch ||
  now.primaryUnreachable !== before.primaryUnreachable ||
  now.alarms !== before.alarms ||
  now.power !== before.power ||
  now.surroundings !== before.surroundings

function read(state: PeerState, question: Question): Reading {
  if (state.power !== 'running') return { is: 'not-answering', why: WHY[state.power] }
  switch (question.ask) {
    case 'page':
      return readPage(state, question.page)
    case 'pages':
      return { is: 'pages', pages: pageList() }
    case 'completions':
      return complete(state, question)
    default:
      return unreachable(question)
  }
}
