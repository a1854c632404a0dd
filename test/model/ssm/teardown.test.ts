// From a pair to servers of their own: what a teardown does, what it leaves behind, what comes after it.

import { describe, expect, test } from 'vitest'
import { ACCOUNT, HEARTBEAT, lab1, PRIMARY, pageOf, press, SECONDARY, settle, stateOf, type, typeAll, view } from './pair.ts'

const tearDown = (lab: ReturnType<typeof lab1>, node: string) => {
  const printed = typeAll(lab, node, ['ha_teardown', 'yes'])
  settle(lab)
  return printed
}
const screen = (printed: string) => printed.slice(printed.indexOf('Adjusting firewall'))

describe('[SSM-13] ha_teardown', () => {
  test('asks first, and any answer but yes leaves the pair as it was', () => {
    const lab = lab1()
    for (const answer of ['no', '', 'y', 'YES', 'yes please']) {
      const asked = lab.ask(PRIMARY, { op: 'console', line: 'ha_teardown', session: null, login: null })
      expect(asked).toMatchObject({ prompt: "Destroy HA cluster and convert to stand-alone? Enter 'yes' to continue: " })
      const session = asked.is === 'console' ? asked.session : ''
      expect(lab.ask(PRIMARY, { op: 'console', line: answer, session, login: null })).toMatchObject({ prompt: '>> ' })
      expect(view(lab, PRIMARY)).toMatchObject({ mode: 'paired', role: 'active' })
    }
  })

  test('on the secondary first: stand-alone on its own address, while the primary serves on, degraded', () => {
    const lab = lab1()
    const printed = tearDown(lab, SECONDARY)
    expect(screen(printed)).not.toContain('sshtunha')
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'standalone', cluster: 'none', gui: 'own', widget: null })
    expect(lab.read(SECONDARY, { ask: 'page', page: 'high-availability' })).toMatchObject({ is: 'unknown' })
    expect(JSON.stringify(lab.read(SECONDARY, { ask: 'pages' }))).not.toContain('high-availability')
    expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', gui: 'vip', widget: { status: 'Degraded' } })
    expect(type(lab, PRIMARY, 'pcs status --full', 'root')).toContain('  secondary-node: Offline')
    expect(screen(tearDown(lab, PRIMARY))).toContain(
      '  sshtunha.service  loaded  activating auto-restart SSH tunnel device forwarding service\n' +
        'Removed symlink /etc/systemd/system/multi-user.target.wants/sshtunha.service.\n',
    )
    expect(view(lab, PRIMARY)).toMatchObject({ role: 'standalone', gui: 'own', holdsVip: false })
    expect(view(lab, PRIMARY).accounts.map(({ name }) => name)).toEqual([ACCOUNT])
  })

  test('afterwards ha_status says that HA is not enabled, and the login before it has no terminal', () => {
    const lab = lab1()
    tearDown(lab, SECONDARY)
    expect(type(lab, SECONDARY, 'ha_status')).toMatch(
      /^Last login: \w+ \w+ +\d+ [\d:]+ UTC 2020\nError: cluster is not currently running on this node\nLast login: .* on pts\/0\nHA is not enabled\.\n\n$/,
    )
  })

  test('cannot be taken back: no start, no second teardown, no re-use', () => {
    const lab = lab1()
    tearDown(lab, SECONDARY)
    tearDown(lab, PRIMARY)
    const before = JSON.stringify([stateOf(lab, PRIMARY).mode, stateOf(lab, SECONDARY).mode])
    for (const node of [PRIMARY, SECONDARY]) {
      expect(type(lab, node, 'ha_cluster_start')).toContain('Error: cluster is not currently configured on this node')
      expect(type(lab, node, 'ha_teardown')).toContain('HA is not enabled.')
      for (const command of ['ha_generatekeys', 'ha_provision_standby', 'ha_deploy'])
        expect(type(lab, node, command)).toMatch(/torn down\.\n.*cannot be used again.*\nNothing was changed\./)
    }
    settle(lab)
    expect(JSON.stringify([stateOf(lab, PRIMARY).mode, stateOf(lab, SECONDARY).mode])).toBe(before)
  })

  test('on the active node while the other stands by: the other takes over, and both answer', () => {
    const lab = lab1()
    expect(screen(tearDown(lab, PRIMARY))).toContain('sshtunha.service  loaded  active running')
    expect(view(lab, PRIMARY)).toMatchObject({ role: 'standalone', gui: 'own', holdsVip: false })
    expect(view(lab, SECONDARY)).toMatchObject({ role: 'active', gui: 'vip', holdsVip: true })
  })

  test('with the heartbeat cut, with a blocked resource, on a stopped cluster and through a power cut', () => {
    const cut = lab1()
    cut.lay('cut', HEARTBEAT)
    settle(cut)
    tearDown(cut, SECONDARY)
    expect(view(cut, SECONDARY)).toMatchObject({ mode: 'torn-down', gui: 'own', holdsVip: false })
    const blocked = lab1()
    blocked.lay('stop', { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'stop' })
    type(blocked, PRIMARY, 'ha_cluster_stop')
    settle(blocked)
    tearDown(blocked, PRIMARY)
    expect(view(blocked, PRIMARY)).toMatchObject({ mode: 'torn-down', gui: 'own', holdsVip: false })
    expect(view(blocked, SECONDARY)).toMatchObject({ role: 'active' })
    const stopped = lab1()
    type(stopped, SECONDARY, 'ha_cluster_stop')
    settle(stopped)
    tearDown(stopped, SECONDARY)
    expect(view(stopped, SECONDARY)).toMatchObject({ gui: 'own', database: { role: 'master' } })
    const power = lab1()
    typeAll(power, PRIMARY, ['ha_teardown', 'yes'])
    power.advance(2_000)
    power.lay('power', { kind: 'power-off', node: PRIMARY })
    settle(power)
    power.heal('power')
    settle(power)
    expect(view(power, PRIMARY)).toMatchObject({ mode: 'torn-down', gui: 'own' })
    expect(view(power, SECONDARY)).toMatchObject({ role: 'active' })
  })
})

