// From two servers to a pair: the right order, every wrong one, and whose database is kept.

import { expect, test } from 'vitest'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { HEARTBEAT, PRIMARY, SECONDARY, settle, type, typeAll, view } from './pair.ts'

const servers = () => openLab(ssm, 'ssm-standalone-2')
const deploy = (lab: Lab) => {
  type(lab, PRIMARY, 'ha_generatekeys')
  settle(lab)
  type(lab, SECONDARY, 'ha_provision_standby')
  settle(lab)
  return typeAll(lab, PRIMARY, ['ha_deploy', '10.0.0.12'])
}

test('[SSM-03] keys, standby, deploy: a pair on the virtual IP with the database of the first server', () => {
  const lab = servers()
  expect([view(lab, PRIMARY), view(lab, SECONDARY)]).toMatchObject([
    { role: 'standalone', gui: 'own', accounts: [{ name: 'licensing' }] },
    { role: 'standalone', gui: 'own', accounts: [{ name: 'spare' }] },
  ])
  expect(type(lab, PRIMARY, 'ha_status')).toContain('HA is not enabled.')
  deploy(lab)
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({
    role: 'active',
    gui: 'vip',
    widget: { status: 'Normal', heartbeat: 'Connected' },
    database: { role: 'master', replicas: [{ clientAddr: '192.168.1.5', state: 'streaming' }] },
  })
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'standby', gui: 'none', database: { role: 'slave' } })
  for (const node of [PRIMARY, SECONDARY]) expect(view(lab, node).accounts.map(({ name }) => name)).toEqual(['licensing'])
  const lost = lab.events().filter(({ kind }) => kind === 'lost')
  expect(lost.map(({ node, data }) => [node, data])).toEqual([[SECONDARY, { rows: [{ table: 'accounts', id: 'spare' }] }]])
  // Never a standby, it has replayed nothing: the screen of a new pair has the blank of both labs.
  expect(type(lab, PRIMARY, 'ha_status')).toMatch(
    /Replicating to secondary-node \(10\.0\.0\.10\)[\s\S]*pg_last_xlog_replay_location\n-+\n\n\(1 row\)/,
  )
})

test('[SSM-03] a pair deployed here fails over like any other', () => {
  const lab = servers()
  deploy(lab)
  settle(lab)
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', accounts: [{ name: 'licensing' }] })
  type(lab, PRIMARY, 'ha_cluster_start')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'standby' })
})

test('[SSM-03] a step out of its order is refused with what has to come first, and nothing changes', () => {
  const lab = servers()
  const refuse = (node: string, command: string, why: RegExp) => {
    const before = JSON.stringify(lab.snapshot().nodes)
    expect(type(lab, node, command)).toMatch(why)
    expect(JSON.stringify(lab.snapshot().nodes)).toBe(before)
  }
  refuse(PRIMARY, 'ha_deploy', /Run ha_generatekeys on this server first/)
  refuse(SECONDARY, 'ha_provision_standby', /Run ha_generatekeys there first/)
  refuse(SECONDARY, 'ha_generatekeys', /run it on the first server, primary-node/)
  refuse(SECONDARY, 'ha_deploy', /run it on the first server, primary-node/)
  refuse(PRIMARY, 'ha_provision_standby', /run it on the second server, secondary-node/)
  type(lab, PRIMARY, 'ha_generatekeys')
  settle(lab)
  refuse(PRIMARY, 'ha_deploy', /Run ha_provision_standby there first/)
  type(lab, SECONDARY, 'ha_provision_standby')
  settle(lab)
  for (const address of ['', 'x', '10.0.0.5', '10.0.0.10', '10.0.9.12', '10.0.0.0', '10.0.0.255', '300.0.0.1'])
    expect(typeAll(lab, PRIMARY, ['ha_deploy', address])).toContain('Nothing was changed.')
  expect(view(lab, PRIMARY).mode).toBe('keys')
  for (const command of ['ha_cluster_start', 'ha_cluster_stop'])
    refuse(PRIMARY, command, /cluster is not currently configured on this node/)
})

