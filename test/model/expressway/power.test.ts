import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

const linesOf = (cluster: Cluster): readonly string[] => cluster.lab.logs('expc01').map(({ line }) => line)

/** The script `factory-reset`, all its questions answered. */
function byScript(cluster: Cluster, node: string): void {
  const opened = cluster.lab.ask(node, { op: 'console', line: 'factory-reset', session: null, login: 'root' })
  if (opened.is !== 'console') throw new Error(JSON.stringify(opened))
  for (let question = 0; question < 8; question += 1)
    cluster.lab.ask(node, { op: 'console', line: 'YES', session: opened.session, login: null })
}

describe('Restart options', () => {
  test('[EX-60] what was shut down is off and missed by the others until its power goes and comes back', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc01', { h323_time_to_live: 111 }, 'h323')
    cluster.advance(MINUTE_MS)
    expect(cluster.press('expc02', 'shutdown')).toMatchObject({ is: 'acted', message: 'Shutting down' })
    expect(cluster.node('expc02').state).toBe('off')
    cluster.advance(MINUTE_MS)
    expect(cluster.alarms('expc01')).toEqual(['20004', '20006'])
    expect(cluster.lab.logs('expc02').filter(({ line }) => line.includes('System Shutdown'))).toHaveLength(1)
    // Nothing else that changes around it starts it.
    cluster.fault('ntp', { kind: 'ntp-unreachable', node: 'expc02' })
    cluster.heal('ntp')
    cluster.advance(30 * MINUTE_MS)
    expect(cluster.node('expc02').state).toBe('off')
    expect(cluster.press('expc02', 'restart')).toMatchObject({ is: 'not-answering' })
    cluster.fault('pulled', { kind: 'power-off', node: 'expc02' })
    cluster.heal('pulled')
    expect(cluster.node('expc02').state).toBe('restarting')
    cluster.settle()
    cluster.advance(5 * MINUTE_MS)
    for (const node of ['expc01', 'expc02']) {
      expect(cluster.alarms(node)).toEqual([])
      expect(cluster.node(node).configuration.h323_time_to_live).toBe(111)
    }
  })

  test('[EX-18] every 30th restart checks the file system first, and takes longer', () => {
    const cluster = new Cluster()
    const minutes = (): number => {
      cluster.press('expc01', 'restart')
      let passed = 0
      for (; cluster.node('expc01').state !== 'running'; passed += 1) cluster.advance(MINUTE_MS)
      return passed
    }
    const took = Array.from({ length: 31 }, minutes)
    expect(took).toEqual([...Array.from({ length: 29 }, () => 3), 8, 3])
    const told = cluster.lab.events().filter(({ text }) => text.includes('the file system is checked'))
    expect(told).toMatchObject([{ node: 'expc01', kind: 'restart' }])
  })

  test.each([true, false])(
    '[EX-50] [EX-60] a factory reset that is armed comes with the next start, shut down or not: %s',
    (isShutDown) => {
      const cluster = new Cluster('expressway-c-cluster-2')
      cluster.save('expc02', { peer_1_address: '', peer_2_address: '' })
      if (isShutDown) cluster.press('expc02', 'shutdown')
      cluster.fault('pulled', { kind: 'power-off', node: 'expc02' })
      cluster.heal('pulled')
      expect(cluster.node('expc02').state).toBe('resetting')
      cluster.settle()
      expect(cluster.node('expc02').identity.hostName).toBe('')
      expect(cluster.node('expc02').clustering.factoryResetPending).toBe(false)
    },
  )

  test('[EX-50] [EX-53] a reset that the power cut off begins anew when the power is back', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    cluster.save('expc02', { peer_1_address: '', peer_2_address: '' })
    cluster.press('expc02', 'restart')
    cluster.advance(MINUTE_MS)
    cluster.fault('pulled', { kind: 'power-off', node: 'expc02' })
    cluster.heal('pulled')
    cluster.advance(4 * MINUTE_MS)
    expect(cluster.node('expc02').state).toBe('resetting')
    cluster.advance(2 * MINUTE_MS)
    expect(cluster.node('expc02').identity.hostName).toBe('')
    byScript(cluster, 'expc01')
    cluster.advance(MINUTE_MS)
    cluster.fault('pulled', { kind: 'power-off', node: 'expc01' })
    cluster.heal('pulled')
    cluster.advance(19 * MINUTE_MS)
    expect(cluster.node('expc01').state).toBe('resetting')
    cluster.advance(2 * MINUTE_MS)
    expect(cluster.node('expc01')).toMatchObject({ state: 'running', identity: { hostName: '' } })
  })

  test('[EX-62] whoever is logged in is logged out by a restart, and the log says so; a power cut says nothing', () => {
    const finishes = (cluster: Cluster) => linesOf(cluster).filter((line) => line.includes('Event="Admin Session Finish"'))
    const cluster = new Cluster()
    cluster.type('expc01', 'xStatus Time')
    cluster.fault('pulled', { kind: 'power-off', node: 'expc01' })
    cluster.heal('pulled')
    cluster.settle()
    expect(finishes(cluster)).toEqual([])
    cluster.type('expc01', 'xStatus Time')
    cluster.press('expc01', 'restart')
    expect(finishes(cluster)).toHaveLength(1)
    const lines = linesOf(cluster).filter((line) => / Event="(?:Admin Session Finish|System Shutdown)"/.test(line))
    expect(lines.map((line) => / Event="([^"]*)"/.exec(line)?.[1])).toEqual(['Admin Session Finish', 'System Shutdown'])
  })

  test('[EX-21] the buttons of backups answer to the names they bore before as well', () => {
    const cluster = new Cluster()
    for (const action of ['backup', 'create-backup'])
      expect(cluster.press('expc01', action, { password: 'secret' })).toMatchObject({ is: 'acted', files: [{}] })
    expect(cluster.page('expc01', 'backup-and-restore').actions.map(({ action }) => action)).toEqual(['backup', 'upload-backup'])
  })
})
