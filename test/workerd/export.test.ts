// A sandbox leaves as one document and comes back as another sandbox that stands where it stood.

import { describe, expect, test } from 'vitest'
import { Export } from '../../worker/api/document.ts'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { call, openSandbox, SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

type States = Record<string, Record<string, unknown>>
type Document = {
  states: States
  entries: { act: Record<string, unknown> }[]
  version: number
  base: { states: States }
  world: { now: number; nodes: readonly { last: number }[] }
}

const withoutDue = (state: Record<string, unknown> = {}) => ({
  ...state,
  timers: (state.timers as { due?: number }[]).map(({ due: _, ...timer }) => timer),
})

const bring = (document: unknown) =>
  call<{ id: string; key: string; snapshot: Snapshot & { edited?: boolean } }>(
    fetch,
    'POST',
    '/api/v1/sandboxes/import',
    document,
  )

async function worked(template: string) {
  const { client, snapshot } = await openSandbox(fetch, template, 4)
  const node = snapshot.nodes[0]?.id ?? ''
  await client.line(node, template.startsWith('ssm') ? 'ha_cluster_stop' : 'xConfiguration SystemUnit Name: "moved"')
  await client.must('PUT', '/faults/cut', { kind: 'power-off', node: snapshot.nodes[1]?.id })
  await client.advance({ by: 'PT7M' })
  return { client, document: await client.must<Document>('GET', '/export') }
}

const same = ({ id: _, credentials: __, edited: ___, clock, ...rest }: Record<string, unknown>) => ({
  ...rest,
  now: (clock as { now: string }).now,
})

describe('export and import', () => {
  test.each(['expressway-c-cluster-2', 'ssm-lab1'])('%s comes back as it went, and goes on the same', async (template) => {
    const { client, document } = await worked(template)
    Export.parse(document)
    const made = await bring(document)
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(made.body.snapshot.edited).toBeUndefined()
    const twin = new SandboxClient(fetch, made.body.id, made.body.key)
    const both = async () => [await client.snapshot(), await twin.snapshot()].map((each) => same(each as never))
    const [here, there] = await both()
    expect(there).toEqual(here)
    await client.advance({ by: 'PT20M' })
    await twin.advance({ by: 'PT20M' })
    const [one, other] = await both()
    expect(other).toEqual(one)
  })

  test('neither key nor credentials are in the document, and only the key gets it', async () => {
    const { client, document } = await worked('ssm-lab1')
    const { credentials } = await client.must<{
      credentials: Record<string, { password: string; root?: string; api?: { clientSecret: string } }>
    }>('GET')
    const text = JSON.stringify(document)
    for (const { password, root, api } of Object.values(credentials))
      for (const word of [password, root, api?.clientSecret, client.key]) if (word !== undefined) expect(text).not.toContain(word)
    expect((await client.ask('GET', '/export', undefined, null)).status).toBe(401)
  })

  test('a document that was changed and still runs is marked edited, until it is put back', async () => {
    const { document } = await worked('expressway-c-cluster-2')
    document.entries.pop()
    const made = await bring(document)
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(made.body.snapshot.edited).toBe(true)
    const twin = new SandboxClient(fetch, made.body.id, made.body.key)
    expect(await twin.snapshot()).toMatchObject({ edited: true })
    expect(await twin.must('POST', '/reset')).not.toHaveProperty('edited')
  })

  test('a journal that begins where nothing ever falls due, or goes on for ever, is none: the state it came with is kept', async () => {
    const { document } = await worked('expressway-c-cluster-2')
    const { base, world } = document
    const expc01 = withoutDue(base.states.expc01)
    const nowhere = { ...document, base: { ...base, states: { ...base.states, expc01 } } }
    const far = { ...document, world: { ...world, now: 4e15, nodes: world.nodes.map((node) => ({ ...node, last: 4e15 })) } }
    const made = await bring(nowhere)
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(made.body.snapshot.edited).toBe(true)
    expect((await bring(far)).status).toBeLessThan(500)
  })

  test('what cannot be run is refused with what is wrong', async () => {
    const { document } = await worked('expressway-c-cluster-2')
    const broken = [
      [{ ...document, version: 2 }, 400],
      [{ ...document, more: 1 }, 400],
      [{ ...document, template: 'no-such' }, 422],
      [{ ...document, template: 'ssm-lab1' }, 422],
      [{ ...document, states: {} }, 422],
      [{ ...document, states: { ...document.states, expc01: {} } }, 422],
      [
        {
          ...document,
          states: { ...document.states, expc01: { ...document.states.expc01, alarms: [7], saved: {}, shared: {} } },
        },
        422,
      ],
      [{ ...document, states: { ...document.states, expc01: withoutDue(document.states.expc01) } }, 422],
    ] as const
    for (const [body, status] of broken) {
      const made = await bring(body)
      expect(made.status, JSON.stringify(made.body).slice(0, 300)).toBe(status)
    }
  })
})
