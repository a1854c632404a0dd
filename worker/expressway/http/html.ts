// The admin pages as HTML: forms that post back, tables as the product's scrapers look for them, no script.

import type { Field, Page, Table } from '../../kernel/surface.ts'
import { pageList } from '../pages/desktop.ts'

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** What a page is called in the product's addresses. */
const NAMES: { readonly [id: string]: string } = {
  'active-directory-service': 'ntlm',
  'administrator-accounts': 'adminaccounts',
  'backup-and-restore': 'backuprestore',
  'configuration-log': 'configlog',
  'service-selection': 'serviceselect',
}

export const nameOf = (id: string): string => NAMES[id] ?? plainly(id)
const plainly = (id: string): string => id.replaceAll('-', '')

/** The page that an address names, or undefined. */
export const idOf = (name: string): string | undefined =>
  pageList().find(({ id }) => [nameOf(id), plainly(id), id].includes(name))?.id

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#1b2733;background:#f5f7f9}header{background:#12324a;color:#fff;padding:.6rem 1.2rem}main{padding:1rem 1.2rem;max-width:70rem}nav{padding:.5rem 1.2rem;background:#e4eaf0}nav a{margin-right:.8rem;white-space:nowrap}fieldset{border:1px solid #c3ced9;background:#fff;margin:0 0 1rem}table{border-collapse:collapse;background:#fff;margin:0 0 1rem}td,th{border:1px solid #c3ced9;padding:.25rem .6rem;text-align:left;vertical-align:top}label{display:inline-block;min-width:17rem}p.row{margin:.3rem 0}.error{color:#a3171b}.info{color:#1f5a9c}.row span{white-space:nowrap}main>form{margin:0 0 1rem}.ok,.green{color:#11662f}.orange{color:#8a4b00}.purple{color:#6b2c91}.red{color:#a3171b}'

/** A document around `main`; links are those of the menu of whoever is logged in. */
export function documentOf(title: string, system: string, main: string, pages: ReturnType<typeof pageList>): string {
  const menu =
    pages.length > 0
      ? `<nav>${pages.map(({ id, title: text }) => `<a href="/${nameOf(id)}">${escaped(text)}</a>`).join(' ')}</nav>\n`
      : ''
  return `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>${escaped(title)}</title><style>${STYLE}</style></head>\n<body><header>${escaped(system)}</header>\n${menu}<main>\n${main}</main></body></html>\n`
}

export const loginForm = (system: string, why: string | null): string =>
  documentOf(
    'Login',
    system,
    `<h1>Login</h1>\n${why === null ? '' : `<p class="error">${escaped(why)}</p>\n`}<form method="post" action="/login/">
<p class="row"><label for="username">Username</label><input id="username" name="username" autocomplete="username"/></p>
<p class="row"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password"/></p>
<input type="hidden" name="formbutton" value="Login"/><input type="submit" name="submitbutton" value="Login"/></form>\n`,
    [],
  )

/** Where a cell of a table leads, after the slash; null: nowhere. */
type LinkOf = (table: Table, cells: readonly string[], column: number) => string | null

