// Bad input to registration, licensing and the REST API: the reason is told, and nothing is half done.

import { describe, expect, test } from 'vitest'
import { requestOf } from '../../../worker/kernel/http.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { DAY_MS } from '../../../worker/kernel/time.ts'
import { ROUTES } from '../../../worker/ssm/http/api.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { EXPIRY_DAYS } from '../../../worker/ssm/periods.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, pageOf, press, SECONDARY, settle, stateOf, typeAll } from './pair.ts'

const lab2 = (): Lab => openLab(ssm, 'ssm-lab2')
const save = (lab: Lab, node: string, page: string, fields: Record<string, string>) => lab.ask(node, { op: 'save', page, fields })
const register = (lab: Lab, product: string, host: string, token = LAB2_TOKEN) => {
  save(lab, product, 'transport', { mode: 'Transport Gateway', url: `https://${host}/SmartTransport` })
  press(lab, product, 'register', { token })
  settle(lab)
  return lab.snapshot().nodes.find(({ id }) => id === product)
}
const requestAccount = (lab: Lab, name: string, smart: string, virtual: string) =>
  press(lab, PRIMARY, 'request-account', {
    account_name: name,
    smart_account: smart,
    virtual_account: virtual,
    email: 'a@example.com',
  })
const rows = (lab: Lab, page: string, table: string) => pageOf(lab, PRIMARY, page).tables.find(({ id }) => id === table)?.rows

describe('[SSM-31] an account that cannot be', () => {
  test('of a Smart Account there is not: registration comes back with the reason, and the request still waits', () => {
    const lab = lab2()
    expect(requestAccount(lab, 'NEW', 'nobody.example', 'NEW1')).toMatchObject({ is: 'acted' })
    press(lab, PRIMARY, 'approve-account', { account: 'NEW' })
    settle(lab)
    expect(rows(lab, 'accounts', 'account-requests')?.[0]?.[4]).toBe('Pending')
    expect(rows(lab, 'accounts', 'event-log')?.[0]?.[1]).toContain('there is no Cisco Smart Account named nobody.example')
    expect(press(lab, PRIMARY, 'reject-account', { account: 'NEW' })).toMatchObject({ is: 'acted' })
    expect(rows(lab, 'accounts', 'account-requests')).toEqual([])
  })

  test('that is being registered can be rejected no more; the answer makes it an account, here and upstream', () => {
    const lab = lab2()
    requestAccount(lab, 'NEW', 'example.com', 'NEW1')
    press(lab, PRIMARY, 'approve-account', { account: 'NEW' })
    expect(press(lab, PRIMARY, 'reject-account', { account: 'NEW' })).toMatchObject({ is: 'refused', messages: [expect.stringContaining('Wait for the answer')] })
    settle(lab)
    expect(rows(lab, 'accounts', 'account-requests')).toEqual([])
    expect(rows(lab, 'accounts', 'accounts')?.map(([name]) => name)).toContain('NEW')
    expect(JSON.stringify(lab.state('cssm'))).toContain('"account":"NEW"')
  })

  test('under a name or a virtual account that another has; a virtual account that is missing is made upstream', () => {
    const lab = lab2()
    expect(requestAccount(lab, LAB2_ACCOUNT, 'example.com', 'NEW1')).toMatchObject({ is: 'refused', messages: [expect.stringContaining('already exists')] })
    expect(requestAccount(lab, 'NEW', 'example.com', LAB2_ACCOUNT)).toMatchObject({ is: 'refused', messages: [expect.stringContaining('virtual account of its own')] })
    requestAccount(lab, 'NEW', 'example.com', 'NEW1')
    press(lab, PRIMARY, 'approve-account', { account: 'NEW' })
    settle(lab)
    expect(rows(lab, 'accounts', 'accounts')?.map(([name, , , virtual, status]) => [name, virtual, status])).toContainEqual(['NEW', 'NEW1', 'Active'])
  })
}) // biome-ignore format: one line a request

