// Lab 2 from its first step to its last, and what registration asks of names, tokens and URLs.

import { describe, expect, test } from 'vitest'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import type { ProductState } from '../../../worker/ssm/products/state.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, pageOf, press, replayed, SECONDARY, settle, stateOf, type, typeAll, view } from './pair.ts'

const VIP = '10.0.1.14'
const CALL_HOME = `https://${VIP}/Transportgateway/services/DeviceRequestHandler`
const lab2 = (): Lab => openLab(ssm, 'ssm-lab2-unregistered')
const registered = (): Lab => openLab(ssm, 'ssm-lab2')

type ProductView = {
  readonly registration: string
  readonly why: string
  readonly authorization: string
  readonly overageDays: number | null
}
const product = (lab: Lab, node: string) => view(lab, node) as unknown as ProductView
type Counted = { readonly name: string; readonly inUse: number; readonly balance: number; readonly alert: string }
const licenses = (lab: Lab, node: string) => (view(lab, node) as unknown as { licenses: readonly Counted[] }).licenses
const instances = (lab: Lab, node: string) =>
  (view(lab, node) as unknown as { productInstances: readonly { readonly name: string }[] }).productInstances.map(
    ({ name }) => name,
  )

const setName = (lab: Lab, name: string) =>
  expect(lab.ask(PRIMARY, { op: 'save', page: 'security', fields: { host_common_name: name } })).toMatchObject({ is: 'page' })
