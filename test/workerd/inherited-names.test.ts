// Names that every object in JavaScript has from its prototype, sent wherever a client may name something: each is
// answered like any name that is not there, and none is a 5xx.

import { exports } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { openSandbox } from '../client.ts'
import { fetch } from './server.ts'

const NAMES = ['constructor', '__proto__']
const worker = (exports as unknown as { default: { fetch(request: Request): Promise<Response> } }).default

type Logins = { [node: string]: { username: string; password: string; api?: { clientId: string; clientSecret: string } } }

async function open(template: string) {
  const { client, snapshot } = await openSandbox(fetch, template)
  return { client, snapshot, logins: (snapshot as Snapshot & { credentials: Logins }).credentials }
}

/** JSON text with a field of this name, which an object written here could not hold under every one of them. */
const bodyWith = (name: string, value = '"x"') => `{"${name}":${value}}`

describe('a name that comes from the prototype', () => {
  test.each(['expressway-c-smart-2', 'ssm-lab2'])(
    'is no field, button, page or command of any node of %s',
    async (template) => {
      const { client, snapshot } = await open(template)
      // A standby server has no pages, and peers are alike.
      for (const { id } of snapshot.nodes.filter(({ id }) => !['expc02', 'secondary-node'].includes(id))) {
        const { pages } = await client.must<{ pages: { id: string }[] }>('GET', `/nodes/${id}/pages`)
        for (const name of NAMES) {
          const refused = async (path: string, body: string, method = 'PUT') => {
            const answer = await fetch(`/api/v1/sandboxes/${client.id}${path}`, {
              method,
              headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
              body,
            })
            const told = await answer.text()
            expect([400, 404, 409, 422], `${method} ${path} ${body} ${told.slice(0, 300)}`).toContain(answer.status)
          }
          for (const page of pages) await refused(`/nodes/${id}/pages/${page.id}`, `{"fields":${bodyWith(name)}}`)
          await refused(`/nodes/${id}/pages/${name}`, '{"fields":{}}')
          await refused(`/nodes/${id}/actions/${name}`, '{}', 'POST')
          await refused(`/nodes/${id}/console`, `{"line":"x","login":"${name}"}`, 'POST')
          for (const login of [undefined, 'root'])
            for (const line of [
              name,
              `help ${name}`,
              `${name} ${name}`,
              `xConfiguration ${name}`,
              `xCommand ${name} ${name}: x`,
            ]) {
              const typed = await client.ask('POST', `/nodes/${id}/console`, { line, ...(login && { login }) })
              expect([200, 409, 422], `${id} ${login} ${line}`).toContain(typed.status)
            }
        }
      }
    },
    120_000,
  )

  test.each(['__proto__', '\\u005f_proto__', '_\\u005Fproto\\u005f_'])('is refused in a body as %s', async (name) => {
    const { client } = await open('expressway-c-cluster-2')
    const answer = await fetch(`/api/v1/sandboxes/${client.id}/nodes/expc01/pages/clustering`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
      body: `{"fields":${bodyWith(name)}}`,
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ type: '/problems/invalid-request/', definite: true })
  })

  test('is a text like any other where it is a value', async () => {
    const { client } = await open('expressway-c-cluster-2')
    const saved = await client.ask('PUT', '/nodes/expc01/pages/system', { fields: { system_name: 'a __proto__: b' } })
    expect(saved.status).toBe(200)
  })

  test('is no record that the DNS could hold when it cannot be kept', async () => {
    const { client } = await open('expressway-c-cluster-2')
    const record = { kind: 'dns-record', name: '__proto__', address: '10.0.0.1' }
    expect((await client.ask('PUT', '/faults/name', record)).status).toBe(400)
    expect((await client.ask('PUT', '/faults/name', { ...record, name: 'constructor' })).status).toBe(200)
    expect((await client.snapshot()).dns).toContainEqual({ name: 'constructor', address: '10.0.0.1' })
  })
})

