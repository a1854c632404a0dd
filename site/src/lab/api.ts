// Calls of the public API. A refusal is a value, never an exception: the reader is shown what it says.

import { say } from '../strings.ts'
import { tell } from '../tell.ts'

/** An RFC 9457 problem document, as far as readers are shown it. `status` 0: no answer came at all. */
export type Problem = {
  readonly title: string
  readonly status: number
  readonly type?: string
  readonly detail?: string
  readonly definite?: boolean
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[]
  readonly messages?: readonly string[] // the product's own words, where it refused
}

export type Result<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly problem: Problem }

const ROOT = '/api/v1'

export async function call<T>(method: string, path: string, key: string | null = null, body?: unknown): Promise<Result<T>> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key !== null) headers.Authorization = `Bearer ${key}`
  return resultOf(fetch(ROOT + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }))
}

/** What came of a call that is under way. */
export async function resultOf<T>(answering: Promise<Response>): Promise<Result<T>> {
  try {
    const response = await answering
    const text = await response.text()
    const answer = text === '' ? null : JSON.parse(text)
    if (response.ok) return { ok: true, body: answer as T }
    return { ok: false, problem: { title: response.statusText, status: response.status, ...answer } }
  } catch {
    return { ok: false, problem: { title: say.problem.noAnswer, status: 0, definite: false } }
  }
}

/**
 * What a problem comes to, in sentences: the product's words first where there are any. `nameOf` says what the reader calls
 * the member that a pointer leads to.
 */
export function sentencesOf(problem: Problem, nameOf = (pointer: string): string => pointer): readonly string[] {
  const own = [
    ...(problem.messages ?? []),
    ...(problem.errors ?? []).map(({ pointer, message }) => `${nameOf(pointer)} ${message}`.trim()),
  ]
  return own.length > 0 ? own : [tell(problem.detail ?? problem.title)]
}
