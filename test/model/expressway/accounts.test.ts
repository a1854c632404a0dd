// Administrator accounts at the web interface: who gets in with which password, and what each access level may do.

import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import { type HttpRequest, type HttpResponse, type Method, requestOf } from '../../../worker/kernel/http.ts'
import { sealerOf } from '../../../worker/kernel/seal.ts'
import type { Answer, Operation } from '../../../worker/kernel/surface.ts'
import { Cluster } from './cluster.ts'

const PAIR = 'expressway-c-cluster-2'
const ENTROPY = 'ab'.repeat(32)

/** A sandbox as it is seen from outside: passwords are sealed, logins judged, before a machine sees anything of it. */
class Outside {
  readonly cluster: Cluster
  secret = 'the hash of a key'
  password = 'of-the-sandbox'

  constructor(cluster = new Cluster(PAIR)) {
    this.cluster = cluster
  }

  do(node: string, operation: Operation): Answer {
    const sealed = expressway.sealed?.(operation, sealerOf(this.secret), ENTROPY) ?? operation
    return this.cluster.lab.ask(node, sealed, ENTROPY)
  }

  press(node: string, action: string, body: { readonly [name: string]: string }): Answer {
    return this.do(node, { op: 'act', action, body })
  }

  add(name: string, password: string, more: { readonly [name: string]: string } = {}): void {
    const answer = this.press('expc01', 'add-account', { name, password, confirm_password: password, ...more })
    expect(answer).toMatchObject({ is: 'acted' })
  }

  #shown(name: string, password: string): Pick<HttpRequest, 'login' | 'claim'> {
    const login = name === 'admin' && password === this.password ? ({ as: name } as const) : ('wrong' as const)
    return { login, claim: { name, seal: sealerOf(this.secret)(name, password) } }
  }

  send(method: Method, target: string, more: Partial<HttpRequest>, node = 'expc01'): HttpResponse {
    const request = requestOf(method, target, more)
    const answer =
      method === 'GET'
        ? this.cluster.lab.read(node, { ask: 'http', request, at: this.cluster.lab.world().now })
        : this.do(node, { op: 'http', request, fresh: { token: 'token', print: `print of ${more.claim?.name}` } })
    if (answer.is !== 'http') throw new Error(JSON.stringify(answer))
    return answer.response
  }

  /** With HTTP Basic. */
  basic(method: Method, target: string, name: string, password: string, more: Partial<HttpRequest> = {}, node = 'expc01') {
    return this.send(method, target, { ...this.#shown(name, password), ...more }, node)
  }

  /** The login form, and the cookies of the session that it opens; null where it opens none. */
  login(name: string, password: string, node = 'expc01'): Partial<HttpRequest> | null {
    const form = formOf({ username: name, password: '', submitbutton: 'Login' })
    const answer = this.basic('POST', '/login/', name, password, form, node)
    const isIn = answer.headers.some(([header]) => header === 'location')
    return isIn ? { cookies: { tandberg_login: `print of ${name}` } } : null
  }
}

const formOf = (fields: { readonly [name: string]: string }): Partial<HttpRequest> => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: { text: new URLSearchParams(fields).toString() },
})
const text = ({ body }: HttpResponse): string => ('text' in body ? body.text : '')
const save = (session: Partial<HttpRequest>, name: string, fields: { readonly [name: string]: string }) => ({
  ...session,
  ...formOf({ sessionid: `print of ${name}`, submitbutton: 'Save', ...fields }),
})

