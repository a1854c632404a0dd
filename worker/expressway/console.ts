// The command line of the admin account: sessions, what is typed in them, completion. EX-61.
//
// Lines of output follow real sessions of the product. Its error lines are not public: ours begin with
// `*e`, by the pattern of `*s` and `*c`.

import type { Past } from '../kernel/machine.ts'
import type { Answer, Operation, Question, Reading, Refusal } from '../kernel/surface.ts'
import { MINUTE_MS } from '../kernel/time.ts'
import { accountsIn } from './accounts.ts'
import { commandsOf, runCommand, unmodelledOf } from './console-commands.ts'
import {
  CONFIGURATION_ENTRIES,
  configurationHelp,
  configure,
  listConfiguration,
  UNMODELLED_SETTINGS,
  unknownSetting,
} from './console-configuration.ts'
import { ROOT_COMMANDS, runRoot } from './console-root.ts'
import { printStatus } from './console-status.ts'
import { configurationXml, statusXml } from './documents.ts'
import { EXPRESSIONS, sessionFeedback } from './feedback.ts'
import { releasedOn } from './identity.ts'
import { logSession } from './log.ts'
import { linesOf } from './log-lines.ts'
import { settingOf } from './own-settings.ts'
import type { Session } from './session.ts'
import { knowsSmart } from './smart-licensing.ts'
import { licenseReport } from './smart-status.ts'
import { startedWith } from './start-settings.ts'
import { type Draft, type PeerState, put } from './state.ts'
import { STATUS_SECTIONS, UNMODELLED_STATUS } from './status-tree.ts'

type Typed = Extract<Operation, { op: 'console' }>

/** How many sessions a peer keeps open; the oldest ends when one more is opened. */
export const SESSIONS_MAX = 8
export const LINE_LENGTH_MAX = 1_000
const LOGINS = ['admin', 'root']
const WHO = 'on the command line log in as admin or root.'

/** The command line prints no prompt of its own. */
const PROMPT = ''

export function typed(draft: Draft, { line, session, login }: Typed, past: Past): Answer {
  const opened = open(draft, session, login)
  if (opened.is !== 'open') return opened
  const text = line.trim()
  if (text.length > LINE_LENGTH_MAX) return said(opened.id, error(`a line has at most ${LINE_LENGTH_MAX} characters`))
  const found = draft.state.sessions.find((each) => each.id === opened.id)
  if (found?.login === 'root') return typedAsRoot(draft, text, found)
  if (text === '') return said(opened.id, session === null ? banner(draft.state) : '')
  if (/^(?:exit|bye|quit|logout)$/i.test(text)) {
    close(draft, opened.id)
    return { is: 'console', output: 'Bye!\n', prompt: '', session: opened.id, closed: true }
  }
  const output = /^xfeedback\b/i.test(text) ? feedback(draft, opened.id, text.slice('xfeedback'.length)) : run(draft, text, past)
  // A restart ends every session, this one too.
  const isClosed = !draft.state.sessions.some((each) => each.id === opened.id)
  return { is: 'console', output, prompt: PROMPT, session: opened.id, closed: isClosed }
}

function typedAsRoot(draft: Draft, text: string, session: Session): Answer {
  const { id } = session
  if (session.answers === null && /^(?:exit|logout)$/.test(text)) {
    close(draft, id)
    return { is: 'console', output: 'logout\n', prompt: '', session: id, closed: true }
  }
  const { output, prompt, answers } = runRoot(draft, text, session.answers)
  const isClosed = !draft.state.sessions.some((each) => each.id === id)
  if (!isClosed) put(draft, { sessions: draft.state.sessions.map((each) => (each.id === id ? { ...each, answers } : each)) })
  return { is: 'console', output, prompt, session: id, closed: isClosed }
}

