// The web interface of a node as plain HTML, made of the same pages that it has as data: a login, a list of
// pages, and for each page its fields, tables and buttons as forms. It runs no script.

import { type FreshToken, formOf, type HttpRequest, type HttpResponse, textResponse } from '../../kernel/http.ts'
import type { Json } from '../../kernel/machine.ts'
import type { Answer, Ask, Download, Page, Reading, Refusal } from '../../kernel/surface.ts'
import { type Html, html, raw } from './html.ts'

/** Where the login form is sent. */
export const LOGIN = '/admin/login'
const LOGOUT = '/admin/logout'
const PAGES = '/admin/pages/'
const COOKIE = 'ssm_session'

/** What a web interface shows. */
export type Site = {
  readonly product: string // its name, on every page
  sessionOf(print: string | undefined): string | null // the session whose print a cookie has, while it lasts
  pages(): Reading
  page(id: string): Reading
}

/** What can be done at one. */
export type Desk = Site & {
  open(print: string, who: string): void
  close(print: string): void
  save(page: string, fields: Body): Answer
  press(action: string, body: Body): Answer
}

type Body = { readonly [name: string]: Json }

/** Shows the login, the desktop or a page. */
export function showSite(site: Site, request: HttpRequest): HttpResponse {
  const { path } = request
  if (path === '/' || path === '/admin') return redirect('/admin/')
  const session = site.sessionOf(request.cookies[COOKIE])
  if (path === '/admin/' || path === LOGIN) return session === null ? loginPage(site, 200, '') : desktop(site, session)
  if (!path.startsWith(PAGES)) return notFound()
  if (session === null) return redirect('/admin/')
  const reading = site.page(path.slice(PAGES.length))
  return reading.is === 'page' ? pageResponse(site, 200, reading.page, session) : refusalResponse(site, reading)
}

