// How fast it is, as ratios against something simple measured in the same run on the same runtime.
// Each figure is the median of several rounds, taken in turns with its baseline.

import { readFileSync } from 'node:fs'
import { expressway } from '../../worker/expressway/index.ts'
import { type Lab, openLab } from '../../worker/kernel/runtime.ts'
import { MINUTE_MS } from '../../worker/kernel/time.ts'
import { startHost } from '../miniflare/host.ts'
import { JS_AFTER_START_MAX, JS_BEFORE_START_MAX, scriptsOf, weightOf } from '../site/scripts.ts'
import { COSTS, type Cost, REQUESTS_MAX, ROWS_MAX } from './cost.ts'
import { median, type Row, rowOf } from './figure.ts'
import { flap, SPAN_MS, type Speed, speedOf } from './flapping.ts'
import { licensingYear } from './licensing.ts'
import { making } from './making.ts'
import { many } from './many.ts'
import { pairFigure } from './pair.ts'
import { reading, seeking } from './reading.ts'
import { siteFigures } from './site.ts'

const ROUNDS = 15
/** From the first round to where the runtime has compiled all that a round asks for. */
const WARMING_MS = 4_000

/**
 * What the span of virtual time takes in memory. Its figure is a rate that lasts, so it is that of a process which has done
 * nothing else for a while: a warm one.
 */
function inMemory(figure: string, virtualSecondsMin: number, run: (lab: Lab) => void): Speed {
  const once = (): number => {
    const lab = openLab(expressway, 'expressway-c-cluster-6')
    lab.advance(MINUTE_MS)
    const before = performance.now()
    run(lab)
    return performance.now() - before
  }
  for (const began = performance.now(); performance.now() - began < WARMING_MS; ) once()
  return speedOf(figure, virtualSecondsMin, median(Array.from({ length: ROUNDS }, once)))
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

/** The dearest procedures, as `npm run cost` measured them. */
function procedures(): Row[] {
  const costs = JSON.parse(readFileSync(COSTS, 'utf8')) as readonly Cost[]
  const most = (what: 'rowsWritten' | 'httpRequests', limit: number) => {
    const dearest = costs.reduce((worst, each) => (each[what] > worst[what] ? each : worst))
    const figure = `${what === 'rowsWritten' ? 'rows' : 'HTTP requests'} of ${dearest.procedure}, the most of ${costs.length} procedures`
    return rowOf(figure, `${dearest[what]}`, 'the budget', `${limit}`, dearest[what] / limit, '≤ 1', dearest[what] <= limit)
  }
  return [most('rowsWritten', ROWS_MAX), most('httpRequests', REQUESTS_MAX)]
}

const site = await siteFigures()
console.table(site)
const host = await startHost()
try {
  const rows = [
    ...(await making(host)),
    ...(await reading(host)),
    await seeking(host),
    ...procedures(),
    await licensingYear(host),
  ]
  const pair = await pairFigure(host)
  if (pair !== null) rows.push(pair)
  console.table(rows)
  await host.dispose() // five hundred sandboxes have the machine to themselves
  const live = await many()
  console.table(live)
  rows.push(...live)
  const weights = PAGES.flatMap((page) => [
    weighed(page, 'before-start', JS_BEFORE_START_MAX),
    weighed(page, 'in-all', JS_AFTER_START_MAX),
  ])
  console.table(weights)
  if ([...memory, ...rows, ...weights, ...site].some((row) => row.met === 'NO')) process.exitCode = 1
} finally {
  await host.dispose()
}
