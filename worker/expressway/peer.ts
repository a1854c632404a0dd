// The whole life of one Expressway peer: step(state, input) → { state, effects }.
//
// Each input is handled where it belongs; afterwards `tend` brings in line what follows from the state
// alone: joins that have become possible, the synchroniser's schedule, alarms, and what the other peers
// must be told.

import type { Neighbour, Surroundings } from '../kernel/fabric.ts'
import type { Effect, Input, Machine, Past, Step } from '../kernel/machine.ts'
import { cancel, firstDue, type Timer, unreachable } from '../kernel/machine.ts'
import { isSame, sharing } from '../kernel/same.ts'
import { type Answer, noFile, type Operation, type Question, type Reading } from '../kernel/surface.ts'
import { turnOutInvalid } from './admission.ts'
import { raiseDue, weigh } from './alarms.ts'
import { complete, typed } from './console.ts'
import { captureStep } from './diagnostics/capture.ts'
import { offered, readFile } from './diagnostics/files.ts'
import { endLogging, hearLogging } from './diagnostics/logging.ts'
import { tendExpiry } from './expiry.ts'
import { answerHttp, serveHttp } from './http/surface.ts'
import { seekJoins } from './joins.ts'
import { tendLicences } from './licences.ts'
import { withMarks } from './log-lines.ts'
import { part } from './losses.ts'
import { greetFailed, hear, onLinkTimer, onNetworkChanged, relink, tellFacts } from './mesh.ts'
import { PEER_MIGRATIONS } from './migrations.ts'
import { act } from './pages/actions.ts'
import { pagesOf, readPage, savePage } from './pages/desktop.ts'
import { losePower, regainPower, start } from './power.ts'
import { hearDatabase, pushAgain, settleKey, synchronise, tendCopy, tendKey, tendPush, tendSynchroniser } from './replication.ts'
import { onRequestTimer, REQUEST_TIMER, tendRequest } from './requested-upgrade.ts'
import { retryNames, tendNames } from './resolver.ts'
import { SMART_TIMER, tendSmart } from './smart-agent.ts'
import { isSmart } from './smart-licensing.ts'
import { keptSinceStart, startedWith } from './start-settings.ts'
import { certificateProblem, type Draft, type Link, note, type PeerState, put } from './state.ts'
import { view } from './status.ts'
import { judgeRightly } from './stray-alarm.ts'
import { TIME_TIMER } from './time-source.ts'
import { hearUsers, loadOf, onUsersTimer, tendUsers } from './users.ts'
import { PeerView } from './view-schema.ts'

export const peer: Machine<PeerState> = {
  kind: 'peer',
  step,
  view,
  shape: PeerView,
  read,
  printed: withMarks,
  migrations: PEER_MIGRATIONS,
}

