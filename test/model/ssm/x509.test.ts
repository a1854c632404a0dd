// The certificate for products: what they are shown, what openssl says of it, and how it comes and goes.

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { fromBase64, pemOf } from '../../../worker/kernel/bytes.ts'
import { openLab } from '../../../worker/kernel/runtime.ts'
import { DAY_MS } from '../../../worker/kernel/time.ts'
import { bundleIn } from '../../../worker/kernel/x509/bundle.ts'
import { isSameKey, privateKeyIn, publicKeyOf } from '../../../worker/kernel/x509/key.ts'
import { requestIn } from '../../../worker/kernel/x509/request.ts'
import { alternativeNameOf, material } from '../../../worker/ssm/authority.ts'
import { certificateHeld } from '../../../worker/ssm/certificates.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { presented } from '../../../worker/ssm/presented.ts'
import { SITES } from '../../../worker/ssm/sites.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import type { UpstreamState } from '../../../worker/ssm/upstream/state.ts'
import {
  download,
  file,
  hasOpenssl,
  lab2,
  MADE,
  nowOf,
  openssl,
  pem,
  setName,
  synchronise,
  textOf,
  verdict,
} from './certificates.ts'
import { PRIMARY, pageOf, press, SECONDARY, settle, stateOf, typeAll } from './pair.ts'

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
