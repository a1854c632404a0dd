// How fast it is, as ratios against something simple measured in the same run on the same runtime.
// Each figure is the median of several rounds, taken in turns with its baseline.

import { expressway } from '../../worker/expressway/index.ts'
import { type Lab, openLab } from '../../worker/kernel/runtime.ts'
import { MINUTE_MS } from '../../worker/kernel/time.ts'
import { openSandbox } from '../client.ts'
import { type Host, startHost } from '../miniflare/host.ts'
import { JS_AFTER_START_MAX, JS_BEFORE_START_MAX, scriptsOf, weightOf } from '../site/scripts.ts'
import { flap, flapOnRuntime, type Rate, rateOf, SPAN_MS } from './flapping.ts'
import { licensingYear } from './licensing.ts'
import { pairFigure } from './pair.ts'

const ROUNDS = 15

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

type Figure = {
  readonly what: string
  readonly took: number
  readonly against: string
  readonly baseline: number
  readonly budget: number
}

async function compare(
  what: string,
  against: string,
  budget: number,
  measured: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Figure> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await baseline())
    ours.push(await measured())
  }
  return { what, took: median(ours), against, baseline: median(theirs), budget }
}

const drained = async (response: Promise<Response>): Promise<void> => {
  const answer = await response
  await answer.text()
  if (!answer.ok) throw new Error(`${answer.status}`)
}

const CALLS = 300

/** 1,000 virtual seconds a second where 500 object calls take 150 ms. */
const FLAPPING_CALLS_MAX = 4_000

async function figures(host: Host): Promise<Figure[]> {
  const emptyFour = () => timed(() => drained(host.baseline('/empty?n=4')))
  const oneCall = async () => (await timed(() => drained(host.baseline(`/calls?n=${CALLS}`)))) / CALLS
  for (let warm = 0; warm < 5; warm += 1) {
    await emptyFour()
    await openSandbox(host.fetch, 'expressway-c-standalone-3')
  }
  return [
    await compare(
      'create a sandbox of three peers',
      'four empty objects',
      2.5,
      () => timed(() => openSandbox(host.fetch, 'expressway-c-standalone-3')),
      emptyFour,
    ),
    await compare(
      'advance 20 idle minutes, two peers',
      'one object call with a write',
      300,
      async () => {
        const { client } = await openSandbox(host.fetch, 'expressway-c-cluster-2')
        await client.advance({ by: 'PT1M' })
        return timed(() => client.advance({ by: 'PT20M' }))
      },
      oneCall,
    ),
    await compare(
      'advance 20 idle minutes, six peers',
      'one object call with a write',
      500,
      async () => {
        const { client } = await openSandbox(host.fetch, 'expressway-c-cluster-6')
        await client.advance({ by: 'PT1M' })
        return timed(() => client.advance({ by: 'PT20M' }))
      },
      oneCall,
    ),
    await compare(
      'a link flapping every 10 s for 20 minutes, six peers',
      'one object call with a write',
      FLAPPING_CALLS_MAX,
      () => flapOnRuntime(host),
      oneCall,
    ),
  ]
}

/** What the span of virtual time takes in memory. */
function inMemory(figure: string, virtualSecondsMin: number, run: (lab: Lab) => void): Rate {
  const once = (): number => {
    const lab = openLab(expressway, 'expressway-c-cluster-6')
    lab.advance(MINUTE_MS)
    const before = performance.now()
    run(lab)
    return performance.now() - before
  }
  for (let warm = 0; warm < ROUNDS; warm += 1) once()
  return rateOf(figure, virtualSecondsMin, median(Array.from({ length: ROUNDS }, once)))
}

const memory = [
  inMemory('six idle peers, in memory', 1_000_000, (lab) => lab.advance(SPAN_MS)),
  inMemory('six peers, a link flapping every 10 s, in memory', 100_000, flap),
]
console.table(memory)

const PAGES = ['expressway/create-a-cluster/index.html', 'ssm/fail-over-and-fall-back/index.html']

function weighed(page: string, when: 'before-start' | 'in-all', budget: number) {
  const bytes = weightOf(scriptsOf(page, when))
  return {
    page,
    JavaScript: when,
    'gzipped bytes': bytes,
    budget,
    ratio: (bytes / budget).toFixed(2),
    met: bytes <= budget ? 'yes' : 'NO',
  }
}

const host = await startHost()
try {
  const rows = (await figures(host)).map(({ what, took, against, baseline, budget }) => ({
    figure: what,
    ms: took.toFixed(2),
    against,
    'baseline ms': baseline.toFixed(3),
    ratio: (took / baseline).toFixed(2),
    budget,
    met: took / baseline <= budget ? 'yes' : 'NO',
  }))
  const year = await licensingYear(host)
  const pair = await pairFigure(host)
  const all = [...rows, year, ...(pair === null ? [] : [pair])]
  console.table(all)
  const weights = PAGES.flatMap((page) => [
    weighed(page, 'before-start', JS_BEFORE_START_MAX),
    weighed(page, 'in-all', JS_AFTER_START_MAX),
  ])
  console.table(weights)
  if ([...memory, ...all, ...weights].some((row) => row.met === 'NO')) process.exitCode = 1
} finally {
  await host.dispose()
}
