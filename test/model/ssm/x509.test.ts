// The certificates of the pair: what products are shown, what openssl says of it, and how it comes and goes.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fromBase64, pemOf } from '../../../worker/kernel/bytes.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import type { Answer } from '../../../worker/kernel/surface.ts'
import { DAY_MS, instant, MINUTE_MS } from '../../../worker/kernel/time.ts'
import { bundleIn } from '../../../worker/kernel/x509/bundle.ts'
import { issue } from '../../../worker/kernel/x509/certificate.ts'
import { ecKeyFrom, isSameKey, pkcs8Of, privateKeyIn, publicKeyOf } from '../../../worker/kernel/x509/key.ts'
import { requestIn } from '../../../worker/kernel/x509/request.ts'
import { alternativeNameOf, material, ROOT } from '../../../worker/ssm/authority.ts'
import { certificateHeld } from '../../../worker/ssm/certificates.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { presented } from '../../../worker/ssm/presented.ts'
import type { ProductState } from '../../../worker/ssm/products/state.ts'
import { SITES } from '../../../worker/ssm/sites.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import type { UpstreamState } from '../../../worker/ssm/upstream/state.ts'
import { PRIMARY, pageOf, press, SECONDARY, settle, stateOf, typeAll, view } from './pair.ts'

const folder = mkdtempSync(join(tmpdir(), 'ssm-x509-'))
afterAll(() => rmSync(folder, { recursive: true }))
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.warn('openssl is not installed: no certificate of the pair is compared with what it says.')

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const openssl = (...words: string[]): string => execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })

const MADE = material()
const pem = (name: string): string => pemOf('CERTIFICATE', fromBase64(MADE.certificates[name] as string) as Uint8Array)
const lab2 = (): Lab => openLab(ssm, 'ssm-lab2')
const nowOf = (lab: Lab): number => Date.parse(lab.snapshot().clock.now)

function textOf(answer: Answer): string {
  const found = answer.is === 'acted' ? answer.files[0] : undefined
  if (found === undefined || !('text' in found)) throw new Error(JSON.stringify(answer))
  return found.text
}
const download = (lab: Lab, node = PRIMARY): string =>
  textOf(press(lab, node, 'download-product-certificate', { account: LAB2_ACCOUNT }))
const setName = (lab: Lab, name: string): void => {
  expect(lab.ask(PRIMARY, { op: 'save', page: 'security', fields: { host_common_name: name } })).toMatchObject({ is: 'page' })
}
const synchronise = (lab: Lab): void => {
  expect(press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })).toMatchObject({ is: 'acted' })
  settle(lab)
}
/** What `openssl verify` says of a certificate for `host` at `at`. */
const verdict = (certificate: string, host: string, at: number): string => {
  const name = /^[\d.]+$|:/.test(host) ? '-verify_ip' : '-verify_hostname'
  const seconds = String(Math.floor(at / 1000))
  const found = spawnSync(
    'openssl',
    ['verify', '-attime', seconds, '-CAfile', file('root.pem', pem(ROOT)), '-purpose', 'sslserver', name, host, file('leaf.pem', certificate)],
    { encoding: 'utf8' },
  ) // biome-ignore format: one command line
  return found.stdout + found.stderr
}

