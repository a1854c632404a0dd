// Five hundred sandboxes at once, each with a watcher and its clock running: how long reads take beside those of one
// sandbox, what it all weighs, and that nothing is lost.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSandbox, type SandboxClient } from '../client.ts'
import { type Host, startHost } from '../miniflare/host.ts'
import { drained, ms, quantile, type Row, rowOf, timed } from './figure.ts'

const SANDBOXES = 500
const TEMPLATE = 'expressway-c-cluster-2'
const AT_ONCE = 8
const READS = 1_500
const SLOWER_MAX = 5

export async function many(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'many-'))
  const host = await startHost(folder)
  try {
    const empty = { memory: memoryOf(), disk: diskOf(folder) }
    const alone = await live(host, 'alone')
    const before = await latencies([alone.client], host)
    const all: Live[] = [alone]
    await atOnce(SANDBOXES - 1, async (number) => void all.push(await live(host, `sandbox-${number}`)))
    const during = await latencies(
      all.map(({ client }) => client),
      host,
    )
    const again = await latencies([alone.client], host)
    const full = { memory: memoryOf(), disk: diskOf(folder) }
    let lost = 0
    await atOnce(all.length, async (number) => {
      const each = all[number] as Live
      const snapshot = await each.client.snapshot()
      const first = snapshot.nodes[0]?.clustering as { clusterName?: string } | undefined
      if (first?.clusterName !== each.name || snapshot.clock.rate !== 1 || !each.isWhole()) lost += 1
    })
    for (const { close } of all) close()
    const baseline = Math.max(quantile(before, 0.99), quantile(again, 0.99))
    const worst = quantile(during, 0.99)
    const each = (what: 'memory' | 'disk') => (full[what] - empty[what]) / all.length / 1024
    const reads = `99th percentile of reads, ${SANDBOXES} live sandboxes`
    const weight = (what: 'memory' | 'disk') =>
      rowOf(
        `${what} a live sandbox of two peers`,
        `${each(what).toFixed(0)} KiB`,
        'all of it',
        mib(full[what]),
        each(what) / (full[what] / 1024),
        'reported',
        true,
      )
    return [
      rowOf(
        reads,
        ms(worst),
        `one sandbox, ${AT_ONCE} under way`,
        ms(baseline),
        worst / baseline,
        `≤ ${SLOWER_MAX}`,
        worst / baseline <= SLOWER_MAX,
      ),
      weight('memory'),
      weight('disk'),
      rowOf(
        'sandboxes that lost a change, or a watcher one',
        `${lost}`,
        'all',
        `${all.length}`,
        lost / all.length,
        '0',
        lost === 0,
      ),
    ]
  } finally {
    await host.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}

const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`

type Live = { readonly client: SandboxClient; readonly name: string; isWhole(): boolean; close(): void }

// A sandbox with a change of its own, a watcher that sees whether it misses any, and a running clock.
async function live(host: Host, word: string): Promise<Live> {
  const name = `${word}.example`
  const { client } = await openSandbox(host.fetch, TEMPLATE)
  const url = new URL(`/api/v1/sandboxes/${client.id}/live`, host.origin)
  url.protocol = 'ws:'
  const socket = new WebSocket(url)
  let seq: number | null = null
  let isWhole = true
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { type: string; seq?: number; since?: number }
    if (message.type === 'change' && message.since !== seq) isWhole = false
    seq = message.seq ?? seq // what answers the key has no number
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  socket.send(JSON.stringify({ type: 'authorize', key: client.key }))
  await client.save('expc01', 'clustering', { cluster_name: name })
  await client.must('PATCH', '/clock', { rate: 1 })
  return { client, name, isWhole: () => isWhole && seq !== null, close: () => socket.close() }
}

// The times of reads of sandboxes in turn, always as many under way.
async function latencies(clients: readonly SandboxClient[], host: Host): Promise<number[]> {
  const taken: number[] = []
  await atOnce(READS, async (number) => {
    const { id } = clients[(number * 7) % clients.length] as SandboxClient
    taken.push(await timed(() => drained(host.fetch(`/api/v1/sandboxes/${id}`))))
  })
  return taken
}

async function atOnce(count: number, work: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const hand = async () => {
    for (let number = next++; number < count; number = next++) await work(number)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, hand))
}

/** What the runtimes that this program started hold in memory, in bytes. */
function memoryOf(): number {
  let bytes = 0
  for (const id of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? []
      if (!name.includes('workerd') || Number(rest.split(' ')[1]) !== process.pid) continue
      bytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
      // It ended while it was looked at.
    }
  }
  return bytes
}

const GONE = { throwIfNoEntry: false } as const // a database that was closed takes its journal with it

const diskOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + (statSync(join(entry.parentPath, entry.name), GONE)?.blocks ?? 0) * 512, 0)
