// A sandbox that has been through more turns than its ring of records holds still knows itself.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { RECORDS_MAX } from '../../worker/kernel/journal.ts'
import type { TimelineEvent } from '../../worker/kernel/snapshot.ts'
import { openSandbox } from '../client.ts'
import { type Host, startHost } from './host.ts'

let host: Host
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.dispose())

test('after nine days of synchronisation the timeline begins where it is still kept, and work goes on', async () => {
  const { client } = await openSandbox(host.fetch, 'expressway-c-cluster-2')
  await client.save('expc01', 'clustering', { cluster_name: 'first.example' })
  const early = (await client.events()).length
  expect(early).toBeGreaterThan(0)
  // Two peers synchronise every two minutes: 12,960 turns.
  await client.advance({ by: 'P9D' })
  const before = await client.snapshot()
  await host.evict('SANDBOX', client.id)
  expect(await client.snapshot()).toEqual(before)

  const { events } = await client.must<{ events: TimelineEvent[] }>('GET', '/events?limit=5')
  expect(events[0]?.seq ?? Number.POSITIVE_INFINITY).toBeGreaterThan(early)
  const rows = await host.rows('Sandbox', client.id, 'SELECT count(*) AS count, sum(length(doc)) AS bytes FROM sandbox')
  expect(rows[0]?.count).toBeLessThanOrEqual(RECORDS_MAX + 2)

  await client.save('expc01', 'clustering', { cluster_name: 'last.example' })
  await client.advance({ by: 'PT2M' })
  expect(JSON.stringify((await client.snapshot()).nodes[0])).toContain('last.example')
})
