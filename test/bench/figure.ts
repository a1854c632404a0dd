// One figure of the bench: what was measured, beside what it is held against, in the same run and in turns with it.

export type Row = {
  readonly figure: string
  readonly measured: string
  readonly against: string
  readonly baseline: string
  readonly ratio: string
  readonly budget: string
  readonly met: 'yes' | 'NO'
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN

export const drained = async (response: Promise<Response>): Promise<Response> => {
  const answer = await response
  await answer.text()
  if (!answer.ok && answer.status !== 304) throw new Error(`${answer.url} answered ${answer.status}`)
  return answer
}

const MS_DIGITS = 2
export const ms = (value: number): string => `${value.toFixed(MS_DIGITS)} ms`

/** The medians of both, measured by turns, and their ratio held to at most `budget`. */
export async function compare(
  figure: string,
  against: string,
  budget: number,
  rounds: number,
  measured: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Row> {
  const [ours = 0, theirs = 1] = await inTurns(rounds, measured, baseline)
  return rowOf(figure, ms(ours), against, ms(theirs), ours / theirs, `≤ ${budget}`, ours / theirs <= budget)
}

/** Medians of both, taken in turns, so that whatever else the machine does falls on both alike. */
export async function inTurns(rounds: number, ...works: readonly (() => Promise<number>)[]): Promise<number[]> {
  const taken = works.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) for (const [index, work] of works.entries()) taken[index]?.push(await work())
  return taken.map(median)
}

export const rowOf = (
  figure: string,
  measured: string,
  against: string,
  baseline: string,
  ratio: number,
  budget: string,
  met: boolean,
): Row => ({ figure, measured, against, baseline, ratio: ratio.toFixed(2), budget, met: met ? 'yes' : 'NO' })
