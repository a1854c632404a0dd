// Every word the interface itself says, from one file per language. What the products say is theirs:
// it comes from the model and is never translated.

import english from '@content/strings/en.json'
import own from '@language'
import { translated } from './build/languages.ts'

export type Strings = typeof english

/** The language that the site was built for; what is not translated yet is said in English. */
export const say: Strings = translated(english, own)

export { fill } from './fill.ts'
