// curl of the console: this server's own web interface and the virtual IP it holds, and curl's own errors for the rest.

import { describe, expect, test } from 'vitest'
import { requestOf } from '../../../worker/kernel/http.ts'
import { openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { HEARTBEAT, lab1, PRIMARY, SECONDARY, settle, stateOf, type } from './pair.ts'

describe('[SSM-10] curl', () => {
  test('asks the virtual IP on the node that holds it, and prints what the web interface answers', () => {
    const lab = lab1()
    const reading = lab.read(PRIMARY, { ask: 'http', request: requestOf('GET', '/admin/'), at: lab.world().now })
    const body = reading.is === 'http' && 'text' in reading.response.body ? reading.response.body.text : ''
    expect(body).toContain('<title>Log In')
    expect(type(lab, PRIMARY, 'curl -k https://10.0.0.12:8443/admin/')).toBe(body)
    expect(type(lab, PRIMARY, "curl -sk -i 'https://10.0.0.12:8443/'")).toBe('HTTP/1.1 303 See Other\nlocation: /admin/\n\n')
    expect(type(lab, PRIMARY, 'curl -kI https://10.0.0.12/oauth/token')).toBe(
      'HTTP/1.1 405 Method Not Allowed\ncontent-type: application/json\n\n',
    )
    expect(type(lab, PRIMARY, 'curl -ki https://10.0.0.12:8443/api/v1/accounts/x/virtual-accounts')).toContain(
      'HTTP/1.1 403 Forbidden\n',
    )
  })

  test('finds nobody at the own address of a node of a pair, and the web interface of a stand-alone server there', () => {
    const lab = lab1()
    for (const host of ['10.0.0.5', 'localhost', 'primary-node'])
      expect(type(lab, PRIMARY, `curl -k https://${host}:8443/`)).toBe(
        `curl: (7) Failed connect to ${host}:8443; Connection refused\n`,
      )
    expect(type(lab, PRIMARY, 'curl -k https://10.0.0.10:8443/')).toBe(
      'curl: (7) Failed connect to 10.0.0.10:8443; Connection refused\n',
    )
    const alone = openLab(ssm, 'ssm-standalone-2')
    for (const host of ['10.0.0.5', '127.0.0.1'])
      expect(type(alone, PRIMARY, `curl -k https://${host}:8443/admin/`)).toContain('<title>Log In')
  })

  test('answers 502 while the application starts', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'ha_cluster_stop')
    while (stateOf(lab, SECONDARY).pacemaker.vip === false) lab.advance(1_000)
    expect(type(lab, SECONDARY, 'curl -ki https://10.0.0.12:8443/')).toMatch(/^HTTP\/1\.1 502 Bad Gateway\n/)
    settle(lab)
    expect(type(lab, SECONDARY, 'curl -ki https://10.0.0.12:8443/')).toMatch(/^HTTP\/1\.1 303 See Other\n/)
  })

  test.each([
    ['curl https://moon.example.com/', 'curl: (6) Could not resolve host: moon.example.com; Unknown error'],
    ['curl https://10.0.0.77/', 'curl: (7) Failed connect to 10.0.0.77:443; No route to host'],
    ['curl http://192.0.2.1/', 'curl: (7) Failed connect to 192.0.2.1:80; Connection timed out'],
    ['curl -k https://10.0.0.12:9000/', 'curl: (7) Failed connect to 10.0.0.12:9000; Connection refused'],
    ['curl http://10.0.0.12:8443/', 'curl: (52) Empty reply from server'],
    ['curl ftp://10.0.0.12/', 'curl: (1) Protocol ftp not supported or disabled in libcurl'],
    [
      'curl https://10.0.0.12:8443/',
      "curl: (60) Peer's certificate issuer has been marked as not trusted by the user.\nMore details here: http://curl.haxx.se/docs/sslcerts.html",
    ],
    ['curl', "curl: try 'curl --help' or 'curl --manual' for more information"],
    ['curl -k', "curl: no URL specified!\ncurl: try 'curl --help' or 'curl --manual' for more information"],
    ['curl --proxy x https://10.0.0.12/', 'curl --proxy is not modelled in this sandbox. Nothing was sent.'],
    ['curl -X POST https://10.0.0.12/', 'curl -X POST is not modelled in this sandbox. Nothing was sent.'],
    [
      'curl https://198.51.100.20/',
      'What another node answers at 198.51.100.20 is not modelled in this console: ask at its own web interface. Nothing was sent.',
    ],
  ])('"%s" says so, and changes nothing', (line, said) => {
    const lab = lab1()
    const { sessionsOpened: _, sessions: __, ...before } = stateOf(lab, PRIMARY)
    expect(type(lab, PRIMARY, line)).toBe(`${said}\n`)
    expect(stateOf(lab, PRIMARY)).toMatchObject(before)
    expect(lab.events()).toEqual([])
  })

  test('with -s errors are not printed, unless -S is there too; a cut link times out', () => {
    const lab = lab1()
    expect(type(lab, PRIMARY, 'curl -s https://moon/')).toBe('')
    expect(type(lab, PRIMARY, 'curl -sS https://moon/')).toBe('curl: (6) Could not resolve host: moon; Unknown error\n')
    lab.lay('cut', HEARTBEAT)
    expect(type(lab, PRIMARY, 'curl -k https://192.168.1.5/')).toBe(
      'curl: (7) Failed connect to 192.168.1.5:443; Connection timed out\n',
    )
  })

  test('a standby says of the virtual IP that another node answers there', () => {
    expect(type(lab1(), SECONDARY, 'curl -k https://10.0.0.12:8443/')).toBe(
      'What another node answers at 10.0.0.12 is not modelled in this console: ask at its own web interface. Nothing was sent.\n',
    )
  })
})
