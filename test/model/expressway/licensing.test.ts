// Smart Licensing: which release has it, how a system registers, and what runs out.

import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import { sealed } from '../../../worker/expressway/sealing.ts'
import { STARTS } from '../../../worker/expressway/sites.ts'
import { MANAGER } from '../../../worker/expressway/smart-licensing.ts'
import { requestOf } from '../../../worker/kernel/http.ts'
import type { Base } from '../../../worker/kernel/journal.ts'
import { baseOf, resumeLab } from '../../../worker/kernel/runtime.ts'
import { sealerOf } from '../../../worker/kernel/seal.ts'
import { DAY_MS, HOUR_MS, iso, MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster, running } from './cluster.ts'

const TOKEN = 'NzQ4ZjYyMGEtZDk1Ni00ZTQ3LWIyZjEtMDdhYzEyMzQ1Njc4'

type Licensing = {
  readonly isSmart: boolean
  readonly registration: string
  readonly authorization: string
  readonly evaluationEnds: string | null
  readonly authorizationEnds: string | null
  readonly usage: { readonly rooms: number; readonly desktops: number; readonly sessions: number } | null
}
const licensing = (cluster: Cluster, node = 'expc01'): Licensing =>
  (cluster.node(node) as unknown as { readonly licensing: Licensing }).licensing
const pagesOf = (cluster: Cluster, node = 'expc01'): readonly string[] => {
  const reading = cluster.lab.read(node, { ask: 'pages' })
  return reading.is === 'pages' ? reading.pages.map(({ id }) => id) : []
}
const switchOn = (cluster: Cluster, node = 'expc01') => cluster.save(node, { smart_licensing_mode: 'On' }, 'smart-licensing')
const register = (cluster: Cluster, more = {}) => cluster.press('expc01', 'register-smart-license', { token: TOKEN, ...more })

describe('releases', () => {
  test.each([
    ['X12.5.9', true, false],
    ['X12.6', true, true],
    ['X14.0.2', true, true],
    ['X14.1', false, true],
    ['X14.3', false, true],
  ])('[EX-05] [EX-60] on %s there is a page of option keys: %s, and one of Smart Licensing: %s', (version, hasKeys, hasSmart) => {
    const cluster = running(version)
    expect(pagesOf(cluster).includes('option-keys')).toBe(hasKeys)
    expect(pagesOf(cluster).includes('smart-licensing')).toBe(hasSmart)
    expect(cluster.press('expc01', 'add-option-key', { key: '116341Y50-1-0F3C1D2B' }).is).toBe(hasKeys ? 'acted' : 'refused')
    expect(cluster.type('expc01', 'xCommand OptionKeyAdd Key: 116341Y50-1-0F3C1D2B').includes('OK\n')).toBe(hasKeys)
  })

  test.each([
    ['X12.5.3', 'unknown'],
    ['X12.5.4', 'page'],
  ])('[EX-02] [EX-05] on %s one interface has static NAT without the key for Advanced Networking: %s', (version, is) => {
    const cluster = running(version, 'expressway-e-single-nic-2')
    expect(cluster.trySave('expe01', { lan1_static_nat_address: '198.51.100.15' }, 'ip').is).toBe(is)
  })

  test('[EX-05] [EX-19] an upgrade to X14.1 or later begins the evaluation, and no key is missed', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    for (const node of ['expc01', 'expc02']) {
      cluster.press(node, 'upgrade', { file: 's42700x14_2.tar.gz' })
      cluster.press(node, 'continue-upgrade')
      cluster.press(node, 'reboot')
      cluster.settle()
    }
    cluster.advance(20 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual([])
    expect(licensing(cluster)).toMatchObject({ isSmart: true, registration: 'Unregistered', authorization: 'Evaluation Mode' })
    expect(cluster.page('expc01', 'overview').fields.find(({ name }) => name === 'options')?.value).toBe('')
    expect(cluster.trySave('expc01', { cluster_name: 'other.apolo.local' })).toMatchObject({ is: 'page' })
  })

  test('[EX-05] what is switched on stays on until a factory reset, which gives nothing of the evaluation back', () => {
    const cluster = new Cluster('expressway-c-reset-pending-2')
    switchOn(cluster, 'expc02')
    expect(cluster.trySave('expc02', { smart_licensing_mode: 'Off' }, 'smart-licensing')).toMatchObject({ is: 'refused' })
    cluster.advance(MINUTE_MS)
    const ends = licensing(cluster, 'expc02').evaluationEnds
    cluster.restart('expc02')
    expect(licensing(cluster, 'expc02')).toMatchObject({ isSmart: false, registration: 'Not Applicable', evaluationEnds: null })
    const was = cluster.lab.world().now
    switchOn(cluster, 'expc02')
    const left = Date.parse(licensing(cluster, 'expc02').evaluationEnds ?? '') - was
    expect(left).toBeLessThan(90 * DAY_MS)
    expect(Date.parse(ends ?? '')).toBeGreaterThan(0)
  })
})

