import { describe, expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

// Lines as published in "What is Expressway Cluster and how it works". Times, process numbers, ports and
// sequence numbers are the only parts that another run may have different.
const PRIMARY = `
2020-07-21T15:16:50.321-05:00 expc01 replication: UTCTime="2020-07-21 20:16:50,321" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationsynchroniser(270)" Detail="Starting synchronisation"
2020-07-21T15:16:50.330-05:00 expc01 replication: UTCTime="2020-07-21 20:16:50,330" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationutils(750)" AlternateIPAddresses="[u'(10.15.13.15 expc01)', u'(10.15.13.16 expc02)']" ConfigurationMasterIndex="0" LocalPeerIndex="0"
2020-07-21T15:16:50.433-05:00 expc01 replication: UTCTime="2020-07-21 20:16:50,433" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationsynchroniser(257)" Detail="This peer is the cluster master, local configuration has already been replicated to the other peers"
2020-07-21T15:16:50.437-05:00 expc01 replication: UTCTime="2020-07-21 20:16:50,437" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationsynchroniser(336)" Detail="Synchronisation completed successfully"`

const SUBORDINATE = `
2020-07-21T15:16:46.900-05:00 expc02 replication: UTCTime="2020-07-21 20:16:46,899" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationsynchroniser(270)" Detail="Starting synchronisation"
2020-07-21T15:16:46.908-05:00 expc02 replication: UTCTime="2020-07-21 20:16:46,908" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationutils(750)" AlternateIPAddresses="[u'(10.15.13.15 expc01)', u'(10.15.13.16 expc02)']" ConfigurationMasterIndex="0" LocalPeerIndex="1"
2020-07-21T15:16:46.947-05:00 expc02 replication: UTCTime="2020-07-21 20:16:46,946" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationsynchroniser(254)" Detail="This peer is not the cluster master, local configuration is already up to date"
2020-07-21T15:16:46.950-05:00 expc02 replication: UTCTime="2020-07-21 20:16:46,950" Module="developer.replication" Level="INFO" CodeLocation="clusterconfigurationsynchroniser(336)" Detail="Synchronisation completed successfully"`

const LOSS = `
2020-08-12T14:57:43.353-05:00 expc01 UTCTime="2020-08-12 19:57:43,353" Module="developer.clusterdb.cdb" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.159.0>" Detail="Processed mnesia_down event from accessible node" Node="clusterdb@expc02.apolo.local"
2020-08-12T14:57:43.354-05:00 expc01 UTCTime="2020-08-12 19:57:43,353" Module="developer.clusterdb.cdb" Level="ERROR" Node="clusterdb@expc01.apolo.local" PID="<0.159.0>" Detail="Inconsistent Database" Context="from mnesia system - mnesia down" Node="clusterdb@expc02.apolo.local"
2020-08-12T14:57:43.524-05:00 expc01 alarm: Level="WARN" Event="Alarm Raised" Id="20006" UUID="0f96695e-d954-4f6f-85c1-2ef1eae6f764" Severity="warning" Detail="Cluster database communication failure: The database is unable to replicate with one or more of the cluster peers" UTCTime="2020-08-12 19:57:43,524"
2020-08-12T14:57:43.771-05:00 expc01 alarm: Level="WARN" Event="Alarm Raised" Id="20004" UUID="3bca6888-f622-11df-93be-07cc953d7b99" Severity="warning" Detail="Cluster communication failure: The system is unable to communicate with one or more of the cluster peers" UTCTime="2020-08-12 19:57:43,771"
2020-08-12T14:57:53.872-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:53,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS SCI SeqNum=52319 Retransmit=True"
2020-08-12T14:57:54.872-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:54,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS LRQ SeqNum=52320 Retransmit=True"
2020-08-12T14:57:56.872-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:56,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS LRQ SeqNum=52320 Retransmit=True"
2020-08-12T14:57:57.871-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:57,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS SCI SeqNum=52319 Retransmit=True"
2020-08-12T14:57:58.871-05:00 expc01 tvcs: Event="External Server Communications Failure" Reason="gatekeeper timed out" Service="NeighbourGatekeeper" Detail="name:10.15.13.16:1719" Level="1" UTCTime="2020-08-12 19:57:58,871"
2020-08-12T14:57:58.871-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:58,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS LRQ SeqNum=52320 Timeout=True"
2020-08-12T14:58:01.871-05:00 expc01 tvcs: UTCTime="2020-08-12 19:58:01,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS SCI SeqNum=52319 Timeout=True"`

const TLS_MODE = `
2020-08-12T15:13:24.976-05:00 expc01 UTCTime="2020-08-12 20:13:24,975" Event="System Configuration Changed" Node="clusterdb@expc01.apolo.local" PID="<0.345.0>" Detail="xconfiguration clusterConfiguration tls_verify - changed from: Permissive to: Enforcing"
2020-08-12T15:13:24.976-05:00 expc01 httpd[15060]: web: Event="System Configuration Changed" Detail="configuration/cluster/tls_verify - changed from: 'Permissive' to: 'Enforcing'" Src-ip="10.15.13.30" Src-port="53155" User="admin" Level="1" UTCTime="2020-08-12 20:13:24"
2020-08-12T15:13:24.979-05:00 expc01 management: UTCTime="2020-08-12 20:13:24,978" Module="developer.management.databasemanager" Level="INFO" CodeLocation="databasemanager(312)" Detail="Cluster configuration change detected"
2020-08-12T15:13:24.986-05:00 expc01 management: UTCTime="2020-08-12 20:13:24,986" Module="developer.management.databasemanager" Level="INFO" CodeLocation="databasemanager(405)" Detail="TLS Verify change status" Startup="False" New="True"
2020-08-12T15:13:25.022-05:00 expc01 UTCTime="2020-08-12 20:13:25,022" Event="System Configuration Changed" Node="clusterdb@expc01.apolo.local" PID="<0.557.0>" Detail="xconfiguration alternatesConfiguration - Changed"
2020-08-12T15:13:25.022-05:00 expc01 UTCTime="2020-08-12 20:13:25,022" Module="developer.clusterdb.alternatesmanager" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.142.0>" Detail="alternate peer changed info recieved"
2020-08-12T15:13:25.192-05:00 expc01 management: UTCTime="2020-08-12 20:13:25,192" Module="developer.diagnostics.alarmmanager" Level="INFO" CodeLocation="alarmmanager(173)" Detail="Raising alarm" UUID="e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6" Parameters="null"
2020-08-12T15:13:25.195-05:00 expc01 management: Level="WARN" Event="Alarm Raised" Id="20007" UUID="e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6" Severity="warning" Detail="Restart required: Cluster configuration has been changed, however a restart is required for this to take effect" UTCTime="2020-08-12 20:13:25,194"`

/** A line without what differs from run to run. */
const bare = (line: string): string =>
  line
    .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}/, '<time>')
    .replace(/UTCTime="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(,\d{3})?"/, (_, ms) => `UTCTime="<time${ms === undefined ? '' : ',ms'}>"`)
    .replace(/PID="<0\.\d+\.0>"/, 'PID="<pid>"')
    .replace(/httpd\[\d+\]/, 'httpd[pid]')
    .replace(/Src-port="\d+"/, 'Src-port="port"')
    .replace(/SeqNum=(\d+)/, 'SeqNum=n')

