// Lighthouse's scores of a page: as it comes, and with its processor slowed down by as much as suits this machine.

import lighthouse, { type Result } from 'lighthouse'
import { median } from './figure.ts'
import { atLeast, atMost, SHIFT_MAX, type SiteFigure } from './site-figure.ts'

const PERFORMANCE_MIN = 95
const ACCESSIBILITY_MIN = 100
const DEFAULT_SLOWDOWN = 4

/** A page that is looked at: what it is called, and its address. */
type Looked = { readonly what: string; readonly address: string }

/**
 * By how much Lighthouse has to slow this machine down to be as fast as the middling phone it means, from the machine's
 * own BenchmarkIndex; null: so slow a machine imitates none.
 *
 * Its default of 4 is for a quick desktop machine, of an index from 1500 to 2000. Its documentation asks that other machines be
 * calibrated ("Calibrating the CPU slowdown" in <https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md>),
 * and below 1000 it warns of that itself. The calculator named there goes evenly from 1 at an index of 150 to 2 at 800, to 3 at
 * 1300, and on by 1 for every 233, so that a quicker machine is slowed down by more than the default:
 * <https://github.com/patrickhulce/lighthouse-cpu-throttling-calculator>.
 */
function slowdownOf(index: number): number | null {
  if (index < 150) return null
  if (index < 800) return 1 + (index - 150) / 650
  if (index < 1300) return 2 + (index - 800) / 500
  return 3 + (index - 1300) / 233
}

/**
 * Where the machine can be calibrated, the score that counts is the calibrated one, and Lighthouse's default stands beside it.
 * The index is the median of those that Lighthouse found at its default runs.
 */
export async function scores(pages: readonly Looked[], port: number): Promise<readonly SiteFigure[]> {
  const asItComes = new Map<string, Result>()
  for (const { what, address } of pages) asItComes.set(what, await look(what, address, port, DEFAULT_SLOWDOWN))
  const index = median([...asItComes.values()].map(({ environment }) => environment.benchmarkIndex))
  const slowdown = slowdownOf(index)
  const figures: SiteFigure[] = [
    { figure: "Lighthouse's BenchmarkIndex of this machine", value: index.toFixed(0), budget: '', met: '' },
  ]
  for (const { what, address } of pages) {
    const found = asItComes.get(what)
    if (found === undefined) continue
    const slower =
      slowdown === null ? `${DEFAULT_SLOWDOWN}× slower as by default` : `${slowdown.toFixed(1)}× slower as calibrated`
    const calibrated = slowdown === null ? found : await look(what, address, port, slowdown)
    if (slowdown !== null)
      figures.push({
        figure: `Lighthouse performance, ${what}, processor ${DEFAULT_SLOWDOWN}× slower as by default`,
        value: performanceIn(found).toFixed(0),
        budget: '',
        met: '',
      })
    figures.push(
      atLeast(`Lighthouse performance, ${what}, processor ${slower}`, performanceIn(calibrated), PERFORMANCE_MIN),
      atLeast(`Lighthouse accessibility, ${what}`, (calibrated.categories.accessibility?.score ?? 0) * 100, ACCESSIBILITY_MIN),
      atMost(`layout shift, ${what}`, calibrated.audits['cumulative-layout-shift']?.numericValue ?? Number.NaN, SHIFT_MAX, ''),
    )
  }
  return figures
}

const performanceIn = ({ categories }: Result): number => (categories.performance?.score ?? 0) * 100

async function look(what: string, address: string, port: number, cpuSlowdownMultiplier: number): Promise<Result> {
  const run = await lighthouse(address, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: ['performance', 'accessibility'],
    throttling: { cpuSlowdownMultiplier },
  })
  if (run === undefined) throw new Error(`Lighthouse says nothing of ${what}`)
  const unmeasured = Object.values(run.lhr.audits).find(({ errorMessage }) => errorMessage !== undefined)
  if (unmeasured !== undefined) throw new Error(`${what}: ${unmeasured.id}: ${unmeasured.errorMessage}`)
  return run.lhr
}
