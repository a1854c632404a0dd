// What a release of the product decides differently from the next.

import { expect, test } from 'vitest'
import { requestOf } from '../../../worker/kernel/http.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster, listOf, running } from './cluster.ts'

const textOf = (cluster: Cluster, node: string, id: string): string | undefined =>
  (cluster.node(node).alarms as readonly { readonly id: string; readonly text?: string }[]).find((alarm) => alarm.id === id)?.text

test.each([
  ['X14.0', "Cannot find primary or this peer's configuration file, manual synchronization of configuration is required"],
  ['X14.0.1', "Cannot find primary or this peer's configuration file, manual synchronization of configuration is required"],
  ['X14.0.2', 'Cannot find primary or this subordinate’s peer configuration file'],
])('[EX-40] a full disk on %s raises 20014 with the text of that release', (version, text) => {
  const cluster = running(version, 'expressway-c-cluster-2')
  cluster.fault('full', { kind: 'disk-full', node: 'expc02' })
  cluster.settle()
  expect(textOf(cluster, 'expc02', '20014')).toBe(text)
  const remedy = version === 'X14.0.2' ? 'Restart the node' : 'View cluster replication instructions'
  const page = version === 'X14.0.2' ? 'restart-options' : 'clustering'
  expect(cluster.node('expc02').alarms).toContainEqual(expect.objectContaining({ id: '20014', solution: remedy, page }))
  const [table] = cluster.page('expc02', 'alarms').tables
  expect(table?.rows.find((row) => row.at(-1) === '20014')).toContain(remedy)
})

test.each([
  ['X14.0', false],
  ['X14.0.1', true],
  ['X14.3', true],
])('[EX-40] [EX-18] peers that contend for control on %s: 20024 is there: %s', (version, isKnown) => {
  const cluster = running(version, 'expressway-c-cluster-2')
  for (const node of ['expc01', 'expc02']) cluster.press(node, 'restart')
  cluster.advance(4 * MINUTE_MS)
  expect(cluster.alarms('expc02').includes('20024')).toBe(isKnown)
  cluster.settle()
  expect(cluster.alarms('expc02')).toEqual([])
})

test.each([
  ['X14.2', false],
  ['X14.3', true],
])('[EX-40] [EX-41] a full disk stops the log server on %s (20026): %s', (version, isKnown) => {
  const cluster = running(version, 'expressway-c-cluster-2')
  cluster.fault('full', { kind: 'disk-full', node: 'expc02' })
  cluster.advance(10 * MINUTE_MS)
  expect(cluster.alarms('expc02').includes('20026')).toBe(isKnown)
})

test.each([
  ['X14.0.1', false],
  ['X14.0.2', true],
])('[EX-40] [EX-43] a peer whose database failed is named by 20025 on %s: %s', (version, isKnown) => {
  const cluster = running(version, 'expressway-c-cluster-2')
  cluster.fault('stopped', { kind: 'database-stopped', node: 'expc02' })
  cluster.advance(MINUTE_MS)
  expect(cluster.alarms('expc01').includes('20025')).toBe(isKnown)
})

test.each([
  ['X8.7.3', [500, 4369, 4370, 4371, 4372, 4373, 4374, 4375, 4376, 4377, 4378, 4379, 4380]],
  ['X8.8', [4371, 4372]],
])('[EX-04] the cluster ports of %s are the ones that a firewall must let through', (version, ports) => {
  for (const port of [500, 4369, 4371, 4372, 4380]) {
    const cluster = running(version, 'expressway-c-cluster-2')
    cluster.fault('wall', { kind: 'port-blocked', node: 'expc02', ports: [port] })
    cluster.advance(2 * MINUTE_MS)
    expect([port, cluster.alarms('expc01').includes('20004')]).toEqual([port, ports.includes(port)])
  }
})

test.each([
  ['X14.0', true],
  ['X14.0.1', false],
])(
  '[EX-40] [EX-11] a peer that is added on %s brings existing peers 20021 without a cause, for five minutes: %s',
  (version, isRaised) => {
    const cluster = running(version, 'expressway-c-cluster-3-spare')
    const others = ['expc01', 'expc02', 'expc03']
    for (const node of others) cluster.save(node, { peer_4_address: 'expc04.apolo.local' })
    cluster.save('expc04', listOf([1, 2, 3, 4]))
    cluster.press('expc04', 'restart')
    cluster.advance(4 * MINUTE_MS)
    for (const node of others) expect([node, cluster.alarms(node).includes('20021')]).toEqual([node, isRaised])
    if (isRaised)
      expect(textOf(cluster, 'expc01', '20021')).toBe(
        'Unable to establish a TCP connection with expc04.apolo.local on ports 4371, 4372',
      )
    cluster.settle()
    for (const node of [...others, 'expc04']) expect([node, cluster.alarms(node)]).toEqual([node, []])
  },
)

