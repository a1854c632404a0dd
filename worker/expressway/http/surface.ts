// The web interface of one Expressway: what clients of the product get at its own address. EX-63.
//
// GET, HEAD and OPTIONS come to `answerHttp`, which reads the state as it stands; everything else comes
// to `serveHttp`, which may change it. See kernel/http.ts for what a request is, and visitor.ts for who may
// what. Pages that change something take the session alone, and a form must bring its id along.

import { base64Of } from '../../kernel/bytes.ts'
import { type FreshToken, formOf, type HttpRequest, type HttpResponse, queryOf, textResponse } from '../../kernel/http.ts'
import type { Json, Past } from '../../kernel/machine.ts'
import type { Answer, Field, Page, Table } from '../../kernel/surface.ts'
import { type Instant, spell } from '../../kernel/time.ts'
import { offers } from '../diagnostics/files.ts'
import { alternatesXml, configurationXml, historyXml, statusXml } from '../documents.ts'
import { logSession } from '../log.ts'
import { act } from '../pages/actions.ts'
import { pagesOf, readPage, savePage } from '../pages/desktop.ts'
import type { WebSession } from '../session.ts'
import { SIGN_ACTION } from '../signing.ts'
import { LICENSES_ACTION, TOKEN_ACTION } from '../smart-account.ts'
import { type Draft, type PeerState, put } from '../state.ts'
import { loadOf } from '../users.ts'
import { linkOfCell } from './alarm-links.ts'
import { isForged, missingHeader } from './forgery.ts'
import { helpOf } from './help.ts'
import { documentOf, escaped, idOf, loginForm, pageMain } from './html.ts'
import { management } from './management.ts'
import { objection, readResource, resourceOf, writeResource } from './provisioning.ts'
import { isPutXml, putXml } from './put-xml.ts'
import { ramlOf } from './raml.ts'
import { accountShown, mayCall, mayChange, maySee, userOf, type Visitor, visitorOf } from './visitor.ts'

/** Paths of the login form: user name and password in them are judged before a request gets here. */
export const LOGINS = ['/login', '/login/'] as const

/** So many sessions of the web interface are kept; the oldest ends when one more begins. */
const WEB_SESSIONS_MAX = 6

const html = (status: number, text: string, headers: HttpResponse['headers'] = []): HttpResponse =>
  textResponse(status, 'text/html; charset=utf-8', text, headers)
const away = (to: string, headers: HttpResponse['headers'] = []): HttpResponse => html(303, '', [['location', to], ...headers])
const http = (response: HttpResponse): Answer => ({ is: 'http', response })

/** What the sandbox adds to the product: none of it is on the product's own web interface, nor taken there. */
const OF_SANDBOX: readonly string[] = [SIGN_ACTION, TOKEN_ACTION, LICENSES_ACTION]

/** What changes nothing: documents and pages. */
export function answerHttp(state: PeerState, request: HttpRequest, at: Instant, past: Past): HttpResponse {
  const { path } = request
  const visitor = visitorOf(state, request)
  if (isLogin(path)) return html(200, loginForm(nameOfSystem(state), null))
  if (path === '/logout') return away('/login/', ENDED)
  if (path === '/') return away(visitor === null || visitor.session === null ? '/login/' : '/overview')
  const name = path.replace(/^\/|\/$/g, '')
  const document = DOCUMENTS[path]
  if (path === '/download') return visitor === null || visitor.session === null ? away('/login/') : mayChange(visitor.account) ? downloaded(state, queryOf(request, 'name') ?? '', past) : forbidden(state, visitor)
  const isApi = document !== undefined || path.startsWith('/api/') || name === 'statustablexml'
  const id = idOf(name)
  if (!isApi && id === undefined && helpOf(name) === undefined) return notFound()
  if (isApi && visitor === null) return unauthorized()
  if (isApi && visitor !== null && !mayCall(visitor.account)) return noCall()
  if (request.method === 'OPTIONS') return textResponse(200, 'text/plain', '', [['allow', 'GET, HEAD, OPTIONS']])
  if (document !== undefined) return document(state, request, at)
  if (name === 'statustablexml') return textResponse(200, 'text/xml', statusTable(state))
  if (path.startsWith('/api/')) return readApi(state, request)
  // A scraper with HTTP Basic reads pages too; whoever has neither is sent to the form.
  if (visitor === null || visitor.account.web_access !== 'Yes') return away('/login/')
  const help = helpOf(name)
  if (help !== undefined) return html(200, documentOf(help.title, nameOfSystem(state), `<h1>${help.title}</h1>\n${help.main(state)}`, visitor.session === null ? [] : menuFor(state, visitor)))
  if (id === undefined) return notFound()
  return shown(state, id, visitor, '', at, past, id === 'restart-options' ? RESTARTS.find((action) => queryOf(request, action) !== undefined) : id === 'event-log' ? queryOf(request, 'id') : undefined)
} // biome-ignore format: one rule a line

