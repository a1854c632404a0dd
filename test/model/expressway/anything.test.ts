// Whatever is done to a cluster in whatever order: it never throws, stays plain JSON, comes to rest, and
// keeps the rules that always hold.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CERTIFICATE_PROBLEMS } from '../../../worker/expressway/certificate.ts'
import { expressway } from '../../../worker/expressway/index.ts'
import type { Fault } from '../../../worker/kernel/fabric.ts'
import type { Json } from '../../../worker/kernel/machine.ts'
import { replay } from '../../../worker/kernel/runtime.ts'
import { HOUR_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn, listOf } from './cluster.ts'

/** How many histories each rule is tried on; the long run asks for more. */
const RUNS = Number(process.env.RUNS ?? 60)
const TIMEOUT_MS = 60_000 + RUNS * 1_000

type Deed = (cluster: Cluster) => void

const NODES = ['expc01', 'expc02', 'expc03']
const node = fc.constantFrom(...NODES)
const address = fc.constantFrom(
  '',
  fqdn(1),
  fqdn(2),
  fqdn(3),
  '10.15.13.15',
  '10.15.13.16',
  'nowhere.apolo.local',
  '::1',
  'not an address',
)
const odd: fc.Arbitrary<Json> = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([{ a: 1 }]))

const clusteringFields = fc.dictionary(
  fc.constantFrom(
    'cluster_name',
    'configuration_primary',
    'tls_verification_mode',
    'cluster_ip_version',
    'peer_1_address',
    'peer_2_address',
    'peer_3_address',
    'address_mapping_enabled',
    'address_mappings',
    'constructor',
  ),
  fc.oneof(address, fc.constantFrom<Json>(1, 2, 'Permissive', 'Enforce', 'IPv4', 'IPv6', 'On', 'Off'), odd),
)

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('link-down' as const), a: fc.constant('expc01'), b: fc.constantFrom('expc02', 'expc03') }),
  fc.record({ kind: fc.constant('link-one-way' as const), from: fc.constant('expc02'), to: fc.constant('expc01') }),
  fc.record({
    kind: fc.constant('loss' as const),
    a: fc.constant('expc01'),
    b: fc.constant('expc02'),
    percent: fc.integer({ min: 1, max: 90 }),
  }),
  fc.record({
    kind: fc.constant('latency' as const),
    a: fc.constant('expc01'),
    b: fc.constant('expc02'),
    ms: fc.integer({ min: 1, max: 9000 }),
  }),
  fc.record({ kind: fc.constant('port-blocked' as const), node, ports: fc.constant([4371, 4372]) }),
  fc.record({ kind: fc.constant('dns-missing' as const), name: fc.constantFrom(fqdn(1), fqdn(2)) }),
  fc.record({ kind: fc.constant('power-off'), node }),
  fc.record({ kind: fc.constant('certificate'), node, problem: fc.constantFrom(...CERTIFICATE_PROBLEMS) }),
  fc.record({ kind: fc.constant('clock-skew'), node, seconds: fc.integer({ min: -100_000_000, max: 100_000_000 }) }),
  fc.record({ kind: fc.constant('ntp-unreachable' as const), node }),
  fc.record({ kind: fc.constant('nat' as const), a: fc.constant('expc01'), b: fc.constant('expc02') }),
)

const failedDatabase: fc.Arbitrary<Fault> = fc.record({ kind: fc.constant('database-stopped'), node })

const rootLine = fc.constantFrom(
  'factory-reset',
  'YES',
  'NO',
  'clusterdb_destroy_and_purge_data.sh',
  'ls /',
  'scp a.tar.gz /',
  '',
)