describe('who gets in', () => {
  test('[EX-60] [EX-63] an account that was added logs in with its password, on every peer, and with no other', () => {
    const outside = new Outside()
    outside.add('bob', 'hunter2')
    expect(outside.login('bob', 'hunter2')).not.toBeNull()
    expect(outside.login('bob', 'hunter3')).toBeNull()
    expect(outside.login('Bob', 'hunter2')).toBeNull()
    expect(outside.login('carl', 'hunter2')).toBeNull()
    expect(outside.basic('GET', '/status.xml', 'bob', 'hunter2').status).toBe(200)
    expect(outside.basic('GET', '/status.xml', 'bob', 'hunter3').status).toBe(401)
    outside.cluster.settle()
    expect(outside.basic('GET', '/status.xml', 'bob', 'hunter2', {}, 'expc02').status).toBe(200)
  })

  test('[EX-60] a disabled or deleted account is out at once, its open session too', () => {
    const outside = new Outside()
    outside.add('bob', 'hunter2')
    const session = outside.login('bob', 'hunter2') ?? {}
    expect(outside.send('GET', '/overview', session).status).toBe(200)
    outside.press('expc01', 'change-account', { name: 'bob', state: 'Disabled' })
    expect(outside.send('GET', '/overview', session).status).toBe(303)
    expect(outside.login('bob', 'hunter2')).toBeNull()
    expect(outside.basic('GET', '/status.xml', 'bob', 'hunter2').status).toBe(401)
    outside.press('expc01', 'change-account', { name: 'bob', state: 'Enabled' })
    expect(outside.login('bob', 'hunter2')).not.toBeNull()
    outside.press('expc01', 'delete-account', { name: 'bob' })
    expect(outside.login('bob', 'hunter2')).toBeNull()
  })

  test('[EX-63] the web form of a node takes no button that the product does not have, whoever writes it by hand', () => {
    const outside = new Outside(new Cluster('expressway-c-smart-2'))
    const session = outside.login('admin', outside.password) ?? {}
    for (const button of [{ action: 'issue-license-token' }, { submitbutton: "Have a token issued by this sandbox's account" }]) {
      const form = formOf({ sessionid: 'print of admin', ...button })
      const page = text(outside.send('POST', '/smartlicensing', { ...session, ...form }))
      expect(page).toContain('There is no such button on this page.')
    }
  })

  test('[EX-60] a changed password is the only one, for the default administrator too, and survives the factory reset', () => {
    const outside = new Outside()
    outside.add('bob', 'old')
    for (const name of ['bob', 'admin']) {
      const before = name === 'admin' ? outside.password : 'old'
      expect(outside.login(name, before)).not.toBeNull()
      outside.press('expc01', 'change-password', { name, password: 'new', confirm_password: 'new' })
      expect(outside.login(name, before)).toBeNull()
      expect(outside.login(name, 'new')).not.toBeNull()
    }
    outside.cluster.settle()
    expect(outside.login('admin', 'new', 'expc02')).not.toBeNull()
    outside.cluster.save('expc02', Object.fromEntries([1, 2].map((n) => [`peer_${n}_address`, ''])))
    outside.cluster.restart('expc02')
    expect(outside.cluster.page('expc02', 'administrator-accounts').tables[0]?.rows).toHaveLength(1)
    expect(outside.login('admin', 'new', 'expc02')).not.toBeNull()
    expect(outside.login('admin', outside.password, 'expc02')).toBeNull()
  })

  test('[EX-60] under another key of the sandbox the default administrator has the new credentials, and others none', () => {
    const outside = new Outside()
    outside.add('bob', 'hunter2')
    outside.press('expc01', 'change-password', { name: 'admin', password: 'new', confirm_password: 'new' })
    outside.secret = 'the hash of another key'
    outside.password = 'of-the-fork'
    expect(outside.login('admin', 'of-the-fork')).not.toBeNull()
    expect(outside.login('admin', 'new')).toBeNull()
    expect(outside.login('bob', 'hunter2')).toBeNull()
    outside.press('expc01', 'change-password', { name: 'bob', password: 'again', confirm_password: 'again' })
    expect(outside.login('bob', 'again')).not.toBeNull()
  })

  test('[EX-60] web access and API access are given one by one', () => {
    const outside = new Outside()
    outside.add('caller', 'x', { web_access: 'No' })
    outside.add('reader', 'x', { api_access: 'No' })
    expect(outside.login('caller', 'x')).toBeNull()
    expect(outside.basic('GET', '/api/provisioning/common/cluster/peers', 'caller', 'x').status).toBe(200)
    const session = outside.login('reader', 'x') ?? {}
    expect(outside.send('GET', '/clustering', session).status).toBe(200)
    for (const path of ['/status.xml', '/api/management/status/alarm', '/api/provisioning/common/cluster/peers'])
      expect([path, outside.send('GET', path, session).status]).toEqual([path, 403])
  })

  test('[EX-61] on the command line there are admin and root alone', () => {
    const outside = new Outside()
    outside.add('bob', 'hunter2')
    expect(outside.do('expc01', { op: 'console', line: '', session: null, login: 'bob' })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('log in as admin or root')],
    })
    expect(outside.do('expc01', { op: 'console', line: '', session: null, login: 'carl' })).toMatchObject({ is: 'unknown' })
  })

  test('[EX-60] [EX-62] the event log tells of sessions, of a login that failed, and of who changed what', () => {
    const outside = new Outside()
    outside.add('bob', 'hunter2')
    outside.login('bob', 'guess "')
    const session = outside.login('bob', 'hunter2') ?? {}
    expect(text(outside.send('POST', '/system', save(session, 'bob', { system_name: 'renamed' })))).toContain('Success')
    outside.send('POST', '/logout', session)
    const lines = outside.cluster.lab.logs('expc01').map(({ line }) => line.replace(/^.*? (?=httpd)/, ''))
    const told = lines.filter((line) => line.includes('User="bob"')).map((line) => /Event="([^"]+)"/.exec(line)?.[1])
    expect(told).toEqual([
      'Admin Session Login Failure',
      'Admin Session Start',
      'System Configuration Changed',
      'Admin Session Finish',
    ])
  })
})

