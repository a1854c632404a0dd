// Situations A, B, D, E and F of the reference: what Pacemaker was seen to do there, done by the model. Where crm_simulate
// is installed it decides beside the model from the same exported state.

import { describe, expect, test } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { membersOf } from '../../../worker/ssm/controller.ts'
import { decide, promotionScore } from '../../../worker/ssm/pacemaker.ts'
import { databases, lab1, PRIMARY, root, SECONDARY, settle, stateOf, type, view } from './pair.ts'
import { compare, decision, isInstalled } from './simulate.ts'

/** Roles swapped: the secondary active, the primary back as standby. */
function swapped(): Lab {
  const lab = lab1()
  for (const line of ['ha_cluster_stop', 'ha_cluster_start']) {
    type(lab, PRIMARY, line)
    settle(lab)
  }
  return lab
}

test("[SSM-20] A: a clean stop of the master's node stops from the application down, then promotes the peer", () => {
  const lab = lab1()
  type(lab, PRIMARY, 'ha_cluster_stop')
  expect(decision(lab, PRIMARY)).toEqual([
    'stop satellite primary-node',
    'stop vip primary-node',
    'demote db primary-node',
    'stop db primary-node',
    'promote db secondary-node',
    'start vip secondary-node',
    'start satellite secondary-node',
  ])
})

describe('[SSM-21] B: the peer returns', () => {
  test('B1: only its database starts, as slave', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'ha_cluster_stop')
    settle(lab)
    type(lab, PRIMARY, 'ha_cluster_start')
    lab.advance(5_500)
    expect(decision(lab, SECONDARY)).toEqual(['start db primary-node'])
  })

  test('B2: once it streams, nothing moves back, because 1000 is more than 100', () => {
    const lab = swapped()
    expect(decision(lab, SECONDARY)).toEqual([])
    expect(membersOf(stateOf(lab, SECONDARY)).map(promotionScore)).toEqual([1_000, 100])
  })

  test('B3: with a preference of 5000 and no stickiness the role is moved', () => {
    const lab = swapped()
    root(lab, SECONDARY, 'pcs resource defaults resource-stickiness=0')
    root(lab, SECONDARY, 'pcs constraint location db-master rule role=master score=5000 #uname eq primary-node')
    expect(decision(lab, SECONDARY)).toEqual([
      'stop satellite secondary-node',
      'stop vip secondary-node',
      'demote db secondary-node',
      'promote db primary-node',
      'start vip primary-node',
      'start satellite primary-node',
    ])
    settle(lab)
    expect(databases(lab)).toEqual(['master', 'slave'])
    expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', gui: 'vip' })
    expect(root(lab, PRIMARY, 'pcs constraint --full')).toContain(`Location Constraints:
  Resource: db-master
    Constraint: location-db-master
      Rule: role=master score=5000  (id:location-db-master-rule)
        Expression: #uname eq primary-node  (id:location-db-master-rule-expr)
Ordering Constraints:
  promote db-master then start vip (kind:Mandatory) (id:promote-then-vip)
`)
    const rule = 'pcs constraint location db-master rule role=master'
    expect(root(lab, PRIMARY, `${rule} score=5000 #uname eq primary-node`)).toMatch(
      /^Error: duplicate constraint already exists, use --force to override\n {2}Constraint: location-db-master\n/,
    )
    root(lab, PRIMARY, `${rule} score=-4000 #uname eq primary-node`)
    expect(membersOf(stateOf(lab, PRIMARY)).map(promotionScore)).toEqual([2_000, 100])
    expect(decision(lab, PRIMARY)).toEqual([])
    expect(root(lab, PRIMARY, 'pcs constraint')).toContain(
      '    Constraint: location-db-master-1\n      Rule: role=master score=-4000\n',
    )
    root(lab, PRIMARY, 'pcs constraint remove location-db-master-1')
    root(lab, PRIMARY, 'pcs constraint remove location-db-master')
    settle(lab)
    expect(databases(lab)).toEqual(['master', 'slave'])
  })

  test.each([
    ['of 900, which only makes them equal', 0, 900, []],
    ['of 901', 0, 901, ['master', 'slave']],
    ['of 1300 against a stickiness of 100, counted twice for each of what depends on the master', 100, 1_300, []],
    ['of 1301 against it', 100, 1_301, ['master', 'slave']],
  ])('a preference %s', (_, stickiness, score, moved) => {
    const lab = swapped()
    root(lab, SECONDARY, `pcs resource defaults resource-stickiness=${stickiness}`)
    root(lab, SECONDARY, `pcs constraint location db-master rule role=master score=${score} #uname eq primary-node`)
    expect(decision(lab, SECONDARY)).toHaveLength(moved.length === 0 ? 0 : 6)
    settle(lab)
    expect(databases(lab)).toEqual(moved.length === 0 ? ['slave', 'master'] : moved)
  })
})

/** A resource that a monitor has found dead, before anything is done about it. */
function found(lab: Lab, node: string, resource: string): Lab {
  lab.lay('dead', { kind: 'resource-fails', node, resource, operation: 'monitor' })
  for (let i = 0; i < 300 && stateOf(lab, node).pacemaker.broken.length === 0; i += 1) lab.advance(250)
  lab.advance(2) // The peer hears of it.
  return lab
}

