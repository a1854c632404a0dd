// From one release to the next: a pair is taken apart, upgraded server by server, and deployed anew.

import { expect, test } from 'vitest'
import { openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { ACCOUNT, lab1, PRIMARY, press, SECONDARY, settle, stateOf, type, typeAll, view } from './pair.ts'

const PATCH = 'ssms_patch-8-202108.sh'
const copied = (lab: ReturnType<typeof lab1>, node: string, file = PATCH) =>
  type(lab, node, `copy admin@192.0.2.7:/srv/${file} patches:`)
const tearDown = (lab: ReturnType<typeof lab1>, node: string) => {
  typeAll(lab, node, ['ha_teardown', 'yes'])
  settle(lab)
}

test('[SSM-51] teardown, the first server, the second, and a pair again with everything in it', () => {
  const lab = lab1()
  for (const node of [PRIMARY, SECONDARY])
    expect(copied(lab, node)).toContain(`Copying admin@192.0.2.7:/srv/${PATCH} to /var/files/patches\n`)
  expect(type(lab, PRIMARY, `upgrade patches:${PATCH}`)).toContain('Run ha_teardown on both nodes first.')
  for (const node of [SECONDARY, PRIMARY]) tearDown(lab, node)
  for (const node of [PRIMARY, SECONDARY]) {
    expect(type(lab, node, `upgrade patches:${PATCH}`)).toMatch(
      /^Last login: .*\nUpgrading system from patch file \/var\/files\/patches\/ssms_patch-8-202108\.sh\nVerified OK\nCreating directory \/var\/tmp\/ssms_patch-8-202108\nVerifying archive integrity\.\.\. {2}100% {3}All good\.\nUncompressing SSM On-Prem 6\.X\.X to 8-202108 Upgrade Patch {2}100%\n$/,
    )
    expect(view(lab, node)).toMatchObject({ gui: 'none', version: '8-202006' })
    settle(lab)
    expect(view(lab, node)).toMatchObject({ gui: 'own', version: '8-202108' })
    expect(type(lab, node, 'version')).toContain('Patches installed: 8-202108\n')
  }
  type(lab, PRIMARY, 'ha_generatekeys')
  settle(lab)
  type(lab, SECONDARY, 'ha_provision_standby')
  settle(lab)
  typeAll(lab, PRIMARY, ['ha_deploy', '10.0.0.12'])
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({ role: 'active', widget: { status: 'Normal' }, accounts: [{ name: ACCOUNT }] })
  expect(view(lab, PRIMARY).database.replicas).toHaveLength(1)
  expect(view(lab, SECONDARY)).toMatchObject({ role: 'standby', accounts: [{ name: ACCOUNT }] })
})

test('[SSM-51] what cannot be copied or installed changes nothing, and says what would be right', () => {
  const lab = lab1()
  const files = () => JSON.stringify([stateOf(lab, PRIMARY).files, stateOf(lab, PRIMARY).deployment])
  const before = files()
  for (const line of ['copy', 'copy x patches:', `copy patches:${PATCH} admin@192.0.2.7:/srv/`, 'copy a@b:/c d:'])
    expect(type(lab, PRIMARY, line)).toContain('Usage: copy user@host:/path/file patches:')
  expect(copied(lab, PRIMARY, 'moon.sh')).toContain('scp: /srv/moon.sh: No such file or directory')
  expect(type(lab, PRIMARY, 'upgrade')).toContain('Usage: upgrade patches:FILE.sh')
  expect(type(lab, PRIMARY, `upgrade patches:${PATCH}`)).toContain('Copy it to patches: first.')
  expect(files()).toBe(before)
})

test('[SSM-51] a power cut in the middle of a patch leaves the release that was there', () => {
  const lab = lab1()
  copied(lab, SECONDARY)
  tearDown(lab, SECONDARY)
  type(lab, SECONDARY, `upgrade patches:${PATCH}`)
  lab.advance(60_000)
  lab.lay('power', { kind: 'power-off', node: SECONDARY })
  lab.heal('power')
  settle(lab)
  expect(view(lab, SECONDARY)).toMatchObject({ gui: 'own', version: '8-202006', mode: 'torn-down' })
})

test('[SSM-51] the archive of a migration is written at 8-202404, with the checksum beside the script', () => {
  const lab = lab1()
  tearDown(lab, SECONDARY)
  copied(lab, SECONDARY, 'migrate_configs.sh')
  expect(type(lab, SECONDARY, 'upgrade patches:migrate_configs.sh')).toContain('begins at 8-202404; this server is at 8-202006')
  copied(lab, SECONDARY, 'ssms_patch-8-202404.sh')
  type(lab, SECONDARY, 'upgrade patches:ssms_patch-8-202404.sh')
  settle(lab)
  expect(type(lab, SECONDARY, 'upgrade patches:migrate_configs.sh')).toContain('.sha256 must be beside the script')
  copied(lab, SECONDARY, 'migrate_configs.sh.sha256')
  expect(type(lab, SECONDARY, 'upgrade patches:migrate_configs.sh')).toMatch(
    /\/var\/files\/backups\/onprem-migration-20200901\d{6}\.tar\.gz\n/,
  )
  expect(stateOf(lab, SECONDARY).archives).toHaveLength(1)
})

test('[SSM-51] a new server of release 9 asks for the archive, takes its database over, and restarts with it', () => {
  const lab = openLab(ssm, 'ssm-release-9')
  const archive = 'onprem-migration-20240625214926.tar.gz'
  const run = (...answers: readonly string[]) => typeAll(lab, PRIMARY, ['upgrade patches:migrate_configs.sh', ...answers])
  const before = stateOf(lab, PRIMARY).database
  expect(view(lab, PRIMARY)).toMatchObject({ version: '9-202406', gui: 'own', accounts: [] })
  expect(run()).toContain('there is no /var/files/patches/migrate_configs.sh.')
  copied(lab, PRIMARY, 'migrate_configs.sh')
  expect(run()).toContain('.sha256 must be beside the script')
  copied(lab, PRIMARY, 'migrate_configs.sh.sha256')
  expect(run(archive)).toContain(`upgrade: there is no /var/files/backups/${archive}. Copy it to backups: first.`)
  const copyTo = (file: string) => type(lab, PRIMARY, `copy admin@192.0.2.7:/srv/${file} backups:`)
  expect(copyTo('moon.tar.gz')).toContain('scp: /srv/moon.tar.gz: No such file or directory')
  expect(copyTo(archive)).toMatch(/Copying \S+ to \/var\/files\/backups\n$/)
  expect(type(lab, PRIMARY, `database_restore backups:${archive}`)).toContain('is the archive of a migration')
  expect(stateOf(lab, PRIMARY).database).toEqual(before)
  const asked = lab.ask(PRIMARY, { op: 'console', line: 'upgrade patches:migrate_configs.sh', session: null, login: null })
  expect(asked).toMatchObject({ prompt: 'Name of the migration archive: ' })
  const session = asked.is === 'console' ? asked.session : null
  expect(lab.ask(PRIMARY, { op: 'console', line: archive, session, login: null })).toMatchObject({
    output: `Restoring /var/files/backups/${archive}...\nThe server restarts.\n`,
    closed: true,
  })
  expect(view(lab, PRIMARY)).toMatchObject({ state: 'booting', gui: 'none' })
  settle(lab)
  expect(view(lab, PRIMARY)).toMatchObject({
    state: 'running',
    version: '9-202406',
    gui: 'own',
    hostCommonName: '10.0.0.5',
    accounts: [{ name: 'licensing', status: 'Active', certificate: '10.0.0.5' }],
  })
  expect(press(lab, PRIMARY, 'synchronize-account', { account: 'licensing' })).toMatchObject({ is: 'acted' })
  settle(lab)
  expect(view(lab, PRIMARY).accounts[0]?.lastSync).toMatch(/^2024-06-26T08:/)
  for (const line of ['ha_generatekeys', 'ha_deploy'])
    expect(type(lab, PRIMARY, line)).toContain(`${line}: a pair of release 9 is not modelled in this sandbox`)
})
