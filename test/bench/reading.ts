// What reading costs: snapshots beside an application of Hono that makes one call to one object, and any of ten
// thousand events gone back to.

import type { Snapshot } from '../../worker/kernel/snapshot.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import type { Host } from '../miniflare/host.ts'
import { drained, inTurns, quantile, type Row, rowOf, timed } from './figure.ts'

const ROUNDS = 9
const AT_ONCE = 16
const READS = 480
const SNAPSHOTS_LEAST = 0.4
const UNCHANGED_LEAST = 0.7

/** How many a second when always `AT_ONCE` are under way. */
async function rate(read: () => Promise<unknown>): Promise<number> {
  let left = READS
  const hand = async () => {
    while (left > 0) {
      left -= 1
      await read()
    }
  }
  const took = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, hand)))
  return (READS / took) * 1_000
}

export async function reading(host: Host): Promise<Row[]> {
  const { client } = await openSandbox(host.fetch, 'expressway-c-cluster-2')
  const path = `/api/v1/sandboxes/${client.id}`
  const etag = (await drained(host.fetch(path))).headers.get('etag') ?? ''
  await drained(host.baseline('/make?name=bare'))
  const whole = () => rate(() => drained(host.fetch(path)))
  const unchanged = () => rate(() => drained(host.fetch(path, { headers: { 'if-none-match': etag } })))
  const bare = () => rate(() => drained(host.baseline('/read/bare')))
  for (const warm of [whole, unchanged, bare]) await warm()
  const [ours = 0, same = 0, theirs = 1] = await inTurns(ROUNDS, whole, unchanged, bare)
  const row = (figure: string, rate: number, least: number): Row =>
    rowOf(
      figure,
      `${Math.round(rate)}/s`,
      'bare Hono with one object call',
      `${Math.round(theirs)}/s`,
      rate / theirs,
      `≥ ${least}`,
      rate / theirs >= least,
    )
  return [
    row('snapshots read, two peers', ours, SNAPSHOTS_LEAST),
    row('snapshots read whose ETag still holds', same, UNCHANGED_LEAST),
  ]
}

const EVENTS = 10_000
const SEEKS = 40
const SEEK_MS_MAX = 100

/** The timeline is filled by a link that comes and goes between two of six peers; then it is gone back to at random. */
export async function seeking(host: Host): Promise<Row> {
  const { client } = await openSandbox(host.fetch, 'expressway-c-cluster-6')
  const newest = await fill(client)
  const from = newest - EVENTS
  const taken: number[] = []
  for (let seek = 0; seek < SEEKS; seek += 1) {
    // Evenly over all of them, the oldest and the newest included, and never two beside each other in a row.
    const seq = from + 1 + Math.round((((seek * 17) % SEEKS) / (SEEKS - 1)) * (EVENTS - 1))
    let found: Snapshot | undefined
    taken.push(
      await timed(async () => {
        found = await client.must<Snapshot>('GET', `?at=${seq}`)
      }),
    )
    if (found === undefined || Math.abs(found.seq - seq) > FEW) throw new Error(`asked for ${seq}, got ${found?.seq}`)
  }
  const worst = Math.max(...taken)
  const figure = `seek any of ${EVENTS} events, six peers (median ${quantile(taken, 0.5).toFixed(1)} ms)`
  return rowOf(
    figure,
    `${worst.toFixed(1)} ms at most`,
    'the budget',
    `${SEEK_MS_MAX} ms`,
    worst / SEEK_MS_MAX,
    '≤ 1',
    worst <= SEEK_MS_MAX,
  )
}

const FEW = 60 // events of one turn share its snapshot
const FLAP = { kind: 'link-down', a: 'expc01', b: 'expc02' }

async function fill(client: SandboxClient): Promise<number> {
  for (;;) {
    await client.must('PUT', '/faults/flap', FLAP)
    await client.advance({ by: 'PT2M' })
    await client.must('DELETE', '/faults/flap')
    await client.advance({ by: 'PT2M' })
    const { seq } = await client.snapshot()
    if (seq > EVENTS) return seq
  }
}
