import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { judge } from '../../../worker/kernel/checks.ts'
import { type ProcedureText, parseProcedure, progressOf } from '../../../worker/kernel/procedure.ts'
import { perform } from '../perform.ts'
import { Cluster, fqdn, listOf } from './cluster.ts'

const read = (path: string) => parseProcedure(parse(readFileSync(path, 'utf8')) as ProcedureText)
const procedures = globSync('content/procedures/expressway/*.yaml').sort().map(read)
const procedure = read('content/procedures/expressway/create-a-cluster.yaml')

/** The behaviours that each procedure shows, by its slug. */
const SHOWN: Readonly<Record<string, string>> = {
  'create-a-cluster': '[EX-10] [EX-11] [EX-30]',
  'enforce-tls-verification': '[EX-14] [EX-31]',
  'change-to-fqdns': '[EX-13]',
  'change-the-primary': '[EX-16]',
  'take-over-from-a-dead-primary': '[EX-16] [EX-17]',
  'remove-a-live-peer': '[EX-17] [EX-50]',
  'remove-a-dead-peer': '[EX-17]',
  'disband-a-cluster': '[EX-17] [EX-50]',
  'replace-a-peer': '[EX-17]',
  'change-a-peers-identity': '[EX-17] [EX-51]',
  'restart-a-cluster': '[EX-18]',
  'cancel-a-factory-reset': '[EX-50]',
  'recover-from-a-failed-factory-reset': '[EX-52]',
  'resolve-a-replication-conflict': '[EX-32] [EX-33]',
  'switch-h323-on': '[EX-42]',
  'update-a-stale-system-key': '[EX-44]',
  'rebuild-a-failed-database': '[EX-43]',
  'reset-by-script': '[EX-53]',
  'use-maintenance-mode': '[EX-20] [EX-06]',
  'recover-a-peer': '[EX-17] [EX-51]',
  'map-addresses': '[EX-15]',
  'upgrade-a-cluster': '[EX-19] [EX-20]',
  'renew-a-server-certificate': '[EX-14] [EX-60]',
  'replace-and-migrate-a-peer': '[EX-17] [EX-21]',
  'rebuild-a-cluster-from-backups': '[EX-21] [EX-53]',
}

describe.each(procedures.map((each) => [SHOWN[each.slug] ?? '', each.slug, each] as const))(
  '%s the procedure %s',
  (ids, _, each) => {
    test(`${ids} no step holds before it is done, each of its checks has failed before, and all hold after and at the end`, () => {
      expect(ids).not.toBe('')
      const cluster = new Cluster(each.template)
      const begun = cluster.lab.snapshot()
      for (const [index, step] of each.steps.entries()) {
        const before = cluster.lab.snapshot()
        for (const later of each.steps.slice(index))
          expect(
            later.holds.every((check) => judge(check, before).holds),
            `${later.id}, before ${step.id}`,
          ).toBe(false)
        for (const check of step.holds)
          expect(
            [begun, before].some((snapshot) => !judge(check, snapshot).holds),
            `${check.text}, before ${step.id}`,
          ).toBe(true)
        for (const act of step.acts) perform(cluster.lab, act)
        for (const check of step.holds)
          expect(judge(check, cluster.lab.snapshot()), `after ${step.id}`).toMatchObject({ holds: true })
      }
      for (const step of each.steps)
        for (const check of step.holds)
          expect(judge(check, cluster.lab.snapshot()), `${step.id} at the end`).toMatchObject({ holds: true })
    })
  },
)

// A system that is down or starting shows none: a check that says no more would be ticked too early.
test('[EX-18] no step takes an alarm for gone that its peer only does not show while it is down', () => {
  const bare = procedures.flatMap(({ slug, steps }) =>
    steps.flatMap((step) =>
      step.holds
        .filter(({ test: { is }, path, meanwhile }) => is === 'has-no' && path[1] === 'alarms' && meanwhile === undefined)
        .map(({ text }) => `${slug}, ${step.id}: ${text}`),
    ),
  )
  expect(bare).toEqual([])
})

test('[EX-16] [EX-40] a restart of the other peer does not tick its step, although its alarms come back late', () => {
  const takeOver = read('content/procedures/expressway/take-over-from-a-dead-primary.yaml')
  const cluster = new Cluster(takeOver.template)
  const isTicked = () => progressOf(takeOver, cluster.lab.snapshot()).steps.find(({ id }) => id === 'tell-the-other')?.holds
  for (const fields of [{}, { configuration_primary: 2 }]) {
    cluster.save('expc02', fields)
    cluster.press('expc03', 'restart')
    for (let passed = 0; passed < 300; passed += 3) {
      cluster.advance(3_000)
      expect([passed, isTicked()]).toEqual([passed, false])
    }
  }
})

describe('the procedure "create a cluster and add a peer"', () => {
  test('[EX-11] each step holds as soon as it is done', () => {
    const cluster = new Cluster(procedure.template)
    for (const [index, step] of procedure.steps.entries()) {
      for (const act of step.acts) perform(cluster.lab, act)
      const { steps } = progressOf(procedure, cluster.lab.snapshot())
      expect(steps.map((each) => each.holds)).toEqual(procedure.steps.map((_, other) => other <= index))
    }
  })

  const hintsAt = (cluster: Cluster, step: string): readonly string[] =>
    progressOf(procedure, cluster.lab.snapshot()).steps.find((each) => each.id === step)?.hints ?? []

  test('[EX-11] hints name the mistakes that were made', () => {
    const cluster = new Cluster(procedure.template)
    cluster.save('expc01', { peer_1_address: fqdn(2) })
    cluster.settle()
    expect(hintsAt(cluster, 'form-cluster-of-one')).toEqual(['own-address-missing', 'no-cluster-name'])
    cluster.save('expc01', listOf([1]))
    cluster.settle()
    expect(hintsAt(cluster, 'restart-primary')).toEqual(['not-restarted'])
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.settle()
    cluster.restart('expc01')
    cluster.save('expc02', listOf([1, 2], { configuration_primary: 2 }))
    cluster.restart('expc02')
    expect(hintsAt(cluster, 'restart-second')).toEqual(expect.arrayContaining(['settings-differ', 'other-primary']))
  })
})

describe('a new identity in the wrong order', () => {
  test('[EX-17] [EX-40] a host name changed inside the cluster: the peer no longer knows its own line, with 20003, and 20015 after a restart', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    cluster.fault('old-record', { kind: 'dns-missing', name: fqdn(3) })
    cluster.save('expc03', { system_host_name: 'expc09' }, 'dns')
    cluster.advance(5_000)
    expect(cluster.alarms('expc03')).toContain('20003')
    cluster.restart('expc03')
    expect(cluster.alarms('expc03')).toContain('20015')
    expect(cluster.node('expc03').clustering.databaseStatus).not.toBe('Active')
    expect(cluster.clustering('expc01', 3)).toBe('Failed')
  })

  test('[EX-17] the new name on the lists while the peer still bears the old one: it stays outside, and 20012 says that the lists differ', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    for (const node of ['expc01', 'expc02']) cluster.save(node, { peer_3_address: 'expc09.apolo.local' })
    cluster.advance(3 * 60_000)
    expect(cluster.clustering('expc01', 3)).toBe('Failed')
    expect(cluster.alarms('expc01')).toEqual(expect.arrayContaining(['20004', '20005']))
    expect(cluster.node('expc01').clustering.databaseStatus).not.toBe('Active')
  })
})
