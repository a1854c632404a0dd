// The starting points, and what each of them is for.

import type { Template, TemplateNode } from '../kernel/product.ts'
import { MINUTE_MS } from '../kernel/time.ts'
import { LOSS_STAGES_MS } from './licences.ts'
import {
  clusterAwaitingRestart,
  clusterWithDead,
  clusterWithExpiring,
  clusterWithStaleKey,
  pairInConflict,
  pairWithFailedDatabase,
  pairWithoutH323,
  pairWithPendingReset,
} from './mishaps.ts'
import { busyCluster, cluster, clusterAndSpare, standaloneThree } from './prepared.ts'
import { pairInEvaluation, pairInOverage, pairUnauthorized, pairUnregistering, registeredPair } from './prepared-licensing.ts'
import { DOMAIN, INNER, MIXED, OUTER, OUTER_SINGLE, type Site, STARTS } from './sites.ts'

const nodesOf = (count: number, { nameOf }: Site): readonly TemplateNode[] =>
  Array.from({ length: count }, (_, index) => ({
    id: nameOf(index + 1),
    kind: 'peer',
    title: `${nameOf(index + 1)}.${DOMAIN}`,
    credentials: { username: 'admin', root: true, api: false },
  }))

const template = (id: string, title: string, purpose: string, count: number, build: Template['build'], site: Site = INNER): Template => ({
  id, product: 'expressway', title, purpose, starts: STARTS, nodes: nodesOf(count, site), build,
}) // biome-ignore format: its parameters are one row

// A licence of a lost peer takes two weeks to go: three starting points stand shortly before each thing that happens then.
const SPANS = [
  ['day', '24 hours'],
  ['week', '7 days'],
  ['fortnight', '14 days'],
] as const
const LOST_LONG_AGO: readonly Template[] = SPANS.flatMap(([name, span], index) => {
  const lostFor = (LOSS_STAGES_MS[index] ?? 0) - 2 * MINUTE_MS
  return [
    template(`expressway-c-lost-${name}-3`, `Three Expressway-C, one lost for ${span}`, `One peer has been lost for two minutes less than ${span}: the place to see what then becomes of its licences.`, 3, (seed) => clusterWithDead(seed, 3, [3], lostFor)),
    template(`expressway-c-two-lost-${name}-3`, `Three Expressway-C, two lost for ${span}`, `Two peers have been lost for two minutes less than ${span}: the place to see what then becomes of their licences.`, 3, (seed) => clusterWithDead(seed, 3, [2, 3], lostFor)),
  ]
}) // biome-ignore format: one row per template

const SMART: readonly Template[] = [
  template('expressway-c-smart-2', 'A pair of Expressway-C with Smart Licensing', 'Both peers are registered with Cisco Smart Software Manager: the place to see how licenses are reported and renewed.', 2, registeredPair),
  template('expressway-c-evaluation-2', 'A pair of Expressway-C in evaluation', 'Smart Licensing is on and no peer is registered; 30 days are left: the place to register.', 2, (seed) => pairInEvaluation(seed, 30)),
  template('expressway-c-evaluation-ends-2', 'A pair of Expressway-C at the end of its evaluation', 'The evaluation period ends in two minutes: the place to see what cannot be done then.', 2, (seed) => pairInEvaluation(seed, 0)),
  template('expressway-c-authorization-ends-2', 'A pair of Expressway-C out of touch', 'The licensing cloud has not been reached for two minutes less than 90 days: the place to see the authorization end.', 2, (seed) => pairUnauthorized(seed, false)),
  template('expressway-c-authorization-enforced-2', 'A pair of Expressway-C long out of touch', 'The license authorization ended two minutes less than 90 days ago: the place to see it enforced.', 2, (seed) => pairUnauthorized(seed, true)),
  template('expressway-c-registration-ends-2', 'A pair of Expressway-C whose registration ends', 'The registration was not renewed and ends in two minutes: the place to register again.', 2, pairUnregistering),
  template('expressway-c-overage-2', 'A pair of Expressway-C out of compliance', 'More licenses have been in use than the account has, for two minutes less than 90 days: the place to add licenses.', 2, pairInOverage),
] // biome-ignore format: one row per template