test('[EX-62] [EX-60] the log says what of which account changed, and of a password only that it did', () => {
  const outside = new Outside()
  const log = (node: string) =>
    outside.cluster.lab
      .logs(node)
      .flatMap(({ line }) => /Detail="xconfiguration Authentication Account Admin Account ([^"]+)"/.exec(line)?.[1] ?? [])
  outside.add('bob', 'hunter2', { access_level: 'Auditor' })
  expect(log('expc01')).toEqual([
    '2 Name - changed from:  to: bob',
    '2 Enabled - changed from:  to: Enabled',
    '2 AccessLevel - changed from:  to: Auditor',
    '2 AccessWeb - changed from:  to: Yes',
    '2 AccessAPI - changed from:  to: Yes',
    '2 Password - changed from:  to: *****',
  ])
  outside.press('expc01', 'change-account', { name: 'bob', state: 'Disabled' })
  outside.press('expc01', 'change-password', { name: 'bob', password: 'x', confirm_password: 'x' })
  outside.press('expc01', 'delete-account', { name: 'bob' })
  expect(log('expc01').slice(6)).toEqual([
    '2 Enabled - changed from: Enabled to: Disabled',
    '2 Password - changed from: ***** to: *****',
    '2 Name - changed from: bob to: ',
  ])
  outside.cluster.settle()
  expect(log('expc02').at(-1)).toBe('2 Name - changed from: bob to: ')
})

describe('access levels', () => {
  test('[EX-60] a read-only account sees pages without buttons and saves nothing', () => {
    const outside = new Outside()
    outside.add('reader', 'x', { access_level: 'Read-only' })
    const session = outside.login('reader', 'x') ?? {}
    const page = text(outside.send('GET', '/clustering', session))
    expect(page).toContain('expc-cluster.apolo.local')
    expect(page).not.toMatch(/<form|<input|<select/)
    for (const name of ['upgrade', 'backuprestore', 'restartoptions', 'adminaccounts']) {
      expect([name, outside.send('GET', `/${name}`, session).status]).toEqual([name, 403])
      expect(page).not.toContain(`href="/${name}"`)
    }
    const before = JSON.stringify(outside.cluster.node('expc01'))
    expect(text(outside.send('POST', '/sip', save(session, 'reader', { sip_udp_mode: 'Off' })))).toContain(
      '<b>Failed</b>: The access level of reader is Read-only',
    )
    const act = { ...session, ...formOf({ sessionid: 'print of reader', action: 'restart', submitbutton: 'Restart' }) }
    expect(outside.send('POST', '/restartoptions', act).status).toBe(403)
    expect(outside.basic('GET', '/status.xml', 'reader', 'x').status).toBe(200)
    expect(outside.basic('POST', '/api/provisioning/restart', 'reader', 'x').status).toBe(403)
    const xml = '<Configuration><SystemUnit><Name>other</Name></SystemUnit></Configuration>'
    expect(outside.basic('POST', '/putxml', 'reader', 'x', { body: { text: xml } }).status).toBe(403)
    expect(JSON.stringify(outside.cluster.node('expc01'))).toBe(before)
  })

  test('[EX-60] an auditor sees overview, alarms and logs, and nothing else', () => {
    const outside = new Outside()
    outside.add('auditor', 'x', { access_level: 'Auditor' })
    const session = outside.login('auditor', 'x') ?? {}
    const menu = [...text(outside.send('GET', '/overview', session)).matchAll(/<a href="\/([a-z]+)">/g)].map(([, name]) => name)
    expect(menu).toEqual(['overview', 'alarms', 'eventlog', 'configlog', 'networklog'])
    for (const name of menu) expect([name, outside.send('GET', `/${name}`, session).status]).toEqual([name, 200])
    for (const name of ['clustering', 'system', 'servercertificate'])
      expect([name, outside.send('GET', `/${name}`, session).status]).toEqual([name, 403])
    expect(outside.basic('GET', '/status.xml', 'auditor', 'x').status).toBe(403)
  })

  test('[EX-60] another read-write account does what the default administrator does', () => {
    const outside = new Outside()
    outside.add('bob', 'x')
    const session = outside.login('bob', 'x') ?? {}
    outside.send('POST', '/sip', save(session, 'bob', { sip_udp_mode: 'Off' }))
    expect(outside.cluster.node('expc01').configuration.sip_udp_mode).toBe('Off')
    expect(outside.basic('POST', '/api/provisioning/restart', 'bob', 'x').status).toBe(200)
    expect(outside.cluster.node('expc01').state).toBe('restarting')
  })
})