describe('[SSM-41] a registration that cannot be', () => {
  test('at the former secondary, which is to be scrapped: it has no certificate for its own address', () => {
    const lab = lab2()
    for (const node of [SECONDARY, PRIMARY]) {
      typeAll(lab, node, ['ha_teardown', 'yes'])
      settle(lab)
    }
    expect(register(lab, 'pi37', '10.0.1.9')).toMatchObject({
      registration: 'Registration Failed',
      why: expect.stringContaining("must equal the address in the product's URL"),
    })
    expect(stateOf(lab, SECONDARY).database.tables.instances).toHaveLength(2)
  })

  test('with a token that is used up, lapsed or of nobody: none of them is used for it', () => {
    const lab = lab2()
    press(lab, PRIMARY, 'create-token', { description: 'once', max_uses: '1', expire_after_days: '2' })
    const [, once] = stateOf(lab, PRIMARY).database.tables.tokens ?? []
    expect(register(lab, 'pi37', '10.0.1.14', once?.id)).toMatchObject({ registration: 'Registered' })
    const before = JSON.stringify(stateOf(lab, PRIMARY).database.tables)
    expect(register(lab, 'cucm-pub-30', '10.0.1.14', once?.id)).toMatchObject({ why: expect.stringContaining('which is all it allows') })
    expect(register(lab, 'cucm-pub-30', '10.0.1.14', 'nobody')).toMatchObject({ why: expect.stringContaining('not one of this server') })
    lab.advance(2 * DAY_MS)
    expect(register(lab, 'cucm-pub-30', '10.0.1.14', once?.id)).toMatchObject({ why: expect.stringContaining('has expired') })
    expect(JSON.stringify(stateOf(lab, PRIMARY).database.tables)).toBe(before)
    expect(register(lab, 'cucm-pub-30', '10.0.1.14')).toMatchObject({ registration: 'Registered', why: '' })
  }) // biome-ignore format: one line a token

  test('a token without export-controlled functionality gives the product none', () => {
    const lab = lab2()
    press(lab, PRIMARY, 'create-token', { description: 'plain', export_controlled: 'no' })
    const [, plain] = stateOf(lab, PRIMARY).database.tables.tokens ?? []
    register(lab, 'cucm-pub-30', '10.0.1.14', plain?.id)
    const exported = () => pageOf(lab, 'cucm-pub-30', 'licensing').fields.find(({ name }) => name === 'export_controlled')?.value
    expect(exported()).toBe('Not Allowed')
    press(lab, 'cucm-pub-30', 'deregister', {})
    settle(lab)
    register(lab, 'cucm-pub-30', '10.0.1.14')
    expect(exported()).toBe('Allowed')
    press(lab, 'cucm-pub-30', 'renew', {})
    settle(lab)
    expect(exported()).toBe('Allowed')
  })
})

test('[SSM-42] a term licence is warned of 90, 60, 30, 14, 7, 3 and 1 days before its end, and then it has expired', () => {
  const lab = lab2()
  const license = 'UC Manager Basic License (12.x)'
  press(lab, 'cssm', 'purchase-licenses', { virtual_account: LAB2_ACCOUNT, license, quantity: '5', term_days: '100' })
  press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
  const warned = () =>
    rows(lab, 'licensing-alerts', 'alerts')
      ?.filter(([, , source]) => source === license)
      .map(([severity, message]) => [severity, /within (\d+) days|expired/.exec(message ?? '')?.[0]])
  expect(warned()).toEqual([])
  let day = 0
  for (const days of EXPIRY_DAYS) {
    lab.advance((100 - days - day) * DAY_MS)
    day = 100 - days
    expect(warned()).toEqual([['Minor', `within ${days} days`]])
  }
  lab.advance(DAY_MS)
  expect(warned()).toEqual([['Major', 'expired']])
  const events = lab.events().filter(({ text }) => text.startsWith('Licenses Expir'))
  expect(events).toHaveLength(EXPIRY_DAYS.length + 1)
})

describe('[SSM-60] every call of the REST API', () => {
  const path = (template: string): string =>
    `/api/v1${template.replace('{account}', LAB2_ACCOUNT).replace('{virtualAccount}', 'Default')}`

  test.each(ROUTES.map(({ method, path: template }) => [method, template] as const))(
    '%s %s takes a literal null, and of malformed bodies none changes anything',
    (method, template) => {
      const lab = lab2()
      const fresh = { token: 't', print: 'p' }
      const headers = { 'content-type': 'application/json' }
      lab.ask(PRIMARY, {
        op: 'http',
        fresh,
        request: requestOf('POST', '/oauth/token', { headers, body: { text: '{"grant_type":"client_credentials"}' }, client: { as: 'id' } }),
      })
      const send = (text: string) => {
        const request = requestOf(method, path(template), { headers, body: { text }, bearer: 'p' })
        const answer =
          method === 'GET' ? lab.read(PRIMARY, { ask: 'http', request, at: lab.world().now }) : lab.ask(PRIMARY, { op: 'http', request, fresh })
        if (answer.is !== 'http' || !('text' in answer.response.body)) throw new Error(JSON.stringify(answer))
        return { status: answer.response.status, body: JSON.parse(answer.response.body.text) as { status?: string; statusMessage?: string } }
      }
      const before = JSON.stringify(stateOf(lab, PRIMARY))
      for (const text of ['{', '[]', '7', '"x"', 'null null', '\u0000', '{"limit":"x","name":7,"tokens":7,"licenses":7,"productInstances":7,"expiresAfterDays":"x"}']) {
        const { status, body } = send(text)
        if (method === 'GET' && text.startsWith('{"')) continue // fields that this call does not look at
        if (status === 200) continue
        expect([400, 422]).toContain(status)
        expect(body.statusMessage).not.toBe('')
        expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
      }
      const answered = send('null')
      expect(answered.status).toBeLessThan(500)
      // What needs a name or a list says so; everything else takes null as no fields.
      const needs = /virtual-accounts$|revoke$|transfer$|delete$/.test(template) && method === 'POST'
      expect(answered.status === 200).toBe(!needs)
    },
  )
}) // biome-ignore format: one line a request
