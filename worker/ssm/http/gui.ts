// The GUI as plain HTML, made of the same pages that the workspace has as data: a login, a desktop of
// widgets, and for each page its fields, tables and buttons as forms. It runs no script.

import { type FreshToken, formOf, type HttpRequest, type HttpResponse, textResponse } from '../../kernel/http.ts'
import type { Answer, Page, Reading, Refusal } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { pressed, readPage, readPages, saved } from '../pages/desktop.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { closeSession, openSession, passOf } from './access.ts'
import { type Html, html, raw } from './html.ts'

/** Where the login form is sent. */
export const LOGIN = '/admin/login'
const LOGOUT = '/admin/logout'
const PAGES = '/admin/pages/'
const COOKIE = 'ssm_session'

const PRODUCT = 'Smart Software Manager On-Prem'

/** Shows the login, the desktop or a page. */
export function showGui(state: HaState, request: HttpRequest, at: Instant): HttpResponse {
  const { path } = request
  if (path === '/' || path === '/admin') return redirect('/admin/')
  const who = passOf(state.database.tables, 'gui', request.cookies[COOKIE], at)
  if (path === '/admin/' || path === LOGIN) return who === null ? loginPage(200, '') : desktop(state, who.id)
  if (!path.startsWith(PAGES)) return notFound()
  if (who === null) return redirect('/admin/')
  const reading = readPage(state, path.slice(PAGES.length))
  return reading.is === 'page' ? pageResponse(200, reading.page, [], who.id) : refusalResponse(reading)
}

/** Logs in or out, saves a page's form, presses a button. */
export function useGui(turn: Turn, request: HttpRequest, fresh: FreshToken): HttpResponse {
  const { path, login } = request
  if (request.method !== 'POST') return notFound()
  if (path === LOGIN) {
    if (login === null || login === 'wrong') return loginPage(401, 'The user name or the password is wrong.')
    openSession(turn, fresh.print, login.as)
    return redirect('/admin/', [['set-cookie', `${COOKIE}=${fresh.token}; Path=/; HttpOnly`]])
  }
  const who = passOf(turn.state.database.tables, 'gui', request.cookies[COOKIE], turn.at)
  if (who === null) return redirect('/admin/')
  const form = Object.fromEntries(formOf(request))
  // Only a form of this session knows its print: another site's does not.
  if (form._session !== who.id) return messagePage(403, 'This form is not of your session. Open the page again.')
  if (path === LOGOUT) {
    closeSession(turn, who.id)
    return redirect('/admin/', [['set-cookie', `${COOKIE}=; Path=/; HttpOnly; Max-Age=0`]])
  }
  if (!path.startsWith(PAGES)) return notFound()
  const id = path.slice(PAGES.length)
  const fields = Object.fromEntries(Object.entries(form).filter(([name]) => !name.startsWith('_')))
  const action = form._action
  const answer =
    action === undefined ? saved(turn, { op: 'save', page: id, fields }) : pressed(turn, { op: 'act', action, body: fields })
  return answered(turn.state, id, answer, who.id)
}

function answered(state: HaState, id: string, answer: Answer, session: string): HttpResponse {
  if (answer.is === 'page') return pageResponse(200, answer.page, [], session)
  const reading = readPage(state, id)
  if (reading.is !== 'page') return refusalResponse(reading)
  const said = answer.is === 'acted' ? [answer.message] : wordsOf(answer)
  return pageResponse(answer.is === 'acted' ? 200 : 422, reading.page, said, session)
}

