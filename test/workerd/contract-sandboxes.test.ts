// The HTTP contract: templates, and sandboxes made, looked at, kept from strangers, put back and ended.

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import * as schemas from '../../worker/api/schemas.ts'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import type { Env } from '../../worker/objects/env.ts'
import { SANDBOX_LIFE_MS } from '../../worker/objects/WallClock.ts'
import { TEMPLATES } from '../../worker/products.ts'
import { call, openSandbox } from '../client.ts'
import { fetch } from './server.ts'

const { SANDBOX } = env as unknown as Env

type ProblemBody = { type: string; status: number; detail: string; definite: boolean; errors?: { pointer: string }[] }

describe('templates and sandboxes', () => {
  test('the starting points are listed, each with its nodes', async () => {
    const { status, body } = await call<{ templates: unknown[] }>(fetch, 'GET', '/api/v1/templates')
    expect(status).toBe(200)
    for (const template of body.templates) schemas.Template.parse(template)
    const ids = body.templates.map((template) => (template as { id: string }).id)
    expect(ids).toEqual(expect.arrayContaining(['expressway-c-standalone-3', 'expressway-c-cluster-2', 'ssm-lab1']))
  })

  test.each(TEMPLATES.map(({ id }) => id))('%s: made, looked at, deleted', async (template) => {
    const made = await call<{ id: string; key: string }>(fetch, 'POST', '/api/v1/sandboxes', { template, seed: 3 })
    expect(made.status).toBe(201)
    const created = schemas.CreatedSandbox.parse(made.body)
    expect(made.headers.get('location')).toBe(`/api/v1/sandboxes/${created.id}`)
    expect(created.key.length).toBeGreaterThanOrEqual(22)
    expect(created.snapshot.clock.rate).toBe(0)
    const path = `/api/v1/sandboxes/${created.id}`
    const seen = await call<Snapshot>(fetch, 'GET', path, undefined, created.key)
    expect(schemas.Snapshot.parse(seen.body)).toEqual(created.snapshot)
    expect(Object.keys(created.snapshot.credentials ?? {})).toEqual(created.snapshot.nodes.map((node) => node.id))
    expect((await call(fetch, 'DELETE', path, undefined, created.key)).status).toBe(204)
    const gone = await call<ProblemBody>(fetch, 'GET', path, undefined, created.key)
    expect(gone.body).toMatchObject({ type: '/problems/no-such-sandbox/', status: 404, definite: true })
  })

  test('one that is made for a procedure comes with its progress there; without such a procedure none is made', async () => {
    const body = { template: 'expressway-c-standalone-3', procedure: 'expressway/create-a-cluster' }
    const made = await call(fetch, 'POST', '/api/v1/sandboxes', body)
    expect(made.status).toBe(201)
    const { id, key, progress } = schemas.CreatedSandbox.parse(made.body)
    const asked = await call(fetch, 'GET', `/api/v1/sandboxes/${id}/procedures/${body.procedure}`, undefined, key)
    expect(progress).toEqual(asked.body)
    expect(progress?.steps.map(({ holds }) => holds)).toContain(false)
    const refused = await call<ProblemBody>(fetch, 'POST', '/api/v1/sandboxes', { ...body, procedure: 'expressway/nonsense' })
    expect(refused.body).toMatchObject({ type: '/problems/no-such-procedure/', status: 404, definite: true })
    expect((await call(fetch, 'POST', '/api/v1/sandboxes', { ...body, procedure: 7 })).status).toBe(400)
  })

  test('the ETag is the number: what has not changed is not sent again', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const path = `/api/v1/sandboxes/${client.id}`
    const first = await fetch(path)
    expect(first.headers.get('etag')).toBe(`"${snapshot.seq}"`)
    const again = await fetch(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    const weak = await fetch(path, { headers: { 'if-none-match': `"7", W/${first.headers.get('etag') ?? ''}` } })
    expect(weak.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  test('whoever has the link may look, and nothing else; credentials need the key', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    const seen = await client.ask<Snapshot & { credentials?: unknown }>('GET', '', undefined, null)
    expect(seen.status).toBe(200)
    expect(seen.body.credentials).toBeUndefined()
    for (const path of [
      '/events',
      '/nodes/expc01',
      '/nodes/expc01/pages',
      '/nodes/expc01/pages/clustering',
      '/nodes/expc01/logs',
      '/faults',
    ]) {
      expect((await client.ask('GET', path, undefined, null)).status, path).toBe(200)
    }
    const acts = [
      ['POST', '/nodes/expc01/console', { line: 'xStatus' }],
      ['PUT', '/nodes/expc01/pages/clustering', { fields: {} }],
      ['POST', '/nodes/expc01/actions/restart', {}],
      ['PATCH', '/clock', { rate: 1 }],
      ['POST', '/clock/advance', { by: 'PT1M' }],
      ['PUT', '/faults/cut', { kind: 'link-down', a: 'expc01', b: 'expc02' }],
      ['DELETE', '/faults/cut'],
      ['POST', '/reset'],
      ['POST', '/key/rotate'],
      ['DELETE', ''],
    ] as const
    for (const path of ['', '/events', '/nodes/expc01', '/nodes/expc01/pages/clustering', '/nodes/expc01/logs', '/faults']) {
      expect((await client.ask('GET', path, undefined, 'this-is-not-the-right-key')).status, path).toBe(403)
    }
    for (const [method, path, body] of acts) {
      const without = await client.ask<ProblemBody>(method, path, body, null)
      expect(without.body, `${method} ${path}`).toMatchObject({ type: '/problems/key-required/', status: 401, definite: true })
      const wrong = await client.ask<ProblemBody>(method, path, body, 'this-is-not-the-right-key')
      expect(wrong.body, `${method} ${path}`).toMatchObject({ type: '/problems/key-refused/', status: 403, definite: true })
    }
    expect((await client.snapshot()).seq).toBe(seen.body.seq)
  })

  test('a signing request is generated of entropy that comes with the act, and answered as csr.pem', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    type Acted = { readonly message: string; readonly files: readonly { readonly name: string; readonly text: string }[] }
    const path = '/nodes/expc01/actions/generate-csr'
    const [one, other] = [await client.must<Acted>('POST', path, {}), await client.must<Acted>('POST', path, {})]
    expect(one.files).toMatchObject([{ name: 'csr.pem', text: expect.stringMatching(/^-----BEGIN CERTIFICATE REQUEST-----/) }])
    expect(other.files[0]?.text).not.toBe(one.files[0]?.text)
    expect(JSON.stringify(await client.snapshot())).not.toContain('PRIVATE')
  })

  test('where there is nothing to say, no body, an empty one and {} are alike, and anything else is refused', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const send = (path: string, type: string, body?: string) =>
      fetch(`/api/v1/sandboxes/${client.id}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${client.key}`, 'content-type': type },
        ...(body !== undefined && { body }),
      })
    for (const path of ['/reset', '/fork', '/nodes/primary-node/actions/no-such']) {
      const taken = path.endsWith('no-such') ? 404 : path === '/fork' ? 201 : 200
      for (const body of [undefined, '', '{}'])
        expect([path, body, (await send(path, 'application/json', body)).status]).toEqual([path, body, taken])
    }
    const { seq } = await client.snapshot()
    for (const path of ['/reset', '/key/rotate', '/fork']) {
      expect([path, (await send(path, 'application/json', '{"sure":true}')).status]).toEqual([path, 400])
      expect([path, (await send(path, 'application/json', '{')).status]).toEqual([path, 400])
      expect([path, (await send(path, 'text/plain', '{}')).status]).toEqual([path, 415])
    }
    expect((await client.snapshot()).seq).toBe(seq)
  })

  test('a key of no kind we know opens nothing, and is told so only where there is something', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer x', `bearer  ${client.key}`, client.key]) {
      const ask = (id: string) => fetch(`/api/v1/sandboxes/${id}`, { headers: { authorization } })
      expect([authorization, (await ask(client.id)).status]).toEqual([authorization, 403])
      expect([authorization, (await ask('aaaaaaaaaaaaaaaa')).status]).toEqual([authorization, 404])
    }
  })

  test('a rotated key ends the old one', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const { key } = await client.must<{ key: string }>('POST', '/key/rotate')
    expect((await client.ask('PATCH', '/clock', { rate: 0 })).status).toBe(403)
    expect((await client.ask('PATCH', '/clock', { rate: 0 }, key)).status).toBe(200)
  })

  test('an expired sandbox cannot be told from one that never was, and its storage goes', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + SANDBOX_LIFE_MS + 1_000 })
    try {
      const expired = await client.ask<ProblemBody>('GET')
      const never = await call<ProblemBody>(fetch, 'GET', '/api/v1/sandboxes/aaaaaaaaaaaaaaaa')
      expect(expired.status).toBe(404)
      expect(expired.body).toEqual(never.body)
      expect(await runDurableObjectAlarm(SANDBOX.getByName(client.id))).toBe(true)
    } finally {
      vi.useRealTimers()
    }
    await runInDurableObject(SANDBOX.getByName(client.id), (_, state) => {
      expect(state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray()).toEqual(
        [],
      )
    })
  })

  test('asking for a sandbox that never was writes nothing', async () => {
    for (const id of ['bbbbbbbbbbbbbbbb', 'Not An Id', '..']) {
      expect((await call(fetch, 'GET', `/api/v1/sandboxes/${encodeURIComponent(id)}`)).status).toBe(404)
    }
    await runInDurableObject(SANDBOX.getByName('bbbbbbbbbbbbbbbb'), async (_, state) => {
      expect(state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray()).toEqual(
        [],
      )
      expect(await state.storage.getAlarm()).toBeNull()
    })
  })

  test('a reset goes back to the template, and the numbers go on', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.save('expc01', 'clustering', { cluster_name: 'other.example' })
    await client.advance({ by: 'PT5M' })
    await client.must('PUT', '/faults/cut', { kind: 'link-down', a: 'expc01', b: 'expc02' })
    const { seq } = await client.snapshot()
    const back = await client.must<Snapshot>('POST', '/reset')
    expect(back.seq).toBeGreaterThan(seq)
    expect(back.nodes).toEqual(snapshot.nodes)
    expect(back.links).toEqual(snapshot.links)
    expect(back.faults).toEqual([])
    expect(back.clock).toEqual(snapshot.clock)
    await client.save('expc01', 'clustering', { cluster_name: 'again.example' })
    expect(JSON.stringify((await client.snapshot()).nodes[0])).toContain('again.example')
  })
})
