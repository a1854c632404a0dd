// The Expressways' certificates are real: what the pages say of them is what OpenSSL says, and certificates that
// OpenSSL made are taken.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { material, OTHER_KEY } from '../../../worker/expressway/authority.ts'
import { CERTIFICATE_PROBLEMS, type Presented, verify } from '../../../worker/expressway/certificate.ts'
import { expressway } from '../../../worker/expressway/index.ts'
import { TEMPLATES } from '../../../worker/expressway/templates.ts'
import { base64Of, blocksOf, fromBase64, pemOf } from '../../../worker/kernel/bytes.ts'
import { requestOf } from '../../../worker/kernel/http.ts'
import { sealerOf } from '../../../worker/kernel/seal.ts'
import type { Answer, Operation } from '../../../worker/kernel/surface.ts'
import { DAY_MS, MINUTE_MS } from '../../../worker/kernel/time.ts'
import { issue, type Terms } from '../../../worker/kernel/x509/certificate.ts'
import { ecKeyFrom, pkcs8Of, publicKeyOf } from '../../../worker/kernel/x509/key.ts'
import { requestIn } from '../../../worker/kernel/x509/request.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { Cluster, fqdn } from './cluster.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.warn('openssl is not installed: no certificate of an Expressway is compared with what it says.')

const folder = mkdtempSync(join(tmpdir(), 'expressway-x509-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
function file(name: string, text: string): string {
  writeFileSync(at(name), text)
  return at(name)
}
const openssl = (...words: string[]): string => execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })

