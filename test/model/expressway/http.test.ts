import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type HttpRequest, type HttpResponse, type Method, requestOf } from '../../../worker/kernel/http.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn, running } from './cluster.ts'

const ADMIN = { login: { as: 'admin' } } as const

/** A request as the edge hands it to a node: reading is asked, everything else is done. */
function send(
  cluster: Cluster,
  method: Method,
  target: string,
  more: Partial<HttpRequest> = ADMIN,
  node = 'expc01',
): HttpResponse {
  const request = requestOf(method, target, more)
  const answer =
    method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
      ? cluster.lab.read(node, { ask: 'http', request, at: cluster.lab.world().now })
      : cluster.lab.ask(node, { op: 'http', request, fresh: { token: 'token-1', print: 'print-1' } })
  if (answer.is !== 'http') throw new Error(JSON.stringify(answer))
  return answer.response
}

const text = (response: HttpResponse): string => ('text' in response.body ? response.body.text : atob(response.body.base64))
const json = (response: HttpResponse) => JSON.parse(text(response))
const header = (response: HttpResponse, name: string) => response.headers.find(([each]) => each === name)?.[1]
const put = (body: object): Partial<HttpRequest> => ({ ...ADMIN, body: { text: JSON.stringify(body) } })
const form = (fields: { readonly [name: string]: string }, more: Partial<HttpRequest> = {}): Partial<HttpRequest> => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: { text: new URLSearchParams(fields).toString() },
  ...more,
})
const SESSION = { cookies: { tandberg_login: 'print-1', SHARPID: 'x' } }

function loggedIn(template = 'expressway-c-cluster-2', node = 'expc01'): Cluster {
  const cluster = new Cluster(template)
  const answer = send(cluster, 'POST', '/login/', form({ username: 'admin', password: '', submitbutton: 'Login' }, ADMIN), node)
  expect([answer.status, header(answer, 'location')]).toEqual([303, '/overview'])
  const cookies = answer.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value.split('=')[0])
  expect(cookies).toEqual(['SHARPID', 'tandberg_login'])
  return cluster
}

