// Sandboxes as former releases of the models left them: each had seven minutes behind it, with a change made on
// its first Expressway and its second node without power. They open, show themselves as the contract says, and go on.

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Snapshot } from '../../worker/api/schemas.ts'
import { expressway } from '../../worker/expressway/index.ts'
import { peer } from '../../worker/expressway/peer.ts'
import type { PeerState } from '../../worker/expressway/state.ts'
import type { Base } from '../../worker/kernel/journal.ts'
import { migrated } from '../../worker/kernel/migration.ts'
import { replay, resumeLab } from '../../worker/kernel/runtime.ts'
import { MINUTE_MS } from '../../worker/kernel/time.ts'
import { PRODUCTS } from '../../worker/products.ts'
import { ssm } from '../../worker/ssm/index.ts'
import { Cluster } from './expressway/cluster.ts'

const FOLDER = `${import.meta.dirname}/former`
const former = (name: string): Base => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Base
const named = (prefix: string) => readdirSync(FOLDER).filter((name) => name.startsWith(prefix))

describe('a sandbox of a former release', () => {
  test.each(named('expressway'))('[EX-34] %s opens, has lost nothing, and goes on', (name) => {
    const lab = resumeLab(expressway, former(name))
    const cluster = new Cluster('', 0, lab)
    expect(Snapshot.safeParse({ id: '', ...lab.snapshot() }).error?.issues ?? []).toEqual([])
    expect(cluster.node('expc01').configuration.h323_time_to_live).toBe(75)
    expect(cluster.node('expc02').state).toBe('off')
    expect(cluster.alarms('expc01')).toEqual(expect.arrayContaining(['20004', '20006']))
    cluster.heal('dark')
    cluster.settle()
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.node(node).clustering.databaseStatus).toBe('Active')
      expect(cluster.alarms(node)).toEqual([])
    }
    cluster.save('expc01', { h323_time_to_live: 80 }, 'h323')
    cluster.advance(MINUTE_MS)
    expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(80)
    expect(Snapshot.safeParse({ id: '', ...lab.snapshot() }).error?.issues ?? []).toEqual([])
  })

  test.each(named('ssm'))('%s opens, and its pair becomes whole again', (name) => {
    const lab = resumeLab(ssm, former(name))
    expect(Snapshot.safeParse({ id: '', ...lab.snapshot() }).error?.issues ?? []).toEqual([])
    lab.heal('dark')
    lab.advance(60 * MINUTE_MS)
    const roles = lab.snapshot().nodes.flatMap((node) => (node.role === undefined ? [] : [node.role]))
    expect(roles).toEqual(expect.arrayContaining(['active', 'standby']))
    expect(Snapshot.safeParse({ id: '', ...lab.snapshot() }).error?.issues ?? []).toEqual([])
  })

  test.each(readdirSync(FOLDER))('%s replays from there to the same bytes, on a base of this release', (name) => {
    const base = former(name)
    const product = base.world.template.startsWith('ssm') ? ssm : expressway
    const lab = resumeLab(product, base)
    lab.heal('dark')
    lab.advance(20 * MINUTE_MS)
    const { base: folded, entries } = lab.journal()
    expect(folded.model).toBe(product.version)
    const again = replay(product, { base: folded, entries }, lab.world())
    for (const { id } of lab.world().nodes) expect(JSON.stringify(again.state(id))).toBe(JSON.stringify(lab.state(id)))
  })

  test.each([0, 1, 2, 3, 4])(
    '[EX-03] a cluster over IPv6 of before there was an IP protocol to choose speaks both, from migration %i on',
    (from) => {
      const cluster = new Cluster()
      for (const node of ['expc01', 'expc02'])
        cluster.save(node, { cluster_ip_version: 'IPv6', peer_1_address: '2001:db8:15:13::15' })
      const state = cluster.lab.state('expc01') as PeerState
      const { ip_protocol: _, ads_mode: __, ...configuration } = state.shared.configuration
      const old = { ...state, startSettings: null, shared: { ...state.shared, configuration } }
      const { identity, shared } = migrated(peer, old, from)
      expect(identity.settings).toEqual({ ipv6_gateway: '2001:db8:15:13::1' })
      expect(shared.configuration).toMatchObject({ ip_protocol: 'Both', ads_mode: 'Off' })
    },
  )

  test('no migration changes what this release writes', () => {
    for (const product of PRODUCTS)
      for (const template of product.templates) {
        const { states } = template.build(3)
        for (const { id, kind } of template.nodes) {
          const machine = product.machines.find((each) => each.kind === kind)
          if (machine !== undefined) expect(migrated(machine, states[id])).toEqual(states[id])
        }
      }
  })
})