// The files that the buttons of a page led to.
function downloaded(state: PeerState, name: string, past: Past): HttpResponse {
  const found = offers(state).find((each) => each.name === name)
  if (found === undefined) return notFound()
  const headers = [
    ['content-type', found.type],
    ['content-disposition', `attachment; filename="${name}"`],
  ] as const
  return { status: 200, headers, body: { base64: base64Of(found.pack(past())) } }
}

function readApi(state: PeerState, request: HttpRequest): HttpResponse {
  if (/^\/api\/raml\/?$/.test(request.path)) return textResponse(200, 'application/raml+yaml', ramlOf(state))
  if (request.path.startsWith('/api/management/') && isForged(state, request)) return missingHeader()
  if (request.path.startsWith('/api/management/')) return management(state, request.path.slice('/api/management/'.length))
  if (request.path.startsWith('/api/external/callusage/')) return textResponse(503, 'text/plain', 'The CDR service is off\n')
  const resource = resourceOf(request.path)
  if (resource === null) return notFound()
  return objection(state, resource, request) ?? readResource(state, resource)
}

/** What may change something. */
export function serveHttp(draft: Draft, request: HttpRequest, fresh: FreshToken, past: Past): Answer {
  const { path } = request
  if (isLogin(path)) return http(loggedIn(draft, request, fresh))
  const visitor = visitorOf(draft.state, request)
  if (path === '/logout') return http(loggedOut(draft, visitor))
  if (isPutXml(path) || path.startsWith('/api/')) {
    if (visitor === null) return http(unauthorized())
    if (!mayCall(visitor.account) || !mayChange(visitor.account)) return http(noCall())
    if (isPutXml(path)) return http(as(draft, visitor, (own) => putXml(own, request)))
    const resource = resourceOf(path)
    if (resource === null) return http(path.startsWith('/api/management/') ? textResponse(405, 'text/plain', 'Method not allowed\n') : notFound())
    return http(objection(draft.state, resource, request) ?? as(draft, visitor, (own) => writeResource(own, resource, request, past)))
  }
  const id = idOf(path.replace(/^\/|\/$/g, ''))
  if (id === undefined) return http(notFound())
  if (visitor === null || visitor.session === null) return http(away('/login/'))
  if (request.method !== 'POST') return http(html(405, documentOf('Method not allowed', nameOfSystem(draft.state), '<h1>Method not allowed</h1>\n', menuFor(draft.state, visitor))))
  if (!maySee(visitor.account, id)) return http(forbidden(draft.state, visitor))
  return http(as(draft, visitor, (own) => posted(own, id, visitor, request, past)))
} // biome-ignore format: one rule a line

const isLogin = (path: string): boolean => path === '/login' || path === '/login/'

// The log says who did it.
function as(draft: Draft, { account }: Visitor, work: (own: Draft) => HttpResponse): HttpResponse {
  const user = userOf(account)
  if (user === undefined) return work(draft)
  const own: Draft = { ...draft, user }
  const response = work(own)
  draft.state = own.state
  return response
}

function loggedIn(draft: Draft, request: HttpRequest, fresh: FreshToken): HttpResponse {
  const account = accountShown(draft.state, request)
  if (account === null || account.web_access !== 'Yes') {
    logSession(draft, 'Login Failure', request.claim?.name ?? '')
    return html(200, loginForm(nameOfSystem(draft.state), 'Invalid username or password.'))
  }
  const session: WebSession = { print: fresh.print, account: account.name, at: draft.at }
  put(draft, { webSessions: [...(draft.state.webSessions ?? []), session].slice(-WEB_SESSIONS_MAX) })
  logSession(draft, 'Start', account.name)
  return away('/overview', [
    ['set-cookie', `SHARPID=${fresh.print.slice(0, 32)}; Path=/; HttpOnly`],
    ['set-cookie', `tandberg_login=${fresh.token}; Path=/; HttpOnly`],
  ])
}

