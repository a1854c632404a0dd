// A clock that is run forward is broken off between any two writes, and nodes lose at any turn what they hold in memory
// alone. However that falls, running on to the same moment comes to what the journal comes to in memory, byte for byte.

import { abortAllDurableObjects } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { baseOf, replay } from '../../worker/kernel/runtime.ts'
import { type Env, sandboxPort } from '../../worker/objects/env.ts'
import { NodeStore } from '../../worker/objects/NodeStore.ts'
import { nodePort } from '../../worker/objects/nodes.ts'
import { SandboxStore } from '../../worker/objects/SandboxStore.ts'
import { hashOf } from '../../worker/objects/secrets.ts'
import { templateOf } from '../../worker/products.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined)) // every cut is reported
afterEach(() => vi.restoreAllMocks())

const TEMPLATE = 'ssm-lab1'
const SEED = 7
const [PRIMARY, SECONDARY] = ['primary-node', 'secondary-node'] as const
const { product, template } = templateOf(TEMPLATE) ?? {}

// Worded like the runtime's own "disconnected" errors, which the test runner does not print one by one.
class PowerCut extends Error {
  constructor(when: string) {
    super(`disconnected: operation canceled ${when}`)
  }
}

/** Calls `happen` before and after each write of a sandbox or a node. */
function watchWrites(happen: (write: 'before' | 'after') => void): void {
  const { saveRecord } = SandboxStore.prototype
  vi.spyOn(SandboxStore.prototype, 'saveRecord').mockImplementation(function (this: SandboxStore, record) {
    happen('before')
    saveRecord.call(this, record)
    happen('after')
  })
  const { save } = NodeStore.prototype
  vi.spyOn(NodeStore.prototype, 'save').mockImplementation(function (this: NodeStore, node, fresh) {
    happen('before')
    const row = save.call(this, node, fresh)
    happen('after')
    return row
  })
}

/** What is on disk is what the journal comes to, and nothing is in memory alone. */
async function expectWhole(client: SandboxClient): Promise<void> {
  if (product === undefined || template === undefined) throw new Error(`no template ${TEMPLATE}`)
  const exported = await sandboxPort(env as unknown as Env, client.id).export({ keyHash: await hashOf(client.key) })
  if (exported.is !== 'exported') throw new Error(`no export: ${exported.is}`)
  const { entries, world, states } = exported.document
  const lab = replay(product, { base: baseOf(product, TEMPLATE, SEED), entries }, world)
  for (const { id, kind } of template.nodes) {
    const onDisk = await nodePort(env as unknown as Env, client.id, id, kind).state()
    expect(JSON.stringify(onDisk), id).toBe(JSON.stringify(lab.state(id)))
    expect(JSON.stringify(states[id]), id).toBe(JSON.stringify(lab.state(id)))
  }
}

/** The pair fails over and back, one step a call; each leads to one advance. */
function* steps(): Generator<readonly [node: string, line: string]> {
  for (;;)
    for (const node of [PRIMARY, SECONDARY]) {
      yield [node, 'ha_cluster_stop']
      yield [node, 'ha_cluster_start']
    }
}

const settle = (client: SandboxClient) => client.advance({ until: 'settled', max: 'PT1H' })

describe('an advance of a pair that fails over and back', () => {
  test('is broken off at any of its writes, and run on', async () => {
    let left = Number.POSITIVE_INFINITY // so many before the cut
    const cut = (when: 'before' | 'after') => {
      left -= 1
      if (left === 0) throw new PowerCut(`${when} a write`)
    }
    watchWrites(cut)
    const { client } = await openSandbox(fetch, TEMPLATE, SEED)
    const next = steps()
    let cuts = 0
    for (let at = 1; ; at += 1) {
      const [node, line] = next.next().value ?? [PRIMARY, '']
      await client.line(node, line)
      left = at
      const isWhole = await settle(client).then(
        () => true,
        () => false,
      )
      const wasCut = left <= 0
      left = Number.POSITIVE_INFINITY
      if (wasCut) cuts += 1
      // Where only what failed has lost its memory, the others still hold what they held.
      if (!isWhole && at % 3 !== 0) await abortAllDurableObjects()
      await settle(client)
      await abortAllDurableObjects()
      await expectWhole(client)
      if (!wasCut && line === 'ha_cluster_start') break
    }
    expect(cuts).toBeGreaterThan(20)
  }, 600_000)

  test('goes on where a node loses at any turn what it holds', async () => {
    const { client } = await openSandbox(fetch, TEMPLATE, SEED)
    const next = steps()
    const { hold } = NodeStore.prototype
    let [left, losses] = [Number.POSITIVE_INFINITY, 0]
    vi.spyOn(NodeStore.prototype, 'hold').mockImplementation(function (this: NodeStore, node, fresh) {
      const row = hold.call(this, node, fresh)
      left -= 1
      if (left !== 0) return row
      losses += 1
      queueMicrotask(() => this.forget()) // once the answer is on its way
      return row
    })
    for (let at = 1; ; at += 1) {
      const [node, line] = next.next().value ?? [PRIMARY, '']
      await client.line(node, line)
      left = at
      await settle(client)
      const wasLost = left <= 0
      left = Number.POSITIVE_INFINITY
      await abortAllDurableObjects()
      await expectWhole(client)
      if (!wasLost && line === 'ha_cluster_start') break
    }
    expect(losses).toBeGreaterThan(10)
  }, 600_000)
})
