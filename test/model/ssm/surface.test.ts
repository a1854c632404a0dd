// Console and pages as surfaces: what they answer, what they refuse, and that refusing leaves no trace.

import { describe, expect, test } from 'vitest'
import type { Operation } from '../../../worker/kernel/surface.ts'
import { lab1, PRIMARY, pageOf, SECONDARY, settle, stateOf, type } from './pair.ts'

describe('[SSM-10] the console', () => {
  test('greets whoever opens it, and prompts with >>', () => {
    const answer = lab1().ask(PRIMARY, { op: 'console', line: '', session: null, login: null })
    expect(answer).toEqual({ is: 'console', output: 'SSM On-Prem Console\n', prompt: '>> ', session: 's1', closed: false })
  })

  test('exit ends the session, and its number is not known afterwards', () => {
    const lab = lab1()
    lab.ask(PRIMARY, { op: 'console', line: '', session: null, login: null })
    expect(lab.ask(PRIMARY, { op: 'console', line: 'exit', session: 's1', login: null })).toMatchObject({ closed: true })
    expect(lab.ask(PRIMARY, { op: 'console', line: 'help', session: 's1', login: null })).toMatchObject({
      is: 'unknown',
      what: 'session',
    })
  })

  test('help lists every command with what it is for, and version the releases as printed; neither logs in as root', () => {
    const lab = lab1()
    const { lastRoot } = stateOf(lab, PRIMARY)
    const [title, ...lines] = type(lab, PRIMARY, 'help').trimEnd().split('\n')
    expect(title).toBe('Commands:')
    const reading = lab.read(PRIMARY, { ask: 'completions', line: '', session: null, login: null })
    const completions = reading.is === 'completions' ? reading.completions : []
    expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual(completions)
    expect(lines.every((line) => / {2}\S+ {2,}\S/.test(line))).toBe(true)
    expect(type(lab, PRIMARY, 'version')).toBe(
      'On-Prem version (current): 8-202006\nOn-Prem version (ISO): 8-202006\nPatches installed:\n',
    )
    expect(type(lab, PRIMARY, 'ha_\t')).toBe(
      'ha_cluster_start  ha_deploy  ha_provision_standby  ha_teardown\nha_cluster_stop  ha_generatekeys  ha_status\n',
    )
    expect(stateOf(lab, PRIMARY).lastRoot).toEqual(lastRoot)
  })

  test('completes ha_ to the seven commands in the order of the list', () => {
    const reading = lab1().read(PRIMARY, { ask: 'completions', line: 'ha_', session: null, login: null })
    expect(reading).toEqual({
      is: 'completions',
      completions: [
        'ha_cluster_start',
        'ha_cluster_stop',
        'ha_deploy',
        'ha_generatekeys',
        'ha_provision_standby',
        'ha_status',
        'ha_teardown',
      ],
    })
  })

  test('the Last login lines chain from command to command, two seconds after a status', () => {
    const lab = lab1()
    const logins = (line: string) => type(lab, PRIMARY, line).match(/^Last login: .*$/gm)
    lab.advance(57_000)
    logins('ha_status')
    lab.advance(3_000)
    expect(logins('ha_status')).toEqual([
      'Last login: Tue Sep  1 14:45:59 UTC 2020 on pts/0',
      'Last login: Tue Sep  1 14:46:00 UTC 2020 on pts/0',
    ])
  })

  test('a root shell says by name what it does not model', () => {
    const lab = lab1()
    expect(type(lab, PRIMARY, 'crm_resource --list', 'root')).toBe(
      'crm_resource --list is not modelled in this sandbox. Nothing was changed.\n',
    )
    expect(type(lab, PRIMARY, 'vi /etc/hosts', 'root')).toBe(
      'vi /etc/hosts is not modelled in this sandbox. Nothing was changed.\n',
    )
  })
})

