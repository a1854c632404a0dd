// A clustered peer gets another certificate: requested on it, signed by the sandbox's authority, uploaded, in force.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CSR_OPTIONS } from '../../../worker/expressway/server-certificate.ts'
import { blocksOf } from '../../../worker/kernel/bytes.ts'
import { requestOf } from '../../../worker/kernel/http.ts'
import type { Answer } from '../../../worker/kernel/surface.ts'
import { DAY_MS, MINUTE_MS } from '../../../worker/kernel/time.ts'
import { certificateIn } from '../../../worker/kernel/x509/certificate.ts'
import { bitsOf, type PublicKey } from '../../../worker/kernel/x509/key.ts'
import { requestIn } from '../../../worker/kernel/x509/request.ts'
import { CLUSTER_NAME, Cluster, fqdn } from './cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'expressway-signing-'))
afterAll(() => rmSync(folder, { recursive: true }))

const textOf = (answer: Answer): string => {
  const found = answer.is === 'acted' ? answer.files[0] : undefined
  if (found === undefined || !('text' in found)) throw new Error(JSON.stringify(answer))
  return found.text
}
const leafIn = (text: string) => certificateIn(blocksOf(text)[0]?.der as never)
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('the authority of the sandbox', () => {
  test('[EX-14] signs the request of a clustered peer, and in Enforce the others let the peer in with it', () => {
    const cluster = new Cluster('expressway-c-expiring-3')
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    for (const node of ['expc01', 'expc02', 'expc03']) cluster.restart(node)
    cluster.press('expc02', 'generate-csr', { subject_names: CSR_OPTIONS.ofPeers })
    const signed = textOf(cluster.press('expc02', 'sign-csr'))
    const leaf = leafIn(signed)
    expect(leaf?.alternativeNames.map(({ value }) => value)).toEqual([fqdn(2), CLUSTER_NAME, fqdn(1), fqdn(3)])
    expect(blocksOf(signed)).toHaveLength(2)
    const now = Math.floor(Date.parse(cluster.lab.snapshot().clock.now) / 1000) * 1000
    expect([leaf?.notBefore, leaf?.notAfter]).toEqual([now, now + 365 * DAY_MS])
    expect(cluster.press('expc02', 'upload-certificate', { certificate: signed })).toMatchObject({ is: 'acted' })
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['15028', '40069'])
    cluster.restart('expc02')
    cluster.advance(3 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) expect([cluster.alarms(node), cluster.certificate(node, 2)]).toEqual([[], 'Valid'])
    expect(JSON.stringify(cluster.lab.state('expc02')).length).toBeLessThan(24_000)
  }) // biome-ignore format: one line a peer

  test('[EX-14] what it sent back stands among the files of the peer, and can be uploaded by its name', () => {
    const cluster = new Cluster('expressway-c-expiring-3')
    expect(cluster.press('expc02', 'sign-csr')).toMatchObject({ is: 'refused', messages: [expect.stringContaining('generate one')] })
    expect(cluster.press('expc02', 'upload-certificate', { certificate: 'certificate.pem' })).toMatchObject({ is: 'refused' })
    cluster.press('expc02', 'generate-csr')
    const signed = textOf(cluster.press('expc02', 'sign-csr'))
    expect(cluster.lab.read('expc02', { ask: 'files' })).toMatchObject({ files: [{ name: 'certificate.pem', bytes: signed.length }] })
    expect(cluster.press('expc02', 'upload-certificate', { certificate: 'certificate.pem' })).toMatchObject({ is: 'acted' })
  }) // biome-ignore format: one line an act

  test('[EX-14] in the wrong order: the certificate on another peer, or a second request in between', () => {
    const cluster = new Cluster('expressway-c-expiring-3')
    cluster.press('expc02', 'generate-csr')
    const signed = textOf(cluster.press('expc02', 'sign-csr'))
    const before = JSON.stringify(cluster.lab.state('expc03'))
    const wrong = { is: 'refused', messages: [expect.stringContaining('Private key does not match the certificate')] }
    expect(cluster.press('expc03', 'upload-certificate', { certificate: signed })).toMatchObject(wrong)
    expect(JSON.stringify(cluster.lab.state('expc03'))).toBe(before)
    cluster.press('expc02', 'generate-csr')
    expect(cluster.press('expc02', 'upload-certificate', { certificate: signed })).toMatchObject(wrong)
    cluster.press('expc02', 'sign-csr')
    expect(cluster.press('expc02', 'upload-certificate', { certificate: 'certificate.pem' })).toMatchObject({ is: 'acted' })
  })

  test('[EX-60] its button stands beside the page, and not on the page of the product’s own interface', () => {
    const cluster = new Cluster('expressway-c-expiring-3')
    cluster.press('expc02', 'generate-csr')
    expect(cluster.page('expc02', 'server-certificate').actions.map(({ action }) => action)).toContain('sign-csr')
    const request = requestOf('GET', '/servercertificate', { login: { as: 'admin' } })
    const reading = cluster.lab.read('expc02', { ask: 'http', request, at: 0 })
    const html =
      reading.is === 'http' && reading.response.body && 'text' in reading.response.body ? reading.response.body.text : ''
    expect(html).toContain('generate-csr')
    expect(html).not.toContain('sign-csr')
  })
})

