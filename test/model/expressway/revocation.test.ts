// Revocation lists that are uploaded by hand, and what follows from them.

import { describe, expect, test } from 'vitest'
import { issuingAuthority, serialOf } from '../../../worker/expressway/authority.ts'
import { pemOf } from '../../../worker/kernel/bytes.ts'
import { DAY_MS, type Instant, MINUTE_MS } from '../../../worker/kernel/time.ts'
import { ecKeyFrom, publicKeyOf } from '../../../worker/kernel/x509/key.ts'
import { revocationList } from '../../../worker/kernel/x509/revocation.ts'
import { Cluster, fqdn } from './cluster.ts'

const PAIR = 'expressway-c-cluster-2'
const REVOKED = 'Invalid (Certificate has been revoked)'

/** A list of the prepared authority, or of a stranger that only bears its name. */
function listOf(now: Instant, serials: readonly string[], more: { stranger?: true; overdue?: true } = {}): string {
  const key = ecKeyFrom('7'.repeat(64))
  const authority = issuingAuthority()
  const signer = more.stranger ? { ...authority, key, publicKey: publicKeyOf(key) } : authority
  const nextUpdate = more.overdue ? now - DAY_MS : now + 30 * DAY_MS
  return pemOf('X509 CRL', revocationList({ number: 2, thisUpdate: now - 2 * DAY_MS, nextUpdate, serials }, signer))
}

describe('the CRL management page', () => {
  test('[EX-14] [EX-60] a certificate on an uploaded list is invalid at once, on the peer that has the list alone, until it is removed', () => {
    const cluster = new Cluster(PAIR)
    const crl = listOf(cluster.lab.world().now, [serialOf(fqdn(2))])
    expect(cluster.certificate('expc01', 2)).toBe('Valid')
    expect(cluster.press('expc01', 'upload-crl', { crl })).toMatchObject({ is: 'acted' })
    expect(cluster.certificate('expc01', 2)).toBe(REVOKED)
    expect(cluster.certificate('expc02', 2)).toBe('Valid')
    const [table] = cluster.page('expc01', 'crl-management').tables
    expect(table?.rows).toEqual([
      [expect.stringContaining('Apolo Issuing CA'), expect.any(String), expect.any(String), serialOf(fqdn(2))],
    ])
    expect(cluster.page('expc02', 'crl-management').tables[0]?.rows).toEqual([])
    // In permissive mode nothing is lost by it.
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.node('expc01').clustering.databaseStatus).toBe('Active')
    // A newer list of the same authority takes the place of the former one.
    cluster.press('expc01', 'upload-crl', { crl: listOf(cluster.lab.world().now, []) })
    expect(cluster.certificate('expc01', 2)).toBe('Valid')
    expect(cluster.page('expc01', 'crl-management').tables[0]?.rows).toHaveLength(1)
  })

  test('[EX-14] [EX-60] in Enforce the peer drops out, and joins again when the list is removed', () => {
    const cluster = new Cluster(PAIR)
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    for (const node of ['expc01', 'expc02']) cluster.restart(node)
    cluster.press('expc01', 'upload-crl', { crl: listOf(cluster.lab.world().now, [serialOf(fqdn(2))]) })
    cluster.settle()
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    expect(cluster.alarms('expc02')).toContain('20004')
    expect(cluster.press('expc01', 'remove-crl')).toMatchObject({ is: 'acted' })
    cluster.settle()
    expect(cluster.clustering('expc01', 2)).toContain('Active')
    expect(cluster.press('expc01', 'remove-crl')).toMatchObject({ is: 'refused' })
  })

  test('[EX-60] what is no list, is out of date or is not signed by a known authority is refused and changes nothing', () => {
    const cluster = new Cluster(PAIR)
    const { now } = cluster.lab.world()
    const before = JSON.stringify(cluster.lab.state('expc01'))
    for (const crl of [
      '',
      'hello',
      pemOf('X509 CRL', Uint8Array.of(1, 2, 3)),
      listOf(now, [serialOf(fqdn(2))], { stranger: true }),
      listOf(now, [serialOf(fqdn(2))], { overdue: true }),
      listOf(
        now,
        Array.from({ length: 400 }, (_, index) => serialOf(String(index))),
      ),
    ])
      expect(cluster.press('expc01', 'upload-crl', { crl })).toMatchObject({ is: 'refused' })
    expect(cluster.press('expc01', 'upload-crl', { crl: 1 })).toMatchObject({ is: 'malformed' })
    expect(cluster.press('expc01', 'upload-crl', { file: '' })).toMatchObject({ is: 'malformed' })
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
  })
})
