// A year of licensing timers on the bare runtime: renewals, deadlines and removals, over as many calls as
// it takes. The budget is absolute, so the baseline of its ratio is one second.

import { SECOND_MS } from '../../worker/kernel/time.ts'
import { openSandbox } from '../client.ts'
import type { Host } from '../miniflare/host.ts'
import { median, ms, type Row, rowOf } from './figure.ts'

/** All `advance` calls of a year together may take this long. */
const YEAR_MS_MAX = 2_000

/** The median of several years, each on a sandbox of its own. */
export async function licensingYear(host: Host): Promise<Row> {
  const took: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const { client } = await openSandbox(host.fetch, 'ssm-lab2')
    const before = performance.now()
    await client.advance({ by: 'P365D' })
    took.push(performance.now() - before)
  }
  const year = median(took)
  return rowOf(
    'advance a year of licensing timers',
    ms(year),
    'one second',
    ms(SECOND_MS),
    year / SECOND_MS,
    `≤ ${YEAR_MS_MAX / SECOND_MS}`,
    year <= YEAR_MS_MAX,
  )
}