describe('documents and interfaces', () => {
  test('[EX-63] the legacy documents answer to HTTP Basic; what is not there is a 404', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    for (const path of [
      '/status.xml',
      '/configuration.xml',
      '/history.xml',
      '/alternatesconfiguration.xml',
      '/getxml?location=/Status/SystemUnit',
    ]) {
      const answer = send(cluster, 'GET', path)
      expect([path, answer.status, text(answer).startsWith('<?xml version="1.0"?>\n<')]).toEqual([path, 200, true])
      expect(send(cluster, 'GET', path, {}).status).toBe(401)
    }
    expect(send(cluster, 'GET', '/nothing').status).toBe(404)
    expect(text(send(cluster, 'GET', '/history.xml'))).toContain('<Calls item="1"/>')
    expect(text(send(cluster, 'GET', '/alternatesconfiguration.xml'))).toContain(fqdn(2))
  })

  test('[EX-63] the database interface gives one object per peer, with every alarm there is', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const answer = json(send(cluster, 'GET', '/api/management/status/alarm'))
    expect(answer.map((peer: { peer: string; local_peer: boolean }) => [peer.peer, peer.local_peer])).toEqual([
      ['10.15.13.15', true],
      ['10.15.13.16', false],
    ])
    expect(answer[0].num_recs).toBeGreaterThanOrEqual(288)
    const raised = answer[0].records.filter((record: { status: string }) => record.status !== 'lowered')
    expect(raised).toMatchObject([{ id: '40049', status: 'raised', total_count: 1, parameters: '[]' }])
    expect(json(send(new Cluster(), 'GET', '/api/management/status/alarm/id/20007'))).toMatchObject([
      { peer: '127.0.0.1', num_recs: 1, records: [{ solution_links: '"restartoptions?restart"', status: 'lowered' }] },
    ])
    for (const table of [
      'resourceusage',
      'call/call',
      'call/call/active/true',
      'registration/registration',
      'licensemanager/licensepool',
      'licensemanager/licensepoollimits',
    ])
      expect(json(send(cluster, 'GET', `/api/management/status/${table}`))).toHaveLength(2)
    expect(send(cluster, 'GET', '/api/management/status/weather').status).toBe(404)
  })

  test('[EX-63] cluster/peers lists the filled lines in their order, the own one included', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    for (const path of ['/api/provisioning/common/cluster/peers', '/api/v1/provisioning/common/cluster/peers'])
      expect(json(send(cluster, 'GET', path))).toEqual([{ PeerAddress: fqdn(1) }, { PeerAddress: fqdn(2) }])
    expect(send(cluster, 'DELETE', '/api/v1/provisioning/common/cluster/peers').status).toBe(405)
    expect(send(cluster, 'GET', '/api/v1/provisioning/common/weather').status).toBe(404)
  })

  test('[EX-63] the database interface gives the configuration table by table, of every peer that shares it', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const of = (table: string) => json(send(cluster, 'GET', `/api/management/configuration/${table}`))
    cluster.save('expc01', { h323_time_to_live: 900 }, 'h323')
    cluster.settle()
    expect(of('h323')).toMatchObject([
      { peer: '10.15.13.15', local_peer: true, num_recs: 1, records: [{ h323_time_to_live: 900 }] },
      { peer: '10.15.13.16', local_peer: false, records: [{ h323_time_to_live: 900 }] },
    ])
    expect(of('alternatesConfiguration/index/2')[0].records).toEqual([{ index: 2, address: fqdn(2) }])
    expect(of('clusterConfiguration')[1].records).toMatchObject([{ tls_verify: 'Permissive', configuration_primary: 1 }])
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    cluster.settle()
    // As in the logs: only pages say Enforce.
    expect(of('clusterConfiguration').map(({ records }: { records: object[] }) => records[0])).toMatchObject([
      { tls_verify: 'Enforcing' },
      { tls_verify: 'Enforcing' },
    ])
    expect(of('links/links')[0].num_recs).toBe(4)
    expect(send(cluster, 'GET', '/api/management/configuration/weather').status).toBe(404)
    expect(send(cluster, 'GET', '/api/management/configuration/h323/h323_mode').status).toBe(404)
  })

  test('[EX-40] [EX-63] an own alarm is acknowledged by its id or UUID, and none that is not raised here', () => {
    const cluster = running('X14.0.3', 'expressway-c-cluster-2')
    const path = '/api/v1/provisioning/common/alarm'
    const earlier = running('X14.0.2', 'expressway-c-cluster-2')
    expect(send(earlier, 'GET', path).status).toBe(200)
    expect(send(earlier, 'PUT', path, put({ Id: '40049' }))).toMatchObject({
      status: 405,
      headers: expect.arrayContaining([['allow', 'GET']]),
    })
    cluster.type('expc01', 'xConfiguration H323 Mode: Off')
    cluster.settle()
    const list = () => json(send(cluster, 'GET', path)) as readonly { Id: string; Uuid: string; Status: string }[]
    expect(list().map(({ Id, Status }) => [Id, Status])).toEqual([
      ['20018', 'Raised'],
      ['40049', 'Raised'],
    ])
    const before = JSON.stringify(cluster.lab.state('expc01'))
    for (const body of [{ Id: '20004' }, { Id: 20018 }, {}, { Uuid: '' }])
      expect(send(cluster, 'PUT', path, put(body)).status).toBe(400)
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
    expect(json(send(cluster, 'PUT', path, put({ Id: '20018' })))).toEqual({ Message: 'Update successful' })
    expect(send(cluster, 'PUT', path, put({ Uuid: list()[1]?.Uuid.toUpperCase() })).status).toBe(200)
    expect(list().map(({ Status }) => Status)).toEqual(['Acknowledged', 'Acknowledged'])
    expect(
      cluster
        .page('expc01', 'alarms')
        .tables[0]?.rows.map(([, state]) => state)
        .slice(0, 2),
    ).toEqual(['Acknowledged', 'Acknowledged'])
  })

  test('[EX-19] [EX-63] one system is upgraded by REST, and its database interface is off until the cluster is told', () => {
    const cluster = new Cluster()
    const upgrade = '/api/v1/provisioning/common/upgrade'
    const status = () => json(send(cluster, 'GET', '/api/v1/status/common/upgradestatus'))
    const body = { ImageDownloadMode: 'sftp', UpgradeFileName: 's42700x14_2.tar.gz', ClusterUpgrade: 'no', AutoReboot: 'yes' }
    expect(status()).toEqual([])
    expect(send(cluster, 'GET', '/api/v1/provisioning/common/cdbrestapiaccess').status).toBe(404)
    expect(send(cluster, 'POST', upgrade, put(body)).status).toBe(400)
    const account = { SftpServer: '10.0.0.0', Username: 'username', Password: 'do-not-keep', RsaKey: '*****' }
    expect(json(send(cluster, 'PUT', '/api/v1/provisioning/common/sftpconfig', put(account)))).toEqual({
      Message: 'Update successful',
    })
    expect(JSON.stringify(cluster.lab.state('expc01'))).not.toContain('do-not-keep')
    for (const wrong of [
      { ClusterUpgrade: 'yes' },
      { ImageDownloadMode: 'http' },
      { UpgradeFileName: '' },
      { WaitForCallDisconnect: -1 },
      { AutoReboot: 1 },
    ])
      expect(send(cluster, 'POST', upgrade, put({ ...body, ...wrong })).status).toBe(400)
    expect(json(send(cluster, 'POST', upgrade, put({ ...body, AutoReboot: 'no' })))).toEqual({
      Message: 'Upgrade request created successfully',
    })
    expect(status()).toMatchObject([
      { UpgradeStatus: 'UPGD_INITIATED', StatusUpdateTime: expect.stringMatching(/^\d\d-\d\d-\d\dT\d\d-\d\d-\d\d$/) },
    ])
    expect(send(cluster, 'POST', upgrade, put(body)).status).toBe(400)
    cluster.settle()
    // Installed, and nobody rebooted the system in time.
    expect(status()).toMatchObject([{ UpgradeStatus: 'UPGD_FAILED' }])
    send(cluster, 'POST', upgrade, put(body))
    cluster.settle()
    expect(status()).toMatchObject([{ UpgradeStatus: 'UPGD_SUCCESSFUL' }])
    expect(send(cluster, 'GET', '/api/management/status/alarm').status).toBe(403)
    const access = '/api/provisioning/common/cdbrestapiaccess'
    expect(json(send(cluster, 'GET', access))).toEqual({ CdbRestApiAccess: 'off' })
    expect(send(cluster, 'PUT', access, put({ CdbRestApiAccess: 'yes' })).status).toBe(400)
    expect(send(cluster, 'PUT', access, put({ CdbRestApiAccess: 'on' })).status).toBe(200)
    expect(send(cluster, 'GET', '/api/management/status/alarm').status).toBe(200)
    // From this release on, what is posted there needs the header; and the default links come back.
    cluster.save('expc01', { links: [] }, 'links')
    const links = '/api/provisioning/common/defaultlinks'
    expect(send(cluster, 'POST', links, ADMIN).status).toBe(403)
    expect(send(cluster, 'POST', links, { ...ADMIN, headers: { 'x-csrf-header': '1' } }).status).toBe(200)
    expect(json(send(cluster, 'GET', '/api/management/configuration/links/links'))[0].num_recs).toBe(4)
    expect(json(send(cluster, 'GET', '/api/v1/status/common/smartlicensing/licensing'))).toMatchObject({
      Authorization: { LicenseAuthorizationStatus: 'EVALUATION MODE' },
    })
    expect(text(send(cluster, 'GET', '/api/v1/provisioning/common/qos'))).toContain('not modelled here')
  })

  test('[EX-19] [EX-63] an upgrade by REST goes through its states, waits for calls to end, and says where it failed', () => {
    let cluster = new Cluster('expressway-c-cluster-2')
    const states: string[] = []
    const upgradeBy = (more: object) => {
      send(cluster, 'PUT', '/api/v1/provisioning/common/sftpconfig', put({ SftpServer: '10.0.0.0', Username: 'username' }))
      const body = {
        ImageDownloadMode: 'sftp',
        UpgradeFileName: 's42700x14_2.tar.gz',
        ClusterUpgrade: 'no',
        AutoReboot: 'yes',
        ...more,
      }
      expect(send(cluster, 'POST', '/api/v1/provisioning/common/upgrade', put(body)).status).toBe(200)
      states.length = 0
    }
    const watch = (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        const up = cluster.node('expc01').state === 'running'
        const now = up ? json(send(cluster, 'GET', '/api/v1/status/common/upgradestatus'))[0].UpgradeStatus : 'down'
        if (now !== states.at(-1)) states.push(now)
        cluster.advance(1_000)
      }
      return states
    }
    const fetched = ['UPGD_INITIATED', 'UPGD_FILE_DOWNLOADING', 'UPGD_FILE_DOWNLOADED']
    upgradeBy({ UpgradeFileName: 'oak.tgz' })
    expect(watch(90)).toEqual([...fetched.slice(0, 2), 'UPGD_FILE_DOWNLOADFAILED'])
    upgradeBy({ UpgradeFileName: 's42700x14_0_1.tar.gz' })
    expect(watch(300)).toEqual([...fetched, 'UPGD_STARTED', 'UPGD_FAILED'])
    upgradeBy({ WaitForCallDisconnect: 60 })
    expect(watch(600)).toEqual([...fetched, 'UPGD_WAIT_FOR_CALLDISCONNECT'])
    // The calls that are up end within ten minutes.
    cluster.save('expc01', { maintenance_mode: 'On' }, 'maintenance-mode')
    watch(1_200)
    expect(states).toEqual([
      ...fetched, 'UPGD_WAIT_FOR_CALLDISCONNECT', 'UPGD_STARTED', 'UPGD_REBOOT', 'down', 'UPGD_SUCCESSFUL',
    ]) // biome-ignore format: one list
    // The wait ends at the time that was said, calls or not.
    cluster = new Cluster('expressway-c-cluster-2')
    upgradeBy({ UpgradeFileName: 's42700x14_3.tar.gz', WaitForCallDisconnect: 1 })
    expect(watch(900)).toEqual([
      ...fetched, 'UPGD_WAIT_FOR_CALLDISCONNECT', 'UPGD_STARTED', 'UPGD_REBOOT', 'down', 'UPGD_SUCCESSFUL',
    ]) // biome-ignore format: one list
    upgradeBy({ UpgradeFileName: 's42700x15_0.tar.gz' })
    cluster.advance(10_000)
    cluster.restart('expc01')
    expect(watch(1)).toEqual(['UPGD_FAILED'])
  })

  test('[EX-63] servers are changed as on their page, and a value it would not take changes nothing', () => {
    const cluster = new Cluster()
    const path = '/api/v1/provisioning/common/dns/dnsserver'
    expect(json(send(cluster, 'GET', path))).toEqual({ DefaultDNSServers: { index: 1, address: '10.15.13.2' } })
    expect(json(send(cluster, 'PUT', path, put({ index: 2, address: '10.0.0.2' })))).toEqual({
      Message: 'The operation was successful',
    })
    expect(json(send(cluster, 'GET', path)).DefaultDNSServers).toHaveLength(2)
    const before = JSON.stringify(cluster.lab.state('expc01'))
    for (const body of [{ index: 2, address: 'nonsense' }, { index: 9, address: '10.0.0.3' }, { address: '10.0.0.3' }])
      expect(send(cluster, 'PUT', path, put(body)).status).toBe(400)
    expect(send(cluster, 'PUT', path, { ...ADMIN, body: { text: '{' } }).status).toBe(400)
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
  })
})

