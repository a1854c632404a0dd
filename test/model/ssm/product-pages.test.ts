// The pages of a product: what they show, and what they refuse.

import { describe, expect, test } from 'vitest'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, pageOf, press, settle } from './pair.ts'
import { CALL_HOME, product, register, registered } from './products.ts'

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
