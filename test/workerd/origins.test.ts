// Every node is an origin of its own: clients of the real product work on it but for scheme, host and port.

import { exports } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { openSandbox } from '../client.ts'
import { fetch } from './server.ts'

const worker = (exports as unknown as { default: { fetch(request: Request): Promise<Response> } }).default

const onHost = (id: string, node: string, path: string, init?: RequestInit) =>
  worker.fetch(new Request(`http://${node}--${id}.clusterbook.test${path}`, { redirect: 'manual', ...init }))

type Credentials = { [node: string]: { username: string; password: string; api?: { clientId: string; clientSecret: string } } }

const basic = ({ username, password }: { username: string; password: string }) => ({
  authorization: `Basic ${btoa(`${username}:${password}`)}`,
})

async function open(template: string) {
  const { client, snapshot } = await openSandbox(fetch, template)
  return { client, credentials: (snapshot as Snapshot & { credentials: Credentials }).credentials }
}

describe('an Expressway at its own address', () => {
  test('its documents answer to its credentials, and to nothing else', async () => {
    const { client, credentials } = await open('expressway-c-cluster-2')
    const own = credentials.expc01 as Credentials[string]
    const path = '/getxml?location=/Status/SystemUnit/Software'
    const found = await onHost(client.id, 'expc01', path, { headers: basic(own) })
    expect(found.status).toBe(200)
    expect(found.headers.get('content-type')).toContain('xml')
    expect(await found.text()).toContain('<Software item="1">')
    const seq = (await client.snapshot()).seq
    for (const headers of [
      {},
      basic({ ...own, password: 'guess' }),
      { authorization: 'Basic %%%' },
      { authorization: 'Basic' },
    ]) {
      const refused = await onHost(client.id, 'expc01', path, { headers })
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    }
    const other = await onHost(client.id, 'expc01', path, { headers: basic(credentials.expc02 as Credentials[string]) })
    expect(other.status).toBe(401)
    expect((await client.snapshot()).seq).toBe(seq)
  })

  test('a HEAD has the headers alone; what is not there is the product’s own 404', async () => {
    const { client, credentials } = await open('expressway-c-cluster-2')
    const headers = basic(credentials.expc01 as Credentials[string])
    const head = await onHost(client.id, 'expc01', '/status.xml', { method: 'HEAD', headers })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const nothing = await onHost(client.id, 'expc01', '/no/such/page', { headers })
    expect(nothing.status).toBe(404)
    expect(nothing.headers.get('content-type')).toContain('html')
  })

  test('a node that is off or restarting is a host that does not answer', async () => {
    const { client, credentials } = await open('expressway-c-cluster-2')
    const headers = basic(credentials.expc02 as Credentials[string])
    await client.press('expc02', 'restart')
    const away = await onHost(client.id, 'expc02', '/status.xml', { headers })
    expect(away.status).toBe(502)
    expect(await away.json()).toMatchObject({ type: '/problems/node-unreachable/', status: 502, definite: true })
    await client.advance({ until: 'settled', max: 'PT30M' })
    expect((await onHost(client.id, 'expc02', '/status.xml', { headers })).status).toBe(200)
  })

  test('neither a node nor a sandbox that does not exist answers, and too much is told so', async () => {
    const { client } = await open('expressway-c-standalone-3')
    expect((await onHost(client.id, 'expc09', '/status.xml')).status).toBe(404)
    expect((await onHost(client.id, 'vip', '/')).status).toBe(404)
    expect((await onHost('aaaaaaaaaaaaaaaa', 'expc01', '/')).status).toBe(404)
    expect((await onHost(client.id, 'expc01', '/', { method: 'POST', body: 'x'.repeat(300_000) })).status).toBe(413)
    expect((await onHost(client.id, 'expc01', `/${'x'.repeat(5_000)}`)).status).toBe(414)
    expect((await onHost(client.id, 'expc01', '/', { headers: { authorization: 'x'.repeat(3_000) } })).status).toBe(431)
    const bytes = await onHost(client.id, 'expc01', '/upgrade', { method: 'POST', body: new Uint8Array([0xff, 0xfe, 0]) })
    expect([bytes.status, bytes.headers.get('location')]).toEqual([303, '/login/'])
  })

  test('[EX-63] a script logs in by the form, saves a page with its session id, and polls the interfaces', async () => {
    const { client, credentials } = await open('expressway-c-cluster-2')
    const { username, password } = credentials.expc01 as Credentials[string]
    const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      onHost(client.id, 'expc01', path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields).toString(),
      })
    const wrong = await form('/login/', { username, password: 'guess', submitbutton: 'Login', formbutton: 'Login' })
    expect([wrong.headers.get('location'), wrong.headers.get('set-cookie')]).toEqual([null, null])
    const right = await form('/login/', { username, password, submitbutton: 'Login', formbutton: 'Login' })
    expect(right.headers.get('location')).toBe('/overview')
    const cookie = right.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
    expect(cookie).toMatch(/^SHARPID=.+; tandberg_login=.+$/)
    const page = await (await onHost(client.id, 'expc01', '/system', { headers: { cookie } })).text()
    const sessionid = /name="sessionid" id="sessionid" value="(\S+)"\/>/.exec(page)?.[1] ?? ''
    const saved = await form('/system', { sessionid, submitbutton: 'Save', system_name: 'renamed' }, { cookie })
    expect(await saved.text()).toContain('<b>Success</b>: Saved')
    const headers = { cookie }
    const peers = await onHost(client.id, 'expc01', '/api/v1/provisioning/common/cluster/peers', { headers })
    expect(await peers.json()).toEqual([{ PeerAddress: 'expc01.apolo.local' }, { PeerAddress: 'expc02.apolo.local' }])
    const alarms = await onHost(client.id, 'expc01', '/api/management/status/alarm', { headers })
    expect(await alarms.json()).toHaveLength(2)
  })

  test('[EX-60] an account that was added works at the node’s own address, and its password stands in no export', async () => {
    const { client, credentials } = await open('expressway-c-cluster-2')
    const password = 'S3cret-of-mine'
    await client.press('expc01', 'add-account', { name: 'bob', password, confirm_password: password, access_level: 'Read-only' })
    const line = `xCommand AdminAccountAdd Name: "carl" Password: "${password}"`
    await client.must('POST', '/nodes/expc01/console', { line })
    await client.advance({ until: 'settled', max: 'PT30M' })
    const status = async (username: string, word: string, method = 'GET', path = '/status.xml') =>
      (await onHost(client.id, 'expc02', path, { method, headers: basic({ username, password: word }) })).status
    for (const name of ['bob', 'carl']) expect([await status(name, password), await status(name, 'guess')]).toEqual([200, 401])
    expect(await status('bob', password, 'POST', '/api/provisioning/restart')).toBe(403)
    const exported = JSON.stringify(await client.must('GET', '/export'))
    expect(exported).toContain('{cipher}')
    expect(exported).not.toContain(password)
    const made = { name: 'admin', password: 'mine-now', confirm_password: 'mine-now' }
    await client.press('expc01', 'change-password', made)
    await client.advance({ until: 'settled', max: 'PT30M' })
    expect(await status('admin', credentials.expc02?.password ?? '')).toBe(401)
    expect(await status('admin', 'mine-now')).toBe(200)
    await client.must('POST', '/key/rotate')
    expect([await status('admin', 'mine-now'), await status('carl', password)]).toEqual([401, 401])
  })

  test('a rotated key ends the credentials that came with it', async () => {
    const { client, credentials } = await open('expressway-c-standalone-3')
    await client.must('POST', '/key/rotate')
    const headers = basic(credentials.expc01 as Credentials[string])
    expect((await onHost(client.id, 'expc01', '/status.xml', { headers })).status).toBe(401)
  })
})