test('[EX-40] [EX-17] a peer that is removed on X14.0 leaves 20021 on those that stay, for five minutes', () => {
  const cluster = running('X14.0', 'expressway-c-cluster-3')
  cluster.save('expc03', { peer_1_address: '', peer_2_address: '', peer_3_address: '' })
  for (const node of ['expc01', 'expc02']) cluster.save(node, { peer_3_address: '' })
  cluster.advance(4 * MINUTE_MS)
  expect(cluster.alarms('expc01')).toEqual(['20021'])
  cluster.advance(2 * MINUTE_MS)
  expect(cluster.alarms('expc01')).toEqual([])
})

test('[EX-44] before X14.0 a bad system key raises no alarm and stops the upgrade; verify-skey tells', () => {
  const cluster = running('X12.6', 'expressway-c-stale-key-3')
  const base = cluster.alarms('expc02')
  cluster.save('expc01', { h323_time_to_live: 90 }, 'h323')
  cluster.advance(MINUTE_MS)
  expect(base.concat(cluster.alarms('expc02')).filter((id) => id !== '40055')).toEqual([])
  expect(cluster.alarms('expc02')).toEqual([])
  const root = (node: string) => cluster.lab.ask(node, { op: 'console', line: '/sbin/verify-skey', session: null, login: 'root' })
  expect(root('expc02')).toMatchObject({ output: expect.stringContaining('failed') })
  expect(root('expc01')).toMatchObject({ output: expect.not.stringContaining('failed') })
  for (const node of ['expc01', 'expc02']) cluster.press(node, 'upgrade', { file: 's42700x14_0_2.tar.gz' })
  expect(cluster.press('expc02', 'continue-upgrade')).toEqual({
    is: 'refused',
    messages: ['Post install script /tandberg/etc/postinstall.current.d/10-verify-syskey failed'],
  })
  expect(cluster.press('expc01', 'continue-upgrade').is).toBe('acted')
})

test('[EX-44] [EX-63] before X14.0 an upgrade asked for by REST fails on a bad system key, and nothing is rebooted', () => {
  const cluster = running('X12.6', 'expressway-c-stale-key-3')
  const send = (method: 'PUT' | 'POST', path: string, body: object) => {
    const request = requestOf(method, path, { login: { as: 'admin' }, body: { text: JSON.stringify(body) } })
    return cluster.lab.ask('expc02', { op: 'http', request, fresh: { token: 't', print: 'p' } })
  }
  send('PUT', '/api/v1/provisioning/common/sftpconfig', { SftpServer: '10.0.0.0', Username: 'username' })
  const file = { ImageDownloadMode: 'sftp', UpgradeFileName: 's42700x14_0_2.tar.gz', AutoReboot: 'yes' }
  expect(send('POST', '/api/v1/provisioning/common/upgrade', file)).toMatchObject({ response: { status: 200 } })
  cluster.settle()
  expect(cluster.node('expc02').state).toBe('running')
  const request = requestOf('GET', '/api/v1/status/common/upgradestatus', { login: { as: 'admin' } })
  const reading = cluster.lab.read('expc02', { ask: 'http', request, at: cluster.lab.world().now })
  expect(JSON.stringify(reading)).toContain('UPGD_FAILED')
})

test.each([
  ['X14.0.2', 200, 200],
  ['X15.0.2', 200, 200],
  ['X15.0.3', 403, 200],
])(
  '[EX-63] on %s the database interface and XML that is put answer %i without X-CSRF-Header, and %i unprotected',
  (version, first, then) => {
    const cluster = running(version, 'expressway-c-cluster-2')
    cluster.save('expc01', { database_rest_api: 'On' }, 'api')
    const asked = (headers: { readonly [name: string]: string } = {}) => {
      const request = requestOf('GET', '/api/management/status/alarm', { login: { as: 'admin' }, headers })
      const reading = cluster.lab.read('expc01', { ask: 'http', request, at: cluster.lab.world().now })
      const body = { text: '<Configuration><SystemUnit><Name>put</Name></SystemUnit></Configuration>' }
      const put = requestOf('POST', '/putxml', { login: { as: 'admin' }, headers, body })
      const answer = cluster.lab.ask('expc01', { op: 'http', request: put, fresh: { token: 't', print: 'p' } })
      return [reading, answer].map((each) => (each.is === 'http' ? each.response.status : each.is))
    }
    expect(asked()).toEqual([first, first])
    expect(asked({ 'x-csrf-header': 'any' })).toEqual([200, 200])
    const status = 'xConfiguration Security CSRFProtection Status'
    expect(cluster.type('expc01', status)).toBe(`*c ${status}: "Enabled"\n\nOK\n`)
    expect(cluster.type('expc01', `${status}: "Disabled"`)).toBe('\nOK\n')
    expect(asked()).toEqual([then, then])
  },
)

