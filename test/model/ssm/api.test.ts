// The REST API, its token endpoint and the GUI, as clients of the real product call them: encodings,
// field names and status words of public integrations (SSM-60).

import { beforeEach, describe, expect, test } from 'vitest'
import { type HttpRequest, type HttpResponse, type Method, requestOf } from '../../../worker/kernel/http.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { DAY_MS, HOUR_MS } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, press, SECONDARY, settle, stateOf, type } from './pair.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

let lab: Lab
let active: string
let issued = 0
beforeEach(() => {
  lab = openLab(ssm, 'ssm-lab2')
  active = PRIMARY
  issued = 0
})

function send(method: Method, target: string, more: Partial<HttpRequest> = {}, node = active): HttpResponse {
  const request = requestOf(method, target, more)
  issued += 1
  const fresh = { token: `token-${issued}`, print: `print-${issued}` }
  const at = lab.world().now
  const answer = method === 'GET' ? lab.read(node, { ask: 'http', request, at }) : lab.ask(node, { op: 'http', request, fresh })
  if (answer.is !== 'http') throw new Error(JSON.stringify(answer))
  return answer.response
}

const text = ({ body }: HttpResponse): string => ('text' in body ? body.text : '')
// biome-ignore lint/suspicious/noExplicitAny: what came is judged by what is expected of it
const read = (response: HttpResponse): any => JSON.parse(text(response))
const GRANT = { grant_type: 'client_credentials', client_id: 'id', client_secret: '' }
const asJson = (body: unknown) => ({ headers: JSON_TYPE, body: { text: JSON.stringify(body) } })

const login = (): string => {
  const response = send('POST', '/oauth/token', { ...asJson(GRANT), client: { as: 'id' } })
  expect(response.status).toBe(200)
  return `print-${issued}`
}
const call = (method: Method, path: string, bearer: string | null, body?: unknown, base = '/api/v1') =>
  send(method, `${base}${path}`, { bearer, ...(body === undefined ? {} : asJson(body)) })
const ACCOUNT = `/accounts/${LAB2_ACCOUNT}`
const VA = `${ACCOUNT}/virtual-accounts/Default`

describe('[SSM-60] the token endpoint', () => {
  test.each(['/oauth/token', '/backend/oauth/token'])('%s grants in all four encodings', (path) => {
    const form = (fields: Record<string, string>) => ({
      headers: FORM_TYPE,
      body: { text: new URLSearchParams(fields).toString() },
    })
    const password = { grant_type: 'password', username: 'admin', password: '', client_id: 'id', client_secret: '' }
    const both = { client: { as: 'id' }, login: { as: 'admin' } } as const
    const granted = [
      send('POST', path, { ...asJson(GRANT), client: { as: 'id' } }),
      send('POST', path, { ...asJson(password), ...both }),
      send('POST', path, { ...form(password), ...both }),
      send('POST', `${path}?grant_type=client_credentials&client_id=id&client_secret=`, { client: { as: 'id' } }),
    ]
    for (const [i, response] of granted.entries()) {
      expect(response.status).toBe(200)
      expect(read(response)).toEqual({ access_token: `token-${i + 1}`, token_type: 'bearer', expires_in: 7200 })
    }
  })

  test.each([
    ['a wrong client secret', { ...asJson(GRANT), client: 'wrong' as const }, 401, 'invalid_client'],
    ['no client at all', asJson({ grant_type: 'client_credentials' }), 401, 'invalid_client'],
    ['a wrong password', { ...asJson({ grant_type: 'password' }), login: 'wrong' as const }, 401, 'invalid_grant'],
    ['another grant', asJson({ grant_type: 'magic' }), 400, 'unsupported_grant_type'],
    ['nothing', {}, 400, 'invalid_request'],
    ['malformed JSON', { headers: JSON_TYPE, body: null }, 400, 'invalid_request'],
  ])('%s is refused and leaves no trace', (_, more, status, error) => {
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    const response = send('POST', '/oauth/token', more)
    expect([response.status, read(response).error]).toEqual([status, error])
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
  })
})