function wordsOf(answer: Answer | Reading): readonly string[] {
  switch (answer.is) {
    case 'refused':
      return answer.messages
    case 'malformed':
      return answer.errors.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`)
    case 'unknown':
      return [`There is no ${answer.what} ${answer.name} here.`]
    case 'not-answering':
      return [answer.why]
    default:
      return []
  }
}

const redirect = (to: string, headers: HttpResponse['headers'] = []): HttpResponse => ({
  status: 303,
  headers: [['location', to], ...headers],
  body: { text: '' },
})

const STYLE = `body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#1d2733;background:#f3f5f7}
header{background:#0b3a53;color:#fff;padding:.8rem 1.5rem;display:flex;justify-content:space-between;align-items:center}
header a{color:#fff}main{max-width:70rem;margin:1.5rem auto;padding:0 1.5rem}
section{background:#fff;border:1px solid #ccd4db;border-radius:6px;padding:1rem 1.25rem;margin:0 0 1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #e3e8ec;vertical-align:top}
dl{display:grid;grid-template-columns:minmax(10rem,16rem) 1fr;gap:.35rem 1rem;margin:0}dt{font-weight:600}dd{margin:0}
label{display:block;font-weight:600;margin:.5rem 0 .15rem}input,select{font:inherit;padding:.3rem .5rem;min-width:20rem}
button{font:inherit;padding:.35rem .9rem;margin:.5rem .3rem .2rem 0}ul.widgets{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.7rem}
ul.widgets a{display:block;background:#fff;border:1px solid #ccd4db;border-radius:6px;padding:.8rem 1rem}td form{display:inline}`

function documentOf(status: number, title: string, session: string | null, content: Html): HttpResponse {
  const out =
    session === null
      ? raw('')
      : html`<form method="post" action="${LOGOUT}"><a href="/admin/">Desktop</a>
<input type="hidden" name="_session" value="${session}"> <button>Log Out</button></form>`
  const text = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} | ${PRODUCT}</title>
<style>${raw(STYLE)}</style></head>
<body><header><strong>${PRODUCT}</strong>${out}</header><main><h1>${title}</h1>${content}</main></body></html>
`
  return textResponse(status, 'text/html; charset=utf-8', text.text)
}

const loginPage = (status: number, said: string): HttpResponse =>
  documentOf(
    status,
    'Log In',
    null,
    html`<section>${said === '' ? raw('') : html`<p role="alert">${said}</p>`}<form method="post" action="${LOGIN}">
<label for="username">User name</label><input id="username" name="username" autocomplete="username" required>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<div><button>Log In</button></div></form></section>`,
  )

function desktop(state: HaState, session: string): HttpResponse {
  const reading = readPages(state)
  const pages = reading.is === 'pages' ? reading.pages : []
  const groups = [...new Set(pages.map(({ group }) => group))]
  const links = (group: string) =>
    pages.filter((each) => each.group === group).map(({ id, title }) => html`<li><a href="${PAGES}${id}">${title}</a></li>`)
  return documentOf(
    200,
    'Desktop',
    session,
    html`${groups.map((group) => html`<h2>${group}</h2><ul class="widgets">${links(group)}</ul>`)}`,
  )
}

const messagePage = (status: number, text: string): HttpResponse =>
  documentOf(status, 'Not done', null, html`<section><p role="alert">${text}</p><p><a href="/admin/">Desktop</a></p></section>`)

const refusalResponse = (refusal: Refusal | Reading): HttpResponse =>
  messagePage(refusal.is === 'unknown' ? 404 : 200, wordsOf(refusal).join(' '))

const notFound = (): HttpResponse =>
  textResponse(404, 'text/html', '<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>\n')

function pageResponse(status: number, page: Page, said: readonly string[], session: string): HttpResponse {
  const action = `${PAGES}${page.id}`
  const hidden = html`<input type="hidden" name="_session" value="${session}">`
  const remarks = [...page.banners, ...page.messages].map(({ text }) => html`<p>${text}</p>`)
  const isForm = page.fields.some(({ kind }) => kind !== 'readonly')
  const sections = [...new Set(page.fields.map(({ section }) => section))].map((section) => {
    const fields = page.fields.filter((each) => each.section === section)
    const shown = fields.filter(({ kind }) => kind === 'readonly')
    const asked = fields.filter(({ kind }) => kind !== 'readonly')
    return html`<section>${section === '' ? raw('') : html`<h2>${section}</h2>`}<dl>${shown.map(
      ({ label, value, status: beside }) =>
        html`<dt>${label}</dt><dd>${String(value ?? '')} ${beside.map(({ text }) => html`<span>${text}</span> `)}</dd>`,
    )}</dl>${asked.map(
      ({ name, label, value, mandatory, options }) =>
        html`<label for="f-${name}">${label}${mandatory ? ' *' : ''}</label>${
          options.length > 0
            ? html`<select id="f-${name}" name="${name}">${options.map((each) =>
                each === value ? html`<option selected>${each}</option>` : html`<option>${each}</option>`,
              )}</select>`
            : html`<input id="f-${name}" name="${name}" value="${String(value ?? '')}">`
        }`,
    )}</section>`
  })
  const label = page.actions[0]?.label ?? 'Save'
  const form = isForm
    ? html`<form method="post" action="${action}">${hidden}${sections}<button>${label}</button></form>`
    : html`${sections}`
  const tables = page.tables.map(
    ({ title, columns, rows, actions }) =>
      html`<section><h2>${title}</h2><table><thead><tr>${columns.map(
        (each) => html`<th scope="col">${each}</th>`,
      )}</tr></thead><tbody>${rows.map((row, i) => {
        const buttons = actions[i] ?? []
        const cells = row.map((cell, n) => (columns[n] === 'Actions' ? buttonsOf(action, hidden, buttons) : html`${cell}`))
        return html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`
      })}</tbody></table></section>`,
  )
  const told = said.map((text) => html`<p role="status">${text}</p>`)
  return documentOf(status, page.title, session, html`${told}${remarks}${form}${tables}`)
}

const buttonsOf = (action: string, hidden: Html, buttons: Page['actions']): Html =>
  html`${buttons.map(
    (each) =>
      html`<form method="post" action="${action}">${hidden}<input type="hidden" name="_action" value="${each.action}">${Object.entries(
        each.body,
      ).map(
        ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`,
      )}<button>${each.label}</button></form>`,
  )}`
