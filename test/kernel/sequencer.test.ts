import fc from 'fast-check'
import { applyPatch } from 'rfc6902'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../worker/kernel/fabric.ts'
import { patchBetween } from '../../worker/kernel/patch.ts'
import { type Lab, openLab, replay, resumeLab } from '../../worker/kernel/runtime.ts'
import { HOLD_MS, MOVED_TO, move, nothing, relay, STARTS, take } from './relay.ts'

const open = (seed = 1): Lab => openLab(relay, 'relay-3', seed)
const heard = (lab: Lab, node: string) =>
  (lab.snapshot().nodes.find((each) => each.id === node) as unknown as { heard: string[] }).heard
const statesOf = (lab: Lab) => JSON.stringify(['ann', 'ben', 'cat'].map((node) => lab.state(node)))

describe('time', () => {
  test('a command answers at once and no time passes', () => {
    const lab = open()
    expect(lab.ask('ann', take)).toMatchObject({ is: 'console', output: 'taken\n' })
    expect(lab.world().now).toBe(STARTS)
    expect(lab.snapshot().settled).toBe(false)
  })

  test('a timer falls due to the millisecond, and its message arrives after the link’s latency', () => {
    const lab = open()
    lab.ask('ann', take)
    lab.advance(HOLD_MS + 4)
    expect(heard(lab, 'ben')).toHaveLength(0)
    lab.advance(1)
    expect(heard(lab, 'ben')).toHaveLength(1)
    expect(lab.logs('ben')[0]).toMatchObject({ at: STARTS + HOLD_MS + 5, line: expect.stringContaining('from 10.0.0.1') })
  })

  test('in one advance or in many, the same happens', () => {
    const whole = open()
    const slices = open()
    for (const lab of [whole, slices]) lab.ask('ann', take)
    whole.advance(10_000)
    for (let passed = 0; passed < 10_000; passed += 125) slices.advance(125)
    expect(statesOf(slices)).toBe(statesOf(whole))
  })
})

describe('interfaces', () => {
  const seen = (lab: Lab, by: string, of: string) =>
    lab.state(by).surroundings.neighbours.find((each) => each.node === of)?.address

  test('a node takes another address: the others find it there at once, and it speaks from there', () => {
    const lab = open()
    expect(seen(lab, 'ben', 'ann')).toBe('10.0.0.1')
    lab.ask('ann', move)
    for (const other of ['ben', 'cat']) expect(seen(lab, other, 'ann')).toBe(MOVED_TO)
    expect(seen(lab, 'ann', 'ben')).toBe('10.0.0.2')
    expect(lab.world()).toMatchObject({ now: STARTS, pending: [] })
    lab.ask('ann', take)
    lab.advance(HOLD_MS + 5)
    expect(lab.logs('ben')[0]?.line).toContain(`from ${MOVED_TO}`)
  })

  test('the address it already has changes nothing, and a replay moves it as the first time', () => {
    const lab = open()
    lab.ask('ann', move)
    const { fabric, seq } = lab.world()
    lab.ask('ann', move)
    expect(lab.world().fabric).toBe(fabric)
    expect(lab.world().sent).toBe(2)
    expect(lab.world().seq).toBe(seq)
    lab.lay('cut', { kind: 'link-down', a: 'ann', b: 'ben' })
    expect(statesOf(replay(relay, lab.journal(), lab.world()))).toBe(statesOf(lab))
  })
})

describe('faults', () => {
  test('what is sent over a cut link is lost in silence, and the sandbox settles without it', () => {
    const lab = open()
    lab.lay('cut', { kind: 'link-down', a: 'ann', b: 'ben' })
    lab.ask('ann', take)
    expect(lab.settle(60_000)).toEqual({ settled: true })
    expect(heard(lab, 'ben')).toHaveLength(0)
  })

  test('a one-way link still carries from → to, and nothing back', () => {
    const lab = open()
    lab.lay('half', { kind: 'link-one-way', from: 'ann', to: 'ben' })
    lab.ask('ann', take)
    lab.advance(HOLD_MS + 5)
    expect(heard(lab, 'ben')).toHaveLength(1)
    expect(lab.snapshot().links[0]).toMatchObject({ a: 'ann', b: 'ben', aToB: true, bToA: false })
  })

  test('latency holds a message back, and one connection keeps its order when the latency goes', () => {
    const lab = open()
    lab.lay('slow', { kind: 'latency', a: 'ann', b: 'ben', ms: 5_000 })
    lab.ask('ann', take)
    lab.advance(HOLD_MS)
    lab.heal('slow')
    lab.ask('ann', take)
    lab.advance(HOLD_MS + 100)
    expect(heard(lab, 'ben')).toHaveLength(0)
    lab.advance(5_000)
    expect(heard(lab, 'ben')).toHaveLength(2)
  })

  test('behind an address translation a node is seen by another address', () => {
    const lab = open()
    lab.lay('nat', { kind: 'nat', a: 'ann', b: 'ben' })
    lab.ask('ann', take)
    lab.advance(HOLD_MS + 5)
    expect(lab.logs('ben')[0]?.line).toContain('from 100.64.0.1')
  })

  test('loss follows the seed: the same seed loses the same messages', () => {
    const run = (seed: number) => {
      const lab = open(seed)
      lab.lay('noise', { kind: 'loss', a: 'ann', b: 'ben', percent: 50 })
      for (let round = 0; round < 20; round += 1) {
        lab.ask('ann', take)
        lab.advance(60_000)
      }
      return heard(lab, 'ben').length
    }
    expect(run(7)).toBe(run(7))
    expect(run(7)).toBeGreaterThan(0)
    expect(run(7)).toBeLessThan(20)
  })

  test('names follow the DNS faults, on top of the records', () => {
    const lab = open()
    lab.lay('gone', { kind: 'dns-missing', name: 'ann.example' })
    expect(lab.snapshot().dns).toEqual([])
    lab.lay('other', { kind: 'dns-record', name: 'ann.example', address: '192.0.2.1' })
    expect(lab.snapshot().dns).toEqual([{ name: 'ann.example', address: '192.0.2.1' }])
    lab.heal('gone')
    lab.heal('other')
    expect(lab.snapshot().dns).toEqual([{ name: 'ann.example', address: '10.0.0.1' }])
  })
})

