// One node of the pair: step(state, input) → { state, effects }. Each input is handed to the part of
// the stack it concerns; then the cluster settles: the controller gives its next order, if any.

import { type Effect, firstDue, type Input, type Json, type Machine, type Step, unreachable } from '../kernel/machine.ts'
import { type Answer, noFile, type Operation, type Question, type Reading } from '../kernel/surface.ts'
import { SECOND_MS } from '../kernel/time.ts'
import { watchAlarms } from './alarms.ts'
import { given, receipted, renewed, take } from './channel.ts'
import { complete, typed } from './console/terminal.ts'
import { onXlogTimer, settle } from './controller.ts'
import { asFileWord, onFileWord } from './copying.ts'
import { onDeadline, watchDeadlines } from './deadlines.ts'
import { cleanUp, onMonitorTimer, onTroubles } from './failures.ts'
import { skewMs } from './faults.ts'
import { onFence, onFenced, onFenceTimer } from './fencing.ts'
import { answerHttp, serveHttp } from './http/index.ts'
import { onJoin, onPeerGone, probeLater, watchRing } from './membership.ts'
import { SERVER_MIGRATIONS } from './migrations.ts'
import { begin, followNewMaster, onOperationTimer, onOutcome } from './operations.ts'
import type { Resource } from './pacemaker.ts'
import { pressed, readPage, readPages, saved } from './pages/desktop.ts'
import { bootUp, losePower, onBoot } from './power.ts'
import { onDeploymentWord, tellPreparation } from './provisioning.ts'
import { onRecorded } from './recorded.ts'
import { onProductRequest } from './registration.ts'
import { onConfirmed, onReplicationWord, replayedOf } from './replication.ts'
import { learn, onStandbyCheck } from './resource-agent.ts'
import { isRingWhole, onCorosyncTimer, onPacemakerTimer } from './services.ts'
import { dismantle, onApplicationTimer } from './standalone.ts'
import type { HaState } from './state.ts'
import { onErrandTimer, onReply } from './synchronisation.ts'
import { Turn } from './turn.ts'
import { installed } from './upgrading.ts'
import { viewOf } from './view.ts'
import { HaNodeView } from './view-schemas.ts'
import { asFrame, asProductRequest, asReply, type Frame, type Word } from './words.ts'

/** The machine of a server of the pair. */
export const haNode: Machine<HaState> = {
  kind: 'ha-node',
  step,
  view: viewOf,
  shape: HaNodeView,
  read,
  migrations: SERVER_MIGRATIONS,
}

/** One step of a server: what has happened to it, and what follows. */
export function step(state: HaState, input: Input): Step<HaState> {
  const turn = new Turn(state, input.at, input.type === 'asked' ? input.entropy : '')
  switch (input.type) {
    case 'woke':
      return woke(turn)
    case 'heard':
      if (isReset(input.message)) onFence(turn)
      else if (state.power !== 'on') return turn.done
      else heard(turn, input)
      break
    case 'asked':
      return asked(turn, input.operation)
    case 'surroundings-changed':
      turn.set({ surroundings: input.surroundings })
      onSurroundings(turn, state)
      break
    default:
      return unreachable(input)
  }
  conclude(turn)
  return turn.done
}

// The end of every step: the cluster's next order, the next deadline, and what stands as wrong now.
function conclude(turn: Turn): void {
  settle(turn)
  watchDeadlines(turn)
  watchAlarms(turn)
}

function woke(turn: Turn): Step<HaState> {
  for (let timer = firstDue(turn.state.timers, turn.at); timer !== undefined; timer = firstDue(turn.state.timers, turn.at)) {
    turn.cancel(timer.name)
    onTimer(turn, timer.name)
    conclude(turn)
  }
  return turn.done
}

