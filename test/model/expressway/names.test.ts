import { describe, expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn } from './cluster.ts'

describe('[EX-13] changing a cluster from addresses to names', () => {
  test('[EX-13] one line on every peer, and only the peer it names restarted: the alarms stay until all agree', () => {
    const cluster = new Cluster('expressway-c-cluster-ip-2')
    for (const line of [1, 2]) {
      const named = `expc0${line}`
      cluster.save('expc01', { [`peer_${line}_address`]: fqdn(line) })
      for (const span of [SECOND_MS, 30 * MINUTE_MS]) {
        cluster.advance(span)
        expect([span, cluster.alarms('expc02')]).toEqual([span, ['20012']]) // the subordinate, whose list is not the primary's
      }
      cluster.save('expc02', { [`peer_${line}_address`]: fqdn(line) })
      cluster.advance(3 * MINUTE_MS)
      // Only the peer whose own address it was asks for a restart.
      for (const node of ['expc01', 'expc02'])
        expect([node, cluster.alarms(node).includes('20007')]).toEqual([node, node === named])
      cluster.restart(named)
      cluster.advance(3 * MINUTE_MS)
      for (const node of ['expc01', 'expc02']) expect([node, cluster.alarms(node)]).toEqual([node, []])
    }
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.node(node).clustering).toMatchObject({ databaseStatus: 'Active', tlsVerificationMode: 'Permissive' })
      expect([1, 2].map((line) => cluster.certificate(node, line))).toEqual(['Valid', 'Valid'])
    }
  })
})