describe('numbers', () => {
  test('what changes nothing leaves the number and the timeline as they are', () => {
    const lab = open()
    const before = JSON.stringify([lab.snapshot(), lab.events()])
    lab.ask('ann', nothing)
    lab.ask('ann', { op: 'save', page: 'any', fields: {} })
    expect(JSON.stringify([lab.snapshot(), lab.events()])).toBe(before)
    // It took its number all the same, so whoever replays to here has to do it too.
    expect(replay(relay, lab.journal(), lab.world()).world()).toEqual(lab.world())
  })

  test('every event has its own number, and the snapshot bears the last', () => {
    const lab = open()
    lab.ask('ann', take)
    lab.advance(3_000)
    const numbers = lab.events().map((event) => event.seq)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect(lab.snapshot().seq).toBe(numbers.at(-1))
  })

  test('a patch takes a snapshot to the next one', () => {
    const lab = open()
    const before = structuredClone(lab.snapshot())
    lab.ask('ann', take)
    lab.lay('cut', { kind: 'link-down', a: 'ben', b: 'cat' })
    lab.advance(2_500)
    const after = lab.snapshot()
    const errors = applyPatch(before, [...patchBetween(structuredClone(before), after)])
    expect(errors.filter((error) => error !== null)).toEqual([])
    expect(before).toEqual(after)
  })
})

describe('journal', () => {
  const fault = fc.constantFrom<Fault>(
    { kind: 'link-down', a: 'ann', b: 'ben' },
    { kind: 'loss', a: 'ben', b: 'cat', percent: 40 },
    { kind: 'latency', a: 'cat', b: 'ann', ms: 700 },
    { kind: 'power-off', node: 'ben' },
  )
  const act = fc.oneof(
    fc.record({ do: fc.constant('take' as const), node: fc.constantFrom('ann', 'ben', 'cat') }),
    fc.record({ do: fc.constant('lay' as const), id: fc.constantFrom('one', 'two'), fault }),
    fc.record({ do: fc.constant('heal' as const), id: fc.constantFrom('one', 'two') }),
    fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 5_000 }) }),
    fc.record({ do: fc.constant('settle' as const) }),
  )
  type Done = typeof act extends fc.Arbitrary<infer T> ? T : never

  function perform(lab: Lab, done: Done): void {
    switch (done.do) {
      case 'take':
        lab.ask(done.node, take)
        break
      case 'lay':
        lab.lay(done.id, done.fault)
        break
      case 'heal':
        lab.heal(done.id)
        break
      case 'advance':
        lab.advance(done.ms)
        break
      case 'settle':
        lab.settle(3_000)
        break
    }
  }

  test('replaying a journal gives the same states, world and timeline, byte for byte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.array(act, { maxLength: 30, size: 'max' }), (seed, acts) => {
        const lab = open(seed)
        for (const done of acts) perform(lab, done)
        const again = replay(relay, lab.journal())
        expect(statesOf(again)).toBe(statesOf(lab))
        expect(JSON.stringify(again.world())).toBe(JSON.stringify(lab.world()))
        expect(JSON.stringify(again.events())).toBe(JSON.stringify(lab.events()))
      }),
      { numRuns: 200 },
    )
  })

  test('a folded journal goes on where the whole one would', () => {
    const lab = open(3)
    lab.ask('ann', take)
    lab.advance(1_700)
    const folded = resumeLab(relay, {
      model: relay.version,
      world: lab.world(),
      states: Object.fromEntries(['ann', 'ben', 'cat'].map((node) => [node, lab.state(node)])),
    })
    for (const each of [lab, folded]) {
      each.ask('cat', take)
      each.advance(4_000)
    }
    expect(statesOf(folded)).toBe(statesOf(lab))
    expect(statesOf(replay(relay, folded.journal()))).toBe(statesOf(lab))
  })

  test('a copy goes its own way', () => {
    const lab = open()
    lab.ask('ann', take)
    const before = statesOf(lab)
    const twin = lab.copy()
    twin.advance(5_000)
    expect(statesOf(lab)).toBe(before)
    lab.advance(5_000)
    expect(statesOf(lab)).toBe(statesOf(twin))
  })
})
