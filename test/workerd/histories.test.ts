// Random histories on Durable Objects: the simulator's operator works through the real objects, which are evicted,
// aborted and cut off before and after their writes, and whose alarms ring early, twice and for nothing. After every
// deed, the journal played in memory must stand where the objects stand, byte for byte; and each turn of it is held to
// the rules that histories in memory are held to, since it is the objects' own turn.

import { abortAllDurableObjects, evictAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Entry } from '../../worker/kernel/journal.ts'
import type { NodeId, NodeState } from '../../worker/kernel/machine.ts'
import { type Lab, openLab, replay } from '../../worker/kernel/runtime.ts'
import { isSettled, type World } from '../../worker/kernel/sequencer.ts'
import type { TimelineEvent } from '../../worker/kernel/snapshot.ts'
import type { Operation } from '../../worker/kernel/surface.ts'
import type { Barred } from '../../worker/objects/answers.ts'
import { type Env, type SandboxPort, sandboxPort } from '../../worker/objects/env.ts'
import { NodeStore, type StoredNode } from '../../worker/objects/NodeStore.ts'
import { SandboxStore, type TurnRecord } from '../../worker/objects/SandboxStore.ts'
import { hashOf } from '../../worker/objects/secrets.ts'
import { templateOf } from '../../worker/products.ts'
import { call, openSandbox, type SandboxClient } from '../client.ts'
import { type Deed, REST_MS, tell } from '../simulation/deeds.ts'
import { Dice } from '../simulation/dice.ts'
import { GRACE_MS } from '../simulation/history.ts'
import { GENERAL, type Seen, viewsOf } from '../simulation/judges.ts'
import { Operator } from '../simulation/operator.ts'
import { JUDGES } from '../simulation/products.ts'
import { fetch } from './server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const TEMPLATES = ['expressway-c-standalone-3', 'expressway-c-cluster-2', 'expressway-e-cluster-2', 'ssm-lab1', 'ssm-lab2']
const DEEDS = 60
const HISTORIES = Number(process.env.RUNS ?? 0) >= 2_000 ? 20 : 1
const SEED = 90_210
const CUT_PERCENT = 4 // of all writes, half of them before they land and half after
const TRIES_MAX = 30

type Document = { readonly entries: readonly Entry[]; readonly world: World; readonly states: States }
type States = { readonly [node: NodeId]: NodeState }
type Wear = { evictions: number; aborts: number; rings: number; cuts: number }

const { SANDBOX, PEER, HA_NODE, UPSTREAM, PRODUCT_INSTANCE } = env as unknown as Env
const CLASSES = new Map([
  ['peer', PEER],
  ['ha-node', HA_NODE],
  ['upstream', UPSTREAM],
  ['product-instance', PRODUCT_INSTANCE],
])

// Worded like the runtime's own "disconnected" errors, which the test runner does not print one by one.
class PowerCut extends Error {
  constructor(when: string) {
    super(`disconnected: operation canceled ${when}`)
  }
}

/** From now on a write fails now and then, before it lands or right after, as the dice fall. */
function cutSomeWrites(dice: Dice, wear: Wear): void {
  const guard = <T>(land: () => T): T => {
    const isCut = dice.chance(CUT_PERCENT)
    const isBefore = dice.chance(50)
    if (isCut) wear.cuts += 1
    if (isCut && isBefore) throw new PowerCut('before a write')
    const landed = land()
    if (isCut) throw new PowerCut('after a write')
    return landed
  }
  const { saveRecord } = SandboxStore.prototype
  vi.spyOn(SandboxStore.prototype, 'saveRecord').mockImplementation(function (this: SandboxStore, record: TurnRecord) {
    guard(() => saveRecord.call(this, record))
  })
  const { save } = NodeStore.prototype
  vi.spyOn(NodeStore.prototype, 'save').mockImplementation(function (this: NodeStore, node: StoredNode, fresh) {
    return guard(() => save.call(this, node, fresh))
  })
}

class Played {
  readonly #client: SandboxClient
  readonly #caller: { readonly keyHash: string }
  readonly #dice: Dice
  readonly #wear: Wear
  readonly #nodes: readonly { readonly id: NodeId; readonly kind: string }[]
  readonly #template: string
  lab: Lab
  /** Called after each turn that memory plays after the objects, with what was told in it. */
  onTurn: (lab: Lab, events: readonly TimelineEvent[]) => void = () => undefined
  #entries = 0
  #events: TimelineEvent[] = []

