// What the HTTP contract says to input that does not fit: each its own problem document, and nothing is changed.

import { describe, expect, test } from 'vitest'
import { PROBLEMS } from '../../worker/api/problem.ts'
import { ProblemDocument } from '../../worker/api/schemas.ts'
import { call, openSandbox } from '../client.ts'
import { fetch } from './server.ts'

type ProblemBody = { type: string; status: number; detail: string; definite: boolean; errors?: { pointer: string }[] }

const nested = (depth: number) => JSON.parse(`{"fields":{"cluster_name":${'['.repeat(depth)}${']'.repeat(depth)}}}`) as unknown

describe('bad input', () => {
  const EXPRESSWAY = 'expressway-c-standalone-3'
  const bad: readonly (readonly [what: string, method: string, path: string, body: unknown, problem: keyof typeof PROBLEMS])[] = [
    ['an unknown node', 'GET', '/nodes/expc99', undefined, 'no-such-node'],
    ['a page of an unknown node', 'GET', '/nodes/expc99/pages/clustering', undefined, 'no-such-node'],
    ['an unknown page', 'GET', '/nodes/expc01/pages/nonsense', undefined, 'no-such-page'],
    ['saving an unknown page', 'PUT', '/nodes/expc01/pages/nonsense', { fields: {} }, 'no-such-page'],
    ['an unknown field', 'PUT', '/nodes/expc01/pages/clustering', { fields: { nonsense: '10.0.0.1' } }, 'no-such-field'],
    [
      'a field called __proto__',
      'PUT',
      '/nodes/expc01/pages/clustering',
      { fields: JSON.parse('{"__proto__": 1}') },
      'invalid-request',
    ],
    ['a number for a name', 'PUT', '/nodes/expc01/pages/clustering', { fields: { cluster_name: 5 } }, 'invalid-fields'],
    ['a list for an address', 'PUT', '/nodes/expc01/pages/clustering', { fields: { peer_1_address: [] } }, 'invalid-fields'],
    ['no fields at all', 'PUT', '/nodes/expc01/pages/clustering', {}, 'invalid-request'],
    ['more than fields', 'PUT', '/nodes/expc01/pages/clustering', { fields: {}, save: true }, 'invalid-request'],
    ['a null body', 'PUT', '/nodes/expc01/pages/clustering', null, 'invalid-request'],
    ['an unknown action', 'POST', '/nodes/expc01/actions/explode', {}, 'no-such-action'],
    ['an unknown session', 'POST', '/nodes/expc01/console', { line: 'xStatus', session: 'nobody' }, 'no-such-session'],
    ['an unknown login', 'POST', '/nodes/expc01/console', { line: 'xStatus', login: 'mallory' }, 'no-such-login'],
    ['a line of two lines', 'POST', '/nodes/expc01/console', { line: 'xStatus\nxCommand Boot' }, 'invalid-request'],
    ['a line without end', 'POST', '/nodes/expc01/console', { line: 'x'.repeat(1_001) }, 'invalid-request'],
    ['a line that is a number', 'POST', '/nodes/expc01/console', { line: 7 }, 'invalid-request'],
    ['a rate of 5', 'PATCH', '/clock', { rate: 5 }, 'invalid-request'],
    ['a rate in words', 'PATCH', '/clock', { rate: '1' }, 'invalid-request'],
    ['a duration of months', 'POST', '/clock/advance', { by: 'P1M' }, 'invalid-request'],
    ['a duration of nothing', 'POST', '/clock/advance', { by: 'PT0S' }, 'invalid-request'],
    ['a duration of a thousand days', 'POST', '/clock/advance', { by: 'P1000D' }, 'invalid-request'],
    ['until tomorrow', 'POST', '/clock/advance', { until: 'tomorrow' }, 'invalid-request'],
    ['both by and until', 'POST', '/clock/advance', { by: 'PT1M', until: 'settled' }, 'invalid-request'],
    ['an unknown fault', 'PUT', '/faults/x', { kind: 'meteor' }, 'invalid-request'],
    ['a fault on an unknown node', 'PUT', '/faults/x', { kind: 'power-off', node: 'expc99' }, 'fault-refused'],
    [
      'a fault on an unknown network',
      'PUT',
      '/faults/x',
      { kind: 'link-down', a: 'expc01', b: 'expc02', network: 'lan9' },
      'fault-refused',
    ],
    ['a link from a node to itself', 'PUT', '/faults/x', { kind: 'link-down', a: 'expc01', b: 'expc01' }, 'fault-refused'],
    ['an upstream that is not there', 'PUT', '/faults/x', { kind: 'upstream-unreachable' }, 'fault-refused'],
    ['a fault with a bad name', 'PUT', '/faults/NO', { kind: 'upstream-unreachable' }, 'invalid-request'],
    ['an unknown procedure', 'GET', '/procedures/expressway/nonsense', undefined, 'no-such-procedure'],
    ['events after never', 'GET', '/events?after=never', undefined, 'invalid-request'],
    ['a million events', 'GET', '/events?limit=1000000', undefined, 'invalid-request'],
    ['an unknown query', 'GET', '/events?before=3', undefined, 'invalid-request'],
    ['a live socket without upgrade', 'GET', '/live', undefined, 'upgrade-required'],
    ['an unknown path', 'GET', '/nonsense', undefined, 'no-such-route'],
    ['a method nobody takes', 'PATCH', '/events', {}, 'method-not-allowed'],
    ['a number that is none', 'GET', '/events?after=0x10', undefined, 'invalid-request'],
    ['lists in lists without end', 'PUT', '/nodes/expc01/pages/clustering', nested(200), 'invalid-request'],
    [
      'a body of a megabyte',
      'PUT',
      '/nodes/expc01/pages/clustering',
      { fields: { cluster_name: 'x'.repeat(1_000_000) } },
      'body-too-large',
    ],
  ]

  test('each gets its problem document, nothing changes, and nothing is a 5xx', async () => {
    const { client } = await openSandbox(fetch, EXPRESSWAY)
    const before = await client.snapshot()
    for (const [what, method, path, body, problem] of bad) {
      const { status, body: answer } = await client.ask<ProblemBody>(method, path, body)
      expect(answer, what).toMatchObject({ type: `/problems/${problem}/`, status: PROBLEMS[problem].status, definite: true })
      expect(status, what).toBe(PROBLEMS[problem].status)
      ProblemDocument.parse(answer)
      expect(answer.detail.length, what).toBeGreaterThan(10)
    }
    expect(await client.snapshot()).toEqual(before)
    expect(await client.events()).toEqual([])
  })

  test('a value that does not fit is pointed at where it stands in the body, and named in the detail', async () => {
    const { client } = await openSandbox(fetch, EXPRESSWAY)
    const { body } = await client.ask<ProblemBody>('PUT', '/nodes/expc01/pages/clustering', { fields: { cluster_name: 5 } })
    expect(body.errors).toMatchObject([{ pointer: '/fields/cluster_name' }])
    expect(body.detail).toMatch(/^cluster_name must /)
    const pressed = await client.ask<ProblemBody>('POST', '/nodes/expc01/actions/acknowledge-alarm', { id: 5 })
    expect(pressed.body.errors).toMatchObject([{ pointer: '/id' }])
  })

  test.each([
    ['an unknown template', { template: 'nonsense' }, 'no-such-template'],
    ['no template', {}, 'invalid-request'],
    ['a seed in words', { template: EXPRESSWAY, seed: 'one' }, 'invalid-request'],
    ['a negative seed', { template: EXPRESSWAY, seed: -1 }, 'invalid-request'],
    ['a list', [], 'invalid-request'],
  ] as const)('no sandbox is made from %s', async (_, body, problem) => {
    const { body: answer } = await call<ProblemBody>(fetch, 'POST', '/api/v1/sandboxes', body)
    expect(answer).toMatchObject({ type: `/problems/${problem}/`, definite: true })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a body sent as %s is refused as such',
    async (type) => {
      const response = await fetch('/api/v1/sandboxes', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"template":"ssm-lab1"}',
      })
      expect(await response.json()).toMatchObject({ type: '/problems/unsupported-media-type/', status: 415, definite: true })
    },
  )

  test('a body that is no UTF-8, or packed, is told so', async () => {
    const send = (headers: Record<string, string>, body: Uint8Array<ArrayBuffer>) =>
      fetch('/api/v1/sandboxes', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
    const bytes = new TextEncoder().encode('{"template":"ssm-lab1?"}')
    const packed = await send({ 'content-encoding': 'gzip' }, bytes)
    expect(await packed.json()).toMatchObject({ type: '/problems/unsupported-media-type/', status: 415 })
    bytes[bytes.indexOf('?'.charCodeAt(0))] = 0xff
    expect(await (await send({}, bytes)).json()).toMatchObject({ type: '/problems/malformed-json/', status: 400 })
  })

  test('half a JSON document is told apart from one that does not fit', async () => {
    const response = await fetch('/api/v1/sandboxes', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"template":',
    })
    expect(await response.json()).toMatchObject({ type: '/problems/malformed-json/', status: 400 })
  })

  test('the product’s own refusal is passed on in its words, and nothing is saved', async () => {
    const { client } = await openSandbox(fetch, EXPRESSWAY)
    const before = await client.snapshot()
    const refused = await client.ask<{ messages: string[] }>('PUT', '/nodes/expc01/pages/clustering', {
      fields: { peer_1_address: '10.15.13.15', peer_2_address: '10.15.13.15' },
    })
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({
      type: '/problems/product-refused/',
      messages: ['Peer 2 address: "10.15.13.15" is already the address of peer 1.'],
    })
    expect(await client.snapshot()).toEqual(before)
  })
})