test("[SSM-24] D: a slave's monitor returns 7: recovered in place, one failure more, no role changes", () => {
  const lab = found(lab1(), SECONDARY, 'db')
  expect(decision(lab, PRIMARY)).toEqual(['stop db secondary-node', 'start db secondary-node'])
  settle(lab)
  expect(databases(lab)).toEqual(['master', 'slave'])
  expect(view(lab, SECONDARY).failCounts).toEqual({ db: 2 }) // with the old one of lab 1
  expect(root(lab, PRIMARY, 'pcs status --full')).toMatch(/ {3}db: migration-threshold=1000000 fail-count=2 last-failure='/)
})

describe("[SSM-24] E: the master's monitor returns 7", () => {
  test('E1: recovered in place while its score stays the highest, with virtual IP and application', () => {
    const lab = found(lab1(), PRIMARY, 'db')
    const members = membersOf(stateOf(lab, PRIMARY))
    expect(decide(members, true).map((action) => (action.do === 'leave' ? '' : `${action.do} ${action.resource}`))).toEqual([
      'stop satellite',
      'stop vip',
      'demote db',
      'stop db',
      'start db',
      'promote db',
      'start vip',
      'start satellite',
    ])
    if (isInstalled) compare(lab, PRIMARY)
  })

  test('E2: the agent lowers its score when it demotes, and so the role moves', () => {
    const lab = found(lab1(), PRIMARY, 'db')
    settle(lab)
    expect(databases(lab)).toEqual(['slave', 'master'])
  })
})

test('[SSM-24] F: a virtual IP that is gone comes back in place, and the application behind it', () => {
  const lab = found(lab1(), PRIMARY, 'vip')
  expect(decision(lab, PRIMARY)).toEqual([
    'stop satellite primary-node',
    'stop vip primary-node',
    'start vip primary-node',
    'start satellite primary-node',
  ])
})

describe('[SSM-24] standby', () => {
  test('of the active node moves all of it, and the node runs nothing until it may again', () => {
    const lab = lab1()
    root(lab, PRIMARY, 'pcs node standby')
    settle(lab)
    expect(databases(lab)).toEqual(['stopped', 'master'])
    expect(root(lab, SECONDARY, 'pcs status')).toContain('Node primary-node: standby\nOnline: [ secondary-node ]')
    root(lab, SECONDARY, 'pcs node unstandby primary-node')
    settle(lab)
    expect(databases(lab)).toEqual(['slave', 'master'])
  })

  test('of both stops everything; a node that is not there is refused by name', () => {
    const lab = lab1()
    expect(root(lab, PRIMARY, 'pcs node standby moon')).toBe("Error: Node 'moon' does not appear to exist in configuration\n")
    root(lab, PRIMARY, 'pcs node standby --all')
    settle(lab)
    expect(databases(lab)).toEqual(['stopped', 'stopped'])
  })
})

describe('[SSM-24] a slave that is dead, and nobody has looked', () => {
  test('keeps its score, so it is to be promoted; that fails, and it is recovered and promoted later', () => {
    const lab = lab1()
    const left = (node: string, every: number) => every - ((lab.world().now - stateOf(lab, node).pacemaker.since) % every)
    while (left(PRIMARY, 29_000) < 20_000 || left(SECONDARY, 30_000) < 20_000) lab.advance(1_000)
    lab.lay('dead', { kind: 'database-stopped', node: SECONDARY })
    lab.advance(10)
    expect(membersOf(stateOf(lab, PRIMARY)).map(promotionScore)).toEqual([1_000, 100])
    type(lab, PRIMARY, 'ha_cluster_stop')
    for (let i = 0; i < 100 && stateOf(lab, SECONDARY).pacemaker.broken.length === 0; i += 1) lab.advance(250)
    lab.advance(2)
    expect(root(lab, SECONDARY, 'pcs status')).toMatch(/\* db_promote_0 on secondary-node 'unknown error' \(1\)/)
    expect(view(lab, SECONDARY).database).toMatchObject({ role: 'stopped', timeline: 1 })
    expect(decision(lab, SECONDARY)).toEqual(['demote db secondary-node', 'stop db secondary-node', 'start db secondary-node'])
    settle(lab)
    // The old failure of lab 1, the promotion, and the first monitor after the demotion.
    expect(view(lab, SECONDARY)).toMatchObject({
      role: 'active',
      database: { role: 'master', timeline: 2 },
      failCounts: { db: 3 },
    })
  })

  test('loses its score once the monitor of the master has looked at its standbys', () => {
    const lab = lab1()
    const left = (node: string, every: number) => every - ((lab.world().now - stateOf(lab, node).pacemaker.since) % every)
    while (left(PRIMARY, 29_000) > 2_000 || left(SECONDARY, 30_000) < 5_000) lab.advance(500)
    lab.lay('dead', { kind: 'database-stopped', node: SECONDARY })
    lab.advance(2_010)
    expect(membersOf(stateOf(lab, PRIMARY)).map(promotionScore)).toEqual([1_000, -1_000_000])
  })

  test('and one that dies in the middle of its promotion is not promoted', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'ha_cluster_stop')
    lab.advance(14_500)
    expect(stateOf(lab, SECONDARY).pacemaker.operation?.action).toMatchObject({ do: 'promote' })
    lab.lay('dead', { kind: 'database-stopped', node: SECONDARY })
    lab.advance(3_000)
    expect(view(lab, SECONDARY).database).toMatchObject({ role: 'stopped', timeline: 1 })
    settle(lab)
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', database: { timeline: 2 } })
  })
})
