import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import type { PeerState } from '../../../worker/expressway/state.ts'
import type { Base } from '../../../worker/kernel/journal.ts'
import { baseOf, resumeLab } from '../../../worker/kernel/runtime.ts'
import { MINUTE_MS, SECOND_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn, listOf } from './cluster.ts'

const textOf = (cluster: Cluster, node: string, id: string) =>
  (cluster.node(node).alarms as readonly { readonly id: string; readonly text?: string }[]).find((alarm) => alarm.id === id)?.text

/** Three stand-alone systems of which the second, and the first too if so said, are other ones than they were. */
function withOther(change: Partial<PeerState['identity']>, changeOfFirst: Partial<PeerState['identity']> = {}): Cluster {
  const cluster = new Cluster()
  const base = baseOf(expressway, 'expressway-c-standalone-3', 1)
  const [first, second] = [base.states.expc01 as PeerState, base.states.expc02 as PeerState]
  const states = {
    ...base.states,
    expc01: { ...first, identity: { ...first.identity, ...changeOfFirst } },
    expc02: { ...second, identity: { ...second.identity, ...change } },
  }
  return Object.assign(cluster, { lab: resumeLab(expressway, { ...base, states }) })
}

describe('what lies between peers', () => {
  test('[EX-04] a firewall that closes 4371 and 4372 raises 20021 with peer and ports on both sides', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('wall', { kind: 'port-blocked', node: 'expc02', ports: [4371, 4372] })
    cluster.advance(3 * MINUTE_MS)
    expect(textOf(cluster, 'expc01', '20021')).toBe(`Unable to establish a TCP connection with ${fqdn(2)} on ports 4371, 4372`)
    expect(textOf(cluster, 'expc02', '20021')).toBe(`Unable to establish a TCP connection with ${fqdn(1)} on ports 4371, 4372`)
    cluster.heal('wall')
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual([])
  })

  test('[EX-04] a peer without power or behind a cut link is not taken for one behind a firewall', () => {
    for (const fault of [
      { kind: 'power-off', node: 'expc02' },
      { kind: 'link-down', a: 'expc01', b: 'expc02' },
    ] as const) {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.fault('it', fault)
      cluster.advance(3 * MINUTE_MS)
      expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    }
  })

  test('[EX-04] a closed 1719 costs call routing between the two, and the database nothing', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('wall', { kind: 'port-blocked', node: 'expc02', ports: [1719] })
    cluster.advance(10 * MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual([])
    expect(cluster.node('expc01').clustering.databaseStatus).toBe('Active')
    cluster.save('expc01', { h323_time_to_live: 111 }, 'h323')
    cluster.advance(SECOND_MS)
    expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(111)
    const said = (node: string) =>
      cluster
        .page(node, 'clustering')
        .messages.map((message) => message.text)
        .join()
    for (const node of ['expc01', 'expc02']) {
      expect(said(node)).toContain('does not answer over H.323')
      expect(cluster.lab.logs(node).filter((entry) => entry.line.includes('gatekeeper timed out'))).toHaveLength(1)
    }
    cluster.heal('wall')
    cluster.settle()
    for (const node of ['expc01', 'expc02']) expect(said(node)).not.toContain('H.323')
  })

  test('[EX-04] more than 80 ms there and back is a replication error on both, and on the page in words', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('far', { kind: 'latency', a: 'expc01', b: 'expc02', ms: 40 })
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual([])
    cluster.heal('far')
    cluster.fault('far', { kind: 'latency', a: 'expc01', b: 'expc02', ms: 120 })
    cluster.advance(MINUTE_MS)
    for (const node of ['expc01', 'expc02']) expect(cluster.alarms(node)).toEqual(['20009'])
    expect(cluster.page('expc01', 'clustering').messages.map((message) => message.text)).toContain(
      `${fqdn(2)} is 240 ms away and back; between peers it may be 80 ms at most.`,
    )
  })

  test('[EX-04] [EX-41] NTP: no answer raises 25021, then 25002; no server at all 25020', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('ntp', { kind: 'ntp-unreachable', node: 'expc02' })
    cluster.advance(2 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['25021'])
    cluster.advance(4 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['25002', '25021'])
    expect(cluster.type('expc02', 'xStatus Time')).toContain('Status: Unsynchronized')
    expect(
      cluster
        .page('expc02', 'clustering')
        .messages.map((message) => message.text)
        .join(),
    ).toContain('not synchronised')
    cluster.heal('ntp')
    expect(cluster.alarms('expc02')).toEqual([])
    cluster.save('expc01', { ntp_server_1: '' }, 'time')
    cluster.settle()
    expect(cluster.alarms('expc01')).toEqual(['25002', '25020'])
    expect(cluster.type('expc01', 'xStatus Time')).toContain('Status: Down')
  })

  test('[EX-04] a clock that is hours off takes no correction', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('clock', { kind: 'clock-skew', node: 'expc01', seconds: 7200 })
    expect(cluster.type('expc01', 'xStatus Time')).toContain('Status: Reject')
    // What it says of times is by that clock too.
    cluster.advance(6 * MINUTE_MS)
    const { firstRaised = '' } = cluster.node('expc01').alarms.find(({ id }) => id === '25002') ?? {}
    const own = new Date(Date.parse(firstRaised) + 7_200_000).toISOString().slice(0, 19).replace('T', ' ')
    expect(cluster.type('expc01', 'xStatus Alarm')).toContain(`FirstRaised: "${own}"`)
  })

  test('[EX-04] DNS without an answer: an invalid peer address until the name is known again', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('dns', { kind: 'dns-missing', name: fqdn(2) })
    cluster.restart('expc01')
    expect(cluster.alarms('expc01')).toContain('20005')
  })
})

