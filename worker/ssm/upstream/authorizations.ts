// Authorization files: what Cisco Smart Software Manager answers to the registration file of a satellite. One is not
// there at once: it is pending, then ready, and both are alerts there (Cisco Smart Licensing help; SSM-42).

import { cancel, firstDue, type Json, type Step, schedule } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import { type Instant, MINUTE_MS } from '../../kernel/time.ts'
import { STATE_KINDS } from '../alarm-table.ts'
import { type Alarm, alarm } from '../alarms.ts'
import { texts } from '../pages/validation.ts'
import { type Place, responseFile, SYNC_FILE_TYPE } from '../sync-file.ts'
import { resultOf } from './satellites.ts'
import type { Authorization, UpstreamState } from './state.ts'

/** The action that hands the file out. */
export const DOWNLOAD_AUTHORIZATION = 'download-authorization-file'

/** How long an authorization file is in the making; assumed. */
const MAKING_MS = MINUTE_MS

const timerFor = (account: string): string => `authorization-${account}`

/** The authorization files that have been made. */
export const authorizationsOf = ({ authorizations = [] }: UpstreamState): readonly Authorization[] => authorizations

/** A registration file was taken at `at`: the file that answers it is pending, in place of any that was made before. */
export const pending = (state: UpstreamState, account: string, registered: Place, at: Instant): UpstreamState => ({
  ...state,
  authorizations: [
    ...authorizationsOf(state).filter((each) => each.account !== account),
    { account, registered, made: at, status: 'Authorization Pending' },
  ],
  timers: schedule(state.timers, timerFor(account), at + MAKING_MS, 'transient'),
})

/** The files whose time has come are ready. */
export function madeReady(before: UpstreamState, at: Instant): Step<UpstreamState> {
  let state = before
  for (let timer = dueOf(state, at); timer !== undefined; timer = dueOf(state, at)) {
    const { name } = timer
    state = {
      ...state,
      timers: cancel(state.timers, name),
      authorizations: authorizationsOf(state).map((each) =>
        timerFor(each.account) === name ? { ...each, status: 'Authorization File Ready' } : each,
      ),
    }
  }
  return { state, effects: [] }
}

const dueOf = ({ timers }: UpstreamState, at: Instant) =>
  firstDue(
    timers.filter(({ name }) => name.startsWith('authorization-')),
    at,
  )

/** Download Authorization File. With it the alert is gone; the file can be had again. */
export function downloadAuthorization(
  state: UpstreamState,
  body: { readonly [name: string]: Json },
): readonly [UpstreamState, Answer] {
  const given = texts(body, ['account'])
  if (given.is !== 'texts') return [state, given]
  const { account } = given.values
  const found = authorizationsOf(state).find((each) => each.account === account)
  const result = resultOf(state, account)
  if (found === undefined || result === null)
    return [
      state,
      { is: 'refused', messages: [`There is no authorization file for ${account}. Upload its registration file first.`] },
    ]
  if (found.status === 'Authorization Pending')
    return [
      state,
      { is: 'refused', messages: [`The authorization file for ${account} is still being made. Wait until it is ready.`] },
    ]
  const { made, registered } = found
  const file = {
    name: `${account}-registration-response.json`,
    type: SYNC_FILE_TYPE,
    text: responseFile({ account, made, result, registered }),
  }
  const authorizations = authorizationsOf(state).map((each) =>
    each === found ? { ...each, status: 'Downloaded' as const } : each,
  )
  return [
    { ...state, authorizations },
    { is: 'acted', message: 'Upload the authorization file on the satellite.', files: [file] },
  ]
}

/** What of it stands as an alert. */
export const authorizationAlarms = (state: UpstreamState): readonly Alarm[] =>
  authorizationsOf(state).flatMap(({ account, status }) => {
    if (status === 'Downloaded') return []
    const isPending = status === 'Authorization Pending'
    return [
      alarm(
        isPending ? STATE_KINDS.authorizationPending : STATE_KINDS.authorizationReady,
        account,
        isPending
          ? `The authorization file for ${account} is being made.`
          : `The authorization file for ${account} can be downloaded.`,
      ),
    ]
  })