describe('pages in a browser', () => {
  test('[EX-63] without a session they lead to the login form; a wrong password gets no Location and no cookie', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    expect(header(send(cluster, 'GET', '/clustering', {}), 'location')).toBe('/login/')
    expect(text(send(cluster, 'GET', '/login/', {}))).toContain('<title>Login</title>')
    const wrong = send(cluster, 'POST', '/login', form({ username: 'admin', password: '' }, { login: 'wrong' }))
    expect([wrong.status, header(wrong, 'location'), header(wrong, 'set-cookie')]).toEqual([200, undefined, undefined])
  })

  test('[EX-63] [EX-60] every page of the menu can be opened, and says the up time where scrapers look for it', () => {
    const cluster = loggedIn()
    const overview = text(send(cluster, 'GET', '/overview', SESSION))
    expect(overview).toMatch(/<table class="status_table" summary="A status table">.*<tr><td>Up time<\/td><td>\d+ days/s)
    const links = [...overview.matchAll(/<a href="(\/[a-z0-9]+)">/g)].map(([, link]) => link as string)
    expect(links.length).toBeGreaterThan(20)
    for (const link of links) expect([link, send(cluster, 'GET', link, SESSION).status]).toEqual([link, 200])
  })

  test('[EX-63] a form saves with its session id and not without; names are shown as text', () => {
    const cluster = loggedIn()
    const page = text(send(cluster, 'GET', '/system', SESSION))
    const sessionid = /<input type="hidden" name="sessionid" id="sessionid" value="(\S+)"\/>/.exec(page)?.[1] ?? ''
    const fields = { system_name: '<b>lab</b>', submitbutton: 'Save' }
    expect(text(send(cluster, 'POST', '/system', form(fields, SESSION)))).toContain('Failed')
    expect(cluster.node('expc01').identity.systemName).toBe('expc01')
    const saved = text(send(cluster, 'POST', '/system', form({ ...fields, sessionid }, SESSION)))
    expect(saved).toContain('<b>Success</b>: Saved')
    expect(saved).toContain('&lt;b&gt;lab&lt;/b&gt;')
    expect(saved).not.toContain('<b>lab</b>')
    const refused = text(
      send(cluster, 'POST', '/dns', form({ dns_server_1: 'nonsense', submitbutton: 'Save', sessionid }, SESSION)),
    )
    expect(refused).toContain('Failed')
  })

  test('[EX-63] [EX-21] a backup is created by the form that scripts post, and streams back', () => {
    const cluster = loggedIn()
    const fields = {
      sessionid: 'print-1',
      submitbutton: 'Create system backup file',
      backup_password: 's',
      backup_password_confirm: 's',
    }
    const answer = send(cluster, 'POST', '/backuprestore', form(fields, SESSION))
    expect(header(answer, 'content-disposition')).toMatch(/^attachment; filename="X14\.0\.2_.*_backup\.tar\.gz\.enc"$/)
    expect(text(send(cluster, 'POST', '/backuprestore', form({ ...fields, backup_password_confirm: 't' }, SESSION)))).toContain(
      'do not match',
    )
  })

  test('[EX-60] a session is listed with its type and since when, and whoever had it is logged out when it is terminated', () => {
    const cluster = loggedIn()
    cluster.type('expc01', 'xStatus Time')
    const table = () => cluster.page('expc01', 'administrator-sessions').tables[0]
    const from = expect.stringMatching(/^10\.15\.13\.30:\d+$/)
    const since = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    expect(table()?.rows).toEqual([
      ['admin', 'Web', from, since],
      ['admin', 'CLI', from, since],
    ])
    expect(table()?.actions.map((buttons) => buttons.length)).toEqual([1, 0])
    expect(cluster.press('expc01', 'terminate-session', { session: 'nobody' })).toMatchObject({ is: 'refused' })
    expect(cluster.press('expc01', 'terminate-session')).toMatchObject({ is: 'malformed' })
    expect(cluster.press('expc01', 'terminate-session', table()?.actions[0]?.[0]?.body)).toMatchObject({ is: 'acted' })
    expect(header(send(cluster, 'GET', '/overview', SESSION), 'location')).toBe('/login/')
    expect(table()?.rows).toHaveLength(1)
  })

  test('[EX-63] a restart ends the sessions', () => {
    const cluster = loggedIn()
    send(cluster, 'POST', '/restartoptions', form({ sessionid: 'print-1', submitbutton: 'Restart' }, SESSION))
    expect(cluster.node('expc01').state).toBe('restarting')
    cluster.settle()
    expect(header(send(cluster, 'GET', '/overview', SESSION), 'location')).toBe('/login/')
  })
})

