// The alarms that are raised now, of all nodes or of one, newest first.

import { useStore } from '@nanostores/preact'
import type { Json } from '@worker/kernel/machine.ts'
import type { Snapshot } from '@worker/kernel/snapshot.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { timeOf } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'

export type Alarm = {
  readonly node: string
  readonly id: string
  readonly title: string
  readonly text: string
  readonly severity: string
  readonly status: string
  readonly firstRaised: string
}

/** Any node whose view has a list `alarms` of `{ id, title, … }` shows here. */
export function alarmsIn(snapshot: Pick<Snapshot, 'nodes'>): readonly Alarm[] {
  return snapshot.nodes
    .flatMap((node) => {
      const { alarms } = node
      if (!Array.isArray(alarms)) return []
      return (alarms as readonly { readonly [key: string]: Json }[]).map((alarm) => ({
        node: node.id,
        id: word(alarm.id),
        title: word(alarm.title),
        text: word(alarm.text),
        severity: word(alarm.severity),
        status: word(alarm.status),
        firstRaised: word(alarm.firstRaised),
      }))
    })
    .sort((a, b) => (a.firstRaised < b.firstRaised ? 1 : -1))
}

const word = (value: Json | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

export function Alarms({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const snapshot = useStore(sandbox.$snapshot)
  if (snapshot === null) return null
  const alarms = alarmsIn(snapshot)
  return (
    <section class="cb-alarms" aria-label={say.alarms.title}>
      {alarms.length === 0 ? (
        <p class="cb-faint">{say.alarms.none}</p>
      ) : (
        <ul class="cb-alarm-list">
          {alarms.map((alarm) => (
            <li key={`${alarm.node} ${alarm.id}`} data-status={alarm.status}>
              <p class="cb-alarm-head">
                <strong>{alarm.node}</strong> <code>{alarm.id}</code>{' '}
                <span class="cb-badge" data-tone={toneOfSeverity(alarm.severity)}>
                  {alarm.severity}
                </span>{' '}
                {alarm.status !== 'new' && <span class="cb-badge">{alarm.status}</span>}
                <time dateTime={alarm.firstRaised}>{timeOf(alarm.firstRaised, snapshot.clock.now)}</time>
              </p>
              <p class="cb-alarm-text">
                <strong>{alarm.title}</strong> {alarm.text}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function toneOfSeverity(severity: string): string {
  const level = severity.toLowerCase()
  if (level === 'warning' || level === 'notice') return 'warning'
  return level === 'info' ? 'info' : 'error'
}