export const TEMPLATES: readonly Template[] = [
  template('expressway-c-standalone-3', 'Three stand-alone Expressway-C', 'Three systems prepared to be clustered, nothing clustered yet: the place to create a cluster.', 3, standaloneThree),
  template('expressway-mixed-3', 'Three systems that do not go together', 'An Expressway-C, an Expressway-E and an Expressway-C on a large virtual machine: the place to see what does not become a cluster.', 3, (seed) => standaloneThree(seed, MIXED)),
  template('expressway-c-cluster-2', 'A healthy pair of Expressway-C', 'Two peers formed by FQDN in permissive mode with valid certificates: the place to work on a running cluster.', 2, (seed) => cluster(seed, 2, 'fqdn')),
  template('expressway-c-cluster-3', 'Three Expressway-C', 'Three healthy peers formed by FQDN: the place to change a cluster.', 3, (seed) => cluster(seed, 3, 'fqdn')),
  template('expressway-c-cluster-ip-2', 'A pair of Expressway-C formed by IP address', 'The same pair with IP addresses in its list of peers: the place to change to FQDNs.', 2, (seed) => cluster(seed, 2, 'address')),
  template('expressway-c-cluster-6', 'Six Expressway-C', 'A cluster of the greatest size: six healthy peers.', 6, (seed) => cluster(seed, 6, 'fqdn')),
  template('expressway-c-busy-3', 'Three busy Expressway-C', 'Three peers that carry nearly as much as two could: the place to see what the loss of one costs.', 3, (seed) => busyCluster(seed, 3)),
  template('expressway-c-cluster-3-spare', 'Three Expressway-C and a fourth', 'A healthy cluster and one more system that is prepared to join it: the place to replace a peer.', 4, (seed) => clusterAndSpare(seed, 3)),
  template('expressway-c-restart-pending-3', 'Three Expressway-C that wait for a restart', 'TLS verification was enforced and no peer has been restarted since: the place to restart a cluster in order.', 3, (seed) => clusterAwaitingRestart(seed, 3)),
  template('expressway-c-primary-dead-3', 'Three Expressway-C without their primary', 'The configuration primary lost its power and is not coming back: the place to appoint another.', 3, (seed) => clusterWithDead(seed, 3, [1])),
  template('expressway-c-subordinate-dead-3', 'Three Expressway-C, one of them dead', 'A subordinate lost its power and is not coming back: the place to remove it.', 3, (seed) => clusterWithDead(seed, 3, [3])),
  template('expressway-c-conflict-2', 'A pair of Expressway-C in conflict', 'Both peers took changes while they were apart: the place to synchronise by hand.', 2, pairInConflict),
  template('expressway-c-h323-off-2', 'A pair of Expressway-C without H.323', 'H.323 mode was switched off on a running cluster: the place to switch it on again.', 2, pairWithoutH323),
  template('expressway-c-reset-pending-2', 'A pair of Expressway-C with a pending reset', 'The list of peers of one system was cleared by mistake: the place to call the factory reset off.', 2, (seed) => pairWithPendingReset(seed, false)),
  template('expressway-c-reset-failed-2', 'A pair of Expressway-C with a failed reset', 'A system that was never upgraded left the cluster and could not reset itself: the place to put that right.', 2, (seed) => pairWithPendingReset(seed, true)),
  template('expressway-c-database-failed-2', 'A pair of Expressway-C, one with a failed database', 'The cluster database of one peer is beyond repair: the place to destroy it and join again.', 2, pairWithFailedDatabase),
  template('expressway-c-stale-key-3', 'Three Expressway-C, one with a stale key', 'The system key file of one peer is not the others\' any more: the place to distribute the key.', 3, (seed) => clusterWithStaleKey(seed, 3, 2)),
  template('expressway-c-expiring-3', 'Three Expressway-C, one with a certificate that expires', 'The server certificate of one peer runs out in twelve days: the place to have another one signed.', 3, (seed) => clusterWithExpiring(seed, 3)),
  template('expressway-e-cluster-2', 'A pair of Expressway-E with two interfaces', 'Two peers behind static NAT, formed by the IP addresses of their inner interfaces: the place to map addresses.', 2, (seed) => cluster(seed, 2, 'address', OUTER), OUTER),
  template('expressway-e-single-nic-2', 'A pair of Expressway-E with one interface', 'Two peers with public addresses of their own, formed by IP address: the place to use names from the public DNS.', 2, (seed) => cluster(seed, 2, 'address', OUTER_SINGLE), OUTER_SINGLE),
  ...LOST_LONG_AGO,
  ...SMART,
] // biome-ignore format: one row per template
