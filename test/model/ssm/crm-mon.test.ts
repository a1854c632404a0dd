// The options of crm_mon on a root shell: what each adds, and that the others are named (SSM-14). What the screens say is
// held beside the real crm_mon in cib.test.ts and scheduler.test.ts.

import { expect, test } from 'vitest'
import { lab1, PRIMARY, SECONDARY, settle, type } from './pair.ts'

const shown = (lab = lab1(), options = '-1'): string => type(lab, PRIMARY, `crm_mon ${options}`, 'root')

test('[SSM-14] crm_mon -1 lists what is active, and with -r what is not, too', () => {
  const lab = lab1()
  type(lab, SECONDARY, 'ha_cluster_stop')
  settle(lab)
  const active = shown(lab)
  expect(active).toContain(
    '\nActive resources:\n\n Master/Slave Set: db-master [db]\n     Masters: [ primary-node ]\n vip\t(ocf::heartbeat:IPaddr2):\tStarted primary-node\n',
  )
  const full = shown(lab, '-1r')
  expect(full).toContain('\nFull list of resources:\n')
  expect(full).toContain('     Masters: [ primary-node ]\n     Stopped: [ secondary-node ]\n')
  for (const options of ['-r1', '-1 -r', '--one-shot --inactive', '-r --one-shot']) expect(shown(lab, options)).toBe(full)
})

test('[SSM-14] crm_mon says when nothing is active', () => {
  const lab = lab1()
  type(lab, PRIMARY, 'pcs node standby --all', 'root')
  settle(lab)
  expect(shown(lab)).toContain('\nNode primary-node: standby\nNode secondary-node: standby\n\nNo active resources\n\n')
})

test('[SSM-14] crm_mon -1n lists resources below their nodes, and with -r those that have none', () => {
  const lab = lab1()
  const byNode = shown(lab, '-1n')
  expect(byNode).toContain(
    '\nNode primary-node: online\n\tdb\t(ocf::heartbeat:pgsql):\tMaster\n\tvip\t(ocf::heartbeat:IPaddr2):\tStarted\n\tsatellite\t(systemd:satellite):\tStarted\nNode secondary-node: online\n\tdb\t(ocf::heartbeat:pgsql):\tSlave\n',
  )
  expect(byNode).not.toContain('resources:')
  expect(shown(lab, '-1nr')).toContain('\nNo inactive resources\n\n')
  type(lab, SECONDARY, 'ha_cluster_stop')
  settle(lab)
  expect(shown(lab, '-1nr')).toContain(
    '\nNode secondary-node: OFFLINE\n\nInactive resources:\n\n Master/Slave Set: db-master [db]\n     Masters: [ primary-node ]\n     Stopped: [ secondary-node ]\n',
  )
})

test('[SSM-14] crm_mon -A and -f add attributes and fail counts, and -R numbers of nodes and each instance', () => {
  const lab = lab1()
  const screen = shown(lab, '-1Arf')
  expect(screen).toContain('\n* Node primary-node:\n    + db-data-status                  \t: LATEST    \n')
  expect(screen).toContain('   db: migration-threshold=1000000 fail-count=1 ')
  expect(screen).toContain('Online: [ primary-node secondary-node ]\n')
  expect(screen).toContain(' Master/Slave Set: db-master [db]\n     Masters: [ primary-node ]\n     Slaves: [ secondary-node ]\n')
  expect(shown(lab, '-1A')).not.toContain('Migration Summary:')
  expect(shown(lab, '-1f')).not.toContain('Node Attributes:')
  const detailed = shown(lab, '-1R')
  expect(detailed).toContain('Online: [ primary-node (1) secondary-node (2) ]\n')
  expect(detailed).toContain(
    '     db\t(ocf::heartbeat:pgsql):\tMaster primary-node\n     db\t(ocf::heartbeat:pgsql):\tSlave secondary-node\n     Masters: [ primary-node ]\n',
  )
})

test('[SSM-14] a failed slave is listed by itself and without its role, a failed master with it', () => {
  for (const [node, line] of [
    [SECONDARY, '     db\t(ocf::heartbeat:pgsql):\tFAILED secondary-node\n     Masters: [ primary-node ]\n vip'],
    [PRIMARY, '     db\t(ocf::heartbeat:pgsql):\tFAILED Master primary-node\n     Slaves: [ secondary-node ]\n vip'],
  ] as const) {
    const lab = lab1()
    lab.lay('dead', { kind: 'database-stopped', node })
    let screen = ''
    for (let i = 0; i < 400 && !screen.includes('FAILED'); i += 1) {
      lab.advance(100)
      screen = shown(lab)
    }
    expect(screen).toContain(line)
  }
})

test('[SSM-14] with failures the screen ends in an empty line, and pcs status leaves one more before what it adds', () => {
  const lab = lab1()
  expect(shown(lab)).toMatch(/exec=0ms\n\n$/)
  expect(type(lab, PRIMARY, 'pcs status', 'root')).toContain('exec=0ms\n\n\nDaemon Status:\n')
  type(lab, PRIMARY, 'pcs resource cleanup', 'root')
  settle(lab)
  expect(shown(lab)).toMatch(/\tStarted primary-node\n$/)
  expect(type(lab, PRIMARY, 'pcs status', 'root')).toContain('\tStarted primary-node\n\nDaemon Status:\n')
})

test('[SSM-14] a screen that goes on, and options that are not modelled, are named', () => {
  const lab = lab1()
  for (const line of ['crm_mon', 'crm_mon -r', 'crm_mon -1o', 'crm_mon -1 --brief', 'crm_mon -1 moon'])
    expect(type(lab, PRIMARY, line, 'root')).toBe(`${line} is not modelled in this sandbox. Nothing was changed.\n`)
  expect(shown(lab, '-X')).toBe(shown(lab, '--as-xml'))
})