const published = (excerpt: string): readonly string[] => excerpt.trim().split('\n')
const millisecond = (line: string): number => Date.parse(line.slice(0, 29))
const offsets = (lines: readonly string[]): readonly number[] =>
  lines.map((line) => millisecond(line) - millisecond(lines[0] ?? ''))

describe('published log excerpts', () => {
  test('[EX-62] [EX-30] a synchronisation on the primary and on the subordinate, to the millisecond between its lines', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.advance(2 * MINUTE_MS)
    for (const [node, excerpt] of [
      ['expc01', PRIMARY],
      ['expc02', SUBORDINATE],
    ] as const) {
      const lines = cluster.lab.logs(node).map((entry) => entry.line)
      expect(lines.map(bare)).toEqual(published(excerpt).map(bare))
      expect(offsets(lines)).toEqual(offsets(published(excerpt)))
    }
  })

  test('[EX-62] [EX-32] the loss of a peer on the one that is left', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc02', 'reboot')
    cluster.advance(20 * SECOND_MS)
    const lines = cluster.lab.logs('expc01').map((entry) => entry.line)
    const about = lines.filter((line) => !line.includes('replication:'))
    expect(about.map(bare)).toEqual(published(LOSS).map(bare))
    expect(offsets(about)).toEqual(offsets(published(LOSS)))
    // The same request keeps its number through all its repetitions.
    const numbers = about.map((line) => /SeqNum=(\d+)/.exec(line)?.[1]).filter((number) => number !== undefined)
    expect(new Set(numbers).size).toBe(2)
  })

  test('[EX-62] [EX-31] a change of the TLS mode on the primary', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    cluster.advance(230)
    const lines = cluster.lab.logs('expc01').map((entry) => entry.line)
    expect(lines.map(bare)).toEqual(published(TLS_MODE).map(bare))
    const there = cluster.lab.logs('expc02').map((entry) => entry.line)
    expect(there[0]).toContain('Detail="xconfiguration clusterConfiguration tls_verify - changed from: Permissive to: Enforcing"')
    expect(there.some((line) => line.includes('httpd'))).toBe(false)
  })

  test('[EX-62] the retry of names writes its line every 300 seconds, and only while a name fails', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { peer_3_address: 'expc09.apolo.local' })
    cluster.advance(11 * MINUTE_MS)
    const retries = cluster.lab.logs('expc01').filter((entry) => entry.module === 'developer.clusterdb.peernameresolver')
    expect(retries).toHaveLength(2)
    expect(retries[0]?.line).toContain(
      'Detail="Triggering forced peer update of peers which failed DNS and queueing next run" Queue-Time-ms="300000"',
    )
    cluster.save('expc01', { peer_3_address: '' })
    cluster.advance(11 * MINUTE_MS)
    expect(cluster.lab.logs('expc01').filter((entry) => entry.module === 'developer.clusterdb.peernameresolver')).toHaveLength(2)
  })

  test('[EX-62] a clock that is set off shows in the lines it writes', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('skew', { kind: 'clock-skew', node: 'expc02', seconds: 3600 })
    cluster.advance(2 * MINUTE_MS)
    const [entry] = cluster.lab.logs('expc02')
    expect(millisecond(entry?.line ?? '') - (entry?.at ?? 0)).toBe(3_600_000)
  })
})
