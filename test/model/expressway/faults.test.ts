// What each fault that can be laid on an Expressway shows: in status, alarms and log.

import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import type { Fault } from '../../../worker/kernel/fabric.ts'
import { type Lab, openLab, resumeLab } from '../../../worker/kernel/runtime.ts'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn } from './cluster.ts'

const PAIR = ['expc01', 'expc02'] as const
const other = (node: string) => (node === 'expc01' ? 2 : 1)

const logged = (cluster: Cluster, node: string, text: string): number =>
  cluster.lab.logs(node).filter(({ line }) => line.includes(text)).length

/** Line `n` of the peer list as `xStatus Alternates` has it. */
const status = (cluster: Cluster, node: string) => cluster.type(node, 'xStatus Alternates')

function isApart(cluster: Cluster): void {
  for (const node of PAIR) {
    expect(cluster.clustering(node, other(node))).toBe('Failed')
    expect(cluster.alarms(node)).toEqual(expect.arrayContaining(['20004', '20006']))
    expect(logged(cluster, node, '20004')).toBeGreaterThan(0)
    expect(status(cluster, node)).toMatch(/Failed|Inactive|Unreachable/i)
  }
}

function isTogether(cluster: Cluster): void {
  for (const node of PAIR) {
    expect(cluster.clustering(node, other(node))).toMatch(/^Active/)
    expect(cluster.alarms(node)).toEqual([])
    expect(cluster.node(node).clustering.databaseStatus).toBe('Active')
  }
}

describe('faults between peers', () => {
  test.each<readonly [string, Fault]>([
    ['a link that passes one way only', { kind: 'link-one-way', from: 'expc01', to: 'expc02' }],
    ['a link that passes the other way only', { kind: 'link-one-way', from: 'expc02', to: 'expc01' }],
    ['an address translation laid between them', { kind: 'nat', a: 'expc01', b: 'expc02' }],
    ['a link that loses everything, idle as it is', { kind: 'loss', a: 'expc01', b: 'expc02', percent: 100 }],
    ['a link that loses half of it', { kind: 'loss', a: 'expc01', b: 'expc02', percent: 50 }],
  ])(
    '[EX-32] %s: both lose each other within a minute, with 20006, 20004 and log, and join again once it is gone',
    (_, fault) => {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.fault('it', fault)
      cluster.advance(MINUTE_MS)
      isApart(cluster)
      cluster.heal('it')
      cluster.advance(3 * MINUTE_MS)
      isTogether(cluster)
    },
  )

  test('[EX-01] [EX-32] behind a translation that was there first, a peer is not let in at all', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('it', { kind: 'nat', a: 'expc01', b: 'expc02' })
    cluster.restart('expc02')
    cluster.advance(5 * MINUTE_MS)
    isApart(cluster)
  })

  test.each([10, 30, 49])('[EX-32] [EX-34] a link that loses %i per cent makes writes late, and loses none', (percent) => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('it', { kind: 'loss', a: 'expc01', b: 'expc02', percent })
    for (let value = 61; value < 71; value += 1) {
      cluster.save('expc01', { h323_time_to_live: value }, 'h323')
      cluster.advance(7 * SECOND_MS)
      expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(value)
    }
    cluster.advance(3 * MINUTE_MS)
    isTogether(cluster)
    expect(logged(cluster, 'expc01', '20004')).toBe(0)
  })

  test('[EX-40] an alarm that rose while nothing passed for some seconds shows on the other peer afterwards', () => {
    for (const fault of [
      { kind: 'loss', a: 'expc01', b: 'expc02', percent: 100 },
      { kind: 'link-down', a: 'expc01', b: 'expc02' },
    ] as const) {
      const cluster = new Cluster('expressway-c-cluster-2')
      const seen = () => JSON.stringify(cluster.page('expc01', 'alarms'))
      cluster.fault('it', fault)
      cluster.advance(5 * SECOND_MS)
      cluster.save('expc02', { maintenance_mode: 'On' }, 'maintenance-mode')
      cluster.advance(5 * SECOND_MS)
      expect(seen()).not.toContain('Maintenance mode')
      cluster.heal('it')
      cluster.advance(10 * SECOND_MS)
      expect(cluster.alarms('expc01')).toEqual([])
      expect(seen()).toContain('aintenance mode')
    }
  })
})

