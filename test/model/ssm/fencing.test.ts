// Situation C of the reference: a node that is lost, and what fencing does about it. Where crm_simulate is installed it
// decides beside the model from the same exported state.

import { describe, expect, test } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { compareShown } from './monitor.ts'
import { databases, HEARTBEAT, lab1, PRIMARY, root, SECONDARY, settle, type, view } from './pair.ts'
import { decision, isInstalled } from './simulate.ts'

describe("[SSM-24] [SSM-25] C: the master's node is lost", () => {
  const lost = (prepare: readonly string[]): Lab => {
    const lab = lab1()
    for (const line of prepare) root(lab, PRIMARY, line)
    settle(lab)
    lab.lay('power', { kind: 'power-off', node: PRIMARY })
    lab.advance(2_202)
    return lab
  }

  test('C1: without fencing the peer is promoted at once', () => {
    expect(decision(lost([]), SECONDARY)).toEqual([
      'promote db secondary-node',
      'start vip secondary-node',
      'start satellite secondary-node',
    ])
  })

  test('C2: with fencing and no device nothing moves, and it is UNCLEAN', () => {
    const lab = lost(['pcs property set stonith-enabled=true'])
    expect(decision(lab, SECONDARY)).toEqual([])
    settle(lab)
    const screen = root(lab, SECONDARY, 'pcs status')
    expect(screen).toContain('ssms_ha\n\nWARNINGS:\nNo stonith devices and stonith-enabled is not false\n\nStack: corosync')
    expect(screen).toContain('Node primary-node: UNCLEAN (offline)')
    expect(screen).toContain('     db\t(ocf::heartbeat:pgsql):\tMaster primary-node (UNCLEAN)')
    expect(screen).toContain(' vip\t(ocf::heartbeat:IPaddr2):\tStarted primary-node (UNCLEAN)')
  })

  const DEVICE = ['pcs stonith create fence fence_ipmilan ipaddr=10.0.0.20', 'pcs property set stonith-enabled=true']

  test('with a device it is fenced first, and then the peer takes over', () => {
    const lab = lost(DEVICE)
    expect(view(lab, SECONDARY).database.role).toBe('slave')
    settle(lab)
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', gui: 'vip', database: { timeline: 2 } })
    const told = lab.events().map(({ text }) => text)
    const fenced = told.indexOf('primary-node has been fenced: what it ran may run here.')
    expect(fenced).toBeGreaterThan(0)
    expect(told.findIndex((text) => text.includes('is promoted'))).toBeGreaterThan(fenced)
  })

  test('a heartbeat cut with a device: each has the other fenced, and neither goes on alone until they meet', () => {
    const lab = lab1()
    for (const line of DEVICE) root(lab, PRIMARY, line)
    settle(lab)
    lab.lay('cut', HEARTBEAT)
    settle(lab)
    expect([PRIMARY, SECONDARY].map((node) => view(lab, node).holdsVip)).toEqual([false, false])
    expect(root(lab, PRIMARY, 'pcs status')).toContain('partition WITHOUT quorum')
    lab.heal('cut')
    settle(lab)
    // The master was reset with its lock in place; beside the new one it takes a fresh copy, once it may start again.
    expect(databases(lab)).toEqual(['stopped', 'master'])
    root(lab, PRIMARY, 'pcs resource cleanup db')
    settle(lab)
    expect(databases(lab)).toEqual(['slave', 'master'])
    expect(lab.events().filter(({ kind }) => kind === 'lost')).toEqual([])
  })

  test('a delay of the device lets one of the two win: one master, and the other waits for its peer', () => {
    const lab = lab1()
    root(lab, PRIMARY, 'pcs stonith create fence fence_vmware_soap ipaddr=vcenter login=fencing pcmk_delay_max=15s')
    root(lab, PRIMARY, 'pcs property set stonith-enabled=true')
    settle(lab)
    lab.lay('cut', HEARTBEAT)
    settle(lab)
    expect([PRIMARY, SECONDARY].filter((node) => view(lab, node).holdsVip)).toHaveLength(1)
    expect(databases(lab).filter((role) => role === 'master')).toHaveLength(1)
    lab.heal('cut')
    settle(lab)
    expect(databases(lab).toSorted()).toEqual(['master', 'slave'])
  })

  test('a device that cannot reach the node is tried ten times, and nothing moves', () => {
    const lab = lab1()
    for (const line of DEVICE) root(lab, PRIMARY, line)
    settle(lab)
    lab.lay('cut', { kind: 'link-down', a: PRIMARY, b: SECONDARY })
    settle(lab)
    expect(databases(lab)).toEqual(['master', 'slave'])
    expect(lab.events().some(({ text }) => text.includes('could not be fenced in 10 attempts'))).toBe(true)
  })

  test('a resource that cannot be stopped has its node fenced, instead of blocking', () => {
    const lab = lab1()
    for (const line of DEVICE) root(lab, PRIMARY, line)
    settle(lab)
    lab.lay('stop', { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'stop' })
    type(lab, PRIMARY, 'ha_cluster_stop')
    lab.advance(11_000)
    expect(root(lab, SECONDARY, 'crm_mon -1')).toContain('Node primary-node: UNCLEAN (online)')
    settle(lab)
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', gui: 'vip' })
    expect(lab.events().some(({ text }) => text === 'primary-node has been fenced by secondary-node.')).toBe(true)
  })
})

