import { createCipheriv, createDecipheriv, pbkdf2Sync, X509Certificate } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster, listOf } from './cluster.ts'

function backup(cluster: Cluster, node: string, password = 'secret'): { readonly name: string; readonly text: string } {
  const answer = cluster.press(node, 'backup', { password })
  const file = answer.is === 'acted' ? answer.files[0] : undefined
  if (file === undefined || !('text' in file)) throw new Error(JSON.stringify(answer))
  return file
}

/** The files of a backup, opened as OpenSSL and tar open it. */
function filesIn(text: string, password = 'secret'): ReadonlyMap<string, string> {
  const bytes = Buffer.from(text, 'base64')
  const key = pbkdf2Sync(password, bytes.subarray(8, 16), 10_000, 48, 'sha256')
  const cipher = createDecipheriv('aes-256-cbc', key.subarray(0, 32), key.subarray(32))
  const tar = gunzipSync(Buffer.concat([cipher.update(bytes.subarray(16)), cipher.final()]))
  const files = new Map<string, string>()
  for (let at = 0; tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8)
    const name = tar.toString('latin1', at, at + 100).replaceAll('\0', '')
    files.set(name, tar.toString('utf8', at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

/** The files again, packed by other programs than the product's: folders, notes beside the files, real compression. */
function repacked(files: ReadonlyMap<string, string>, password = 'secret'): string {
  const entry = (name: string, kind: string, bytes: Buffer): Buffer => {
    const block = Buffer.alloc(512)
    block.write(name, 0)
    block.write(`0000644\0${'0001750\0'.repeat(2)}`, 100)
    block.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    block.write('14103330000\0        ', 136)
    block.write(`${kind}`, 156)
    block.write('ustar\x0000', 257)
    const sum = [...block].reduce((total, byte) => total + byte, 0)
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return Buffer.concat([block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
  }
  const parts = [...files].flatMap(([name, text]) => [
    entry('./PaxHeaders/1', 'x', Buffer.from('30 mtime=1628604000.123456789\n')),
    entry(`./${name}`, '0', Buffer.from(text)),
  ])
  const tar = Buffer.concat([entry('./certs/', '5', Buffer.alloc(0)), ...parts, Buffer.alloc(10_240)])
  const salt = Buffer.from('saltsalt')
  const key = pbkdf2Sync(password, salt, 10_000, 48, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key.subarray(0, 32), key.subarray(32))
  return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(gzipSync(tar, { level: 9 })), cipher.final()]).toString(
    'base64',
  )
}

describe('backup and restore', () => {
  test('[EX-21] what other programs packed is restored as well, with what was changed in it', () => {
    const cluster = new Cluster()
    const before = cluster.node('expc01')
    const files = new Map(filesIn(backup(cluster, 'expc01').text))
    files.set('configuration.json', (files.get('configuration.json') as string).replace('"expc01"', '"renamed"'))
    expect(cluster.press('expc01', 'restore', { file: repacked(files), password: 'secret' })).toMatchObject({ is: 'acted' })
    cluster.settle()
    const after = cluster.node('expc01')
    expect(after.identity).toEqual({ ...before.identity, systemName: 'renamed' })
    expect(after.configuration).toEqual(before.configuration)
    files.delete('bootstrap.key')
    expect(cluster.press('expc01', 'restore', { file: repacked(files), password: 'secret' })).toMatchObject({ is: 'refused' })
  })

  test('[EX-21] the file is an archive under its password, with configuration, clustering, accounts, certificate and key', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.press('expc01', 'add-account', { name: 'auditor', password: 'one', confirm_password: 'one' })
    const { text } = backup(cluster, 'expc01')
    const files = filesIn(text)
    expect([...files.keys()]).toEqual([
      'backup.json', 'bootstrap.key', 'configuration.json', 'clustering.json', 'accounts.json', 'cdr.json',
      'certs/server.pem', 'certs/privkey.pem', 'certs/ca.pem', 'certs/crl.pem',
    ]) // biome-ignore format: one list
    expect(files.get('accounts.json')).toContain('auditor')
    expect(files.get('clustering.json')).toContain('expc02.apolo.local')
    const certificate = new X509Certificate(files.get('certs/server.pem') as string)
    expect(certificate.subject).toContain('expc01.apolo.local')
    expect(files.get('certs/privkey.pem')).toContain('BEGIN PRIVATE KEY')
    // Two of the same system are not under the same key, and none is a text that says anything.
    cluster.advance(1_000)
    expect(backup(cluster, 'expc01').text.slice(0, 24)).not.toBe(text.slice(0, 24))
    expect(atob(text.replaceAll('\n', ''))).not.toContain('expc01')
  })

  test('[EX-21] [EX-60] an uploaded backup leads to a page that tells of it, from where the restore is continued or aborted', () => {
    const cluster = new Cluster()
    const { text } = backup(cluster, 'expc01')
    cluster.advance(MINUTE_MS)
    const pageOf = (node: string) => cluster.page(node, 'backup-and-restore')
    const actionsOf = (node: string) => pageOf(node).actions.map(({ action }) => action)
    expect(actionsOf('expc02')).toEqual(['backup', 'upload-backup'])
    expect(cluster.press('expc02', 'continue-restore')).toMatchObject({ is: 'refused' })
    expect(cluster.press('expc02', 'abort-restore')).toMatchObject({ is: 'refused' })
    expect(cluster.press('expc02', 'upload-backup', { file: text, password: 'other' })).toMatchObject({ is: 'refused' })
    expect(pageOf('expc02').title).toBe('Backup and restore')
    const before = cluster.node('expc02').identity
    expect(cluster.press('expc02', 'upload-backup', { file: text, password: 'secret' })).toMatchObject({ is: 'acted' })
    expect(cluster.node('expc02')).toMatchObject({ state: 'running', identity: before })
    const page = pageOf('expc02')
    expect(page.title).toBe('Restore confirmation')
    expect(page.actions.map(({ label }) => label)).toEqual(['Continue with system restore', 'Abort system restore'])
    expect(Object.fromEntries(page.fields.map(({ name, value }) => [name, value]))).toMatchObject({
      backup_version: 'X14.0.2', backup_serial: '0A151301', backup_system: 'expc01', software_version: 'X14.0.2', calls: '0', registrations: '0',
    }) // biome-ignore format: one page
    expect(page.fields.find(({ name }) => name === 'backup_taken')?.value).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    expect(page.messages.map(({ text: said }) => said)).toContain('It was taken on 0A151301, another system.')
    expect(cluster.press('expc02', 'abort-restore')).toMatchObject({ is: 'acted' })
    expect(actionsOf('expc02')).toEqual(['backup', 'upload-backup'])
    cluster.press('expc02', 'upload-backup', { file: text, password: 'secret' })
    expect(cluster.press('expc02', 'continue-restore')).toMatchObject({ is: 'acted' })
    cluster.settle()
    expect(cluster.node('expc02').identity).toMatchObject({ systemName: 'expc01' })
    expect(actionsOf('expc02')).toEqual(['backup', 'upload-backup'])
  })

  test('[EX-21] a system that became part of a cluster since the upload, or was restarted, does not go on with the restore', () => {
    const cluster = new Cluster()
    const { text } = backup(cluster, 'expc01')
    cluster.press('expc01', 'upload-backup', { file: text, password: 'secret' })
    cluster.save('expc01', { peer_1_address: 'expc01.apolo.local' })
    expect(cluster.press('expc01', 'continue-restore')).toMatchObject({ is: 'refused' })
    cluster.press('expc02', 'upload-backup', { file: text, password: 'secret' })
    cluster.press('expc02', 'restart')
    cluster.settle()
    expect(cluster.press('expc02', 'continue-restore')).toMatchObject({ is: 'refused' })
    expect(
      new Cluster('expressway-c-cluster-2').page('expc01', 'backup-and-restore').actions.map(({ action }) => action),
    ).toEqual(['backup'])
  })

  test('[EX-21] accounts and certificate come back with it', () => {
    const cluster = new Cluster()
    cluster.press('expc01', 'add-account', { name: 'auditor', access_level: 'Auditor' })
    const { text } = backup(cluster, 'expc01')
    const before = JSON.parse(JSON.stringify(cluster.lab.state('expc01')))
    cluster.press('expc01', 'delete-account', { name: 'auditor' })
    expect(cluster.press('expc01', 'restore', { file: text, password: 'secret' })).toMatchObject({ is: 'acted' })
    cluster.settle()
    const after = JSON.parse(JSON.stringify(cluster.lab.state('expc01')))
    expect(after.shared.configuration).toEqual(before.shared.configuration)
    expect(after.identity).toEqual({ ...before.identity, revocations: [] })
  })

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
    expect(cluster.lab.logs('expc01').some(({ line }) => line.includes('Event="System Restore Error"'))).toBe(true)
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
