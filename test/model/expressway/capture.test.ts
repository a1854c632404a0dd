// The packet capture of diagnostic logging, as Wireshark reads it.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn, listOf } from './cluster.ts'

const hasTshark = spawnSync('tshark', ['--version']).status === 0
if (!hasTshark) console.warn('tshark is not installed: no capture of an Expressway is read by it.')

const folder = mkdtempSync(join(tmpdir(), 'expressway-capture-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The capture in the collected archive of a peer, written to a file. */
function captureOf(cluster: Cluster, node: string): string {
  cluster.press(node, 'stop-diagnostic-logging')
  cluster.press(node, 'collect-diagnostic-log')
  const files = cluster.lab.read(node, { ask: 'files' })
  const name = files.is === 'files' ? files.files[0]?.name : undefined
  const reading = cluster.lab.read(node, { ask: 'file', name: name ?? '' })
  if (reading.is !== 'file' || !('base64' in reading.file.content)) throw new Error(JSON.stringify(reading))
  const tar = gunzipSync(Buffer.from(reading.file.content.base64, 'base64'))
  const path = join(folder, 'capture.pcap')
  for (let at = 0; at + 512 <= tar.length; ) {
    const entry = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '')
    const length = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    if (entry.endsWith('.pcap')) writeFileSync(path, tar.subarray(at + 512, at + 512 + length))
    at += 512 + Math.ceil(length / 512) * 512
  }
  return path
}

const tshark = (path: string, ...words: string[]): readonly string[] => {
  const sums = ['ip', 'tcp', 'udp'].flatMap((each) => ['-o', `${each}.check_checksum:TRUE`])
  const { stdout, status, stderr } = spawnSync('tshark', ['-n', '-r', path, ...sums, ...words], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout.split('\n').filter((line) => line !== '')
}

type Act = (cluster: Cluster) => void

/** Logging ends with a restart of the peer itself, so what is captured comes after its own. */
const alone: Act = (cluster) => cluster.one()
const nothing: Act = () => undefined
const speakBoth: Act = (cluster) => {
  for (const node of ['expc01', 'expc02']) cluster.save(node, { ip_protocol: 'Both', ipv6_gateway: '2001:db8:15:13::1' }, 'ip')
  for (const node of ['expc01', 'expc02']) cluster.restart(node)
}

const LIVES: readonly (readonly [string, string, string, Act, Act])[] = [
  ['a cluster that is formed', 'expressway-c-standalone-3', 'expc01', alone, (cluster) => {
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.save('expc02', listOf([1, 2]))
    cluster.restart('expc02')
  }],
  ['the same by IPv6', 'expressway-c-standalone-3', 'expc01', speakBoth, (cluster) => {
    const addresses = Object.fromEntries([1, 2].map((n) => [`peer_${n}_address`, `2001:db8:15:13::${14 + n}`]))
    for (const node of ['expc01', 'expc02']) cluster.save(node, { ...listOf([]), cluster_ip_version: 'IPv6', ...addresses })
    cluster.restart('expc02')
    cluster.advance(5 * MINUTE_MS)
  }],
  ['a change, a lost peer and its return', 'expressway-c-cluster-2', 'expc01', nothing, (cluster) => {
    cluster.save('expc01', { sip_udp_mode: 'On' }, 'sip')
    cluster.restart('expc02')
    cluster.advance(5 * MINUTE_MS)
  }],
  ['two interfaces', 'expressway-e-cluster-2', 'expe01', nothing, (cluster) => {
    cluster.restart('expe02')
    cluster.advance(5 * MINUTE_MS)
  }],
] // biome-ignore format: one life a row

describe.skipIf(!hasTshark)('tshark', () => {
  test.each(LIVES)(
    '[EX-64] reads the capture of %s without a malformed packet or a wrong checksum',
    (_, template, node, before, live) => {
      const cluster = new Cluster(template)
      before(cluster)
      cluster.press(node, 'start-diagnostic-logging', { tcpdump: 'On' })
      live(cluster)
      const path = captureOf(cluster, node)
      const bad = ['ip', 'tcp', 'udp'].map((each) => `${each}.checksum.status == "Bad"`)
      expect(tshark(path, '-Y', ['_ws.malformed', '_ws.short', ...bad].join(' || '))).toEqual([])
      const protocols = tshark(path, '-T', 'fields', '-e', 'frame.protocols')
      expect(protocols.length).toBeGreaterThan(5)
      for (const each of protocols) expect(each).toMatch(/^eth:ethertype:ipv?6?:(?:tcp|udp)/)
    },
  )
})
