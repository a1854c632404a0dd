import { describe, expect, test } from 'vitest'
import { withMarks } from '../../../worker/expressway/log-lines.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
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
2020-08-12T14:57:43.354-05:00 expc01 UTCTime="2020-08-12 19:57:43,354" Module="developer.clusterdb.cdb" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.159.0>" Detail="Connecting database on mnesia running_partitioned_network event" Node="clusterdb@expc02.apolo.local"
2020-08-12T14:57:43.354-05:00 expc01 UTCTime="2020-08-12 19:57:43,354" Module="developer.clusterdb.cdb" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.14215.425>" Detail="Ready to perform node connection transaction" Node="clusterdb@expc02.apolo.local"
2020-08-12T14:57:43.354-05:00 expc01 UTCTime="2020-08-12 19:57:43,354" Module="developer.clusterdb.cdb" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.14215.425>" Detail="Running node connection transaction" Node="clusterdb@expc02.apolo.local"
2020-08-12T14:57:43.354-05:00 expc01 UTCTime="2020-08-12 19:57:43,354" Module="developer.clusterdb.synchronise" Level="WARN" Node="clusterdb@expc01.apolo.local" PID="<0.14215.425>" Detail="Failed connecting to node" Node="clusterdb@expc02.apolo.local" Reason="{ badrpc, { EXIT, { aborted, { noproc, { gen_server, call, [ kernel_safe_sup, { start_child, { dets_sup, { dets_sup, start_link, }, permanent, 1000, supervisor, [ dets_sup ] } }, infinity ] } } } } }"
2020-08-12T14:57:43.524-05:00 expc01 alarm: Level="WARN" Event="Alarm Raised" Id="20006" UUID="0f96695e-d954-4f6f-85c1-2ef1eae6f764" Severity="warning" Detail="Cluster database communication failure: The database is unable to replicate with one or more of the cluster peers" UTCTime="2020-08-12 19:57:43,524"
2020-08-12T14:57:43.771-05:00 expc01 alarm: Level="WARN" Event="Alarm Raised" Id="20004" UUID="3bca6888-f622-11df-93be-07cc953d7b99" Severity="warning" Detail="Cluster communication failure: The system is unable to communicate with one or more of the cluster peers" UTCTime="2020-08-12 19:57:43,771"
2020-08-12T14:57:53.872-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:53,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS SCI SeqNum=52319 Retransmit=True"
2020-08-12T14:57:54.872-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:54,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS LRQ SeqNum=52320 Retransmit=True"
2020-08-12T14:57:56.872-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:56,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS LRQ SeqNum=52320 Retransmit=True"
2020-08-12T14:57:57.871-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:57,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS SCI SeqNum=52319 Retransmit=True"
2020-08-12T14:57:58.871-05:00 expc01 tvcs: Event="External Server Communications Failure" Reason="gatekeeper timed out" Service="NeighbourGatekeeper" Detail="name:10.15.13.16:1719" Level="1" UTCTime="2020-08-12 19:57:58,871"
2020-08-12T14:57:58.871-05:00 expc01 tvcs: UTCTime="2020-08-12 19:57:58,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS LRQ SeqNum=52320 Timeout=True"
2020-08-12T14:57:59.601-05:00 expc01 UTCTime="2020-08-12 19:57:59,601" Module="developer.clusterdb.peernameresolver" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.145.0>" Detail="Triggering forced peer update of peers which failed DNS and queueing next run" Queue-Time-ms="300000"
2020-08-12T14:58:01.871-05:00 expc01 tvcs: UTCTime="2020-08-12 19:58:01,871" Module="network.h323" Level="INFO": Action="Sent" Dst-ip="10.15.13.16" Dst-port="1719" Detail="Sending RAS SCI SeqNum=52319 Timeout=True"`

const TLS_MODE = `
2020-08-12T15:13:24.970-05:00 expc01 UTCTime="2020-08-12 20:13:24,969" Module="developer.cdbtable.cdb.clusterConfiguration" Level="DEBUG" Node="clusterdb@expc01.apolo.local" PID="<0.345.0>" Detail="Inserting into table" TableName="clusterConfiguration"
2020-08-12T15:13:24.976-05:00 expc01 UTCTime="2020-08-12 20:13:24,975" Event="System Configuration Changed" Node="clusterdb@expc01.apolo.local" PID="<0.345.0>" Detail="xconfiguration clusterConfiguration tls_verify - changed from: Permissive to: Enforcing"
2020-08-12T15:13:24.976-05:00 expc01 httpd[15060]: web: Event="System Configuration Changed" Detail="configuration/cluster/tls_verify - changed from: 'Permissive' to: 'Enforcing'" Src-ip="10.15.13.30" Src-port="53155" User="admin" Level="1" UTCTime="2020-08-12 20:13:24"
2020-08-12T15:13:24.979-05:00 expc01 management: UTCTime="2020-08-12 20:13:24,978" Module="developer.management.databasemanager" Level="INFO" CodeLocation="databasemanager(312)" Detail="Cluster configuration change detected"
2020-08-12T15:13:24.980-05:00 expc01 UTCTime="2020-08-12 20:13:24,980" Module="developer.cdbtable.cdb.clusterConfiguration" Level="DEBUG" Node="clusterdb@expc01.apolo.local" PID="<0.345.0>" Detail="Inserting into table" TableName="clusterConfiguration"
2020-08-12T15:13:24.986-05:00 expc01 management: UTCTime="2020-08-12 20:13:24,986" Module="developer.management.databasemanager" Level="INFO" CodeLocation="databasemanager(405)" Detail="TLS Verify change status" Startup="False" New="True"
2020-08-12T15:13:25.022-05:00 expc01 UTCTime="2020-08-12 20:13:25,022" Event="System Configuration Changed" Node="clusterdb@expc01.apolo.local" PID="<0.557.0>" Detail="xconfiguration alternatesConfiguration - Changed"
2020-08-12T15:13:25.022-05:00 expc01 UTCTime="2020-08-12 20:13:25,022" Module="developer.clusterdb.peernameresolver" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.145.0>" Detail="Notifying databasemanager (Management Framework)"
2020-08-12T15:13:25.022-05:00 expc01 UTCTime="2020-08-12 20:13:25,022" Module="developer.clusterdb.alternatesmanager" Level="INFO" Node="clusterdb@expc01.apolo.local" PID="<0.142.0>" Detail="alternate peer changed info recieved"
2020-08-12T15:13:25.031-05:00 expc01 UTCTime="2020-08-12 20:13:25,031" Event="System Configuration Changed" Node="clusterdb@expc01.apolo.local" PID="<0.557.0>" Detail="xconfiguration alternatesConfiguration - Changed"
2020-08-12T15:13:25.192-05:00 expc01 management: UTCTime="2020-08-12 20:13:25,192" Module="developer.diagnostics.alarmmanager" Level="INFO" CodeLocation="alarmmanager(173)" Detail="Raising alarm" UUID="e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6" Parameters="null"
2020-08-12T15:13:25.195-05:00 expc01 management: Level="WARN" Event="Alarm Raised" Id="20007" UUID="e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6" Severity="warning" Detail="Restart required: Cluster configuration has been changed, however a restart is required for this to take effect" UTCTime="2020-08-12 20:13:25,194"`

const TLS_MODE_RECEIVED = `
2020-08-12T15:13:24.976-05:00 expc02 UTCTime="2020-08-12 20:13:24,976" Event="System Configuration Changed" Node="clusterdb@expc02.apolo.local" PID="<0.390.0>" Detail="xconfiguration clusterConfiguration tls_verify - changed from: Permissive to: Enforcing"
2020-08-12T15:13:24.979-05:00 expc02 management: UTCTime="2020-08-12 20:13:24,978" Module="developer.management.databasemanager" Level="INFO" CodeLocation="databasemanager(312)" Detail="Cluster configuration change detected"
2020-08-12T15:13:24.982-05:00 expc02 management: UTCTime="2020-08-12 20:13:24,982" Module="developer.management.databasemanager" Level="INFO" CodeLocation="databasemanager(405)" Detail="TLS Verify change status" Startup="False" New="True"
2020-08-12T15:13:25.040-05:00 expc02 UTCTime="2020-08-12 20:13:25,040" Module="developer.clusterdb.peernameresolver" Level="INFO" Node="clusterdb@expc02.apolo.local" PID="<0.136.0>" Detail="Notifying databasemanager (Management Framework)"
2020-08-12T15:13:25.040-05:00 expc02 UTCTime="2020-08-12 20:13:25,040" Module="developer.clusterdb.alternatesmanager" Level="INFO" Node="clusterdb@expc02.apolo.local" PID="<0.143.0>" Detail="alternate peer changed info recieved"
2020-08-12T15:13:25.041-05:00 expc02 UTCTime="2020-08-12 20:13:25,041" Event="System Configuration Changed" Node="clusterdb@expc02.apolo.local" PID="<0.543.0>" Detail="xconfiguration alternatesConfiguration - Changed"
2020-08-12T15:13:25.042-05:00 expc02 UTCTime="2020-08-12 20:13:25,042" Event="System Configuration Changed" Node="clusterdb@expc02.apolo.local" PID="<0.543.0>" Detail="xconfiguration alternatesConfiguration - Changed"
2020-08-12T15:13:25.046-05:00 expc02 UTCTime="2020-08-12 20:13:25,046" Module="developer.clusterdb.alternatesmanager" Level="INFO" Node="clusterdb@expc02.apolo.local" PID="<0.143.0>" Detail="alternate peer changed info recieved"
2020-08-12T15:13:25.047-05:00 expc02 UTCTime="2020-08-12 20:13:25,046" Module="developer.clusterdb.peernameresolver" Level="INFO" Node="clusterdb@expc02.apolo.local" PID="<0.136.0>" Detail="Notifying databasemanager (Management Framework)"
2020-08-12T15:13:25.047-05:00 expc02 UTCTime="2020-08-12 20:13:25,047" Event="System Configuration Changed" Node="clusterdb@expc02.apolo.local" PID="<0.543.0>" Detail="xconfiguration alternatesConfiguration - Changed"
2020-08-12T15:13:25.049-05:00 expc02 UTCTime="2020-08-12 20:13:25,049" Event="System Configuration Changed" Node="clusterdb@expc02.apolo.local" PID="<0.543.0>" Detail="xconfiguration alternatesConfiguration - Changed"
2020-08-12T15:13:25.136-05:00 expc02 management: UTCTime="2020-08-12 20:13:25,136" Module="developer.diagnostics.alarmmanager" Level="INFO" CodeLocation="alarmmanager(173)" Detail="Raising alarm" UUID="e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6" Parameters="null"
2020-08-12T15:13:25.139-05:00 expc02 management: Level="WARN" Event="Alarm Raised" Id="20007" UUID="e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6" Severity="warning" Detail="Restart required: Cluster configuration has been changed, however a restart is required for this to take effect" UTCTime="2020-08-12 20:13:25,139"`

/** A line without what differs from run to run. */
const bare = (line: string): string =>
  line
    .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}/, '<time>')
    .replace(/UTCTime="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(,\d{3})?"/, (_, ms) => `UTCTime="<time${ms === undefined ? '' : ',ms'}>"`)
    .replace(/PID="<0\.\d+\.\d+>"/, 'PID="<pid>"')
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
    for (const [node, excerpt] of [
      ['expc01', TLS_MODE],
      ['expc02', TLS_MODE_RECEIVED],
    ] as const) {
      const lines = cluster.lab.logs(node).map((entry) => entry.line)
      expect(lines.map(bare)).toEqual(published(excerpt).map(bare))
    }
    const since = (lines: readonly string[]) => offsets(lines.filter((line) => !line.includes('Level="DEBUG"')))
    expect(since(cluster.lab.logs('expc01').map((entry) => entry.line))).toEqual(since(published(TLS_MODE)))
  })

  test('[EX-62] [EX-40] an alarm that is lowered, or acknowledged, is written as the one that was raised', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc02', 'restart')
    cluster.advance(SECOND_MS)
    cluster.press('expc01', 'acknowledge-alarm', { id: '20004' })
    cluster.settle()
    const of = (id: string, node = 'expc01') =>
      cluster.lab
        .logs(node)
        .filter((entry) => entry.line.includes(`Id="${id}"`))
        .map((entry) => bare(entry.line))
    const { 7: raised } = published(LOSS).map(bare)
    expect(raised).toContain('Event="Alarm Raised" Id="20004"')
    expect(of('20004')).toEqual([raised, raised?.replace('Raised', 'Acknowledged'), raised?.replace('Raised', 'Lowered')])
    // What the management process raised it lowers, and says so in a line of its own before.
    cluster.save('expc01', { tls_verification_mode: 'Enforce' })
    cluster.advance(SECOND_MS)
    cluster.save('expc01', { tls_verification_mode: 'Permissive' })
    cluster.advance(SECOND_MS)
    const lines = cluster.lab.logs('expc01').map((entry) => bare(entry.line))
    const lowered = lines.findIndex((line) => line.includes('Event="Alarm Lowered" Id="20020"'))
    expect(lines[lowered - 1]).toBe(
      '<time>-05:00 expc01 management: UTCTime="<time,ms>" Module="developer.diagnostics.alarmmanager" Level="INFO" CodeLocation="alarmmanager(173)" Detail="Lowering alarm" UUID="56130540-e12e-11e5-a5e4-537d1dd4c150" Parameters="null"',
    )
  })

  test('[EX-62] [EX-40] an alarm that names something names it when it is acknowledged and lowered too', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('wall', { kind: 'port-blocked', node: 'expc02', ports: [4371, 4372] })
    cluster.advance(2 * MINUTE_MS)
    cluster.press('expc01', 'acknowledge-alarm', { id: '20021' })
    cluster.heal('wall')
    cluster.settle()
    const about = cluster.lab.logs('expc01').filter(({ line }) => line.includes('Id="20021"'))
    expect(about.map(({ line }) => /Event="Alarm (\w+)".*Detail="([^"]*)"/.exec(line)?.slice(1))).toEqual(
      ['Raised', 'Acknowledged', 'Lowered'].map((event) => [
        event,
        'Cluster communication failure: Unable to establish a TCP connection with expc02.apolo.local on ports 4371, 4372',
      ]),
    )
  })

  test('[EX-62] [EX-61] an idle event log bears a MARK every hour, and none of the time in which the system was off', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc02', { lan1_speed: '100full' }, 'ethernet')
    cluster.advance(MINUTE_MS)
    const marks = () =>
      cluster
        .type('expc02', 'eventlog 100')
        .split('\n')
        .filter((line) => line.endsWith(' expc02 -- MARK --'))
    expect(marks()).toEqual([])
    cluster.advance(3 * HOUR_MS + 5 * MINUTE_MS)
    const found = marks()
    expect(found.map((line) => millisecond(line) - millisecond(found[0] ?? ''))).toEqual([0, HOUR_MS, 2 * HOUR_MS])
    expect(cluster.page('expc02', 'event-log').tables[0]?.rows.flat()).toEqual(expect.arrayContaining(found))
    // Whoever follows all logs by number gets each mark with the line after it, and none twice.
    const written = cluster.lab.logs('expc02').map((entry, index) => ({ seq: index + 1, ...entry }))
    const printed = withMarks(written)
    expect(printed.filter(({ line }) => line.endsWith('-- MARK --')).map(({ line }) => line)).toEqual(found)
    expect(printed.filter(({ line }) => !line.endsWith('-- MARK --'))).toEqual(written)
    expect(printed.map(({ seq }) => seq)).toEqual([...printed].map(({ seq }) => seq).sort((one, other) => one - other))
    for (const [index, entry] of printed.entries())
      if (entry.line.endsWith('-- MARK --')) expect(printed[index + 1]).toMatchObject({ seq: entry.seq })
    expect(
      cluster
        .page('expc02', 'network-log')
        .tables[0]?.rows.flat()
        .some((line) => line.includes('MARK')),
    ).toBe(false)
    const before = marks().length
    cluster.press('expc02', 'shutdown')
    cluster.fault('dark', { kind: 'power-off', node: 'expc02' })
    cluster.advance(5 * HOUR_MS)
    cluster.heal('dark')
    cluster.settle()
    expect(marks()).toHaveLength(before)
  })

  test('[EX-60] the event log shows starts, sessions and shutdowns in the colours of the product', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc02', 'start-diagnostic-logging')
    cluster.press('expc02', 'stop-diagnostic-logging')
    cluster.restart('expc02')
    cluster.type('expc02', 'xStatus Time')
    const table = cluster.page('expc02', 'event-log').tables[0]
    const colourOf = (event: string) =>
      table?.colours?.[table.rows.findIndex(([line]) => line?.includes(` Event="${event}"`) ?? false)]
    expect(['System Start', 'Admin Session Start', 'System Shutdown', 'Diagnostic Logging', 'Alarm Raised'].map(colourOf)).toEqual([
      'green', 'green', 'orange', 'purple', null,
    ]) // biome-ignore format: one list
  })

  test('[EX-60] [EX-61] the Network Log is of signalling; what the software says of itself is in the diagnostic log alone', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc01', 'start-diagnostic-logging', { tcpdump: 'Off' })
    cluster.fault('dark', { kind: 'power-off', node: 'expc02' })
    cluster.advance(3 * MINUTE_MS)
    const shown = cluster.page('expc01', 'network-log').tables[0]?.rows.flat() ?? []
    expect(shown.length).toBeGreaterThan(4)
    for (const line of shown) expect(line).toMatch(/ Module="network\.h323" /)
    const printed = cluster.type('expc01', 'networklog 1000').trimEnd().split('\n')
    expect(printed.slice(0, -2)).toEqual(shown.toReversed())
    const logged = cluster.lab.logs('expc01').map(({ line }) => line)
    expect(logged.some((line) => line.includes('Module="developer.clusterdb.cdb"'))).toBe(true)
    for (const page of ['event-log', 'configuration-log'])
      expect(cluster.page('expc01', page).tables[0]?.rows.flat().join()).not.toContain(' Module=')
  })

  test('[EX-62] [EX-18] a restart writes System Shutdown when it goes down and System Start three minutes later', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    for (const [action, minutes, detail] of [
      ['restart', 3, 'Restarting'],
      ['reboot', 5, 'Rebooting'],
    ] as const) {
      const since = cluster.lab.logs('expc02').length
      cluster.press('expc02', action)
      cluster.advance(minutes * MINUTE_MS)
      const lines = cluster.lab
        .logs('expc02')
        .slice(since)
        .map((entry) => entry.line)
        .filter((line) => !line.includes('Id="15007"'))
      expect(lines.map(bare).slice(0, 2)).toEqual([
        `<time>-05:00 expc02 tvcs: Event="System Shutdown" Detail="${detail}" Level="1" UTCTime="<time,ms>"`,
        '<time>-05:00 expc02 tvcs: Event="System Start" Detail="Version X14.0.2" Level="1" UTCTime="<time,ms>"',
      ])
      expect(offsets(lines)[1]).toBe(minutes * MINUTE_MS)
      cluster.settle()
    }
  })

  test('[EX-62] a lost peer that fell silent is no node any more; the resolver runs on every 300 s until it is back', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('dark', { kind: 'power-off', node: 'expc02' })
    cluster.advance(45 * SECOND_MS + 11 * MINUTE_MS)
    const of = (module: string) => cluster.lab.logs('expc01').filter((entry) => entry.module === module)
    expect(of('developer.clusterdb.synchronise').map((entry) => entry.line)).toEqual([
      expect.stringContaining(
        'Detail="Failed connecting to node" Node="clusterdb@expc02.apolo.local" Reason="{ badrpc, nodedown }"',
      ),
    ])
    const runs = of('developer.clusterdb.peernameresolver').map((entry) => entry.at)
    expect(runs.slice(1).map((at, index) => at - (runs[index] ?? 0))).toEqual([300_000, 300_000])
    cluster.heal('dark')
    cluster.settle()
    cluster.advance(11 * MINUTE_MS)
    expect(of('developer.clusterdb.peernameresolver')).toHaveLength(3 + 1)
  })

  test('[EX-62] the retry of names writes its line every 300 seconds, and only while a name fails', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { peer_3_address: 'expc09.apolo.local' })
    cluster.advance(11 * MINUTE_MS)
    const retries = cluster.lab.logs('expc01').filter((entry) => entry.line.includes('Triggering forced peer update'))
    expect(retries).toHaveLength(2)
    expect(retries[0]?.line).toContain(
      'Detail="Triggering forced peer update of peers which failed DNS and queueing next run" Queue-Time-ms="300000"',
    )
    cluster.save('expc01', { peer_3_address: '' })
    cluster.advance(11 * MINUTE_MS)
    expect(cluster.lab.logs('expc01').filter((entry) => entry.line.includes('Triggering forced peer update'))).toHaveLength(2)
  })

  test('[EX-62] a clock that is set off shows in the lines it writes', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('skew', { kind: 'clock-skew', node: 'expc02', seconds: 3600 })
    cluster.advance(2 * MINUTE_MS)
    const [entry] = cluster.lab.logs('expc02')
    expect(millisecond(entry?.line ?? '') - (entry?.at ?? 0)).toBe(3_600_000)
  })
})
