// How the HTTP contract describes itself, and who may call.

import { describe, expect, test } from 'vitest'
import { call, openSandbox } from '../client.ts'
import { fetch, ORIGIN } from './server.ts'

test('the document describes every call, and closes every object whose fields the service itself decides', async () => {
  type Schema = { type?: string; properties?: object; additionalProperties?: unknown }
  type Document = { paths: Record<string, Record<string, { operationId?: string }>>; components: { schemas: Schema } }
  const { body } = await call<Document>(fetch, 'GET', '/api/v1/openapi.json')
  const ids = Object.values(body.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
  expect(ids).toHaveLength(new Set(ids).size)
  expect(ids).not.toContain(undefined)
  expect(Object.keys(body.paths)).toContain('/healthz')
  const open: string[] = []
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    const { type, properties, additionalProperties } = value as Schema
    if (type === 'object' && properties !== undefined && additionalProperties !== false) open.push(path)
    for (const [name, part] of Object.entries(value)) walk(part, `${path}/${name}`)
  }
  walk(body.components.schemas, '')
  // What a node's state holds is its model's affair; see document.ts.
  expect(open.filter((path) => !/\/states\/additionalProperties$/.test(path))).toEqual([])
})

describe('the description', () => {
  test('is OpenAPI 3.1, names every call of the contract, and closes every body', async () => {
    const { body } = await call<{
      openapi: string
      paths: Record<string, object>
      components: { schemas: Record<string, { additionalProperties?: unknown }> }
    }>(fetch, 'GET', '/api/v1/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    const below = (path: string) => `/api/v1/sandboxes/{id}${path}`
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/templates',
        '/api/v1/sandboxes',
        ...[
          '',
          '/reset',
          '/fork',
          '/events',
          '/live',
          '/clock',
          '/clock/advance',
          '/faults/{fault}',
          '/nodes/{node}/console',
        ].map(below),
        ...[
          '/nodes/{node}/pages/{page}',
          '/nodes/{node}/actions/{action}',
          '/nodes/{node}/logs',
          '/procedures/{product}/{slug}',
        ].map(below),
      ]),
    )
    expect(body.components.schemas.NewSandbox?.additionalProperties).toBe(false)
    expect(body.components.schemas.PageSave?.additionalProperties).toBe(false)
  })

  test('the service says that it is up, and any origin may call with a key', async () => {
    expect((await fetch('/healthz')).status).toBe(200)
    const preflight = await fetch('/api/v1/sandboxes', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(new URL((await openSandbox(fetch, 'ssm-lab1')).url).origin).toBe(ORIGIN)
  })

  test('what a path takes is told to whoever asks, and to whoever sends something else', async () => {
    const options = (path: string) => fetch(path, { method: 'OPTIONS' })
    const own = '/api/v1/sandboxes/aaaaaaaaaaaaaaaa'
    for (const [path, allowed] of [
      ['/healthz', 'GET, HEAD, OPTIONS'],
      ['/api/v1/sandboxes', 'POST, OPTIONS'],
      [own, 'GET, HEAD, DELETE, OPTIONS'],
      [`${own}/faults/cut`, 'GET, HEAD, PUT, DELETE, OPTIONS'],
    ] as const) {
      const [asked, refused] = [await options(path), await fetch(path, { method: 'PURGE' })]
      expect([path, asked.status, asked.headers.get('allow')]).toEqual([path, 204, allowed])
      expect([path, refused.status, refused.headers.get('allow')]).toEqual([path, 405, allowed])
      await refused.text()
    }
    const nothing = await options('/api/v1/nothing')
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { type: '/problems/no-such-route/' }])
    const page = await fetch('/', { method: 'POST' })
    expect([page.status, page.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  test('a HEAD is answered as a GET, without the body', async () => {
    for (const path of ['/healthz', '/api/v1/templates', '/api/v1/nothing']) {
      const [head, get] = [await fetch(path, { method: 'HEAD' }), await fetch(path)]
      expect([path, head.status, await head.text()]).toEqual([path, get.status, ''])
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
      await get.text()
    }
  })
})
