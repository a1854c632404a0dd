// How alarms rise and fall, and are acknowledged. EX-40.
//
// A cause is a pure question about the state. After every step the causes are weighed: one that has
// begun to hold starts a delay and then raises its alarm; one that is gone lowers it at once. An alarm
// is never set by hand, so none can be forgotten.

import { derived } from '../kernel/remembered.ts'
import { iso } from '../kernel/time.ts'
import type { AlarmKind } from './alarm-kind.ts'
import { ALARM_KINDS, alarmKind, pageOf, solutionOf } from './alarm-kinds.ts'
import { differences } from './conditions.ts'
import { type AlarmLine, logAlarm } from './log.ts'
import { type Alarm, type Draft, isClustered, note, put, setTimer, stopTimer } from './state.ts'
import type { AlarmView } from './view-schema.ts'

/** Brings the alarms into line with their causes: starts and stops delays, lowers what is over. */
export function weigh(draft: Draft): void {
  if (draft.state.power !== 'running') return
  latchMismatch(draft)
  const up = new Set(draft.state.alarms.map(({ id }) => id))
  const delays = new Set(draft.state.timers.map(({ name }) => name))
  for (const [each, timer] of KINDS_AND_TIMERS) {
    const raised = up.has(each.id)
    const waiting = delays.has(timer)
    if (each.cause(draft.state)) {
      if (!raised && each.delayMs === 0) raiseDue(draft, each.id)
      else if (!raised && !waiting) setTimer(draft, timer, each.delayMs)
      if (raised && each.detail !== undefined) reword(draft, each.id, each.detail(draft.state))
    } else {
      if (waiting) stopTimer(draft, timer)
      if (raised) lower(draft, each)
    }
  }
}

// What a raised alarm tells of may have changed since: other peers, another day.
function reword(draft: Draft, id: string, detail: string): void {
  if (draft.state.alarms.every((alarm) => alarm.id !== id || alarm.detail === detail)) return
  put(draft, { alarms: draft.state.alarms.map((alarm) => (alarm.id === id ? { ...alarm, detail } : alarm)) })
}

export const timerFor = (id: string): string => `alarm:${id}`
const KINDS_AND_TIMERS = ALARM_KINDS.map((each) => [each, timerFor(each.id)] as const)

const NONE = { settings: false, primary: false }

// A difference shows at once; that it is gone is found by the next synchronisation.
function latchMismatch(draft: Draft): void {
  const { state } = draft
  const { settings, primary } = isClustered(state) ? differences(state) : NONE
  const before = isClustered(state) ? state.mismatch : NONE
  const after = { settings: before.settings || settings, primary: before.primary || primary }
  if (after.settings !== state.mismatch.settings || after.primary !== state.mismatch.primary) put(draft, { mismatch: after })
}

/** The delay of an alarm ran out: raises it if its cause still holds. */
export function raiseDue(draft: Draft, id: string): void {
  const found = alarmKind(id)
  if (found === undefined || !found.cause(draft.state) || draft.state.alarms.some((alarm) => alarm.id === id)) return
  const former = draft.state.lowered?.find((each) => each.id === id)
  const alarm: Alarm = {
    id,
    status: 'new',
    firstRaised: former?.firstRaised ?? draft.at,
    lastRaised: draft.at,
    ...(former && { count: (former.count ?? 1) + 1 }),
    detail: found.detail?.(draft.state) ?? '',
  }
  put(draft, {
    alarms: [...draft.state.alarms, alarm].sort((a, b) => (a.id < b.id ? -1 : 1)),
    ...(former && { lowered: draft.state.lowered?.filter((each) => each !== former) ?? [] }),
  })
  const description = alarm.detail || found.description
  logAlarm(draft, 'Raised', { ...found, description }, found.process)
  note(draft, 'alarm-raised', `Alarm ${id} ${found.title}: ${description}`, { id, title: found.title })
}

function lower(draft: Draft, gone: AlarmKind): void {
  const { alarms, lowered = [] } = draft.state
  const was = alarms.filter((alarm) => alarm.id === gone.id)
  put(draft, {
    alarms: alarms.filter((alarm) => alarm.id !== gone.id),
    lowered: [...lowered, ...was],
  })
  logAlarm(draft, 'Lowered', lineFor(gone, was[0]), gone.process)
  note(draft, 'alarm-lowered', `Alarm ${gone.id} ${gone.title} was lowered.`, { id: gone.id, title: gone.title })
}

// What the log says of it: what it told last, where that is more than its own description.
const lineFor = (kind: AlarmKind, alarm: Alarm | undefined): AlarmLine => ({
  ...kind,
  description: alarm?.detail || kind.description,
})

/** Writes that an alarm was raised at the last moment before the system goes down with it. */
export function logAlarmById(draft: Draft, id: string): void {
  const found = alarmKind(id)
  if (found !== undefined) logAlarm(draft, 'Raised', found, found.process)
}

/** Marks an own alarm as seen. Says what happened: nothing, when it is not raised. */
export function acknowledge(draft: Draft, named: string): 'acknowledged' | 'already' | 'not-raised' {
  const found = alarmKind(named) ?? ALARM_KINDS.find(({ uuid }) => uuid !== '' && uuid === named.toLowerCase())
  const alarm = draft.state.alarms.find((each) => each.id === found?.id)
  if (alarm === undefined || found === undefined) return 'not-raised'
  if (alarm.status === 'acknowledged') return 'already'
  put(draft, { alarms: draft.state.alarms.map((each) => (each === alarm ? { ...each, status: 'acknowledged' } : each)) })
  logAlarm(draft, 'Acknowledged', lineFor(found, alarm), 'alarm')
  return 'acknowledged'
}

/** An alarm as the snapshot shows it. */
export const alarmView = derived((alarm: Alarm): AlarmView => {
  const found = alarmKind(alarm.id)
  return {
    id: alarm.id,
    title: found?.title ?? '',
    text: alarm.detail || (found?.description ?? ''),
    solution: solutionOf(alarm),
    page: pageOf(alarm),
    severity: found?.severity ?? 'warning',
    status: alarm.status,
    firstRaised: iso(alarm.firstRaised),
    lastRaised: iso(alarm.lastRaised),
  }
})