describe('diagnostic logging', () => {
  test('[EX-64] start, stop, collect and download as scripts ask for them; the archive holds log, dumps and capture', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const path = '/api/provisioning/common/diagnosticlogging'
    expect(send(cluster, 'PUT', path, put({ Mode: 'download' })).status).toBe(400)
    expect(send(cluster, 'PUT', path, put({ Mode: 'start', TCPDump: 'on' })).status).toBe(200)
    expect(send(cluster, 'PUT', path, put({ Mode: 'start', TCPDump: 'on' })).status).toBe(400)
    cluster.advance(100)
    expect(cluster.press('expc02', 'add-marker', { marker: 'before the change' })).toMatchObject({ is: 'acted' })
    cluster.save('expc01', { sip_udp_mode: 'On' }, 'sip')
    cluster.advance(100)
    cluster.press('expc02', 'reboot')
    cluster.advance(MINUTE_MS)
    expect(send(cluster, 'PUT', path, put({ Mode: 'stop' })).status).toBe(200)
    expect(send(cluster, 'PUT', path, put({ Mode: 'collect' })).status).toBe(200)
    expect(json(send(cluster, 'GET', path))).toMatchObject({ DownLoadStatus: 'Ready to download' })
    const answer = send(cluster, 'PUT', path, put({ Mode: 'download' }))
    expect(header(answer, 'content-disposition')).toMatch(
      /^attachment; filename="diagnostic_log_expc01_2021-08-10_\d\d:\d\d:\d\d\.tar\.gz"$/,
    )
    const bytes = Uint8Array.from(text(answer), (letter) => letter.charCodeAt(0))
    const files = unpacked(bytes)
    expect([...files.keys()].map((name) => name.replace(/_expc01.*\./, '.'))).toEqual([
      'loggingsnapshot.txt',
      'xconf_dump.txt',
      'xconf_dump.xml',
      'xstat_dump.txt',
      'xstat_dump.xml',
      'eth0_diagnostic_logging_tcpdump00.pcap',
    ])
    const [log] = [...files.values()].map((each) => new TextDecoder().decode(each))
    expect(log).toContain('Detail="Diagnostic logging started"')
    expect(log).toContain('SIP UDP Mode')
    const packets = packetsOf([...files.values()].at(-1) as Uint8Array)
    const ports = new Set(packets.map(({ destination }) => destination))
    expect(ports.has(4372) && ports.has(1719)).toBe(true)
    expect(packets.every(({ isWhole }) => isWhole)).toBe(true)
    expect(packets.some(({ from, to }) => from === '10.15.13.15' && to === '10.15.13.16')).toBe(true)
    expect(packets.map(({ at }) => at)).toEqual(packets.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(JSON.stringify(cluster.lab.state('expc01')).length).toBeLessThan(24_000)
  })

  test('[EX-64] nothing is captured while it does not run, and a filter lets only its own through', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc01', 'start-diagnostic-logging', { tcpdump: 'On', filter_address: '10.9.9.9' })
    cluster.save('expc01', { sip_udp_mode: 'On' }, 'sip')
    cluster.settle()
    expect(cluster.lab.state('expc01')).toMatchObject({ diagnostics: { records: '' } })
    for (const body of [{ filter_port: '70000' }, { filter_address: 'a b' }])
      expect(cluster.press('expc01', 'start-diagnostic-logging', body)).toMatchObject({ is: 'refused' })
    cluster.press('expc01', 'stop-diagnostic-logging')
    for (const body of [{ filter_port: '70000' }, { filter_address: 'a b' }])
      expect(cluster.press('expc01', 'start-diagnostic-logging', body)).toMatchObject({ is: 'refused' })
  })

  test('[EX-64] a system snapshot is made in three kinds and offered for download', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    for (const [kind, count] of [
      ['status', 4],
      ['logs', 4],
      ['full', 8],
    ] as const) {
      cluster.press('expc01', 'create-snapshot', { kind })
      const listed = cluster.lab.read('expc01', { ask: 'files' })
      const [file] = listed.is === 'files' ? listed.files : []
      const read = cluster.lab.read('expc01', { ask: 'file', name: file?.name ?? '' })
      if (read.is !== 'file' || !('base64' in read.file.content)) throw new Error(JSON.stringify(read))
      const bytes = Uint8Array.from(atob(read.file.content.base64), (letter) => letter.charCodeAt(0))
      expect([kind, unpacked(bytes).size, bytes.length]).toEqual([kind, count, file?.bytes])
    }
    expect(cluster.press('expc01', 'create-snapshot', { kind: 'holiday' })).toMatchObject({ is: 'malformed' })
  })
})