describe('registering', () => {
  test('[EX-05] a registration is pending, then there, and stops the evaluation', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    expect(register(cluster)).toMatchObject({ is: 'acted' })
    expect(licensing(cluster).registration).toBe('Unregistered : Registration Pending')
    cluster.advance(30 * SECOND_MS)
    expect(licensing(cluster)).toMatchObject({ registration: 'Registered', authorization: 'Authorized', evaluationEnds: null })
    expect(licensing(cluster, 'expc02').registration).toBe('Unregistered')
    expect(cluster.page('expc01', 'smart-licensing').tables[0]?.rows).toEqual([
      ['Cisco Expressway Rich Media Session License', '4', 'Authorized'],
      ['UC Manager Telepresence Room License', '60', 'Authorized'],
      ['UC Manager Enhanced License', '180', 'Authorized'],
    ])
    expect(register(cluster)).toMatchObject({ is: 'refused' })
    expect(register(cluster, { reregister: 'On' })).toMatchObject({ is: 'acted' })
    cluster.advance(MINUTE_MS)
    expect(cluster.press('expc01', 'deregister')).toMatchObject({ is: 'acted' })
    expect(licensing(cluster)).toMatchObject({ registration: 'Unregistered', authorization: 'Evaluation Mode', usage: null })
  })

  test('[EX-05] a token that is none fails, and leaves the system as it was', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    register(cluster, { token: 'hello' })
    expect(licensing(cluster)).toMatchObject({
      registration: 'Unregistered : Registration Failed',
      authorization: 'Evaluation Mode',
    })
  })

  test('[EX-05] a token that failed once is forgotten with the registration that it did not change', () => {
    const cluster = new Cluster('expressway-c-smart-2')
    register(cluster, { token: 'hello', reregister: 'On' })
    expect(licensing(cluster).registration).toBe('Registered')
    cluster.press('expc01', 'deregister')
    expect(licensing(cluster).registration).toBe('Unregistered')
  })

  test('[EX-01] [EX-05] a peer with option keys looks for none on one that changed to Smart Licensing', () => {
    for (const isChanged of [false, true]) {
      const cluster = new Cluster('expressway-c-cluster-2')
      if (isChanged) switchOn(cluster)
      cluster.press('expc02', 'add-option-key', { key: '116341U00-1-0F3C1D2B' })
      cluster.advance(MINUTE_MS)
      expect(cluster.alarms('expc02').includes('20003')).toBe(!isChanged)
    }
  })

  test('[EX-05] the account of the sandbox issues tokens that are taken', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    const answer = cluster.press('expc01', 'issue-license-token')
    const [file] = answer.is === 'acted' ? answer.files : []
    register(cluster, { token: file !== undefined && 'text' in file ? file.text : '' })
    cluster.advance(MINUTE_MS)
    expect(licensing(cluster).registration).toBe('Registered')
  })

  test('[EX-05] [EX-41] while the cloud is out of reach a registration is tried again every 15 minutes', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    cluster.fault('cut', { kind: 'dns-missing', name: MANAGER })
    register(cluster)
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc01')).toContain('30042')
    expect(
      cluster
        .page('expc01', 'smart-licensing')
        .messages.map(({ text }) => text)
        .join(),
    ).toContain('Operation timed out')
    cluster.heal('cut')
    cluster.advance(13 * MINUTE_MS)
    expect(licensing(cluster).registration).toBe('Unregistered : Registration Pending')
    cluster.advance(2 * MINUTE_MS)
    expect(licensing(cluster).registration).toBe('Registered')
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-05] no On-Prem stands here; a registered system keeps its transport', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    const onPrem = { transport_settings: 'Smart Software Manager On-Prem', on_prem_url: 'https://ssm.example.com/SmartTransport' }
    cluster.save('expc01', onPrem, 'smart-licensing')
    register(cluster)
    cluster.advance(MINUTE_MS)
    expect(licensing(cluster).registration).toBe('Unregistered : Registration Pending')
    const registered = new Cluster('expressway-c-smart-2')
    expect(registered.trySave('expc01', onPrem, 'smart-licensing')).toMatchObject({ is: 'refused' })
    expect(registered.trySave('expc01', { on_prem_url: 'ssm' }, 'smart-licensing')).toMatchObject({ is: 'refused' })
  })
})

