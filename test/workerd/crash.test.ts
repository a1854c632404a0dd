// Objects die between any two writes. In one run of each procedure, every single write of every object
// is made to fail once before it reaches the disk and once right after it has, and what was in memory
// is gone each time. Nothing acknowledged may be lost, nothing may happen twice.

import { abortAllDurableObjects, evictAllDurableObjects } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sameJson } from '../../worker/kernel/checks.ts'
import type { Json } from '../../worker/kernel/machine.ts'
import type { ReaderAct } from '../../worker/kernel/procedure.ts'
import { type Lab, openLab } from '../../worker/kernel/runtime.ts'
import { msOf } from '../../worker/kernel/time.ts'
import type { Env } from '../../worker/objects/env.ts'
import { NodeStore, type StoredNode } from '../../worker/objects/NodeStore.ts'
import { nodePort } from '../../worker/objects/nodes.ts'
import { SandboxStore, type TurnRecord } from '../../worker/objects/SandboxStore.ts'
import { PROCEDURES } from '../../worker/procedures.ts'
import { templateOf } from '../../worker/products.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

// Every cut is reported as the internal error that it is; here that is no news.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => vi.restoreAllMocks())

// One procedure of each product takes every path there is: turns of time, saves, buttons, consoles.
const CUT = ['create-a-cluster', 'fail-over-and-fall-back']
const PLAYED = PROCEDURES.filter(({ slug }) => CUT.includes(slug))

const NODE_TRIES = 3 // as many as the sandbox makes; only then does the call fail
const CUTS_IN_A_CALL_MAX = 100 // what ends an advance writes the records of a stretch and a row of each node, and each is cut

// Worded like the runtime's own "disconnected" errors, which the test runner does not print one by one.
class PowerCut extends Error {
  constructor(when: string) {
    super(`disconnected: operation canceled ${when}`)
  }
}

/** Makes each write fail in turn: `before` times before it lands, once after. Counts the cuts. */
function cutEveryWrite(): { readonly cuts: { before: number; after: number }; stop(): void } {
  const cuts = { before: 0, after: 0 }
  const tries = new Map<string, number>()
  let running = true
  const guard = <T>(write: string, times: number, land: () => T): T => {
    if (!running) return land()
    const tried = (tries.get(write) ?? 0) + 1
    tries.set(write, tried)
    if (tried <= times) {
      cuts.before += 1
      throw new PowerCut(`before ${write}`)
    }
    const landed = land()
    if (tried === times + 1) {
      cuts.after += 1
      throw new PowerCut(`after ${write}`)
    }
    return landed
  }
  const saveRecord = SandboxStore.prototype.saveRecord
  vi.spyOn(SandboxStore.prototype, 'saveRecord').mockImplementation(function (this: SandboxStore, record: TurnRecord) {
    guard(`record ${record.turn}`, 1, () => saveRecord.call(this, record))
  })
  const saveNode = NodeStore.prototype.save
  vi.spyOn(NodeStore.prototype, 'save').mockImplementation(function (this: NodeStore, node: StoredNode, fresh) {
    return guard(`${node.state.surroundings.neighbours.map((each) => each.node).join()} input ${node.first}`, NODE_TRIES, () =>
      saveNode.call(this, node, fresh),
    )
  })
  return {
    cuts,
    stop: () => {
      running = false
    },
  }
}

/** One thing a client asks for, and how to know whether it has happened. */
type Request = { readonly inMemory: (lab: Lab) => void; readonly byHttp: (client: SandboxClient) => Promise<unknown> }

function requestsOf(act: ReaderAct): Request[] {
  if ('save' in act) {
    const { node, page, fields } = act.save
    return [
      { inMemory: (lab) => lab.ask(node, { op: 'save', page, fields }), byHttp: (client) => client.save(node, page, fields) },
    ]
  }
  if ('press' in act) {
    const { node, action, body = {} } = act.press
    return [
      { inMemory: (lab) => lab.ask(node, { op: 'act', action, body }), byHttp: (client) => client.press(node, action, body) },
    ]
  }
  if ('console' in act) {
    const { node, lines, login = null } = act.console
    let session: string | null = null
    return lines.map((line, index) => ({
      inMemory: (lab) => {
        const answer = lab.ask(node, {
          op: 'console',
          line,
          session: index === 0 ? null : session,
          login: index === 0 ? login : null,
        })
        session = answer.is === 'console' ? answer.session : session
      },
      byHttp: (client) => client.line(node, line, index === 0 ? (login === null ? {} : { login }) : { session }),
    }))
  }
  return []
}

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

