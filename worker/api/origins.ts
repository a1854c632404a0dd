// Every node's web interface as an origin of its own: host `{node}--{sandbox}.<base>`, with the product's
// paths at the root. Where no wildcard name is to be had, the same stands under `/s/{sandbox}/{node}/`,
// its links rewritten and its documents sandboxed, since that origin holds readers' keys.

import { type HttpResponse, METHODS, type Method, REQUEST_HEADERS } from '../kernel/http.ts'
import { unreachable } from '../kernel/machine.ts'
import type { Arrival } from '../objects/Arrival.ts'
import { type Env, sandboxPort } from '../objects/env.ts'
import { bytesIn, bytesOf, contentOf } from './body.ts'
import { admit } from './limits.ts'
import { logFailure } from './log.ts'
import { through } from './outcomes.ts'
import { Problem } from './problem.ts'
import { BODY_BYTES_MAX, HEADER_LENGTH_MAX, TARGET_LENGTH_MAX } from './sizes.ts'
import { HSTS } from './transport.ts'

/** Where a request to a node's web interface is meant to go. `prefix` stands before the product's own paths. */
export type Place = { readonly sandbox: string; readonly node: string; readonly path: string; readonly prefix: string }

const NODE = '[a-z0-9]+(?:-[a-z0-9]+)*'
const HOST = new RegExp(`^(${NODE})--([a-z0-9]{12,32})\\.`)
const PATH = new RegExp(`^(/s/([a-z0-9]{12,32})/(${NODE}))(/.*)?$`)

/** The node that a URL names, by host or by path; null for every other address of ours. */
export function placeOf(url: URL): Place | null {
  const [, node, sandbox] = HOST.exec(url.hostname) ?? []
  if (node !== undefined && sandbox !== undefined) return { sandbox, node, path: url.pathname, prefix: '' }
  const [, prefix, id, name, path] = PATH.exec(url.pathname) ?? []
  if (prefix === undefined || id === undefined || name === undefined) return null
  return { sandbox: id, node: name, path: path ?? '', prefix }
}

const COOKIES_MAX = 24

/** Asks the node and answers as it does. A host that does not answer is a 502. */
export async function serveNode(request: Request, env: Env, place: Place): Promise<Response> {
  try {
    await admit(request, env)
    if (place.path === '') return toItsRoot(request, place)
    const arrival = await arrivalOf(request, place.path)
    const outcome = through(await sandboxPort(env, place.sandbox).http(place.node, arrival))
    switch (outcome.is) {
      case 'http':
        return rendered(outcome.response, arrival.method, place, new URL(request.url).protocol === 'https:')
      case 'not-answering':
        throw new Problem('node-unreachable', outcome.why)
      default:
        return unreachable(outcome)
    }
  } catch (error) {
    const response = problemOf(error).toResponse()
    secure(response.headers, place.prefix !== '')
    return response
  }
}

function toItsRoot(request: Request, { prefix }: Place): Response {
  const { origin, search } = new URL(request.url)
  const response = new Response(null, { status: 308, headers: { location: `${origin}${prefix}/${search}` } })
  secure(response.headers, true)
  return response
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  logFailure(error)
  return new Problem('internal', 'This was not meant to happen; look at the snapshot before asking again.')
}

async function arrivalOf(request: Request, path: string): Promise<Arrival> {
  const method = METHODS.find((each) => each === request.method)
  if (method === undefined) {
    const allow = METHODS.join(', ')
    throw new Problem('method-not-allowed', `A node takes ${allow}, not ${request.method}.`, { headers: { allow } })
  }
  const url = new URL(request.url)
  if (url.pathname.length + url.search.length > TARGET_LENGTH_MAX)
    throw new Problem('address-too-long', `Path and query may hold at most ${TARGET_LENGTH_MAX} characters.`)
  const headers: Record<string, string> = {}
  for (const name of REQUEST_HEADERS) {
    const value = request.headers.get(name)
    if (value !== null) headers[name] = bounded(name, value)
  }
  const authorization = bounded('authorization', request.headers.get('authorization') ?? '')
  return {
    method,
    path,
    query: [...url.searchParams],
    headers,
    body: contentOf(await bytesOf(request, BODY_BYTES_MAX)),
    basic: basicOf(authorization),
    bearer: /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? null,
    cookies: cookiesOf(bounded('cookie', request.headers.get('cookie') ?? '')),
  }
}

