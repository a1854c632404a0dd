// The part of the status that services make: feedback, licences, and what is not set up here.

import type { Instant } from '../kernel/time.ts'
import { feedbackOf } from './feedback.ts'
import { pooledLicences } from './licences.ts'
import { authorizationStatus, isSmart, registrationStatus } from './smart-licensing.ts'
import { clockOf, type PeerState } from './state.ts'
import { type Branch, bare, choiceOf, type Entry, group, text } from './status-words.ts'
import { loadOf, traversalCalls } from './users.ts'

/** What is to be told to whom, as it was registered by FeedbackRegister. */
export function feedback(state: PeerState): readonly Branch[] {
  return feedbackOf(state).map((each, index) =>
    group(`Feedback ${index + 1}`, [
      choiceOf('Status', each === null ? 'Off' : 'On'),
      ...(each === null
        ? []
        : [text('URL', each.url), ...each.expressions.map((expression, n) => text(`Expression ${n + 1}`, expression))]),
    ]),
  )
}

/** Presence and conferences are not set up. A provisioning that was never refreshed counts the seconds since 1970. */
export function applications(state: PeerState, at: Instant): readonly Branch[] {
  const counts = (name: string, more: readonly Entry[] = []) => group(name, [bare('Count', 0), ...more])
  const max = bare('Max', 0)
  const server = group('Server', [
    group('Subscriptions', [bare('Count', 0), max, bare('Expired', 0), counts('Subscribers', [max])]),
    bare('Status', 'Inactive'),
    counts('Presentities', [max]),
    group('Publications', [counts('Presentities', [max])]),
  ])
  const refreshed = [text('Time', 'Time not set'), text('SecondsSinceLastRefresh', String(Math.floor(clockOf(state, at) / 1000)))]
  return [
    group('Applications', [
      group('Presence', [group('UserAgent', [bare('Status', 'Inactive'), counts('Presentity')]), server]),
      group('ConferenceFactory', [bare('Status', 'Inactive'), text('NextAlias', '')]),
      group('External', [
        group('Status', [group('ClusterStatus', [text('ClusterState', 'Disabled')])]),
        group('LastUpdate', refreshed),
      ]),
    ]),
  ]
}

/** System metrics, which nothing collects. */
export const METRICS = [text('Mode', 'off'), bare('Interval', 60), text('Server', ''), bare('Port', 25_826)]

/** The licence pool as this system counts it. */
export function licenses(state: PeerState): readonly Branch[] {
  const { calls: up } = loadOf(state)
  return [
    group('License', [
      ...(isSmart(state)
        ? [
            group('Smart', [
              text('Registration', registrationStatus(state.licensing)),
              text('Authorization', authorizationStatus(state.licensing)),
            ]),
          ]
        : []),
      group('RichMediaSessions', [
        ...(isSmart(state) ? [] : [bare('Installed', state.identity.roomSessions)]),
        bare('Pool', pooledLicences(state)),
        bare('InUse', traversalCalls(up)),
      ]),
    ]),
  ]
}