describe('[SSM-40] the certificate for products', () => {
  test('what is made at build is the same each time, and each prepared server has the key to its certificate', () => {
    expect(material()).toEqual(MADE)
    for (const [name, { commonName }] of Object.entries(SITES)) {
      const [certificate] = bundleIn(pem(name)).certificates
      const key = privateKeyIn({ label: '', der: fromBase64(MADE.keys[name] as string) as never })
      expect(certificate?.alternativeNames).toEqual([{ kind: 'IP Address', value: commonName }])
      expect(key !== null && certificate?.publicKey && isSameKey(publicKeyOf(key), certificate.publicKey)).toBe(true)
    }
  })

  test('is issued for the Host Common Name, its subject and its one alternative name, by the authority of the upstream', () => {
    const lab = lab2()
    const [before] = bundleIn(download(lab)).certificates
    setName(lab, 'ssm.example.com')
    expect(download(lab)).toBe(pemOf('CERTIFICATE', before?.der as Uint8Array)) // a change of the name alone brings none
    const asked = requestIn(bundleIn(textOf(press(lab, PRIMARY, 'download-csr', {}))).blocks[0]?.der as never)
    expect(asked).toMatchObject({
      subject: [{ type: 'CN', value: 'ssm.example.com' }],
      alternativeNames: [{ kind: 'DNS', value: 'ssm.example.com' }],
    })
    const at = nowOf(lab)
    synchronise(lab)
    const [after] = bundleIn(download(lab)).certificates
    expect(after).toMatchObject({
      serial: '02',
      subject: asked?.subject,
      alternativeNames: asked?.alternativeNames,
      issuer: [{ type: 'O', value: 'Cisco' }, { type: 'CN', value: 'Cisco Licensing Root CA' }],
      isAuthority: false,
    }) // biome-ignore format: one row per field
    expect((after?.notAfter ?? 0) - (after?.notBefore ?? 0)).toBe(365 * DAY_MS)
    expect(Math.abs((after?.notBefore ?? 0) - at)).toBeLessThan(2_000)
    expect(isSameKey(after?.publicKey as never, asked?.publicKey as never)).toBe(true)
    expect(pageOf(lab, PRIMARY, 'security').tables[0]?.rows[0]?.slice(0, 4)).toEqual([
      LAB2_ACCOUNT,
      'ssm.example.com',
      'O = Cisco, CN = Cisco Licensing Root CA',
      '02',
    ])
    expect(lab.snapshot().nodes.find(({ id }) => id === 'cssm')).toMatchObject({ accounts: [{ commonName: 'ssm.example.com' }] })
  })

  test('is the same after a failover: certificate and key are in the database', () => {
    const lab = lab2()
    setName(lab, 'ssm.example.com')
    synchronise(lab)
    const before = download(lab)
    typeAll(lab, PRIMARY, ['ha_cluster_stop'])
    settle(lab)
    expect(download(lab, SECONDARY)).toBe(before)
    lab.ask('pi37', {
      op: 'save',
      page: 'transport',
      fields: { mode: 'Transport Gateway', url: 'https://ssm.example.com/SmartTransport' },
    })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    expect(lab.snapshot().nodes.find(({ id }) => id === 'pi37')).toMatchObject({ registration: 'Registered', why: '' })
  })

  test('is handed out again while more than half its life remains, and renewed by the synchronisation after that', () => {
    const lab = lab2()
    const first = download(lab)
    synchronise(lab)
    expect(download(lab)).toBe(first)
    for (let month = 0; month < 7; month += 1) {
      lab.advance(28 * DAY_MS)
      synchronise(lab)
    }
    const [renewed] = bundleIn(download(lab)).certificates
    expect(renewed?.serial).toBe('02')
    expect(renewed?.notAfter).toBeGreaterThan(nowOf(lab) + 340 * DAY_MS)
  })

  test('of an IPv6 address is compared by value, however the URL writes it', () => {
    const lab = openLab(ssm, 'ssm-lab2')
    expect(alternativeNameOf('2001:db8::14')).toEqual({ kind: 'IP Address', value: '2001:db8::14' })
    setName(lab, '2001:db8::14')
    synchronise(lab)
    const [certificate] = bundleIn(download(lab)).certificates
    expect(certificate?.alternativeNames).toEqual([{ kind: 'IP Address', value: '2001:db8::14' }])
    expect(lab.ask(PRIMARY, { op: 'save', page: 'network', fields: { ipv6_address: '2001:db8::14' } })).toMatchObject({
      is: 'page',
    })
    lab.ask('pi37', {
      op: 'save',
      page: 'transport',
      fields: { mode: 'Transport Gateway', url: 'https://[2001:DB8:0:0::0014]/SmartTransport' },
    })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    expect(lab.snapshot().nodes.find(({ id }) => id === 'pi37')).toMatchObject({ registration: 'Registered', why: '' })
  })

  test('a Host Common Name that the DNS does not know is saved with a warning, on the page and at once', () => {
    const lab = lab2()
    const answer = lab.ask(PRIMARY, { op: 'save', page: 'security', fields: { host_common_name: 'nowhere.example.com' } })
    expect(answer).toMatchObject({
      is: 'page',
      page: { messages: expect.arrayContaining([expect.objectContaining({ text: expect.stringContaining('Warning: nowhere.example.com has no address in the DNS') })]) },
    }) // biome-ignore format: one expectation
    expect(pageOf(lab, PRIMARY, 'security').fields[0]?.status).toMatchObject([{ tone: 'warning' }])
    lab.lay('dns', { kind: 'dns-record', name: 'nowhere.example.com', address: '10.0.1.14' })
    expect(pageOf(lab, PRIMARY, 'security').fields[0]?.status).toEqual([])
  })

  test('no view and no page shows a private key', () => {
    const lab = lab2()
    setName(lab, 'ssm.example.com')
    synchronise(lab)
    press(lab, PRIMARY, 'generate-browser-csr', { common_name: 'ssm.example.com' })
    const shown = JSON.stringify([lab.snapshot(), pageOf(lab, PRIMARY, 'security')])
    const held = stateOf(lab, PRIMARY).browserRequest?.key ?? 'none'
    expect(held.length).toBeGreaterThan(1_000)
    for (const key of [...Object.values(MADE.keys), held]) expect(shown).not.toContain(key)
  })
})