describe('what is written down of a password', () => {
  const PASSWORD = 'S3cret-of-mine'
  const xml = (root: string) =>
    `<${root}><AdminAccountAdd item="1"><Name>xml</Name><Password>${PASSWORD}</Password></AdminAccountAdd></${root}>`
  const typed = { password: PASSWORD, confirm_password: PASSWORD }
  const http = (target: string, more: Partial<HttpRequest>): Operation => ({
    op: 'http', request: requestOf('POST', target, { login: { as: 'admin' }, ...more }), fresh: { token: 't', print: 'p' },
  }) // biome-ignore format: one request

  const ACTS: readonly (readonly [string, Operation])[] = [
    ['a button', { op: 'act', action: 'add-account', body: { name: 'act', ...typed } }],
    ['another password', { op: 'act', action: 'change-password', body: { name: 'admin', ...typed } }],
    ['a backup', { op: 'act', action: 'backup', body: { password: PASSWORD } }],
    ['a restore', { op: 'act', action: 'restore', body: { file: 'no file', password: PASSWORD } }],
    ['a command', { op: 'console', line: `xCommand AdminAccountAdd Name: "cli" Password: "${PASSWORD}"`, session: null, login: null }],
    ['a bare word', { op: 'console', line: `xcom admin account add password: ${PASSWORD} name: bare`, session: null, login: null }],
    ['a form', http('/adminaccounts', formOf({ sessionid: 'p', action: 'add-account', name: 'form', ...typed }))],
    ['the form of a backup', http('/backuprestore', formOf({ backup_password: PASSWORD, backup_password_confirm: PASSWORD }))],
    ['JSON', http('/api/provisioning/common/sftpconfig', { body: { text: JSON.stringify({ Username: 'u', Password: PASSWORD, RsaKey: PASSWORD }) } })],
    ['XML', http('/putxml', { headers: { 'content-type': 'text/xml' }, body: { text: xml('Command') } })],
    ['XML in a form', http('/formputxml', formOf({ xmldoc: xml('Command') }))],
    ['XML in a query', http(`/formputxml?xmldoc=${encodeURIComponent(xml('Command'))}`, {})],
  ] // biome-ignore format: one act a line

  test.each(ACTS)('[EX-60] %s that holds one is journalled without it, and does what it did', (_, operation) => {
    const outside = new Outside()
    expect(JSON.stringify(operation)).toContain(PASSWORD)
    const answer = outside.do('expc01', operation)
    const journal = JSON.stringify(outside.cluster.lab.journal())
    expect(journal).not.toContain('S3cret')
    expect(JSON.stringify([outside.cluster.lab.state('expc01'), outside.cluster.lab.logs('expc01')])).not.toContain('S3cret')
    expect(['acted', 'console', 'http', 'refused']).toContain(answer.is)
  })

  test('[EX-60] [EX-61] [EX-63] accounts that commands, forms and XML made log in with what was typed there', () => {
    const outside = new Outside()
    for (const [, operation] of ACTS.filter(([what]) => ['a button', 'a command', 'a bare word', 'XML'].includes(what)))
      outside.do('expc01', operation)
    for (const name of ['act', 'cli', 'bare', 'xml']) expect([name, outside.login(name, PASSWORD) !== null]).toEqual([name, true])
    const session = outside.login('act', PASSWORD) ?? {}
    const form = formOf({ sessionid: 'print of act', action: 'add-account', name: 'form', access_level: 'Read-only', ...typed })
    expect(text(outside.send('POST', '/adminaccounts', { ...session, ...form }))).toContain('Account form added')
    expect(outside.login('form', PASSWORD)).not.toBeNull()
  })

  test('[EX-61] xConfiguration prints a cipher for a password, and nothing that is no password is touched', () => {
    const outside = new Outside()
    outside.add('bob', PASSWORD)
    expect(outside.cluster.type('expc01', 'xConfiguration Authentication Account Admin Account 2 Password')).toMatch(
      /^\*c xConfiguration Authentication Account Admin Account 2 Password: "\{cipher\}[0-9a-f]{40}"\n/,
    )
    const line = 'xConfiguration SystemUnit Name: "password: open sesame"'
    outside.do('expc01', { op: 'console', line, session: null, login: null })
    expect(outside.cluster.type('expc01', 'xConfiguration SystemUnit Name')).toContain('"password: open sesame"')
  })

  test('[EX-21] a backup made outside opens with its password, here and with any tool, and with no other', () => {
    const outside = new Outside(new Cluster('expressway-c-standalone-3'))
    const made = outside.press('expc01', 'backup', { password: PASSWORD })
    const file = made.is === 'acted' && made.files[0] && 'text' in made.files[0] ? made.files[0].text : ''
    expect(outside.press('expc01', 'restore', { file, password: 'other' })).toMatchObject({ is: 'refused' })
    // The password itself, as in a preview, comes to the same key.
    const copy = outside.cluster.lab.copy()
    expect(copy.ask('expc01', { op: 'act', action: 'restore', body: { file, password: PASSWORD } })).toMatchObject({
      is: 'acted',
    })
    expect(outside.press('expc01', 'restore', { file, password: PASSWORD })).toMatchObject({ is: 'acted' })
  })
})