/** The files of a .tar.gz, read by Node's own gunzip. */
function unpacked(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const tar = gunzipSync(bytes)
  const files = new Map<string, Uint8Array>()
  for (let at = 0; tar[at] !== 0; ) {
    const field = (from: number, length: number) =>
      tar
        .subarray(at + from, at + from + length)
        .toString('latin1')
        .replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8)
    const blanked = Buffer.from(tar.subarray(at, at + 512)).fill(' ', 148, 156)
    expect([...new Uint8Array(blanked)].reduce((sum, byte) => sum + byte, 0)).toBe(Number.parseInt(field(148, 8), 8))
    files.set(field(0, 100), tar.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

/** The packets of a capture file of IPv4, with all their lengths and checksums tried. */
function packetsOf(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  expect([view.getUint32(0), view.getUint16(4), view.getUint16(6), view.getUint32(20)]).toEqual([0xa1b2c3d4, 2, 4, 1])
  const packets = []
  for (let at = 24; at < file.length; ) {
    const length = view.getUint32(at + 8)
    const ip = at + 16 + 14
    const total = view.getUint16(ip + 2)
    const protocol = file[ip + 9] as number
    const address = (from: number) => [...file.subarray(from, from + 4)].join('.')
    const pseudo = [...file.subarray(ip + 12, ip + 20), 0, protocol, (total - 20) >> 8, (total - 20) & 0xff]
    packets.push({
      at: view.getUint32(at) * 1e6 + view.getUint32(at + 4),
      from: address(ip + 12),
      to: address(ip + 16),
      destination: view.getUint16(ip + 22),
      isWhole:
        length === 14 + total &&
        sums(file.subarray(ip, ip + 20)) === 0xffff &&
        sums(Uint8Array.from([...pseudo, ...file.subarray(ip + 20, ip + total)])) === 0xffff,
    })
    at += 16 + length
  }
  return packets
}

function sums(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return sum
}

describe('XML that is put', () => {
  const put = (cluster: Cluster, xmldoc: string) => send(cluster, 'POST', '/formputxml', form({ xmldoc }, ADMIN))

  test('[EX-63] a setting is changed as on the command line, with item numbers or without', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const answer = put(cluster, '<Configuration><SIP item="1"><UDP item="1"><Mode item="1">On</Mode></UDP></SIP></Configuration>')
    expect([answer.status, text(answer)]).toEqual([200, expect.stringContaining('<Success/>')])
    expect(cluster.node('expc01').configuration.sip_udp_mode).toBe('On')
    const body = '<?xml version="1.0"?>\n<Configuration><Alternates><Peer item="3"><Address>nowhere.apolo.local</Address></Peer></Alternates></Configuration>'
    expect(send(cluster, 'POST', '/putxml', { ...ADMIN, body: { text: body } }).status).toBe(200)
    expect(cluster.node('expc01').clustering.peers[2]?.address).toBe('nowhere.apolo.local')
  }) // biome-ignore format: one document a line

  test('[EX-63] a command is run', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { address_mapping_enabled: 'On' })
    cluster.settle()
    const add = '<Command><ClusterAddressMappingAdd><Fqdn>expc02.apolo.local</Fqdn><IpAddress>10.15.13.16</IpAddress></ClusterAddressMappingAdd></Command>'
    expect(put(cluster, add).status).toBe(200)
    expect(cluster.page('expc02', 'clustering').fields.find(({ name }) => name === 'address_mappings')?.value).toEqual([])
    cluster.settle()
    expect(cluster.page('expc02', 'clustering').fields.find(({ name }) => name === 'address_mappings')?.value).toEqual([{ fqdn: 'expc02.apolo.local', ip: '10.15.13.16' }])
  }) // biome-ignore format: one document a line

  test.each([
    ['', 'no XML document'],
    ['hello', 'no XML document'],
    ['<Configuration>', 'no XML document'],
    ['<Configuration/><Configuration/>', 'no XML document'],
    [
      '<!DOCTYPE Configuration [<!ENTITY x SYSTEM "file:///etc/passwd">]><Configuration><SystemUnit><Name>&x;</Name></SystemUnit></Configuration>',
      'no XML document',
    ],
    ['<Status/>', 'must be a Configuration or a Command'],
    ['<Configuration/>', 'names no setting'],
    ['<Command/>', 'names no command'],
    ['<Configuration><Alternates><Nothing>1</Nothing></Alternates></Configuration>', 'there is no setting'],
    ['<Configuration><SIP><Mode>Maybe</Mode></SIP></Configuration>', 'takes'],
    ['<Configuration><SIP><UDP><Mode>On</Mode></UDP><Mode>Maybe</Mode></SIP></Configuration>', 'takes'],
    ['<Command><Dance/></Command>', 'there is no command'],
    ['<Command><LinkDelete><LinkId>9</LinkId></LinkDelete></Command>', 'there is no link 9'],
  ])('[EX-63] %s is refused in words and changes nothing', (document, words) => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const before = JSON.stringify(cluster.lab.state('expc01'))
    const answer = put(cluster, document)
    expect([answer.status, text(answer)]).toEqual([400, expect.stringContaining(words)])
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
  })

  test('[EX-63] without a login nothing is put, and after Logout the session is no session any more', () => {
    const cluster = loggedIn()
    expect(send(cluster, 'POST', '/formputxml', form({ xmldoc: '<Command><Boot/></Command>' })).status).toBe(401)
    expect(send(cluster, 'GET', '/overview', SESSION).status).toBe(200)
    expect(header(send(cluster, 'GET', '/logout', SESSION), 'set-cookie')).toContain('Max-Age=0')
    expect(header(send(cluster, 'POST', '/logout', form({}, SESSION)), 'location')).toBe('/login/')
    expect(header(send(cluster, 'GET', '/overview', SESSION), 'location')).toBe('/login/')
  })
})