// Expressions belong to the session they were typed in. Nothing of what they name happens between two lines.
function feedback(draft: Draft, id: string, typed: string): string {
  if (/^\s*\?\??\s*$/.test(typed)) return `${FEEDBACK_HELP.join('\n')}\n\nOK\n`
  const { sessions } = draft.state
  const outcome = sessionFeedback(sessions.find((each) => each.id === id)?.feedback ?? [], typed)
  if (typeof outcome === 'string') return error(outcome)
  put(draft, { sessions: sessions.map((each) => (each.id === id ? { ...each, feedback: outcome.expressions } : each)) })
  return `${outcome.lines.map((line) => `${line}\n`).join('')}\nOK\n`
}

const said = (session: string, output: string): Answer => ({ is: 'console', output, prompt: PROMPT, session, closed: false })

function open(
  draft: Draft,
  session: string | null,
  login: string | null,
): { readonly is: 'open'; readonly id: string } | Refusal {
  const { sessions, sessionsOpened } = draft.state
  if (session !== null) {
    if (sessions.some((each) => each.id === session)) return { is: 'open', id: session }
    return { is: 'unknown', what: 'session', name: session, known: sessions.map((each) => each.id) }
  }
  if (login !== null && !LOGINS.includes(login)) {
    const isAccount = accountsIn(draft.state.shared.configuration).some(({ name }) => name === login)
    if (isAccount) return { is: 'refused', messages: [`${login} can use the web interface and the API only; ${WHO}`] }
    return { is: 'unknown', what: 'login', name: login, known: LOGINS }
  }
  const by = wayIn(draft)
  if (by === null) return { is: 'refused', messages: [NO_WAY_IN] }
  const [oldest] = sessions
  if (oldest !== undefined && sessions.length >= SESSIONS_MAX) close(draft, oldest.id)
  const opened: Session = {
    id: String(sessionsOpened + 1),
    login: login === 'root' ? 'root' : 'admin',
    answers: null,
    at: draft.at,
    ...(by === 'console' && { by }),
  }
  const { id } = opened
  put(draft, { sessions: [...draft.state.sessions, opened], sessionsOpened: sessionsOpened + 1 })
  logSession(draft, 'Start', opened.login, by)
  return { is: 'open', id }
}

/** Local access is open for so long after a start, even where it is switched off. */
const CONSOLE_OPEN_MS = MINUTE_MS
const NO_WAY_IN =
  'The command line cannot be reached: SSH service and Serial port / console are both off. Switch one on, on the System administration page.'

// Over SSH where it was on at the last start, else at the serial port or the console of the virtual machine.
function wayIn({ state, at }: Draft): 'ssh' | 'console' | null {
  if (startedWith(state).ssh === 'On') return 'ssh'
  return settingOf(state.identity, 'console_access') === 'On' || at - state.startedAt <= CONSOLE_OPEN_MS ? 'console' : null
}

function close(draft: Draft, id: string): void {
  const found = draft.state.sessions.find((each) => each.id === id)
  if (found !== undefined) logSession(draft, 'Finish', found.login, found.by ?? 'ssh')
  put(draft, { sessions: draft.state.sessions.filter((each) => each.id !== id) })
}

function banner({ identity: { version } }: PeerState): string {
  const day = releasedOn(version)
  const released = day === '' ? '' : `SW Release Date: ${day}\n`
  return `TANDBERG Video Communication Server ${version}\n${released}\nOK\n`
}

export const error = (what: string): string => `*e Error: ${what}\n\nERROR\n`

function run(draft: Draft, text: string, past: Past): string {
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? []
  const command = word.toLowerCase()
  if (command === '?' || command === '??' || command === 'help') return HELP
  const own = /^\?\??$/.test(rest) ? HELP_LINES.find((line) => line.toLowerCase().startsWith(`${command} `)) : undefined
  if (own !== undefined && !/^x[sch]/.test(command)) return `${own}\n\nOK\n`
  if (isShort('xstatus', command)) return status(draft, rest)
  if (isShort('xconfiguration', command)) return configuration(draft, rest)
  if (isShort('xcommand', command)) return runCommand(draft, rest, error)
  if (isLog(command)) return printLog(past, command, rest)
  if (command === 'xgetxml') return xml(draft, rest)
  if (isShort('xhistory', command)) return history(rest)
  if (UNMODELLED_GROUPS.includes(command)) return error(`${word} is a command of the product that is not modelled here`)
  return error(`"${word}" is no command; type ? for the list`)
}