test('[SSM-03] servers that cannot reach each other are told so', () => {
  const lab = servers()
  lab.lay('cut', HEARTBEAT)
  expect(type(lab, PRIMARY, 'ha_generatekeys')).toContain('secondary-node (192.168.1.5) cannot be reached')
  lab.heal('cut')
  lab.lay('power', { kind: 'power-off', node: SECONDARY })
  settle(lab)
  expect(type(lab, PRIMARY, 'ha_generatekeys')).toContain('secondary-node (192.168.1.5) cannot be reached')
  lab.heal('power')
  settle(lab)
  deploy(lab)
  settle(lab)
  expect(view(lab, PRIMARY).role).toBe('active')
})

test('[SSM-04] a stand-alone server comes back after a power cut, on its own address', () => {
  const lab = servers()
  lab.lay('power', { kind: 'power-off', node: PRIMARY })
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ state: 'off', gui: 'none' })
  lab.heal('power')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ gui: 'own', database: { role: 'master', timeline: 1 } })
})

test('[SSM-03] a patch and a deployment do not cross: what was prepared at another release is prepared again', () => {
  const lab = servers()
  const PATCH = 'ssms_patch-8-202108.sh'
  for (const node of [PRIMARY, SECONDARY]) type(lab, node, `copy admin@192.0.2.7:/srv/${PATCH} patches:`)
  type(lab, PRIMARY, 'ha_generatekeys')
  settle(lab)
  type(lab, SECONDARY, 'ha_provision_standby')
  settle(lab)
  type(lab, SECONDARY, `upgrade patches:${PATCH}`)
  lab.advance(1_000)
  expect(type(lab, SECONDARY, 'ha_provision_standby')).toContain('the patch to 8-202108 is being installed on this server')
  expect(type(lab, PRIMARY, 'ha_deploy')).toContain('secondary-node is not provisioned')
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ version: '8-202108', mode: 'stand-alone', gui: 'own' })
  type(lab, SECONDARY, 'ha_provision_standby')
  settle(lab)
  expect(type(lab, PRIMARY, 'ha_deploy')).toContain('at 8-202006 and secondary-node at 8-202108')
  type(lab, PRIMARY, `upgrade patches:${PATCH}`)
  expect(type(lab, PRIMARY, 'ha_deploy')).toContain('the patch to 8-202108 is being installed on this server')
  settle(lab)
  typeAll(lab, PRIMARY, ['ha_deploy', '10.0.0.12'])
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', version: '8-202108', widget: { status: 'Normal' } })
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'standby', version: '8-202108' })
})

test('[SSM-03] a first server that did not hear that its standby takes a patch hears it once the heartbeat is whole', () => {
  const lab = servers()
  type(lab, SECONDARY, 'copy admin@192.0.2.7:/srv/ssms_patch-8-202108.sh patches:')
  type(lab, PRIMARY, 'ha_generatekeys')
  settle(lab)
  type(lab, SECONDARY, 'ha_provision_standby')
  settle(lab)
  lab.lay('cut', HEARTBEAT)
  type(lab, SECONDARY, 'upgrade patches:ssms_patch-8-202108.sh')
  lab.advance(60_000)
  expect(type(lab, PRIMARY, 'ha_deploy')).toContain('cannot be reached')
  lab.heal('cut')
  lab.advance(1_000)
  expect(type(lab, PRIMARY, 'ha_deploy')).toContain('secondary-node is not provisioned')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ mode: 'keys', gui: 'own' })
})

test('[SSM-03] a standby that was provisioned while the heartbeat was cut is known once it is whole, also after its restart', () => {
  const lab = servers()
  type(lab, PRIMARY, 'ha_generatekeys')
  settle(lab)
  lab.lay('cut', HEARTBEAT)
  type(lab, SECONDARY, 'ha_provision_standby')
  lab.advance(60_000)
  lab.heal('cut')
  settle(lab)
  lab.lay('off', { kind: 'power-off', node: SECONDARY })
  lab.advance(60_000)
  lab.heal('off')
  settle(lab)
  typeAll(lab, PRIMARY, ['ha_deploy', '10.0.0.12'])
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', widget: { status: 'Normal' } })
})