function onTimer(turn: Turn, name: string): void {
  switch (name) {
    case 'boot':
      onBoot(turn)
      return
    case 'corosync':
      onCorosyncTimer(turn)
      if (turn.state.mode === 'tearing-down' && turn.state.services === 'stopped') dismantle(turn)
      return
    case 'pacemaker':
      onPacemakerTimer(turn)
      return
    case 'operation':
      onOperationTimer(turn)
      return
    case 'standby-check':
      onStandbyCheck(turn)
      return
    case 'xlog-check':
      onXlogTimer(turn)
      return
    case 'deadline':
      onDeadline(turn)
      return
    case 'recorded':
      onRecorded(turn)
      return
    case 'application':
      installed(turn)
      onApplicationTimer(turn)
      return
    case 'token':
      turn.set({ channel: given(turn.state.channel) })
      turn.cancel('repeat')
      onPeerGone(turn, 'lost')
      return
    case 'fence':
      onFenceTimer(turn)
      return
    case 'repeat':
      if (turn.sayAgain()) {
        onPeerGone(turn, 'lost')
        probeLater(turn)
      }
      return
    case 'probe':
      watchRing(turn)
      return
    default:
      if (name.startsWith('monitor-')) onMonitorTimer(turn, name.slice('monitor-'.length) as Resource)
      if (name.startsWith('errand-')) onErrandTimer(turn, name.slice('errand-'.length))
  }
}

// A reset comes from the hypervisor, and reaches a machine that is down as well.
const isReset = (message: Json): boolean => asFrame(message)?.frame === 'fence'

function heard(turn: Turn, input: Extract<Input, { type: 'heard' }>): void {
  const { deployment } = turn.state
  if (input.from === deployment.upstream) {
    const reply = asReply(input.message)
    if (reply !== undefined) onReply(turn, reply)
    return
  }
  if (input.from === deployment.peer.node) {
    const frame = asFrame(input.message)
    if (frame !== undefined) onFrame(turn, frame)
    const file = asFileWord(input.message)
    if (file !== undefined) onFileWord(turn, file, input.source)
    return
  }
  const request = asProductRequest(input.message)
  if (request !== undefined) onProductRequest(turn, input.from, request)
}

function onFrame(turn: Turn, frame: Frame): void {
  const { state } = turn
  if (frame.frame === 'fence') return
  if (frame.frame === 'fenced') {
    onFenced(turn)
    return
  }
  if (frame.frame === 'silence') {
    turn.set({ peer: { ...state.peer, answers: false } })
    watchRing(turn)
    return
  }
  if (!state.peer.answers && !state.peer.tornDown) turn.set({ peer: { ...state.peer, answers: true } })
  if (frame.frame === 'receipt') {
    turn.set({ channel: receipted(state.channel, frame.epoch, frame.n) })
    if (frame.position !== undefined && frame.epoch === state.channel.epoch) onConfirmed(turn, frame.position)
    if (turn.state.channel.pending.length === 0) turn.cancel('repeat')
    return
  }
  if (frame.epoch > state.channel.peerEpoch) onNewEpoch(turn, frame.epoch)
  const { channel, word, receipt } = take(turn.state.channel, frame.epoch, frame.n, frame.word)
  turn.set({ channel })
  if (word !== null) onWord(turn, word)
  if (receipt !== null) {
    const position = replayedOf(turn.state, frame.word)
    turn.frame(position === undefined ? receipt : { ...receipt, position })
  }
}

// The peer gave the connection up: whatever it was told before, it knows no more.
function onNewEpoch(turn: Turn, epoch: number): void {
  const { channel, corosync, deployment } = turn.state
  turn.set({ channel: { ...channel, peerEpoch: epoch, heard: 0 } })
  if (!corosync.members.includes(deployment.peer.node)) return
  turn.set({ channel: given(turn.state.channel) })
  onPeerGone(turn, 'lost')
}