const laying: fc.Arbitrary<Deed> = fc.tuple(fc.constantFrom('f1', 'f2'), fault).map(
  ([id, laid]): Deed =>
    (cluster) =>
      cluster.fault(id, laid),
)
const healing: fc.Arbitrary<Deed> = fc.constantFrom('f1', 'f2').map(
  (id): Deed =>
    (cluster) =>
      cluster.heal(id),
)
const waiting = (msMax: number): fc.Arbitrary<Deed> =>
  fc.integer({ min: 1, max: msMax }).map(
    (ms): Deed =>
      (cluster) =>
        cluster.advance(ms),
  )

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(node, fc.constantFrom('s42700x14_0_3.tar.gz', 's42700x14_0_2.tar.gz', 'nothing')).map(
    ([id, file]): Deed =>
      (cluster) => {
        cluster.press(id, 'upgrade', { file })
        cluster.press(id, 'continue-upgrade')
        cluster.press(id, 'reboot')
      },
  ),
  fc.tuple(node, fc.array(rootLine, { maxLength: 10 })).map(
    ([id, lines]): Deed =>
      (cluster) => {
        let session: string | null = null
        for (const line of lines) {
          const answer = cluster.lab.ask(id, { op: 'console', line, session, login: 'root' })
          if (answer.is === 'console') session = answer.session
        }
      },
  ),
  fc.tuple(fc.constantFrom('f1', 'f2'), failedDatabase).map(
    ([id, laid]): Deed =>
      (cluster) =>
        cluster.fault(id, laid),
  ),
  fc.tuple(node, clusteringFields).map(
    ([id, fields]): Deed =>
      (cluster) =>
        void cluster.trySave(id, fields),
  ),
  fc.tuple(node, fc.constantFrom([1], [1, 2], [1, 2, 3], [2, 1])).map(
    ([id, list]): Deed =>
      (cluster) =>
        void cluster.trySave(id, listOf(list)),
  ),
  fc.tuple(node, fc.integer({ min: 60, max: 90 })).map(
    ([id, ttl]): Deed =>
      (cluster) =>
        void cluster.trySave(id, { h323_time_to_live: ttl }, 'h323'),
  ),
  fc.tuple(node, fc.dictionary(fc.constantFrom('h323_mode', 'zones', 'x'), odd)).map(
    ([id, fields]): Deed =>
      (cluster) =>
        void cluster.trySave(id, fields, 'h323'),
  ),
  fc.tuple(node, fc.constantFrom('restart', 'reboot', 'acknowledge-alarm')).map(
    ([id, action]): Deed =>
      (cluster) =>
        void cluster.press(id, action),
  ),
  fc
    .tuple(
      node,
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          'xstatus',
          'xconfig',
          'xcommand ?',
          'xcommand restart',
          'xcommand forceconfigupdate',
          'xcommand forcesystemkeyupdate',
          'xConfiguration SystemUnit Maintenance Mode: On',
          'xConfiguration H323 Mode: On',
          'xConfiguration Alternates Peer 1 Address: ""',
        ),
      ),
    )
    .map(
      ([id, line]): Deed =>
        (cluster) =>
          void cluster.lab.ask(id, { op: 'console', line, session: null, login: null }),
    ),
  laying,
  healing,
  waiting(400_000),
)

test(
  '[EX-01] [EX-40] random saves, restarts, faults and waits never throw, keep plain JSON, replay to the same bytes and come to rest',
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom('expressway-c-standalone-3', 'expressway-c-cluster-6'),
        fc.integer(),
        fc.array(deed, { maxLength: 25, size: 'max' }),
        (template, seed, deeds) => {
          const cluster = new Cluster(template, seed)
          for (const act of deeds) act(cluster)
          // Peers go on trying for as long as a line is bad, so that only a good or a dead one brings rest.
          for (const { id, kind } of cluster.lab.snapshot().faults) if (kind === 'loss') cluster.heal(id)
          // What was purged has the Time to live of the factory, half an hour: for so long an endpoint may stay where it is.
          expect(cluster.lab.settle(HOUR_MS).settled).toBe(true)
          const snapshot = cluster.lab.snapshot()
          for (const id of NODES) {
            const state = cluster.lab.state(id)
            expect(JSON.parse(JSON.stringify(state))).toEqual(state)
            expect(cluster.node(id).clustering.peers).toHaveLength(6)
          }
          expect(JSON.stringify(replay(expressway, cluster.lab.journal()).snapshot())).toBe(JSON.stringify(snapshot))
          // At rest nothing but the times of synchronisation changes any more.
          if (snapshot.faults.length > 0) return
          const still = () =>
            cluster.lab.snapshot().nodes.map((each) => JSON.stringify(each).replaceAll(/"(last|next)Sync":"[^"]*"/g, ''))
          const before = still()
          cluster.advance(1_000)
          expect(still()).toEqual(before)
        },
      ),
      { numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

test(
  '[EX-34] whatever happens between, healthy members end up with the last change that the primary took',
  () => {
    const disturbance: fc.Arbitrary<Deed> = fc.oneof(
      fc.constantFrom('expc01', 'expc02', 'expc03', 'expc06').map(
        (id): Deed =>
          (cluster) =>
            void cluster.press(id, 'restart'),
      ),
      laying,
      healing,
      waiting(200_000),
    )
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.tuple(disturbance, fc.boolean()), { maxLength: 25, size: 'max' }), (seed, acts) => {
        const cluster = new Cluster('expressway-c-cluster-6', seed)
        let last: Json = cluster.node('expc01').configuration.h323_time_to_live ?? null
        for (const [index, [disturb, writes]] of acts.entries()) {
          disturb(cluster)
          if (writes && cluster.trySave('expc01', { h323_time_to_live: 100 + index }, 'h323').is === 'page') last = 100 + index
        }
        for (const id of ['f1', 'f2']) cluster.heal(id)
        cluster.settle()
        cluster.advance(15 * 60_000)
        cluster.settle()
        for (const shown of cluster.lab.snapshot().nodes.map((each) => cluster.node(each.id))) {
          expect([shown.id, shown.clustering.databaseStatus, shown.configuration.h323_time_to_live]).toEqual([
            shown.id,
            'Active',
            last,
          ])
          expect(cluster.alarms(shown.id)).toEqual([])
        }
      }),
      { numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)
