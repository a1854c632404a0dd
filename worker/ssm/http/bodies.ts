// What a call of the REST API sends and what it gets back: bodies read leniently, as scripts write them,
// and answered in the product's own envelope.

import { formOf, type HttpRequest, type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Json } from '../../kernel/machine.ts'
import { type Instant, iso } from '../../kernel/time.ts'

/** The body of a call, as an object; an empty one where there is none. */
export type Body = { readonly [name: string]: Json }

/** The fields of a body: JSON under any type, or a form. None, and the literal null, are no fields. Null: it is neither. */
export function bodyOf(request: HttpRequest): Body | null {
  const form = formOf(request)
  const text = request.body === null ? '' : 'text' in request.body ? request.body.text.trim() : null
  if (text === null) return null
  if (text === '') return {}
  try {
    const read = JSON.parse(text) as Json
    if (read === null) return {}
    if (typeof read === 'object' && !Array.isArray(read)) return read as Body
  } catch {
    // It may still be a form.
  }
  return form.length > 0 && !/^[[{"]/.test(text) ? Object.fromEntries(form) : null
}

/** What a call answers that did what was asked: 200, with `more` beside status and message. */
export const success = (statusMessage: string, more: Body = {}): HttpResponse =>
  jsonResponse(200, { status: 'SUCCESS', statusMessage, ...more })

/** Nothing happened, and why. The wording and the choice of 400, 404 and 422 are ours. */
export const failure = (status: 400 | 401 | 403 | 404 | 405 | 422, statusMessage: string): HttpResponse =>
  jsonResponse(status, { status: 'ERROR', statusMessage })

/** `2021-06-20T17:39:00Z`: dates in the API. */
export const apiDate = (at: Instant): string => iso(at).replace(/\.\d{3}Z$/, 'Z')

/** A whole number given as 5, 30.0 or "365"; null for anything else. */
export function wholeOf(value: Json | undefined): number | null {
  const number = typeof value === 'string' && /^-?\d{1,9}(?:\.0+)?$/.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : null
}

/** The text of a field, trimmed; '' where there is none, or something that is no text. */
export const textIn = (body: Body, name: string): string => {
  const value = body[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** A list of texts, or undefined when the body names none. Null: it is no such list. */
export function namesIn(body: Body, name: string): readonly string[] | undefined | null {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? (value as readonly string[]) : null
}

/** The part of a list that `limit` and `offset` ask for: all of it with a limit of -1, 50 without one. */
export function paged<T>(body: Body, all: readonly T[]): readonly T[] | null {
  const limit = body.limit === undefined || body.limit === null ? 50 : wholeOf(body.limit)
  const offset = body.offset === undefined || body.offset === null ? 0 : wholeOf(body.offset)
  if (limit === null || offset === null || limit < -1 || offset < 0) return null
  return limit === -1 ? all.slice(offset) : all.slice(offset, offset + limit)
}

/** The answer 400 to a `limit` or `offset` that is no such number: see `paged`. */
export const NOT_PAGED = failure(400, 'limit must be a whole number from -1, and offset one from 0.')
