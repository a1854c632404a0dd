// Licences over time: what is bought, transferred and lapses, and what a year does to registrations.

import { describe, expect, test } from 'vitest'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { DAY_MS } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import type { ProductState } from '../../../worker/ssm/products/state.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import type { UpstreamState } from '../../../worker/ssm/upstream/state.ts'
import { PRIMARY, pageOf, press, SECONDARY, settle, stateOf, typeAll, view } from './pair.ts'

const registered = (): Lab => openLab(ssm, 'ssm-lab2')
type Alert = { readonly type: string; readonly severity: string; readonly source: string }
const alerts = (lab: Lab, node = PRIMARY) =>
  (view(lab, node) as unknown as { alerts: readonly Alert[] }).alerts.filter(({ type }) => type !== 'Insufficient Licenses')
const types = (lab: Lab) => alerts(lab).map(({ type }) => type)
const synchronise = (lab: Lab) => {
  press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
}
const buy = (lab: Lab, license: string, quantity: string, days = '') =>
  expect(
    press(lab, 'cssm', 'purchase-licenses', { virtual_account: LAB2_ACCOUNT, license, quantity, term_days: days }),
  ).toMatchObject({ is: 'acted' })
const ENHANCED = 'UC Manager Enhanced License (12.x)'
const rowOf = (lab: Lab, license: string, table = 0) =>
  pageOf(lab, PRIMARY, 'licensing-licenses').tables[table]?.rows.find(([name]) => name === license)

