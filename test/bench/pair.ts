// A pair through HTTP on the bare runtime, beside a pair of PostgreSQL servers made by hand on this machine:
// both are created, replicate a first write, fail over, and fall back.

import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { openSandbox } from '../client.ts'
import type { Host } from '../miniflare/host.ts'
import { PostgresPair, postgresBinaries } from '../postgres.ts'
import { median, ms, type Row, rowOf } from './figure.ts'

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

async function real(bin: string, port: number): Promise<number> {
  const before = performance.now()
  const pair = new PostgresPair(bin, port)
  try {
    await pair.create()
    await pair.copy(0, 1)
    await pair.sql(0, "CREATE TABLE account AS SELECT 'BENCH'::text AS name")
    const isThere = "SELECT coalesce((SELECT count(*) FROM pg_tables WHERE tablename = 'account'), 0)"
    await pair.until(1, isThere, (answer) => answer === '1')
    for (const [left, right] of [
      [0, 1],
      [1, 0],
    ] as const) {
      await pair.stop(left)
      await pair.promote(right)
      if ((await pair.sql(right, 'SELECT name FROM account')) !== 'BENCH') throw new Error('the write is lost')
      await pair.copy(right, left)
    }
    return performance.now() - before
  } finally {
    await pair.close()
  }
}

/** The figure of the pair; null, and a line that says so, where there is no PostgreSQL. `port` and the one after it name its sockets. */
export async function pairFigure(host: Host, port = 8855): Promise<Row | null> {
  const bin = postgresBinaries()
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
  const [taken, baseline] = [median(ours), median(theirs)]
  const ratio = taken / baseline
  const figure = 'create a pair, replicate, fail over, fall back'
  return rowOf(figure, ms(taken), 'two PostgreSQL servers', ms(baseline), ratio, `≤ ${RATIO_MAX}`, ratio <= RATIO_MAX)
}