describe('the fallback under a path', () => {
  test('the same answers, sandboxed away from the origin that holds keys', async () => {
    const { client, credentials } = await open('expressway-c-cluster-2')
    const headers = basic(credentials.expc01 as Credentials[string])
    const found = await fetch(`/s/${client.id}/expc01/status.xml`, { headers })
    expect(found.status).toBe(200)
    const policy = found.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^sandbox /)
    expect(policy).not.toContain('allow-same-origin')
    expect(policy).not.toMatch(/script-src|allow-scripts/)
    const bare = await fetch(`/s/${client.id}/expc01`, { redirect: 'manual' })
    expect([bare.status, new URL(bare.headers.get('location') ?? '').pathname]).toEqual([308, `/s/${client.id}/expc01/`])
  })
})

describe('an SSM pair at its virtual address', () => {
  test('[SSM-60] the node that holds it answers; without a token the API says 403; the standby does not answer', async () => {
    const { client } = await open('ssm-lab1')
    const call = (node: string) => onHost(client.id, node, '/api/v1/accounts/any/virtual-accounts')
    expect((await call('vip')).status).toBe(403)
    expect((await call('primary-node')).status).toBe(403)
    expect((await call('secondary-node')).status).toBe(502)
    await client.must('PUT', '/faults/off', { kind: 'power-off', node: 'primary-node' })
    await client.must('PUT', '/faults/off-too', { kind: 'power-off', node: 'secondary-node' })
    expect((await call('vip')).status).toBe(502)
  })

  test('[SSM-60] a client with the right id and secret gets a token that is good on the standby after a failover', async () => {
    const { client, credentials } = await open('ssm-lab2')
    const api = credentials['primary-node']?.api
    const grant = (secret: string) =>
      onHost(client.id, 'vip', '/oauth/token', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ grant_type: 'client_credentials', client_id: api?.clientId, client_secret: secret }),
      })
    expect((await grant('guess')).status).toBe(401)
    const { access_token: token } = (await (await grant(api?.clientSecret ?? '')).json()) as { access_token: string }
    const licenses = () =>
      onHost(client.id, 'vip', '/backend/api/v1/accounts/annanr-ssm-on-prem-8-202105/licenses', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: 'null',
      })
    const before = (await (await licenses()).json()) as { totalRecords: number }
    expect(before.totalRecords).toBe(5)
    await client.must('POST', '/nodes/primary-node/console', { line: 'ha_cluster_stop' })
    await client.advance({ until: 'settled', max: 'PT30M' })
    expect(await (await licenses()).json()).toEqual(before)
  })

  test('[SSM-31] the login form opens the GUI at the virtual IP, and a wrong password does not', async () => {
    const { client, credentials } = await open('ssm-lab1')
    const login = (password: string) =>
      onHost(client.id, 'vip', '/admin/login', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ username: 'admin', password }).toString(),
      })
    expect((await login('guess')).status).toBe(401)
    const entered = await login(credentials['primary-node']?.password ?? '')
    expect(entered.status).toBe(303)
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const page = await onHost(client.id, 'vip', '/admin/pages/accounts', { headers: { cookie } })
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('annanr-ssm-on-prem-8-202006')])
    expect((await onHost(client.id, 'secondary-node', '/admin/')).status).toBe(502)
  })

  test('[SSM-43] a product and Cisco Smart Software Manager have web interfaces with logins of their own', async () => {
    const { client, credentials } = await open('ssm-lab2')
    for (const [node, page, words] of [
      ['pi37', 'transport', 'Transport Mode'],
      ['cucm-pub-30', 'licensing', 'License Usage Report'],
      ['cssm', 'accounts', 'annanr-ssm-on-prem-8-202105'],
    ] as const) {
      const login = (of: string) =>
        onHost(client.id, node, '/admin/login', {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ username: 'admin', password: credentials[of]?.password ?? '' }).toString(),
        })
      expect((await login('primary-node')).status).toBe(401)
      const entered = await login(node)
      expect(entered.status).toBe(303)
      const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      const shown = await onHost(client.id, node, `/admin/pages/${page}`, { headers: { cookie } })
      expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining(words)])
    }
  })

  test('both nodes have the credentials of the application they share', async () => {
    const { credentials } = await open('ssm-lab1')
    const [one, other] = [credentials['primary-node'], credentials['secondary-node']]
    expect(one?.api).toEqual(other?.api)
    expect(one?.api?.clientSecret.length).toBeGreaterThan(20)
    expect(one?.password).toBe(other?.password)
  })
})
