// Status > Alarms.

import type { Button } from '../../kernel/surface.ts'
import { alarmKind, solutionOf } from '../alarm-kinds.ts'
import { titleOf } from '../identity.ts'
import { dateAndTime } from '../log.ts'
import { type Alarm, clockOf, type PeerState } from '../state.ts'
import type { Body } from './parts.ts'

export function alarms(state: PeerState): Body {
  const line = (alarm: Alarm, of: string): readonly string[] => {
    const kind = alarmKind(alarm.id)
    return [
      `${kind?.title}: ${alarm.detail || kind?.description}`,
      alarm.status === 'new' ? 'New' : 'Acknowledged',
      kind?.severity ?? '',
      of,
      dateAndTime(clockOf(state, alarm.firstRaised), state.identity.timeZone.offsetMinutes),
      dateAndTime(clockOf(state, alarm.lastRaised), state.identity.timeZone.offsetMinutes),
      solutionOf(alarm),
      alarm.id,
    ]
  }
  const others = state.links.flatMap((link) =>
    link?.facts ? link.facts.alarms.map((alarm) => line(alarm, link.facts?.systemName || link.address)) : [],
  )
  const own = state.alarms.map((alarm) => line(alarm, titleOf(state.identity)))
  const buttons = state.alarms.map((alarm): readonly Button[] =>
    alarm.status === 'new' ? [{ action: 'acknowledge-alarm', label: 'Acknowledge', body: { id: alarm.id }, confirm: null }] : [],
  )
  return {
    tables: [
      {
        id: 'alarms',
        title: 'Alarms',
        columns: ['Alarm', 'State', 'Severity', 'Peer', 'First raised', 'Last raised', 'Action', 'ID'],
        rows: [...own, ...others],
        actions: [...buttons, ...others.map(() => [])],
      },
    ],
  }
}
