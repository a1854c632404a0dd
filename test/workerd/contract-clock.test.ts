// The HTTP contract: how virtual time passes, and what is done meanwhile.

import { applyPatch } from 'rfc6902'
import { describe, expect, test, vi } from 'vitest'
import * as schemas from '../../worker/api/schemas.ts'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { fetch } from './server.ts'
import { watch } from './watch.ts'

type ProblemBody = { type: string; status: number; detail: string; definite: boolean; errors?: { pointer: string }[] }

describe('the clock', () => {
  test('advances by a duration and stands there', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const { body } = await client.ask<{ now: string; done: boolean }>('POST', '/clock/advance', { by: 'PT2M30S' })
    schemas.Advanced.parse(body)
    expect(Date.parse(body.now) - Date.parse(snapshot.clock.now)).toBe(150_000)
    expect((await client.snapshot()).clock.now).toBe(body.now)
  })

  test('advances until settled, and advancing a settled sandbox until settled changes nothing', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.press('expc01', 'restart')
    const first = await client.must<{ settled: boolean; seq: number }>('POST', '/clock/advance', {
      until: 'settled',
      max: 'PT30M',
    })
    expect(first.settled).toBe(true)
    const second = await client.must('POST', '/clock/advance', { until: 'settled' })
    expect(second).toEqual(first)
  })

  test('advances until something happens, leaves out the kinds not asked for, and stops there to the second', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    await client.must('PUT', '/faults/dark', { kind: 'power-off', node: 'expc02' })
    const from = (await client.snapshot()).seq
    const ask = { until: 'event', except: ['replicated', 'copied'], max: 'PT30M' }
    const first = await client.must<{ now: string; seq: number; done: boolean }>('POST', '/clock/advance', ask)
    schemas.Advanced.parse(first)
    const noted = (await client.events()).filter(
      ({ seq, kind }) => seq > from && !['replicated', 'copied', 'clock'].includes(kind),
    )
    expect(noted.length).toBeGreaterThan(0)
    expect(new Set(noted.map(({ at }) => at))).toEqual(new Set([first.now]))
    expect(first.done).toBe(true)
    const second = await client.must<{ now: string }>('POST', '/clock/advance', ask)
    expect(Date.parse(second.now)).toBeGreaterThan(Date.parse(first.now))
    // Where nothing happens the time asked for passes.
    const quiet = await openSandbox(fetch, 'expressway-c-cluster-2')
    const { now } = await quiet.client.must<{ now: string }>('POST', '/clock/advance', { ...ask, max: 'PT1M' })
    expect(Date.parse(now) - Date.parse(quiet.snapshot.clock.now)).toBe(60_000)
  })

  test('only one advance at a time; commands meanwhile apply where it has got to', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const long = client.ask<{ now: string }>('POST', '/clock/advance', { by: 'PT12H' })
    await new Promise((resolve) => setTimeout(resolve, 30))
    const [busy, line] = await Promise.all([
      client.ask<ProblemBody>('POST', '/clock/advance', { by: 'PT1M' }),
      client.ask<{ output: string }>('POST', '/nodes/expc01/console', { line: 'xStatus SystemUnit' }),
    ])
    expect(busy.body).toMatchObject({ type: '/problems/clock-busy/', status: 409, definite: true })
    expect(line.status).toBe(200)
    expect((await long).status).toBe(200)
  })

  test('a running clock follows the wall, rings each node in time, and stops by itself', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.press('expc01', 'restart')
    await client.must('PATCH', '/clock', { rate: 60 })
    await vi.waitFor(async () => expect((await client.snapshot()).nodes[0]?.state).toBe('running'), {
      timeout: 20_000,
      interval: 200,
    })
    const now = Date.parse((await client.snapshot()).clock.now)
    expect(now - Date.parse(snapshot.clock.now)).toBeGreaterThanOrEqual(180_000)
    await client.must('PATCH', '/clock', { rate: 1 })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 })
    try {
      const stopped = await client.snapshot()
      expect(stopped.clock.rate).toBe(0)
      expect((await client.events()).at(-1)).toMatchObject({
        kind: 'clock',
        text: expect.stringMatching(/stopped by itself: nobody was there for 2 minutes/),
      })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the rate', () => {
  test('that runs already is no event', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'ssm-lab1')
    expect((await client.ask('PATCH', '/clock', { rate: 0 })).status).toBe(200)
    expect((await client.snapshot()).seq).toBe(snapshot.seq)
    await client.must('PATCH', '/clock', { rate: 10 })
    const { seq } = await client.snapshot()
    await client.must('PATCH', '/clock', { rate: 10 })
    expect((await client.snapshot()).seq).toBe(seq)
    expect((await client.events()).filter(({ kind }) => kind === 'clock')).toHaveLength(1)
  })
})

describe('what is done while the clock is advanced', () => {
  const long = (client: SandboxClient) => client.ask<{ now: string; done: boolean }>('POST', '/clock/advance', { by: 'P5D' })
  const soon = () => new Promise((resolve) => setTimeout(resolve, 60))

  test('a reset ends the advance where it stands, and the sandbox stays at its beginning', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const advance = long(client)
    await soon()
    const back = await client.ask<Snapshot>('POST', '/reset')
    expect(back.body.clock).toEqual(snapshot.clock)
    expect((await advance).status).toBe(200)
    expect((await client.snapshot()).clock).toEqual(snapshot.clock)
  })

  test('a rotated key does not make an advance that happened look refused', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const advance = long(client)
    await soon()
    expect((await client.ask('POST', '/key/rotate')).status).toBe(200)
    expect((await advance).status).toBe(200)
  })

  test('a deletion ends the advance', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const advance = long(client)
    await soon()
    expect((await client.ask('DELETE')).status).toBe(204)
    expect((await advance).body).toMatchObject({ type: '/problems/no-such-sandbox/' })
  })

  test('whoever joins hears of each change once, and their patches keep it right', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-6')
    const advance = long(client)
    const watchers = []
    for (let each = 0; each < 12; each += 1) {
      await new Promise((resolve) => setTimeout(resolve, 25))
      await client.save('expc01', 'h323', { h323_time_to_live: 60 + each })
      watchers.push(await watch(client))
    }
    await advance
    const now = (await client.ask<Snapshot>('GET', '', undefined, null)).body
    for (const { messages, socket } of watchers) {
      await vi.waitFor(() => expect(messages.at(-1)?.seq).toBe(now.seq))
      const held = structuredClone(messages[0]?.snapshot) as Snapshot
      for (const { since, seq, patch } of messages.slice(1) as unknown as { since: number; seq: number; patch: never[] }[]) {
        expect(since).toBe(held.seq)
        expect(applyPatch(held, patch).filter(Boolean)).toEqual([])
        expect(held.seq).toBe(seq)
      }
      expect(held).toEqual(now)
      socket.close(1000, 'done')
    }
  })
})