describe('as time passes', () => {
  test('[EX-05] the authorization is renewed by itself when it is 30 days old', () => {
    const base = baseOf(expressway, 'expressway-c-smart-2', 1)
    const old = JSON.stringify(base).replaceAll(String(STARTS - 20 * DAY_MS), String(STARTS - 30 * DAY_MS + MINUTE_MS))
    const due = old.replaceAll(String(STARTS + 10 * DAY_MS), String(STARTS + MINUTE_MS))
    const cluster = new Cluster('', 0, resumeLab(expressway, JSON.parse(due) as Base))
    cluster.advance(2 * MINUTE_MS)
    expect(licensing(cluster).authorizationEnds).toBe(iso(STARTS + MINUTE_MS + 90 * DAY_MS))
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-05] [EX-41] a prepared pair says from the beginning how many days of the evaluation are left', () => {
    const cluster = new Cluster('expressway-c-evaluation-ends-2')
    expect(cluster.node('expc01').alarms).toContainEqual(
      expect.objectContaining({ id: '30035', text: 'The system is operating in Evaluation Mode that will expire in 1 day' }),
    )
  })

  test('[EX-05] other usage is reported within six hours', () => {
    const cluster = new Cluster('expressway-c-smart-2')
    cluster.fault('dark', { kind: 'power-off', node: 'expc02' })
    cluster.advance(6 * HOUR_MS + MINUTE_MS)
    expect(licensing(cluster).usage).toMatchObject({ rooms: 120, desktops: 360 })
  })

  test('[EX-05] [EX-06] once the evaluation is over no device registers and no cluster is configured', () => {
    const cluster = new Cluster('expressway-c-evaluation-ends-2')
    cluster.advance(3 * MINUTE_MS)
    expect(licensing(cluster).authorization).toBe('Evaluation Expired')
    expect(cluster.trySave('expc01', { cluster_name: 'other.apolo.local' })).toMatchObject({ is: 'refused' })
    expect(cluster.page('expc01', 'clustering').fields.every(({ kind }) => kind === 'readonly')).toBe(true)
    cluster.fault('dark', { kind: 'power-off', node: 'expc02' })
    cluster.advance(40 * MINUTE_MS)
    const { service } = cluster.node('expc01') as unknown as { service: { registrations: { total: number } } }
    expect(service.registrations.total).toBe(240)
    register(cluster)
    cluster.heal('dark')
    cluster.advance(MINUTE_MS)
    expect(cluster.trySave('expc01', { cluster_name: 'other.apolo.local' })).toMatchObject({ is: 'page' })
  })

  test('[EX-05] up to X14.0 the evaluation itself keeps a cluster from being configured', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    expect(cluster.trySave('expc01', { cluster_name: 'other.apolo.local' })).toMatchObject({ is: 'refused' })
    expect(cluster.type('expc01', 'xConfiguration Alternates Cluster Name: "other.apolo.local"')).toContain('*e Error')
    expect(running('X14.2', 'expressway-c-evaluation-2').trySave('expc01', { cluster_name: 'o.apolo.local' })).toMatchObject({
      is: 'page',
    })
  })

  test('[EX-05] a lost peer takes nothing out of the pool of an account', () => {
    const cluster = new Cluster('expressway-c-lost-fortnight-3')
    switchOn(cluster)
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.node('expc01')).toMatchObject({ licences: { pooled: 300 } })
    expect(cluster.alarms('expc01').filter((id) => id.startsWith('3'))).toEqual([])
    expect(cluster.node('expc02')).toMatchObject({ licences: { pooled: 200 } })
  })
})

describe('limits', () => {
  test.each([
    ['X14.0.2', false],
    ['X14.2', true],
  ])('[EX-05] a cluster of three on %s carries nearly as many calls as the whole can: %s', (version, isNear) => {
    const cluster = running(version, 'expressway-c-busy-3')
    cluster.save('expc01', { h323_time_to_live: 90 }, 'h323')
    cluster.advance(10 * SECOND_MS)
    expect(cluster.alarms('expc01').includes('30003')).toBe(isNear)
  })

  test('[EX-05] from X14.2 on no system takes more than 2500 registrations and calls', () => {
    const cluster = running('X14.2', 'expressway-c-busy-3')
    for (const node of ['expc02', 'expc03']) cluster.fault(node, { kind: 'power-off', node })
    cluster.advance(30 * MINUTE_MS)
    const { service } = cluster.node('expc01') as unknown as {
      service: { registrations: { total: number }; calls: { total: number } }
    }
    expect(service.registrations.total + service.calls.total).toBe(2_500)
  })
})

