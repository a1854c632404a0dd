// How the REST interface answers what was asked of it, and how it reads what is sent. EX-63.

import { type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Json } from '../../kernel/plain.ts'

/** A JSON object that was sent. */
export type Body = { readonly [name: string]: Json }

/** What an answer says that only tells how it went. */
export const message = (status: number, text: string): HttpResponse => jsonResponse(status, { Message: text })

export const DONE = 'The operation was successful'
export const UPDATED = 'Update successful'

/** Whether a value that was sent is an object. */
export const isBody = (value: Json | undefined): value is Body =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