describe('[SSM-60] the calls of the REST API', () => {
  test('without a token, with an unknown one and with one that has ended: 403, under both base paths', () => {
    const bearer = login()
    for (const base of ['/api/v1', '/backend/api/v1']) {
      expect(call('GET', `${ACCOUNT}/virtual-accounts`, null, undefined, base).status).toBe(403)
      expect(call('GET', `${ACCOUNT}/virtual-accounts`, 'moon', undefined, base).status).toBe(403)
      expect(call('GET', `${ACCOUNT}/virtual-accounts`, bearer, undefined, base).status).toBe(200)
    }
    lab.advance(2 * HOUR_MS)
    expect(call('GET', `${ACCOUNT}/virtual-accounts`, bearer).status).toBe(403)
  })

  test('licences, devices and alerts have the fields and words that clients read', () => {
    const bearer = login()
    const licenses = read(call('POST', `${ACCOUNT}/licenses`, bearer, { limit: -1 }))
    expect(licenses).toMatchObject({ totalRecords: 5, status: 'SUCCESS' })
    expect(licenses.licenses[1]).toEqual({
      license: 'Prime Infrastructure 3.x, Lifecycle Lic.',
      virtualAccount: 'Default',
      quantity: 0,
      inUse: 34,
      available: -34,
      status: 'Out Of Compliance',
      billingType: 'PREPAID',
      ahaApps: false,
      pendingQuantity: 0,
      reserved: 0,
      isPortable: false,
      licenseDetails: [],
      licenseSubstitutions: [],
    })
    const page = read(call('POST', `${ACCOUNT}/licenses`, bearer, { virtualAccounts: ['Default'], limit: 2, offset: 4 }))
    expect([page.totalRecords, page.licenses.length]).toEqual([5, 1])
    const devices = read(call('POST', `${ACCOUNT}/devices`, bearer, { virtualAccounts: ['Default'], limit: 50, offset: 0 }))
    expect(devices.totalRecords).toBe(2)
    expect(devices.devices[0]).toMatchObject({
      displayName: 'UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39; ',
      hostName: 'annanr-39',
      productType: 'SDNMGMT',
      lastContactDate: '2021-06-20T17:39:00Z',
      sudi: { udiPid: 'PI-SOFTWARE', udiSerialNumber: 'annanr-39' },
    })
    expect(read(call('GET', `${VA}/devices`, bearer)).devices).toEqual(devices.devices)
    const alerts = read(call('POST', `${ACCOUNT}/alerts`, bearer, { limit: -1, severity: 'Major' }))
    expect(alerts.totalRecords).toBe(5)
    expect(alerts.alerts[0]).toMatchObject({ messageType: 'Insufficient Licenses', severity: 'Major', virtualAccount: 'Default' })
    expect(read(call('POST', `${ACCOUNT}/license-subscriptions`, bearer, {})).licenseSubscriptions).toEqual([])
    expect(read(call('POST', '/upstream_satellites/accounts', bearer, null)).accounts[0]).toMatchObject({
      name: LAB2_ACCOUNT,
      virtual_accounts: [{ name: 'Default', default: true }],
    })
    const asked = { account_name: 'NEW', smart_account: 'example.com', virtual_account: 'NEW1', email: 'a@example.com' }
    press(lab, PRIMARY, 'request-account', asked)
    press(lab, PRIMARY, 'approve-account', { account: 'NEW' })
    settle(lab)
    // Two local accounts of one Smart Account.
    const both = read(call('POST', '/upstream_satellites/accounts', bearer, null)).accounts
    expect(
      both.map((each: Record<string, unknown>) => [each.account_id, each.cssm_smart_account_id, each.cslu_tenant_url]),
    ).toEqual([
      [1, 1, `/cslu/v1/pi/${LAB2_ACCOUNT}-1`],
      [2, 1, '/cslu/v1/pi/NEW-1'],
    ])
  })

  test.each([5, 30.0, '365'])('a registration token of %j days registers a product, and is revoked', (expiresAfterDays) => {
    const bearer = login()
    const made = read(
      call('POST', `${VA}/tokens`, bearer, { description: 'x', expiresAfterDays, exportControlled: 'Not Allowed' }),
    )
    expect(made).toMatchObject({ status: 'SUCCESS', tokenInfo: { exportControlled: 'Not Allowed', createdBy: 'id' } })
    const { token } = made.tokenInfo
    const listed = read(send('GET', `/api/v1${VA}/tokens`, { bearer, body: { text: 'null' } }))
    expect(listed.tokens.map((each: { token: string }) => each.token)).toEqual([LAB2_TOKEN, token])
    const url = 'https://10.0.1.14/SmartTransport'
    lab.ask('pi37', { op: 'save', page: 'transport', fields: { mode: 'Transport Gateway', url } })
    press(lab, 'pi37', 'register', { token })
    settle(lab)
    expect(read(call('POST', `${ACCOUNT}/devices`, bearer, null)).totalRecords).toBe(3)
    expect(read(call('POST', `${VA}/tokens/revoke`, bearer, { tokens: [token] })).tokens).toMatchObject([{ token }])
    expect(call('POST', `${VA}/tokens/revoke`, bearer, { tokens: [token] }).status).toBe(422)
    // A script takes the first that is listed: what has lapsed is not.
    read(call('POST', `${VA}/tokens`, bearer, { description: 'a day', expiresAfterDays: 1 }))
    const count = () => read(call('GET', `${VA}/tokens`, login())).tokens.length
    expect(count()).toBe(2)
    lab.advance(DAY_MS)
    expect(count()).toBe(1)
  })

  test('virtual accounts are made by JSON or form, hold what is transferred to them, and go when they are empty', () => {
    const bearer = login()
    const list = `${ACCOUNT}/virtual-accounts`
    expect(read(call('POST', list, bearer, { name: 'Branch', description: 'b' })).status).toBe('SUCCESS')
    const form = { bearer, headers: FORM_TYPE, body: { text: 'name=Other&description=o' } }
    expect(send('POST', `/backend/api/v1${list}`, form).status).toBe(200)
    expect(
      read(call('GET', list, bearer)).virtualAccounts.map(({ name, isDefault }: { name: string; isDefault: string }) => [
        name,
        isDefault,
      ]),
    ).toEqual([
      ['Default', 'yes'],
      ['Branch', 'no'],
      ['Other', 'no'],
    ])
    const sudi = { udiPid: 'PI-SOFTWARE', udiSerialNumber: 'annanr-39' }
    const move = (target: string) => ({ productInstances: [{ sudi, productTagName: 'x', targetVirtualAccount: target }] })
    expect(call('POST', `${VA}/devices/transfer`, bearer, move('Moon')).status).toBe(422)
    expect(read(call('POST', `${VA}/devices/transfer`, bearer, move('Branch'))).productInstances[0]).toMatchObject({ sudi })
    expect(call('POST', `${VA}/devices/transfer`, bearer, move('Branch')).status).toBe(422)
    const inBranch = read(call('POST', `${ACCOUNT}/licenses`, bearer, { virtualAccounts: ['Branch'], limit: -1 }))
    expect(inBranch.licenses.map(({ inUse }: { inUse: number }) => inUse)).toEqual([1, 34])
    expect(call('POST', `${list}/Branch/delete`, bearer, null).status).toBe(422)
    expect(call('POST', `${list}/Default/delete`, bearer, null).status).toBe(422)
    expect(read(call('POST', `${list}/Other/delete`, bearer, null)).status).toBe('SUCCESS')
  })

  test('licences bought move by the API; of a list of which one is too much, none', () => {
    const license = 'UC Manager Enhanced License (12.x)'
    press(lab, 'cssm', 'purchase-licenses', { virtual_account: LAB2_ACCOUNT, license, quantity: '5' })
    press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })
    settle(lab)
    const bearer = login()
    call('POST', `${ACCOUNT}/virtual-accounts`, bearer, { name: 'Branch' })
    const transfer = (...quantities: number[]) =>
      call('POST', `${VA}/licenses/transfer`, bearer, {
        licenses: quantities.map((quantity) => ({
          license,
          licenseType: 'PERPETUAL',
          quantity,
          targetVirtualAccount: 'Branch',
        })),
      })
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    const refused = transfer(2, 4)
    expect([refused.status, read(refused)]).toMatchObject([422, { status: 'ERROR' }])
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
    expect(read(transfer(2, 3)).status).toBe('SUCCESS')
    const [row] = read(call('POST', `${ACCOUNT}/licenses`, bearer, { virtualAccounts: ['Branch'] })).licenses
    expect(row).toMatchObject({ quantity: 5, available: 5, status: 'In Compliance' })
    expect(row.licenseDetails).toMatchObject([{ licenseType: 'PERPETUAL', quantity: 5, endDate: null }])
  })

  test.each([
    ['POST', `${ACCOUNT}/licenses`, '{"limit":', 400],
    ['POST', `${ACCOUNT}/licenses`, '[1]', 400],
    ['POST', `${ACCOUNT}/licenses`, '{"limit":"many"}', 400],
    ['POST', `${ACCOUNT}/licenses`, '{"virtualAccounts":["Moon"]}', 404],
    ['POST', '/accounts/nobody/licenses', 'null', 404],
    ['POST', `${ACCOUNT}/virtual-accounts`, 'null', 400],
    ['POST', `${VA}/tokens`, '{"expiresAfterDays":366}', 400],
    ['POST', `${VA}/tokens`, '{"exportControlled":"Perhaps"}', 400],
    ['POST', `${VA}/licenses/transfer`, 'null', 400],
    ['POST', '/moon', 'null', 404],
    ['PUT', `${VA}/tokens`, 'null', 405],
  ] as const)('%s %s with %s is answered and changes nothing', (method, path, body, status) => {
    const bearer = login()
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    const response = send(method, `/api/v1${path}`, { bearer, headers: JSON_TYPE, body: { text: body } })
    expect([response.status, read(response).status]).toEqual([status, 'ERROR'])
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
  })

  test('a token and every answer survive a failover; until the application runs there, 502', () => {
    const bearer = login()
    const answers = () =>
      [`${ACCOUNT}/licenses`, `${ACCOUNT}/devices`, `${ACCOUNT}/alerts`].map((path) => text(call('POST', path, bearer, null)))
    const before = answers()
    type(lab, PRIMARY, 'ha_cluster_stop')
    lab.advance(20_000)
    active = SECONDARY
    expect(call('POST', `${ACCOUNT}/licenses`, bearer, null).status).toBe(502)
    settle(lab)
    expect(answers()).toEqual(before)
  })
})

