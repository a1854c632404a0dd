// Certificates, requests and chains of our own making, compared with what OpenSSL says of them; and the other way round.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { blocksOf, pemOf } from '../../worker/kernel/bytes.ts'
import { DAY_MS, instant } from '../../worker/kernel/time.ts'
import { type Certificate, certificateIn, issue, type Signer, type Terms } from '../../worker/kernel/x509/certificate.ts'
import { flawOf } from '../../worker/kernel/x509/chain.ts'
import {
  ecKeyFrom,
  isSameKey,
  type PrivateKey,
  pkcs8Of,
  privateKeyIn,
  publicKeyOf,
  rsaKeyFrom,
} from '../../worker/kernel/x509/key.ts'
import { nameText } from '../../worker/kernel/x509/name.ts'
import { request, requestIn } from '../../worker/kernel/x509/request.ts'

const AT = instant('2021-08-10T14:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'x509-'))
afterAll(() => rmSync(folder, { recursive: true }))

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.warn('openssl is not installed: no certificate is compared with what it says.')

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const openssl = (...words: string[]): string => execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })

const parsed = (der: Parameters<typeof certificateIn>[0]): Certificate => {
  const certificate = certificateIn(der)
  if (certificate === null) throw new Error('no certificate')
  return certificate
}

const signer = (name: string, key: PrivateKey): Signer => ({
  name: [{ type: 'CN', value: name }],
  key,
  publicKey: publicKeyOf(key),
})

const rootKey = rsaKeyFrom('root')
const root = signer('Apolo Root CA', rootKey)
const issuing = signer('Apolo Issuing CA', ecKeyFrom('issuing'))
const server = rsaKeyFrom('server')

const authority = (subject: Signer, by: Signer, serial: string, pathLength: number | null) =>
  issue(
    { serial, subject: subject.name, publicKey: subject.publicKey, notBefore: AT - 900 * DAY_MS, notAfter: AT + 9_000 * DAY_MS, alternativeNames: [], authority: { pathLength } },
    by,
  ) // biome-ignore format: its terms are one row

const terms: Terms = {
  serial: '9F01',
  subject: [{ type: 'C', value: 'NO' }, { type: 'O', value: 'Apolo, Ltd' }, { type: 'CN', value: 'expc01.apolo.local' }],
  publicKey: publicKeyOf(server),
  notBefore: AT - 30 * DAY_MS,
  notAfter: AT + 700 * DAY_MS,
  alternativeNames: [{ kind: 'DNS', value: 'expc01.apolo.local' }, { kind: 'IP Address', value: '10.15.13.15' }],
  authority: null,
} // biome-ignore format: one row per term

const forServer = (more: Partial<Terms> = {}, by: Signer = issuing) => issue({ ...terms, ...more }, by)

const ROOT = authority(root, root, '01', null)
const ISSUING = authority(issuing, root, '02', 0)

describe('what is made here', () => {
  test('is the same each time', () => {
    expect(forServer()).toEqual(forServer())
    expect(pkcs8Of(rsaKeyFrom('server'))).toEqual(pkcs8Of(server))
    expect(pkcs8Of(rsaKeyFrom('another'))).not.toEqual(pkcs8Of(server))
  })

  test('is read back as it was meant', () => {
    const read = parsed(forServer())
    expect(nameText(read.subject)).toBe('C = NO, O = "Apolo, Ltd", CN = expc01.apolo.local')
    expect(read).toMatchObject({
      serial: '9F01',
      notBefore: AT - 30 * DAY_MS,
      alternativeNames: [{ kind: 'DNS', value: 'expc01.apolo.local' }, { kind: 'IP Address', value: '10.15.13.15' }],
      isAuthority: false,
    }) // biome-ignore format: one row per field
    const key = privateKeyIn({ label: 'PRIVATE KEY', der: pkcs8Of(server) })
    expect(key !== null && read.publicKey !== null && isSameKey(publicKeyOf(key), read.publicKey)).toBe(true)
  })

  test('is believed under its root at its time, and not otherwise', () => {
    const chain = [parsed(forServer()), parsed(ISSUING)]
    const trusted = [parsed(ROOT)]
    expect(flawOf(chain, trusted, AT)).toBeNull()
    expect(flawOf(chain, trusted, AT - 31 * DAY_MS)).toBe('not-yet-valid')
    expect(flawOf(chain, trusted, AT + 701 * DAY_MS)).toBe('expired')
    expect(flawOf(chain.slice(0, 1), trusted, AT)).toBe('unknown-issuer')
    expect(flawOf(chain, [], AT)).toBe('unknown-issuer')
    const impostor = signer('Apolo Issuing CA', ecKeyFrom('impostor'))
    expect(flawOf([parsed(forServer({}, impostor)), parsed(ISSUING)], trusted, AT)).toBe('unknown-issuer')
    const powerless = issue(
      { ...terms, subject: issuing.name, publicKey: issuing.publicKey, alternativeNames: [], authority: null },
      root,
    )
    expect(flawOf([parsed(forServer()), parsed(powerless)], trusted, AT)).toBe('not-an-authority')
  })

  test('a request that somebody changed is none', () => {
    const der = request([{ type: 'CN', value: 'expc01.apolo.local' }], [], server)
    expect(requestIn(der)?.subject).toEqual([{ type: 'CN', value: 'expc01.apolo.local' }])
    const changed = der.slice()
    const at = changed.indexOf('e'.charCodeAt(0), 10)
    changed[at] = 'f'.charCodeAt(0)
    expect(requestIn(changed)).toBeNull()
  })
})

