// Sentences that the models make and that data files hold, in the language that the site was built for. Their English
// text is what they are looked up by, so English needs no file; what a product itself says is never looked up.

import sentences from '@sentences'
import { tellerOf } from './build/languages.ts'

/** The sentence in the reader's language; what is not translated yet stays English. */
export const tell: (sentence: string) => string = tellerOf(sentences as Readonly<Record<string, string>>)
