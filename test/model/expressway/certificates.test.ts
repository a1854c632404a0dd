import { describe, expect, test } from 'vitest'
import { CERTIFICATE_PROBLEMS } from '../../../worker/expressway/certificate.ts'
import { expressway } from '../../../worker/expressway/index.ts'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn } from './cluster.ts'

/** What stands beside the address of a peer whose certificate has this problem. */
const SHOWN = {
  expired: 'Invalid (Certificate has expired)',
  'not-yet-valid': 'Invalid (Certificate is not yet valid)',
  'wrong-name': 'Invalid (Common Name in certificate does not match)',
  'common-name-only': 'Valid',
  'unknown-issuer': 'Invalid (Certificate issuer is not trusted)',
  'wrong-key': 'Invalid (Private key does not match the certificate)',
  revoked: 'Invalid (Certificate has been revoked)',
} as const

const enforced = (): Cluster => {
  const cluster = new Cluster('expressway-c-cluster-3')
  cluster.save('expc01', { tls_verification_mode: 'Enforce' })
  for (const node of ['expc01', 'expc02', 'expc03']) cluster.restart(node)
  return cluster
}

describe('certificates in permissive mode', () => {
  test.each(CERTIFICATE_PROBLEMS)('[EX-14] one that is %s is shown as such on every peer and costs nothing', (problem) => {
    const cluster = new Cluster('expressway-c-cluster-3')
    cluster.fault('bad', { kind: 'certificate', node: 'expc02', problem })
    cluster.advance(3 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) {
      expect(cluster.certificate(node, 2)).toBe(SHOWN[problem])
      expect(cluster.certificate(node, 1)).toBe('Valid')
      expect(cluster.alarms(node)).toEqual(problem === 'expired' && node === 'expc02' ? ['40068'] : [])
    }
    cluster.heal('bad')
    cluster.advance(SECOND_MS)
    expect(cluster.certificate('expc01', 2)).toBe('Valid')
  })

  test('[EX-14] without the private key that belongs to it no connection comes about, in this mode either', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('bad', { kind: 'certificate', node: 'expc02', problem: 'wrong-key' })
    cluster.restart('expc02')
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    cluster.heal('bad')
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-41] an expired own certificate raises 40068, laid on or run out', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('bad', { kind: 'certificate', node: 'expc02', problem: 'expired' })
    cluster.settle()
    expect(cluster.alarms('expc02')).toEqual(['40068'])
    cluster.heal('bad')
    expect(cluster.alarms('expc02')).toEqual([])
    cluster.fault('clock', { kind: 'clock-skew', node: 'expc02', seconds: 700 * 86_400 - 60 })
    cluster.advance(30 * SECOND_MS)
    expect(cluster.alarms('expc02')).not.toContain('40068')
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toContain('40068')
  })

  test('[EX-14] saving Enforce warns of the certificate that will keep a peer out', () => {
    const cluster = new Cluster('expressway-c-cluster-3')
    cluster.fault('bad', { kind: 'certificate', node: 'expc03', problem: 'expired' })
    cluster.advance(SECOND_MS)
    const { messages } = cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    expect(messages.find((message) => message.tone === 'warning')?.text).toContain(`${fqdn(3)}: Certificate Invalid`)
  })
})