describe('[SSM-31] the GUI as pages of HTML', () => {
  const enter = () => {
    const response = send('POST', '/admin/login', { login: { as: 'admin' } })
    expect(response.headers).toContainEqual(['set-cookie', `ssm_session=token-${issued}; Path=/; HttpOnly`])
    return { ssm_session: `print-${issued}` }
  }

  test('asks for a login, shows every page to who has one, and posts its forms back', () => {
    expect(send('GET', '/').headers).toContainEqual(['location', '/admin/'])
    expect(text(send('GET', '/admin/'))).toContain('name="password"')
    expect(send('GET', '/admin/pages/accounts').status).toBe(303)
    expect(send('POST', '/admin/login', { login: 'wrong' }).status).toBe(401)
    const cookies = enter()
    const links = [...text(send('GET', '/admin/', { cookies })).matchAll(/href="(\/admin\/pages\/[^"]+)"/g)].map(
      ([, link]) => link ?? '',
    )
    expect(links.length).toBeGreaterThan(8)
    for (const link of links) expect([link, send('GET', link, { cookies }).status]).toEqual([link, 200])
    expect(text(send('GET', '/admin/pages/high-availability', { cookies }))).toContain(
      'The status of the high availability cluster is normal.',
    )
    const post = (fields: Record<string, string>) =>
      send('POST', '/admin/pages/security', {
        cookies,
        headers: FORM_TYPE,
        body: { text: new URLSearchParams(fields).toString() },
      })
    expect(post({ host_common_name: 'ssm.example.com' }).status).toBe(403)
    expect(text(post({ host_common_name: '<b>', _session: cookies.ssm_session }))).not.toContain('<b>')
    expect(text(post({ host_common_name: 'ssm.example.com', _session: cookies.ssm_session }))).toContain('Host Common Name saved')
    expect(send('GET', '/admin/pages/moon', { cookies }).status).toBe(404)
    lab.advance(DAY_MS)
    expect(send('GET', '/admin/pages/accounts', { cookies }).status).toBe(303)
  })

  test('what readers write into it stays text', () => {
    const cookies = enter()
    press(lab, PRIMARY, 'create-token', { description: '<script>alert(1)</script>' })
    const shown = text(send('GET', '/admin/pages/licensing-general', { cookies }))
    expect(shown).toContain('&lt;script&gt;')
    expect(shown).not.toContain('<script>')
  })
})