/** `xstat`, `xconf`, `xcom` … stand for the whole word. */
const isShort = (whole: string, part: string): boolean => part.length >= 4 && whole.startsWith(part)

const UNMODELLED_GROUPS = ['xpreferences', 'set-access', 'echo', 'systools', 'netlog', 'syslog', 'license', 'relkey', 'tail']

const FEEDBACK_HELP = [
  'usage: xFeedback register <expression>',
  'or:    xFeedback deregister <index>',
  'or:    xFeedback list',
  '(deregistration with index 0 deregisters all expressions of this session)',
]

const HELP_LINES = [
  'xStatus         status of the system:            xStatus ?',
  'xConfiguration  settings, shown and changed:     xConfiguration ?',
  'xCommand        commands:                        xCommand ?',
  'eventlog <n>    the last entries of the event log',
  'configlog <n>   the last entries of the configuration log',
  'networklog <n>  the last entries of the network log',
  'xGetxml <path>  status or configuration as XML:  xGetxml /Status/SystemUnit',
  'xHistory        calls and registrations that ended: xHistory ?',
  'xFeedback       what to be told of in this session: xFeedback ?',
  'exit            end this session',
]
const HELP = [...HELP_LINES, '', 'OK', ''].join('\n')

function status(draft: Draft, rest: string): string {
  const words = rest.split(/\s+/).filter((word) => word !== '')
  const last = words.at(-1)
  if (last === '?' || last === '??') return `${STATUS_SECTIONS.map((name) => `xStatus ${name}`).join('\n')}\n\nOK\n`
  if (/^\/\/\s*license$/i.test(rest.trim()) && knowsSmart(draft.state)) return licenseReport(draft.state, draft.at)
  const printed = printStatus(draft.state, draft.at, words)
  if (printed !== null) return printed
  const named = UNMODELLED_STATUS.find((name) => name.toLowerCase() === words[0]?.toLowerCase())
  if (named !== undefined) return error(`xStatus ${named} is part of the product that is not modelled here`)
  return error(`there is no status "${words.join(' ')}"; xStatus ? lists what there is`)
}

function configuration(draft: Draft, rest: string): string {
  const group = /^\w*/.exec(rest)?.[0].toLowerCase()
  const named = UNMODELLED_SETTINGS.find((name) => name.toLowerCase() === group)
  if (named !== undefined) return error(`xConfiguration ${named} is part of the product that is not modelled here`)
  const asked = /^(.*?)\s*(\?\??)$/.exec(rest)
  if (asked) return configurationHelp(asked[1] ?? '', asked[2] === '??') ?? error(unknownSetting(asked[1] ?? ''))
  const assigned = /^([^:]*):\s*(.*)$/.exec(rest)
  if (assigned) return configure(draft, assigned[1] ?? '', assigned[2] ?? '', error)
  return listConfiguration(draft.state, rest) ?? error(unknownSetting(rest))
}

const HISTORIES = ['Calls', 'Registrations']

// No call records and no former registrations are kept one by one, so each list is empty, as /history.xml has it.
function history(rest: string): string {
  const [word = ''] = rest.split(/\s+/)
  if (word === '?' || word === '??') return `${HISTORIES.map((name) => `xHistory ${name}`).join('\n')}\n\nOK\n`
  const found = HISTORIES.filter((name) => word === '' || name.toLowerCase() === word.toLowerCase())
  if (found.length === 0) return error(`there is no history "${rest}"; xHistory ? lists what there is`)
  return `${found.map((name) => `*h ${name}: /\n*h/end\n`).join('')}\nOK\n`
}

