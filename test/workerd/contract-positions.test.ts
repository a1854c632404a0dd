// The HTTP contract: looking back, and forking from there.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import * as schemas from '../../worker/api/schemas.ts'
import type { Snapshot, TimelineEvent } from '../../worker/kernel/snapshot.ts'
import type { Env } from '../../worker/objects/env.ts'
import { openSandbox, SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

const { SANDBOX } = env as unknown as Env

type ProblemBody = { type: string; status: number; detail: string; definite: boolean; errors?: { pointer: string }[] }

describe('earlier positions', () => {
  // A sandbox with a history, and its snapshot after each thing that was done to it.
  async function withHistory(template: string, node: string) {
    const { client } = await openSandbox(fetch, template, 4)
    const look = async () => (await client.ask<Snapshot>('GET', '', undefined, null)).body
    const seen = [await look()]
    const acts = [
      () => client.line(node, 'help'),
      () => client.must('PUT', '/faults/dark', { kind: 'power-off', node }),
      () => client.advance({ by: 'PT10M' }),
      () => client.must('DELETE', '/faults/dark'),
      () => client.advance({ until: 'settled', max: 'PT1H' }),
      () => client.advance({ by: 'PT7M' }),
    ]
    for (const act of acts) {
      await act()
      seen.push(await look())
    }
    return { client, seen }
  }

  test.each([
    ['expressway-c-cluster-2', 'expc02'],
    ['ssm-lab1', 'secondary-node'],
  ])('%s can be looked at, and forked, as it was at any number', async (template, node) => {
    const { client, seen } = await withHistory(template, node)
    for (const then of seen) {
      expect((await client.ask<Snapshot>('GET', `?at=${then.seq}`, undefined, null)).body).toEqual(then)
      const forked = await client.ask<{ id: string; key: string; snapshot: Snapshot }>('POST', '/fork', { at: then.seq }, null)
      expect(forked.status).toBe(201)
      schemas.CreatedSandbox.parse(forked.body)
      const { credentials, ...snapshot } = forked.body.snapshot as Snapshot & { id: string; credentials: unknown }
      expect(credentials).toBeDefined()
      expect({ ...snapshot, id: client.id }).toEqual(then)
      expect(forked.body.key).not.toBe(client.key)
    }
    // Whatever its clock did after, a position shows the time at which it was reached.
    for (const { seq, at } of await client.events())
      expect([seq, (await client.must<Snapshot>('GET', `?at=${seq}`)).clock.now]).toEqual([seq, at])
  })

  test('a fork goes on like the sandbox it came from, and leaves that alone', async () => {
    const { client } = await withHistory('expressway-c-cluster-2', 'expc02')
    const before = await client.snapshot()
    const { body } = await client.ask<{ id: string; key: string }>('POST', '/fork')
    const twin = new SandboxClient(fetch, body.id, body.key)
    await twin.advance({ by: 'PT20M' })
    expect(await client.snapshot()).toEqual(before)
    await client.advance({ by: 'PT20M' })
    expect((await client.snapshot()).nodes).toEqual((await twin.snapshot()).nodes)
    const again = await twin.ask<{ snapshot: Snapshot }>('POST', '/fork', { at: before.seq })
    expect(again.body.snapshot.nodes).toEqual(before.nodes)
    expect((await twin.ask<ProblemBody>('GET', `?at=${before.seq - 1}`)).body).toMatchObject({
      type: '/problems/position-folded/',
      status: 409,
    })
  })

  test('far more acts than the journal holds leave a base to go on from', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    // A sandbox keeps the size of ring that it was made with: this one was made when rings were small.
    await runInDurableObject(SANDBOX.getByName(client.id), (_, state) =>
      state.storage.sql.exec("UPDATE sandbox SET doc = json_set(doc, '$.records', 512) WHERE slot = 0"),
    )
    await evictDurableObject(SANDBOX.getByName(client.id))
    for (let each = 0; each < 600; each += 1) await client.line('primary-node', 'version')
    const { seq } = await client.snapshot()
    const fork = (at: number) => client.ask<ProblemBody>('POST', '/fork', { at })
    expect((await fork(seq - 5)).status).toBe(201)
    expect((await fork(3)).body).toMatchObject({ type: '/problems/position-folded/', status: 409 })
    type Events = { events: TimelineEvent[]; next: number; dropped: boolean }
    expect(await client.must<Events>('GET', '/events?after=0')).toMatchObject({ dropped: true })
    expect(await client.must<Events>('GET', `/events?after=${seq - 5}`)).toMatchObject({ dropped: false })
  }, 240_000)

  test('an earlier position has its number as its ETag, and credentials for the holder of the key alone', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const before = await client.snapshot()
    await client.advance({ by: 'PT1H' })
    await client.must('PUT', '/faults/cut', { kind: 'power-off', node: 'secondary-node' })
    const path = `/api/v1/sandboxes/${client.id}?at=${before.seq}`
    const authorization = `Bearer ${client.key}`
    const withKey = await fetch(path, { headers: { authorization } })
    expect(withKey.headers.get('etag')).toBe(`"${before.seq}"`)
    expect(await withKey.json()).toEqual(before)
    expect(await (await fetch(path)).json()).not.toHaveProperty('credentials')
    const again = await fetch(path, { headers: { 'if-none-match': `"${before.seq}"` } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test('nobody looks into the future', async () => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    expect((await client.ask('GET', '?at=7')).body).toMatchObject({ type: '/problems/no-such-position/', status: 404 })
    expect((await client.ask('POST', '/fork', { at: 7 })).body).toMatchObject({
      type: '/problems/no-such-position/',
      status: 404,
    })
    expect((await client.ask('POST', '/fork', { at: 'now' })).body).toMatchObject({ type: '/problems/invalid-request/' })
  })
})