// A link only forgets the cookie; the form ends the session itself.
function loggedOut(draft: Draft, visitor: Visitor | null): HttpResponse {
  if (visitor === null || visitor.session === null) return away('/login/', ENDED)
  put(draft, { webSessions: (draft.state.webSessions ?? []).filter(({ print }) => print !== visitor.session) })
  logSession(draft, 'Finish', visitor.account.name)
  return away('/login/', ENDED)
}

const ENDED: HttpResponse['headers'] = [
  ['set-cookie', 'SHARPID=; Path=/; Max-Age=0'],
  ['set-cookie', 'tandberg_login=; Path=/; Max-Age=0'],
]

function posted(draft: Draft, id: string, visitor: Visitor, request: HttpRequest, past: Past): HttpResponse {
  const form = new Map(formOf(request))
  const say = (tone: 'ok' | 'error', text: string) =>
    shown(draft.state, id, visitor, `<p class="${tone}"><b>${tone === 'ok' ? 'Success' : 'Failed'}</b>: ${escaped(text)}</p>\n`, draft.at, past)
  if (form.get('sessionid') !== visitor.session) return say('error', 'The form has expired; try again.')
  if (!mayChange(visitor.account)) return say('error', `The access level of ${visitor.account.name} is ${visitor.account.access_level}: nothing can be changed.`)
  const reading = readPage(draft.state, id, past)
  if (reading.is !== 'page') return notFound()
  const label = form.get('submitbutton')
  const button = [...reading.page.actions, ...reading.page.tables.flatMap((table) => table.actions.flat())].find(
    (each) => !OF_SANDBOX.includes(each.action) && (each.action === form.get('action') || (form.get('action') === undefined && each.label === label)),
  )
  if (button === undefined && label !== 'Save') return say('error', 'There is no such button on this page.')
  const answer = button === undefined ? savePage(draft, id, fieldsOf(reading.page.fields, form), past) : pressed(draft, button.action, Object.keys(button.body), (button.asks ?? []).map((each) => each.name), form)
  switch (answer.is) {
    case 'page':
      return say('ok', 'Saved')
    case 'acted': {
      const [file] = answer.files
      if (file === undefined) return draft.state.power === 'running' ? say('ok', answer.message) : html(200, documentOf(answer.message, nameOfSystem(draft.state), `<h1>${escaped(answer.message)}</h1>\n`, []))
      const headers = [['content-disposition', `attachment; filename="${file.name}"`]] as const
      return 'text' in file ? textResponse(200, file.type, file.text, headers) : away(`/download?name=${encodeURIComponent(file.name)}`)
    }
    case 'refused':
      return say('error', answer.messages.join(' '))
    case 'malformed':
      return say('error', answer.errors.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`).join('; '))
    default:
      return say('error', 'That cannot be done here.')
  }
} // biome-ignore format: one outcome a line

// The product calls the blanks of a backup by names of its own.
const ALIASES: { readonly [name: string]: string } = { password: 'backup_password' }

function pressed(draft: Draft, action: string, fixed: readonly string[], asks: readonly string[], form: ReadonlyMap<string, string>): Answer {
  const confirmed = form.get('backup_password_confirm')
  if (action === 'backup' && confirmed !== undefined && confirmed !== form.get('backup_password'))
    return { is: 'refused', messages: ['The passwords do not match.'] }
  const body = Object.fromEntries([...fixed, ...asks].map((name) => [name, form.get(name) ?? form.get(ALIASES[name] ?? '') ?? '']))
  return act(draft, action, body)
} // biome-ignore format: one rule a line

function fieldsOf(fields: readonly Field[], form: ReadonlyMap<string, string>): { readonly [name: string]: Json } {
  const given: Record<string, Json> = {}
  for (const { name, kind, columns, value } of fields) {
    if (kind === 'readonly') continue
    const typed = form.get(name)
    if (kind === 'list') {
      const rows = [...form.keys()].flatMap((key) => (key.startsWith(`${name}.`) ? [Number(key.split('.')[1])] : []))
      if (rows.length === 0) continue
      given[name] = [...new Set(rows)]
        .map((row) => Object.fromEntries(columns.map((column) => [column.name, form.get(`${name}.${row}.${column.name}`) ?? ''])))
        .filter((entry) => Object.values(entry).some((cell) => cell.trim() !== ''))
    } else if (typed !== undefined)
      given[name] = typeof value === 'number' && /^-?\d+$/.test(typed.trim()) ? Number(typed) : typed
  }
  return given
}

/** What the links of alarms and banners name after the page: this alone is offered then. */
const RESTARTS = ['restart', 'reboot', 'shutdown']

function shown(
  state: PeerState,
  id: string,
  visitor: Visitor,
  said: string,
  at: Instant,
  past: Past,
  only?: string,
): HttpResponse {
  if (!maySee(visitor.account, id)) return forbidden(state, visitor)
  const reading = readPage(state, id, past)
  if (reading.is !== 'page') return notFound()
  const more = id === 'overview' ? ([['Up time', spell(at - state.startedAt)]] as const) : []
  // What the sandbox adds to the product stands on no page of the product's own web interface.
  const { fields, actions, tables } = reading.page
  const page = {
    ...reading.page,
    fields: fields.filter(({ name }) => only === undefined || name === only),
    actions: actions.filter(({ action }) => !OF_SANDBOX.includes(action) && (only === undefined || action === only)),
    tables: only === undefined ? tables : tables.map((table) => eventsOf(table, only)),
  }
  const main = pageMain(mayChange(visitor.account) ? page : readOnly(page), visitor.session ?? '', said, more, linkOfCell)
  return html(200, documentOf(page.title, nameOfSystem(state), main, visitor.session === null ? [] : menuFor(state, visitor)))
}

// Of the event log, the lines that tell of one alarm: its id in the list of alarms leads here.
function eventsOf(table: Table, alarm: string): Table {
  const rows = table.rows.filter(([line = '']) => line.includes(` Id="${alarm}"`))
  return { ...table, rows, actions: rows.map(() => []), colours: rows.map(() => null) }
}

// What a page is to somebody who may look at it and no more.
const readOnly = (page: Page): Page => ({
  ...page,
  fields: page.fields.map((field) => ({ ...field, kind: 'readonly' })),
  tables: page.tables.map((table) => ({ ...table, actions: table.actions.map(() => []) })),
  actions: [],
})

const menuFor = (state: PeerState, { account }: Visitor) => pagesOf(state).filter(({ id }) => maySee(account, id))

const forbidden = (state: PeerState, visitor: Visitor): HttpResponse =>
  html(
    403,
    documentOf(
      'Forbidden',
      nameOfSystem(state),
      `<h1>Forbidden</h1>\n<p class="error">The access level of ${escaped(visitor.account.name)} is ${visitor.account.access_level}: this page is not open to it.</p>\n`,
      menuFor(state, visitor),
    ),
  )

const noCall = (): HttpResponse =>
  textResponse(403, 'text/html', '<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>\n')

const nameOfSystem = ({ identity }: PeerState): string => `Cisco ${identity.series} ${identity.systemName}`

function statusTable(state: PeerState): string {
  const { sip, h323, calls } = loadOf(state)
  const rows = [['Registrations', 'Current', sip + h323], ['Calls', 'Current', calls]] as const
  return `<table class="status_table"><thead><tr><th colspan="3">Resource usage</th></tr></thead><tbody>${rows
    .map(([section, label, value]) => `<tr><td><a href="/resourceusage">${section}</a></td><td>${label}</td><td>${value}</td></tr>`)
    .join('')}</tbody></table>\n`
} // biome-ignore format: rows of one table

type Document = (state: PeerState, request: HttpRequest, at: Instant) => HttpResponse

const DOCUMENTS: { readonly [path: string]: Document } = {
  '/status.xml': (state, _, at) => xml(statusXml(state, at)),
  '/configuration.xml': (state) => xml(configurationXml(state)),
  '/history.xml': (state, request) => xml(historyXml(state, queryOf(request, 'location'))),
  '/alternatesconfiguration.xml': (state) => xml(alternatesXml(state)),
  '/getxml': (state, request, at) => {
    const location = queryOf(request, 'location') ?? '/Status'
    return /^\/?configuration/i.test(location) ? xml(configurationXml(state, location)) : xml(statusXml(state, at, location))
  },
}

const xml = (document: string): HttpResponse => textResponse(200, 'text/xml', document)

const unauthorized = (): HttpResponse =>
  textResponse(401, 'text/html', '<html><head><title>401 Unauthorized</title></head><body>401 Unauthorized</body></html>\n', [
    ['www-authenticate', 'Basic realm="Expressway"'],
  ])

const notFound = (): HttpResponse =>
  textResponse(404, 'text/html', '<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>\n')