test.each([
  ['ha_status now', 'ha_status takes no arguments; "now" was not expected.'],
  ['ha_takedown', 'Unknown command: ha_takedown. Type help for the commands there are.'],
  ['constructor', 'Unknown command: constructor. Type help for the commands there are.'],
])('[SSM-10] "%s" is no command, and changes nothing', (line, said) => {
  const lab = lab1()
  const { lastRoot, services } = stateOf(lab, PRIMARY)
  expect(type(lab, PRIMARY, line)).toBe(`${said}\n`)
  expect(stateOf(lab, PRIMARY)).toMatchObject({ lastRoot, services })
})

const WRONG: readonly (readonly [string, string])[] = [
  [
    'pcs property set no-quorum-policy=moon',
    "Error: invalid value of property: 'no-quorum-policy=moon', (use --force to override)",
  ],
  [
    'pcs property set stonith-enabled=maybe',
    "Error: invalid value of property: 'stonith-enabled=maybe', (use --force to override)",
  ],
  ['pcs node standby moon', "Error: Node 'moon' does not appear to exist in configuration"],
  ['pcs constraint remove moon', "Error: Unable to find constraint - 'moon'"],
  ['pcs constraint remove location-db-master-1', "Error: Unable to find constraint - 'location-db-master-1'"],
  [
    'pcs constraint location db-master rule role=master score=5 #uname eq moon',
    "Error: Node 'moon' does not appear to exist in configuration",
  ],
  ['pcs stonith create db fence_ipmilan ipaddr=10.0.0.20', "Error: 'db' already exists"],
  [
    'pcs stonith create fence fence_vmware_soap',
    "Error: required stonith options 'ipaddr', 'login' are missing, use --force to override",
  ],
  [
    'pcs stonith create fence fence_vmware_rest ipaddr=vcenter',
    "Error: required stonith option 'login' is missing, use --force to override",
  ],
  [
    'pcs stonith create fence fence_ipmilan ipaddr=10.0.0.20 pcmk_host_list=primary-node',
    'A fence device with pcmk_host_list is not modelled in this sandbox. Nothing was changed.',
  ],
  [
    'pcs stonith create fence fence_ipmilan ipaddr=10.0.0.20 pcmk_delay_max=1h',
    'A fence device with pcmk_delay_max=1h is not modelled in this sandbox. Nothing was changed.',
  ],
  [
    'pcs property set startup-fencing=maybe',
    "Error: invalid value of property: 'startup-fencing=maybe', (use --force to override)",
  ],
  [
    'pcs property set stonith-enabled=',
    'pcs property set stonith-enabled= is not modelled in this sandbox. Nothing was changed.',
  ],
  ['pcs stonith delete fence', "Error: Resource 'fence' does not exist."],
  ['pcs resource meta moon migration-threshold=3', 'Error: unable to find a resource/clone/master/group: moon'],
]

test.each(WRONG)('[SSM-14] "%s" is refused in the words of pcs, and sets nothing', (line, said) => {
  const lab = lab1()
  const before = stateOf(lab, PRIMARY).pacemaker
  expect(type(lab, PRIMARY, line, 'root')).toBe(`${said}\n`)
  expect(stateOf(lab, PRIMARY).pacemaker).toEqual(before)
})

test.each([
  'pcs node standby',
  'pcs property set stonith-enabled=true',
  'pcs resource defaults resource-stickiness=1',
  'pcs stonith create fence fence_ipmilan',
  'pcs resource cleanup',
])('[SSM-14] "%s" on a node whose cluster is stopped: the error, and nothing is set', (line) => {
  const lab = lab1()
  type(lab, SECONDARY, 'ha_cluster_stop')
  settle(lab)
  const before = stateOf(lab, SECONDARY).pacemaker
  expect(type(lab, SECONDARY, line, 'root')).toBe('Error: cluster is not currently running on this node\n')
  expect(stateOf(lab, SECONDARY).pacemaker).toEqual(before)
})