function step(state: PeerState, input: Input, whole: Past): Step<PeerState> {
  const past = ownPast(state, whole)
  const draft: Draft = { state, at: input.at, effects: [], entropy: input.type === 'asked' ? input.entropy : '' }
  switch (input.type) {
    case 'woke':
      onWake(draft)
      captureStep(draft, input)
      endLogging(draft)
      return { state: draft.state, effects: draft.effects }
    case 'heard':
      if (hearUsers(draft, input.from, input.message)) break
      if (draft.state.power === 'running' && !hear(draft, input) && !hearLogging(draft, input)) hearDatabase(draft, input)
      break
    case 'asked': {
      const answer = onAsked(draft, input.operation, past)
      tend(draft, state)
      captureStep(draft, input)
      endLogging(draft)
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
  captureStep(draft, input)
  endLogging(draft)
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
    case 'licences':
      tendLicences(draft)
      return
    case SMART_TIMER:
      tendSmart(draft)
      return
    case 'key':
      settleKey(draft)
      return
    case 'expiry':
      tendExpiry(draft)
      return
    case 'users':
      onUsersTimer(draft, rest)
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
    case 'stray':
      judgeRightly(draft)
      return
    case REQUEST_TIMER:
      onRequestTimer(draft)
      return
    case TIME_TIMER:
      weigh(draft) // How the clock stands is known from now on.
      return
    case 'alarm':
      raiseDue(draft, rest)
      return
    default:
      onLinkTimer(draft, kind, rest)
      return
  }
}

function onAsked(draft: Draft, operation: Operation, past: Past): Answer {
  const { power } = draft.state
  if (power !== 'running') return { is: 'not-answering', why: WHY[power] }
  switch (operation.op) {
    case 'console':
      return typed(draft, operation, past)
    case 'save':
      return savePage(draft, operation.page, operation.fields, past)
    case 'act':
      return act(draft, operation.action, operation.body)
    case 'upload':
      return noFile(operation.file.name)
    case 'http':
      if (isWebOff(draft.state)) return { is: 'not-answering', why: WEB_OFF }
      return serveHttp(draft, operation.request, operation.fresh, past)
    default:
      return unreachable(operation)
  }
}

const WHY = {
  restarting: 'This Expressway is restarting; its interfaces are back when it is up again.',
  resetting: 'This Expressway is being reset to its factory state and restarted; its interfaces are back when it is up again.',
  off: 'This Expressway is off: it was shut down, or it has no power.',
} as const

// The web interface was off when the system started. The sandbox's own pages stay open.
const isWebOff = (state: PeerState): boolean => startedWith(state).https === 'Off'
const WEB_OFF =
  'The web interface of this Expressway is off: it was switched off before the last start. Switch it on again with xConfiguration Administration HTTPS Mode: On, and restart.'

function onSurroundings(draft: Draft, surroundings: PeerState['surroundings']): void {
  const before = draft.state
  put(draft, { surroundings: sharing(before.surroundings, surroundings) })
  const isOff = surroundings.troubles.some((trouble) => trouble.kind === 'power-off')
  const wasOff = before.surroundings.troubles.some((trouble) => trouble.kind === 'power-off')
  if (isOff && before.power !== 'off') {
    losePower(draft)
    return
  }
  // What was shut down stays so until its power went and came back.
  if (wasOff && !isOff && before.power === 'off') {
    regainPower(draft)
    return
  }
  const hasFailed = surroundings.troubles.some((trouble) => trouble.kind === 'database-stopped')
  const hadFailed = before.surroundings.troubles.some((trouble) => trouble.kind === 'database-stopped')
  if (hasFailed !== hadFailed) onDatabase(draft, hasFailed)
  if (before.power !== 'running') return
  onNetworkChanged(draft, before.surroundings)
  turnOutInvalid(draft)
  // A certificate that was put right, or a clock, is tried on those that were out of reach for it.
  if (!isSame(before.surroundings.troubles, surroundings.troubles)) greetFailed(draft)
}

// The database stopped, or what stopped it was put right. Its own copy is whole then; a purge is not undone. EX-43.
function onDatabase(draft: Draft, hasFailed: boolean): void {
  if (hasFailed === (draft.state.database === 'failed')) return
  if (hasFailed && draft.state.power === 'running') part(draft, 'database-failed')
  put(draft, { database: hasFailed ? 'failed' : 'running', inStep: false })
  note(draft, 'database', hasFailed ? 'The database failed.' : 'The database runs again.')
  if (!hasFailed && draft.state.power === 'running') relink(draft, 'nothing')
}

function tend(draft: Draft, before: PeerState): void {
  if (draft.state.power !== 'running' || !isToTend(before, draft.state)) return
  const startSettings = keptSinceStart(draft.state, before)
  if (startSettings !== null) put(draft, { startSettings })
  tendExpiry(draft)
  // What came in a message is a copy of its own in one runtime and the very same object in another: only content counts.
  if (!isSame(before.shared.addressMapping, draft.state.shared.addressMapping)) relink(draft, 'connections')
  seekJoins(draft)
  tendLicences(draft)
  tendKey(draft)
  tendCopy(draft, before)
  tendPush(draft, before)
  tendNames(draft)
  tendLoad(draft, before)
  tendRequest(draft)
  weigh(draft)
  tendSynchroniser(draft)
  const now = draft.state
  if (
    now.saved !== before.saved ||
    now.identity !== before.identity ||
    now.alarms !== before.alarms ||
    now.member !== before.member ||
    now.loaded !== before.loaded ||
    !isSame(loadOf(now), loadOf(before)) ||
    certificateProblem(now) !== certificateProblem(before) ||
    now.shared.tlsMode !== before.shared.tlsMode ||
    isSmart(now) !== isSmart(before)
  )
    tellFacts(draft)
}

// Whether devices may register is known first; what is in use once they have is reported then. EX-05, EX-06.
function tendLoad(draft: Draft, before: PeerState): void {
  tendSmart(draft)
  const { users } = draft.state
  tendUsers(draft, before)
  if (draft.state.users !== users) tendSmart(draft)
}

const isToTend = (before: PeerState, now: PeerState): boolean =>
  (now.links !== before.links && now.links.some((link, line) => hasNews(before.links[line] ?? null, link))) ||
  now.saved !== before.saved ||
  now.shared !== before.shared ||
  now.identity !== before.identity ||
  now.inForce !== before.inForce ||
  now.member !== before.member ||
  now.inStep !== before.inStep ||
  now.conflict !== before.conflict ||
  now.lossStages !== before.lossStages ||
  now.licensing !== before.licensing ||
  now.keyAwaits !== before.keyAwaits ||
  now.expired !== before.expired ||
  now.daysLeft !== before.daysLeft ||
  now.networkInUse !== before.networkInUse ||
  now.misjudged !== before.misjudged ||
  now.database !== before.database ||
  now.systemKey !== before.systemKey ||
  now.maintenance !== before.maintenance ||
  now.users !== before.users ||
  now.lacksFile !== before.lacksFile ||
  now.resetFailed !== before.resetFailed ||
  now.restartRequired !== before.restartRequired ||
  now.mismatch !== before.mismatch ||
  now.primaryUnreachable !== before.primaryUnreachable ||
  now.alarms !== before.alarms ||
  now.power !== before.power ||
  isElsewhere(before.surroundings, now.surroundings)

// What comes of a way that is cut or open again is done at once, by onNetworkChanged; nothing else follows from it.
const isElsewhere = (before: Surroundings, now: Surroundings): boolean =>
  before !== now &&
  !(
    isSame({ ...before, neighbours: [] }, { ...now, neighbours: [] }) &&
    before.neighbours.length === now.neighbours.length &&
    before.neighbours.every((each, index) => isSameBesideWays(each, now.neighbours[index] as Neighbour))
  )

const isSameBesideWays = (before: Neighbour, now: Neighbour): boolean =>
  before === now || isSame({ ...before, out: true, in: true }, { ...now, out: true, in: true })

// That the other side has a copy too is of interest only to whoever waits for it to say so.
function hasNews(before: Link | null, now: Link | null): boolean {
  if (before === null || now === null || before === now) return before !== now
  const parts = Object.keys({ ...before, ...now }) as (keyof Link)[]
  return parts.some((part) => part !== 'stamp' && now[part] !== before[part])
}

// A factory reset that keeps no logs erases what was there before.
const ownPast =
  (state: PeerState, past: Past): Past =>
  () =>
    past().filter((entry) => entry.at >= (state.logsFrom ?? 0))

function read(state: PeerState, question: Question, whole: Past): Reading {
  const past = ownPast(state, whole)
  if (state.power !== 'running') return { is: 'not-answering', why: WHY[state.power] }
  switch (question.ask) {
    case 'page':
      return readPage(state, question.page, past)
    case 'pages':
      return { is: 'pages', pages: pagesOf(state) }
    case 'completions':
      return complete(state, question)
    case 'files':
      return { is: 'files', files: offered(state, past) }
    case 'file':
      return readFile(state, question.name, past)
    case 'http':
      if (isWebOff(state)) return { is: 'not-answering', why: WEB_OFF }
      return { is: 'http', response: answerHttp(state, question.request, question.at, past) }
    default:
      return unreachable(question)
  }
}