test.each([
  ['X12.6', false],
  ['X14.2', true],
])('[EX-63] the REST interface of %s describes itself with the resources it has', (version, hasAccess) => {
  const cluster = running(version, 'expressway-c-standalone-3')
  const request = requestOf('GET', '/api/raml', { login: { as: 'admin' } })
  const reading = cluster.lab.read('expc01', { ask: 'http', request, at: cluster.lab.world().now })
  const text = reading.is === 'http' && 'text' in reading.response.body ? reading.response.body.text : ''
  expect(text).toMatch(/^#%RAML 0\.8\ntitle: /)
  expect(text).toContain('/provisioning/common/dns/dnsserver:\n  get:\n  post:\n  put:\n  delete:\n')
  expect(text.includes('/provisioning/common/cdbrestapiaccess:')).toBe(hasAccess)
})

const completions = (cluster: Cluster, line: string): readonly string[] => {
  const reading = cluster.lab.read('expc01', { ask: 'completions', line, session: null, login: 'admin' })
  return reading.is === 'completions' ? reading.completions : []
}

test.each([
  ['X8.9.1', false, false],
  ['X8.9.2', true, false],
  ['X12.5.9', true, false],
  ['X12.6', true, true],
])('[EX-15] [EX-61] %s knows address mapping: %s, and the commands of Smart Licensing: %s', (version, hasMapping, hasSmart) => {
  const cluster = running(version, 'expressway-c-cluster-2')
  const fields = cluster.page('expc01', 'clustering').fields.map(({ name }) => name)
  expect(fields.includes('address_mapping_enabled')).toBe(hasMapping)
  expect(cluster.trySave('expc01', { address_mapping_enabled: 'On' }).is).toBe(hasMapping ? 'page' : 'unknown')
  expect(cluster.press('expc01', 'suggest-mappings').is).toBe(hasMapping ? 'acted' : 'unknown')
  expect(cluster.press('expc01', 'issue-license-token').is).toBe(hasSmart ? 'acted' : 'unknown')
  const commands: readonly (readonly [string, boolean])[] = [
    ['ClusterAddressMappingAdd Fqdn: a.apolo.local IpAddress: 10.15.13.99', hasMapping],
    ['LicenseSmartRenewAuth', hasSmart],
    ['LicenseSmartReservationRequest', hasSmart],
  ]
  for (const [line, isKnown] of commands) {
    const [name = ''] = line.split(' ')
    expect(cluster.type('expc01', `xCommand ${line}`).includes('there is no command')).toBe(!isKnown)
    expect(cluster.type('expc01', 'xCommand ?').includes(name)).toBe(isKnown)
    expect(completions(cluster, 'xCommand ').includes(name)).toBe(isKnown)
  }
})

test.each([
  ['X8.7.3', false],
  ['X8.8', true],
])('[EX-14] the Clustering page of %s has a TLS verification mode: %s', (version, hasMode) => {
  const cluster = running(version, 'expressway-c-cluster-2')
  expect(cluster.page('expc01', 'clustering').fields.some(({ name }) => name === 'tls_verification_mode')).toBe(hasMode)
  expect(cluster.trySave('expc01', { tls_verification_mode: 'Enforce' }).is).toBe(hasMode ? 'page' : 'unknown')
  expect(cluster.type('expc01', 'xStatus Cluster').includes('TLSVerificationMode')).toBe(hasMode)
})

test('[EX-52] [EX-15] an image of X8.9 in the reset folder leads to a system without mappings, whose backup it takes back', () => {
  const cluster = new Cluster('expressway-c-reset-failed-2')
  const lone = ['expc01', 'expc02'].find((node) => cluster.alarms(node).includes('15013')) ?? ''
  const copied = cluster.lab.ask(lone, {
    op: 'console',
    line: 'scp here:/s42700x8_9.tar.gz /mnt/harddisk/factory-reset',
    session: null,
    login: 'root',
  })
  expect(copied).toMatchObject({ is: 'console', output: expect.stringContaining('100%') })
  cluster.press(lone, 'restart')
  cluster.settle()
  expect(cluster.node(lone)).toMatchObject({ version: 'X8.9' })
  expect(cluster.type(lone, 'xCommand ??')).not.toMatch(/AddressMapping|LicenseSmart/)
  const backup = cluster.press(lone, 'backup', { password: 'long enough' })
  const [file] = backup.is === 'acted' ? backup.files : []
  const text = file !== undefined && 'text' in file ? file.text : ''
  expect(cluster.press(lone, 'restore', { file: text, password: 'long enough' })).toMatchObject({ is: 'acted' })
})
