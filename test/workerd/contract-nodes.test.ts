// The HTTP contract: what is done to nodes and between them, and how much of it.

import { describe, expect, test } from 'vitest'
import { FileList } from '../../worker/api/surface-schemas.ts'
import { openSandbox } from '../client.ts'
import { fetch } from './server.ts'

type ProblemBody = { type: string; status: number; detail: string; definite: boolean; errors?: { pointer: string }[] }

describe('what is under way', () => {
  test('has a limit while the clock stands; what goes beyond changes nothing, and time makes room', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-6')
    let saves = 0
    const zones = () => Array.from({ length: 10 }, (_, each) => ({ name: `Zone ${saves} of ${each}`, address: '10.40.1.10' }))
    const save = () => client.ask<ProblemBody>('PUT', '/nodes/expc01/pages/zones', { fields: { zones: zones() } })
    for (let reply = await save(); ; reply = await save(), saves += 1) {
      if (reply.status === 409) {
        expect(reply.body).toMatchObject({ type: '/problems/too-much-under-way/', status: 409 })
        break
      }
      expect(reply.status).toBe(200)
      expect(saves, 'a record is at most a row').toBeLessThan(1_000)
    }
    expect(saves).toBeGreaterThan(20)
    const before = await client.snapshot()
    expect((await client.ask('PUT', '/faults/cut', { kind: 'power-off', node: 'expc02' })).status).toBe(409)
    expect((await client.ask('POST', '/nodes/expc01/console', { line: 'xStatus' })).status).toBe(409)
    expect(await client.snapshot()).toEqual(before)
    await client.advance({ until: 'settled', max: 'PT5M' })
    expect((await save()).status).toBe(200)
    await client.advance({ by: 'PT1S' })
    for (const node of (await client.snapshot()).nodes)
      expect(JSON.stringify(node.configuration)).toContain(`"Zone ${saves} of 0"`)
  })
})

describe('files', () => {
  test('a node lists what it offers; what it neither offers nor takes is told so', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const list = await client.must<{ files: unknown[] }>('GET', '/nodes/expc01/files')
    FileList.parse(list)
    const path = '/nodes/expc01/files/nothing.bin'
    expect((await client.ask('GET', path, undefined, null)).body).toMatchObject({ type: '/problems/no-such-file/', status: 404 })
    const { seq } = await client.snapshot()
    expect((await client.ask('PUT', path, 'x', null)).status).toBe(401)
    expect((await client.ask('PUT', path, 'x'.repeat(300_000))).status).toBe(413)
    expect((await client.ask('PUT', '/nodes/expc01/files/..%2Fx', 'x')).status).toBe(400)
    expect((await client.snapshot()).seq).toBe(seq)
  })
})

describe('faults', () => {
  test('are laid, listed and healed under the name their maker gave', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const fault = { kind: 'link-down', a: 'expc01', b: 'expc02' }
    expect((await client.ask('PUT', '/faults/cut-1', fault)).body).toEqual({ id: 'cut-1', ...fault })
    expect((await client.snapshot()).faults).toEqual([{ id: 'cut-1', ...fault }])
    expect((await client.snapshot()).links[0]).toMatchObject({ aToB: false, bToA: false })
    expect((await client.ask('GET', '/faults/cut-1')).body).toEqual({ id: 'cut-1', ...fault })
    expect((await client.ask('DELETE', '/faults/cut-1')).status).toBe(204)
    expect((await client.ask('DELETE', '/faults/cut-1')).body).toMatchObject({ type: '/problems/no-such-fault/', status: 404 })
    expect((await client.snapshot()).links[0]).toMatchObject({ aToB: true, bToA: true })
  })

  test('a node without power does not answer, and starts again when it is healed', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-standalone-3')
    await client.must('PUT', '/faults/dark', { kind: 'power-off', node: 'expc02' })
    expect((await client.ask('GET', '/nodes/expc02/pages/clustering')).body).toMatchObject({
      type: '/problems/node-not-answering/',
      status: 409,
    })
    await client.must('DELETE', '/faults/dark')
    await client.advance({ until: 'settled', max: 'PT30M' })
    expect((await client.ask('GET', '/nodes/expc02/pages/clustering')).status).toBe(200)
  })
})