describe('systems that do not go together', () => {
  test.each([
    ['an Expressway-E', { series: 'Expressway-E' }, /is an Expressway-E/, '20003'],
    ['one on another platform', { platform: 'Large VM' }, /runs on Large VM/, '20003'],
    ['one on another release', { version: 'X14.0.1' }, /runs X14.0.1/, '20008'],
  ] as const)('[EX-01] %s stays outside, with the alarm and the reason on the page', (_, change, words, alarm) => {
    const cluster = withOther(change).two()
    cluster.advance(5 * MINUTE_MS)
    expect(cluster.clustering('expc01', 2)).toBe('Failed')
    for (const node of ['expc01', 'expc02']) expect(cluster.alarms(node)).toContain(alarm)
    expect(
      cluster
        .page('expc01', 'clustering')
        .messages.map((message) => message.text)
        .join(),
    ).toMatch(words)
  })

  test.each([
    ['the same system name', { systemName: 'expc01' }, /same system name/],
    ['other option keys', { optionKeys: ['Expressway Series', 'FindMe', 'Rich Media Sessions'] }, /other option keys/],
  ] as const)('[EX-01] one with %s joins, with 20003 and the reason on the page', (_, change, words) => {
    const cluster = withOther(change).two()
    expect(cluster.clustering('expc01', 2)).toMatch(/^Active/)
    expect(cluster.alarms('expc01')).toEqual(['20003'])
    expect(
      cluster
        .page('expc02', 'clustering')
        .messages.map((message) => message.text)
        .join(),
    ).toMatch(words)
  })

  test('[EX-01] one without the licences of the others joins like any other: they are no part of the set of keys', () => {
    const cluster = withOther({ optionKeys: ['Expressway Series'], roomSessions: 0 }).two()
    expect(cluster.clustering('expc01', 2)).toMatch(/^Active/)
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.alarms(node)).toEqual([])
      expect(cluster.page(node, 'clustering').messages).toEqual([])
    }
  })

  test('[EX-01] the prepared systems that do not go together are one cluster by their lists and share nothing', () => {
    const cluster = new Cluster('expressway-mixed-3').one()
    cluster.save('expc01', listOf([1, 2, 3]))
    for (const node of ['expc02', 'expc03']) {
      cluster.save(node, listOf([1, 2, 3]))
      cluster.restart(node)
    }
    cluster.advance(5 * MINUTE_MS)
    for (const node of ['expc01', 'expc02', 'expc03']) {
      expect(cluster.alarms(node)).toEqual(['20003', '20004', '20006'])
      expect(cluster.node(node).clustering.databaseStatus).toBe('Failed')
    }
    const said = cluster.page('expc01', 'clustering').messages.map(({ text }) => text)
    expect(said).toContain(`${fqdn(2)} is an Expressway-E; all peers must be of one type.`)
    expect(said).toContain(`${fqdn(3)} runs on Large VM; all peers need equivalent hardware.`)
  })

  test('[EX-01] an appliance goes with a medium virtual machine, and not with a large one', () => {
    const cluster = withOther({ platform: 'CE1200' }).two()
    expect(cluster.clustering('expc01', 2)).toMatch(/^Active/)
    expect(cluster.alarms('expc01')).toEqual([])
    const other = withOther({ platform: 'CE1200' }, { platform: 'Large VM' }).two()
    other.advance(5 * MINUTE_MS)
    expect(other.clustering('expc01', 2)).toBe('Failed')
    expect(other.alarms('expc01')).toContain('20003')
  })

  test.each([fqdn(2), '10.15.13.16', 'expc01'])(
    '[EX-01] a neighbor zone that leads to a peer, here by %s, is warned of on every Clustering page',
    (address) => {
      const cluster = new Cluster('expressway-c-cluster-2')
      const said = (node: string) => cluster.page(node, 'clustering').messages.map(({ text }) => text)
      cluster.save('expc01', { zones: [{ name: 'Twin', address }] }, 'zones')
      cluster.advance(SECOND_MS)
      const words = `Zone "Twin" leads to ${address}, a peer of this cluster; peers must not be neighbors of each other.`
      for (const node of ['expc01', 'expc02']) expect(said(node)).toEqual([words])
      cluster.save('expc01', { zones: [{ name: 'Twin', address: 'cucm-pub.apolo.local' }] }, 'zones')
      cluster.advance(SECOND_MS)
      expect(said('expc02')).toEqual([])
    },
  )
})