describe('[SSM-31] synchronisation by file', () => {
  test('a file goes to the upstream and its answer comes back, while the network is down', () => {
    const lab = lab2()
    lab.lay('cut', { kind: 'upstream-unreachable' })
    setName(lab, 'ssm.example.com')
    lab.advance(DAY_MS)
    const request = textOf(press(lab, PRIMARY, 'download-sync-file', { account: LAB2_ACCOUNT }))
    const response = textOf(press(lab, 'cssm', 'process-sync-file', { file: request }))
    expect(view(lab, PRIMARY).accounts[0]?.certificate).toBe('10.0.1.14')
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'acted' })
    expect(view(lab, PRIMARY).accounts[0]).toMatchObject({
      certificate: 'ssm.example.com',
      lastSync: expect.stringContaining('2021-06-21'),
    })
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'refused' }) // only once
  })

  test('an account is registered by a file too, once, and only as it was requested', () => {
    const lab = lab2()
    lab.lay('cut', { kind: 'upstream-unreachable' })
    const asked = { account_name: 'NEW', smart_account: 'example.com', virtual_account: 'NEW1', email: 'a@example.com' }
    expect(press(lab, PRIMARY, 'download-registration-file', { account: 'NEW' })).toMatchObject({ is: 'refused' })
    press(lab, PRIMARY, 'request-account', asked)
    const request = textOf(press(lab, PRIMARY, 'download-registration-file', { account: 'NEW' }))
    const elsewhere = request.replace('example.com', 'nobody.example')
    expect(press(lab, 'cssm', 'process-sync-file', { file: elsewhere })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('there is no Cisco Smart Account named nobody.example')],
    })
    const fetch = () => press(lab, 'cssm', 'download-authorization-file', { account: 'NEW' })
    expect(fetch()).toMatchObject({ is: 'refused', messages: [expect.stringContaining('Upload its registration file')] })
    expect(press(lab, 'cssm', 'process-sync-file', { file: request })).toMatchObject({ is: 'acted', files: [] })
    expect(fetch()).toMatchObject({ is: 'refused', messages: [expect.stringContaining('still being made')] })
    lab.advance(MINUTE_MS)
    const response = textOf(fetch())
    expect(textOf(fetch())).toBe(response)
    press(lab, PRIMARY, 'reject-account', { account: 'NEW' })
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'refused' })
    press(lab, PRIMARY, 'request-account', { ...asked, virtual_account: 'NEW2' })
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    for (const file of [response, response.replace('NEW1', 'NEW2')])
      expect(press(lab, PRIMARY, 'upload-sync-file', { file })).toMatchObject({ is: 'refused' })
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
    press(lab, PRIMARY, 'reject-account', { account: 'NEW' })
    press(lab, PRIMARY, 'request-account', asked)
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'acted' })
    expect(view(lab, PRIMARY).accounts[1]).toMatchObject({
      name: 'NEW',
      status: 'Active',
      certificate: '10.0.1.14',
      lastSync: null,
    })
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'refused' })
    lab.heal('cut')
    press(lab, PRIMARY, 'synchronize-account', { account: 'NEW' })
    settle(lab)
    expect(view(lab, PRIMARY).accounts[1]?.lastSync).not.toBeNull()
  })

  test('a file that is none, is changed, or is older than the last synchronisation changes nothing', () => {
    const lab = lab2()
    const request = textOf(press(lab, PRIMARY, 'download-sync-file', { account: LAB2_ACCOUNT }))
    for (const text of [
      '{',
      'null',
      '[]',
      request.replace('synchronization-request', 'moon'),
      request.replace(LAB2_ACCOUNT, 'nobody'),
    ])
      expect(press(lab, 'cssm', 'process-sync-file', { file: text })).toMatchObject({ is: 'refused' })
    expect(press(lab, 'cssm', 'process-sync-file', { file: '' })).toMatchObject({ is: 'malformed' })
    expect(press(lab, 'cssm', 'process-sync-file', { file: 'x'.repeat(60_001) })).toMatchObject({ is: 'malformed' })
    expect(press(lab, 'cssm', 'process-sync-file', { text: request })).toMatchObject({ is: 'unknown' })
    const response = textOf(press(lab, 'cssm', 'process-sync-file', { file: request }))
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    for (const text of [
      '{',
      request,
      response.replace(/"accessUntil":\d/, '"accessUntil":9'),
      response.replace('"signature":"M', '"signature":"N'),
    ])
      expect(press(lab, PRIMARY, 'upload-sync-file', { file: text })).toMatchObject({ is: 'refused' })
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
    lab.advance(60_000)
    synchronise(lab)
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('since this file')],
    })
    expect(press(lab, 'cssm', 'process-sync-file', { file: request })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('since this file')],
    })
  })
})

