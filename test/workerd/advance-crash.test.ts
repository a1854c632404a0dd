// A clock that is run forward is broken off between any two writes and at any turn, and nodes lose what they hold in
// memory alone. However that falls, running on to the same moment comes to what the journal comes to in memory, byte for
// byte; and whoever watched hears of each change once.

import { abortAllDurableObjects, evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { applyPatch } from 'rfc6902'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { baseOf, replay } from '../../worker/kernel/runtime.ts'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { type Env, sandboxPort } from '../../worker/objects/env.ts'
import { NodeStore } from '../../worker/objects/NodeStore.ts'
import { nodePort } from '../../worker/objects/nodes.ts'
import { SandboxStore } from '../../worker/objects/SandboxStore.ts'
import { hashOf } from '../../worker/objects/secrets.ts'
import { Viewers } from '../../worker/objects/Viewers.ts'
import { templateOf } from '../../worker/products.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { fetch } from './server.ts'
import { watch } from './watch.ts'

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined)) // every cut is reported
afterEach(() => vi.restoreAllMocks())

const TEMPLATE = 'ssm-lab1'
const SEED = 7
const [PRIMARY, SECONDARY] = ['primary-node', 'secondary-node'] as const
const { product, template } = templateOf(TEMPLATE) ?? {}
const objects = env as unknown as Env

// Worded like the runtime's own "disconnected" errors, which the test runner does not print one by one.
class PowerCut extends Error {
  constructor() {
    super('disconnected: operation canceled')
  }
}

/** Counts moments down, and cuts the power at the one that is armed. */
class Fuse {
  #left = Number.POSITIVE_INFINITY

  arm(moments: number): void {
    this.#left = moments
  }

  /** Whether it has blown since it was armed; from now on it is not. */
  disarm(): boolean {
    const hasBlown = this.#left <= 0
    this.#left = Number.POSITIVE_INFINITY
    return hasBlown
  }

