// How the pages are indexed and asked: the same at build and in the browser, or an index could not be read back.

import type MiniSearch from 'minisearch'
import type { Options, SearchResult } from 'minisearch'

/** One section of a page; its id is its address. */
export type Section = {
  readonly id: string
  readonly title: string
  readonly page: string
  readonly text: string
  readonly also: string // other words for what the page is about: its keywords
  readonly shown: string // what is typed, filled in and printed in a step
}

// Words that stand in every question and say nothing of what is looked for.
const ASKING = new Set(
  'a an and are as at be by can do does for from has have how i in is it its my no not of on or that the then there this to what when where which why will with you your'.split(
    ' ',
  ),
)

// The endings of English words, longest first: whoever types "expiring" is shown what has expired.
const ENDINGS = /(?:ations?|ations|ated|ating|ates?|ures?|ings?|ions?|ed|es|ly|s|e)$/

/** A word as it is indexed and looked for: without its ending, and nothing for a word that only asks. */
export function termOf(word: string): string | null {
  const term = word.toLowerCase().replace(/^['’]+|['’]+$/g, '')
  if (term === '' || ASKING.has(term)) return null
  if (term.length < 5 || !/^[a-z]+$/.test(term)) return term
  const stem = term.replace(ENDINGS, '')
  return stem.length < 3 ? term : stem
}

export const searchOptions: Options<Section> = {
  fields: ['title', 'page', 'text', 'also', 'shown'],
  storeFields: ['title', 'page'],
  processTerm: termOf,
  searchOptions: {
    prefix: (term) => term.length > 2,
    fuzzy: (term) => (/\d/.test(term) || term.length < 5 ? false : 0.2), // one number more is another alarm
    boost: { title: 3, page: 2, also: 3, shown: 0.5 },
    boostDocument: (id) => weightOf(String(id)),
  },
}

// A page's beginning before its parts, a procedure before the list of what is modelled.
const LAST = /#(?:sources|the-procedure)$/
const weightOf = (id: string): number => (LAST.test(id) ? 0.2 : id.startsWith('/fidelity/') ? 0.4 : id.includes('#') ? 1 : 1.6)

const ENOUGH = 6

/** What fits all words of a question; where that is little, what fits some of them after it. */
export function find(index: MiniSearch<Section>, query: string): readonly SearchResult[] {
  const whole = index.search(query, { combineWith: 'AND' })
  if (whole.length >= ENOUGH) return whole
  const known = new Set(whole.map(({ id }) => id))
  return [...whole, ...index.search(query, { combineWith: 'OR' }).filter(({ id }) => !known.has(id))]
}
