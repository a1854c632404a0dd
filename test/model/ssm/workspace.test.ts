// The workspaces' panels and tabs beside what the labs show: system health, tokens over time, transfers, event log.

import { describe, expect, test } from 'vitest'
import { requestOf } from '../../../worker/kernel/http.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import type { ProductState } from '../../../worker/ssm/products/state.ts'
import { LAB2_ACCOUNT } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, pageOf, press, SECONDARY, settle, stateOf, typeAll } from './pair.ts'

const lab2 = (): Lab => openLab(ssm, 'ssm-lab2')
const rowsOf = (lab: Lab, page: string, table: string, node = PRIMARY) =>
  pageOf(lab, node, page).tables.find(({ id }) => id === table)?.rows
const fieldsOf = (lab: Lab, node: string, page: string) =>
  Object.fromEntries(pageOf(lab, node, page).fields.map(({ name, value }) => [name, value]))

describe('[SSM-31] System Health', () => {
  test('shows the uptime of the host, whatever its cluster does, the alerts that stand, and who is logged in', () => {
    const lab = lab2()
    expect(fieldsOf(lab, PRIMARY, 'system-health')).toMatchObject({
      health: 'Good',
      server_name: 'annanr-8-202105',
      version: '8-202105',
      uptime: '14 days',
      interface: 'ens192',
    })
    expect(rowsOf(lab, 'system-health', 'recent-alerts')).toEqual([['Insufficient Licenses']])
    expect(rowsOf(lab, 'system-health', 'connected-users')).toEqual([])
    lab.ask(PRIMARY, {
      op: 'http',
      request: requestOf('POST', '/admin/login', { login: { as: 'admin' } }),
      fresh: { token: 't', print: 'p' },
    })
    lab.advance(15 * MINUTE_MS + 11 * SECOND_MS)
    expect(rowsOf(lab, 'system-health', 'connected-users')).toEqual([['admin', '00:15:11']])
    typeAll(lab, PRIMARY, ['ha_cluster_stop'])
    settle(lab)
    expect(fieldsOf(lab, SECONDARY, 'system-health')).toMatchObject({ uptime: '11 days' })
    expect(rowsOf(lab, 'system-health', 'connected-users', SECONDARY)).toHaveLength(1)
    lab.advance(31 * DAY_MS)
    expect(rowsOf(lab, 'system-health', 'recent-alerts', SECONDARY)).toContainEqual(['Synchronization Overdue'])
    expect(rowsOf(lab, 'system-health', 'connected-users', SECONDARY)).toEqual([])
  })
})

describe('[SSM-42] the tabs of the workspace', () => {
  test('General prints the help and the URLs, and shows a token that has lapsed or is used up as what it is', () => {
    const lab = lab2()
    const messages = pageOf(lab, PRIMARY, 'licensing-general').messages.map(({ text }) => text)
    expect(messages[0]).toContain('you must configure the "license smart transport cslu" to use the CSLU Transport URL')
    expect(messages[1]).toBe('Press ctrl + c to copy selected text to clipboard.')
    press(lab, PRIMARY, 'create-token', { description: 'a day', expire_after_days: '1' })
    press(lab, PRIMARY, 'create-token', { description: 'once', max_uses: '1' })
    const tokens = () => rowsOf(lab, 'licensing-general', 'tokens')?.map((row) => [row[5], row[1], row[3]])
    expect(tokens()?.slice(1)).toEqual([['a day', 'Active', '0'], ['once', 'Active', '0 of 1']])
    const once = rowsOf(lab, 'licensing-general', 'tokens')?.[2]?.[0] ?? ''
    lab.ask('pi37', { op: 'save', page: 'transport', fields: { mode: 'Transport Gateway', url: 'https://10.0.1.14/SmartTransport' } })
    press(lab, 'pi37', 'register', { token: once })
    settle(lab)
    lab.advance(DAY_MS)
    expect(tokens()?.slice(1)).toEqual([['a day', 'Expired', '0'], ['once', 'Exhausted', '1 of 1']])
  }) // biome-ignore format: one row per token

  test('a product instance is transferred to another local virtual account, with what it uses, and shows its own alerts', () => {
    const lab = lab2()
    const rows = () => pageOf(lab, PRIMARY, 'licensing-product-instances').tables.map(({ rows }) => rows.map(([name, , , alerts]) => [name, alerts]))
    const id = `${LAB2_ACCOUNT}/cucmpub`
    expect(press(lab, PRIMARY, 'transfer-instance', { instance: id, to: 'Branch' })).toMatchObject({ is: 'refused' })
    press(lab, PRIMARY, 'create-virtual-account', { name: 'Branch' })
    const button = pageOf(lab, PRIMARY, 'licensing-product-instances').tables[0]?.actions[1]?.find(({ action }) => action === 'transfer-instance')
    expect(button).toMatchObject({ body: { instance: id }, asks: [{ name: 'to', options: ['Branch'] }] })
    expect(press(lab, PRIMARY, 'transfer-instance', { instance: 'nobody', to: 'Branch' })).toMatchObject({ is: 'refused' })
    expect(press(lab, PRIMARY, 'transfer-instance', { instance: id, to: 'Branch' })).toMatchObject({ is: 'acted' })
    expect(rows()).toEqual([[['UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39;', '']], [['cucmpub', '']]])
    expect(pageOf(lab, PRIMARY, 'licensing-licenses').tables[1]?.rows.map(([name, , , used]) => [name, used])).toContainEqual(['UC Manager Enhanced License (12.x)', '3'])
    expect(press(lab, PRIMARY, 'delete-virtual-account', { account: LAB2_ACCOUNT, name: 'Branch' })).toMatchObject({ is: 'refused', messages: [expect.stringContaining('still holds product instances')] })
    expect(press(lab, PRIMARY, 'transfer-instance', { instance: id, to: 'Default' })).toMatchObject({ is: 'acted' })
    expect(press(lab, PRIMARY, 'delete-virtual-account', { account: LAB2_ACCOUNT, name: 'Branch' })).toMatchObject({ is: 'acted' })
    expect(press(lab, PRIMARY, 'delete-virtual-account', { account: LAB2_ACCOUNT, name: 'Default' })).toMatchObject({ is: 'refused' })
    for (const node of [PRIMARY, SECONDARY]) lab.lay(`cut-${node}`, { kind: 'link-down', a: node, b: 'cucmpub' })
    lab.advance(32 * DAY_MS)
    expect(rows()[0]?.[1]).toEqual(['cucmpub', 'Product Instance Failed to Connect'])
    expect(rowsOf(lab, 'licensing-event-log', 'event-log')?.map(([, text]) => text)).toEqual(
      expect.arrayContaining([
        'The local virtual account "Branch" was created.',
        'The product instance "cucmpub" was transferred from Default to Branch.',
        'The local virtual account "Branch" was deleted.',
      ]),
    )
  }) // biome-ignore format: one line an act
})

