// `common/alarm`: the alarms of this peer read from X14.0.1 on, and acknowledged from X14.0.3 on. EX-40, EX-63.

import { type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import { iso } from '../../kernel/time.ts'
import { alarmKind } from '../alarm-kinds.ts'
import { acknowledge } from '../alarms.ts'
import { clockOf, type Draft, type PeerState } from '../state.ts'
import { type Body, message, UPDATED } from './message.ts'

/** The raised alarms of this peer. */
export const readAlarms = (state: PeerState): HttpResponse =>
  jsonResponse(
    200,
    state.alarms.map(({ id, status, firstRaised, lastRaised, detail }) => {
      const kind = alarmKind(id)
      return {
        Id: id,
        Uuid: kind?.uuid ?? '',
        Name: kind?.title ?? '',
        Description: detail || (kind?.description ?? ''),
        Severity: kind?.severity ?? '',
        Status: status === 'new' ? 'Raised' : 'Acknowledged',
        FirstRaised: iso(clockOf(state, firstRaised)),
        LastRaised: iso(clockOf(state, lastRaised)),
      }
    }),
  )

/** `{"Id": "20007"}`, or `{"Uuid": "…"}`, acknowledges that alarm of this peer. */
export function acknowledgeAlarm(draft: Draft, { Id, Uuid }: Body): HttpResponse {
  const named = Id ?? Uuid
  if (typeof named !== 'string') return message(400, 'Id or Uuid must name an alarm')
  if (acknowledge(draft, named) === 'not-raised') return message(400, `Alarm ${named} is not raised on this peer`)
  return message(200, UPDATED)
}