/** Asks until there is an answer; whatever failed, all objects lose their memory. */
async function retried<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask()
    } catch (error) {
      if (tries > CUTS_IN_A_CALL_MAX) throw error
      await abortAllDurableObjects()
    }
  }
}

/** The states of all nodes, after whatever was cut short has been finished. */
async function statesOf(client: SandboxClient, template: string): Promise<Json> {
  await retried(() => client.snapshot())
  const nodes = templateOf(template)?.template.nodes ?? []
  const states = await Promise.all(
    nodes.map(async ({ id, kind }) => [id, await nodePort(env as unknown as Env, client.id, id, kind).state()] as const),
  )
  return plain(Object.fromEntries(states))
}

const statesIn = (lab: Lab): Json => plain(Object.fromEntries(lab.world().nodes.map(({ id }) => [id, lab.state(id)])))

test('a sandbox whose turn can never be finished can still be reset, and deleted', async () => {
  const { client, snapshot } = await openSandbox(fetch, 'ssm-lab1')
  const saveNode = NodeStore.prototype.save
  vi.spyOn(NodeStore.prototype, 'save').mockImplementation(function (this: NodeStore, node: StoredNode, fresh) {
    if (node.first > 0) throw new PowerCut('for ever')
    return saveNode.call(this, node, fresh)
  })
  const failed = await client.ask<{ definite: boolean }>('POST', '/nodes/primary-node/console', { line: 'ha_status' })
  expect(failed).toMatchObject({ status: 500, body: { type: '/problems/internal/', definite: false } })
  expect((await client.ask('GET')).status).toBe(500)
  const back = await client.ask<{ nodes: unknown }>('POST', '/reset')
  expect(back).toMatchObject({ status: 200, body: { nodes: snapshot.nodes } })
  vi.restoreAllMocks()
  expect((await client.line('primary-node', 'ha_status')).output).toContain('replication master')
  expect((await client.ask('DELETE')).status).toBe(204)
})

describe.each(PLAYED.map((procedure) => [`${procedure.product}/${procedure.slug}`, procedure] as const))(
  '%s',
  (_, { template, steps }) => {
    const product = templateOf(template)?.product
    if (product === undefined) throw new Error(`no template ${template}`)
    const acts = steps.flatMap((step) => step.acts)

    test('survives the death of its objects before and after every single write', async () => {
      const lab = openLab(product, template, 5)
      const { client } = await openSandbox(fetch, template, 5)
      const power = cutEveryWrite()
      for (const act of acts) {
        if ('wait' in act) {
          // However often it is cut short, running on to the same moment comes to the same.
          if ('for' in act.wait) lab.advance(msOf(act.wait.for))
          else lab.settle(msOf(act.wait.untilSettled))
          const target = lab.world().now
          for (;;) {
            const left = target - Date.parse((await retried(() => client.snapshot())).clock.now)
            if (left <= 0) break
            await client.must('POST', '/clock/advance', { by: `PT${left / 1_000}S` }).catch(() => abortAllDurableObjects())
          }
          continue
        }
        for (const request of requestsOf(act)) {
          const before = statesIn(lab)
          request.inMemory(lab)
          const after = statesIn(lab)
          // A request that broke off either happened or did not; the state says which, and never something between.
          for (let tries = 0; ; tries += 1) {
            const answered = await request.byHttp(client).then(
              () => true,
              () => false,
            )
            if (!answered) await abortAllDurableObjects()
            const found = await statesOf(client, template)
            if (!answered && sameJson(found, before) && tries < 20) continue
            expect(found).toEqual(after)
            break
          }
        }
      }
      power.stop()
      await retried(() => client.snapshot())
      expect(power.cuts.before).toBeGreaterThan(100)
      expect(power.cuts.after).toBeGreaterThan(50)
      expect(await statesOf(client, template)).toEqual(statesIn(lab))
    }, 300_000)

    test('survives eviction between any two calls', async () => {
      const lab = openLab(product, template, 6)
      const { client } = await openSandbox(fetch, template, 6)
      for (const act of acts) {
        if ('wait' in act) {
          if ('for' in act.wait) lab.advance(msOf(act.wait.for))
          else lab.settle(msOf(act.wait.untilSettled))
          await client.perform(act)
        } else {
          for (const request of requestsOf(act)) {
            request.inMemory(lab)
            await request.byHttp(client)
            await evictAllDurableObjects()
          }
        }
        await evictAllDurableObjects()
      }
      expect(await statesOf(client, template)).toEqual(statesIn(lab))
    }, 120_000)
  },
)
