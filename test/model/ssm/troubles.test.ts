// Faults of a server itself: a full disk, a wrong clock, a certificate that products do not trust.

import { expect, test } from 'vitest'
import { pemOf } from '../../../worker/kernel/bytes.ts'
import { openLab } from '../../../worker/kernel/runtime.ts'
import { DAY_MS, instant } from '../../../worker/kernel/time.ts'
import { issue } from '../../../worker/kernel/x509/certificate.ts'
import { ecKeyFrom, pkcs8Of, publicKeyOf } from '../../../worker/kernel/x509/key.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { ACCOUNT, lab1, PRIMARY, pageOf, press, SECONDARY, settle, stateOf, type, typeAll, view } from './pair.ts'

const request = { account_name: 'FULL', smart_account: 'example.com', virtual_account: 'FULL1', email: 'a@example.com' }

test('[SSM-28] a full disk stops the master: saves are refused, the standby takes over, and the node stays away until it is cleaned up', () => {
  const lab = lab1()
  type(lab, PRIMARY, 'pcs resource cleanup', 'root')
  settle(lab)
  lab.lay('full', { kind: 'disk-full', node: PRIMARY })
  expect(press(lab, PRIMARY, 'request-account', request)).toMatchObject({ is: 'not-answering' })
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', gui: 'vip', database: { timeline: 2 } })
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'standby', database: { role: 'stopped' }, failCounts: { db: 1_000_000 } })
  expect(type(lab, SECONDARY, 'pcs status', 'root')).toMatch(/db_start_0 on primary-node .*exitreason='No space left on device'/)
  expect(press(lab, SECONDARY, 'request-account', request)).toMatchObject({ is: 'acted' })
  lab.heal('full')
  settle(lab)
  expect(view(lab, PRIMARY).database.role).toBe('stopped')
  type(lab, PRIMARY, 'pcs resource cleanup', 'root')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'standby', database: { role: 'slave', timeline: 2 }, failCounts: {} })
})

test('[SSM-28] a standby whose disk fills while it takes its copy fails its start, and takes a copy once there is room', () => {
  const lab = lab1()
  type(lab, SECONDARY, 'ha_cluster_stop')
  settle(lab)
  type(lab, SECONDARY, 'ha_cluster_start')
  lab.advance(40_000)
  expect(stateOf(lab, SECONDARY).pacemaker.operation?.phase).toBe('copying')
  lab.lay('full', { kind: 'disk-full', node: SECONDARY })
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ database: { role: 'stopped' }, failCounts: { db: 1_000_000 } })
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', database: { replicas: [] } })
  lab.heal('full')
  type(lab, SECONDARY, 'pcs resource cleanup', 'root')
  settle(lab)
  expect(view(lab, SECONDARY).database.role).toBe('slave')
  expect(view(lab, PRIMARY).database.replicas).toHaveLength(1)
})

test('[SSM-28] a stand-alone server with a full disk answers again once there is room, and takes no files meanwhile', () => {
  const lab = openLab(ssm, 'ssm-standalone-2')
  lab.lay('full', { kind: 'disk-full', node: PRIMARY })
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ gui: 'none', database: { role: 'stopped' } })
  expect(type(lab, PRIMARY, 'copy admin@192.0.2.7:/srv/ssms_patch-8-202108.sh patches:')).toContain('No space left on device')
  lab.heal('full')
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ gui: 'own', database: { role: 'master' } })
})

test('[SSM-29] a wrong clock shows on the screens of its node alone, and is right again when the fault is healed', () => {
  const lab = lab1()
  const loginOf = (node: string) => {
    type(lab, node, 'ha_status')
    return /Last login: (\w+ \w+ +\d+) .* (\d{4})/
      .exec(type(lab, node, 'ha_status'))
      ?.slice(1)
      .join(' ')
  }
  const before = [loginOf(PRIMARY), loginOf(SECONDARY)]
  lab.lay('clock', { kind: 'clock-skew', node: PRIMARY, seconds: 400 * 86_400 })
  const skewed = [loginOf(PRIMARY), loginOf(SECONDARY)]
  expect(skewed[1]).toBe(before[1])
  expect(skewed[0]).not.toBe(before[0])
  expect(skewed[0]).toContain('2021')
  press(lab, PRIMARY, 'request-account', request)
  expect(JSON.stringify(pageOf(lab, PRIMARY, 'accounts').tables)).toMatch(/2021-\w+-\d+ [\d:]+","Local account FULL/)
  lab.heal('clock')
  expect(loginOf(PRIMARY)).toContain('2020')
  expect(view(lab, PRIMARY).role).toBe('active')
})