describe('strict passwords', () => {
  const STRICT = 'R4in-Over*Kvitfj7ll'
  const PAGE = 'password-security'
  const enforced = (more: { readonly [name: string]: string | number } = {}): Outside => {
    const outside = new Outside()
    outside.cluster.save('expc01', { strict_passwords: 'On', ...more }, PAGE)
    outside.cluster.settle()
    return outside
  }
  const tried = (outside: Outside, password: string, node = 'expc01') =>
    outside.press(node, 'add-account', { name: 'bob', password, confirm_password: password })

  test('[EX-60] nothing is asked of a password until they are enforced', () => {
    const outside = new Outside()
    expect(tried(outside, 'x')).toMatchObject({ is: 'acted' })
    expect(outside.cluster.alarms('expc01')).not.toContain('40018')
  })

  test.each([
    [STRICT, null],
    ['R4in-Over*Kvit7', null],
    ['R4in-Over*Kvi7', '15 characters'],
    ['R4in-Over*Kvitfjell', '2 digits'],
    ['r4in-Over*kvitfj7ll', '2 uppercase'],
    ['R4IN-OVER*KVITFJ7lL', '2 lowercase'],
    ['R4in-OverKvitfj7ll', '2 special'],
    ['R4in-Over*Kvitfj7123', 'consecutive characters'],
    ['R4in-Over*Kvitcba7ll', 'consecutive characters'],
    ['aA1-aA1-aA1-aA1-', 'few different'],
    ['7x-KvE*oT8To*EvK-x7', 'palindrome'],
    ['5-Ex*Pre2-Ss+W9ay-', 'dictionary word'],
  ])('[EX-60] of %s the rules say: %s', (password, why) => {
    const answer = tried(enforced(), password)
    if (why === null) expect(answer).toMatchObject({ is: 'acted' })
    else expect(answer).toMatchObject({ is: 'refused', messages: [expect.stringContaining(why)] })
  })

  test('[EX-60] [EX-03] the rules are the same on all peers, on the command line too, and can be set otherwise', () => {
    const outside = enforced({
      strict_password_length: 6,
      strict_password_special: 0,
      strict_password_repeated: 1,
      strict_password_classes: 3,
    })
    expect(outside.cluster.page('expc02', PAGE).fields.map(({ value }) => value)).toEqual(['On', 6, 2, 2, 2, 0, 1, 3])
    expect(tried(outside, 'Kv77Trx')).toMatchObject({ is: 'refused', messages: [expect.stringContaining('in a row')] })
    expect(tried(outside, 'Kv7Tr9')).toMatchObject({ is: 'acted' })
    const typed = (password: string) =>
      outside.do('expc01', {
        op: 'console',
        line: `xCommand AdminAccountAdd Name: carl Password: ${password}`,
        session: null,
        login: null,
      })
    expect(typed('Kv7')).toMatchObject({ output: expect.stringContaining('at least 6 characters') })
    expect(typed('Kv7Tr9')).toMatchObject({ output: expect.stringContaining('OK') })
  })

  test('[EX-41] 40018 is up while an account has a password that is not known to be strict, the sandbox’s own included', () => {
    const outside = new Outside()
    outside.add('bob', 'hunter2')
    outside.cluster.save('expc01', { strict_passwords: 'On' }, PAGE)
    const stands = () => {
      outside.cluster.settle()
      return outside.cluster.alarms('expc02').includes('40018')
    }
    const change = (name: string) =>
      outside.press('expc01', 'change-password', { name, password: STRICT, confirm_password: STRICT })
    expect(stands()).toBe(true)
    change('bob')
    expect(stands()).toBe(true)
    change('admin')
    expect(stands()).toBe(false)
    expect(outside.login('bob', STRICT, 'expc02')).not.toBeNull()
    outside.add('carl', `${STRICT}+`)
    outside.cluster.save('expc01', { strict_password_length: 20 }, PAGE)
    expect(stands()).toBe(true)
    outside.cluster.save('expc01', { strict_passwords: 'Off' }, PAGE)
    expect(stands()).toBe(false)
  })

  test('[EX-60] what is measured of a password stands in no snapshot, and the password nowhere at all', () => {
    const outside = enforced()
    tried(outside, STRICT)
    outside.cluster.settle()
    expect(JSON.stringify(outside.cluster.lab.snapshot())).not.toMatch(/[0-9a-f]:\d+\.\d+\./)
    expect(outside.cluster.type('expc01', 'xConfiguration Authentication Account')).toMatch(/Password: "\{cipher\}[0-9a-f]{40}"/)
    expect(JSON.stringify(outside.cluster.lab.state('expc02'))).not.toContain(STRICT)
  })
})