describe('certificates in enforced mode', () => {
  test.each(CERTIFICATE_PROBLEMS.filter((problem) => problem !== 'common-name-only'))(
    '[EX-14] a peer whose certificate is %s drops out, and comes back with a good one',
    (problem) => {
      const cluster = enforced()
      expect([1, 2, 3].map((number) => cluster.node(`expc0${number}`).alarms)).toEqual([[], [], []])
      cluster.fault('bad', { kind: 'certificate', node: 'expc03', problem })
      cluster.advance(3 * MINUTE_MS)
      for (const node of ['expc01', 'expc02']) {
        expect(cluster.alarms(node)).toEqual(['20004', '20006'])
        expect(cluster.clustering(node, 3)).toBe('Failed')
        expect(cluster.certificate(node, 3)).toBe(SHOWN[problem])
      }
      expect(cluster.alarms('expc03').filter((id) => id !== '40068')).toEqual(['20004', '20006', '20016'])
      expect(cluster.certificate('expc03', 1)).toBe('Valid')
      cluster.save('expc01', { h323_time_to_live: 444 }, 'h323')
      cluster.heal('bad')
      cluster.settle()
      cluster.advance(3 * MINUTE_MS)
      for (const node of ['expc01', 'expc02', 'expc03']) expect(cluster.alarms(node)).toEqual([])
      expect(cluster.node('expc03').configuration.h323_time_to_live).toBe(444)
    },
  )

  test('[EX-14] [EX-40] brought about with a certificate that will not do: the peer is kept out by name, and no port is said to be closed', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('bad', { kind: 'certificate', node: 'expc02', problem: 'wrong-name' })
    cluster.advance(SECOND_MS)
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    cluster.restart('expc01')
    cluster.settle()
    // What came about at the restart of the primary, and then at the peer's own.
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    expect(cluster.alarms('expc02')).not.toContain('20021')
    cluster.restart('expc02')
    cluster.settle()
    expect(cluster.certificate('expc01', 2)).toBe('Invalid (Common Name in certificate does not match)')
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    expect(cluster.alarms('expc02')).toEqual(['20004', '20006', '20016'])
  })

  test('[EX-14] the common name is enough where no alternative name stands, but not with address mapping', () => {
    const cluster = enforced()
    cluster.fault('bare', { kind: 'certificate', node: 'expc03', problem: 'common-name-only' })
    cluster.restart('expc03')
    expect(cluster.alarms('expc01')).toEqual([])
    cluster.save('expc01', {
      address_mapping_enabled: 'On',
      address_mappings: [1, 2, 3].map((number) => ({ fqdn: fqdn(number), ip: `10.15.13.${14 + number}` })),
    })
    cluster.restart('expc03')
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
  })

  test('[EX-14] a refused certificate is a TLS Negotiation Error in the event log of both sides concerned', () => {
    const cluster = enforced()
    cluster.fault('bad', { kind: 'certificate', node: 'expc03', problem: 'revoked' })
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.lab.logs('expc01').some((entry) => entry.line.includes('Event="TLS Negotiation Error"'))).toBe(true)
  })

  test('[EX-14] what is information beside the address in permissive mode is an error once Enforce is in force', () => {
    const tone = (cluster: Cluster) =>
      cluster
        .page('expc01', 'clustering')
        .fields.find(({ name }) => name === 'peer_3_address')
        ?.status.find(({ text }) => text.startsWith('Certificate: Invalid'))?.tone
    for (const [cluster, expected] of [
      [new Cluster('expressway-c-cluster-3'), 'info'],
      [enforced(), 'error'],
    ] as const) {
      cluster.fault('bad', { kind: 'certificate', node: 'expc03', problem: 'revoked' })
      cluster.advance(3 * MINUTE_MS)
      expect(tone(cluster)).toBe(expected)
    }
  })

  test('[EX-14] a clock that is years ahead finds every certificate expired and stands alone', () => {
    const cluster = enforced()
    cluster.fault('clock', { kind: 'clock-skew', node: 'expc02', seconds: 3 * 365 * 86_400 })
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(expect.arrayContaining(['20004', '20006', '20016']))
    expect(cluster.certificate('expc02', 1)).toBe('Invalid (Certificate has expired)')
    expect(cluster.certificate('expc01', 2)).toBe('Valid')
    cluster.heal('clock')
    cluster.settle()
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual([])
  })
})

test.each(expressway.templates.map(({ id }) => id))(
  '[EX-41] whatever is wrong with a system of %s, it knows when its certificate ends',
  (id) => {
    const { lab } = new Cluster(id)
    const running = lab.snapshot().nodes.filter(({ state }) => state === 'running')
    for (const node of running) expect(lab.state(node.id).timers.map(({ name }) => name)).toContain('expiry')
  },
)
