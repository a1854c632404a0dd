import { describe, expect, test } from 'vitest'
import { judge, parseCheck } from '../../worker/kernel/checks.ts'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'

const snapshot: Snapshot = {
  template: 't',
  seed: 1,
  clock: { now: '2021-01-01T00:00:00.000Z', rate: 0 },
  seq: 4,
  settled: true,
  links: [],
  faults: [],
  dns: [],
  nodes: [
    {
      id: 'primary-node',
      product: 'p',
      state: 'running',
      timeline: 3,
      alarms: [{ id: '20007', status: 'new' }],
      words: { a: 1, b: [2] },
    },
    {
      id: 'expc01',
      product: 'p',
      state: 'off',
      peers: [{ address: '' }, { address: 'expc02.example' }],
      words: { b: [2], a: 1 },
    },
  ],
}

const holds = (text: string) => judge(parseCheck(text), snapshot).holds

describe('a check', () => {
  test.each([
    ['primary-node.state is running', true],
    ['primary-node.state is not running', false],
    ['primary-node.timeline is 3', true],
    ['primary-node.timeline at least 3', true],
    ['primary-node.timeline at most 2', false],
    ['expc01.peers[1].address is expc02.example', true],
    ['expc01.peers[0].address is ""', true],
    ['expc01.peers counts 2', true],
    ['expc01.peers[1].address contains c02', true],
    ['primary-node.alarms has id=20007 status=new', true],
    ['primary-node.alarms has id=20007 status=acknowledged', false],
    ['primary-node.alarms has no id=20004', true],
    ['primary-node.words same as expc01.words', true],
    ['sandbox.settled is true', true],
    ['primary-node.alarms has no id=20004 while primary-node.state is running', true],
    ['primary-node.alarms has no id=20004 while expc01.state is running', false],
    ['primary-node.alarms has no id=20007 while primary-node.state is running', false],
    ['sandbox.settled is true while primary-node.timeline is 3 while expc01.state is on', false],
  ])('%s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected)
  })

  test('on a path that leads nowhere finds null, and no comparison with nothing holds', () => {
    expect(judge(parseCheck('nobody.state is running'), snapshot)).toMatchObject({ holds: false, found: null })
    expect(holds('nobody.alarms has no id=1')).toBe(false)
    expect(holds('nobody.words same as nobody.words')).toBe(false)
    expect(holds('expc01.constructor.name is Object')).toBe(false)
  })

  test.each([
    'expc01.state',
    'expc01.state equals running',
    'expc01.timeline at least many',
    'expc01.alarms has 20007',
    'expc01.alarms has no',
  ])('that cannot be read says what would be right: %s', (text) => {
    expect(() => parseCheck(text)).toThrow(text)
  })
})