  constructor(client: SandboxClient, keyHash: string, template: string, seed: number, dice: Dice, wear: Wear) {
    this.#client = client
    this.#caller = { keyHash }
    this.#dice = dice
    this.#wear = wear
    this.#template = template
    this.#nodes = templateOf(template)?.template.nodes ?? []
    this.lab = openLab(this.#product, template, seed)
  }

  get #product() {
    const found = templateOf(this.#template)
    if (found === undefined) throw new Error(`no template ${this.#template}`)
    return found.product
  }

  get #sandbox(): SandboxPort {
    return sandboxPort(env as unknown as Env, this.#client.id)
  }

  /** Asks until there is an answer; whatever failed, all objects lose their memory. */
  async retried<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask()
      } catch (error) {
        if (tries === TRIES_MAX) throw error
        await this.#abort()
      }
    }
  }

  async #abort(): Promise<void> {
    this.#wear.aborts += 1
    await abortAllDurableObjects()
  }

  /** Brings memory to where the objects are, by what their journal has since; says how many acts that was. */
  async follow(): Promise<number> {
    const answer = await this.retried(() => this.#sandbox.export(this.#caller))
    if (answer.is !== 'exported') throw new Error(`no export: ${answer.is}`)
    const { entries, world, states } = JSON.parse(JSON.stringify(answer.document)) as Document
    const news = entries.slice(this.#entries)
    this.#entries = entries.length
    const nodes = this.lab.world().nodes.map(({ id }) => id)
    const before = Object.fromEntries(nodes.map((id) => [id, this.lab.state(id)]))
    const base = { model: this.#product.version, world: this.lab.world(), states: before }
    let heard = 0
    this.lab = replay(this.#product, { base, entries: news }, world, (lab) => {
      const events = lab.events().slice(heard)
      heard += events.length
      this.onTurn(lab, events)
    })
    this.#events.push(...this.lab.events())
    for (const id of nodes) expect(JSON.stringify(states[id]), id).toBe(JSON.stringify(this.lab.state(id)))
    expect(world).toEqual(JSON.parse(JSON.stringify(this.lab.world())))
    return news.length
  }

  /** What was told since this was last asked. */
  told(): readonly TimelineEvent[] {
    return this.#events.splice(0)
  }

  /** One thing asked for, until it has happened exactly once: a call that broke off has happened, or has not, and may be made again. */
  async #once<T extends { readonly is: string }>(ask: () => Promise<Barred | T>, happened: T['is']): Promise<Barred | T | null> {
    for (let tries = 1; ; tries += 1) {
      const answer = await ask().catch(() => null)
      if (answer === null) await this.#abort()
      const acts = await this.follow()
      if (answer !== null) {
        expect([answer.is, acts]).toEqual([answer.is, answer.is === happened ? 1 : 0])
        return answer
      }
      expect(acts).toBeLessThanOrEqual(1)
      if (acts === 1) return null
      if (tries === TRIES_MAX) throw new Error('it never happens')
    }
  }

  async #ask(node: NodeId, operation: Operation) {
    return this.#once(() => this.#sandbox.operate(this.#caller, node, operation), 'answered')
  }

  async perform(deed: Deed): Promise<void> {
    switch (deed.do) {
      case 'ask':
        await this.#ask(deed.node, deed.operation)
        return
      case 'type': {
        let session: string | null = null
        for (const line of deed.lines) {
          const login = session === null ? deed.login : null
          const asked = await this.#ask(deed.node, { op: 'console', line, session, login })
          if (asked?.is !== 'answered' || asked.answer.is !== 'console' || asked.answer.closed) return
          session = asked.answer.session
          await this.#disturb()
        }
        return
      }
      case 'lay':
        await this.#once(() => this.#sandbox.lay(this.#caller, deed.id, deed.fault), 'set')
        return
      case 'heal':
        await this.#once(() => this.#sandbox.heal(this.#caller, deed.id), 'healed')
        return
      case 'advance':
        return this.#advance(deed.ms, 'time')
      case 'settle':
        return this.#advance(REST_MS, 'settled')
    }
  }

  // However often it is cut short, running on to the same moment comes to the same.
  async #advance(ms: number, until: 'time' | 'settled'): Promise<void> {
    const target = this.lab.world().now + ms
    for (;;) {
      const left = target - this.lab.world().now
      if (left <= 0 || (until === 'settled' && isSettled(this.lab.world()))) return
      await this.#sandbox.advance(this.#caller, left, { is: until }).catch(() => this.#abort())
      await this.follow()
    }
  }

  /** What the runtime does to objects between two calls. */
  async disturbed(): Promise<void> {
    await this.#disturb()
    await this.follow()
  }

  async #disturb(): Promise<void> {
    switch (this.#dice.pick(['nothing', 'evict', 'abort', 'ring', 'run'] as const)) {
      case 'nothing':
        return
      case 'evict':
        this.#wear.evictions += 1
        return evictAllDurableObjects()
      case 'abort':
        return this.#abort()
      case 'ring':
        return this.#ring()
      case 'run':
        // The clock runs on the wall meanwhile; how far it gets stands in the journal.
        await this.retried(() => this.#sandbox.setRate(this.#caller, 60))
        await this.#ring()
        await evictAllDurableObjects()
        await this.#ring()
        await this.retried(() => this.#sandbox.setRate(this.#caller, 0))
        await this.follow()
    }
  }

  // Every alarm there is rings now, whether its time has come or not, and is reported twice.
  async #ring(): Promise<void> {
    for (const { id, kind } of this.#nodes) {
      const objects = CLASSES.get(kind)
      if (objects === undefined) throw new Error(`no class plays nodes of kind ${kind}`)
      const rang = await runDurableObjectAlarm(objects.getByName(`${this.#client.id}:${id}`)).catch(() => null)
      if (rang === true) this.#wear.rings += 1
      await this.#sandbox.nodeIsDue().catch(() => this.#abort())
    }
    const rang = await runDurableObjectAlarm(SANDBOX.getByName(this.#client.id)).catch(() => null)
    if (rang === true) this.#wear.rings += 1
  }
}

describe.each(TEMPLATES)('%s', (template) => {
  test(`${HISTORIES * DEEDS} deeds on objects that die and ring at any time come to what their journal comes to in memory`, async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined) // every cut is reported; here that is no news
    const product = templateOf(template)?.product
    if (product === undefined) throw new Error(`no template ${template}`)
    const wear: Wear = { evictions: 0, aborts: 0, rings: 0, cuts: 0 }
    for (let each = 0; each < HISTORIES; each += 1) {
      const seed = SEED + each * TEMPLATES.length + TEMPLATES.indexOf(template)
      const dice = new Dice(seed)
      const { client } = await openSandbox(fetch, template, seed)
      const played = new Played(client, await hashOf(client.key), template, seed, dice, wear)
      const operator = new Operator(product, new Dice(seed + 1))
      const rules = [...GENERAL, ...(JUDGES.get(product.id) ?? [])]
      const bench = rules.map((judge) => ({ judge, watch: judge.watch(played.lab) }))
      const told: string[] = []
      const keeps = (rule: string, why: string | null | undefined) =>
        expect(why ?? null, `${rule}\n${told.join('\n')}`).toBeNull()
      let last = viewsOf(played.lab)
      played.onTurn = (lab, events) => {
        const views = viewsOf(lab)
        for (const { judge, watch } of bench) keeps(judge.rule, watch.turn?.({ lab, before: last, views, events }))
        last = views
      }
      const hold = (deed: Deed | null, before: Seen['views'], when: 'after' | 'atRest' = 'after'): void => {
        const { lab } = played
        const seen = { lab, deed, before, views: viewsOf(lab), events: played.told(), settled: isSettled(lab.world()) }
        for (const { judge, watch } of bench) keeps(judge.rule, watch[when]?.(seen))
      }
      cutSomeWrites(dice, wear)
      for (let done = 0; done < DEEDS; done += 1) {
        const deed = operator.next(played.lab)
        told.push(tell(deed))
        const before = viewsOf(played.lab)
        await played.perform(deed)
        hold(deed, before)
        await played.disturbed()
      }
      vi.mocked(SandboxStore.prototype.saveRecord).mockRestore()
      vi.mocked(NodeStore.prototype.save).mockRestore()
      // Faults stop: everything heals that should, within the product's own times.
      const sick = viewsOf(played.lab)
      for (const { id } of played.lab.world().fabric.faults) await played.perform({ do: 'heal', id })
      for (const deed of [{ do: 'settle' }, { do: 'advance', ms: GRACE_MS }, { do: 'settle' }] as const)
        await played.perform(deed)
      expect(isSettled(played.lab.world()), told.join('\n')).toBe(true)
      hold(null, sick)
      hold(null, viewsOf(played.lab), 'atRest')
      // Played from its very beginning by another sandbox, the journal says the same.
      const document = await played.retried(() => client.must('GET', '/export'))
      const twin = await call<{ snapshot: { edited?: boolean } }>(fetch, 'POST', '/api/v1/sandboxes/import', document)
      expect([twin.status, twin.body.snapshot?.edited]).toEqual([201, undefined])
    }
    for (const count of Object.values(wear)) expect(count, JSON.stringify(wear)).toBeGreaterThan(0)
  }, 600_000)
})
