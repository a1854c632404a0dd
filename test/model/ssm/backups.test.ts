// The database in a file: database_backup writes it, copy brings it to the other server, database_restore puts it back.

import { describe, expect, test } from 'vitest'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { compareShown } from './monitor.ts'
import { lab1, PRIMARY, press, root, SECONDARY, settle, stateOf, type, typeAll, view } from './pair.ts'
import { compare, isInstalled } from './simulate.ts'

const FILE = 'onprem-database-20200901144500.sql.gz'
const RESTORE = `database_restore backups:${FILE}`
const ACCOUNTS = ['annanr-ssm-on-prem-8-202006']
const namesOf = (lab: Lab, node: string) => view(lab, node).accounts.map(({ name }) => name)
const tablesOf = (lab: Lab, node: string) => stateOf(lab, node).database.tables
const withoutLogin = (output: string) => output.replace(/^Last login: .*\n/, '')
const told = (lab: Lab, kind: string) =>
  lab
    .events()
    .filter((event) => event.kind === kind)
    .map(({ text }) => text)

// Account TEST, requested and approved on the server that serves.
function withTest(lab: Lab, node: string): void {
  const body = { account_name: 'TEST', smart_account: 'example.com', virtual_account: 'TEST123', email: 'a@example.com' }
  expect(press(lab, node, 'request-account', body)).toMatchObject({ is: 'acted' })
  expect(press(lab, node, 'approve-account', { account: 'TEST' })).toMatchObject({ is: 'acted' })
  settle(lab)
  expect(namesOf(lab, node)).toContain('TEST')
}

