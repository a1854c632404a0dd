// What registration asks of names, tokens and URLs, and how long it lasts.

import { describe, expect, test } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import type { ProductState } from '../../../worker/ssm/products/state.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, press, SECONDARY, settle, stateOf, typeAll } from './pair.ts'
import {
  CALL_HOME,
  instances,
  lab2,
  licenses,
  NAMES,
  product,
  register,
  registered,
  setName,
  synchronise,
  VIP,
} from './products.ts'

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