describe('a line that was typed wrongly', () => {
  test.each([
    ['xCommand AdminAccountAdd bob hunter2secret', 'hunter2secret'],
    ['xcommand admin account add bob "hunter2 secret" AccessAPI: On', 'hunter2 secret'],
    ['xCommand AdminAccountAdd Name: bob hunter2secret', 'hunter2secret'],
    [`xCommand LicenseSmartRegister ${'NzQ4'.repeat(12)}`, 'NzQ4NzQ4'],
    [`xCommand License Smart Reregister ${'NzQ4'.repeat(12)}`, 'NzQ4NzQ4'],
  ])('[EX-61] %s is written down without its secret, and refused', (line, secret) => {
    const outside = new Outside()
    const operation: Operation = { op: 'console', line, session: null, login: null }
    expect(JSON.stringify(expressway.sealed?.(operation, sealerOf('secret'), ENTROPY))).not.toContain(secret)
    expect(outside.do('expc01', operation)).toMatchObject({ output: expect.stringContaining('*e Error') })
  })

  test('[EX-61] parameters without names are told how they are typed', () => {
    expect(new Cluster(PAIR).type('expc01', 'xCommand AdminAccountAdd bob x')).toContain(
      'takes its parameters by name: Name(r): <S: 1, 50>',
    )
    expect(
      expressway.sealed?.({ op: 'console', line: 'xCommand AdminAccountAdd ?', session: null, login: null }, sealerOf('s'), ''),
    ).toMatchObject({ line: 'xCommand AdminAccountAdd ?' })
  })
})