describe('at a node’s own address', () => {
  type Sent = readonly [path: string, init: RequestInit]
  const JSON_TYPE = { 'content-type': 'application/json' }
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

  async function expectNo5xx(id: string, node: string, asked: readonly Sent[]): Promise<void> {
    for (const [path, init] of asked) {
      const url = `http://${node}--${id}.clusterbook.test${path}`
      const answer = await worker.fetch(new Request(url, { redirect: 'manual', ...init }))
      const what = `${init.method ?? 'GET'} ${path} ${init.body ?? ''} ${answer.status}`
      expect(answer.status, `${what} ${(await answer.text()).slice(0, 200)}`).toBeLessThan(500)
    }
  }

  test('no document, resource, page or form of an Expressway', async () => {
    const { client, logins } = await open('expressway-c-smart-2')
    const { username, password } = logins.expc01 as Logins[string]
    const own = { authorization: `Basic ${btoa(`${username}:${password}`)}` }
    const login = new URLSearchParams({ username, password })
    const entered = await worker.fetch(
      new Request(`http://expc01--${client.id}.clusterbook.test/login`, { method: 'POST', body: login, redirect: 'manual' }),
    )
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const raml = 'http://x/api/raml'
    const listed = await worker.fetch(new Request(raml.replace('x', `expc01--${client.id}.clusterbook.test`), { headers: own }))
    const resources = [...(await listed.text()).matchAll(/^\s*\/?([a-z0-9/]+):/gm)].map(([, name]) => name ?? '')
    const { pages } = await client.must<{ pages: { id: string }[] }>('GET', '/nodes/expc01/pages')
    for (const name of NAMES) {
      const paths = [
        `/${name}`,
        `/api/${name}`,
        `/api/provisioning/${name}`,
        `/api/provisioning/common/${name}`,
        `/api/provisioning/common/zone/neighborzone/${name}/${name}`,
        `/api/status/${name}`,
        `/api/v1/provisioning/${name}`,
        `/api/management/configuration/${name}`,
        `/api/management/status/alarm/${name}/${name}`,
        `/getxml?location=/${name}`,
        `/getxml?location=/Configuration/${name}`,
        `/getxml?${name}=${name}`,
        `/${name}.xml`,
      ]
      await expectNo5xx(
        client.id,
        'expc01',
        paths.map((path) => [path, { headers: own }]),
      )
      for (const method of ['PUT', 'POST', 'DELETE'])
        await expectNo5xx(
          client.id,
          'expc01',
          [...new Set([...resources, `common/${name}`, name])].map((resource) => [
            `/api/provisioning/${resource}`,
            { method, headers: { ...own, ...JSON_TYPE }, body: bodyWith(name) },
          ]),
        )
      for (const element of ['Command', 'Configuration', 'Status'])
        await expectNo5xx(client.id, 'expc01', [
          ['/putxml', { method: 'POST', headers: own, body: `<${element}><${name} ${name}="x">x</${name}></${element}>` }],
        ])
      await expectNo5xx(
        client.id,
        'expc01',
        pages.flatMap(({ id }): Sent[] => [
          [`/${id}?${name}=${name}`, { headers: { cookie: `${cookie}; ${name}=x` } }],
          [
            `/${id}`,
            { method: 'POST', headers: { cookie, ...FORM }, body: `${name}=x&action=${name}&sessionid=${name}&submit=${name}` },
          ],
        ]),
      )
    }
  }, 240_000)

  test('no call, page or form of a pair and its upstream', async () => {
    const { client, logins, snapshot } = await open('ssm-lab1')
    const { username, password, api } = Object.values(logins).find((each) => each.api !== undefined) as Logins[string]
    const at = (path: string, init: RequestInit) =>
      worker.fetch(new Request(`http://vip--${client.id}.clusterbook.test${path}`, { redirect: 'manual', ...init }))
    const tokenBody = { grant_type: 'client_credentials', client_id: api?.clientId, client_secret: api?.clientSecret }
    const told = await at('/oauth/token', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(tokenBody) })
    const { access_token: token } = (await told.json()) as { access_token: string }
    const bearer = { authorization: `Bearer ${token}`, ...JSON_TYPE }
    const entered = await at('/admin/login', { method: 'POST', body: new URLSearchParams({ username, password }) })
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const calls = [
      'licenses',
      'license-subscriptions',
      'alerts',
      'devices',
      'virtual-accounts',
      'devices/transfer',
      'licenses/transfer',
    ]
    const account = (snapshot.nodes[0] as unknown as { accounts: { name: string }[] }).accounts[0]?.name ?? ''
    for (const node of ['vip', 'cssm'])
      for (const name of NAMES)
        for (const base of ['/api/v1', '/backend/api/v1', '/services/api/smart-accounts-and-licensing/v1'])
          for (const of of [account, name])
            await expectNo5xx(
              client.id,
              node,
              [...calls, name, `virtual-accounts/${name}`, `virtual-accounts/${name}/tokens`].flatMap((call): Sent[] => [
                [`${base}/accounts/${encodeURIComponent(of)}/${call}?${name}=${name}`, { headers: bearer }],
                [`${base}/accounts/${encodeURIComponent(of)}/${call}`, { method: 'POST', headers: bearer, body: bodyWith(name) }],
                [
                  `${base}/accounts/${encodeURIComponent(of)}/${call}`,
                  { method: 'POST', headers: bearer, body: `{"virtualAccounts":["${name}"],"${name}":[]}` },
                ],
              ]),
            )
    for (const name of NAMES)
      await expectNo5xx(client.id, 'vip', [
        [`/${name}`, {}],
        [`/admin/${name}`, { headers: { cookie } }],
        [`/admin/pages/${name}`, { headers: { cookie: `${cookie}; ${name}=x` } }],
        [`/admin/pages/${name}`, { method: 'POST', headers: { cookie, ...FORM }, body: `${name}=x&action=${name}` }],
        ['/oauth/token', { method: 'POST', headers: JSON_TYPE, body: `{"grant_type":"${name}","${name}":"x"}` }],
      ])
  }, 240_000)
})