describe('[SSM-31] certificates for browsers', () => {
  const authority = { name: [{ type: 'CN', value: 'Example CA' }], key: ecKeyFrom('ca'), publicKey: publicKeyOf(ecKeyFrom('ca')) }
  const terms = {
    serial: '11',
    notBefore: instant('2021-01-01T00:00:00Z'),
    notAfter: instant('2023-06-05T00:00:00Z'),
    alternativeNames: [],
  }
  const authorityPem = pemOf(
    'CERTIFICATE',
    issue({ ...terms, subject: authority.name, publicKey: authority.publicKey, authority: { pathLength: null } }, authority),
  )

  test('a signing request is signed elsewhere and the certificate added; one for another key is not taken', () => {
    const lab = lab2()
    const csr = textOf(
      press(lab, PRIMARY, 'generate-browser-csr', { common_name: 'ssm.example.com', subject_alternative_names: '10.0.1.14', organization: 'Example', country: 'no' }),
    )
    const asked = requestIn(bundleIn(csr).blocks[0]?.der as never)
    expect(asked?.subject.map(({ type, value }) => `${type}=${value}`)).toEqual(['C=NO', 'O=Example', 'CN=ssm.example.com'])
    expect(asked?.alternativeNames.map(({ value }) => value)).toEqual(['ssm.example.com', '10.0.1.14'])
    const signed = (key: NonNullable<typeof asked>['publicKey']) =>
      pemOf('CERTIFICATE', issue({ ...terms, subject: asked?.subject ?? [], publicKey: key, authority: null }, authority))
    const add = (certificate: string, key = '') => press(lab, PRIMARY, 'add-browser-certificate', { certificate, key })
    expect(add(signed(publicKeyOf(ecKeyFrom('other'))))).toMatchObject({ is: 'refused', messages: [expect.stringContaining('another key')] })
    expect(add(authorityPem)).toMatchObject({ is: 'refused', messages: [expect.stringContaining('certificate authority')] })
    expect(add('no certificate')).toMatchObject({ is: 'refused' })
    expect(add(signed(publicKeyOf(ecKeyFrom('other'))), pemOf('PRIVATE KEY', pkcs8Of(ecKeyFrom('third'))))).toMatchObject({ is: 'refused' })
    expect(add(signed(asked?.publicKey as never))).toMatchObject({ is: 'acted' })
    const rows = pageOf(lab, PRIMARY, 'security').tables.find(({ id }) => id === 'browser-certificates')?.rows
    expect(rows).toEqual([['localhost (Default Certificate)', '2022-JUN-06'], ['ssm.example.com', '2023-JUN-05']])
  }) // biome-ignore format: what is asked and answered

  test('authorities are added and deleted, and are there after a failover', () => {
    const lab = lab2()
    const rows = (node: string) => pageOf(lab, node, 'security').tables.find(({ id }) => id === 'ca-certificates')
    expect(press(lab, PRIMARY, 'add-ca-certificate', { certificate: pem('lab2') })).toMatchObject({ is: 'refused' })
    expect(press(lab, PRIMARY, 'add-ca-certificate', { certificate: authorityPem })).toMatchObject({ is: 'acted' })
    typeAll(lab, PRIMARY, ['ha_cluster_stop'])
    settle(lab)
    expect(rows(SECONDARY)?.rows).toEqual([['Example CA', '2023-JUN-05', 'Actions']])
    const id = rows(SECONDARY)?.actions[0]?.[0]?.body.id as string
    expect(press(lab, SECONDARY, 'delete-ca-certificate', { id: 'none' })).toMatchObject({ is: 'refused' })
    expect(press(lab, SECONDARY, 'delete-ca-certificate', { id })).toMatchObject({ is: 'acted' })
    expect(rows(SECONDARY)?.rows).toEqual([])
  })
})