test('[SSM-02] the units: the tunnel is held open from the primary until its peer is gone, and the application is enabled again by a teardown', () => {
  const lab = lab1()
  const ask = (node: string, what: string) => type(lab, node, `systemctl ${what}`, 'root').trimEnd()
  expect(ask(PRIMARY, 'list-units --type=service').split('\n').slice(0, 7)).toEqual([
    'UNIT              LOAD   ACTIVE SUB     DESCRIPTION',
    'corosync.service  loaded active running Corosync Cluster Engine',
    'pacemaker.service loaded active running Pacemaker High Availability Cluster Manager',
    'pcsd.service      loaded active running PCS GUI and remote configuration interface',
    'satellite.service loaded active running SSM On-Prem',
    'sshtunha.service  loaded active running SSH tunnel device forwarding service',
    'tunha.service     loaded active running Tunnel device of the HA pair',
  ])
  expect(ask(SECONDARY, 'is-active sshtunha.service')).toBe('unknown')
  expect(ask(SECONDARY, 'is-enabled sshtunha')).toBe(
    'Failed to get unit file state for sshtunha.service: No such file or directory',
  )
  expect([ask(SECONDARY, 'is-active satellite'), ask(PRIMARY, 'is-enabled satellite.service')]).toEqual(['inactive', 'disabled'])
  type(lab, PRIMARY, 'ha_cluster_stop')
  settle(lab)
  expect(['corosync', 'pacemaker', 'pcsd', 'satellite', 'sshtunha'].map((name) => ask(PRIMARY, `is-active ${name}`))).toEqual([
    'inactive',
    'inactive',
    'active',
    'inactive',
    'active',
  ])
  lab.lay('cut', HEARTBEAT)
  expect(ask(PRIMARY, 'list-units')).toContain('sshtunha.service loaded activating auto-restart SSH tunnel device')
  lab.heal('cut')
  tearDown(lab, SECONDARY)
  expect(ask(PRIMARY, 'is-active sshtunha')).toBe('activating')
  expect(ask(SECONDARY, 'list-units').split('\n')[1]).toBe('satellite.service loaded active running SSM On-Prem')
  expect([ask(SECONDARY, 'is-enabled satellite'), ask(SECONDARY, 'is-enabled pcsd')]).toEqual(['enabled', 'disabled'])
  expect(ask(SECONDARY, 'restart tunha')).toContain('is not modelled')
})

describe('[SSM-50] after the teardown', () => {
  test('the certificate follows the Host Common Name only when the account has been synchronised', () => {
    const lab = lab1()
    tearDown(lab, SECONDARY)
    tearDown(lab, PRIMARY)
    expect(view(lab, PRIMARY)).toMatchObject({ hostCommonName: '10.0.0.12', accounts: [{ certificate: '10.0.0.12' }] })
    expect(lab.ask(PRIMARY, { op: 'save', page: 'security', fields: { host_common_name: '10.0.0.5' } })).toMatchObject({
      is: 'page',
    })
    expect(view(lab, PRIMARY)).toMatchObject({ hostCommonName: '10.0.0.5', accounts: [{ certificate: '10.0.0.12' }] })
    press(lab, PRIMARY, 'synchronize-account', { account: ACCOUNT })
    settle(lab)
    expect(view(lab, PRIMARY)).toMatchObject({ accounts: [{ certificate: '10.0.0.5' }] })
    expect(pageOf(lab, PRIMARY, 'security').tables.find(({ id }) => id === 'event-log')?.rows[0]?.[1]).toBe(
      'Host Common Name changed from 10.0.0.12 to 10.0.0.5.',
    )
  })

  test.each(['', 'https://10.0.0.5', '10.0.0.5:443', 'a b', '-x', 'x'.repeat(300)])('"%s" is no Host Common Name', (name) => {
    const lab = lab1()
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    expect(lab.ask(PRIMARY, { op: 'save', page: 'security', fields: { host_common_name: name } })).toMatchObject({
      is: 'malformed',
    })
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
  })
})