type Log = 'eventlog' | 'configlog' | 'networklog'
const isLog = (command: string): command is Log => ['eventlog', 'configlog', 'networklog'].includes(command)

function printLog(past: Past, log: Log, rest: string): string {
  const count = rest === '' ? 50 : Number(rest)
  if (!Number.isInteger(count) || count < 1) return error(`${log}: say how many entries, such as ${log} 100`)
  const lines = linesOf(past(), LOGS[log])
  return `${lines
    .slice(-count)
    .map((line) => `${line}\n`)
    .join('')}\nOK\n`
}

const LOGS = { eventlog: 'event', configlog: 'configuration', networklog: 'network' } as const

// `xGetxml /Status/SystemUnit`: the same document as over HTTP.
function xml(draft: Draft, rest: string): string {
  const location = rest.trim()
  if (location === '') return error('xGetxml: say which part, such as xGetxml /Status/SystemUnit')
  const document = /^\/?configuration/i.test(location)
    ? configurationXml(draft.state, location)
    : statusXml(draft.state, draft.at, location)
  return `${document}\nOK\n`
}

/** The words that may stand next in a line, whole. */
export function complete(state: PeerState, question: Extract<Question, { ask: 'completions' }>): Reading {
  if (question.session !== null && !state.sessions.some((each) => each.id === question.session))
    return { is: 'unknown', what: 'session', name: question.session, known: state.sessions.map((each) => each.id) }
  const found = new Set<string>()
  const words = question.line.trimStart().split(/\s+/)
  const typing = (words.at(-1) ?? '').toLowerCase()
  const before = words.slice(0, -1).map((word) => word.toLowerCase())
  for (const sentence of sentencesFor(state, question)) {
    const starts = before.every((word, index) => isSameWord(sentence[index], word, index))
    const next = sentence[before.length]
    if (starts && next?.toLowerCase().startsWith(typing)) found.add(next)
  }
  return { is: 'completions', completions: [...found] }
}

// A script that asks wants one of two words, and the root shell has commands of its own.
function sentencesFor(
  state: PeerState,
  { session, login }: Extract<Question, { ask: 'completions' }>,
): readonly (readonly string[])[] {
  const open = state.sessions.find((each) => each.id === session)
  if (open !== undefined && open.answers !== null) return [['YES'], ['NO']]
  return (open?.login ?? login) === 'root' ? ROOT_COMMANDS.map((name) => [name]) : sentencesOf(state)
}

const isSameWord = (whole: string | undefined, word: string, index: number): boolean =>
  whole !== undefined && (whole.toLowerCase() === word || (index === 0 && isShort(whole.toLowerCase(), word)))

const sentencesOf = (state: PeerState): readonly (readonly string[])[] => [
  ...STATUS_SECTIONS.map((name) => ['xStatus', ...name.split(' ')]),
  ...SETTINGS,
  ...commandsOf(state).map((command) => [
    'xCommand',
    command.name,
    ...command.parameters.map((parameter) => `${parameter.name}:`),
  ]),
  ...unmodelledOf(state).map((name) => ['xCommand', name]),
  ...OTHERS,
]
const SETTINGS: readonly (readonly string[])[] = CONFIGURATION_ENTRIES.map((entry) => {
  const path = entry.path.split(' ')
  return ['xConfiguration', ...path.slice(0, -1), `${path.at(-1)}:`]
})
const OTHERS: readonly (readonly string[])[] = [
  ...HISTORIES.map((name) => ['xHistory', name]),
  ...EXPRESSIONS.map((name) => ['xFeedback', 'register', name]),
  ...['deregister', 'list'].map((verb) => ['xFeedback', verb]),
  ...['eventlog', 'configlog', 'networklog', 'xGetxml', 'exit'].map((name) => [name]),
]