const MADE = material()
const FRESH = { token: 'token', print: 'print' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const NAMES = [...new Set(TEMPLATES.flatMap((each) => each.nodes.map((node) => node.title)))]
const pem = (name: string): string => pemOf('CERTIFICATE', fromBase64(MADE.certificates[name] as string) as Uint8Array)

const textOf = (answer: Answer): string => {
  const found = answer.is === 'acted' ? answer.files[0] : undefined
  if (found === undefined || !('text' in found)) throw new Error(JSON.stringify(answer))
  return found.text
}
const told = (cluster: Cluster, node: string): { readonly [name: string]: unknown } =>
  Object.fromEntries(cluster.page(node, 'server-certificate').fields.map(({ name, value }) => [name, value]))
const secondsOf = (cluster: Cluster): string => String(Math.floor(Date.parse(cluster.lab.snapshot().clock.now) / 1000))

/** `openssl ca` with an authority that lives in the folder, for the years around the sandbox's time. */
function authorityOutside(): (...words: string[]) => string {
  file('index.txt', '')
  file('serial', '1000\n')
  const lines = [
    ['[ca]', 'default_ca=here', '[here]', `new_certs_dir=${folder}`, `database=${at('index.txt')}`, `serial=${at('serial')}`],
    ['default_md=sha256', 'policy=any', 'unique_subject=no', 'copy_extensions=copy'],
    ['[any]', 'organizationName=optional', 'commonName=supplied'],
    ['[authority]', 'basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign', 'subjectKeyIdentifier=hash'],
    ['[server]', 'basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth,clientAuth'],
  ]
  const configuration = file('ca.cnf', `${lines.flat().join('\n')}\n`)
  const fixed = ['-batch', '-notext', '-config', configuration, '-keyfile', at('ca.key')]
  return (...words) => openssl('ca', ...fixed, '-startdate', '20210101000000Z', '-enddate', '20300101000000Z', ...words)
}

describe('what is made at build', () => {
  test('[EX-02] is the same each time, and there is a certificate with its key for the node of every template', () => {
    expect(material()).toEqual(MADE)
    expect(NAMES.length).toBeGreaterThan(6)
    for (const name of NAMES)
      expect([name, typeof MADE.certificates[name], typeof MADE.keys[name]]).toEqual([name, 'string', 'string'])
    expect(Object.keys(MADE.keys)).toEqual([OTHER_KEY, ...NAMES.toSorted()])
  })

  test.each(TEMPLATES.map(({ id }) => id))('[EX-14] no view and no page of %s shows a private key', (id) => {
    const cluster = new Cluster(id)
    expect(JSON.stringify(cluster.lab.snapshot())).not.toMatch(/PRIVATE|"key"/)
    for (const state of cluster.lab.snapshot().nodes)
      expect(JSON.stringify(cluster.lab.state(state.id)).length).toBeLessThan(24_000)
  })
})

test('[EX-14] what states of a former release hold is still understood', () => {
  const former = { commonName: fqdn(1), holderHasKey: true } as unknown as Presented
  const trust = ['SHA256:5d0c6b7be1a94f0e8f6e5a7c41d2b93f']
  const now = TEMPLATES[0]?.starts ?? 0
  expect(verify(former, fqdn(1), { trust }, now).text).toBe('Valid')
  expect(verify({ ...former, holderHasKey: false } as Presented, fqdn(1), { trust }, now).state).toBe('invalid')
})

describe.skipIf(!hasOpenssl)('OpenSSL', () => {
  /** What `openssl verify` says of each problem at the sandbox's time. */
  const VERDICTS: { readonly [problem: string]: RegExp } = {
    expired: /certificate has expired/,
    'not-yet-valid': /certificate is not yet valid/,
    'wrong-name': /hostname mismatch/i,
    'unknown-issuer': /unable to get local issuer certificate/,
    revoked: /certificate revoked/,
  }

  test.each(NAMES)('[EX-14] says of %s and of each fault what the Clustering page says', (name) => {
    const cluster = new Cluster()
    const root = file('root.pem', pem('root'))
    const issuing = file('issuing.pem', pem('issuing'))
    const list = file('list.pem', pemOf('X509 CRL', fromBase64(MADE.revoked) as Uint8Array))
    const verified = (of: string) =>
      spawnSync(
        'openssl',
        ['verify', '-attime', secondsOf(cluster), '-crl_check', '-CRLfile', list, '-CAfile', root, '-untrusted', issuing, '-purpose', 'sslserver', '-verify_hostname', name, file('leaf.pem', pem(of))],
        { encoding: 'utf8' },
      ) // biome-ignore format: one command line
    expect(verified(name).stdout).toContain(': OK')
    expect(verified(`${name}/common-name-only`).stdout).toContain(': OK')
    for (const [problem, verdict] of Object.entries(VERDICTS)) {
      const found = verified(`${name}/${problem}`)
      expect(found.status, problem).not.toBe(0)
      expect(found.stdout + found.stderr, problem).toMatch(verdict)
    }
    const key = file('key.pem', pemOf('PRIVATE KEY', fromBase64(MADE.keys[name] as string) as Uint8Array))
    expect(openssl('pkey', '-in', key, '-pubout')).toBe(openssl('x509', '-in', file('leaf.pem', pem(name)), '-noout', '-pubkey'))
  })

  /** What the page of a node shows of its certificate is what is printed of the file that it hands out. */
  function printsTheSame(cluster: Cluster, node: string): void {
    const text = textOf(cluster.press(node, 'download-certificate'))
    const printed = openssl('x509', '-in', file('leaf.pem', text), '-noout', '-subject', '-issuer', '-ext', 'subjectAltName', '-fingerprint', '-sha256', '-serial', '-startdate', '-enddate')
    const shown = told(cluster, node)
    const { certificate } = cluster.node(node).identity as unknown as { certificate: { readonly [name: string]: unknown } }
    const names = String(shown.alternative_names)
    for (const line of [`subject=${shown.subject}`, `issuer=${shown.issuer}`, ...(names === '' ? [] : [`DNS:${names}`]), `Fingerprint=${shown.fingerprint}`, `serial=${shown.serial}`, `notBefore=${shown.not_before}`, `notAfter=${shown.not_after}`])
      expect(printed.replaceAll('subject= ', 'subject=')).toContain(line)
    expect(certificate).toMatchObject({ subject: shown.subject, fingerprint: shown.fingerprint, alternativeNames: names === '' ? [] : [names], notBefore: isoOf(shown.not_before), notAfter: isoOf(shown.not_after) })
  } // biome-ignore format: one command line

  const isoOf = (shown: unknown): string => new Date(String(shown)).toISOString()

  /** What the page of the trust store lists is what is printed of the file that it hands out, one authority after the other. */
  function trustsTheSame(cluster: Cluster, node: string): void {
    const rows = cluster.page(node, 'trusted-ca').tables[0]?.rows ?? []
    const text = rows.length === 0 ? '' : textOf(cluster.press(node, 'download-trusted-ca'))
    const authorities = text.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
    const printed = authorities.map((authority) => {
      const lines = openssl('x509', '-in', file('authority.pem', authority), '-noout', '-issuer', '-subject', '-startdate', '-enddate', '-serial', '-fingerprint', '-sha256')
      return lines.trim().split('\n').map((line) => line.slice(line.indexOf('=') + 1).trim())
    })
    expect(printed).toEqual(rows)
  } // biome-ignore format: one command line

  const LIST = pemOf('X509 CRL', fromBase64(MADE.revoked) as Uint8Array)
  const running = (cluster: Cluster) =>
    cluster.lab.snapshot().nodes.flatMap(({ id, state }) => (state === 'running' ? [cluster.node(id)] : []))

  /** In whose words: those of the page, and what openssl verify says of the same. */
  const REASONS: readonly (readonly [page: string, verdict: RegExp])[] = [
    ['Certificate has expired', /certificate has expired/],
    ['Certificate is not yet valid', /certificate is not yet valid/],
    ['Certificate has been revoked', /certificate revoked/],
    ['Certificate issuer is not trusted', /unable to get local issuer certificate/],
    ['Common Name in certificate does not match', /(?:hostname|IP address) mismatch/i],
  ]

  /**
   * How many lines of Clustering pages say of the certificate of `node` what `openssl verify` says. A line of a peer that
   * was out of reach in `start` speaks of what was last seen, and is left out.
   */
  function judgedTheSame(cluster: Cluster, node: string, start: Cluster): number {
    const { lan1, lan2, fqdn: own } = cluster.node(node).identity as unknown as {
      readonly fqdn: string
      readonly lan1: { readonly address: string; readonly ipv6: string }
      readonly lan2: { readonly address: string } | null
    }
    const names = [own, lan1.address, lan1.ipv6, lan2?.address].filter((name) => name !== undefined && name !== '')
    const chain = file('chain.pem', textOf(cluster.press(node, 'download-certificate')))
    const isForeign = told(cluster, node).private_key === 'Does not match the certificate'
    let judged = 0
    for (const observer of running(cluster)) {
      const line = observer.clustering.peers.find(({ address }) => names.includes(address))
      const before = start.node(observer.id).clustering.peers.find(({ n }) => n === line?.n)
      if (observer.id === node || !line?.certificate || before?.clustering?.state !== 'active') continue
      const root = file('root.pem', textOf(cluster.press(observer.id, 'download-trusted-ca')))
      const isAddress = line.address !== own
      const verified = (...named: string[]) => spawnSync('openssl', ['verify', '-attime', secondsOf(cluster), '-crl_check', '-CRLfile', file('list.pem', LIST), '-CAfile', root, '-untrusted', chain, '-purpose', 'sslserver', ...named, chain], { encoding: 'utf8' })
      const verdict = verified(isAddress ? '-verify_ip' : '-verify_hostname', line.address)
      expect([observer.id, line.address, line.certificate.state === 'valid']).toEqual([observer.id, line.address, verdict.status === 0 && !isForeign])
      const reason = REASONS.find(([words]) => line.certificate?.text === `Invalid (${words})`)
      // Where the name does not match either, openssl looks no further, and the page names what is wrong with the certificate itself.
      const { stdout, stderr } = reason === REASONS.at(-1) ? verdict : verified()
      if (verdict.status !== 0 && !isForeign) expect(stdout + stderr, line.certificate.text).toMatch(reason?.[1] ?? 'a reason that is known')
      judged += 1
    }
    return judged
  } // biome-ignore format: one command line

  test.each(TEMPLATES.map(({ id }) => id))(
    '[EX-14] [EX-60] agrees with the pages about every certificate in %s, as it is and under each fault',
    (id) => {
      const start = new Cluster(id)
      const nodes = running(start).map((node) => node.id)
      expect(nodes.length).toBeGreaterThan(0)
      for (const node of nodes) printsTheSame(start, node)
      for (const node of nodes) trustsTheSame(start, node)
      const judged = nodes.filter((node) => judgedTheSame(start, node, start) > 0)
      const node = judged.at(-1) ?? (nodes.at(-1) as string)
      for (const problem of CERTIFICATE_PROBLEMS) {
        const cluster = new Cluster(id, 1, start.lab.copy())
        cluster.fault('bad', { kind: 'certificate', node, problem })
        cluster.advance(3 * MINUTE_MS)
        printsTheSame(cluster, node)
        expect([problem, judgedTheSame(cluster, node, start) > 0]).toEqual([problem, judged.length > 0])
      }
    },
    120_000,
  ) // biome-ignore format: one condition a line

  test.each(CERTIFICATE_PROBLEMS)(
    '[EX-14] judges a peer whose certificate has the problem %s as the Clustering page of the other does',
    (problem) => {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.fault('bad', { kind: 'certificate', node: 'expc02', problem })
      cluster.advance(3 * MINUTE_MS)
      const chain = file('chain.pem', textOf(cluster.press('expc02', 'download-certificate')))
      const root = file('root.pem', textOf(cluster.press('expc01', 'download-trusted-ca')))
      const list = file('list.pem', pemOf('X509 CRL', fromBase64(MADE.revoked) as Uint8Array))
      const verdict = spawnSync(
      'openssl',
      ['verify', '-attime', secondsOf(cluster), '-crl_check', '-CRLfile', list, '-CAfile', root, '-untrusted', chain, '-purpose', 'sslserver', '-verify_hostname', fqdn(2), chain],
      { encoding: 'utf8' },
    ) // biome-ignore format: one command line
      // Whether a key belongs to a certificate is no question of the chain: the page alone knows it.
      const isForeign = told(cluster, 'expc02').private_key === 'Does not match the certificate'
      expect(isForeign).toBe(problem === 'wrong-key')
      expect(cluster.certificate('expc01', 2) === 'Valid').toBe(verdict.status === 0 && !isForeign)
    },
  )

  test('[EX-60] a signing request bears the FQDN, the fields of the form and a signature of its key', () => {
    const cluster = new Cluster()
    const plain = file('csr.pem', textOf(cluster.press('expc01', 'generate-csr')))
    expect(openssl('req', '-in', plain, '-noout', '-verify', '-subject', '-text')).toMatch(/CN ?= ?expc01\.apolo\.local/)
    const answer = cluster.press('expc01', 'generate-csr', {
      subject_alternative_names: 'expc-cluster.apolo.local, 10.15.13.15',
      digest_algorithm: 'SHA-384',
      country: 'co',
      organization: 'Apolo',
    })
    const text = openssl('req', '-in', file('csr.pem', textOf(answer)), '-noout', '-verify', '-text')
    expect(text).toContain('DNS:expc01.apolo.local, DNS:expc-cluster.apolo.local, IP Address:10.15.13.15')
    expect(
      cluster.press('expc01', 'generate-csr', { common_name: '', key_length: '', digest_algorithm: '', country: '' }),
    ).toMatchObject({ is: 'acted' })
    expect(text).toContain('sha384WithRSAEncryption')
    expect(text).toMatch(/C ?= ?CO, O ?= ?Apolo, CN ?= ?expc01/)
    const last = textOf(cluster.press('expc01', 'generate-csr'))
    expect(textOf(cluster.press('expc01', 'download-csr'))).toBe(last)
  })

  test.each(['rsa:2048', 'ec'])('[EX-14] an authority of outside (%s) signs for all peers, and in Enforce the cluster accepts it', (kind) => {
    const cluster = new Cluster('expressway-c-cluster-3')
    const nodes = ['expc01', 'expc02', 'expc03']
    const newKey = kind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'] : [kind]
    const ca = authorityOutside()
    openssl('req', '-new', '-newkey', ...newKey, '-nodes', '-keyout', at('ca.key'), '-out', at('ca.csr'), '-subj', '/O=Outside/CN=Outside CA')
    ca('-selfsign', '-in', at('ca.csr'), '-out', at('ca.pem'), '-extensions', 'authority')
    const root = readFileSync(at('ca.pem'), 'utf8')
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    for (const node of nodes) cluster.restart(node)
    for (const node of nodes) expect(cluster.press(node, 'upload-trusted-ca', { certificates: root, mode: 'append' })).toMatchObject({ is: 'acted' })
    for (const node of nodes) {
      file('csr.pem', textOf(cluster.press(node, 'generate-csr')))
      ca('-in', at('csr.pem'), '-cert', at('ca.pem'), '-out', at('new.pem'), '-extensions', 'server')
      expect(cluster.press(node, 'upload-certificate', { certificate: readFileSync(at('new.pem'), 'utf8') })).toMatchObject({ is: 'acted', message: expect.not.stringContaining('not among') })
      cluster.advance(MINUTE_MS)
      expect(cluster.alarms(node)).toEqual(['15028'])
      expect(told(cluster, node).issuer).toBe('O = Outside, CN = Outside CA')
    }
    for (const node of nodes) {
      cluster.restart(node)
      cluster.advance(3 * MINUTE_MS)
    }
    for (const node of nodes) {
      expect(cluster.alarms(node)).toEqual([])
      for (const n of [1, 2, 3]) expect([cluster.certificate(node, n), cluster.clustering(node, n)?.split(' ')[0]]).toEqual(['Valid', expect.stringMatching(/^(Active|This)$/)])
    }
    // The prepared authority is needed no more: with the outside one alone the cluster stands as well.
    for (const node of nodes) cluster.press(node, 'upload-trusted-ca', { certificates: root, mode: 'replace' })
    cluster.advance(3 * MINUTE_MS)
    for (const node of nodes) expect(cluster.alarms(node)).toEqual([])
    for (const node of nodes) expect(JSON.stringify(cluster.lab.state(node)).length).toBeLessThan(24_000)
  }, 60_000) // biome-ignore format: one line a command
})

describe('uploads', () => {
  const cluster = new Cluster('expressway-c-cluster-2')
  const key = ecKeyFrom('uploaded')
  const caKey = ecKeyFrom('ca')
  const ca = { name: [{ type: 'CN', value: 'Upload CA' }], key: caKey, publicKey: publicKeyOf(caKey) }
  const now = Date.parse(cluster.lab.snapshot().clock.now)
  const terms: Terms = {
    serial: '77',
    subject: [{ type: 'CN', value: fqdn(1) }],
    notBefore: now - DAY_MS,
    notAfter: now + 90 * DAY_MS,
    publicKey: publicKeyOf(key),
    alternativeNames: [{ kind: 'DNS', value: fqdn(1) }],
    authority: null,
  }
  const certificate = (more: Partial<Terms> = {}): string => pemOf('CERTIFICATE', issue({ ...terms, ...more }, ca))
  const root = certificate({ subject: ca.name, publicKey: ca.publicKey, alternativeNames: [], authority: { pathLength: null } })
  const keyText = pemOf('PRIVATE KEY', pkcs8Of(key))
  const other = pemOf('PRIVATE KEY', pkcs8Of(ecKeyFrom('another')))

  test.each([
    ['upload-certificate', { certificate: 'hello' }, 'no certificate in PEM format'],
    ['upload-certificate', { certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }, 'no certificate'],
    ['upload-certificate', { certificate: certificate() }, 'Private key does not match the certificate'],
    ['upload-certificate', { certificate: certificate(), key: other }, 'Private key does not match the certificate'],
    ['upload-certificate', { certificate: certificate(), key: 'no key' }, 'no private key in PEM format'],
    ['upload-certificate', { certificate: certificate({ notAfter: now - 1_000 }), key: keyText }, 'expired at'],
    ['upload-certificate', { certificate: root, key: keyText }, 'certificate authority'],
    ['upload-trusted-ca', { certificates: '' }, 'no certificate in PEM format'],
    ['upload-trusted-ca', { certificates: certificate() }, 'not that of a certificate authority'],
    ['download-csr', {}, 'no certificate signing request'],
    ['discard-csr', {}, 'no certificate signing request'],
    ['generate-csr', { common_name: 'expc-cluster' }, 'not an FQDN'],
    ['generate-csr', { subject_alternative_names: 'expc01' }, 'neither an FQDN nor an IP address'],
    ['generate-csr', { key_length: 1024 }, 'Key length'],
    ['generate-csr', { country: 'Colombia' }, 'two letters'],
  ])('[EX-60] %s of what does not fit is refused in words and changes nothing (%#)', (action, body, words) => {
    const before = JSON.stringify(cluster.lab.state('expc01'))
    const answer = cluster.press('expc01', action, body)
    expect(answer).toMatchObject({ is: 'refused', messages: [expect.stringContaining(words)] })
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
  })

  test.each([
    ['upload-certificate', {}, '/certificate'],
    ['upload-certificate', { certificate: 'x', key: 1 }, '/key'],
    ['upload-trusted-ca', { certificates: root, mode: 'some' }, '/mode'],
    ['generate-csr', { digest_algorithm: 'MD5' }, '/digest_algorithm'],
    ['generate-csr', { colour: 'red' }, '/colour'],
  ])('[EX-60] %s with a body of the wrong shape is malformed (%#)', (action, body, pointer) => {
    expect(cluster.press('expc01', action, body)).toMatchObject({ is: 'malformed', errors: [{ pointer }] })
  })

  test('[EX-14] [EX-60] of an uploaded private key neither journal, state nor backup holds more than the public half', () => {
    const alone = new Cluster()
    const operations: readonly Operation[] = [
      { op: 'act', action: 'upload-certificate', body: { certificate: certificate(), key: keyText } },
      { op: 'act', action: 'upload-certificate', body: { certificate: `${certificate()}${keyText}`, key: '' } },
      { op: 'act', action: 'upload-certificate', body: { certificate: certificate(), key: base64Of(pkcs8Of(key)) } },
      {
        op: 'http',
        request: requestOf('POST', '/x', { headers: {}, body: { text: JSON.stringify({ key: keyText }) } }),
        fresh: FRESH,
      },
      {
        op: 'http',
        request: requestOf('POST', '/x', { headers: FORM, body: { text: new URLSearchParams({ key: keyText }).toString() } }),
        fresh: FRESH,
      },
      { op: 'http', request: requestOf('POST', '/x', { headers: {}, body: { text: `--b\n\n${keyText}\n--b--` } }), fresh: FRESH },
      { op: 'upload', file: { name: 'a.pem', type: '', content: { text: keyText } } },
    ]
    const secret = base64Of(pkcs8Of(key)).slice(52, 84)
    for (const operation of operations)
      for (const product of [expressway, ssm])
        expect(
          decodeURIComponent(JSON.stringify(product.sealed?.(operation, sealerOf('s'), ''))).replaceAll('\\n', ''),
        ).not.toContain(secret)
    const kept = expressway.sealed?.(operations[0] as Operation, sealerOf('s'), '') as Operation
    expect(alone.lab.ask('expc01', kept)).toMatchObject({ is: 'acted' })
    alone.restart('expc01')
    const field = () => alone.page('expc01', 'server-certificate').fields.find(({ name }) => name === 'private_key')?.value
    expect(field()).toBe('Matches the certificate')
    expect(JSON.stringify(alone.lab.state('expc01'))).not.toContain(secret)
    const backup = alone.press('expc01', 'backup', { password: 'long enough' })
    const [file] = backup.is === 'acted' ? backup.files : []
    alone.press('expc01', 'upload-certificate', { certificate: certificate({ serial: '78' }) })
    expect(
      alone.press('expc01', 'restore', { file: file && 'text' in file ? file.text : '', password: 'long enough' }),
    ).toMatchObject({ is: 'acted' })
    alone.settle()
    expect(field()).toBe('Matches the certificate')
    const passphrase = { certificate: certificate(), key: keyText.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE') }
    const locked = expressway.sealed?.(
      { op: 'act', action: 'upload-certificate', body: passphrase },
      sealerOf('s'),
      '',
    ) as Operation
    expect(alone.lab.ask('expc01', locked)).toMatchObject({ messages: [expect.stringContaining('encrypted')] })
  })

  test('[EX-14] a certificate takes effect at the restart, and its issuer has to be trusted by the others', () => {
    const pair = new Cluster('expressway-c-cluster-2')
    const answer = pair.press('expc01', 'upload-certificate', { certificate: certificate(), key: keyText })
    expect(answer).toMatchObject({ is: 'acted', message: expect.stringContaining('not among the trusted') })
    pair.advance(MINUTE_MS)
    expect(pair.alarms('expc01')).toEqual(['15028'])
    expect(pair.certificate('expc02', 1)).toBe('Valid')
    pair.restart('expc01')
    pair.advance(3 * MINUTE_MS)
    expect(pair.alarms('expc01')).toEqual([])
    expect(pair.certificate('expc02', 1)).toBe('Invalid (Certificate issuer is not trusted)')
    pair.press('expc02', 'upload-trusted-ca', { certificates: root })
    expect(pair.certificate('expc02', 1)).toBe('Valid')
    expect(JSON.stringify(pair.lab.snapshot())).not.toContain('PRIVATE')
    // A fault of the key shows on the uploaded certificate too.
    pair.fault('bad', { kind: 'certificate', node: 'expc01', problem: 'wrong-key' })
    pair.advance(3 * MINUTE_MS)
    expect(pair.certificate('expc02', 1)).toBe('Invalid (Private key does not match the certificate)')
  })

  test('[EX-14] a certificate that is not valid yet is taken with a word about it', () => {
    const alone = new Cluster()
    const early = certificate({ notBefore: now + DAY_MS })
    const answer = alone.press('expc01', 'upload-certificate', { certificate: early, key: keyText })
    expect(answer).toMatchObject({ is: 'acted', message: expect.stringContaining('not valid before') })
  })

  test('[EX-21] a backup brings the uploaded certificate back with its key', () => {
    const alone = new Cluster()
    alone.press('expc01', 'upload-certificate', { certificate: certificate(), key: keyText })
    alone.restart('expc01')
    const file = textOf(alone.press('expc01', 'create-backup', { password: 'secret' }))
    const shown = told(alone, 'expc01')
    alone.press('expc01', 'upload-certificate', { certificate: certificate({ serial: '78' }), key: keyText })
    expect(told(alone, 'expc01').serial).toBe('78')
    alone.press('expc01', 'restore-backup', { file, password: 'secret' })
    alone.settle()
    expect(told(alone, 'expc01')).toEqual(shown)
  })

  test('[EX-60] the key of a request is used once a certificate for it is uploaded, and is gone with the request', () => {
    const alone = new Cluster()
    const wanted = requestIn(blocksOf(textOf(alone.press('expc01', 'generate-csr')))[0]?.der as never)
    expect(told(alone, 'expc01').csr_subject).toBe(`CN = ${fqdn(1)}`)
    expect(told(alone, 'expc01').private_key).toBe('Matches the certificate')
    const signed = certificate({ publicKey: wanted?.publicKey as Terms['publicKey'] })
    alone.press('expc01', 'discard-csr')
    expect(alone.press('expc01', 'upload-certificate', { certificate: signed })).toMatchObject({ is: 'refused' })
    const again = requestIn(blocksOf(textOf(alone.press('expc01', 'generate-csr')))[0]?.der as never)
    expect(again?.publicKey).not.toEqual(wanted?.publicKey)
    const second = certificate({ publicKey: again?.publicKey as Terms['publicKey'] })
    expect(alone.press('expc01', 'upload-certificate', { certificate: second })).toMatchObject({ is: 'acted' })
    expect(told(alone, 'expc01').csr).toBe('There is no certificate signing request in progress')
  })

  test('[EX-41] a certificate without common name raises 40052', () => {
    const alone = new Cluster()
    alone.press('expc01', 'upload-certificate', {
      certificate: certificate({ subject: [{ type: 'O', value: 'Apolo' }] }),
      key: keyText,
    })
    alone.restart('expc01')
    alone.advance(2 * MINUTE_MS)
    expect(alone.alarms('expc01')).toContain('40052')
  })
})