describe('database and system key', () => {
  test('[EX-43] a failed database raises 15005, loses the peers, and is back when its cause is put right', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.fault('bad', { kind: 'database-stopped', node: 'expc02' })
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual(['15005', '20004', '20006'])
    expect(cluster.node('expc02').clustering.databaseStatus).toBe('Failed')
    // From X14.0.2 on the others name it.
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006', '20025'])
    cluster.save('expc01', { h323_time_to_live: 111 }, 'h323')
    cluster.heal('bad')
    cluster.settle()
    cluster.advance(3 * MINUTE_MS)
    expect(cluster.alarms('expc02')).toEqual([])
    expect(cluster.node('expc02').configuration.h323_time_to_live).toBe(111)
  })

  test('[EX-43] the purge script destroys the database, the list of peers with it', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const answer = cluster.lab.ask('expc02', {
      op: 'console',
      line: 'clusterdb_destroy_and_purge_data.sh',
      session: null,
      login: 'root',
    })
    expect(answer).toMatchObject({ is: 'console', prompt: '~ # ' })
    expect(cluster.node('expc02').clustering.peers.every((line) => line.address === '')).toBe(true)
    expect(cluster.node('expc02').configuration.zones).toEqual([])
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
  })

  test('[EX-43] a failed peer leaves, restores its own backup, and is a member again', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const taken = cluster.press('expc02', 'backup', { password: 'secret' })
    const file = taken.is === 'acted' && taken.files[0] && 'text' in taken.files[0] ? taken.files[0].text : ''
    cluster.fault('bad', { kind: 'database-stopped', node: 'expc02' })
    cluster.advance(MINUTE_MS)
    expect(cluster.press('expc02', 'restore', { file, password: 'secret' }).is).toBe('refused')
    cluster.save('expc02', { peer_1_address: '', peer_2_address: '' })
    cluster.restart('expc02')
    // What a reset takes away, time servers among it, the backup brings back.
    expect(cluster.alarms('expc02')).toEqual(['25002', '25020'])
    expect(cluster.press('expc02', 'restore', { file, password: 'secret' }).is).toBe('acted')
    cluster.settle()
    cluster.advance(3 * MINUTE_MS)
    for (const node of ['expc01', 'expc02']) {
      expect([node, cluster.alarms(node)]).toEqual([node, []])
      expect(cluster.node(node).clustering.databaseStatus).toBe('Active')
    }
    expect(cluster.node('expc02').configuration).toEqual(cluster.node('expc01').configuration)
  })

  test('[EX-44] the key is handed out by a peer that has it, and refused where the alarm is raised', () => {
    const cluster = new Cluster('expressway-c-stale-key-3')
    expect(cluster.type('expc02', 'xCommand ForceSystemKeyUpdate')).toMatch(/^\*e Error: .*40055/)
    expect(cluster.alarms('expc02')).toEqual(['40055'])
    expect(cluster.type('expc03', 'xcommand forcesystemkeyupdate')).toBe('\nOK\n')
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc02')).toEqual([])
  })

  test('[EX-44] raised on all peers, nobody can hand the key out: the cluster has to be created again', () => {
    const base = JSON.stringify(baseOf(expressway, 'expressway-c-stale-key-3', 1)).replaceAll(
      '"systemKey":"current"',
      '"systemKey":"stale"',
    )
    const cluster = new Cluster('', 0, resumeLab(expressway, JSON.parse(base) as Base))
    const nodes = ['expc01', 'expc02', 'expc03']
    cluster.save('expc01', { h323_time_to_live: 90 }, 'h323')
    cluster.advance(SECOND_MS)
    for (const node of nodes) {
      expect([node, cluster.alarms(node)]).toEqual([node, ['40055']])
      expect(cluster.type(node, 'xCommand ForceSystemKeyUpdate')).toMatch(/^\*e Error: .*created again/)
    }
    const clear = { peer_1_address: '', peer_2_address: '', peer_3_address: '' }
    for (const node of nodes) {
      cluster.save(node, clear)
      cluster.restart(node)
      expect(cluster.alarms(node)).not.toContain('40055')
    }
  })

  test('[EX-44] a single system makes its own key file anew', () => {
    const cluster = new Cluster('expressway-c-stale-key-3')
    cluster.save('expc02', { peer_1_address: '', peer_2_address: '', peer_3_address: '' })
    expect(cluster.type('expc02', 'xCommand ForceSystemKeyUpdate')).toBe('\nOK\n')
    cluster.advance(SECOND_MS)
    expect(cluster.alarms('expc02')).not.toContain('40055')
  })
})

