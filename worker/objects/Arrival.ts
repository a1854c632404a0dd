// A request as it arrives at a node's web interface, with its secrets still on it, and how they are
// judged. Past this point nobody sees a password, a client secret or a token: only verdicts, seals and prints.

import { hexOf } from '../kernel/bytes.ts'
import type { Content, HttpRequest, Method, Print, Shown } from '../kernel/http.ts'
import { sealerOf } from '../kernel/seal.ts'
import type { Credentials } from './SandboxStore.ts'
import { isSame } from './secrets.ts'

export type Arrival = Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers' | 'body'> & {
  readonly basic: { readonly username: string; readonly password: string } | null
  readonly bearer: string | null
  readonly cookies: { readonly [name: string]: string }
}

export type { Content, Method }

type Fields = readonly (readonly [name: string, value: string])[]
type Logins = Credentials[string]

/**
 * The request as a machine may see it. `isLogin`: its path takes a login form or a token request, whose
 * secrets are judged against `logins` and taken out. `secret` makes the prints of this sandbox.
 */
export async function judged(arrival: Arrival, logins: Logins, isLogin: boolean, secret: string): Promise<HttpRequest> {
  const { method, path, headers, basic, bearer } = arrival
  const sent = isLogin ? [...arrival.query, ...fieldsOf(arrival)] : []
  const find = (name: string) => sent.find(([each]) => each === name)?.[1]
  const user = basic ?? pair(find('username'), find('password'))
  const cookies = await Promise.all(
    Object.entries(arrival.cookies).map(async ([name, value]) => [name, await printOf(value, secret)] as const),
  )
  return {
    method,
    path,
    headers,
    query: isLogin ? withoutSecrets(arrival.query) : arrival.query,
    body: isLogin ? bodyWithoutSecrets(arrival) : arrival.body,
    login: verdict(user, logins.username, logins.password),
    claim: user === null ? null : { name: user.username, seal: sealerOf(secret)(user.username, user.password) },
    client: verdict(pair(find('client_id'), find('client_secret')), logins.api?.clientId, logins.api?.clientSecret),
    bearer: bearer === null ? null : await printOf(bearer, secret),
    cookies: Object.fromEntries(cookies),
  }
}

/** What a token leaves behind on a sandbox whose secret is this; nobody finds the token from it. */
export async function printOf(token: string, secret: string): Promise<Print> {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signed = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(token)))
  return hexOf(signed.slice(0, 16))
}

type Claim = { readonly username: string; readonly password: string }

const pair = (username: string | undefined, password: string | undefined): Claim | null =>
  username === undefined && password === undefined ? null : { username: username ?? '', password: password ?? '' }

function verdict(claim: Claim | null, username: string | undefined, password: string | undefined): Shown {
  if (claim === null) return null
  if (username === undefined || password === undefined) return 'wrong'
  return isSame(claim.username, username) && isSame(claim.password, password) ? { as: username } : 'wrong'
}

const SECRETS: ReadonlySet<string> = new Set(['password', 'client_secret'])

const withoutSecrets = (fields: Fields): Fields => fields.map(([name, value]) => [name, SECRETS.has(name) ? '' : value])

const typeOf = (arrival: Arrival): 'form' | 'json' | 'other' => {
  const type = arrival.headers['content-type'] ?? ''
  if (type.includes('json')) return 'json'
  return type.toLowerCase().startsWith('application/x-www-form-urlencoded') ? 'form' : 'other'
}

const textOf = ({ body }: Arrival): string => (body !== null && 'text' in body ? body.text : '')

function fieldsOf(arrival: Arrival): Fields {
  if (typeOf(arrival) === 'form') return [...new URLSearchParams(textOf(arrival))]
  return Object.entries(objectOf(arrival) ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
}

// Scripts send JSON under any name, so what reads as an object is one.
function objectOf(arrival: Arrival): { readonly [name: string]: unknown } | null {
  try {
    const read: unknown = JSON.parse(textOf(arrival))
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as { [name: string]: unknown }) : null
  } catch {
    return null
  }
}

function bodyWithoutSecrets(arrival: Arrival): Content | null {
  if (typeOf(arrival) === 'form')
    return { text: new URLSearchParams(withoutSecrets(fieldsOf(arrival)).map((each) => [...each])).toString() }
  const object = objectOf(arrival)
  if (object === null) return null // neither form nor JSON: there is nothing in it that a login reads
  const kept = Object.entries(object).map(([name, value]) => [name, SECRETS.has(name) ? '' : value])
  return { text: JSON.stringify(Object.fromEntries(kept)) }
}
