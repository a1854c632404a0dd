// Situation G of the reference: a partition without quorum, and what each policy lets it do.

import { describe, expect, test } from 'vitest'
import { cib } from '../../../worker/ssm/cib.ts'
import { membersOf } from '../../../worker/ssm/controller.ts'
import { isQuorate } from '../../../worker/ssm/corosync.ts'
import { SERVER_MIGRATIONS } from '../../../worker/ssm/migrations.ts'
import { type Config, DEPLOYED_CONFIG, decide } from '../../../worker/ssm/pacemaker.ts'
import type { HaState } from '../../../worker/ssm/state.ts'
import { lab1, PRIMARY, root, SECONDARY, settle, stateOf, type, view } from './pair.ts'
import { isInstalled, simulated } from './simulate.ts'

const VIP_FAILURE = {
  operation: 'vip_monitor_10000',
  rc: 7,
  text: 'not running',
  call: 31,
  exitReason: '',
  changed: 1_598_971_500_000,
  queuedMs: 0,
  execMs: 0,
}

describe('[SSM-26] G: the peer is lost and there is no quorum', () => {
  /** The primary alone, as a partition without quorum: two_node never leaves one, so it is made by hand. */
  function inquorate(prepare: readonly string[]): HaState {
    const lab = lab1()
    for (const line of prepare) root(lab, PRIMARY, line)
    const state = stateOf(lab, PRIMARY)
    return {
      ...state,
      corosync: { ...state.corosync, members: [PRIMARY], hasSeenAll: false },
      peer: { ...state.peer, status: null },
    }
  }
  const decidedBy = (state: HaState): readonly string[] => {
    const own = decide(membersOf(state), isQuorate(state.corosync)).flatMap((action) =>
      action.do === 'leave' ? [] : [`${action.do} ${action.resource} ${action.node}`],
    )
    if (isInstalled) expect(simulated(cib(state, 1_600_000_000_000))).toEqual(own)
    return own
  }

  test('G1: no-quorum-policy=stop, the default: all resources stop', () => {
    expect(decidedBy(inquorate([]))).toEqual([
      'stop satellite primary-node',
      'stop vip primary-node',
      'demote db primary-node',
      'stop db primary-node',
    ])
  })

  test('G2: ignore: they keep running', () => {
    expect(decidedBy(inquorate(['pcs property set no-quorum-policy=ignore']))).toEqual([])
  })

  test('freeze: what runs goes on and is recovered, and nothing begins; suicide: stop, since it never had quorum', () => {
    const freeze = inquorate(['pcs property set no-quorum-policy=freeze'])
    expect(decidedBy(freeze)).toEqual([])
    const broken = { ...freeze.pacemaker, broken: ['vip'] as const, failures: [VIP_FAILURE], failCounts: { vip: 1 } }
    expect(decidedBy({ ...freeze, pacemaker: broken })).toEqual([
      'stop satellite primary-node',
      'stop vip primary-node',
      'start vip primary-node',
      'start satellite primary-node',
    ])
    expect(decidedBy({ ...freeze, pacemaker: { ...freeze.pacemaker, vip: false, satellite: false } })).toEqual([])
    expect(decidedBy(inquorate(['pcs property set no-quorum-policy=suicide']))).toHaveLength(4)
    const lab = lab1()
    for (const policy of ['freeze', 'suicide', 'stop']) {
      root(lab, PRIMARY, `pcs property set no-quorum-policy=${policy}`)
      expect(root(lab, PRIMARY, 'cibadmin --query')).toContain(`name="no-quorum-policy" value="${policy}"`)
    }
    const former = { ...DEPLOYED_CONFIG, ignoresQuorum: true, preferences: { [PRIMARY]: 50 } }
    const opened = SERVER_MIGRATIONS.reduce((each, step) => step(each), {
      ...freeze,
      pacemaker: { ...freeze.pacemaker, config: former as unknown as Config },
    })
    expect(opened.pacemaker.config).toMatchObject({
      quorumPolicy: 'ignore',
      preferences: [{ id: `location-db-master-${PRIMARY}`, node: PRIMARY, score: 50 }],
    })
    expect(opened.pacemaker.config).not.toHaveProperty('ignoresQuorum')
  })

  test('a node that starts cold and alone runs what it has when quorum is ignored', () => {
    const lab = lab1()
    root(lab, PRIMARY, 'pcs property set no-quorum-policy=ignore')
    settle(lab)
    type(lab, PRIMARY, 'ha_cluster_stop')
    settle(lab)
    root(lab, SECONDARY, 'pcs cluster stop --force')
    settle(lab)
    // The primary heard that its data are out of date before it left: they are not to be promoted.
    type(lab, PRIMARY, 'ha_cluster_start')
    settle(lab)
    expect(root(lab, PRIMARY, 'pcs status')).toContain('partition WITHOUT quorum')
    expect(lab.events().some(({ kind }) => kind === 'waiting')).toBe(false)
    expect(view(lab, PRIMARY)).toMatchObject({ gui: 'none', database: { role: 'slave', timeline: 1 } })
    root(lab, PRIMARY, 'pcs cluster stop --force')
    settle(lab)
    type(lab, SECONDARY, 'ha_cluster_start')
    settle(lab)
    expect(root(lab, SECONDARY, 'pcs status')).toContain('partition WITHOUT quorum')
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', gui: 'vip', database: { role: 'master', timeline: 3 } })
  })
})