describe.skipIf(!hasOpenssl)('OpenSSL', () => {
  test('agrees about every field of a certificate', () => {
    const path = file('server.pem', pemOf('CERTIFICATE', forServer()))
    const read = parsed(forServer())
    const says = openssl(
      'x509',
      '-in',
      path,
      '-noout',
      '-subject',
      '-issuer',
      '-serial',
      '-fingerprint',
      '-sha256',
      '-ext',
      'subjectAltName',
      '-nameopt',
      'oneline',
    )
    expect(says).toContain(`subject=${nameText(read.subject)}`)
    expect(says).toContain(`issuer=${nameText(read.issuer)}`)
    expect(says).toContain(`serial=${read.serial}`)
    expect(says).toContain(read.fingerprint)
    expect(says).toContain('DNS:expc01.apolo.local, IP Address:10.15.13.15')
  })

  test('comes to the same verdict about a chain', () => {
    const ca = file('root.pem', pemOf('CERTIFICATE', ROOT))
    const between = file('issuing.pem', pemOf('CERTIFICATE', ISSUING))
    for (const [name, more, by] of [
      ['good', {}, issuing],
      ['expired', { notAfter: AT - DAY_MS }, issuing],
      ['early', { notBefore: AT + DAY_MS }, issuing],
      ['stranger', {}, signer('Example CA', ecKeyFrom('stranger'))],
      ['by-root', {}, root],
    ] as const) {
      const der = forServer(more, by)
      const path = file(`${name}.pem`, pemOf('CERTIFICATE', der))
      const verdict = spawnSync('openssl', [
        'verify',
        '-no-CApath',
        '-no-CAstore',
        '-CAfile',
        ca,
        '-untrusted',
        between,
        '-purpose',
        'sslserver',
        '-attime',
        String(AT / 1_000),
        path,
      ])
      expect([name, verdict.status === 0]).toEqual([name, flawOf([parsed(der), parsed(ISSUING)], [parsed(ROOT)], AT) === null])
    }
  })

  test('takes a request and its key, and what it signs is read here', () => {
    for (const [kind, key] of [['rsa', server], ['ec', ecKeyFrom('request')]] as const) {
      const der = request([{ type: 'CN', value: 'expc01.apolo.local' }], [{ kind: 'DNS', value: 'expc01.apolo.local' }], key)
      const csr = file(`${kind}.csr`, pemOf('CERTIFICATE REQUEST', der))
      openssl('req', '-in', csr, '-noout', '-verify')
      const keyPath = file(`${kind}.key`, pemOf('PRIVATE KEY', pkcs8Of(key)))
      openssl('pkey', '-in', keyPath, '-check', '-noout')
      const out = join(folder, `${kind}-signed.pem`)
      for (const digest of ['-sha256', '-sha384', '-sha512']) {
        openssl('x509', '-req', '-in', csr, '-signkey', keyPath, digest, '-out', out)
        const [block] = blocksOf(readFileSync(out, 'utf8'))
        const signed = block === undefined ? null : certificateIn(block.der)
        expect(signed !== null && flawOf([signed], [signed], signed.notBefore)).toBeNull()
      }
    }
  }) // biome-ignore format: one row per kind

  test.each([
    ['PKCS #8 RSA', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']],
    ['PKCS #1', ['genrsa', '-traditional', '2048']],
    ['SEC 1 P-384', ['ecparam', '-name', 'secp384r1', '-genkey', '-noout']],
    ['PKCS #8 P-256', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ])('makes a key of %s that is read here', (_, words) => {
    const [block] = blocksOf(openssl(...words))
    const key = block === undefined ? null : privateKeyIn(block)
    expect(key).not.toBeNull()
    if (key !== null) openssl('pkey', '-in', file('again.key', pemOf('PRIVATE KEY', pkcs8Of(key))), '-check', '-noout')
  })
})