describe('[SSM-32] the interface of Cisco Smart Software Manager', () => {
  const TOKEN = '/as/token.oauth2'
  const SEARCH = '/services/api/smart-accounts-and-licensing/v2/accounts/search'
  const GRANTED = {
    headers: FORM_TYPE,
    body: { text: 'grant_type=client_credentials&client_id=id&client_secret=' },
    client: { as: 'id' },
  } as const
  const cloud = (method: Method, path: string, more: Partial<HttpRequest> = {}) => send(method, path, more, 'cssm')

  test('a token for an hour less a second, and with it the smart accounts and their virtual accounts', () => {
    expect(cloud('GET', SEARCH).status).toBe(401)
    expect(read(cloud('POST', TOKEN, GRANTED))).toEqual({ access_token: 'token-2', token_type: 'Bearer', expires_in: 3599 })
    expect(read(cloud('GET', SEARCH, { bearer: 'print-2' }))).toEqual({
      status: 'COMPLETE',
      accounts: [
        {
          account_id: 1,
          domain: 'example.com',
          name: 'example.com',
          virtual_accounts: [{ virtual_account_id: 1, name: LAB2_ACCOUNT, default: false }],
        },
      ],
    })
    lab.advance(HOUR_MS)
    expect(cloud('GET', SEARCH, { bearer: 'print-2' }).status).toBe(401)
  })

  test('no token for who is wrong, and by name what is not modelled', () => {
    const before = JSON.stringify(lab.state('cssm'))
    expect(cloud('POST', TOKEN, { ...GRANTED, client: 'wrong' }).status).toBe(401)
    expect(cloud('GET', TOKEN).status).toBe(405)
    expect(JSON.stringify(lab.state('cssm'))).toBe(before)
    cloud('POST', TOKEN, GRANTED)
    const bearer = `print-${issued}`
    expect(cloud('POST', SEARCH, { bearer }).status).toBe(405)
    const elsewhere = cloud('POST', '/services/api/smart-accounts-and-licensing/v3/licenses/summary', { bearer })
    expect([elsewhere.status, text(elsewhere)]).toEqual([404, expect.stringContaining('is not modelled in this sandbox')])
  })
})
