// A link between two of six peers that comes and goes every ten seconds, for twenty minutes of virtual time: in memory,
// and through HTTP on the bare runtime, where each peer steps in its own object.

import type { Lab } from '../../worker/kernel/runtime.ts'
import { MINUTE_MS, SECOND_MS } from '../../worker/kernel/time.ts'
import { openSandbox } from '../client.ts'
import type { Host } from '../miniflare/host.ts'

export const SPAN_MS = 20 * MINUTE_MS
const FLAP_MS = 10_000
const LINK = { kind: 'link-down', a: 'expc01', b: 'expc02' } as const

/** How fast virtual time goes by, beside what it must at least. */
export type Speed = {
  readonly figure: string
  readonly ms: string
  readonly 'virtual seconds a second': number
  readonly least: number
  readonly met: 'yes' | 'NO'
}

/** `ms`: what the span took. */
export function speedOf(figure: string, least: number, ms: number): Speed {
  const rate = SPAN_MS / ms
  return {
    figure,
    ms: ms.toFixed(2),
    'virtual seconds a second': Math.round(rate),
    least,
    met: rate >= least ? 'yes' : 'NO',
  }
}

export function flap(lab: Lab): void {
  for (let passed = 0; passed < SPAN_MS; passed += 2 * FLAP_MS) {
    lab.lay('flap', LINK)
    lab.advance(FLAP_MS)
    lab.heal('flap')
    lab.advance(FLAP_MS)
  }
}

/** What the span takes through HTTP, in ms. */
export async function flapOnRuntime(host: Host): Promise<number> {
  const { client } = await openSandbox(host.fetch, 'expressway-c-cluster-6')
  await client.advance({ by: 'PT1M' })
  // The call itself: the client would look at the snapshot first, to know when to stop asking for the rest.
  const advance = async () => {
    const { done } = await client.must<{ done: boolean }>('POST', '/clock/advance', { by: `PT${FLAP_MS / SECOND_MS}S` })
    if (!done) throw new Error('an advance was not run to its end')
  }
  const before = performance.now()
  for (let passed = 0; passed < SPAN_MS; passed += 2 * FLAP_MS) {
    await client.must('PUT', '/faults/flap', LINK)
    await advance()
    await client.must('DELETE', '/faults/flap')
    await advance()
  }
  return performance.now() - before
}