describe('[SSM-42] licences', () => {
  test('bought upstream, they come with the next synchronisation, and products are told so when they next call', () => {
    const lab = registered()
    for (const license of [ENHANCED, 'UC Manager Enhanced Plus License (12.x)', 'UC Manager Telepresence Room License (12.x)'])
      buy(lab, license, '5')
    expect(rowOf(lab, ENHANCED)).toContain('-3')
    synchronise(lab)
    expect(rowOf(lab, ENHANCED)).toEqual([ENHANCED, 'Prepaid', '5', '3', '', '2', '', 'Actions'])
    press(lab, 'cucmpub', 'renew', {})
    settle(lab)
    expect((lab.state('cucmpub') as ProductState).agent.authorization).toBe('Authorized')
  })

  test('they move between local virtual accounts, never more than there are, and nothing by halves', () => {
    const lab = registered()
    buy(lab, ENHANCED, '5')
    synchronise(lab)
    expect(press(lab, PRIMARY, 'create-virtual-account', { name: 'Branch' })).toMatchObject({ is: 'acted' })
    expect(press(lab, PRIMARY, 'create-virtual-account', { name: 'branch' })).toMatchObject({ is: 'refused' })
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    const move = (quantity: string, to = 'Branch') => press(lab, PRIMARY, 'transfer-license', { to, license: ENHANCED, quantity })
    expect(move('6')).toMatchObject({ is: 'refused', messages: [expect.stringContaining('holds 5')] })
    expect(move('1', 'Moon')).toMatchObject({ is: 'refused' })
    expect(move('0')).toMatchObject({ is: 'malformed' })
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
    expect(move('4')).toMatchObject({ is: 'acted' })
    expect(rowOf(lab, ENHANCED)?.slice(2, 6)).toEqual(['1', '3', '', '-2'])
    expect(rowOf(lab, ENHANCED, 1)?.slice(2, 6)).toEqual(['4', '0', '', '4'])
    synchronise(lab)
    expect(rowOf(lab, ENHANCED, 1)?.[2]).toBe('4')
  })

  test('a term licence that had ended before it first came down counts for nothing, and says so', () => {
    const lab = registered()
    buy(lab, ENHANCED, '5', '1')
    lab.advance(2 * DAY_MS)
    synchronise(lab)
    lab.advance(1_000)
    expect(rowOf(lab, ENHANCED)?.slice(2, 6)).toEqual(['0', '3', '', '-3'])
    expect(types(lab)).toContain('Licenses Expired')
  })

  test('a term licence warns on its way to the end, and then counts no more', () => {
    const lab = registered()
    buy(lab, ENHANCED, '5', '40')
    synchronise(lab)
    expect(alerts(lab)).toMatchObject([{ type: 'Licenses Expiring', severity: 'Minor', source: ENHANCED }])
    const text = () =>
      pageOf(lab, PRIMARY, 'licensing-alerts')
        .tables[0]?.rows.map((row) => row[1])
        .join('\n')
    expect(text()).toContain('within 60 days')
    lab.advance(11 * DAY_MS)
    expect(text()).toContain('within 30 days')
    lab.advance(28.5 * DAY_MS)
    expect(text()).toContain('within 1 days')
    lab.advance(DAY_MS)
    expect(types(lab)).toContain('Licenses Expired')
    expect(rowOf(lab, ENHANCED)?.slice(2, 6)).toEqual(['0', '3', '', '-3'])
  })

  test('a warning that was dismissed comes again at its next date, and then the end is not shown', () => {
    const lab = registered()
    buy(lab, ENHANCED, '5', '40')
    buy(lab, ENHANCED, '2', '50')
    synchronise(lab)
    const rows = () => pageOf(lab, PRIMARY, 'licensing-alerts').tables[0]
    const expiring = () => (rows()?.rows ?? []).map((row) => row[1] ?? '').filter((text) => /expire/.test(text))
    // By severity, then by when something has to be done.
    expect(rows()?.rows.map(([severity]) => severity)).toEqual([...Array(4).fill('Major'), 'Minor', 'Minor'])
    expect(expiring()).toEqual([expect.stringContaining('5 "'), expect.stringContaining('2 "')])
    const [first] = rows()?.actions.flat() ?? []
    const dismiss = () => lab.ask(PRIMARY, { op: 'act', action: 'dismiss-alert', body: first?.body ?? {} })
    expect(dismiss()).toMatchObject({ is: 'acted' })
    expect(dismiss()).toMatchObject({ is: 'refused', messages: ['There is no such alert.'] })
    expect(expiring()).toEqual([expect.stringContaining('2 "')])
    lab.advance(11 * DAY_MS)
    expect(expiring()).toEqual([expect.stringContaining('5 "'), expect.stringContaining('2 "')])
    lab.advance(39.5 * DAY_MS)
    expect(expiring()).toEqual([expect.stringMatching(/2 ".* expired on/)])
    const [last] = rows()?.actions.flat() ?? []
    expect(lab.ask(PRIMARY, { op: 'act', action: 'dismiss-alert', body: last?.body ?? {} })).toMatchObject({ is: 'acted' })
    expect(expiring()).toEqual([])
  })

  test('a product that stays away has failed to connect, and after a year without renewal it is removed', () => {
    const lab = registered()
    for (const node of [PRIMARY, SECONDARY]) lab.lay(`cut-${node}`, { kind: 'link-down', a: node, b: 'annanr-39' })
    lab.advance(32 * DAY_MS)
    expect(types(lab)).toContain('Product Instance Failed to Connect')
    lab.advance(340 * DAY_MS)
    expect(types(lab)).toContain('Product Instance Failed to Renew')
    const names = () => pageOf(lab, PRIMARY, 'licensing-product-instances').tables[0]?.rows.map(([name]) => name)
    expect(names()).toEqual(['cucmpub'])
    const notice = pageOf(lab, PRIMARY, 'licensing-alerts')
      .tables[0]?.actions.flat()
      .find(({ action }) => action === 'dismiss-alert')
    expect(lab.ask(PRIMARY, { op: 'act', action: 'dismiss-alert', body: notice?.body ?? {} })).toMatchObject({ is: 'acted' })
    expect(types(lab)).not.toContain('Product Instance Failed to Renew')
  })
})

describe('[SSM-32] a satellite that does not synchronise', () => {
  test('is overdue after 30 days, warned 30 days before the end, removed after 90, and may be registered anew', () => {
    const lab = registered()
    const column = () => pageOf(lab, PRIMARY, 'synchronization').tables[0]?.rows[0]?.[4]
    lab.advance(29 * DAY_MS)
    expect([types(lab), column()]).toEqual([[], 'Synchronization Successful'])
    lab.advance(DAY_MS)
    expect([types(lab), column()]).toEqual([['Synchronization Overdue'], 'Synchronization Overdue'])
    lab.advance(30 * DAY_MS)
    expect(types(lab)).toEqual(['Synchronization Overdue', 'Upcoming Sync Deadline'])
    lab.advance(30 * DAY_MS)
    expect((lab.state('cssm') as UpstreamState).removed).toEqual([LAB2_ACCOUNT])
    synchronise(lab)
    expect([types(lab), column()]).toEqual([['Satellite Unregistered and Removed'], 'Satellite Unregistered and Removed'])
    expect(pageOf(lab, PRIMARY, 'licensing-alerts').tables[0]?.rows.map(([, text]) => text)).toContain(
      `Satellite Unregistered and Removed: ${LAB2_ACCOUNT} did not synchronize for 90 days and was removed: register it again.`,
    )
    expect(view(lab, PRIMARY).accounts[0]?.status).toBe('Unregistered')
    synchronise(lab)
    synchronise(lab)
    expect(column()).toBe('Synchronization Successful')
    expect((lab.state('cssm') as UpstreamState).removed).toEqual([])
  })

  test('[SSM-31] the deadlines are kept by whoever serves: after a failover the other node raises them', () => {
    const lab = registered()
    lab.ask(PRIMARY, { op: 'console', line: 'ha_cluster_stop', session: null, login: null })
    lab.advance(31 * DAY_MS)
    expect(alerts(lab, SECONDARY).map(({ type }) => type)).toContain('Synchronization Overdue')
  })
})

test('[SSM-41] a year of renewals: registered all along, and the overage counted down to nothing', () => {
  const lab = registered()
  lab.advance(365 * DAY_MS)
  const product = lab.state('cucmpub') as ProductState
  expect(product.agent.status).toBe('Registered')
  expect(product.agent.identity ?? 0).toBeGreaterThan(Date.parse('2021-12-01T00:00:00Z'))
  expect(product.overageDays).toBe(0)
  expect(
    lab
      .world()
      .nodes.map(({ last }) => last)
      .reduce((sum, last) => sum + last, 0),
  ).toBeLessThan(500)
})

describe('[SSM-32] an automatic synchronisation', () => {
  test('runs by itself while the access token lasts, then fails until somebody logs in', () => {
    const lab = openLab(ssm, 'ssm-lab1') // September 1, 2020: access tokens last 30 days
    const account = 'annanr-ssm-on-prem-8-202006'
    const fields = { account, schedule: 'weekly' }
    expect(lab.ask(PRIMARY, { op: 'save', page: 'synchronization', fields })).toMatchObject({ is: 'page' })
    const row = () => pageOf(lab, PRIMARY, 'synchronization').tables[0]?.rows[0] ?? []
    lab.advance(28.5 * DAY_MS)
    expect([row()[2]?.slice(0, 11), row()[4]]).toEqual(['2020-Sep-29', 'Synchronization Successful'])
    lab.advance(7 * DAY_MS)
    expect([row()[2]?.slice(0, 11), row()[4]]).toEqual(['2020-Sep-29', 'Synchronization Failed'])
    press(lab, PRIMARY, 'synchronize-account', { account })
    settle(lab)
    expect(row()[4]).toBe('Synchronization Successful')
    lab.advance(170 * DAY_MS) // from September 25 on they last 180
    expect(row()[4]).toBe('Synchronization Successful')
  })

  test('is refused for an account or a rhythm there is not, and stops when it is switched off', () => {
    const lab = registered()
    const save = (fields: Record<string, string>) => lab.ask(PRIMARY, { op: 'save', page: 'synchronization', fields })
    expect(save({ account: 'NOPE', schedule: 'daily' })).toMatchObject({ is: 'refused' })
    expect(save({ account: LAB2_ACCOUNT, schedule: 'hourly' })).toMatchObject({ is: 'malformed' })
    save({ account: LAB2_ACCOUNT, schedule: 'daily' })
    save({ account: LAB2_ACCOUNT, schedule: 'off' })
    lab.advance(31 * DAY_MS)
    expect(types(lab)).toContain('Synchronization Overdue')
  })
})

test('[SSM-40] with IPv4 and IPv6 the Host Common Name must be a name, and products may call by either address', () => {
  const lab = registered()
  const save = (page: string, fields: Record<string, string>) => lab.ask(PRIMARY, { op: 'save', page, fields })
  for (const address of ['moon', '1:2:3', ':1:2', '1::2::3', '1:2:3:4:5:6:7:8:9', '1::3:4:5:6:7:8:9'])
    expect(save('network', { ipv6_address: address })).toMatchObject({ is: 'malformed' })
  for (const name of ['10.0.0.300', '1.2.3', '2001:db8', 'ssm_1'])
    expect(save('security', { host_common_name: name })).toMatchObject({ is: 'malformed' })
  expect(save('network', { ipv6_address: '2001:db8::14' })).toMatchObject({ is: 'page' })
  expect(pageOf(lab, PRIMARY, 'network').messages[0]).toMatchObject({ tone: 'warning' })
  for (const address of ['10.0.1.14', '2001:db8::14', 'ssm'])
    expect(save('security', { host_common_name: address })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('fully qualified domain name')],
    })
  expect(save('security', { host_common_name: 'ssm.example.com' })).toMatchObject({ is: 'page' })
  synchronise(lab)
  const register = (host: string) => {
    const url = `https://${host}/SmartTransport`
    lab.ask('pi37', { op: 'save', page: 'transport', fields: { mode: 'Transport Gateway', url } })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    return (lab.state('pi37') as ProductState).agent
  }
  expect(register('[2001:db8::14]').why).toContain('the certificate is for ssm.example.com')
  lab.lay('dns', { kind: 'dns-record', name: 'ssm.example.com', address: '2001:db8::14' })
  expect(register('ssm.example.com').status).toBe('Registered')
})

test('[SSM-30] the widget while a node is down, its Event Logs, and no widget after the teardown', () => {
  const lab = registered()
  typeAll(lab, PRIMARY, ['ha_cluster_stop'])
  settle(lab)
  const page = pageOf(lab, SECONDARY, 'high-availability')
  expect(Object.fromEntries(page.fields.map(({ name, value }) => [name, value]))).toMatchObject({
    status: 'Degraded',
    heartbeat: 'Disconnected',
    active_node: 'secondary-node (169.254.0.2)',
    active_badge: 'Active',
    active_disk: '7.56 GB',
    standby_node: 'primary-node (169.254.0.1)',
    standby_badge: 'Degraded',
  })
  expect(page.fields[0]?.status[0]?.text).toBe('The cluster is degraded One of the cluster nodes is offline')
  expect(page.tables[0]?.rows[0]?.[1]).toContain('secondary-node (10.0.1.9) is now the active server')
  typeAll(lab, SECONDARY, ['ha_teardown', 'yes'])
  settle(lab)
  expect(lab.read(SECONDARY, { ask: 'page', page: 'high-availability' })).toMatchObject({ is: 'unknown', what: 'page' })
})

test('[SSM-31] a menu item that is not modelled says so by its name', () => {
  const lab = registered()
  for (const [page, name] of [
    ['access-management', 'Access Management'],
    ['settings', 'Settings'],
    ['support-center', 'Support Center'],
    ['licensing-reports', 'Reports'],
    ['licensing-preferences', 'Preferences'],
    ['licensing-activity', 'Activity'],
    ['licensing-sl-using-policy', 'SL Using Policy'],
    ['licensing-convert', 'Convert to Smart Licensing'],
  ] as const)
    expect(lab.read(PRIMARY, { ask: 'page', page })).toMatchObject({ is: 'refused', messages: [expect.stringContaining(name)] })
  expect(pageOf(lab, PRIMARY, 'api-toolkit').fields[0]?.value).toBe('/oauth/token')
  expect(pageOf(lab, PRIMARY, 'users').tables[0]?.rows).toEqual([['admin', 'System Administrator']])
})
