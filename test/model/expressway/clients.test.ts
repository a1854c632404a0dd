// What published clients of the product send and read, each by the requests it makes: none of them was written here.

import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import { type HttpRequest, type HttpResponse, type Method, requestOf } from '../../../worker/kernel/http.ts'
import { sealerOf } from '../../../worker/kernel/seal.ts'
import { Cluster, fqdn } from './cluster.ts'

const PAIR = 'expressway-c-cluster-2'
const seal = sealerOf('secret')

/** With HTTP Basic as the default administrator, whose password is `it`. */
function send(cluster: Cluster, method: Method, target: string, more: Partial<HttpRequest> = {}, password = 'it'): HttpResponse {
  const claim = { name: 'admin', seal: seal('admin', password) }
  const request = requestOf(method, target, { login: password === 'it' ? { as: 'admin' } : 'wrong', claim, ...more })
  const operation = { op: 'http', request, fresh: { token: 't', print: 'p' } } as const
  const answer =
    method === 'GET'
      ? cluster.lab.read('expc01', { ask: 'http', request, at: cluster.lab.world().now })
      : cluster.lab.ask('expc01', expressway.sealed?.(operation, seal, '') ?? operation)
  if (answer.is !== 'http') throw new Error(JSON.stringify(answer))
  return answer.response
}
const text = ({ body }: HttpResponse): string => ('text' in body ? body.text : atob(body.base64))
const json = (response: HttpResponse) => JSON.parse(text(response))
const body = (value: object): Partial<HttpRequest> => ({
  headers: { 'content-type': 'application/json' },
  body: { text: JSON.stringify(value) },
})
const header = (response: HttpResponse, name: string) => response.headers.find(([each]) => each === name)?.[1]
const told = (response: HttpResponse) => [response.status, json(response).Message]

/** The texts of all elements at a path of names, as an XML library finds them. */
function textsAt(xml: string, path: readonly string[]): readonly string[] {
  let parts = [xml]
  for (const name of path)
    parts = parts.flatMap((part) => {
      const found: string[] = []
      const tags = [...part.matchAll(/<(\/?)([\w-]+)[^<>]*?(\/?)>/g)]
      let depth = 0
      let from = -1
      for (const tag of tags) {
        const [whole, closing, each, closed] = tag
        const at = tag.index
        if (closing === '/') {
          depth -= 1
          if (depth === 0 && each === name && from >= 0) found.push(part.slice(from, at))
          continue
        }
        if (depth === 0 && each === name) {
          if (closed === '/') found.push('')
          else from = at + whole.length
        }
        if (closed !== '/') depth += 1
      }
      return found
    })
  return parts
}

describe('monitoring by Centreon (network::cisco::vcs::restapi)', () => {
  const get = (cluster: Cluster, location: string) => {
    const answer = send(cluster, 'GET', `/getxml?location=${location}`)
    expect([location, answer.status]).toEqual([location, 200])
    return text(answer).replace(/^<\?xml[^>]*>\n/, '')
  }

  test('[EX-63] endpoints: room and desktop systems that are licensed and registered', () => {
    const cluster = new Cluster(PAIR)
    const licensed = get(cluster, '/Status/SystemUnit/Software/Configuration/')
    const used = get(cluster, '/Status/ResourceUsage/')
    const total = (name: string) => Number(textsAt(licensed, ['Status', 'SystemUnit', 'Software', 'Configuration', name])[0])
    const current = (name: string) => Number(textsAt(used, ['Status', 'ResourceUsage', name, 'Current'])[0])
    expect([total('TPRoom'), total('UserDevice')]).toEqual([2500, 2500])
    expect([current('TPRoom'), current('UserDevice'), current('Registrations')]).toEqual([60, 180, 240])
  })

  test('[EX-63] alerts, calls, zones and the HTTP proxy', () => {
    const cluster = new Cluster(PAIR)
    cluster.type('expc01', 'xConfiguration H323 Mode: Off')
    cluster.settle()
    const warnings = get(cluster, '/Status/Warnings')
    expect(textsAt(warnings, ['Status', 'Warnings', 'Warning', 'State'])).toEqual(['Unacknowledged', 'Unacknowledged'])
    const calls = get(cluster, '/Status/ResourceUsage/Calls')
    for (const kind of ['Traversal', 'NonTraversal', 'Cloud', 'CollaborationEdge', 'MicrosoftContent', 'MicrosoftIMP'])
      expect(textsAt(calls, ['Status', 'ResourceUsage', 'Calls', kind, 'Current'])[0]).toMatch(/^\d+$/)
    expect(text(send(cluster, 'GET', '/history.xml?location=/Calls'))).toContain('<Calls item="1"/>')
    expect(textsAt(get(cluster, '/Status/Zones'), ['Status', 'Zones', 'Zone', 'Name'])).toEqual(['CUCM'])
    expect(textsAt(get(cluster, '/Status/HTTPProxy'), ['Status', 'HTTPProxy', 'Status'])).toEqual(['Inactive'])
    expect(text(send(cluster, 'GET', '/getxml?location=/Status/Nothing'))).toMatch(
      /<XPathError>\s*<Reason>.+<\/Reason>\s*<\/XPathError>/,
    )
  })
})