function bounded(name: string, value: string): string {
  if (value.length <= HEADER_LENGTH_MAX) return value
  throw new Problem('header-too-long', `The header ${name} may hold at most ${HEADER_LENGTH_MAX} characters.`)
}

function basicOf(authorization: string): Arrival['basic'] {
  const coded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1]
  if (coded === undefined) return null
  try {
    const text = new TextDecoder().decode(Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0)))
    const cut = text.indexOf(':')
    return cut < 0 ? { username: text, password: '' } : { username: text.slice(0, cut), password: text.slice(cut + 1) }
  } catch {
    return { username: '', password: '' } // no base64: whoever it is, it is nobody
  }
}

const cookiesOf = (header: string): { readonly [name: string]: string } =>
  Object.fromEntries(
    header
      .split(';')
      .map((each) => /^\s*([\w-]{1,64})=([^\s]{0,512})\s*$/.exec(each))
      .flatMap((found): [string, string][] => (found?.[1] === undefined ? [] : [[found[1], found[2] ?? '']]))
      .filter(([name]) => name !== '__proto__')
      .slice(0, COOKIES_MAX),
  )

// Headers of the wire, and those that say what a page may do, are ours to set.
const OURS =
  /^(?:content-length|content-encoding|transfer-encoding|connection|content-security-policy.*|strict-transport-security)$/

function rendered(response: HttpResponse, method: Method, { prefix }: Place, isHttps: boolean): Response {
  const headers = new Headers()
  for (const [name, value] of response.headers) {
    if (OURS.test(name)) continue
    if (name === 'set-cookie') headers.append(name, cookie(value, prefix, isHttps))
    else if (name === 'location') headers.set(name, prefixed(value, prefix))
    else headers.append(name, value)
  }
  secure(headers, prefix !== '')
  const isEmpty = method === 'HEAD' || response.status === 204 || response.status === 304
  const made = new Response(isEmpty ? null : bytesIn(response.body), { status: response.status, headers })
  const isHtml = headers.get('content-type')?.includes('html') ?? false
  return prefix === '' || isEmpty || !isHtml ? made : relinked(made, prefix)
}

const prefixed = (link: string, prefix: string): string =>
  link.startsWith('/') && !link.startsWith('//') ? `${prefix}${link}` : link

// Under the path, the cookie must be no other node's, and it must come back from a sandboxed document.
function cookie(value: string, prefix: string, isHttps: boolean): string {
  const parts = value.split(';').map((each) => each.trim())
  const path = parts.find((each) => /^path=/i.test(each))?.slice('path='.length) ?? '/'
  const kept = parts.filter((each) => !/^(?:path|samesite|secure|domain)\b/i.test(each))
  const sameSite = prefix === '' ? 'Lax' : 'None'
  return [...kept, `Path=${prefix}${path}`, `SameSite=${sameSite}`, ...(isHttps || prefix !== '' ? ['Secure'] : [])].join('; ')
}

function relinked(response: Response, prefix: string): Response {
  const attributes = ['href', 'src', 'action', 'formaction']
  return new HTMLRewriter()
    .on(attributes.map((each) => `[${each}^="/"]`).join(', '), {
      element(element) {
        for (const name of attributes) {
          const link = element.getAttribute(name)
          if (link !== null) element.setAttribute(name, prefixed(link, prefix))
        }
      },
    })
    .transform(response)
}

// A product's page runs no script and takes nothing from elsewhere; names and log lines in it stay text.
const POLICY =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

function secure(headers: Headers, isSandboxed: boolean): void {
  headers.set('content-security-policy', isSandboxed ? `sandbox allow-forms allow-downloads; ${POLICY}` : POLICY)
  headers.set('strict-transport-security', HSTS)
  headers.set('x-content-type-options', 'nosniff')
  headers.set('x-frame-options', 'DENY')
  headers.set('referrer-policy', 'same-origin')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('x-robots-tag', 'noindex')
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
}
