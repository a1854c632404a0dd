// The end of a peer's own server certificate, by its own clock: how many days are left, and when that changes. EX-41.

import type { Timer } from '../kernel/machine.ts'
import { DAY_MS, type Instant } from '../kernel/time.ts'
import { leafOf } from './certificate.ts'
import { certificateOf, clockOf, type Draft, type PeerState, put, setTimer, stopTimer } from './state.ts'

/** From so many days before its end on, a certificate is warned of; the figure is that of client certificates. */
export const WARNED_DAYS = 21

/** Whether the certificate has run out or does so within a day; alarm 40068. */
export const isOver = ({ expired, daysLeft }: PeerState): boolean => expired || daysLeft === 0

/** Whether its end is near; alarm 40069. */
export const isNearEnd = ({ daysLeft }: PeerState): boolean => typeof daysLeft === 'number' && daysLeft > 0

export const overText = ({ expired }: PeerState): string =>
  expired ? 'Server certificate expired' : 'Server certificate expires today'

export const nearEndText = ({ daysLeft }: PeerState): string =>
  `Server certificate expires in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`

/** Brings what is known of the end in line with the certificate and the clock, and sets the timer of the next change. */
export function tendExpiry(draft: Draft): void {
  const { state } = draft
  const presented = certificateOf(state)
  const notAfter = presented === null ? null : (leafOf(presented)?.notAfter ?? null)
  const clock = clockOf(state, draft.at)
  const expired = notAfter !== null && clock > notAfter
  const days = notAfter === null || expired ? null : Math.floor((notAfter - clock) / DAY_MS)
  const daysLeft = days === null || days > WARNED_DAYS ? null : days
  if (expired !== state.expired || daysLeft !== (state.daysLeft ?? null)) put(draft, { expired, daysLeft })
  const due = notAfter === null || days === null ? null : dueOf(notAfter, days) - (clock - draft.at)
  const set = state.timers.find((timer) => timer.name === 'expiry')?.due ?? null
  if (due === set) return
  if (due === null) stopTimer(draft, 'expiry')
  else setTimer(draft, 'expiry', due - draft.at, 'standing')
}

/** The timer of the first change, as a system has it that has been running for a while. */
export function expiryTimer(state: PeerState, at: Instant): readonly Timer[] {
  const draft: Draft = { state, at, effects: [], entropy: '' }
  tendExpiry(draft)
  return draft.state.timers.filter(({ name }) => name === 'expiry')
}

// The first moment at which one day fewer is left than is worth saying now.
const dueOf = (notAfter: Instant, days: number): Instant => notAfter - Math.min(days, WARNED_DAYS + 1) * DAY_MS + 1
