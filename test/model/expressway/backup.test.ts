import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster, listOf } from './cluster.ts'

function backup(cluster: Cluster, node: string, password = 'secret'): { readonly name: string; readonly text: string } {
  const answer = cluster.press(node, 'backup', { password })
  const file = answer.is === 'acted' ? answer.files[0] : undefined
  if (file === undefined || !('text' in file)) throw new Error(JSON.stringify(answer))
  return file
}

describe('backup and restore', () => {
  test('[EX-21] a backup is named by release, serial number and time, and cannot be read without its password', () => {
    const cluster = new Cluster()
    const { name, text } = backup(cluster, 'expc01')
    expect(name).toMatch(/^X14\.0\.2_0A151301_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_backup\.tar\.gz\.enc$/)
    expect(text).not.toContain('expc01')
    const before = JSON.stringify(cluster.lab.state('expc01'))
    for (const body of [
      { file: text, password: 'wrong' },
      { file: 'zz', password: 'secret' },
      { file: `${text.slice(0, -4)}0000`, password: 'secret' },
      { file: '', password: 'secret' },
    ])
      expect(cluster.press('expc01', 'restore', body)).toMatchObject({ is: 'refused' })
    expect(cluster.press('expc01', 'restore', { file: 1 })).toMatchObject({
      is: 'malformed',
      errors: [{ pointer: '/file' }, { pointer: '/password' }],
    })
    expect(cluster.press('expc01', 'backup', { password: '' })).toMatchObject({ is: 'refused' })
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
  })

  test('[EX-21] restores configuration and names after a restart', () => {
    const cluster = new Cluster()
    const { text } = backup(cluster, 'expc01')
    const before = cluster.node('expc01').configuration
    cluster.save('expc01', { zones: [] }, 'zones')
    cluster.save('expc01', { system_name: 'misnamed' }, 'system')
    expect(cluster.press('expc01', 'restore', { file: text, password: 'secret' })).toMatchObject({ is: 'acted' })
    expect(cluster.node('expc01').state).toBe('restarting')
    cluster.settle()
    expect(cluster.node('expc01').configuration).toEqual(before)
    expect(cluster.node('expc01').identity.systemName).toBe('expc01')
  })

  test('[EX-21] is impossible while in a cluster, and of another release', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const { text } = backup(cluster, 'expc02')
    expect(cluster.press('expc02', 'restore', { file: text, password: 'secret' })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('part of a cluster')],
    })
    const other = new Cluster()
    const old = backup(other, 'expc01')
    other.press('expc01', 'upgrade', { file: 's42700x14_0_3.tar.gz' })
    other.press('expc01', 'continue-upgrade')
    other.press('expc01', 'reboot')
    other.settle()
    expect(other.press('expc01', 'restore', { file: old.text, password: 'secret' })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('X14.0.3')],
    })
  })

  test('[EX-21] a cluster is rebuilt from the backups of its peers, the primary first', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const files = ['expc01', 'expc02'].map((node) => [node, backup(cluster, node).text] as const)
    const wanted = cluster.node('expc01')
    for (const node of ['expc02', 'expc01']) {
      cluster.save(node, { peer_1_address: '', peer_2_address: '' })
      cluster.restart(node)
    }
    expect(cluster.node('expc01').configuration.zones).toEqual([])
    for (const [node, file] of files) {
      expect(cluster.press(node, 'restore', { file, password: 'secret' })).toMatchObject({ is: 'acted' })
      cluster.settle()
    }
    cluster.advance(10 * MINUTE_MS)
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.node(node).clustering.databaseStatus).toBe('Active')
      expect(cluster.alarms(node)).toEqual([])
      expect(cluster.node(node).configuration).toEqual(wanted.configuration)
    }
    expect(cluster.node('expc01').identity).toEqual(wanted.identity)
  })

  test('[EX-21] [EX-44] the backup of another system is restored with a warning, and its key with it is not the cluster’s', () => {
    const cluster = new Cluster('expressway-c-cluster-3-spare')
    const { text } = backup(cluster, 'expc03')
    const answer = cluster.press('expc04', 'restore', { file: text, password: 'secret' })
    expect(answer).toMatchObject({ is: 'acted', message: expect.stringContaining('another system') })
    cluster.settle()
    expect(cluster.alarms('expc04')).toContain('40055')
  })
})

describe('backups carried from system to system, in the wrong order', () => {
  const fileOf = (cluster: Cluster, node: string): string => backup(cluster, node).text
  const clear = Object.fromEntries([1, 2, 3].map((n) => [`peer_${n}_address`, '']))

  test('[EX-17] [EX-50] an old peer that was restarted before it was backed up has nothing left to migrate', () => {
    const cluster = new Cluster('expressway-c-cluster-3-spare')
    cluster.save('expc03', clear)
    cluster.restart('expc03')
    const file = fileOf(cluster, 'expc03')
    cluster.press('expc04', 'restore', { file, password: 'secret' })
    cluster.settle()
    expect(cluster.node('expc04').identity).toMatchObject({ hostName: '', certificate: null, dnsServers: [] })
  })

  test('[EX-17] [EX-40] a new system that keeps the old one’s name stays outside, with 20003', () => {
    const cluster = new Cluster('expressway-c-cluster-3-spare')
    cluster.save('expc03', clear)
    cluster.press('expc04', 'restore', { file: fileOf(cluster, 'expc03'), password: 'secret' })
    cluster.settle()
    // Its own name still leads to the old system.
    cluster.save('expc04', listOf([1, 2, 3]))
    cluster.advance(10_000)
    for (const node of ['expc01', 'expc02']) cluster.save(node, { peer_3_address: 'expc04.apolo.local' })
    cluster.restart('expc04')
    cluster.advance(3 * 60_000)
    expect(cluster.node('expc04').clustering.databaseStatus).not.toBe('Active')
    expect(cluster.clustering('expc01', 3)).toBe('Failed')
  })

  test('[EX-21] a member of a cluster restores nothing, and another version neither', () => {
    const cluster = new Cluster('expressway-c-cluster-3-spare')
    const file = fileOf(cluster, 'expc03')
    const before = JSON.stringify(cluster.lab.state('expc02'))
    expect(cluster.press('expc02', 'restore', { file, password: 'secret' })).toMatchObject({ is: 'refused' })
    expect(JSON.stringify(cluster.lab.state('expc02'))).toBe(before)
    cluster.press('expc04', 'upgrade', { file: 's42700x14_0_3.tar.gz' })
    cluster.press('expc04', 'continue-upgrade')
    cluster.press('expc04', 'reboot')
    cluster.settle()
    expect(cluster.press('expc04', 'restore', { file, password: 'secret' })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('both must be the same')],
    })
  })
})