describe.skipIf(!hasOpenssl)('[SSM-40] openssl', () => {
  test('says of the certificate and of each fault what products find', () => {
    const lab = lab2()
    const shown = (problem: string): string => {
      if (problem !== '') lab.lay('certificate', { kind: 'certificate', node: PRIMARY, problem })
      const state = stateOf(lab, PRIMARY)
      const found = presented(state, { ...(state.database.tables.accounts?.[0] as never as Parameters<typeof presented>[1]) })
      if (problem !== '') lab.heal('certificate')
      return pemOf('CERTIFICATE', found?.certificate.der as Uint8Array)
    }
    const at = nowOf(lab)
    expect(verdict(shown(''), '10.0.1.14', at)).toContain(': OK')
    expect(verdict(shown(''), '10.0.1.11', at)).toMatch(/IP address mismatch/i)
    for (const [problem, words] of [
      ['expired', /certificate has expired/],
      ['not-yet-valid', /certificate is not yet valid/],
      ['wrong-name', /IP address mismatch/i],
      ['unknown-issuer', /unable to get local issuer certificate/],
    ] as const)
      expect(verdict(shown(problem), '10.0.1.14', at), problem).toMatch(words)
    const key = openssl(
      'pkey',
      '-in',
      file('key.pem', pemOf('PRIVATE KEY', fromBase64(MADE.keys.lab2 as string) as Uint8Array)),
      '-pubout',
    )
    const keyIn = (text: string) => openssl('x509', '-in', file('leaf.pem', text), '-noout', '-pubkey')
    expect(keyIn(shown(''))).toBe(key)
    expect(keyIn(shown('wrong-key'))).not.toBe(key)
  })

  test('takes the request, and believes what was issued for it', () => {
    const lab = lab2()
    setName(lab, 'ssm.example.com')
    const csr = file('csr.pem', textOf(press(lab, PRIMARY, 'download-csr', {})))
    expect(spawnSync('openssl', ['req', '-in', csr, '-verify', '-noout'], { encoding: 'utf8' }).status).toBe(0)
    expect(openssl('req', '-in', csr, '-noout', '-text')).toContain('DNS:ssm.example.com')
    synchronise(lab)
    expect(verdict(download(lab), 'ssm.example.com', nowOf(lab))).toContain(': OK')
    expect(verdict(download(lab), '10.0.1.14', nowOf(lab))).toMatch(/IP address mismatch/i)
    expect(verdict(download(lab), 'ssm.example.com', nowOf(lab) + 366 * DAY_MS)).toMatch(/has expired/)
  })
})

