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
  expect(type(lab, PRIMARY, 'ha_status')).toContain('Replicating to secondary-node (10.0.0.10)')
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