const synchronise = (lab: Lab, node = PRIMARY) => {
  press(lab, node, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
}
const register = (lab: Lab, node: string, url = CALL_HOME, token = LAB2_TOKEN) => {
  expect(lab.ask(node, { op: 'save', page: 'transport', fields: { mode: 'Transport Gateway', url } })).toMatchObject({
    is: 'page',
  })
  expect(press(lab, node, 'register', { token })).toMatchObject({ is: 'acted' })
  settle(lab)
}
const onCluster = (lab: Lab, node: string, line: string) => {
  type(lab, node, line)
  settle(lab)
}

const BEFORE = {
  'Prime Infrastructure 3.x, BASE Lic.': 1,
  'Prime Infrastructure 3.x, Lifecycle Lic.': 34,
  'UC Manager Enhanced License (12.x)': 3,
  'UC Manager Enhanced Plus License (12.x)': 1,
  'UC Manager Telepresence Room License (12.x)': 1,
}
const AFTER = {
  'Prime Infrastructure 3.x, Assurance Lic.': 2,
  'Prime Infrastructure 3.x, BASE Lic.': 2,
  'Prime Infrastructure 3.x, Lifecycle Lic.': 48,
  'UC Manager Basic License (12.x)': 2,
  'UC Manager Enhanced License (12.x)': 47,
  'UC Manager Enhanced Plus License (12.x)': 1,
  'UC Manager Essential License (12.x)': 4,
  'UC Manager Telepresence Room License (12.x)': 1,
}
const used = (lab: Lab, node: string) => Object.fromEntries(licenses(lab, node).map(({ name, inUse }) => [name, inUse]))
const NAMES = ['UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39;', 'UDI_PID:PI-SOFTWARE; UDI_SN:pi37;', 'cucmpub', 'cucm-pub-30']

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

describe('[SSM-40] the Host Common Name', () => {
  test('registration fails while the certificate is for another name than the URL says', () => {
    const lab = lab2()
    register(lab, 'annanr-39')
    expect(product(lab, 'annanr-39')).toMatchObject({
      registration: 'Registration Failed',
      why: expect.stringContaining("must equal the address in the product's URL"),
    })
    setName(lab, VIP)
    register(lab, 'annanr-39')
    expect(product(lab, 'annanr-39').why).toContain('synchronize the account')
    synchronise(lab)
    register(lab, 'annanr-39')
    expect(product(lab, 'annanr-39')).toMatchObject({ registration: 'Registered', why: '' })
  })

  test('a name instead of an address: it must be the one in the URL, and the DNS must know it', () => {
    const lab = lab2()
    setName(lab, 'ssm.example.com')
    synchronise(lab)
    register(lab, 'annanr-39')
    expect(product(lab, 'annanr-39').why).toContain('the certificate is for ssm.example.com')
    register(lab, 'annanr-39', 'https://SSM.example.com/SmartTransport')
    expect(product(lab, 'annanr-39').registration).toBe('Registered')
    lab.lay('dns', { kind: 'dns-missing', name: 'ssm.example.com' })
    register(lab, 'cucmpub', 'https://ssm.example.com/SmartTransport')
    expect(product(lab, 'cucmpub').why).toContain('ssm.example.com has no address in the DNS')
  })

  test("[SSM-50] after the teardown products find nobody at the virtual IP, and register at the primary's own address", () => {
    const lab = registered()
    for (const node of [SECONDARY, PRIMARY]) {
      typeAll(lab, node, ['ha_teardown', 'yes'])
      settle(lab)
    }
    press(lab, 'annanr-39', 'renew', {})
    settle(lab)
    expect(product(lab, 'annanr-39')).toMatchObject({ registration: 'Registered', why: expect.stringContaining('no answer') })
    const own = `https://${'10.0.1.11'}/SmartTransport`
    register(lab, 'pi37', own)
    expect(product(lab, 'pi37').registration).toBe('Registration Failed')
    setName(lab, '10.0.1.11')
    register(lab, 'pi37', own)
    expect(product(lab, 'pi37').why).toContain('synchronize the account')
    synchronise(lab)
    register(lab, 'pi37', own)
    expect(product(lab, 'pi37').registration).toBe('Registered')
    expect(instances(lab, PRIMARY)).toContain(NAMES[1])
    expect(instances(lab, SECONDARY)).not.toContain(NAMES[1])
  })
})

describe('[SSM-41] tokens and URLs', () => {
  test.each([
    ['Smart Transport', `https://${VIP}/SmartTransport`],
    ['CSLU', `https://${VIP}/cslu/v1/pi/${LAB2_ACCOUNT}-1`],
    ['Smart Call Home', CALL_HOME],
  ])('a product registers by %s', (_, url) => {
    const lab = registered()
    register(lab, 'pi37', url)
    expect(product(lab, 'pi37').registration).toBe('Registered')
  })

  test.each([
    ['a path there is not', `https://${VIP}/nowhere`, LAB2_TOKEN, 'HTTP 404'],
    ["another account's CSLU path", `https://${VIP}/cslu/v1/pi/other-1`, LAB2_TOKEN, 'is not that of local account'],
    ['an unknown token', CALL_HOME, 'moon', 'the token is not valid'],
    ["the active node's own address", `https://10.0.1.11/SmartTransport`, LAB2_TOKEN, 'no answer from 10.0.1.11'],
    ["the standby's own address", `https://10.0.1.9/SmartTransport`, LAB2_TOKEN, 'no answer from 10.0.1.9'],
  ])('with %s registration fails with the reason', (_, url, token, why) => {
    const lab = registered()
    register(lab, 'pi37', url, token)
    expect(product(lab, 'pi37')).toMatchObject({ registration: 'Registration Failed', why: expect.stringContaining(why) })
    expect(instances(lab, PRIMARY)).toHaveLength(2)
  })

  const tokenOf = (lab: Lab, body: Record<string, string>): string => {
    const answer = press(lab, PRIMARY, 'create-token', body)
    return answer.is === 'acted' ? answer.message.replace('Token created: ', '') : JSON.stringify(answer)
  }

  test('a token of one use registers one product, and a lapsed or revoked one none', () => {
    const lab = registered()
    const once = tokenOf(lab, { description: 'once', max_uses: '1' })
    const day = tokenOf(lab, { description: 'a day', expire_after_days: '1' })
    const gone = tokenOf(lab, { description: 'gone' })
    press(lab, PRIMARY, 'revoke-token', { token: gone })
    register(lab, 'pi37', CALL_HOME, once)
    expect(product(lab, 'pi37').registration).toBe('Registered')
    register(lab, 'cucm-pub-30', CALL_HOME, once)
    expect(product(lab, 'cucm-pub-30').why).toContain('has been used 1 times')
    register(lab, 'cucm-pub-30', CALL_HOME, gone)
    expect(product(lab, 'cucm-pub-30').why).toContain('revoked')
    lab.advance(86_400_000)
    register(lab, 'cucm-pub-30', CALL_HOME, day)
    expect(product(lab, 'cucm-pub-30').why).toContain('has expired')
  })

  test('over a lossy link a registration asked for several times uses a token once', () => {
    const lab = registered()
    const once = tokenOf(lab, { description: 'once', max_uses: '1' })
    lab.lay('loss', { kind: 'loss', a: PRIMARY, b: 'pi37', percent: 60 })
    register(lab, 'pi37', CALL_HOME, once)
    expect(product(lab, 'pi37').registration).toBe('Registered')
    expect(stateOf(lab, PRIMARY).database.tables.tokens?.find(({ id }) => id === once)).toMatchObject({ uses: 1 })
  })

  test.each([
    { description: '' },
    { description: 'x', expire_after_days: '0' },
    { description: 'x', expire_after_days: '366' },
    { description: 'x', max_uses: 'many' },
    { description: 'x', export_controlled: 'perhaps' },
  ])('a token cannot be made of %j', (body) => {
    const lab = registered()
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    expect(press(lab, PRIMARY, 'create-token', body)).toMatchObject({ is: 'malformed' })
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
  })

  test('a product that deregisters gives its licences back; one that is removed learns of it when it next calls', () => {
    const lab = registered()
    press(lab, 'cucmpub', 'deregister', {})
    settle(lab)
    expect(product(lab, 'cucmpub')).toMatchObject({ registration: 'Unregistered', authorization: 'Evaluation Mode' })
    expect(licenses(lab, PRIMARY)).toHaveLength(2)
    press(lab, PRIMARY, 'remove-instance', { instance: `${LAB2_ACCOUNT}/${NAMES[0]}` })
    expect(licenses(lab, PRIMARY)).toEqual([])
    press(lab, 'annanr-39', 'renew', {})
    settle(lab)
    expect(product(lab, 'annanr-39').why).toContain('no product instance named')
  })

  test('authorization is renewed every 30 days, and expires after 90 without an answer; evaluation after 90 days', () => {
    const lab = registered()
    const day = 86_400_000
    lab.advance(31 * day)
    const contact = (lab.state('annanr-39') as ProductState).agent.authorized ?? 0
    expect(contact - Date.parse('2021-06-20T17:39:00Z')).toBeGreaterThanOrEqual(30 * day)
    for (const node of [PRIMARY, SECONDARY]) lab.lay(`cut-${node}`, { kind: 'link-down', a: node, b: 'annanr-39' })
    lab.advance(92 * day)
    expect(product(lab, 'annanr-39')).toMatchObject({ registration: 'Registered', authorization: 'Authorization Expired' })
    expect(product(lab, 'cucmpub')).toMatchObject({ authorization: 'Out of Compliance' })
    expect(product(lab, 'pi37').authorization).toBe('Evaluation Expired')
    lab.advance(300 * day)
    expect(product(lab, 'annanr-39').registration).toBe('Unregistered')
  })
})

test('[SSM-41] the evaluation is used up only while a product is not registered', () => {
  const lab = registered()
  const day = 86_400_000
  const authorization = () => product(lab, 'annanr-39').authorization
  lab.advance(60 * day)
  press(lab, 'annanr-39', 'deregister', {})
  settle(lab)
  expect(authorization()).toBe('Evaluation Mode')
  // 20 of its 90 days had passed when the lab began.
  lab.advance(69 * day)
  expect(authorization()).toBe('Evaluation Mode')
  const made = press(lab, PRIMARY, 'create-token', { description: 'late' })
  register(lab, 'annanr-39', CALL_HOME, made.is === 'acted' ? made.message.replace('Token created: ', '') : '')
  expect(product(lab, 'annanr-39').registration).toBe('Registered')
  lab.advance(40 * day)
  press(lab, 'annanr-39', 'deregister', {})
  settle(lab)
  expect(authorization()).toBe('Evaluation Mode')
  lab.advance(2 * day)
  expect(authorization()).toBe('Evaluation Expired')
})

describe('[SSM-43] the pages of a product', () => {
  test('status, usage and messages of Prime Infrastructure and of Unified CM', () => {
    const lab = registered()
    register(lab, 'pi37')
    register(lab, 'cucm-pub-30')
    const fields = (node: string) =>
      Object.fromEntries(pageOf(lab, node, 'licensing').fields.map(({ label, value }) => [label, value]))
    expect(fields('pi37')).toMatchObject({
      'Registration Status': 'Registered (Jun 20, 2021)',
      'License Authorization Status': 'Out of Compliance (Jun 20, 2021)',
      'Smart Account': LAB2_ACCOUNT,
      'Virtual Account': 'Default',
    })
    expect(pageOf(lab, 'pi37', 'licensing').tables[0]?.rows[3]).toEqual([
      'Prime Infrastructure 3.x, UCS Server MGMT Lic.',
      'The Data Center license',
      '0',
      'No Licenses In Use',
    ])
    expect(pageOf(lab, 'cucm-pub-30', 'licensing').tables[0]?.rows[2]).toEqual([
      'Enhanced',
      '44',
      'Out of Compliance',
      'Users(8) Unassigned Devices(36)',
    ])
    expect(fields('cucm-pub-30')).toMatchObject({
      'Registration Status': 'Registered',
      'License Authorization Status': expect.stringMatching(/^Out of Compliance \(Sunday, June 20, 2021 10:\d\d:\d\d PM EEST\)$/),
      'Export-Controlled Functionality': 'Allowed',
      'Licensing Mode': 'Enterprise',
    })
    expect(
      pageOf(lab, 'cucm-pub-30', 'licensing')
        .messages.map(({ text }) => text)
        .join(),
    ).toContain('within 72 days')
  })

  test('Test Connectivity says who answers, and transport that cannot work is refused or fails with the reason', () => {
    const lab = registered()
    press(lab, 'annanr-39', 'test-connectivity', {})
    settle(lab)
    expect(pageOf(lab, 'annanr-39', 'transport').messages[0]?.text).toContain('can be reached')
    lab.lay('off', { kind: 'power-off', node: PRIMARY })
    press(lab, 'annanr-39', 'test-connectivity', {})
    lab.advance(1_000)
    expect(press(lab, 'annanr-39', 'test-connectivity', {})).toMatchObject({ is: 'refused' })
    settle(lab)
    expect(pageOf(lab, 'annanr-39', 'transport').messages[0]?.text).toContain('no answer from 10.0.1.14')
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    expect(product(lab, 'pi37').why).toContain('tools.cisco.com')
  })

  test('a proxy is saved with its port; nothing here is a proxy, so registering says that it does not answer', () => {
    const lab = registered()
    const save = (fields: Record<string, string>) => lab.ask('pi37', { op: 'save', page: 'transport', fields })
    const proxied = { mode: 'HTTP/HTTPS Proxy', proxy_host: 'Proxy.example.com', proxy_port: '8080' }
    expect(save(proxied)).toMatchObject({ is: 'page' })
    const shown = Object.fromEntries(pageOf(lab, 'pi37', 'transport').fields.map(({ name, value }) => [name, value]))
    expect(shown).toMatchObject({ mode: 'HTTP/HTTPS Proxy', proxy_host: 'proxy.example.com', proxy_port: '8080' })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    expect(product(lab, 'pi37').why).toBe('proxy.example.com has no address in the DNS.')
    lab.lay('dns', { kind: 'dns-record', name: 'proxy.example.com', address: '10.0.1.99' })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    expect(product(lab, 'pi37').why).toBe('the proxy proxy.example.com:8080 does not answer: communication timeout.')
    expect(save({ mode: 'Transport Gateway', url: CALL_HOME, proxy_host: '', proxy_port: '' })).toMatchObject({ is: 'page' })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    expect(product(lab, 'pi37').registration).toBe('Registered')
  })

  test.each([
    [{ op: 'save', page: 'transport', fields: { url: 'moon' } }, { is: 'malformed' }],
    [{ op: 'save', page: 'transport', fields: { mode: 'Carrier Pigeon' } }, { is: 'malformed' }],
    [{ op: 'save', page: 'transport', fields: { mode: 'HTTP/HTTPS Proxy' } }, { is: 'malformed' }],
    [
      { op: 'save', page: 'transport', fields: { mode: 'HTTP/HTTPS Proxy', proxy_host: 'proxy', proxy_port: '0' } },
      { is: 'malformed' },
    ],
    [{ op: 'save', page: 'transport', fields: { x: 1 } }, { is: 'unknown' }],
    [{ op: 'save', page: 'licensing', fields: {} }, { is: 'refused' }],
    [{ op: 'save', page: 'moon', fields: {} }, { is: 'unknown' }],
    [{ op: 'act', action: 'moon', body: {} }, { is: 'unknown' }],
    [{ op: 'act', action: 'register', body: {} }, { is: 'malformed' }],
    [{ op: 'act', action: 'register', body: { token: LAB2_TOKEN } }, { is: 'refused' }],
    [{ op: 'console', line: 'ls', session: null, login: null }, { is: 'not-answering' }],
  ] as const)('%j is refused and leaves no trace', (operation, refusal) => {
    const lab = registered()
    const before = JSON.stringify(lab.state('annanr-39'))
    expect(lab.ask('annanr-39', operation)).toMatchObject(refusal)
    expect(JSON.stringify(lab.state('annanr-39'))).toBe(before)
  })
})
