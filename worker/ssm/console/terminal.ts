// Sessions on a node: who is logged in to which shell, and what a line typed there is answered.

import type { Answer, Operation, Question, Reading } from '../../kernel/surface.ts'
import type { HaState, Session } from '../state.ts'
import type { Turn } from '../turn.ts'
import { answered, BANNER, completions, PROMPT, type Printed, QUESTIONS, run } from './onprem.ts'
import { ROOT_COMMANDS, rootPrompt, runAsRoot } from './root.ts'

/** Sessions a node keeps open; the oldest ends when one more is opened. */
export const SESSIONS_MAX = 16

const SHELLS = { 'onprem-console': 'console', root: 'root' } as const
const LOGINS = Object.keys(SHELLS)

/** A line typed into a session, or into a fresh one. */
export function typed(turn: Turn, { line, session: id, login }: Extract<Operation, { op: 'console' }>): Answer {
  const off = whyNoConsole(turn.state)
  if (off !== null) return off
  if (/[\n\r]/.test(line))
    return { is: 'malformed', errors: [{ pointer: '/line', message: 'holds more than one line; send one line at a time' }] }
  const session = id === null ? open(turn, login) : turn.state.sessions.find((each) => each.id === id)
  if (session === undefined)
    return id === null
      ? { is: 'unknown', what: 'login', name: login ?? '', known: LOGINS }
      : { is: 'unknown', what: 'session', name: id, known: turn.state.sessions.map((each) => each.id) }
  // A terminal greets whoever only opens it; a command sent to a fresh session prints its own output alone.
  const greeting = id === null && line.trim() === '' && session.shell === 'console' ? `${BANNER}\n` : ''
  const { output, closes = false, asks = null, about } = carryOut(turn, session, line)
  const { about: _, ...rest } = session
  const now: Session = { ...rest, waiting: asks, ...(about !== undefined && { about }) }
  const others = (each: Session): readonly Session[] => (each.id !== session.id ? [each] : closes ? [] : [now])
  if (closes || asks !== session.waiting) turn.set({ sessions: turn.state.sessions.flatMap(others) })
  return {
    is: 'console',
    output: greeting + output,
    prompt: closes ? '' : promptOf(turn.state, now),
    session: session.id,
    closed: closes,
  }
}

function carryOut(turn: Turn, session: Session, line: string): Printed {
  if (session.waiting !== null) return answered(turn, session.waiting, session.about ?? '', line)
  return session.shell === 'root' ? runAsRoot(turn, line) : run(turn, line)
}

function open(turn: Turn, login: string | null): Session | undefined {
  const shell = shellFor(login)
  if (shell === undefined) return undefined
  const number = turn.state.sessionsOpened + 1
  const session: Session = { id: `s${number}`, shell, waiting: null }
  turn.set({ sessionsOpened: number, sessions: [...turn.state.sessions, session].slice(-SESSIONS_MAX) })
  return session
}

function shellFor(login: string | null): Session['shell'] | undefined {
  if (login === null) return 'console'
  return Object.hasOwn(SHELLS, login) ? SHELLS[login as keyof typeof SHELLS] : undefined
}

const promptOf = ({ deployment }: HaState, { shell, waiting }: Session): string =>
  waiting !== null ? QUESTIONS[waiting] : shell === 'root' ? rootPrompt(deployment.node) : PROMPT

function whyNoConsole({ power, deployment }: HaState): (Answer & { is: 'not-answering' }) | null {
  if (power === 'off') return { is: 'not-answering', why: `${deployment.node} is powered off.` }
  if (power === 'booting')
    return { is: 'not-answering', why: `${deployment.node} is starting up; its console answers when that is done.` }
  return null
}

/** What the line may go on to. */
export function complete(state: HaState, { line, session: id, login }: Extract<Question, { ask: 'completions' }>): Reading {
  const off = whyNoConsole(state)
  if (off !== null) return off as Reading
  const session = id === null ? undefined : state.sessions.find((each) => each.id === id)
  if (id !== null && session === undefined)
    return { is: 'unknown', what: 'session', name: id, known: state.sessions.map((each) => each.id) }
  if (session?.waiting) return { is: 'completions', completions: [] }
  const shell = session?.shell ?? shellFor(login)
  if (shell === undefined) return { is: 'unknown', what: 'login', name: login ?? '', known: LOGINS }
  const found =
    shell === 'root' ? ROOT_COMMANDS.filter((command) => command.startsWith(line.trimStart())) : completions(state, line)
  return { is: 'completions', completions: found }
}
