import { describe, expect, test } from 'vitest'
import { capacityFactor, capacityOf } from '../../../worker/expressway/capacity.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

const FILE = 's42700x14_0_3.tar.gz'

function upgrade(cluster: Cluster, node: string, file = FILE): void {
  expect(cluster.press(node, 'upgrade', { file })).toMatchObject({ is: 'acted' })
  expect(cluster.press(node, 'continue-upgrade')).toMatchObject({ is: 'acted' })
  cluster.press(node, 'reboot')
  cluster.settle()
}

describe('upgrading a cluster', () => {
  test('[EX-19] [EX-60] what was uploaded can be compared by release, MD5 and SHA1 before the upgrade is continued', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const confirmation = () => {
      const { fields } = cluster.page('expc01', 'upgrade')
      return fields.filter(({ section }) => section === 'Upgrade confirmation').map(({ value }) => value)
    }
    expect(confirmation()).toEqual([])
    cluster.press('expc01', 'upgrade', { file: FILE })
    // As md5sum and sha1sum say of "Clusterbook: X14.0.3" and the end of a line.
    expect(confirmation()).toEqual(['X14.0.3', 'e456582a34c129e65c01eea4a390eb62', '8e232d7bf68750c0bd6a82bd70fe60ec71e6d930'])
    cluster.press('expc01', 'continue-upgrade')
    expect(confirmation()).toEqual([])
  })

  test('[EX-19] [EX-61] the day of its release is not told of software whose day is not known', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    expect(cluster.type('expc01', 'xStatus SystemUnit')).toContain('ReleaseDate: "2021-07-30"')
    upgrade(cluster, 'expc01')
    expect(cluster.type('expc01', 'xStatus SystemUnit')).not.toContain('ReleaseDate')
    expect(cluster.type('expc01', '')).toBe('TANDBERG Video Communication Server X14.0.3\n\nOK\n')
    expect(cluster.node('expc01').identity.released).toBe('')
  })

  test('[EX-19] in the right order: partitioned by release with 20008 meanwhile, whole again within ten minutes', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    upgrade(cluster, 'expc01')
    for (const node of ['expc01', 'expc02', 'expc03']) expect(cluster.alarms(node)).toContain('20008')
    cluster.save('expc01', { h323_time_to_live: 111 }, 'h323')
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(60)
    expect(cluster.clustering('expc02', 3)).toMatch(/^Active/)
    for (const node of ['expc02', 'expc03']) upgrade(cluster, node)
    cluster.advance(10 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) {
      expect([node, cluster.alarms(node)]).toEqual([node, []])
      expect(cluster.node(node).configuration.h323_time_to_live).toBe(111)
    }
  })

  test('[EX-19] a subordinate first: 20009 outlasts ForceConfigUpdate until the primary is upgraded again', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    upgrade(cluster, 'expc02')
    expect(cluster.alarms('expc02')).toContain('20008')
    upgrade(cluster, 'expc01')
    cluster.advance(30 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['20009'])
    cluster.type('expc02', 'xcommand ForceConfigUpdate')
    cluster.advance(30 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['20009'])
    upgrade(cluster, 'expc01')
    cluster.advance(20 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual([])
    expect(cluster.node('expc02').configuration).toEqual(cluster.node('expc01').configuration)
  })

  test('[EX-19] uploads only until it is continued, and comes into force at a reboot, not at a restart', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc02', 'upgrade', { file: FILE })
    cluster.press('expc02', 'reboot')
    cluster.settle()
    expect(cluster.node('expc02').identity.version).toBe('X14.0.2')
    cluster.press('expc02', 'continue-upgrade')
    cluster.restart('expc02')
    expect(cluster.node('expc02').identity.version).toBe('X14.0.2')
    cluster.press('expc02', 'reboot')
    cluster.settle()
    expect(cluster.node('expc02').identity.version).toBe('X14.0.3')
  })

  test('[EX-19] what is configured between upload and reboot is lost', () => {
    const cluster = new Cluster()
    cluster.press('expc01', 'upgrade', { file: FILE })
    cluster.press('expc01', 'continue-upgrade')
    cluster.save('expc01', { h323_time_to_live: 99 }, 'h323')
    cluster.press('expc01', 'reboot')
    cluster.settle()
    expect(cluster.node('expc01').configuration.h323_time_to_live).toBe(60)
  })

  test('[EX-19] refuses what is no software and what is older, and says what fits', () => {
    const cluster = new Cluster()
    expect(cluster.press('expc01', 'upgrade', { file: 'holiday.jpg' })).toMatchObject({ is: 'refused' })
    expect(cluster.press('expc01', 'upgrade', { file: 's42700x12_7_1.tar.gz' })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('not supported')],
    })
    expect(cluster.press('expc01', 'upgrade', {})).toMatchObject({ is: 'malformed', errors: [{ pointer: '/file' }] })
    expect(cluster.press('expc01', 'continue-upgrade')).toMatchObject({ is: 'refused' })
  })

  test('[EX-52] an upgrade, even to the same release, puts the files of the factory reset in place', () => {
    const cluster = new Cluster('expressway-c-reset-failed-2')
    expect(cluster.node('expc02').identity.hasResetFiles).toBe(false)
    const other = new Cluster('expressway-c-cluster-2')
    upgrade(other, 'expc02', 's42700x14_0_2.tar.gz')
    expect(other.node('expc02').identity).toMatchObject({ hasResetFiles: true, version: 'X14.0.2' })
    expect(other.alarms('expc02')).toEqual([])
  })
})

