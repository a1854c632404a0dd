// What falls due by itself on the server that serves: an alert begins, a licence ends, a product's
// identity lapses, an automatic synchronisation is due. One timer stands for the next of them (SSM-42).

import { cancel, schedule, type Timer } from '../kernel/machine.ts'
import { type Instant, iso } from '../kernel/time.ts'
import { accountsOf, logEvent, scheduled } from './accounts.ts'
import { alertsOf, alertTimes, keepNotice } from './alerts.ts'
import { dropInstance, instancesOf } from './licensing.ts'
import { IDENTITY_MS } from './periods.ts'
import { expire, lapsedPurchases } from './purchases.ts'
import { write } from './replication.ts'
import { isServing } from './serving.ts'
import type { HaState } from './state.ts'
import { isUnderWay, send } from './synchronisation.ts'
import type { Turn } from './turn.ts'

const TIMER = 'deadline'

/** The next moment after `state.assessed` at which something falls due; null when nothing ever will. */
function nextDeadline({ database: { tables }, assessed }: HaState): Instant | null {
  const times = [
    ...alertTimes(tables).filter((each) => each > assessed),
    // What had ended before it was first synchronised ends here at once.
    ...lapsedPurchases(tables, assessed).map(() => assessed),
    ...accountsOf(tables).flatMap(({ schedule: plan }) => (plan === null ? [] : [plan.next])),
  ]
  return times.length === 0 ? null : Math.min(...times)
}

/** The timers of a node at `at`, with the one for the next deadline set, or taken off where nobody serves. */
export function withDeadline(state: HaState, at: Instant): readonly Timer[] {
  const next = isServing(state) ? nextDeadline(state) : null
  if (next === null) return cancel(state.timers, TIMER)
  const due = Math.max(next, at)
  return state.timers.some((timer) => timer.name === TIMER && timer.due === due)
    ? state.timers
    : schedule(state.timers, TIMER, due, 'standing')
}

/** The end of every step: the timer follows what the tables hold. */
export function watchDeadlines(turn: Turn): void {
  const timers = withDeadline(turn.state, turn.at)
  if (timers !== turn.state.timers) turn.set({ timers })
}

/** Something is due: it is done, and what newly stands among the alerts is noted. */
export function onDeadline(turn: Turn): void {
  if (!isServing(turn.state)) return
  const before = alertsOf(turn.state.database.tables, turn.state.assessed).map(({ id }) => id)
  endLicenses(turn)
  removeLapsed(turn)
  synchroniseDue(turn)
  turn.set({ assessed: turn.at })
  const risen = alertsOf(turn.state.database.tables, turn.at).filter(({ id }) => !before.includes(id))
  for (const { message, type, account } of risen) {
    write(turn, logEvent(turn.state.database.tables, 'licensing', turn.moment, message))
    turn.note('alert', message, { account, type })
  }
}

function endLicenses(turn: Turn): void {
  const lapsed = lapsedPurchases(turn.state.database.tables, turn.at)
  if (lapsed.length > 0) write(turn, lapsed.map(expire))
}

// An identity certificate that was not renewed in its year: the product must register anew.
function removeLapsed(turn: Turn): void {
  for (const { id, account, virtualAccount, name, identity } of instancesOf(turn.state.database.tables)) {
    if (identity.at + IDENTITY_MS > turn.at) continue
    const message = `"${name}" did not renew its identity certificate of ${iso(identity.at).slice(0, 10)} and was removed.`
    const notice = keepNotice(turn.state.database.tables, {
      account,
      virtualAccount,
      type: 'Product Instance Failed to Renew',
      source: name,
      message,
      when: turn.moment,
    })
    write(turn, [dropInstance(id), ...notice])
  }
}

function synchroniseDue(turn: Turn): void {
  for (const account of accountsOf(turn.state.database.tables)) {
    if (account.schedule === null || account.schedule.next > turn.at) continue
    write(turn, [scheduled(account, account.schedule.every, account.schedule.next)])
    if (!isUnderWay(turn, account.id)) send(turn, 'synchronise', account.id, false)
  }
}