describe('faults of names and clocks', () => {
  test('[EX-04] [EX-32] a name that the DNS lost costs nothing until it is looked up again, and then 20005 until it is back', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('dns', { kind: 'dns-missing', name: fqdn(2) })
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.clustering('expc01', 2)).toMatch(/^Active/)
    cluster.restart('expc01')
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    expect(cluster.alarms('expc01')).toEqual(expect.arrayContaining(['20004', '20005']))
    expect(logged(cluster, 'expc01', '20005')).toBe(1)
    cluster.advance(11 * MINUTE_MS)
    expect(logged(cluster, 'expc01', 'peers which failed DNS')).toBeGreaterThanOrEqual(2)
    cluster.heal('dns')
    cluster.advance(8 * MINUTE_MS)
    isTogether(cluster)
  })

  test('[EX-32] a name that leads to another host: the peer is looked for there after a restart, and is not found', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('dns', { kind: 'dns-record', name: fqdn(2), address: '10.15.13.99' })
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.clustering('expc01', 2)).toBe(`Active as expc02 (Resolved '${fqdn(2)}' as '10.15.13.16')`)
    cluster.restart('expc01')
    cluster.advance(3 * MINUTE_MS)
    isApart(cluster)
    cluster.heal('dns')
    cluster.advance(8 * MINUTE_MS)
    isTogether(cluster)
  })

  test('[EX-04] [EX-41] a clock that is off: Reject, then 25002 with its log line, and records by the wrong clock', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('clock', { kind: 'clock-skew', node: 'expc01', seconds: 7_200 })
    cluster.advance(7 * MINUTE_MS)
    expect(cluster.type('expc01', 'xStatus Time')).toContain('Status: Reject')
    expect(cluster.alarms('expc01')).toContain('25002')
    expect(cluster.alarms('expc02')).toEqual([])
    const raised = cluster.lab.logs('expc01').find(({ line }) => line.includes('25002'))
    expect(raised).toBeDefined()
    const utc = /UTCTime="(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(raised?.line ?? '')
    expect(Date.parse(`${utc?.[1]}T${utc?.[2]}Z`) - (raised?.at ?? 0)).toBeGreaterThan(7_198 * SECOND_MS)
    cluster.heal('clock')
    cluster.advance(2 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-14] [EX-41] a clock beyond the end of its own certificate makes that one expired on its own page alone', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('clock', { kind: 'clock-skew', node: 'expc01', seconds: 40 * 365 * 86_400 })
    cluster.advance(MINUTE_MS)
    expect(cluster.certificate('expc01', 1)).toMatch(/^Invalid/)
    expect(cluster.certificate('expc02', 1)).toBe('Valid')
  })
})

test('[EX-04] a link that comes and goes leads to the same on states that were kept and on copies from a disk', () => {
  const kept = openLab(expressway, 'expressway-c-cluster-3')
  let copied = openLab(expressway, 'expressway-c-cluster-3')
  const statesOf = (lab: Lab) => Object.fromEntries(lab.world().nodes.map(({ id }) => [id, lab.state(id)]))
  const cut = { kind: 'link-down', a: 'expc01', b: 'expc02' } as const
  for (const [index, ms] of [10_000, 10_000, 60_000, 10_000, 130_000, 10_000].entries()) {
    for (const lab of [kept, copied]) {
      if (index % 2 === 0) lab.lay('cut', cut)
      else lab.heal('cut')
      lab.advance(ms)
    }
    const stored = JSON.stringify(statesOf(copied))
    expect(stored).toBe(JSON.stringify(statesOf(kept)))
    copied = resumeLab(expressway, { model: expressway.version, world: copied.world(), states: JSON.parse(stored) })
  }
})