describe('a signing request', () => {
  const wantedOf = (cluster: Cluster, node: string, body: { readonly [name: string]: string }) =>
    requestIn(blocksOf(textOf(cluster.press(node, 'generate-csr', body)))[0]?.der as never)

  test('[EX-60] takes the names of the cluster as the page offers them', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const own = wantedOf(cluster, 'expc01', { common_name: CSR_OPTIONS.own, subject_names: 'None' })
    expect(own?.alternativeNames.map(({ value }) => value)).toEqual([fqdn(1)])
    const all = wantedOf(cluster, 'expc01', { common_name: CSR_OPTIONS.ofCluster, subject_names: CSR_OPTIONS.ofPeers })
    expect(all?.alternativeNames.map(({ value }) => value)).toEqual([CLUSTER_NAME, fqdn(1), fqdn(2)])
    const alone = new Cluster()
    for (const body of [{ common_name: CSR_OPTIONS.ofCluster }, { subject_names: CSR_OPTIONS.ofPeers }])
      expect(alone.press('expc01', 'generate-csr', body)).toMatchObject({ is: 'refused', messages: [expect.stringContaining('in no cluster')] })
  }) // biome-ignore format: one line a request

  test('[EX-60] has a key of the length that was chosen', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const bits = (key_length: string) => bitsOf(wantedOf(cluster, 'expc01', { key_length })?.publicKey as PublicKey)
    expect([bits('2048'), bits('4096')]).toEqual([2_048, 4_096])
    cluster.press('expc01', 'sign-csr')
    cluster.press('expc01', 'upload-certificate', { certificate: 'certificate.pem' })
    cluster.restart('expc01')
    expect(cluster.certificate('expc02', 1)).toBe('Valid')
    expect(JSON.stringify(cluster.lab.state('expc01')).length).toBeLessThan(24_000)
  }, 60_000)
})

describe('the end of a certificate', () => {
  test('[EX-41] 40069 counts its last 21 days, 40068 follows on the last of them', () => {
    const cluster = new Cluster('expressway-c-expiring-3')
    const texts = () => cluster.lab.snapshot().nodes.find(({ id }) => id === 'expc02') as unknown as { alarms: readonly { id: string; text: string }[] }
    const said = () => texts().alarms.flatMap(({ id, text }) => (id.startsWith('4006') ? [`${id} ${text}`] : []))
    expect(said()).toEqual(['40069 Server certificate expires in 12 days'])
    cluster.advance(10 * DAY_MS)
    expect(said()).toEqual(['40069 Server certificate expires in 2 days'])
    cluster.advance(DAY_MS)
    expect(said()).toEqual(['40069 Server certificate expires in 1 day'])
    cluster.advance(DAY_MS)
    expect(said()).toEqual(['40068 Server certificate expires today'])
    cluster.advance(DAY_MS)
    expect(said()).toEqual(['40068 Server certificate expired'])
  }) // biome-ignore format: one line a day

  test('[EX-41] a healthy certificate is warned of from 21 days before its end on, by the own clock', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const end = Date.parse(String((cluster.node('expc01').identity.certificate as { readonly notAfter: string }).notAfter))
    const left = Math.floor((end - Date.parse(cluster.lab.snapshot().clock.now)) / 1000)
    const dayBefore = left - 22 * 86_400
    cluster.fault('ahead', { kind: 'clock-skew', node: 'expc01', seconds: dayBefore - 600 })
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.alarms('expc01')).not.toContain('40069')
    cluster.advance(8 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toContain('40069')
    cluster.heal('ahead')
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc01')).not.toContain('40069')
  })
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.warn('openssl is not installed: nothing that the authority signs is compared with what it says.')

test.skipIf(!hasOpenssl)('[EX-14] OpenSSL verifies what the authority signed, with its chain and the name of the peer', () => {
  const cluster = new Cluster('expressway-c-expiring-3')
  cluster.press('expc02', 'generate-csr', { key_length: '4096', digest_algorithm: 'SHA-512' })
  const signed = file('signed.pem', textOf(cluster.press('expc02', 'sign-csr')))
  const trusted = file('trusted.pem', textOf(cluster.press('expc02', 'download-trusted-ca')))
  const at = String(Math.floor(Date.parse(cluster.lab.snapshot().clock.now) / 1000))
  const verified = (name: string) => spawnSync('openssl', ['verify', '-attime', at, '-CAfile', trusted, '-untrusted', signed, '-purpose', 'sslserver', '-verify_hostname', name, signed], { encoding: 'utf8' })
  expect(verified(fqdn(2)).stdout).toContain(': OK')
  expect(verified(fqdn(1)).status).not.toBe(0)
}, 60_000) // biome-ignore format: one command line

test('[EX-10] [EX-60] a cluster with a host name for its name has no alarms for it, and no request can bear that name', () => {
  const cluster = new Cluster()
  cluster.save('expc01', { cluster_name: 'regional', configuration_primary: 1, peer_1_address: 'expc01.apolo.local' })
  cluster.restart('expc01')
  expect(cluster.alarms('expc01')).toEqual([])
  expect(cluster.node('expc01').clustering.databaseStatus).toBe('Active')
  for (const body of [
    { common_name: 'FQDN of Expressway cluster' },
    { subject_names: 'FQDN of Expressway cluster plus FQDNs of all peers in the cluster' },
  ])
    expect(cluster.press('expc01', 'generate-csr', body)).toMatchObject({ is: 'refused' })
  expect(cluster.press('expc01', 'generate-csr')).toMatchObject({ is: 'acted' })
})
