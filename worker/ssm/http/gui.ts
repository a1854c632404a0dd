// The GUI of a server as plain HTML: the pages of its workspaces, and its sessions, which the database keeps so
// that they are good on either node.

import type { FreshToken, HttpRequest, HttpResponse } from '../../kernel/http.ts'
import type { Instant } from '../../kernel/time.ts'
import { pressed, readPage, readPages, saved } from '../pages/desktop.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { closeSession, openSession, passOf } from './access.ts'
import { type Desk, type Site, showSite, useSite } from './site.ts'

const PRODUCT = 'Smart Software Manager On-Prem'

const siteOf = (stateNow: () => HaState, at: Instant): Site => ({
  product: PRODUCT,
  sessionOf: (print) => passOf(stateNow().database.tables, 'gui', print, at)?.id ?? null,
  pages: () => readPages(stateNow()),
  page: (id) => readPage(stateNow(), id, at),
})

/** Shows the login, the desktop or a page. */
export const showGui = (state: HaState, request: HttpRequest, at: Instant): HttpResponse =>
  showSite(
    siteOf(() => state, at),
    request,
  )

/** Logs in or out, saves a page's form, presses a button. */
export function useGui(turn: Turn, request: HttpRequest, fresh: FreshToken): HttpResponse {
  const desk: Desk = {
    ...siteOf(() => turn.state, turn.at),
    open: (print, who) => openSession(turn, print, who),
    close: (print) => closeSession(turn, print),
    save: (page, fields) => saved(turn, { op: 'save', page, fields }),
    press: (action, body) => pressed(turn, { op: 'act', action, body }),
  }
  return useSite(desk, request, fresh)
}
