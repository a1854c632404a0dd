// How the pages are indexed and asked: the same at build and in the browser, or an index could not be read back.

import type { Options } from 'minisearch'

/** One section of a page; its id is its address. */
export type Section = { readonly id: string; readonly title: string; readonly page: string; readonly text: string }

export const searchOptions: Options = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page'],
  searchOptions: { prefix: true, fuzzy: 0.15, boost: { title: 3, page: 2 }, combineWith: 'AND' },
}