const lab2 = () => openLab(ssm, 'ssm-lab2')
const renew = (lab: ReturnType<typeof lab2>) => {
  expect(press(lab, 'annanr-39', 'renew', {}).is).toBe('acted')
  settle(lab)
  return String(lab.snapshot().nodes.find(({ id }) => id === 'annanr-39')?.why)
}

test('[SSM-29] a clock far ahead makes the certificate for products expired, one far behind not yet valid', () => {
  const lab = lab2()
  expect(renew(lab)).toBe('')
  lab.lay('clock', { kind: 'clock-skew', node: PRIMARY, seconds: (400 * DAY_MS) / 1_000 })
  expect(renew(lab)).toContain('has expired')
  lab.heal('clock')
  lab.lay('clock', { kind: 'clock-skew', node: PRIMARY, seconds: (-400 * DAY_MS) / 1_000 })
  expect(renew(lab)).toContain('is not valid yet')
  lab.heal('clock')
  expect(renew(lab)).toBe('')
})

test('[SSM-29] a certificate that products do not trust makes registration fail with the reason', () => {
  const lab = lab2()
  for (const [problem, words] of [
    ['expired', 'has expired'],
    ['not-yet-valid', 'is not valid yet'],
    ['wrong-name', 'another name'],
    ['unknown-issuer', 'does not trust'],
    ['wrong-key', 'private key'],
    ['revoked', 'has been revoked'],
  ] as const) {
    lab.lay('certificate', { kind: 'certificate', node: PRIMARY, problem })
    expect(renew(lab)).toContain(words)
    lab.heal('certificate')
  }
  press(lab, 'annanr-39', 'deregister', {})
  settle(lab)
  const made = press(lab, PRIMARY, 'create-token', { description: 'again' })
  const token = made.is === 'acted' ? made.message.replace('Token created: ', '') : ''
  lab.lay('certificate', { kind: 'certificate', node: PRIMARY, problem: 'revoked' })
  press(lab, 'annanr-39', 'register', { token })
  settle(lab)
  const product = () => lab.snapshot().nodes.find(({ id }) => id === 'annanr-39')
  expect(product()).toMatchObject({ registration: 'Registration Failed' })
  expect(String(product()?.why)).toContain('has been revoked')
  lab.heal('certificate')
  press(lab, 'annanr-39', 'register', { token })
  settle(lab)
  expect(product()).toMatchObject({ registration: 'Registered' })
})

const browserKey = ecKeyFrom('browser')
const BROWSER_KEY = pemOf('PRIVATE KEY', pkcs8Of(browserKey))
const browserCertificate = (): string => {
  const subject = [{ type: 'CN', value: 'ssm.example.com' }]
  const publicKey = publicKeyOf(browserKey)
  const at = instant('2020-08-31T00:00:00Z')
  const terms = {
    serial: '07',
    subject,
    publicKey,
    notBefore: at,
    notAfter: at + 366 * DAY_MS,
    alternativeNames: [],
    authority: null,
  }
  return pemOf('CERTIFICATE', issue(terms, { name: subject, key: browserKey, publicKey }))
}

test('[SSM-51] ha_teardown deletes the browser certificates of its own node', () => {
  const lab = lab1()
  const certificates = () => pageOf(lab, PRIMARY, 'security').tables.find(({ id }) => id === 'browser-certificates')?.rows
  expect(certificates()).toEqual([['localhost (Default Certificate)', '2022-JUN-06']])
  expect(press(lab, PRIMARY, 'add-browser-certificate', { certificate: browserCertificate() }).is).toBe('refused')
  expect(press(lab, PRIMARY, 'add-browser-certificate', { certificate: browserCertificate(), key: BROWSER_KEY }).is).toBe('acted')
  expect(certificates()).toContainEqual(['ssm.example.com', '2021-SEP-01'])
  typeAll(lab, PRIMARY, ['ha_teardown', 'yes'])
  settle(lab)
  expect(certificates()).toEqual([['localhost (Default Certificate)', '2022-JUN-06']])
  expect(view(lab, PRIMARY).accounts.map(({ name }) => name)).toEqual([ACCOUNT])
})

test('[SSM-03] ha_deploy refuses servers at unequal releases, and says which is at which', () => {
  const lab = openLab(ssm, 'ssm-standalone-2')
  for (const line of ['copy admin@192.0.2.7:/srv/ssms_patch-8-202108.sh patches:', 'upgrade patches:ssms_patch-8-202108.sh'])
    type(lab, PRIMARY, line)
  settle(lab)
  type(lab, PRIMARY, 'ha_generatekeys')
  settle(lab)
  type(lab, SECONDARY, 'ha_provision_standby')
  settle(lab)
  expect(type(lab, PRIMARY, 'ha_deploy')).toMatch(/at 8-202108 and secondary-node at 8-202006\.(?:.|\n)*Nothing was changed\./)
  expect(view(lab, PRIMARY).mode).toBe('keys')
})
