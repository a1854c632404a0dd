// What a system says of itself is the same wherever it is read, at every starting point and in the midst of things.

import { expect, test } from 'vitest'
import { TEMPLATES } from '../../../worker/expressway/templates.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import type { Peer } from '../../simulation/expressway.ts'
import { viewsOf } from '../../simulation/judges.ts'
import { disagreement } from '../../simulation/surfaces.ts'
import { Cluster, listOf } from './cluster.ts'

const expectAgreement = ({ lab }: Cluster, when: string): void => {
  for (const peer of viewsOf(lab).values()) expect(disagreement(lab, peer as Peer), `${when}: ${peer.id}`).toBeNull()
}

test.each(TEMPLATES.map(({ id }) => id))(
  '[EX-60] [EX-61] [EX-63] in %s pages, command line, documents, interfaces and snapshot tell the same',
  (template) => expectAgreement(new Cluster(template), 'at first'),
)

test('[EX-60] [EX-61] [EX-63] and so they do while a cluster is formed, enforced, lost, and left', () => {
  const cluster = new Cluster()
  const stages: readonly (readonly [string, () => void])[] = [
    ['saved', () => cluster.save('expc01', listOf([1]))],
    ['a cluster of one', () => cluster.restart('expc01')],
    ['told of a second', () => cluster.save('expc01', listOf([1, 2]))],
    ['the second was told', () => cluster.save('expc02', listOf([1, 2]))],
    ['two', () => cluster.restart('expc02')],
    ['enforced', () => cluster.save('expc01', { tls_verification_mode: 'Enforce' })],
    ['acknowledged', () => cluster.press('expc01', 'acknowledge-alarm', { id: '20007' })],
    ['apart', () => cluster.fault('cut', { kind: 'link-down', a: 'expc01', b: 'expc02' })],
    ['another primary', () => cluster.save('expc02', { configuration_primary: 2 })],
    ['a clock that is wrong', () => cluster.fault('clock', { kind: 'clock-skew', node: 'expc01', seconds: 7_200 })],
    ['left', () => cluster.save('expc01', { peer_1_address: '', peer_2_address: '' })],
    ['reset', () => cluster.restart('expc01')],
  ]
  for (const [when, act] of stages) {
    act()
    expectAgreement(cluster, when)
    cluster.advance(MINUTE_MS)
    expectAgreement(cluster, `${when}, a minute later`)
  }
})
