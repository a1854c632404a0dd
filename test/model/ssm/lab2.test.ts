// Lab 2 from its first step to its last.

import { expect, test } from 'vitest'
import { LAB2_ACCOUNT } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, pageOf, replayed, SECONDARY, type, view } from './pair.ts'
import {
  AFTER,
  BEFORE,
  CALL_HOME,
  instances,
  lab2,
  licenses,
  NAMES,
  onCluster,
  product,
  register,
  registered,
  setName,
  synchronise,
  used,
  VIP,
} from './products.ts'

test('[SSM-23] lab 2 end to end: registrations before and during failover, and the licence arithmetic', () => {
  const lab = lab2()
  // High availability 3–9
  setName(lab, VIP)
  synchronise(lab)
  register(lab, 'annanr-39')
  register(lab, 'cucmpub')
  expect(instances(lab, PRIMARY)).toEqual([NAMES[0], NAMES[2]])
  expect(used(lab, PRIMARY)).toEqual(BEFORE)

  // Failover 1–5
  expect(replayed(type(lab, SECONDARY, 'ha_status'))).toMatch(/^0\/C7/)
  onCluster(lab, PRIMARY, 'ha_cluster_stop')
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', widget: { status: 'Degraded', heartbeat: 'Disconnected' } })
  expect(used(lab, SECONDARY)).toEqual(BEFORE)

  // 6–12
  register(lab, 'pi37')
  register(lab, 'cucm-pub-30')
  expect([product(lab, 'pi37'), product(lab, 'cucm-pub-30')]).toMatchObject([
    { registration: 'Registered', authorization: 'Out of Compliance' },
    { registration: 'Registered', authorization: 'Out of Compliance', overageDays: 72 },
  ])
  expect(instances(lab, SECONDARY)).toEqual(NAMES)
  expect(used(lab, SECONDARY)).toEqual(AFTER)
  for (const { inUse, balance, alert } of licenses(lab, SECONDARY))
    expect([balance, alert]).toEqual([-inUse, 'Insufficient Licenses'])

  // 13–16, Fallback 1–12
  onCluster(lab, PRIMARY, 'ha_cluster_start')
  expect(view(lab, SECONDARY).widget).toMatchObject({ status: 'Normal' })
  onCluster(lab, SECONDARY, 'ha_cluster_stop')
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', gui: 'vip' })
  expect(replayed(type(lab, PRIMARY, 'ha_status'))).toMatch(/^0\/E000/)
  onCluster(lab, SECONDARY, 'ha_cluster_start')
  expect(replayed(type(lab, SECONDARY, 'ha_status'))).toBe('0/10000000')
  for (const node of [PRIMARY, SECONDARY]) {
    expect(instances(lab, node)).toEqual(NAMES)
    expect(used(lab, node)).toEqual(AFTER)
  }
})

test('[SSM-11] lab 2: what the standby has replayed, and where it is frozen by its promotion', () => {
  const lab = registered()
  expect(replayed(type(lab, SECONDARY, 'ha_status'))).toBe('0/C763AF8')
  onCluster(lab, PRIMARY, 'ha_cluster_stop')
  expect(replayed(type(lab, SECONDARY, 'ha_status'))).toBe('0/C763B70')
})

test('[SSM-42] tabs Licenses, Product Instances and General, and the Alerts menu, as the source shows them', () => {
  const lab = registered()
  const rows = (page: string) => pageOf(lab, PRIMARY, page).tables[0]?.rows
  expect(rows('licensing-product-instances')).toEqual([
    [NAMES[0], 'SDNMGMT', '2021-Jun-20 18:39:00', '', 'Actions'],
    ['cucmpub', 'UCL', '2021-Jun-20 18:36:56', '', 'Actions'],
  ])
  expect(rows('licensing-licenses')?.[1]).toEqual([
    'Prime Infrastructure 3.x, Lifecycle Lic.',
    'Prepaid',
    '0',
    '34',
    '',
    '-34',
    'Insufficient Licenses',
    'Actions',
  ])
  expect(pageOf(lab, PRIMARY, 'licensing-licenses').messages[0]).toEqual({ tone: 'info', text: 'Showing All 5 Records' })
  expect(rows('licensing-alerts')).toHaveLength(5)
  const urls = pageOf(lab, PRIMARY, 'licensing-general')
    .fields.filter(({ label }) => label.endsWith('URL'))
    .map(({ value }) => value)
  expect(urls).toEqual([`https://${VIP}/SmartTransport`, `https://${VIP}/cslu/v1/pi/${LAB2_ACCOUNT}-1`, CALL_HOME])
  expect(lab.read(PRIMARY, { ask: 'page', page: 'licensing-reports' })).toMatchObject({
    is: 'refused',
    messages: [expect.stringContaining('Reports')],
  })
})
