// The alarms that are raised now, of all nodes or of one, newest first. What several nodes say in the same words stands once.

import type { Json } from '@worker/kernel/machine.ts'
import type { TimelineEvent } from '@worker/kernel/snapshot.ts'
import { type Alarm, alarmsIn, isNumbered, togetherOf } from '../lab/alarms.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { $reference } from '../lab/reference.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'
import { useStore } from './useStore.ts'

type Props = { readonly sandbox: LiveSandbox; readonly node?: string }

export function Alarms({ sandbox, node }: Props) {
  const snapshot = useStore(sandbox.$shown)
  const events = useStore(sandbox.$events)
  const titles = useStore($reference).pages
  if (snapshot === null) return null
  const alarms = alarmsIn(snapshot).filter((alarm) => node === undefined || alarm.node === node)
  const open = (alarm: Alarm) => sandbox.desk.toPage(alarm.node, alarm.page)
  return (
    <section class="cb-alarms" aria-label={say.alarms.title}>
      {alarms.length === 0 ? (
        <p class="cb-faint">{say.alarms.none}</p>
      ) : (
        <ul class="cb-alarm-list">
          {togetherOf(alarms).map(([alarm, ...others]) => {
            const all = [alarm, ...others]
            return (
              <li
                key={`${alarm.node} ${alarm.id} ${alarm.text}`}
                data-status={alarm.status}
                data-tone={toneOfSeverity(alarm.severity)}
              >
                <p class="cb-alarm-head" translate={false}>
                  <strong>{all.map((each) => each.node).join(', ')}</strong> {isNumbered(alarm.id) && <code>{alarm.id}</code>}{' '}
                  <span class="cb-badge" data-tone={toneOfSeverity(alarm.severity)}>
                    {alarm.severity}
                  </span>{' '}
                  {alarm.status !== 'new' && <span class="cb-badge">{alarm.status}</span>}
                  {alarm.firstRaised !== '' && (
                    <time dateTime={alarm.firstRaised}>
                      {fill(others.length === 0 ? say.alarms.since : say.alarms.lastSince, {
                        at: timeOf(alarm.firstRaised, snapshot.clock.now),
                      })}
                    </time>
                  )}
                </p>
                <p class="cb-alarm-text" translate={false}>
                  <strong>{alarm.title}</strong> {alarm.text}
                </p>
                <Background alarm={alarm} events={events} />
                {alarm.page !== '' && (
                  <p class="cb-alarm-more">
                    {all.map((each) => (
                      <button type="button" class="cb-small" key={each.node} onClick={() => open(each)}>
                        {fill(say.alarms.open, { page: titles[each.product]?.[each.page] ?? each.page, node: each.node })}
                      </button>
                    ))}
                  </p>
                )}
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

// What came just before the alarm, and what takes it away, in the product's own words where it has any.
function Background({ alarm, events }: { readonly alarm: Alarm; readonly events: readonly TimelineEvent[] }) {
  const raised = events.findLastIndex(
    ({ node, data, at }) => node === alarm.node && at === alarm.firstRaised && isAbout(data, alarm.id),
  )
  const known = useStore($reference).alarms[alarm.product]?.[alarm.id]
  const before = raised < 0 ? undefined : events.slice(0, raised).findLast(({ data }) => !isAlarm(data))
  return (
    <p class="cb-alarm-more cb-faint">
      {known !== undefined && (
        <span>
          {say.alarmList.cause}: {known.cause}{' '}
          <a href={`/reference/alarms/#${alarm.id}`}>
            {fill(say.alarms.about, { id: isNumbered(alarm.id) ? alarm.id : alarm.title })}
          </a>
        </span>
      )}
      {before !== undefined && <span>{fill(say.alarms.before, { text: before.text })}</span>}
      {alarm.solution !== '' && (
        <span>
          {say.alarmList.remedy}: {alarm.solution.replace(/\.?$/, '.')}
        </span>
      )}
      <span>{known === undefined ? say.alarms.clears : `${say.alarmList.clears}: ${known.clears}`}</span>
    </p>
  )
}

const isAlarm = (data: Json): boolean => data !== null && typeof data === 'object' && 'title' in data
const isAbout = (data: Json, id: string): boolean => isAlarm(data) && (data as { readonly [name: string]: Json }).id === id

function toneOfSeverity(severity: string): string {
  const level = severity.toLowerCase()
  if (level === 'warning' || level === 'notice' || level === 'minor') return 'warning'
  return level === 'info' ? 'info' : 'error'
}
