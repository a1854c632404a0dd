// A pair through HTTP on the bare runtime, beside a pair of PostgreSQL servers made by hand on this machine:
// both are created, replicate a first write, fail over, and fall back.

import { execFile, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { openSandbox } from '../client.ts'
import type { Host } from '../miniflare/host.ts'

/** The modelled pair may take a twentieth of the real one. */
const RATIO_MAX = 1 / 20
const ROUNDS = 3
const [PRIMARY, SECONDARY] = ['primary-node', 'secondary-node'] as const

type Shown = { readonly database: { readonly timeline: number }; readonly accounts: readonly { readonly name: string }[] }

function expectOf(snapshot: Snapshot, node: string, timeline: number): void {
  const found = snapshot.nodes.find(({ id }) => id === node) as unknown as Shown
  if (found.database.timeline < timeline || !found.accounts.some(({ name }) => name === 'BENCH'))
    throw new Error(`${node} is not where it should be: ${JSON.stringify(found.database)}`)
}

async function modelled(host: Host): Promise<number> {
  const before = performance.now()
  const { client } = await openSandbox(host.fetch, 'ssm-lab1')
  const settle = () => client.advance({ until: 'settled', max: 'PT1H' })
  await client.press(PRIMARY, 'request-account', {
    account_name: 'BENCH',
    smart_account: 'example.com',
    virtual_account: 'BENCH1',
    email: 'bench@example.com',
  })
  await client.press(PRIMARY, 'approve-account', { account: 'BENCH' })
  await settle()
  expectOf(await client.must<Snapshot>('GET'), SECONDARY, 1)
  for (const [left, right, timeline] of [
    [PRIMARY, SECONDARY, 2],
    [SECONDARY, PRIMARY, 3],
  ] as const) {
    await client.line(left, 'ha_cluster_stop')
    await settle()
    expectOf(await client.must<Snapshot>('GET'), right, timeline)
    await client.line(left, 'ha_cluster_start')
    await settle()
  }
  return performance.now() - before
}

/** The newest PostgreSQL of this machine, or undefined. */
const binaries = (): string | undefined =>
  globSync('/usr/lib/postgresql/*/bin/initdb')
    .sort()
    .at(-1)
    ?.replace(/\/initdb$/, '')

// PostgreSQL does not run as root: then its own user runs it.
function runner(bin: string, folder: string) {
  const isRoot = process.getuid?.() === 0
  return async (name: string, ...args: string[]): Promise<string> => {
    const command = join(bin, name)
    const [file, all] = isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args]
    return (await promisify(execFile)(file, all, { cwd: folder })).stdout
  }
}

async function real(bin: string, port: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pair-'))
  if (process.getuid?.() === 0) spawnSync('chown', ['postgres', folder])
  const run = runner(bin, folder)
  const data = (which: number) => join(folder, String(which))
  const options = (which: number) =>
    `-p ${port + which} -k ${folder} -c listen_addresses= -c hot_standby=on -c wal_keep_size=64 -c full_page_writes=on`
  const sql = async (which: number, text: string) =>
    (await run('psql', '-h', folder, '-p', String(port + which), '-d', 'postgres', '-Atc', text)).trim()
  const start = (which: number) =>
    run('pg_ctl', '-w', '-s', '-D', data(which), '-l', join(folder, `log${which}`), '-o', options(which), 'start')
  const stop = (which: number) => run('pg_ctl', '-w', '-s', '-m', 'fast', '-D', data(which), 'stop')
  const copy = async (from: number, to: number) => {
    rmSync(data(to), { recursive: true, force: true })
    await run('pg_basebackup', '-h', folder, '-p', String(port + from), '-D', data(to), '-R', '-X', 'stream', '-c', 'fast')
    await start(to)
  }
  const arrived = async (which: number) => {
    for (let tries = 0; tries < 400; tries += 1) {
      if ((await sql(which, "SELECT coalesce((SELECT count(*) FROM pg_tables WHERE tablename = 'account'), 0)")) === '1') return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error('the write has not been replicated')
  }
  const running = new Set<number>()
  const before = performance.now()
  try {
    await run('initdb', '-D', data(0), '-A', 'trust')
    await start(0)
    running.add(0)
    await copy(0, 1)
    running.add(1)
    await sql(0, "CREATE TABLE account AS SELECT 'BENCH'::text AS name")
    await arrived(1)
    for (const [left, right] of [
      [0, 1],
      [1, 0],
    ] as const) {
      await stop(left)
      running.delete(left)
      await run('pg_ctl', '-w', '-s', '-D', data(right), 'promote')
      if ((await sql(right, 'SELECT name FROM account')) !== 'BENCH') throw new Error('the write is lost')
      await copy(right, left)
      running.add(left)
    }
    return performance.now() - before
  } finally {
    for (const which of running) await stop(which)
    rmSync(folder, { recursive: true, force: true })
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The figure of the pair; null, and a line that says so, where there is no PostgreSQL. `port` and the one after it name its sockets. */
export async function pairFigure(host: Host, port = 8855) {
  const bin = binaries()
  if (bin === undefined) {
    console.warn('No PostgreSQL in /usr/lib/postgresql: a pair made by hand is NOT measured. Install postgresql and run again.')
    return null
  }
  await modelled(host)
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await real(bin, port))
    ours.push(await modelled(host))
  }
  const [ms, baseline] = [median(ours), median(theirs)]
  return {
    figure: 'create a pair, replicate, fail over, fall back',
    ms: ms.toFixed(2),
    against: 'two PostgreSQL servers',
    'baseline ms': baseline.toFixed(3),
    ratio: (ms / baseline).toFixed(3),
    budget: RATIO_MAX,
    met: ms / baseline <= RATIO_MAX ? 'yes' : 'NO',
  }
}