test('[EX-44] [EX-19] an upgrade writes the key file anew, a restart does not', () => {
  const cluster = new Cluster('expressway-c-stale-key-3')
  cluster.restart('expc02')
  expect(cluster.alarms('expc02')).toEqual(['40055'])
  for (const node of ['expc01', 'expc02', 'expc03']) upgrade(cluster, node)
  cluster.advance(20 * MINUTE_MS)
  expect(cluster.alarms('expc02')).toEqual([])
})

describe('capacity and licences', () => {
  test('[EX-05] four peers give four times one system, more give nothing more; from X14.2 one peer is redundancy', () => {
    const times = (version: string) => [1, 2, 3, 4, 5, 6].map((peers) => capacityFactor('Large VM', version, peers))
    expect(times('X14.0.2')).toEqual([1, 2, 3, 4, 4, 4])
    expect(times('X14.2')).toEqual([1, 1, 2, 3, 4, 5])
    expect([2, 6].map((peers) => capacityFactor('Small VM', 'X14.0.2', peers))).toEqual([1, 1])
    expect(capacityOf('Medium VM', 'X14.0.2', 4)).toMatchObject({ registrations: 10_000, videoCalls: 600, mobileUsers: 10_000 })
    expect(capacityOf('CE1200', 'X14.0.2', 4)).toMatchObject({ registrations: 20_000, turnRelays: 24_000 })
  })

  // As published: of one system for X14, of four for earlier releases. Small systems gain nothing by being four.
  test.each([
    ['X14.0.2', 1, 'CE1200', [5000, 500, 1000, 500, 7000, 6000]],
    ['X14.0.2', 1, 'Large VM', [5000, 500, 1000, 500, 3500, 6000]],
    ['X14.0.2', 1, 'Medium VM', [2500, 150, 300, 150, 2500, 1800]],
    ['X14.0.2', 1, 'Small VM', [2000, 40, 40, 75, 200, 1800]],
    ['X12.7.1', 4, 'CE1200', [20_000, 2000, 4000, 2000, 20_000, 24_000]],
    ['X12.7.1', 4, 'Large VM', [20_000, 2000, 4000, 2000, 10_000, 24_000]],
    ['X12.7.1', 4, 'Medium VM', [10_000, 400, 800, 400, 10_000, 7200]],
    ['X12.7.1', 4, 'Small VM', [2000, 40, 40, 75, 200, 1800]],
  ] as const)('[EX-05] on %s, %i of %s carry what is published', (version, peers, platform, figures) => {
    const { registrations, videoCalls, audioCalls, roomSessions, mobileUsers, turnRelays } = capacityOf(platform, version, peers)
    expect([registrations, videoCalls, audioCalls, roomSessions, mobileUsers, turnRelays]).toEqual(figures)
  })

  test('[EX-05] the pool is the sum of all peers; that of a lost one stays for 14 days, with warnings on the way', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    const pooled = () => (cluster.node('expc01') as unknown as { licences: { pooled: number } }).licences.pooled
    expect(pooled()).toBe(300)
    cluster.fault('dark', { kind: 'power-off', node: 'expc03' })
    const stages = () => cluster.alarms('expc01').filter((id) => id.startsWith('30'))
    cluster.advance(23 * HOUR_MS)
    expect(stages()).toEqual([])
    cluster.advance(2 * HOUR_MS)
    expect(stages()).toEqual(['30012'])
    cluster.advance(6 * DAY_MS)
    expect(stages()).toEqual(['30014'])
    expect(pooled()).toBe(300)
    cluster.advance(7 * DAY_MS)
    expect(stages()).toEqual(['30016'])
    expect(pooled()).toBe(200)
    expect(cluster.page('expc01', 'resource-usage').fields.map((field) => field.value)).toEqual(['100', '200'])
    cluster.heal('dark')
    cluster.settle()
    expect([stages(), pooled()]).toEqual([[], 300])
  }, 60_000)

  test('[EX-05] several lost peers have an alarm of their own', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    for (const node of ['expc02', 'expc03']) cluster.fault(node, { kind: 'power-off', node })
    cluster.advance(25 * HOUR_MS)
    expect(cluster.alarms('expc01')).toContain('30013')
    cluster.advance(SECOND_MS)
  })
})