describe('the factory-reset script', () => {
  const lines = (cluster: Cluster, answers: readonly string[]): readonly string[] => {
    let session: string | null = null
    return ['factory-reset', ...answers].map((line) => {
      const answer = cluster.lab.ask('expc02', { op: 'console', line, session, login: 'root' })
      if (answer.is !== 'console') throw new Error(JSON.stringify(answer))
      session = answer.session
      return answer.prompt
    })
  }

  test('[EX-53] asks seven questions in order and a last one, and resets in about 20 minutes', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const prompts = lines(cluster, ['YES', 'no', 'YES', 'YES', 'YES', 'maybe', 'YES', 'NO', 'YES'])
    expect(prompts.slice(0, 6)).toEqual([
      'Keep option keys [YES/NO]? ',
      'Keep FIPS140 configuration [YES/NO]? ',
      'Keep IP configuration [YES/NO]? ',
      'Keep ssh keys [YES/NO]? ',
      'Keep server certificate, associated key and CA trust store [YES/NO]? ',
      'Keep root and admin passwords [YES/NO]? ',
    ])
    expect(prompts.slice(6, 8)).toEqual(['Keep root and admin passwords [YES/NO]? ', 'Save log files [YES/NO]? '])
    expect(prompts[8]).toMatch(/^This will reset .*\[YES\/NO\]\? $/)
    for (const words of ['Event="System Shutdown" Detail="Factory reset"', 'Event="Alarm Raised" Id="15009"'])
      expect(cluster.lab.logs('expc02').some(({ line }) => line.includes(words))).toBe(true)
    expect(cluster.node('expc02').state).toBe('resetting')
    cluster.advance(20 * MINUTE_MS - 1)
    expect(cluster.node('expc02').state).toBe('resetting')
    cluster.advance(1)
    const after = cluster.node('expc02')
    expect(after.state).toBe('running')
    expect(after.identity).toMatchObject({ hostName: '', optionKeys: ['Expressway Series', 'Rich Media Sessions'] })
    expect(after.identity.certificate).not.toBeNull()
    expect(after.configuration.zones).toEqual([])
  })

  test('[EX-53] keeps nothing that was not asked for, and does nothing at NO', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    lines(cluster, ['NO', 'NO', 'NO', 'NO', 'NO', 'NO', 'NO', 'NO'])
    expect(cluster.node('expc02').state).toBe('running')
    lines(cluster, ['NO', 'NO', 'NO', 'NO', 'NO', 'NO', 'NO', 'YES'])
    cluster.advance(21 * MINUTE_MS)
    expect(cluster.node('expc02').identity).toMatchObject({
      optionKeys: [],
      certificate: null,
      lan1: { address: '192.168.0.100' },
    })
  })

  test('[EX-52] [EX-53] fails where release key and image are missing, and works once the image was put there', () => {
    const cluster = new Cluster('expressway-c-reset-failed-2')
    const all = ['YES', 'YES', 'YES', 'YES', 'YES', 'YES', 'YES', 'YES']
    lines(cluster, all)
    expect(cluster.node('expc02').state).toBe('running')
    const root = (line: string) => {
      const answer = cluster.lab.ask('expc02', { op: 'console', line, session: null, login: 'root' })
      return answer.is === 'console' ? answer.output : JSON.stringify(answer)
    }
    expect(root('ls /mnt/harddisk/factory-reset')).toBe('')
    expect(root('scp admin@10.15.13.30:notes.txt /mnt/harddisk/factory-reset')).toContain('.tar.gz')
    expect(root('ls /mnt/harddisk/factory-reset')).toBe('')
    root('scp admin@10.15.13.30:s42700x14_0_2.tar.gz /mnt/harddisk/factory-reset/')
    expect(root('ls /mnt/harddisk/factory-reset')).toBe('rk\ntandberg-image.tar.gz\n')
    lines(cluster, all)
    expect(cluster.node('expc02').state).toBe('resetting')
    cluster.settle()
    expect(cluster.node('expc02').identity).toMatchObject({ hostName: '', hasResetFiles: true })
    expect(cluster.alarms('expc02')).not.toContain('15013')
  })

  test('[EX-52] a reset installs the image that lies in its folder: that of the last upgrade, or what was copied there since', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const all = ['YES', 'YES', 'YES', 'YES', 'YES', 'YES', 'YES', 'YES']
    const copy = (file: string) =>
      cluster.lab.ask('expc02', {
        op: 'console',
        line: `scp admin@10.15.13.30:${file} /mnt/harddisk/factory-reset`,
        session: null,
        login: 'root',
      })
    copy('tandberg-image.tar.gz')
    copy('s42700x14_0_3.tar.gz')
    lines(cluster, all)
    cluster.settle()
    expect(cluster.node('expc02').identity).toMatchObject({ version: 'X14.0.3', hostName: '' })
    cluster.press('expc02', 'upgrade', { file: 's42700x14_2.tar.gz' })
    cluster.press('expc02', 'continue-upgrade')
    cluster.press('expc02', 'reboot')
    cluster.settle()
    lines(cluster, all)
    cluster.settle()
    expect(cluster.node('expc02').identity).toMatchObject({ version: 'X14.2', hostName: '' })
  })

  test('[EX-53] log files are kept where they are asked for, and gone where not', () => {
    for (const [answer, kept] of [
      ['YES', true],
      ['NO', false],
    ] as const) {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.save('expc02', { system_name: 'remarkable' }, 'system')
      lines(cluster, ['YES', 'YES', 'YES', 'YES', 'YES', 'YES', answer, 'YES'])
      cluster.settle()
      expect([answer, cluster.type('expc02', 'eventlog 100').includes('remarkable')]).toEqual([answer, kept])
    }
  })
})

