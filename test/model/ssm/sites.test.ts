// The web interfaces of the nodes beside the pair, as plain HTML: Cisco Smart Software Manager and the products.

import { expect, test } from 'vitest'
import { type HttpRequest, type HttpResponse, requestOf } from '../../../worker/kernel/http.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { HOUR_MS } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, press, settle } from './pair.ts'

const FRESH = { token: 'fresh-token', print: 'fresh-print' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const browser = (lab: Lab, node: string) => {
  const cookies = { ssm_session: FRESH.print }
  const read = (path: string, more: Partial<HttpRequest> = {}): HttpResponse => {
    const reading = lab.read(node, { ask: 'http', request: requestOf('GET', path, { cookies, ...more }), at: Date.parse(lab.snapshot().clock.now) })
    if (reading.is !== 'http') throw new Error(JSON.stringify(reading))
    return reading.response
  } // biome-ignore format: one request
  const send = (path: string, form: Record<string, string>, more: Partial<HttpRequest> = {}): HttpResponse => {
    const body = { text: String(new URLSearchParams(form)) }
    const answer = lab.ask(node, { op: 'http', request: requestOf('POST', path, { headers: FORM, body, cookies, ...more }), fresh: FRESH })
    if (answer.is !== 'http') throw new Error(JSON.stringify(answer))
    return answer.response
  } // biome-ignore format: one request
  const text = ({ body }: HttpResponse): string => ('text' in body ? body.text : '')
  return { read, send, text, login: () => send('/admin/login', {}, { login: { as: 'admin' }, cookies: {} }) }
}

test('[SSM-43] a product is set up and registered in a browser, from its login to its usage', () => {
  const lab = openLab(ssm, 'ssm-lab2')
  const { read, send, text, login } = browser(lab, 'pi37')
  expect(text(read('/admin/'))).toContain('name="password"')
  expect(send('/admin/login', {}, { login: 'wrong' }).status).toBe(401)
  expect(read('/admin/pages/licensing').headers).toContainEqual(['location', '/admin/'])
  expect(login().headers).toContainEqual(['set-cookie', 'ssm_session=fresh-token; Path=/; HttpOnly'])
  expect(text(read('/admin/'))).toMatch(/Prime Infrastructure<.*Smart Software Licensing.*Smart Licensing Transport/s)
  const _session = FRESH.print
  const transport = {
    _session,
    mode: 'Transport Gateway',
    url: 'https://10.0.1.14/SmartTransport',
    proxy_host: '',
    proxy_port: '',
  }
  expect(text(send('/admin/pages/transport', transport))).toContain('Transport settings saved successfully.')
  expect(send('/admin/pages/transport', { ...transport, url: 'moon' }).status).toBe(422)
  expect(send('/admin/pages/transport', { ...transport, _session: 'another' }).status).toBe(403)
  expect(text(send('/admin/pages/licensing', { _session, token: LAB2_TOKEN }))).toContain('Registration is under way.')
  settle(lab)
  expect(text(read('/admin/pages/licensing'))).toMatch(/Smart agent registered successfully.*Registered \(Jun 20, 2021\)/s)
  expect(text(send('/admin/pages/licensing', { _session, _action: 'renew' }))).toContain('The authorization is being renewed.')
  expect(read('/admin/pages/moon').status).toBe(404)
  send('/admin/logout', { _session })
  expect(read('/admin/pages/licensing').status).toBe(303)
})

test('[SSM-43] a session of a product ends after eight hours', () => {
  const lab = openLab(ssm, 'ssm-lab2')
  const { read, login } = browser(lab, 'cucmpub')
  login()
  lab.advance(8 * HOUR_MS - 1_000)
  expect(read('/admin/pages/licensing').status).toBe(200)
  lab.advance(2_000)
  expect(read('/admin/pages/licensing').status).toBe(303)
})

test('[SSM-32] at Cisco Smart Software Manager licences are bought and the file of a satellite is taken, in a browser', () => {
  const lab = openLab(ssm, 'ssm-lab2')
  const { read, send, text, login } = browser(lab, 'cssm')
  login()
  const _session = FRESH.print
  expect(text(read('/admin/pages/accounts'))).toContain(LAB2_ACCOUNT)
  const bought = {
    _session,
    virtual_account: LAB2_ACCOUNT,
    license: 'UC Manager Basic License (12.x)',
    quantity: '9',
    term_days: '',
  }
  expect(text(send('/admin/pages/purchases', bought))).toContain('were purchased')
  expect(send('/admin/pages/purchases', { ...bought, quantity: '-1' }).status).toBe(422)
  const made = press(lab, PRIMARY, 'download-sync-file', { account: LAB2_ACCOUNT })
  const file = made.is === 'acted' && made.files[0] !== undefined && 'text' in made.files[0] ? made.files[0].text : ''
  const page = text(send('/admin/pages/accounts', { _session, _action: 'process-sync-file', file }))
  const response = /<pre>(.*?)<\/pre>/s.exec(page)?.[1]?.replaceAll('&quot;', '"').replaceAll('&#34;', '"') ?? ''
  expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'acted' })
  const licenses = lab.snapshot().nodes.find(({ id }) => id === PRIMARY)?.licenses
  expect(licenses).toContainEqual(expect.objectContaining({ name: 'UC Manager Basic License (12.x)', purchased: 9 }))
})
