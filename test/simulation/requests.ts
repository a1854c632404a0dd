// What clients of the real products send to a node's web interface to change something, by product.

import { type HttpRequest, type Method, requestOf } from '../../worker/kernel/http.ts'
import type { NodeId } from '../../worker/kernel/machine.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import type { Operation } from '../../worker/kernel/surface.ts'

export type Request = Extract<Operation, { readonly op: 'http' }>

/** Each leaves the same token behind: whoever logged in before is let in. */
const FRESH = { token: 'token-1', print: 'print-1' } as const
const OPEN = {
  bearer: FRESH.print,
  cookies: { tandberg_login: FRESH.print, SHARPID: FRESH.print, ssm_session: FRESH.print },
} as const

const send = (method: Method, target: string, more: Partial<HttpRequest>): Request => ({
  op: 'http',
  request: requestOf(method, target, { ...OPEN, ...more }),
  fresh: FRESH,
})
const asJson = (value: unknown): Partial<HttpRequest> => ({
  headers: { 'content-type': 'application/json', 'x-csrf-header': 'script' },
  body: { text: JSON.stringify(value) },
})
const asForm = (fields: { readonly [name: string]: string }): Partial<HttpRequest> => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-csrf-header': 'script' },
  body: { text: new URLSearchParams(fields).toString() },
})
const asXml = (text: string): Partial<HttpRequest> => ({
  headers: { 'content-type': 'text/xml', 'x-csrf-header': 'script' },
  body: { text },
})

const ADMIN = { login: { as: 'admin' } } as const
const SETTING = '<Configuration><SystemUnit><Name>token-xml</Name></SystemUnit></Configuration>'
const COMMAND = '<Command><NTPServerAdd><Address>10.1.1.1</Address></NTPServerAdd></Command>'

function ofExpressway(): readonly Request[] {
  const resource = (method: Method, name: string, body: unknown) =>
    send(method, `/api/provisioning/${name}`, { ...asJson(body), ...ADMIN })
  return [
    send('POST', '/login/', { ...asForm({ username: 'admin', password: '', submitbutton: 'Login' }), ...ADMIN }),
    send('POST', '/putxml', { ...asXml(SETTING), ...ADMIN }),
    send('POST', '/putxml', { ...asXml(COMMAND), ...ADMIN }),
    send('POST', '/formputxml', { ...asForm({ xmldoc: SETTING }), ...ADMIN }),
    ...['sip', 'h323', 'clustering', 'dns'].map((page) =>
      send(
        'POST',
        `/${page}`,
        asForm({ sessionid: FRESH.print, submitbutton: 'Save', sip_mode: 'Off', cluster_name: 'token-form' }),
      ),
    ),
    ...(['POST', 'PUT'] as const).map((method) =>
      resource(method, 'common/adminaccount/changepassword', { Name: 'admin', Password: 'other', ConfirmPassword: 'another' }),
    ),
    resource('PUT', 'common/alarm', { Id: 20_004 }),
    resource('PUT', 'common/cdbrestapiaccess', { CdbRestApiAccess: 'on' }),
    resource('POST', 'common/defaultlinks', {}),
    resource('PUT', 'common/diagnosticlogging', { Mode: 'collect' }),
    ...['start', 'stop', 'collect', 'download'].map((Mode) =>
      resource('POST', 'common/diagnosticlogging', { Mode, TCPDump: 'on' }),
    ),
    ...(['POST', 'PUT', 'DELETE'] as const).flatMap((method) => [
      resource(method, 'common/dns/dnsserver', { index: 2, address: '10.1.1.1' }),
      resource(method, 'common/time/ntpserver', { index: 2, Address: '10.1.1.1' }),
    ]),
    resource('PUT', 'common/dns/dns', { DomainName: 'token.local', SystemHostName: null }),
    resource('PUT', 'common/protocol/sip/configuration', { SipMode: 'on', UdpMode: 'off' }),
    ...(['POST', 'DELETE'] as const).flatMap((method) => [
      resource(method, 'common/zone/neighborzone', { Name: 'token zone', PeerAddress: ['10.1.1.1'] }),
      resource(method, 'common/searchrule', { Name: 'token rule', Priority: 10, TargetName: 'token zone' }),
    ]),
    resource('POST', 'certs/generate_csr', { Additional_FQDNS: ['token.apolo.local'], KeyLength: 2048 }),
    resource('POST', 'certs/server', 'no certificate'),
    resource('POST', 'certs/root', 'no certificate'),
    resource('PUT', 'common/sftpconfig', { SftpServer: '10.1.1.1', Username: 'admin' }),
    resource('POST', 'common/smartlicensing/registration', { Token: 'token'.repeat(8), Reregister: 'Yes' }),
    resource('POST', 'common/upgrade', {
      ImageDownloadMode: 'sftp',
      UpgradeFileName: 's42700x14_2_1.tar.gz',
      ClusterUpgrade: 'no',
      AutoReboot: 'no',
    }),
    send('POST', '/logout', {}),
    resource('POST', 'restart', {}),
  ]
}

