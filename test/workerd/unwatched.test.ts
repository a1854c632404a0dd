// A sandbox that nobody watches costs its storage and nothing else: the clock of whoever left stops by itself, and from
// then on no object has an alarm but the sandbox, whose alarm is its expiry.

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../worker/kernel/time.ts'
import type { Env } from '../../worker/objects/env.ts'
import { SANDBOX_LIFE_MS } from '../../worker/objects/WallClock.ts'
import { templateOf } from '../../worker/products.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

afterEach(() => {
  vi.useRealTimers()
})

const { SANDBOX, PEER, HA_NODE, UPSTREAM, PRODUCT_INSTANCE } = env as unknown as Env
const CLASSES = new Map([
  ['peer', PEER],
  ['ha-node', HA_NODE],
  ['upstream', UPSTREAM],
  ['product-instance', PRODUCT_INSTANCE],
])

/** Every object of a sandbox, itself first. */
function objectsOf(client: SandboxClient, template: string): DurableObjectStub[] {
  const nodes = templateOf(template)?.template.nodes ?? []
  return [
    SANDBOX.getByName(client.id),
    ...nodes.map(({ id, kind }) => {
      const objects = CLASSES.get(kind)
      if (objects === undefined) throw new Error(`no class plays nodes of kind ${kind}`)
      return objects.getByName(`${client.id}:${id}`)
    }),
  ]
}

type Ring = { readonly at: number; readonly object: DurableObjectStub }

/** The alarms that are set, the first to ring first. */
async function alarmsOf(objects: readonly DurableObjectStub[]): Promise<Ring[]> {
  const rings = await Promise.all(
    objects.map(async (object) => ({ object, at: await runInDurableObject(object, (_, state) => state.storage.getAlarm()) })),
  )
  return rings.flatMap(({ at, object }) => (at === null ? [] : [{ at, object }])).sort((one, other) => one.at - other.at)
}

/** All that stands in the storage of an object, row by row. */
const rowsOf = (object: DurableObjectStub): Promise<string> =>
  runInDurableObject(object, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray()
    return JSON.stringify(tables.map(({ name }) => [name, storage.sql.exec(`SELECT * FROM "${name}"`).toArray()]))
  })

describe.each(['expressway-c-cluster-6', 'ssm-lab1', 'ssm-lab2'])('%s', (template) => {
  test('has no request, alarm or row for a day that nobody watches, but its expiry', async () => {
    const { client, snapshot } = await openSandbox(fetch, template)
    const objects = objectsOf(client, template)
    const node = snapshot.nodes[0]?.id ?? ''
    await client.must('PATCH', '/clock', { rate: 1 })
    await client.must('PUT', '/faults/off', { kind: 'power-off', node })
    await client.must('DELETE', '/faults/off')
    const left = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: left })
    // What rings until the clock has stopped: there is always a next alarm, and at the end it is the expiry.
    let last = left
    for (let rings = 0; ; rings += 1) {
      const [next] = await alarmsOf(objects)
      if (next === undefined) throw new Error('nothing would ever end it')
      if (next.at > left + DAY_MS) break
      expect(rings, 'alarms of one who left').toBeLessThan(500)
      vi.setSystemTime(Math.max(next.at, last))
      last = Math.max(next.at, last)
      await runDurableObjectAlarm(next.object)
    }
    expect(last, 'the clock went on while nobody was there').toBeGreaterThanOrEqual(left + 2 * MINUTE_MS)
    expect(last, 'and stopped soon').toBeLessThanOrEqual(left + 4 * MINUTE_MS)
    const alarms = await alarmsOf(objects)
    expect(alarms.map(({ object }) => object.name)).toEqual([client.id])
    expect(alarms[0]?.at).toBeGreaterThan(left + SANDBOX_LIFE_MS - MINUTE_MS)
    expect(alarms[0]?.at).toBeLessThanOrEqual(left + SANDBOX_LIFE_MS)
    const rows = await Promise.all(objects.map(rowsOf))
    expect(JSON.parse(rows[0] ?? '')).not.toEqual([])

    // The day: it had no alarm, so nothing has run, and whoever comes back finds it as it was left.
    vi.setSystemTime(last + DAY_MS / 2)
    const { clock, seq } = await client.snapshot()
    expect(clock.rate).toBe(0)
    expect((await client.events()).at(-1)).toMatchObject({
      seq,
      kind: 'clock',
      text: 'The clock stopped by itself: nobody was there for 2 minutes.',
    })
    expect(Date.parse(clock.now) - Date.parse(snapshot.clock.now)).toBeLessThanOrEqual(4 * MINUTE_MS)
    expect(await Promise.all(objects.map(rowsOf))).toEqual(rows)

    // And the expiry leaves nothing.
    vi.setSystemTime(left + SANDBOX_LIFE_MS + MINUTE_MS)
    expect(await runDurableObjectAlarm(objects[0] as DurableObjectStub)).toBe(true)
    expect(await alarmsOf(objects)).toEqual([])
    expect(await Promise.all(objects.map(rowsOf))).toEqual(objects.map(() => '[]'))
    expect((await client.ask('GET')).status).toBe(404)
  })
})
