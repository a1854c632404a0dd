// The cluster information base the model exports, and what Pacemaker's own scheduler decides from it.
// Without crm_simulate (package pacemaker-cli-utils) the comparison is left out, and says so.

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../worker/kernel/fabric.ts'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { md5 } from '../../../worker/ssm/md5.ts'
import { compareShown } from './monitor.ts'
import { HEARTBEAT, lab1, PRIMARY, SECONDARY, settle, stateOf, type } from './pair.ts'
import { compare, isInstalled } from './simulate.ts'

test('[SSM-14] cibadmin --query prints configuration and status of a pair, well-formed', () => {
  const text = type(lab1(), PRIMARY, 'cibadmin --query', 'root')
  expect(text).toContain('<nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>')
  expect(text).toContain('<nvpair id="status-2-master-db" name="master-db" value="100"/>')
  expect(text).toContain('operation_key="db_monitor_30000" operation="monitor"')
  const open: string[] = []
  for (const [, close, name = '', selfClosed] of text.matchAll(/<(\/?)([a-z_]+)[^>]*?(\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name)
    else if (selfClosed !== '/') open.push(name)
  }
  expect(open).toEqual([])
})

test('[SSM-14] crm_mon --as-xml says the same as the screen, in every state', () => {
  const lab = lab1()
  const xml = () => type(lab, SECONDARY, 'crm_mon --as-xml', 'root')
  expect(xml()).toContain(
    '<current_dc present="true" version="1.1.19-8.el7_6.4-c3c624ea3d" name="primary-node" id="1" with_quorum="true"/>',
  )
  expect(xml()).toMatch(/role="Master"[^>]*nodes_running_on="1">\s+<node name="primary-node"/)
  expect(xml()).toMatch(
    /<failure op_key="db_monitor_30000" node="secondary-node" exitstatus="not running" exitreason="" exitcode="7"/,
  )
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  expect(xml()).toMatch(/<node name="primary-node" id="1" online="false"/)
  expect(xml()).toMatch(/role="Master"[^>]*nodes_running_on="1">\s+<node name="secondary-node"/)
  expect(xml()).toMatch(/id="vip"[^>]*role="Started"/)
  expect(type(lab, PRIMARY, 'crm_mon --as-xml', 'root')).toContain('Connection to cluster failed')
})

test('[SSM-14] the digest of parameters is MD5', () => {
  for (const text of ['', 'a', ' <parameters/>\n', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'y'.repeat(200)])
    expect(md5(text)).toBe(createHash('md5').update(text).digest('hex'))
})

if (!isInstalled)
  console.warn('crm_simulate is not installed: Pacemaker decisions are NOT compared. Install pacemaker-cli-utils and run again.')

/** Lays a fault and runs until a monitor has noticed it and nothing has been done about it yet. */
function noticed(lab: Lab, fault: Fault, node: string): Lab {
  lab.lay('fault', fault)
  for (let i = 0; i < 200 && stateOf(lab, node).pacemaker.broken.length === 0; i += 1) lab.advance(500)
  expect(stateOf(lab, node).pacemaker.broken).not.toEqual([])
  return lab
}

const SITUATIONS: readonly (readonly [string, () => Lab, string])[] = [
  ['a healthy pair', () => lab1(), PRIMARY],
  [
    'roles swapped: nothing falls back',
    () => {
      const lab = lab1()
      for (const line of ['ha_cluster_stop', 'ha_cluster_start']) {
        type(lab, PRIMARY, line)
        settle(lab)
      }
      return lab
    },
    SECONDARY,
  ],
  [
    'a clean stop of the active node',
    () => {
      const lab = lab1()
      type(lab, PRIMARY, 'ha_cluster_stop')
      return lab
    },
    PRIMARY,
  ],
  [
    'a clean stop of the standby',
    () => {
      const lab = lab1()
      type(lab, SECONDARY, 'ha_cluster_stop')
      return lab
    },
    PRIMARY,
  ],
  [
    'a lost peer without fencing',
    () => {
      const lab = lab1()
      lab.lay('cut', HEARTBEAT)
      lab.advance(2_300)
      return lab
    },
    SECONDARY,
  ],
  [
    'a lost peer with fencing and no device',
    () => {
      const lab = lab1()
      type(lab, PRIMARY, 'pcs property set stonith-enabled=true', 'root')
      settle(lab)
      lab.lay('cut', HEARTBEAT)
      settle(lab)
      return lab
    },
    SECONDARY,
  ],
  [
    'a virtual IP that is gone',
    () => noticed(lab1(), { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'monitor' }, PRIMARY),
    PRIMARY,
  ],
  ["a standby's dead database", () => noticed(lab1(), { kind: 'database-stopped', node: SECONDARY }, SECONDARY), PRIMARY],
  [
    'a virtual IP that has failed as often as it may: the master goes where it may run',
    () => {
      const lab = lab1()
      type(lab, PRIMARY, 'pcs resource meta vip migration-threshold=1', 'root')
      return noticed(lab, { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'monitor' }, PRIMARY)
    },
    PRIMARY,
  ],
  [
    'a virtual IP that could not be stopped',
    () => {
      const lab = lab1()
      lab.lay('stop', { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'stop' })
      type(lab, PRIMARY, 'ha_cluster_stop')
      for (let i = 0; i < 200 && stateOf(lab, PRIMARY).pacemaker.blocked.length === 0; i += 1) lab.advance(100)
      return lab
    },
    PRIMARY,
  ],
  [
    'an application that could not be stopped',
    () => {
      const lab = lab1()
      lab.lay('stop', { kind: 'resource-fails', node: PRIMARY, resource: 'satellite', operation: 'stop' })
      type(lab, PRIMARY, 'ha_cluster_stop')
      settle(lab)
      return lab
    },
    PRIMARY,
  ],
  [
    'a database that could not be started',
    () => {
      const lab = lab1()
      type(lab, SECONDARY, 'ha_cluster_stop')
      settle(lab)
      lab.lay('start', { kind: 'resource-fails', node: SECONDARY, resource: 'db', operation: 'start' })
      type(lab, SECONDARY, 'ha_cluster_start')
      settle(lab)
      return lab
    },
    PRIMARY,
  ],
  [
    'an application that is gone',
    () => noticed(lab1(), { kind: 'resource-fails', node: PRIMARY, resource: 'satellite', operation: 'monitor' }, PRIMARY),
    PRIMARY,
  ],
]

describe.skipIf(!isInstalled)('[SSM-14] [SSM-24] Pacemaker decides from the exported state as the model does', () => {
  test.each(SITUATIONS)('%s', (_, situation, node) => {
    const lab = situation()
    compare(lab, node)
    compareShown(lab, node)
  })
})