describe('a library of REST calls (py_expressway)', () => {
  test('[EX-63] serial number, release, uptime, licences and calls out of the status document', () => {
    const cluster = new Cluster(PAIR)
    const xml = text(send(cluster, 'GET', '/status.xml')).replace(/^<\?xml[^>]*>\n/, '')
    const at = (...path: string[]) => textsAt(xml, ['Status', ...path])
    expect(at('SystemUnit', 'Hardware', 'SerialNumber')).toEqual([cluster.node('expc01').identity.serialNumber])
    expect(at('SystemUnit', 'Software', 'Version')).toEqual(['X14.0.2'])
    expect(Number(at('SystemUnit', 'Uptime')[0])).toBeGreaterThanOrEqual(0)
    const up =
      Number(at('ResourceUsage', 'Calls', 'Traversal', 'Current')) +
      Number(at('ResourceUsage', 'Calls', 'NonTraversal', 'Current'))
    expect(at('Calls', 'Call', 'State')).toEqual(Array.from({ length: up }, () => 'Connected'))
    expect(up).toBeGreaterThan(0)
    expect(at('Registrations', 'Registration', 'Protocol')).toHaveLength(240)
    expect(at('Registrations', 'Registration', 'SIP', 'AOR')[0]).toBe('sip:user1@apolo.local')
    for (const name of ['TraversalCalls', 'NonTraversalCalls'])
      expect(at('SystemUnit', 'Software', 'Configuration', name)[0]).toMatch(/^\d+$/)
  })

  test('[EX-63] DNS, SIP, neighbor zones and search rules are set, and read back', () => {
    const cluster = new Cluster()
    const path = (name: string) => `/api/provisioning/common/${name}`
    const dns = { DomainName: 'dummy.com', SystemHostName: 'dummy' }
    expect(told(send(cluster, 'PUT', path('dns/dns'), body(dns)))).toEqual([200, 'The operation was successful'])
    expect(told(send(cluster, 'PUT', path('dns/dns'), body({ DomainName: null, SystemHostName: 'other' })))[0]).toBe(200)
    expect(json(send(cluster, 'GET', path('dns/dns')))).toEqual({ DomainName: 'dummy.com', SystemHostName: 'other' })
    const sip = path('protocol/sip/configuration')
    expect(told(send(cluster, 'PUT', sip, body({ SipMode: 'on', UdpMode: 'on' })))).toEqual([200, 'Successfully updated the SIP Configuration'])
    expect(cluster.node('expc01').configuration.sip_udp_mode).toBe('On')
    expect(json(send(cluster, 'GET', sip))).toMatchObject({ SipMode: 'on', UdpMode: 'on' })
    const zone = path('zone/neighborzone')
    const made = { Name: 'test zone', PeerAddress: ['2.2.2.2'] }
    expect(told(send(cluster, 'POST', zone, body(made)))).toEqual([200, 'Successfully created Neighbor zone'])
    expect(told(send(cluster, 'POST', zone, body(made)))).toEqual([400, 'Neighbor zone name already exists'])
    expect(json(send(cluster, 'GET', `${zone}/name/test%20zone`))).toEqual(made)
    expect(json(send(cluster, 'GET', zone))).toContainEqual(made)
    const rule = path('searchrule')
    const wanted = { Priority: '10', Name: 'test', TargetName: 'test zone' }
    expect(told(send(cluster, 'POST', rule, body(wanted)))).toEqual([201, 'Successfully created the Search Rule'])
    expect(json(send(cluster, 'GET', `${rule}/name/test`))).toMatchObject({ TargetName: 'test zone' })
    for (const [name, entry] of [[rule, 'test'], [zone, 'test zone']] as const) {
      expect(told(send(cluster, 'DELETE', name, body({ Name: entry })))[0]).toBe(200)
      expect(send(cluster, 'GET', `${name}/name/${encodeURIComponent(entry)}`).status).toBe(404)
    }
  }) // biome-ignore format: one call a line

  test.each([
    ['dns/dns', { DomainName: 'no domain' }],
    ['dns/dns', { SystemHostName: 'fine', Colour: 'red' }],
    ['protocol/sip/configuration', { SipMode: 'perhaps' }],
    ['protocol/sip/configuration', { SipMode: 'off', TcpPort: 1234 }],
    ['zone/neighborzone', { Name: 'one' }],
    ['zone/neighborzone', { Name: 'one', PeerAddress: ['1.1.1.1', '2.2.2.2'] }],
    ['zone/neighborzone', { PeerAddress: ['1.1.1.1'] }],
    ['searchrule', { Name: 'one', TargetName: 'two' }],
    ['searchrule', { Name: 'one', Priority: 1 }],
  ])('[EX-63] %s with %j is a 400 with a Message, and changes nothing', (name, sent) => {
    const cluster = new Cluster()
    const before = JSON.stringify(cluster.lab.state('expc01'))
    const method = name.startsWith('dns') || name.startsWith('protocol') ? 'PUT' : 'POST'
    const answer = send(cluster, method, `/api/provisioning/common/${name}`, body(sent))
    expect([answer.status, typeof json(answer).Message]).toEqual([400, 'string'])
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
  })

  test('[EX-14] [EX-63] a request is made, fetched and signed, and the certificate comes in by the form that a library writes', () => {
    const cluster = new Cluster()
    const path = (name: string) => `/api/provisioning/certs/${name}`
    expect(told(send(cluster, 'GET', path('generate_csr')))[0]).toBe(404)
    const subject = { Country: 'US', Province: 'AZ', Locality: 'Here', Organization: 'Apolo', OrganizationalUnit: '', Email: '' }
    const wanted = { Additional_FQDNS: [fqdn(1), 'alias.apolo.local'], KeyLength: 2048, DigestAlgorithm: 'sha256', ...subject }
    expect(told(send(cluster, 'POST', path('generate_csr'), body(wanted)))).toEqual([200, 'The operation was successful'])
    expect(text(send(cluster, 'GET', path('generate_csr')))).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/)
    const signed = cluster.press('expc01', 'sign-csr')
    const certificate = signed.is === 'acted' && signed.files[0] && 'text' in signed.files[0] ? signed.files[0].text : ''
    // The header says JSON, as that library leaves it; the body is a form with a file all the same.
    const form = (pem: string) => ({
      headers: { 'content-type': 'application/json' },
      body: { text: `--b0\r\nContent-Disposition: form-data; name="file"; filename="cert.txt"\r\n\r\n${pem}\r\n--b0--\r\n` },
    })
    expect(told(send(cluster, 'POST', path('server'), form('nothing')))[0]).toBe(400)
    expect(told(send(cluster, 'POST', path('server'), form(certificate)))).toEqual([200, 'Server Certificate updated.'])
    const first = (pem: string) => /-----BEGIN[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0]
    cluster.restart('expc01')
    expect(first(text(send(cluster, 'GET', path('server'))))).toBe(first(certificate))
    const root = text(send(cluster, 'GET', path('root')))
    expect(root).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
    expect(told(send(cluster, 'POST', path('root'), form(certificate)))[0]).toBe(400)
  })
})