describe('pages as documents', () => {
  test('[EX-60] [EX-63] the link of an alarm leads to the one restart that it asks for', () => {
    const cluster = loggedIn()
    const labels = (path: string) =>
      [...text(send(cluster, 'GET', path, SESSION)).matchAll(/name="submitbutton" value="([^"]+)"/g)].map(([, label]) => label)
    expect(labels('/restartoptions')).toEqual(['Restart', 'Reboot', 'Shutdown'])
    expect(labels('/restartoptions?restart')).toEqual(['Restart'])
    expect(labels('/restartoptions?reboot')).toEqual(['Reboot'])
  })

  test('[EX-63] the help that alarms lead to says what to do, and which ports this release needs', () => {
    const cluster = loggedIn()
    const help = (name: string) => send(cluster, 'GET', `/help/${name}`, SESSION)
    expect(text(help('clusterreplication'))).toContain('xCommand ForceConfigUpdate')
    expect(text(help('clusterfindme'))).toContain('the same Cluster name')
    expect(text(help('portreference'))).toMatch(/Cluster communication<\/td><td>30000–35999<\/td><td>TLS<\/td><td>4372/)
    expect(text(help('clusterlicense'))).toContain('14 days')
    expect(text(help('default_links'))).toContain('xCommand DefaultLinksAdd')
    expect(help('weather').status).toBe(404)
    expect(send(cluster, 'GET', '/help/portreference', {}).status).toBe(303)
  })

  test('[EX-40] [EX-63] the action of an alarm links to where the alarm table says, on every page that there is', () => {
    const cluster = loggedIn('expressway-c-cluster-2')
    const linkOf = (id: string): string | undefined => {
      const row = text(send(cluster, 'GET', '/alarms', SESSION))
        .split('<tr>')
        .find((each) => each.includes(`>${id}</a>`))
      const links = [...(row ?? '').matchAll(/<a href="([^"]*)">/g)].map(([, link]) => link)
      expect(links.pop()).toBe(`/eventlog?id=${id}`)
      return links[0]
    }
    expect(linkOf('40049')).toBe('/clustering')
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    cluster.save('expc01', { h323_mode: 'Off' }, 'h323')
    cluster.save('expc01', { links: [] }, 'links')
    cluster.save('expc01', { maintenance_mode: 'On' }, 'maintenance-mode')
    cluster.advance(MINUTE_MS)
    expect(['20007', '20018', '45006', '15015'].map(linkOf)).toEqual([
      '/restartoptions?restart',
      '/h323',
      '/help/default_links',
      undefined,
    ])
    for (const path of ['/restartoptions', '/h323', '/help/default_links'])
      expect(send(cluster, 'GET', path, SESSION).status).toBe(200)
    // The event log that an id leads to tells of that alarm alone.
    const events = (query: string) => text(send(cluster, 'GET', `/eventlog${query}`, SESSION)).match(/Event=&quot;[^&]*/g) ?? []
    expect(events('?id=20018')).toEqual(['Event=&quot;Alarm Raised'])
    expect(events('').length).toBeGreaterThan(5)
  })

  test('[EX-60] [EX-63] a form names the section of every blank, ticks what is well, and shows statuses below it', () => {
    const cluster = loggedIn('expressway-e-cluster-2', 'expe01')
    const ip = text(send(cluster, 'GET', '/ip', SESSION, 'expe01'))
    expect([...ip.matchAll(/<legend>([^<]+)<\/legend>/g)].map(([, legend]) => legend)).toEqual([
      'Configuration',
      'LAN 1',
      'LAN 2',
    ])
    const clustering = text(send(cluster, 'GET', '/clustering', SESSION, 'expe01'))
    expect(clustering).toContain('<span class="info">ℹ Certificate: Invalid (Common Name in certificate does not match)</span>')
    expect(clustering).toContain('<span class="ok">✔ Clustering: This system</span>')
    expect(clustering.indexOf('value="Save"')).toBeLessThan(clustering.indexOf('Last synchronization'))
  })
})