describe('[SSM-10] [SSM-15] database_backup and database_restore', () => {
  test('a backup is a file in backups:, named by the clock of the server, and is listed', () => {
    const lab = lab1()
    const before = stateOf(lab, PRIMARY).database
    expect(type(lab, PRIMARY, 'database_backup')).toBe(
      `Last login: Tue Sep  1 14:40:12 UTC 2020 on pts/0\nBacking up the database...\n/var/files/backups/${FILE}\n`,
    )
    expect(stateOf(lab, PRIMARY).database).toEqual(before)
    expect(view(lab, PRIMARY)).toMatchObject({ archives: [{ name: FILE }], gui: 'vip' })
    expect(root(lab, PRIMARY, 'ls /var/files/backups')).toBe(`${FILE}\n`)
    expect(withoutLogin(type(lab, PRIMARY, 'database_restore'))).toBe(
      `Usage: database_restore backups:FILE\nIn /var/files/backups:\n  ${FILE}\n`,
    )
    const reading = lab.read(PRIMARY, { ask: 'completions', line: 'database_restore backups:on', session: null, login: null })
    expect(reading).toEqual({ is: 'completions', completions: [`backups:${FILE}`] })
    expect(type(lab, PRIMARY, 'database_restore \t')).toBe(`backups:${FILE}\n`)
  })

  test('restored on the active server, every row is as it was, and the standby follows by replication', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'database_backup')
    const before = tablesOf(lab, PRIMARY)
    withTest(lab, PRIMARY)
    expect(namesOf(lab, SECONDARY)).toContain('TEST')
    const { walPosition } = view(lab, PRIMARY).database
    expect(withoutLogin(typeAll(lab, PRIMARY, [RESTORE, 'yes']))).toBe(
      `
WARNING: The database of this server is replaced by that of ${FILE},
written at 2020-09-01T14:45:00.000Z. What was written since is lost, and the application restarts.

Stopping the application...
Restoring the database from /var/files/backups/${FILE}...
Starting the application...
`,
    )
    expect(namesOf(lab, PRIMARY)).toContain('TEST')
    lab.advance(11_000)
    expect(view(lab, PRIMARY)).toMatchObject({ gui: 'none', role: 'active' })
    expect(tablesOf(lab, PRIMARY).accounts).toEqual(before.accounts)
    settle(lab)
    for (const node of [PRIMARY, SECONDARY]) expect(namesOf(lab, node)).toEqual(ACCOUNTS)
    expect(tablesOf(lab, SECONDARY)).toEqual(tablesOf(lab, PRIMARY))
    expect(view(lab, PRIMARY)).toMatchObject({ gui: 'vip', role: 'active', widget: { status: 'Normal' }, failCounts: {} })
    expect(view(lab, PRIMARY).database.walPosition > walPosition).toBe(true)
    expect(view(lab, SECONDARY).database.walPosition).toBe(view(lab, PRIMARY).database.walPosition)
    expect(told(lab, 'lost')).toEqual(['What primary-node had written since that backup is gone: accounts TEST.'])
    expect(told(lab, 'restored')).toHaveLength(2)
  })

  test('while the application is stopped for it, the cluster shows it as disabled', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'database_backup')
    typeAll(lab, PRIMARY, [RESTORE, 'yes'])
    lab.advance(1_000)
    const screen = root(lab, SECONDARY, 'pcs status')
    expect(screen).toContain('4 resources configured (1 DISABLED)')
    expect(screen).toContain(' satellite\t(systemd:satellite):\tStarted primary-node (disabled)')
    expect(root(lab, SECONDARY, 'crm_mon --as-xml')).toContain('role="Started" target_role="Stopped" active="true"')
    expect(withoutLogin(type(lab, PRIMARY, RESTORE))).toContain(`database_restore: ${FILE} is being restored.`)
    if (isInstalled)
      for (const node of [PRIMARY, SECONDARY]) {
        compare(lab, node)
        compareShown(lab, node)
      }
    settle(lab)
    expect(root(lab, PRIMARY, 'pcs status')).toContain('4 resources configured\n')
  })

  test('any answer but yes changes nothing', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'database_backup')
    const { database } = stateOf(lab, PRIMARY)
    expect(typeAll(lab, PRIMARY, [RESTORE, 'no'])).toContain('The database was not changed.\n')
    settle(lab)
    expect(stateOf(lab, PRIMARY)).toMatchObject({ database, restoring: null })
    expect(view(lab, PRIMARY).gui).toBe('vip')
  })

  test('a standby refuses both, and a stopped node has no database service', () => {
    const lab = lab1()
    type(lab, PRIMARY, 'database_backup')
    const { database } = stateOf(lab, SECONDARY)
    for (const line of ['database_backup', RESTORE])
      expect(withoutLogin(type(lab, SECONDARY, line))).toBe(
        `${line.split(' ')[0]}: the database of secondary-node is a replica of its peer's.\nRun it on the active server, primary-node.\nNothing was changed.\n`,
      )
    expect(stateOf(lab, SECONDARY)).toMatchObject({ database, backups: [] })
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect(withoutLogin(type(lab, SECONDARY, 'database_backup'))).toBe(
      'database_backup: DB service not currently running.\nNothing was changed.\n',
    )
  })

  test('a stand-alone server restores by itself, and answers again when its application runs', () => {
    const lab = openLab(ssm, 'ssm-standalone-2')
    const file = /onprem-\S+/.exec(type(lab, PRIMARY, 'database_backup'))?.[0] ?? ''
    const before = tablesOf(lab, PRIMARY)
    withTest(lab, PRIMARY)
    typeAll(lab, PRIMARY, [`database_restore backups:${file}`, 'yes'])
    expect(view(lab, PRIMARY).gui).toBe('none')
    expect(tablesOf(lab, PRIMARY)).toEqual({ events: [], requests: [], ...before })
    settle(lab)
    expect(view(lab, PRIMARY)).toMatchObject({ gui: 'own', accounts: [{ name: 'licensing' }] })
  })

  test('what is no backup, of another release, or one too many is refused with the reason', () => {
    const lab = lab1()
    const says = (line: string, node = PRIMARY) => withoutLogin(type(lab, node, line))
    expect(says('database_restore backups:moon.gz')).toBe(
      'database_restore: there is no /var/files/backups/moon.gz.\nNothing was changed.\n',
    )
    expect(says('database_restore')).toBe('Usage: database_restore backups:FILE\nThere is no file in /var/files/backups.\n')
    expect(says('database_restore moon.gz')).toContain('Usage: database_restore backups:FILE\n')
    expect(type(lab, PRIMARY, 'database_backup now')).toBe('database_backup takes no arguments; "now" was not expected.\n')
    for (let n = 0; n < 4; n += 1) {
      expect(says('database_backup')).toContain('/var/files/backups/onprem-database-')
      lab.advance(1_000)
    }
    expect(says('database_backup')).toBe(
      `database_backup: a server of this sandbox keeps 4 backups of the database.\nRemove one as root first: rm /var/files/backups/${FILE}\nNothing was changed.\n`,
    )
    expect(root(lab, PRIMARY, `rm /var/files/backups/${FILE}`)).toBe('')
    expect(root(lab, PRIMARY, `rm /var/files/backups/${FILE}`)).toBe(
      `rm: cannot remove ‘/var/files/backups/${FILE}’: No such file or directory\n`,
    )
    expect(says('database_backup')).toContain('/var/files/backups/onprem-database-')
    for (const node of [SECONDARY, PRIMARY]) {
      typeAll(lab, node, ['ha_teardown', 'yes'])
      settle(lab)
    }
    type(lab, PRIMARY, 'copy admin@192.0.2.7:/srv/ssms_patch-8-202108.sh patches:')
    expect(root(lab, PRIMARY, 'ls /var/files/patches/')).toBe('ssms_patch-8-202108.sh\n')
    type(lab, PRIMARY, 'upgrade patches:ssms_patch-8-202108.sh')
    expect(says('database_backup')).toContain('the patch to 8-202108 is being installed on this server.')
    settle(lab)
    const [kept] = stateOf(lab, PRIMARY).backups
    expect(says(`database_restore backups:${kept?.name}`)).toBe(
      `database_restore: ${kept?.name} is of 8-202006, and this server is at 8-202108.\nNothing was changed.\n`,
    )
    lab.lay('full', { kind: 'disk-full', node: SECONDARY })
    expect(says('database_backup', SECONDARY)).toContain('DB service not currently running.')
  })

  test('copied from the server that wrote it, a backup is restored on the other one', () => {
    const lab = lab1()
    const copied = (path: string) => withoutLogin(type(lab, SECONDARY, `copy ${path} backups:`))
    const source = `admin@10.0.0.5:/var/files/backups/${FILE}`
    type(lab, PRIMARY, 'database_backup')
    withTest(lab, PRIMARY)
    expect(copied(source)).toBe(`Copying ${source} to /var/files/backups\n`)
    lab.advance(10)
    expect(view(lab, SECONDARY)).toMatchObject({ archives: [{ name: FILE }] })
    expect(told(lab, 'copy')).toEqual([`/var/files/backups/${FILE} of primary-node is on secondary-node too.`])
    type(lab, PRIMARY, 'ha_cluster_stop')
    settle(lab)
    expect(namesOf(lab, SECONDARY)).toContain('TEST')
    typeAll(lab, SECONDARY, [RESTORE, 'yes'])
    settle(lab)
    expect(namesOf(lab, SECONDARY)).toEqual(ACCOUNTS)
    expect(view(lab, SECONDARY).gui).toBe('vip')
    type(lab, PRIMARY, 'ha_cluster_start')
    settle(lab)
    expect(namesOf(lab, PRIMARY)).toEqual(ACCOUNTS)
  })

  test('what is not there, or a server that does not answer, is no backup to be copied', () => {
    const lab = lab1()
    const copied = (path: string) => withoutLogin(type(lab, SECONDARY, `copy ${path} backups:`)).split('\n')[1]
    expect(copied('admin@192.0.2.7:/srv/x.gz')).toBe('scp: /srv/x.gz: No such file or directory')
    expect(copied('admin@10.0.0.5:/tmp/x.gz')).toBe('scp: /tmp/x.gz: No such file or directory')
    expect(copied('admin@10.0.0.10:/var/files/backups/x.gz')).toBe('scp: /var/files/backups/x.gz: No such file or directory')
    expect(copied('admin@10.0.0.12:/var/files/backups/x.gz')).toBe('')
    lab.advance(10)
    expect(told(lab, 'copy')).toEqual(['primary-node has no /var/files/backups/x.gz: nothing is copied to secondary-node.'])
    lab.lay('cut', { kind: 'link-down', a: PRIMARY, b: SECONDARY, network: 'public' })
    expect(copied('admin@10.0.0.5:/var/files/backups/x.gz')).toBe('ssh: connect to host 10.0.0.5 port 22: Connection timed out')
    expect(stateOf(lab, SECONDARY)).toMatchObject({ archives: [], backups: [] })
  })

  test('a node that leaves, or whose application cannot be stopped, keeps the database it has', () => {
    for (const spoil of [
      (lab: Lab) => type(lab, PRIMARY, 'ha_cluster_stop'),
      (lab: Lab) => lab.lay('f', { kind: 'resource-fails', node: PRIMARY, resource: 'satellite', operation: 'stop' }),
      (lab: Lab) => lab.lay('f', { kind: 'power-off', node: PRIMARY }),
    ]) {
      const lab = lab1()
      type(lab, PRIMARY, 'database_backup')
      withTest(lab, PRIMARY)
      typeAll(lab, PRIMARY, [RESTORE, 'yes'])
      lab.advance(1_000)
      spoil(lab)
      settle(lab)
      expect(stateOf(lab, PRIMARY).restoring).toBe(null)
      for (const node of [PRIMARY, SECONDARY]) expect(namesOf(lab, node)).toContain('TEST')
      expect(told(lab, 'restored')).toEqual([])
    }
  })
})