test('[SSM-40] what a state of a former release holds is taken for no certificate, and a synchronisation brings one', () => {
  expect(certificateHeld({ certificate: { commonName: '10.0.1.14', serial: 1 } as never })).toBeNull()
  expect((openLab(ssm, 'ssm-lab2').state('cssm') as UpstreamState).registrations[0]?.certificate).toBe('@lab2')
})

describe('[SSM-41] the identity certificate of a product', () => {
  const registered = (): Lab => {
    const lab = lab2()
    lab.ask('pi37', {
      op: 'save',
      page: 'transport',
      fields: { mode: 'Transport Gateway', url: 'https://10.0.1.14/SmartTransport' },
    })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    return lab
  }
  const identity = (lab: Lab, node: string): string => textOf(press(lab, node, 'download-identity-certificate', {}))

  test('is issued for a year by the server, as an authority under that of the upstream, and renewed in its second half', () => {
    const lab = registered()
    const [leaf, authority] = bundleIn(identity(lab, 'pi37')).certificates
    expect(leaf).toMatchObject({ subject: [{ type: 'CN', value: 'UDI_PID:PI-SOFTWARE; UDI_SN:pi37;' }], isAuthority: false })
    expect(leaf?.issuer).toEqual(authority?.subject)
    expect(authority).toMatchObject({
      isAuthority: true,
      pathLength: 0,
      issuer: [
        { type: 'O', value: 'Cisco' },
        { type: 'CN', value: 'Cisco Licensing Root CA' },
      ],
    })
    expect((leaf?.notAfter ?? 0) - (leaf?.notBefore ?? 0)).toBe(365 * DAY_MS)
    expect(pageOf(lab, 'pi37', 'licensing').fields.find(({ name }) => name === 'identity_certificate')?.value).toBe(
      'valid until Jun 20, 2022',
    )
    lab.advance(181 * DAY_MS)
    expect(bundleIn(identity(lab, 'pi37')).certificates[0]?.serial).toBe(leaf?.serial)
    lab.advance(31 * DAY_MS)
    const [renewed] = bundleIn(identity(lab, 'pi37')).certificates
    expect(renewed?.serial).not.toBe(leaf?.serial)
    expect(isSameKey(renewed?.publicKey as never, leaf?.publicKey as never)).toBe(true)
    expect(renewed?.notAfter).toBeGreaterThan(nowOf(lab) + 330 * DAY_MS)
    press(lab, 'pi37', 'deregister', {})
    settle(lab)
    expect(press(lab, 'pi37', 'download-identity-certificate', {})).toMatchObject({ is: 'refused' })
  })

  test.skipIf(!hasOpenssl)('of every registered product openssl believes, under the root alone', () => {
    const lab = registered()
    for (const node of ['pi37', 'annanr-39', 'cucmpub']) {
      const [leaf, authority] = bundleIn(identity(lab, node)).certificates
      const verified = spawnSync(
        'openssl',
        ['verify', '-attime', String(Math.floor(nowOf(lab) / 1000)), '-CAfile', file('root.pem', pem(ROOT)), '-untrusted', file('authority.pem', pemOf('CERTIFICATE', authority?.der as Uint8Array)), file('leaf.pem', pemOf('CERTIFICATE', leaf?.der as Uint8Array))],
        { encoding: 'utf8' },
      ) // biome-ignore format: one command line
      expect(verified.stdout + verified.stderr).toContain(': OK')
    }
  })

  test('asked for again over a lossy link it is the same, and no view and no page shows its key', () => {
    const lab = lab2()
    lab.lay('loss', { kind: 'loss', a: PRIMARY, b: 'pi37', percent: 60 })
    lab.ask('pi37', {
      op: 'save',
      page: 'transport',
      fields: { mode: 'Transport Gateway', url: 'https://10.0.1.14/SmartTransport' },
    })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    const { agent } = lab.state('pi37') as ProductState
    expect(agent.status).toBe('Registered')
    expect(agent.certificate?.chain).toHaveLength(2)
    const shown = JSON.stringify([
      lab.snapshot(),
      pageOf(lab, 'pi37', 'licensing'),
      pageOf(lab, PRIMARY, 'licensing-product-instances'),
    ])
    expect(shown).not.toContain(agent.certificate?.key ?? 'none')
  })
})