function onWord(turn: Turn, word: Word): void {
  const { deployment, peer, pacemaker } = turn.state
  // What is still on its way to a cluster that is destroyed finds nobody.
  if (turn.state.mode === 'torn-down') return
  switch (word.say) {
    case 'keys':
    case 'provisioned':
    case 'deploy':
      onDeploymentWord(turn, word)
      return
    case 'cleanup':
      cleanUp(turn, word.resource)
      return
    case 'dismantled':
      onPeerGone(turn, 'left')
      turn.set({ peer: { ...turn.state.peer, answers: false, tornDown: true } })
      return
    case 'here':
      watchRing(turn)
      return
    case 'join':
      onJoin(turn, word.ring, true)
      return
    case 'joined':
      onJoin(turn, word.ring, false)
      return
    case 'leave':
      onPeerGone(turn, 'left')
      return
    case 'status': {
      if (!turn.state.corosync.members.includes(deployment.peer.node)) return
      turn.set({ peer: { ...peer, status: word.status } })
      if (word.status.config.version > pacemaker.config.version) turn.setPacemaker({ config: word.status.config })
      learn(turn, word.status.dataStatuses)
      if (word.status.db === 'Master' && peer.status?.db !== 'Master') followNewMaster(turn)
      return
    }
    case 'order':
      turn.setPacemaker({ order: word.n })
      if (turn.state.services === 'running' && pacemaker.operation === null) begin(turn, word.action)
      return
    default:
      onOutcome(turn, onReplicationWord(turn, word))
      return
  }
}

function onSurroundings(turn: Turn, before: HaState): void {
  const skew = skewMs(turn.state) - skewMs(before)
  if (skew !== 0) {
    turn.set({ clockOffsetMs: turn.state.clockOffsetMs + skew })
    turn.note('clock', `The clock of ${turn.name} jumps by ${skew / SECOND_MS} s.`)
  }
  const isCut = turn.state.surroundings.troubles.some(({ kind }) => kind === 'power-off')
  if (isCut && before.power !== 'off') {
    losePower(turn, `${turn.name} has lost power.`)
    return
  }
  if (!isCut && before.power === 'off') {
    bootUp(turn, `${turn.name} has power again and starts up.`)
    return
  }
  if (turn.state.power !== 'on') return
  if (isRingWhole(turn.state) && !isRingWhole(before)) {
    turn.set({ channel: renewed(turn.state.channel, turn.at) })
    tellPreparation(turn)
  }
  watchRing(turn)
  onTroubles(turn, before.surroundings.troubles)
}

function asked(turn: Turn, operation: Operation): Step<HaState> {
  const before = turn.state
  const answer = did(turn, operation)
  // What was refused leaves no trace.
  const changes =
    answer.is === 'console' ||
    answer.is === 'acted' ||
    answer.is === 'page' ||
    (answer.is === 'http' && answer.response.status < 400)
  if (!changes) return { state: before, effects: [{ type: 'answer', answer }] }
  conclude(turn)
  const effects: readonly Effect[] = [...turn.effects, { type: 'answer', answer }]
  return { state: turn.state, effects }
}

function did(turn: Turn, operation: Operation): Answer {
  switch (operation.op) {
    case 'console':
      return typed(turn, operation)
    case 'save':
      return saved(turn, operation)
    case 'act':
      return pressed(turn, operation)
    case 'upload':
      return noFile(operation.file.name)
    case 'http':
      return serveHttp(turn, operation.request, operation.fresh)
    default:
      return unreachable(operation)
  }
}

function read(state: HaState, question: Question): Reading {
  switch (question.ask) {
    case 'completions':
      return complete(state, question)
    case 'page':
      return readPage(state, question.page, question.at ?? state.assessed)
    case 'pages':
      return readPages(state)
    case 'files':
      return { is: 'files', files: [] }
    case 'file':
      return noFile(question.name)
    case 'http':
      return answerHttp(state, question.request, question.at)
    default:
      return unreachable(question)
  }
}