test('[EX-11] a new peer is told apart from one that is listed and silent', () => {
  const cluster = new Cluster().one()
  cluster.save('expc01', listOf([1, 2]))
  cluster.settle()
  expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
})

test('[EX-41] 40049 comes with a cluster in permissive mode alone, and goes when the enforced mode is in force', () => {
  const cluster = new Cluster()
  const isUp = (node: string) => cluster.node(node).alarms.some(({ id }) => id === '40049')
  expect(['expc01', 'expc02'].map(isUp)).toEqual([false, false])
  cluster.save('expc01', listOf([1]))
  cluster.settle()
  expect(isUp('expc01')).toBe(false)
  cluster.restart('expc01')
  expect(isUp('expc01')).toBe(true)
  cluster.save('expc01', { tls_verification_mode: 'Enforce' })
  cluster.settle()
  expect(isUp('expc01')).toBe(true)
  cluster.restart('expc01')
  expect(isUp('expc01')).toBe(false)
})

test('[EX-40] an alarm that comes back tells when it was raised first and last since the restart, and how often', () => {
  const cluster = new Cluster('expressway-c-cluster-2')
  const mode = (value: string) => {
    cluster.save('expc02', { maintenance_mode: value }, 'maintenance-mode')
    cluster.advance(MINUTE_MS)
  }
  const shown = () => {
    const row = cluster
      .page('expc02', 'alarms')
      .tables[0]?.rows.find((cells) => cells.at(-1) === '15015' && cells[3] === 'expc02')
    return row && [row[4], row[5]].map((time) => time?.slice(11))
  }
  const table = () => {
    const state = cluster.lab.state('expc02') as PeerState
    return state.lowered?.map(({ id, count = 1 }) => [id, count])
  }
  mode('On')
  expect(shown()).toEqual(['09:00:00', '09:00:00'])
  mode('Off')
  expect(shown()).toBeUndefined()
  expect(table()).toEqual([['15015', 1]])
  mode('On')
  mode('Off')
  mode('On')
  expect(shown()).toEqual(['09:00:00', '09:04:00'])
  cluster.restart('expc02')
  const started = cluster.lab.snapshot().clock.now
  mode('On')
  expect(shown()?.[0]).toBe(shown()?.[1])
  expect(started.slice(0, 13)).toBe('2021-08-10T14')
  expect(table()?.some(([id]) => id === '15015')).toBe(false)
})