  /** One moment passes. */
  tick(): void {
    this.#left -= 1
    if (this.#left === 0) throw new PowerCut()
  }
}

/** The power may go before and after each of these. */
function around<T, Name extends keyof T>(fuse: Fuse, store: T, name: Name): void {
  const real = store[name] as (...given: unknown[]) => unknown
  const cut = function (this: T, ...given: unknown[]): unknown {
    fuse.tick()
    const done = real.apply(this, given)
    fuse.tick()
    return done
  }
  vi.spyOn(store as Record<string, () => unknown>, name as string).mockImplementation(cut)
}

/** What is on disk is what the journal comes to, and nothing is in memory alone. */
async function expectWhole(client: SandboxClient): Promise<void> {
  if (product === undefined || template === undefined) throw new Error(`no template ${TEMPLATE}`)
  const exported = await sandboxPort(objects, client.id).export({ keyHash: await hashOf(client.key) })
  if (exported.is !== 'exported') throw new Error(`no export: ${exported.is}`)
  const { entries, world, states } = exported.document
  const lab = replay(product, { base: baseOf(product, TEMPLATE, SEED), entries }, world)
  for (const { id, kind } of template.nodes) {
    const onDisk = await nodePort(objects, client.id, id, kind).state()
    expect(JSON.stringify(onDisk), id).toBe(JSON.stringify(lab.state(id)))
    expect(JSON.stringify(states[id]), id).toBe(JSON.stringify(lab.state(id)))
  }
}

/** The pair fails over and back, one line a call; each leads to one advance. */
function* lines(): Generator<readonly [node: string, line: string]> {
  for (;;)
    for (const node of [PRIMARY, SECONDARY]) {
      yield [node, 'ha_cluster_stop']
      yield [node, 'ha_cluster_start']
    }
}

const settle = (client: SandboxClient) => client.advance({ until: 'settled', max: 'PT1H' })

/** Advances in which the fuse blows at one moment after another, until it has none left to blow at. Says how often it did. */
async function blownAtEvery(fuse: Fuse, step: number): Promise<number> {
  const { client } = await openSandbox(fetch, TEMPLATE, SEED)
  const typed = lines()
  let cuts = 0
  for (let at = 1; ; at += step) {
    const [node, line] = typed.next().value ?? [PRIMARY, '']
    await client.line(node, line)
    fuse.arm(at)
    await settle(client).catch(() => undefined)
    const hasBlown = fuse.disarm()
    if (hasBlown) {
      cuts += 1
      // What lost its memory is what failed alone, or everything; or one node of those that held on.
      if (at % 3 === 1) await abortAllDurableObjects()
      if (at % 3 === 2) await evictDurableObject(objects.HA_NODE.getByName(`${client.id}:${node}`)).catch(() => undefined)
    }
    // Whoever comes first after it may do something else than run on.
    if (at % 2 === 0) expect((await client.line(PRIMARY, 'ha_status')).output).not.toBe('')
    await settle(client)
    await abortAllDurableObjects()
    await expectWhole(client)
    if (!hasBlown && line === 'ha_cluster_start') return cuts
  }
}

describe('an advance of a pair that fails over and back', () => {
  test('is broken off before and after any of its writes, and run on', async () => {
    const fuse = new Fuse()
    around(fuse, SandboxStore.prototype, 'saveRecord')
    around(fuse, NodeStore.prototype, 'save')
    expect(await blownAtEvery(fuse, 1)).toBeGreaterThan(20)
  }, 150_000)

  test('is broken off before and after any of its turns, and run on', async () => {
    const fuse = new Fuse()
    around(fuse, SandboxStore.prototype, 'hold')
    expect(await blownAtEvery(fuse, 1)).toBeGreaterThan(20)
  }, 150_000)

  test('goes on where a node loses at any turn what it holds', async () => {
    const { client } = await openSandbox(fetch, TEMPLATE, SEED)
    const typed = lines()
    const { hold } = NodeStore.prototype
    const fuse = new Fuse()
    let losses = 0
    vi.spyOn(NodeStore.prototype, 'hold').mockImplementation(function (this: NodeStore, ...given) {
      const row = hold.apply(this, given)
      try {
        fuse.tick()
      } catch {
        losses += 1
        queueMicrotask(() => this.forget()) // once the answer is on its way
      }
      return row
    })
    for (let at = 1; ; at += 1) {
      const [node, line] = typed.next().value ?? [PRIMARY, '']
      await client.line(node, line)
      fuse.arm(at)
      await settle(client)
      const hasBlown = fuse.disarm()
      await abortAllDurableObjects()
      await expectWhole(client)
      if (!hasBlown && line === 'ha_cluster_start') break
    }
    expect(losses).toBeGreaterThan(10)
  }, 150_000)

  test('tells whoever watches of each change once, wherever it is broken off', async () => {
    const fuse = new Fuse()
    around(fuse, SandboxStore.prototype, 'hold')
    const { client } = await openSandbox(fetch, TEMPLATE, SEED)
    const watcher = await watch(client)
    // Told at each turn, as on a machine so slow that each takes its time.
    const { queue } = Viewers.prototype
    vi.spyOn(Viewers.prototype, 'queue').mockImplementation(function (this: Viewers, change) {
      queue.call(this, change)
      this.flush()
    })
    const typed = lines()
    for (const at of [1, 5, 12, 19, 26, 33]) {
      const [node, line] = typed.next().value ?? [PRIMARY, '']
      await client.line(node, line)
      fuse.arm(at)
      await settle(client).catch(() => undefined)
      fuse.disarm()
      await settle(client)
    }
    const snapshot = await client.snapshot()
    await vi.waitFor(() => expect(watcher.messages.at(-1)?.seq).toBe(snapshot.seq))
    const [first, ...changes] = watcher.messages
    const shown = structuredClone(first?.snapshot) as Snapshot
    let seq = first?.seq
    for (const change of changes) {
      expect(change.since).toBe(seq)
      expect(applyPatch(shown, change.patch).filter((why) => why !== null)).toEqual([])
      seq = change.seq
    }
    expect(shown.nodes).toEqual(snapshot.nodes)
  }, 150_000)
})