describe('surfaces', () => {
  const http = (cluster: Cluster, method: 'GET' | 'POST', path: string, body: object | null = null) => {
    const request = requestOf(method, path, { login: { as: 'admin' }, ...(body && { body: { text: JSON.stringify(body) } }) })
    const reading =
      method === 'GET'
        ? cluster.lab.read('expc01', { ask: 'http', request, at: cluster.lab.world().now })
        : cluster.lab.ask('expc01', { op: 'http', request, fresh: { token: 't', print: 'p' } })
    if (reading.is !== 'http' || reading.response.body === null || !('text' in reading.response.body)) throw new Error('no text')
    return JSON.parse(reading.response.body.text) as unknown
  }

  test('[EX-63] the REST interface registers and tells how the license stands', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    const path = '/api/status/common/smartlicensing/licensing'
    expect(http(cluster, 'GET', path)).toMatchObject({ Registration: { RegistrationStatus: 'UNREGISTERED' } })
    const asked = http(cluster, 'POST', '/api/provisioning/common/smartlicensing/registration', {
      Token: TOKEN,
      Reregister: 'Yes',
    })
    expect(asked).toEqual({ Message: 'The operation was successful' })
    cluster.advance(MINUTE_MS)
    expect(http(cluster, 'GET', path)).toMatchObject({
      Registration: { RegistrationStatus: 'REGISTERED' },
      Authorization: { LicenseAuthorizationStatus: 'AUTHORIZED' },
    })
  })

  test('[EX-61] [EX-63] of a system with option keys both say that Smart Licensing is off', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    expect(http(cluster, 'GET', '/api/status/common/smartlicensing/licensing')).toMatchObject({
      Registration: { RegistrationStatus: 'NOT APPLICABLE' },
      Authorization: { LicenseAuthorizationStatus: 'NOT APPLICABLE' },
    })
    const report = cluster.type('expc01', 'xstatus // license')
    expect(report).toContain('Smart Licensing is DISABLED')
    expect(report).not.toContain('EVALUATION')
  })

  test('[EX-61] the command line registers, renews, deregisters and reports', () => {
    const cluster = new Cluster('expressway-c-evaluation-2')
    expect(cluster.type('expc01', 'xCommand License Smart Renew Auth')).toContain('*e Error')
    expect(cluster.type('expc01', `xCommand License Smart Register Idtoken: "${TOKEN}"`)).toContain('OK')
    cluster.advance(MINUTE_MS)
    expect(cluster.type('expc01', `xCommand License Smart Reregister: ${TOKEN}`)).toContain('OK')
    cluster.advance(MINUTE_MS)
    for (const what of ['Renew Auth', 'Renew ID'])
      expect(cluster.type('expc01', `xCommand License Smart ${what}`)).toContain('OK')
    const report = cluster.type('expc01', 'xstatus // license')
    expect(report).toMatch(/^\*s Show: \/\nLicense:\n/)
    expect(report).toContain('Status: REGISTERED')
    expect(cluster.type('expc01', 'xStatus License')).toContain('Registration: "Registered"')
    expect(cluster.type('expc01', 'xCommand LicenseSmartDeregister')).toContain('OK')
    expect(licensing(cluster).registration).toBe('Unregistered')
    expect(cluster.type('expc01', 'xCommand License Smart Reservation Request')).toContain('not modelled here')
  })

  test('[EX-60] no token gets into an act that is written down; what is none stays as it is', () => {
    const seal = sealerOf('secret')
    const press = { op: 'act', action: 'register-smart-license', body: { token: TOKEN } } as const
    const line = { op: 'console', line: `xCommand License Smart Reregister: "${TOKEN}"`, session: null, login: null } as const
    const joined = { ...line, line: `xCommand LicenseSmartReregister: ${TOKEN}` }
    for (const operation of [press, line, joined]) expect(JSON.stringify(sealed(operation, seal, ''))).not.toContain(TOKEN)
    const cluster = new Cluster('expressway-c-evaluation-2')
    cluster.lab.ask('expc01', sealed(press, seal, ''))
    cluster.advance(MINUTE_MS)
    expect(licensing(cluster).registration).toBe('Registered')
    expect(sealed({ ...press, body: { token: 'hello' } }, seal, '')).toEqual({ ...press, body: { token: 'hello' } })
  })
})