describe('[SSM-25] a node that was never seen since Pacemaker started', () => {
  /** The secondary starts cold and alone, with fencing on and whatever else is set. */
  const alone = (...lines: readonly string[]): Lab => {
    const lab = lab1()
    for (const line of ['pcs property set stonith-enabled=true', ...lines]) root(lab, PRIMARY, line)
    settle(lab)
    type(lab, PRIMARY, 'ha_cluster_stop')
    settle(lab)
    root(lab, SECONDARY, 'pcs cluster stop --force')
    settle(lab)
    type(lab, SECONDARY, 'ha_cluster_start')
    return lab
  }
  const DEVICE = 'pcs stonith create fence fence_ipmilan ipaddr=10.0.0.20'
  const fencings = (lab: Lab): readonly string[] =>
    lab
      .events()
      .filter(({ kind }) => kind === 'fencing')
      .map(({ text }) => text)

  test('is UNCLEAN, and without quorum nobody has it fenced', () => {
    const lab = alone(DEVICE)
    settle(lab)
    expect(root(lab, SECONDARY, 'crm_mon -1')).toContain('Node primary-node: UNCLEAN (offline)\nOnline: [ secondary-node ]\n')
    expect(root(lab, SECONDARY, 'cibadmin --query')).not.toContain('<node_state id="1"')
    expect(decision(lab, SECONDARY)).toEqual([])
    if (isInstalled) compareShown(lab, SECONDARY)
    expect(fencings(lab)).toEqual([])
    type(lab, PRIMARY, 'ha_cluster_start')
    settle(lab)
    expect(root(lab, SECONDARY, 'crm_mon -1')).toContain('Online: [ primary-node secondary-node ]\n')
  })

  test('is fenced first where the quorum is ignored, and then what it may have run runs here', () => {
    const lab = alone(DEVICE, 'pcs property set no-quorum-policy=ignore')
    lab.advance(6_500)
    expect(decision(lab, SECONDARY)).toEqual(['start db secondary-node'])
    if (isInstalled) compareShown(lab, SECONDARY)
    expect(view(lab, SECONDARY).database.role).toBe('stopped')
    settle(lab)
    expect(fencings(lab)).toEqual([
      'secondary-node has primary-node fenced.',
      'primary-node has been fenced: what it ran may run here.',
    ])
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', database: { role: 'master' } })
  })

  test('counts as off where startup-fencing is off', () => {
    const lab = alone(DEVICE, 'pcs property set no-quorum-policy=ignore', 'pcs property set startup-fencing=false')
    settle(lab)
    expect(root(lab, SECONDARY, 'cibadmin --query')).toContain('name="startup-fencing" value="false"')
    expect(root(lab, SECONDARY, 'crm_mon -1')).toContain('OFFLINE: [ primary-node ]')
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', database: { role: 'master' } })
    expect(fencings(lab)).toEqual([])
  })
})