describe('the examples of the REST API Summary Guide', () => {
  const server = '/api/v1/provisioning/common/dns/dnsserver'

  test('[EX-63] a DNS server is added, changed and deleted with the bodies of the guide', () => {
    const cluster = new Cluster()
    const entry = (address: string) => body({ DefaultDNSServers: { index: 2, address } })
    const done = [200, 'The operation was successful']
    expect(told(send(cluster, 'POST', server, entry('10.0.0.2')))).toEqual(done)
    expect(told(send(cluster, 'PUT', server, entry('10.0.0.3')))).toEqual(done)
    expect(json(send(cluster, 'GET', server))).toEqual({
      DefaultDNSServers: [
        { index: 1, address: '10.15.13.2' },
        { index: 2, address: '10.0.0.3' },
      ],
    })
    expect(told(send(cluster, 'DELETE', server, body({ index: 2 })))).toEqual(done)
    expect(json(send(cluster, 'GET', server))).toEqual({ DefaultDNSServers: { index: 1, address: '10.15.13.2' } })
  })

  test('[EX-63] an NTP server is added, changed and deleted likewise', () => {
    const cluster = new Cluster()
    const path = '/api/v1/provisioning/common/time/ntpserver'
    const entry = { index: 5, Address: '10.0.0.2', KeyId: 1, Hash: 'sha1', Authentication: 'disabled' }
    expect(told(send(cluster, 'POST', path, body(entry)))).toEqual([200, 'The operation was successful'])
    expect(json(send(cluster, 'GET', path))).toContainEqual(expect.objectContaining({ index: 5, Address: '10.0.0.2' }))
    // Nothing is acknowledged that is not done.
    for (const more of [{ Authentication: 'symmetrickey' }, { PassPhrase: 'secret' }])
      expect(send(cluster, 'PUT', path, body({ ...entry, Address: '10.0.0.9', ...more })).status).toBe(400)
    expect(json(send(cluster, 'GET', `${path}/index/5`))).toMatchObject({ Address: '10.0.0.2' })
    expect(json(send(cluster, 'GET', `${path}/index/5`))).toMatchObject({ index: 5, Address: '10.0.0.2' })
    expect(told(send(cluster, 'DELETE', path, body({ index: 5 })))).toEqual([200, 'The operation was successful'])
    expect(send(cluster, 'GET', `${path}/index/5`).status).toBe(404)
  })

  test('[EX-60] [EX-63] the password of an account is changed with the current one, and with no other', () => {
    const cluster = new Cluster(PAIR)
    const path = '/api/provisioning/common/adminaccount/changepassword'
    const wanted = { Name: 'admin', Password: 'new one', ConfirmPassword: 'new one', YourCurrentPassword: 'it' }
    const change = (more: object, password = 'it') => send(cluster, 'PUT', path, body({ ...wanted, ...more }), password)
    expect(change({ YourCurrentPassword: 'guess' }).status).toBe(400)
    expect(change({ ConfirmPassword: 'other' }).status).toBe(400)
    expect(change({ Password: 1 }).status).toBe(400)
    expect(send(cluster, 'GET', '/status.xml').status).toBe(200)
    expect(told(change({}))).toEqual([200, 'The operation was successful'])
    expect(send(cluster, 'GET', '/status.xml').status).toBe(401)
    expect(send(cluster, 'GET', '/status.xml', {}, 'new one').status).toBe(200)
    expect(change({ Password: 'newer', ConfirmPassword: 'newer', YourCurrentPassword: 'new one' }, 'new one').status).toBe(200)
    expect(JSON.stringify(cluster.lab.journal())).not.toContain('new one')
  })

  test('[EX-63] resources that are not modelled are named, others are not there', () => {
    const cluster = new Cluster()
    for (const name of ['common/mra', 'controller/server/cucm', 'edge/zone/traversalserver', 'optionkey'])
      expect(told(send(cluster, 'GET', `/api/provisioning/${name}`))).toEqual([404, expect.stringContaining('not modelled here')])
    expect(told(send(cluster, 'GET', '/api/provisioning/common/weather'))).toEqual([404, 'Resource not found'])
  })
})

describe('scripts that fetch diagnostic logs', () => {
  test('[EX-64] [EX-63] start with a capture, stop, collect, wait until it says so, download with a file name', () => {
    const cluster = new Cluster(PAIR)
    const path = '/api/v1/provisioning/common/diagnosticlogging'
    const mode = (value: object) => send(cluster, 'PUT', path, { ...body(value), headers: { 'x-csrf-header': 'nocheck' } })
    expect(send(cluster, 'GET', '/api/v1/provisioning/common/cluster/peers').status).toBe(200)
    expect(mode({ Mode: 'start', TCPDump: 'on' }).status).toBe(200)
    cluster.advance(130_000)
    expect(mode({ Mode: 'stop' }).status).toBe(200)
    expect(mode({ Mode: 'collect' }).status).toBe(200)
    const state = json(send(cluster, 'GET', path))
    expect([state.DownLoadStatus, state.Status.toLowerCase()]).toEqual(['Ready to download', expect.stringContaining('ready')])
    const file = mode({ Mode: 'download' })
    expect(header(file, 'content-disposition')).toMatch(/filename="diagnostic_log_[^"]+\.tar\.gz"/)
    expect(text(file).slice(0, 2)).toBe('\x1f\x8b')
  })
})