test('[SSM-14] a fence device is one, of an agent there is, and is listed', () => {
  const lab = lab1()
  expect(type(lab, PRIMARY, 'pcs stonith create fence fence_moon', 'root')).toContain(
    "Error: Agent 'fence_moon' is not installed",
  )
  expect(type(lab, PRIMARY, 'pcs stonith create fence fence_ipmilan ipaddr=10.0.0.20', 'root')).toBe('')
  const again = (id: string) => type(lab, PRIMARY, `pcs stonith create ${id} fence_ipmilan ipaddr=10.0.0.21`, 'root')
  expect(again('fence')).toBe("Error: 'fence' already exists\n")
  const { config } = stateOf(lab, PRIMARY).pacemaker
  expect(again('fence2')).toBe('A second fence device is not modelled in this sandbox. Nothing was changed.\n')
  expect(stateOf(lab, PRIMARY).pacemaker.config).toEqual(config)
  const screen = type(lab, PRIMARY, 'pcs status', 'root')
  expect(screen).toContain('5 resources configured')
  expect(screen).toContain(' fence\t(stonith:fence_ipmilan):\tStarted secondary-node')
  expect(type(lab, PRIMARY, 'pcs stonith delete fence', 'root')).toBe('Attempting to stop: fence...Stopped\n')
  expect(type(lab, PRIMARY, 'pcs status', 'root')).toContain('4 resources configured')
})

test('[SSM-14] pcs takes a truth in every way it is written, and the delay of a device in every unit', () => {
  const lab = lab1()
  const config = () => stateOf(lab, PRIMARY).pacemaker.config
  for (const [word, fencing] of [
    ['on', true],
    ['No', false],
    ['1', true],
    ['n', false],
  ] as const) {
    expect(type(lab, PRIMARY, `pcs property set stonith-enabled=${word}`, 'root')).toBe('')
    expect(config().fencing).toBe(fencing)
  }
  for (const [delay, ms] of [
    ['15', 15_000],
    ['500ms', 500],
    ['2min', 120_000],
  ] as const) {
    type(lab, PRIMARY, `pcs stonith create fence fence_ipmilan ipaddr=10.0.0.20 pcmk_delay_max=${delay}`, 'root')
    expect(config().device?.delayMaxMs).toBe(ms)
    type(lab, PRIMARY, 'pcs stonith delete fence', 'root')
  }
})

test('[SSM-14] killall says when there is nothing to kill; pkill says nothing', () => {
  const lab = lab1()
  type(lab, SECONDARY, 'ha_cluster_stop')
  settle(lab)
  expect(type(lab, SECONDARY, 'killall -9 postgres', 'root')).toBe('postgres: no process found\n')
  expect(type(lab, SECONDARY, 'pkill -9 postgres', 'root')).toBe('')
  expect(type(lab, PRIMARY, 'killall -9 postgres', 'root')).toBe('')
})

test('[SSM-14] a root shell completes the commands it knows', () => {
  const reading = lab1().read(PRIMARY, { ask: 'completions', line: 'corosync', session: null, login: 'root' })
  expect(reading).toEqual({ is: 'completions', completions: ['corosync-cfgtool -s', 'corosync-quorumtool -s'] })
})

describe('[SSM-14] the root shell shows the database as it is', () => {
  test('pg_stat_replication has the standby on the master and nothing on the standby', () => {
    const lab = lab1()
    const sql = 'psql -c "select client_addr, state, sync_state from pg_stat_replication;"'
    expect(type(lab, PRIMARY, sql, 'root')).toContain(' 192.168.1.5 | streaming | async\n(1 row)')
    expect(type(lab, SECONDARY, sql, 'root')).toContain('(0 rows)')
  })
})