/** What stands between the menu and the end: `more` are rows for the first status table. */
export function pageMain(
  page: Page,
  session: string,
  said: string,
  more: readonly (readonly [string, string])[],
  linkOf: LinkOf = () => null,
): string {
  const hidden = `<input type="hidden" name="sessionid" id="sessionid" value="${escaped(session)}"/>`
  const remarks = [...page.banners, ...page.messages]
    .map(({ tone, text }) => `<p class="${tone}">${escaped(text)}</p>\n`)
    .join('')
  const editable = page.fields.filter((field) => field.kind !== 'readonly')
  const shown = page.fields.filter((field) => field.kind === 'readonly')
  const sections = [...new Set(shown.map((field) => field.section))]
  const status = sections
    .map((section, index) =>
      statusTable(
        section || page.title,
        [
          ...shown.filter((field) => field.section === section).map((field) => [field.label, told(field)] as const),
          ...(index === 0 ? more : []),
        ],
        index,
      ),
    )
    .join('')
  const headings = [...new Set(editable.map((field) => field.section))]
  const groups = headings.map((section) => {
    const rows = editable.filter((field) => field.section === section).map(row)
    return `<fieldset><legend>${escaped(section || page.title)}</legend>\n${rows.join('')}</fieldset>\n`
  })
  const form =
    editable.length === 0
      ? ''
      : `<form method="post" action="/${nameOf(page.id)}">${hidden}${groups.join('')}<input type="submit" name="submitbutton" value="Save"/></form>\n`
  const buttons = page.actions
    .map(
      ({ action, label, body, asks = [] }) =>
        `<form method="post" action="/${nameOf(page.id)}">${hidden}${asks.length === 0 ? '' : `<fieldset><legend>${escaped(label)}</legend>`}<input type="hidden" name="action" value="${escaped(action)}"/>${Object.entries(
          body,
        )
          .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(String(value))}"/>`)
          .join('')}${asks
          .map(({ name, label: words, kind, options }) => {
            const input =
              kind === 'choice'
                ? `<select name="${name}">${options.map((option) => `<option>${escaped(option)}</option>`).join('')}</select>`
                : kind === 'area' || kind === 'file'
                  ? `<textarea name="${name}" rows="4" cols="60"></textarea>`
                  : `<input name="${name}" type="${kind === 'secret' ? 'password' : 'text'}"/>`
            return `<p class="row"><label>${escaped(words)}</label>${input}</p>`
          })
          .join(
            '',
          )}<input type="submit" name="submitbutton" value="${escaped(label)}"/>${asks.length === 0 ? '' : '</fieldset>'}</form>\n`,
    )
    .join('')
  // What a page tells stands below what can be changed on it.
  return `<h1>${escaped(page.title)}</h1>\n${said}${remarks}${form}${status}${page.tables.map((table) => tableOf(table, page.id, hidden, linkOf)).join('')}${buttons}`
}

function statusTable(title: string, rows: readonly (readonly [string, string])[], index: number): string {
  return `<table class="status_table" summary="A status table"><thead><tr><th id="tt${index}_h" colspan="2">${escaped(title)}</th></tr></thead><tbody>${rows
    .map(([label, value]) => `<tr><td>${escaped(label)}</td><td>${escaped(value)}</td></tr>`)
    .join('')}</tbody></table>\n`
}

const textOf = (field: Field): string => (typeof field.value === 'string' ? field.value : JSON.stringify(field.value))

/** The tick and the blue i that stand before a status; what is wrong or not known yet has none. */
const MARKS: { readonly [tone in Field['status'][number]['tone']]: string } = {
  ok: '✔ ',
  info: 'ℹ ',
  warning: '',
  error: '',
  unknown: '',
}

// Beside what is only told stands what would stand beside the blank.
const told = (field: Field): string =>
  [textOf(field), ...field.status.map(({ tone, text }) => `${MARKS[tone]}${text}`)].join('  ')

type Entry = { readonly [column: string]: unknown }

function row(field: Field): string {
  const marks = `${field.mandatory ? ' *' : ''}${field.peerSpecific ? ' †' : ''}`
  const beside = field.status.map(({ tone, text }) => ` <span class="${tone}">${MARKS[tone]}${escaped(text)}</span>`).join('')
  const label = `<label for="${field.name}">${escaped(field.label)}${marks}</label>`
  return `<p class="row">${label}${control(field)}${beside}</p>\n`
}

function control(field: Field): string {
  const { name } = field
  if (field.kind === 'list') {
    const entries = [...(Array.isArray(field.value) ? (field.value as readonly Entry[]) : []), {} as Entry]
    return entries
      .map((entry, index) =>
        field.columns
          .map(
            (column) =>
              `${escaped(column.label)}: <input name="${name}.${index}.${column.name}" value="${escaped(String(entry[column.name] ?? ''))}"/> `,
          )
          .join(''),
      )
      .join('<br/>')
  }
  const value = textOf(field)
  if (field.options.length > 0)
    return `<select id="${name}" name="${name}">${field.options.map((option) => `<option${option === value ? ' selected="selected"' : ''}>${escaped(option)}</option>`).join('')}</select>`
  return `<input id="${name}" name="${name}" value="${escaped(value)}"/>`
}

function tableOf(table: Table, page: string, hidden: string, linkOf: LinkOf): string {
  const hasActions = table.actions.some((buttons) => buttons.length > 0)
  const head = [...table.columns, ...(hasActions ? [''] : [])].map((column) => `<th>${escaped(column)}</th>`).join('')
  const rows = table.rows.map((cells, index) => {
    const buttons = (table.actions[index] ?? []).map(
      ({ action, label, body }) =>
        `<form method="post" action="/${nameOf(page)}">${hidden}<input type="hidden" name="action" value="${action}"/>${Object.entries(
          body,
        )
          .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(String(value))}"/>`)
          .join('')}<input type="submit" name="submitbutton" value="${escaped(label)}"/></form>`,
    )
    const linked = cells.map((cell, column) => {
      const to = linkOf(table, cells, column)
      return `<td>${to === null ? escaped(cell) : `<a href="/${escaped(to)}">${escaped(cell)}</a>`}</td>`
    })
    const colour = table.colours?.[index]
    return `<tr${colour ? ` class="${colour}"` : ''}>${linked.join('')}${hasActions ? `<td>${buttons.join('')}</td>` : ''}</tr>`
  })
  return `<h2>${escaped(table.title)}</h2>\n<table summary="${escaped(table.title)}"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>\n`
}
