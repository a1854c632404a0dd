// Documents that nobody exported: valid ones with something changed. None is answered with a 5xx, and what is let in works.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProblemDocument, Snapshot } from '../../worker/api/schemas.ts'
import { call, type Fetch, openSandbox, SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

// The short run is the same each time; the long one looks for what is new.
const isLong = Number(process.env.RUNS ?? 0) >= 2_000
const IMPORTS = isLong ? 5_000 : 150

type Place = { readonly parent: Record<string, unknown>; readonly name: string }

/** Every place in a document where something stands that could be something else. */
function placesIn(value: unknown): Place[] {
  if (value === null || typeof value !== 'object') return []
  const parent = value as Record<string, unknown>
  return Object.keys(parent).flatMap((name) => [{ parent, name }, ...placesIn(parent[name])])
}

test(`${IMPORTS} imports of a document that was changed`, { timeout: 3_600_000 }, async () => {
  // Each from an address of its own, so that no limit by address is met.
  let asked = 0
  const unlimited: Fetch = (path, init) => {
    asked += 1
    const headers = new Headers(init?.headers)
    headers.set('cf-connecting-ip', `2001:db8:${(asked >> 16).toString(16)}:${(asked & 0xffff).toString(16)}::1`)
    return fetch(path, { ...init, headers })
  }
  const documents: string[] = []
  for (const template of ['expressway-c-cluster-2', 'ssm-lab1']) {
    const { client, snapshot } = await openSandbox(fetch, template)
    await client.line(snapshot.nodes[0]?.id ?? '', 'help')
    await client.advance({ by: 'PT2M' })
    documents.push(JSON.stringify((await client.ask('GET', '/export')).body))
  }
  const other = fc.oneof(
    fc.constantFrom<unknown>(null, '', 'x', 0, -1, 1e300, 1.5, true, [], {}, [null], '__proto__', '<b>', 'x'.repeat(2_000)),
    fc.jsonValue({ maxDepth: 2 }),
  )
  const change = fc.record({ at: fc.nat(), how: fc.constantFrom('replace', 'delete', 'add', 'twice'), other })
  const accepted: number[] = []
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...documents), fc.array(change, { minLength: 1, maxLength: 3 }), async (text, changes) => {
      const document = JSON.parse(text)
      const told: string[] = []
      for (const { at, how, other } of changes) {
        const places = placesIn(document)
        const { parent, name } = places[at % places.length] as Place
        told.push(`${how} ${name} ${JSON.stringify(other)}`)
        if (how === 'delete') delete parent[name]
        else if (how === 'add') parent.added = other
        else if (how === 'twice' && Array.isArray(parent)) parent.push(structuredClone(parent[Number(name)]))
        else parent[name] = other
      }
      const what = told.join('; ')
      const made = await call<{ id: string; key: string }>(unlimited, 'POST', '/api/v1/sandboxes/import', document)
      expect(made.status, `${what} ${JSON.stringify(made.body).slice(0, 300)}`).toBeLessThan(500)
      if (made.status !== 201) {
        ProblemDocument.parse(made.body)
        expect([400, 413, 422], what).toContain(made.status)
        return
      }
      // What was let in works: it can be looked at, run and taken away.
      accepted.push(made.status)
      const client = new SandboxClient(unlimited, made.body.id, made.body.key)
      const { credentials: _, ...seen } = (await client.snapshot()) as { credentials?: unknown }
      expect(Snapshot.safeParse(seen).error?.issues ?? [], what).toEqual([])
      expect((await client.ask('POST', '/clock/advance', { by: 'PT1M' })).status, what).toBeLessThan(500)
      expect((await client.ask('DELETE')).status, what).toBe(204)
    }),
    { numRuns: IMPORTS, ...(isLong ? {} : { seed: 7 }) },
  )
  expect(accepted.length).toBeGreaterThan(0)
})