test('[SSM-41] an overage is counted down day by day, and at its end the product is held to its licences', () => {
  const lab = lab2()
  const words = () => pageOf(lab, 'cucmpub', 'licensing').messages.map(({ text }) => text).join('\n') // biome-ignore format: one line
  expect(words()).toContain('within 72 days')
  lab.advance(DAY_MS)
  expect(words()).toContain('within 71 days')
  lab.advance(70 * DAY_MS)
  expect(words()).toContain('within 1 days')
  lab.advance(DAY_MS)
  expect(words()).toContain('cannot be provisioned')
  expect((lab.state('cucmpub') as ProductState).overageDays).toBe(0)
  expect(lab.events().map(({ text }) => text)).toContain('cucmpub: has used more licenses than there are for 90 days.')
  for (const license of [
    'UC Manager Enhanced License (12.x)',
    'UC Manager Enhanced Plus License (12.x)',
    'UC Manager Telepresence Room License (12.x)',
  ])
    press(lab, 'cssm', 'purchase-licenses', { virtual_account: LAB2_ACCOUNT, license, quantity: '5' })
  press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
  press(lab, 'cucmpub', 'renew', {})
  settle(lab)
  expect(words()).not.toContain('provisioned')
  expect(lab.state('cucmpub').timers.map(({ name }) => name)).toEqual(['renew'])
})

test('[SSM-31] an account is not synchronised while the upstream cannot be reached, says so, and is when it can be', () => {
  const lab = lab2()
  lab.lay('cut', { kind: 'upstream-unreachable' })
  expect(press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })).toMatchObject({ is: 'acted' })
  expect(press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })).toMatchObject({ is: 'refused' })
  const before = stateOf(lab, PRIMARY).database.tables.accounts?.[0]
  settle(lab)
  const alert = () => pageOf(lab, PRIMARY, 'synchronization').tables[0]?.rows[0]?.[4]
  expect(alert()).toBe('Synchronization Failed')
  expect(stateOf(lab, PRIMARY).database.tables.accounts?.[0]).toEqual({ ...before, alert: 'Synchronization Failed' })
  expect(rowsOf(lab, 'accounts', 'event-log')?.[0]?.[1]).toContain('Cisco Smart Software Manager could not be reached')
  const request = { account_name: 'NEW', smart_account: 'example.com', virtual_account: 'NEW1', email: 'a@example.com' }
  press(lab, PRIMARY, 'request-account', request)
  press(lab, PRIMARY, 'approve-account', { account: 'NEW' })
  settle(lab)
  expect(rowsOf(lab, 'accounts', 'account-requests')?.[0]?.slice(0, 5)).toEqual(['NEW', 'a@example.com', 'example.com', 'NEW1', 'Pending'])
  lab.heal('cut')
  press(lab, PRIMARY, 'approve-account', { account: 'NEW' })
  press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
  expect([alert(), rowsOf(lab, 'accounts', 'account-requests')]).toEqual(['Synchronization Successful', []])
}) // biome-ignore format: as the tables have it
