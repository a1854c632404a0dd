// One figure of how the site feels, and the budget it is held to, if any.

export type SiteFigure = {
  readonly figure: string
  readonly value: string
  readonly budget: string
  readonly met: 'yes' | 'NO' | '' // empty: it is told and held to nothing
}

export const SHIFT_MAX = 0.005 // what rounds to nothing in the figure that Lighthouse gives

export const atLeast = (figure: string, value: number, budget: number): SiteFigure => ({
  figure,
  value: value.toFixed(0),
  budget: `≥ ${budget}`,
  met: value >= budget ? 'yes' : 'NO',
})

export const atMost = (figure: string, value: number, budget: number, unit: string): SiteFigure => ({
  figure,
  value: `${value.toFixed(unit === '' ? 3 : 0)}${unit}`,
  budget: `≤ ${budget}${unit}`,
  met: value <= budget ? 'yes' : 'NO',
})
