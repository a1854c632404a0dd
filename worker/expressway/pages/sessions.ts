// Users > Active administrator sessions: who is logged in, since when, and how to end a session of the web interface. EX-60.

import type { Json } from '../../kernel/machine.ts'
import type { Answer, Button } from '../../kernel/surface.ts'
import { dateAndTime, logSession, OPERATOR_ADDRESS } from '../log.ts'
import type { WebSession } from '../session.ts'
import { clockOf, type Draft, type PeerState, put } from '../state.ts'
import type { Body } from './parts.ts'

/** What a session is called by; nothing of what opens it is told. */
const idOf = ({ print }: WebSession): string => print.slice(0, 8)

/** The sessions of the web interface and of the command line, in the order in which they were opened. */
export function administratorSessions(state: PeerState): Body {
  const since = (at: number | undefined): string =>
    at === undefined ? '' : dateAndTime(clockOf(state, at), state.identity.timeZone.offsetMinutes)
  const from = `${OPERATOR_ADDRESS}:${state.processes.port}`
  const web = state.webSessions ?? []
  const end = (session: WebSession): readonly Button[] => [
    {
      action: 'terminate-session',
      label: 'Terminate session',
      body: { session: idOf(session) },
      confirm: `Are you sure you want to terminate the session of ${session.account}?`,
    },
  ]
  return {
    tables: [
      {
        id: 'sessions',
        title: 'Active administrator sessions',
        columns: ['Name', 'Session type', 'IP address and port', 'Logged in'],
        rows: [
          ...web.map(({ account, at }) => [account, 'Web', from, since(at)]),
          ...state.sessions.map(({ login, by, at }) => [login, 'CLI', by === 'console' ? '' : from, since(at)]),
        ],
        actions: [...web.map(end), ...state.sessions.map(() => [])],
      },
    ],
  }
}

/** `Terminate session`: whoever has it has to log in again. */
export function terminateSession(draft: Draft, named: Json | undefined): Answer {
  if (typeof named !== 'string')
    return { is: 'malformed', errors: [{ pointer: '/session', message: 'must be a session of the page' }] }
  const { webSessions = [] } = draft.state
  const found = webSessions.find((each) => idOf(each) === named)
  if (found === undefined) return { is: 'refused', messages: ['That session has ended already.'] }
  put(draft, { webSessions: webSessions.filter((each) => each !== found) })
  logSession(draft, 'Finish', found.account)
  return { is: 'acted', message: `The session of ${found.account} was terminated.`, files: [] }
}
