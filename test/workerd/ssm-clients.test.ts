// Plays what clients of the REST API send, byte for byte, against the virtual address of a pair, before a failover and
// after it.

import { exports } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { openSandbox } from '../client.ts'
import { fetch } from './server.ts'
import { CHANGING, type Exchange, GRANTS, READING } from './ssm-clients.ts'

const worker = (exports as unknown as { default: { fetch(request: Request): Promise<Response> } }).default

type Values = { readonly [name: string]: string }
type Credentials = { [node: string]: { username: string; password: string; api: { clientId: string; clientSecret: string } } }

async function send(id: string, request: string, values: Values): Promise<Response> {
  const filled = request.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? `no ${name}`)
  const cut = filled.indexOf('\r\n\r\n')
  const [first = '', ...rest] = filled.slice(0, cut).split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = rest.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
  const body = filled.slice(cut + 4)
  return worker.fetch(
    new Request(`http://vip--${id}.clusterbook.test${target}`, { method, headers, ...(method === 'GET' ? {} : { body }) }),
  )
}

/** What an answer is expected to hold: `…` stands for any text, and a list begins with what is named. */
function isLike(found: unknown, wanted: unknown): boolean {
  if (wanted === '…') return typeof found === 'string'
  if (Array.isArray(wanted)) return Array.isArray(found) && wanted.every((each, i) => isLike(found[i], each))
  if (wanted !== null && typeof wanted === 'object')
    return (
      found !== null &&
      typeof found === 'object' &&
      Object.entries(wanted).every(([name, each]) => isLike((found as { [name: string]: unknown })[name], each))
    )
  return found === wanted
}

test('[SSM-60] clients as they are published: tokens, calls that read and that change, the same after a failover', async () => {
  const { client, snapshot } = await openSandbox(fetch, 'ssm-lab2')
  const { username, password, api } = (snapshot as Snapshot & { credentials: Credentials }).credentials[
    'primary-node'
  ] as Credentials[string]
  let values: Values = { user: username, password, id: api.clientId, secret: api.clientSecret, tag: 'PRIME_INFRASTRUCTURE_3.x' }
  const play = async ({ what, request, answer, code = 200 }: Exchange) => {
    const response = await send(client.id, request, values)
    const found = (await response.json()) as { access_token?: string; tokenInfo?: { token: string } }
    if (code !== 200) expect(response.status, what).toBe(code)
    expect(isLike(found, answer), `${what}: ${response.status} ${JSON.stringify(found)}`).toBe(true)
    if (found.access_token !== undefined) values = { ...values, token: found.access_token }
    if (found.tokenInfo !== undefined) values = { ...values, registration: found.tokenInfo.token }
    return found
  }
  for (const grant of GRANTS) await play(grant)
  const answers = async () => {
    const all: unknown[] = []
    for (const exchange of READING) all.push(await play(exchange))
    return all
  }
  const before = await answers()
  for (const { request } of [...READING, ...CHANGING])
    expect((await send(client.id, request, { ...values, token: 'guess' })).status).toBe(403)
  for (const { request } of GRANTS) expect((await send(client.id, request, { ...values, secret: 'guess' })).status).toBe(401)
  await client.must('POST', '/nodes/primary-node/console', { line: 'ha_cluster_stop' })
  await client.advance({ by: 'PT20S' })
  const [first] = READING
  if (first === undefined) throw new Error('no exchange')
  expect((await send(client.id, first.request, values)).status).toBe(502)
  await client.advance({ until: 'settled', max: 'PT30M' })
  expect(await answers()).toEqual(before)
  for (const change of CHANGING) await play(change)
  for (const grant of GRANTS) await play(grant)
})
