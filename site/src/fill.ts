/** Puts values into a sentence: `fill('Step {n} of {all}', { n: 1, all: 4 })`. */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
