// A monitoring program written by nobody here polls a model as it polls the product: Debian's centreon-plugins, unmodified.

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestOf } from '../../../worker/kernel/http.ts'
import { Cluster } from './cluster.ts'

const PLUGINS = '/usr/lib/nagios/plugins/centreon_plugins.pl'
const hasCentreon = spawnSync('perl', [PLUGINS, '--plugin', 'network::cisco::vcs::restapi::plugin', '--list-mode']).status === 3

describe.skipIf(!hasCentreon)('centreon-plugins', () => {
  const cluster = new Cluster('expressway-c-cluster-2')
  const server = createServer((request, response) => {
    const shown = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString()
    const login = shown === 'admin:secret' ? ({ as: 'admin' } as const) : ('wrong' as const)
    const asked = requestOf('GET', request.url ?? '/', { login })
    const reading = cluster.lab.read('expc01', { ask: 'http', request: asked, at: cluster.lab.world().now })
    if (reading.is !== 'http') return response.writeHead(502).end()
    const { status, headers, body } = reading.response
    return response.writeHead(status, Object.fromEntries(headers)).end('text' in body ? body.text : '')
  })

  beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)))
  afterAll(() => new Promise<void>((closed) => void server.close(() => closed())))

  const poll = (mode: string, password = 'secret') =>
    new Promise<{ readonly code: number | null; readonly output: string }>((done) => {
      const { port } = server.address() as AddressInfo
      const where = ['--hostname', '127.0.0.1', '--port', String(port), '--proto', 'http', '--api-username', 'admin', '--api-password', password]
      const child = spawn('perl', [PLUGINS, '--plugin', 'network::cisco::vcs::restapi::plugin', '--mode', mode, ...where, '--verbose'], {
        cwd: mkdtempSync(join(tmpdir(), 'centreon-')),
      })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
      child.on('close', (code) => done({ code, output }))
    }) // biome-ignore format: one call

  test('[EX-63] finds the room and desktop systems that are registered', async () => {
    const { code, output } = await poll('endpoints')
    expect([code, output]).toEqual([0, expect.stringContaining('All endpoints are ok')])
    expect(output).toContain("Endpoint 'tproom' usage total: 2500 used: 60 (2.40%)")
    expect(output).toContain("Endpoint 'userdevice' usage total: 2500 used: 180 (7.20%)")
  })

  test('[EX-63] counts alarms and calls as the pages show them, and zones', async () => {
    cluster.type('expc01', 'xConfiguration H323 Mode: Off')
    cluster.settle()
    cluster.type('expc01', 'xCommand WarningAcknowledge WarningId: 20018')
    expect(await poll('alerts')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Alerts total: 2, acknowledged: 1, unacknowledged: 1'),
    })
    const { service } = cluster.node('expc01') as unknown as { service: { calls: { total: number; traversal: number } } }
    const { total, traversal } = service.calls
    expect((await poll('calls')).output).toContain(`traversal current: ${traversal}, non traversal current: ${total - traversal}`)
    expect((await poll('zones')).output).toContain('Number of zones: 1')
    // Mobile and Remote Access is not set up, of which the plugin warns.
    expect(await poll('http-proxy-stats')).toMatchObject({ code: 2, output: expect.stringContaining("status is 'Inactive'") })
  })

  test('[EX-63] is told 401 with a wrong password', async () => {
    expect(await poll('alerts', 'guess')).toMatchObject({ code: 3, output: expect.stringContaining('401') })
  })
})