/** Logs in or out, saves a page's form, presses a button. */
export function useSite(desk: Desk, request: HttpRequest, fresh: FreshToken): HttpResponse {
  const { path, login } = request
  if (request.method !== 'POST') return notFound()
  if (path === LOGIN) {
    if (login === null || login === 'wrong') return loginPage(desk, 401, 'The user name or the password is wrong.')
    desk.open(fresh.print, login.as)
    return redirect('/admin/', [['set-cookie', `${COOKIE}=${fresh.token}; Path=/; HttpOnly`]])
  }
  const session = desk.sessionOf(request.cookies[COOKIE])
  if (session === null) return redirect('/admin/')
  const form = Object.fromEntries(formOf(request))
  // Only a form of this session knows its print: another site's does not.
  if (form._session !== session) return messagePage(desk, 403, 'This form is not of your session. Open the page again.')
  if (path === LOGOUT) {
    desk.close(session)
    return redirect('/admin/', [['set-cookie', `${COOKIE}=; Path=/; HttpOnly; Max-Age=0`]])
  }
  if (!path.startsWith(PAGES)) return notFound()
  const id = path.slice(PAGES.length)
  const fields = Object.fromEntries(Object.entries(form).filter(([name]) => !name.startsWith('_')))
  const answer = form._action === undefined ? desk.save(id, fields) : desk.press(form._action, fields)
  if (answer.is === 'page') return pageResponse(desk, 200, answer.page, session)
  const reading = desk.page(id)
  if (reading.is !== 'page') return refusalResponse(desk, reading)
  return answer.is === 'acted'
    ? pageResponse(desk, 200, reading.page, session, [answer.message], answer.files)
    : pageResponse(desk, 422, reading.page, session, wordsOf(answer))
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

function documentOf({ product }: Site, status: number, title: string, session: string | null, content: Html): HttpResponse {
  const out =
    session === null
      ? raw('')
      : html`<form method="post" action="${LOGOUT}"><a href="/admin/">Desktop</a>
<input type="hidden" name="_session" value="${session}"> <button>Log Out</button></form>`
  const text = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} | ${product}</title>
<style>${raw(STYLE)}</style></head>
<body><header><strong>${product}</strong>${out}</header><main><h1>${title}</h1>${content}</main></body></html>
`
  return textResponse(status, 'text/html; charset=utf-8', text.text)
}

const loginPage = (site: Site, status: number, said: string): HttpResponse =>
  documentOf(
    site,
    status,
    'Log In',
    null,
    html`<section>${said === '' ? raw('') : html`<p role="alert">${said}</p>`}<form method="post" action="${LOGIN}">
<label for="username">User name</label><input id="username" name="username" autocomplete="username" required>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<div><button>Log In</button></div></form></section>`,
  )

function desktop(site: Site, session: string): HttpResponse {
  const reading = site.pages()
  const pages = reading.is === 'pages' ? reading.pages : []
  const groups = [...new Set(pages.map(({ group }) => group))]
  const links = (group: string) =>
    pages.filter((each) => each.group === group).map(({ id, title }) => html`<li><a href="${PAGES}${id}">${title}</a></li>`)
  return documentOf(
    site,
    200,
    'Desktop',
    session,
    html`${groups.map((group) => html`<h2>${group}</h2><ul class="widgets">${links(group)}</ul>`)}`,
  )
}

const messagePage = (site: Site, status: number, text: string): HttpResponse =>
  documentOf(
    site,
    status,
    'Not done',
    null,
    html`<section><p role="alert">${text}</p><p><a href="/admin/">Desktop</a></p></section>`,
  )

const refusalResponse = (site: Site, refusal: Refusal | Reading): HttpResponse =>
  messagePage(site, refusal.is === 'unknown' ? 404 : 200, wordsOf(refusal).join(' '))

const notFound = (): HttpResponse =>
  textResponse(404, 'text/html', '<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>\n')

// Of the buttons below a form the first submits it; the others, and those that ask for something, are forms of their own.
function pageResponse(
  site: Site,
  status: number,
  page: Page,
  session: string,
  said: readonly string[] = [],
  files: readonly Download[] = [],
): HttpResponse {
  const action = `${PAGES}${page.id}`
  const hidden = html`<input type="hidden" name="_session" value="${session}">`
  const remarks = [...page.banners, ...page.messages].map(({ text }) => html`<p>${text}</p>`)
  const isForm = page.fields.some(({ kind }) => kind !== 'readonly')
  const submit = isForm ? page.actions.find(({ asks }) => asks === undefined) : undefined
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
            ? selection(`f-${name}`, name, options, value)
            : html`<input id="f-${name}" name="${name}" value="${String(value ?? '')}">`
        }`,
    )}</section>`
  })
  const form = isForm
    ? html`<form method="post" action="${action}">${hidden}${sections}<button>${submit?.label ?? 'Save'}</button></form>`
    : html`${sections}`
  const others = buttonsOf(
    action,
    hidden,
    page.actions.filter((each) => each !== submit),
  )
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
  const handed = files.map((file) =>
    'text' in file ? html`<section><h2>${file.name}</h2><pre>${file.text}</pre></section>` : raw(''),
  )
  return documentOf(site, status, page.title, session, html`${told}${handed}${remarks}${form}${others}${tables}`)
}

const selection = (id: string, name: string, options: readonly string[], value: Json): Html =>
  html`<select id="${id}" name="${name}">${options.map((each) =>
    each === value ? html`<option selected>${each}</option>` : html`<option>${each}</option>`,
  )}</select>`

const buttonsOf = (action: string, hidden: Html, buttons: Page['actions']): Html =>
  html`${buttons.map(
    (each) =>
      html`<form method="post" action="${action}">${hidden}<input type="hidden" name="_action" value="${each.action}">${Object.entries(
        each.body,
      ).map(
        ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`,
      )}${(each.asks ?? []).map((ask) => blank(each.action, ask))}<button>${each.label}</button></form>`,
  )}`

function blank(action: string, { name, label, kind, options, value }: Ask): Html {
  const id = `${action}-${name}`
  const field =
    kind === 'choice'
      ? selection(id, name, options, value)
      : kind === 'area' || kind === 'file'
        ? html`<textarea id="${id}" name="${name}" rows="4" cols="60">${value}</textarea>`
        : html`<input id="${id}" name="${name}" type="${kind === 'secret' ? 'password' : 'text'}" value="${value}">`
  return html`<label for="${id}">${label}</label>${field} `
}
