// Every word the interface itself says, from one file per language. What the products say is theirs:
// it comes from the model and is never translated.

import english from '@content/strings/en.json'
import own from '@language'
import { translated } from './build/languages.ts'

export type Strings = typeof english

/** The language that the site was built for; what is not translated yet is said in English. */
export const say: Strings = translated(english, own)

/** Puts values into a sentence: `fill('Step {n} of {all}', { n: 1, all: 4 })`. */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
