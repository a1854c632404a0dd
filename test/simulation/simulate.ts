// npm run simulate -- --steps N --seed S [--template T] [--keep FILE]
//
// Lives N deeds of random histories on every template (or one), holds them to every rule, and prints what
// was reached. A rule that breaks is cut down, printed, and ends the run with 1. The same seed gives the same run.

import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { PRODUCTS, TEMPLATES } from '../../worker/products.ts'
import { Coverage, offeredBy } from './coverage.ts'
import { tell } from './deeds.ts'
import { type Broken, DEEDS_PER_HISTORY, live, shrink } from './history.ts'

export type Run = { readonly steps: number; readonly broken: Broken | null; readonly coverage: Readonly<Record<string, number>> }

/** Every `stride`th history from number `first` on, of as many as `steps` deeds make. Ends early where a rule breaks. */
export function simulate(steps: number, seed: number, templates: readonly string[], first = 0, stride = 1): Run {
  const coverage = new Coverage()
  let done = 0
  for (let number = first; number * DEEDS_PER_HISTORY < steps; number += stride) {
    const template = templates[number % templates.length] ?? ''
    const deeds = Math.min(DEEDS_PER_HISTORY, steps - number * DEEDS_PER_HISTORY)
    const broken = live(template, seed * 1_000_003 + number, deeds, coverage)
    done += deeds
    if (broken !== null) return { steps: done, broken: shrink(broken), coverage: coverage.counts() }
  }
  return { steps: done, broken: null, coverage: coverage.counts() }
}

/** A broken rule, for people: what, why, and how to get there again. */
export function report({ rule, why, history }: Broken): string {
  return [
    `Broken: ${rule}`,
    why,
    `template ${history.template}, seed ${history.seed}`,
    ...history.deeds.map((deed) => `  ${tell(deed)}`),
    JSON.stringify(history),
  ].join('\n')
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { steps: { type: 'string' }, seed: { type: 'string' }, template: { type: 'string' }, keep: { type: 'string' } },
  })
  const steps = Number(values.steps ?? 20_000)
  const seed = Number(values.seed ?? 1)
  const templates = values.template === undefined ? TEMPLATES.map(({ id }) => id) : [values.template]
  const began = performance.now()
  const hands = availableParallelism()
  const runs = await Promise.all(
    Array.from({ length: hands }, (_, hand) => {
      const data = { steps, seed, templates, first: hand, stride: hands }
      return new Promise<Run>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: data })
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    }),
  )
  const coverage = new Coverage()
  for (const run of runs) coverage.add(run.coverage)
  console.log(coverage.table())
  for (const product of PRODUCTS)
    console.log(`${product.id} never reached: ${coverage.missed(product, offeredBy(product)).join(', ') || 'nothing'}`)
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage() // of all threads
  const done = runs.reduce((sum, run) => sum + run.steps, 0)
  const working = (user + system) / 1_000_000
  console.log(`${done} steps in ${seconds.toFixed(1)} s on ${hands} cores (${Math.round(done / seconds)} a second), seed ${seed}`)
  console.log(`${working.toFixed(1)} s of processor time (${Math.round(done / working)} steps a second of it)`)
  const broken = runs.flatMap((run) => (run.broken === null ? [] : [run.broken]))
  for (const each of broken) console.log(`\n${report(each)}`)
  if (values.keep !== undefined && broken[0] !== undefined)
    writeFileSync(values.keep, `${JSON.stringify(broken[0].history, null, 2)}\n`)
  process.exitCode = broken.length > 0 ? 1 : 0
}

if (!isMainThread && parentPort !== null) {
  const { steps, seed, templates, first, stride } = workerData as {
    steps: number
    seed: number
    templates: string[]
    first: number
    stride: number
  }
  parentPort.postMessage(simulate(steps, seed, templates, first, stride))
} else if (process.argv[1]?.endsWith('simulate.ts')) {
  await main()
}
