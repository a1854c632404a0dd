// A product small enough to see through: nodes in a ring that hand a baton on. It shows what the
// kernel does without any real product's rules in the way.

import { z } from 'zod'
import { type Fabric, surroundingsOf } from '../../worker/kernel/fabric.ts'
import {
  cancel,
  type Effect,
  firstDue,
  type Input,
  type Machine,
  type NodeState,
  type Step,
  schedule,
} from '../../worker/kernel/machine.ts'
import type { Product } from '../../worker/kernel/product.ts'
import { draw, randomFrom, seedFor } from '../../worker/kernel/random.ts'
import { instant } from '../../worker/kernel/time.ts'

export const STARTS = instant('2021-01-01T00:00:00Z')
export const HOLD_MS = 1_000
export const MOVED_TO = '10.0.0.99'

type Runner = NodeState & {
  readonly id: string
  readonly next: string
  readonly batons: number
  readonly heard: readonly string[]
}

const say = (text: string): Effect => ({ type: 'note', kind: 'baton', text })

function step(state: Runner, input: Input): Step<Runner> {
  switch (input.type) {
    case 'asked': {
      const { operation } = input
      if (operation.op !== 'console')
        return { state, effects: [{ type: 'answer', answer: { is: 'unknown', what: 'page', name: 'any', known: [] } }] }
      const answer: Effect = {
        type: 'answer',
        answer: { is: 'console', output: 'taken\n', prompt: '> ', session: 's1', closed: false },
      }
      if (operation.line === 'nothing') return { state, effects: [answer] }
      if (operation.line === 'move')
        return { state, effects: [{ type: 'readdress', interfaces: [{ network: 'track', address: MOVED_TO }] }, answer] }
      return { state: hold(state, input.at), effects: [answer, say(`${state.id} takes a baton`)] }
    }
    case 'heard':
      return {
        state: hold({ ...state, heard: [...state.heard, String(input.message)] }, input.at),
        effects: [
          {
            type: 'log',
            entry: { at: input.at, module: 'relay', level: 'INFO', line: `got ${String(input.message)} from ${input.source}` },
          },
        ],
      }
    case 'woke': {
      if (firstDue(state.timers, input.at) === undefined) return { state, effects: [] }
      const [roll, random] = draw(state.random, 1, 6)
      return {
        state: { ...state, random, timers: cancel(state.timers, 'hold'), batons: state.batons - 1 },
        effects: [
          { type: 'send', to: { node: state.next }, message: `${state.id} rolled ${roll}` },
          say(`${state.id} passes it on`),
        ],
      }
    }
    case 'surroundings-changed':
      return { state: { ...state, surroundings: input.surroundings }, effects: [] }
  }
}

const hold = (state: Runner, at: number): Runner => ({
  ...state,
  batons: state.batons + 1,
  timers: schedule(state.timers, 'hold', at + HOLD_MS, 'transient'),
})

const runner: Machine<Runner> = {
  kind: 'runner',
  step,
  view: ({ id, batons, heard }) => ({ id, product: 'relay', state: batons > 0 ? 'holding' : 'free', batons, heard }),
  shape: z.looseObject({}),
  read: () => ({ is: 'refused', messages: ['a runner has no pages'] }),
}

const IDS = ['ann', 'ben', 'cat']

const FABRIC: Fabric = {
  nodes: IDS.map((id, index) => ({ id, interfaces: [{ network: 'track', address: `10.0.0.${index + 1}` }] })),
  links: [
    { a: 'ann', b: 'ben', network: 'track', latencyMs: 5 },
    { a: 'ben', b: 'cat', network: 'track', latencyMs: 5 },
    { a: 'ann', b: 'cat', network: 'track', latencyMs: 5 },
  ],
  names: { 'ann.example': '10.0.0.1' },
  faults: [],
}

export const relay: Product = {
  id: 'relay',
  title: 'Relay',
  version: '1',
  machines: [runner],
  behaviours: [],
  logins: [],
  aliases: {},
  reference: { alarms: [], causes: [], commands: [], slips: [] },
  troubleRefusal: () => null,
  templates: [
    {
      id: 'relay-3',
      product: 'relay',
      title: 'Three runners',
      purpose: 'To hand a baton round.',
      starts: STARTS,
      nodes: IDS.map((id) => ({ id, kind: 'runner', title: id, credentials: { username: id, root: false, api: false } })),
      build: (seed) => ({
        fabric: FABRIC,
        states: Object.fromEntries(
          IDS.map((id, index): [string, Runner] => [
            id,
            {
              id,
              next: IDS[(index + 1) % IDS.length] as string,
              batons: 0,
              heard: [],
              timers: [],
              random: randomFrom(seedFor(seed, id)),
              surroundings: surroundingsOf(FABRIC, id),
            },
          ]),
        ),
      }),
    },
  ],
}

export const take = { op: 'console', line: 'take', session: null, login: null } as const
export const move = { op: 'console', line: 'move', session: null, login: null } as const
export const nothing = { op: 'console', line: 'nothing', session: null, login: null } as const
