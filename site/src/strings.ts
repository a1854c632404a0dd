// Every word the interface itself says, from one file per language. What the products say is theirs:
// it comes from the model and is never translated.

import en from '@content/strings/en.json'

export const say = en

/** Puts values into a sentence: `fill('Step {n} of {all}', { n: 1, all: 4 })`. */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