function ofSsm(lab: Lab): readonly Request[] {
  const accounts = lab.snapshot().nodes.flatMap((view) => (view.accounts as readonly { name: string }[] | undefined) ?? [])
  const account = `/api/v1/accounts/${encodeURIComponent(accounts[0]?.name ?? 'none')}`
  const of = (name: string) => `${account}/virtual-accounts/${name}`
  return [
    send('POST', '/oauth/token', { ...asJson({ grant_type: 'client_credentials' }), client: { as: 'id' } }),
    send('POST', '/backend/oauth/token', { ...asForm({ grant_type: 'client_credentials' }), client: { as: 'id' } }),
    send('POST', '/as/token.oauth2', { ...asForm({ grant_type: 'client_credentials' }), client: { as: 'id' } }),
    send('POST', `${account}/virtual-accounts`, asJson({ name: 'token-va', description: 'token' })),
    send('POST', `${of('token-va')}/delete`, asJson({})),
    send('POST', `${of('Default')}/tokens`, asJson({ description: 'token', expiresAfterDays: 3, numberofUses: 2 })),
    send('POST', `${of('Default')}/tokens/revoke`, asJson({ tokens: ['token'] })),
    send('POST', `${of('Default')}/devices/transfer`, asJson({ productInstances: [] })),
    send(
      'POST',
      `${of('Default')}/licenses/transfer`,
      asJson({ licenses: [{ license: 'token', quantity: 1, targetVirtualAccount: 'token-va' }] }),
    ),
    send('POST', '/admin/login', { ...asForm({ username: 'admin', password: '' }), ...ADMIN }),
    send('POST', '/admin/logout', asForm({ _session: FRESH.print })),
  ]
}

const BY_PRODUCT: ReadonlyMap<string, (lab: Lab) => readonly Request[]> = new Map([
  ['expressway', ofExpressway],
  ['ssm', ofSsm],
])

/** What a client of this product may send now; none where a product is not known here. */
export const requestsOf = (product: string, lab: Lab): readonly Request[] => BY_PRODUCT.get(product)?.(lab) ?? []

/** A request's call: method and path, with `{account}` and `{virtualAccount}` for the names in it. */
export function callOf({ method, path }: HttpRequest): string {
  const bare = path.replace(/\/accounts\/[^/]+/, '/accounts/{account}')
  return `${method} ${bare.replace(/\/virtual-accounts\/[^/]+/, '/virtual-accounts/{virtualAccount}')}`
}

/** Whether a node has a web interface of its own that answers. */
export const answersRequests = (lab: Lab, node: NodeId): boolean =>
  lab.read(node, { ask: 'http', request: requestOf('GET', '/', {}), at: lab.world().now }).is === 'http'