const REFUSED: readonly (readonly [string, Operation, object])[] = [
  ['a page there is not', { op: 'save', page: 'moon', fields: {} }, { is: 'unknown', what: 'page' }],
  ['a page that is not modelled', { op: 'save', page: 'support-center', fields: {} }, { is: 'refused' }],
  ['a page with nothing to save', { op: 'save', page: 'system-health', fields: { x: 1 } }, { is: 'unknown', what: 'field' }],
  ['an action there is not', { op: 'act', action: 'moon', body: {} }, { is: 'unknown', what: 'action' }],
  ['a name every object has', { op: 'act', action: 'constructor', body: {} }, { is: 'unknown', what: 'action' }],
  ['a form with nothing in it', { op: 'act', action: 'request-account', body: {} }, { is: 'malformed' }],
  ['a number for a name', { op: 'act', action: 'approve-account', body: { account: 7 } }, { is: 'malformed' }],
  [
    'a field there is not',
    { op: 'act', action: 'approve-account', body: { account: 'a', b: 1 } },
    { is: 'unknown', what: 'field' },
  ],
  ['a request there is not', { op: 'act', action: 'approve-account', body: { account: 'NOPE' } }, { is: 'refused' }],
  ['an account there is not', { op: 'act', action: 'synchronize-account', body: { account: 'NOPE' } }, { is: 'refused' }],
  ['a session there is not', { op: 'console', line: 'help', session: 's9', login: null }, { is: 'unknown', what: 'session' }],
  ['a login there is not', { op: 'console', line: 'help', session: null, login: 'toor' }, { is: 'unknown', what: 'login' }],
  ['two lines at once', { op: 'console', line: 'help\nexit', session: null, login: null }, { is: 'malformed' }],
]

test.each(REFUSED)('[SSM-31] %s is refused and leaves the state as it was', (_, operation, refusal) => {
  const lab = lab1()
  const before = JSON.stringify(stateOf(lab, PRIMARY))
  expect(lab.ask(PRIMARY, operation)).toMatchObject(refusal)
  expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
})

test('[SSM-04] the GUI answers at the active node only, and elsewhere says where it is', () => {
  const lab = lab1()
  expect(lab.read(PRIMARY, { ask: 'pages' })).toMatchObject({ is: 'pages' })
  for (const page of ['high-availability', 'accounts', 'synchronization', 'system-health'])
    expect(lab.read(SECONDARY, { ask: 'page', page })).toMatchObject({
      is: 'not-answering',
      why: expect.stringContaining('10.0.0.12'),
    })
  expect(lab.ask(SECONDARY, { op: 'act', action: 'synchronize-account', body: {} })).toMatchObject({ is: 'not-answering' })
})

test('[SSM-31] the form of New Account can be saved as a page, too', () => {
  const lab = lab1()
  const fields = { account_name: 'TEST', smart_account: 'example.com', virtual_account: 'TEST123', email: 'a@example.com' }
  expect(lab.ask(PRIMARY, { op: 'save', page: 'accounts', fields })).toMatchObject({ is: 'page' })
  expect(pageOf(lab, PRIMARY, 'accounts').tables[1]?.rows).toEqual([
    ['TEST', 'a@example.com', 'example.com', 'TEST123', 'Pending', 'Actions'],
  ])
  expect(lab.ask(PRIMARY, { op: 'save', page: 'accounts', fields })).toMatchObject({ is: 'refused' })
})

test('[SSM-30] the widget: Normal and Connected on a whole pair, with the badges of both servers', () => {
  const fields = Object.fromEntries(pageOf(lab1(), PRIMARY, 'high-availability').fields.map(({ name, value }) => [name, value]))
  expect(fields).toMatchObject({
    status: 'Normal',
    heartbeat: 'Connected',
    vip: '10.0.0.12',
    active_node: 'primary-node (192.168.1.4)',
    active_badge: 'Active',
    standby_node: 'secondary-node (192.168.1.5)',
    standby_badge: 'Standby',
    active_memory: '7.62 GB',
    standby_memory: '--',
  })
})
