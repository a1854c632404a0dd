// What former releases left, on disk and as documents, is opened by this one.

import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { Base } from '../../worker/kernel/journal.ts'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import type { Env } from '../../worker/objects/env.ts'
import { call, openSandbox, SandboxClient } from '../client.ts'
import expressway1 from '../model/former/expressway-c-cluster-2-of-1.json' with { type: 'json' }
import expressway2 from '../model/former/expressway-c-cluster-2-of-2.json' with { type: 'json' }
import lab1 from '../model/former/ssm-lab1-of-1.json' with { type: 'json' }
import lab2 from '../model/former/ssm-lab2-of-2.json' with { type: 'json' }
import { fetch } from './server.ts'

type Former = Base & { readonly template: string }

const FORMER = Object.entries({ expressway1, expressway2, lab1, lab2 }) as unknown as readonly [string, Former][]

type Row = { readonly slot: number; readonly doc: string }

/** Rewrites the documents that an object keeps, one a row. */
const rewrite = (stub: DurableObjectStub, table: string, change: (slot: number, doc: Record<string, unknown>) => object) =>
  runInDurableObject(stub, (_, { storage: { sql } }) => {
    for (const { slot, doc } of sql.exec<Row>(`SELECT slot, doc FROM ${table}`).toArray())
      sql.exec(`UPDATE ${table} SET doc = ? WHERE slot = ?`, JSON.stringify(change(slot, JSON.parse(doc))), slot)
  })

describe('a sandbox of a former release', () => {
  test.each(FORMER)(
    '%s on disk opens, says that it was taken over, and goes on',
    async (_, { template, model, world, states }) => {
      const { client } = await openSandbox(fetch, template)
      const { SANDBOX, PEER, HA_NODE, UPSTREAM, PRODUCT_INSTANCE } = env as unknown as Env
      const spaces = [PEER, HA_NODE, UPSTREAM, PRODUCT_INSTANCE] as unknown as DurableObjectNamespace[]
      for (const [node, state] of Object.entries(states))
        for (const space of spaces) {
          const stub = space.getByName(`${client.id}:${node}`)
          const isThere = await runInDurableObject(
            stub,
            (__, { storage: { sql } }) => sql.exec("SELECT name FROM sqlite_master WHERE name = 'node'").toArray().length > 0,
          )
          if (isThere) await rewrite(stub, 'node', (__, { stateShape: ___, ...stored }) => ({ ...stored, state }))
        }
      const numbered = { ...world, nodes: world.nodes.map((each) => ({ ...each, last: 0 })) }
      await rewrite(SANDBOX.getByName(client.id) as unknown as DurableObjectStub, 'sandbox', (slot, doc) =>
        slot === 0
          ? { ...doc, model, keyHash: String(doc.keyHash).replace(/^.*\$/, '') }
          : { ...doc, world: numbered, since: world.seq },
      )
      await abortAllDurableObjects()

      const found = await client.snapshot()
      expect(found.clock.now).toBe(new Date(world.now).toISOString())
      expect(found.seq).toBe(world.seq + 1)
      const { events } = await client.must<{ events: { kind: string }[] }>('GET', `/events?after=${world.seq}`)
      expect(events.map(({ kind }) => kind)).toEqual(['renewed'])
      await client.must('DELETE', '/faults/dark')
      await client.advance({ until: 'settled', max: 'PT30M' })
      expect((await client.snapshot()).settled).toBe(true)
      // Taken over once: later it is only woken.
      await abortAllDurableObjects()
      const later = await client.must<{ events: { kind: string }[] }>('GET', `/events?after=${world.seq}&limit=1000`)
      expect(later.events.filter(({ kind }) => kind === 'renewed')).toHaveLength(1)
    },
  )

  test.each(FORMER)('%s as a document is imported', async (_, { template, model, world, states }) => {
    const document = {
      format: 'clusterbook-sandbox',
      version: 1,
      template,
      model,
      base: { model, world, states },
      entries: [],
      world,
      states,
    }
    const made = await call<{ id: string; key: string; snapshot: Snapshot & { edited?: boolean } }>(
      fetch,
      'POST',
      '/api/v1/sandboxes/import',
      document,
    )
    expect(made.status, JSON.stringify(made.body).slice(0, 300)).toBe(201)
    const twin = new SandboxClient(fetch, made.body.id, made.body.key)
    await twin.must('DELETE', '/faults/dark')
    await twin.advance({ until: 'settled', max: 'PT30M' })
    expect((await twin.snapshot()).settled).toBe(true)
  })
})
