// The parts of the book, for the head of every page and the menu beside it: each product, then what all share.

import { PRODUCTS } from '@worker/products.ts'
import { say } from '../strings.ts'

export type Part = { readonly title: string; readonly href: string; readonly covers: readonly string[] }

/** Each part: where it begins, and the first steps of the addresses that belong to it. */
export const partsOf = (): readonly Part[] => [
  ...PRODUCTS.map(({ id, title }) => ({ title: title.replace(/^Cisco /, ''), href: `/${id}/`, covers: [id] })),
  { title: say.header.concepts, href: '/concepts/', covers: ['concepts'] },
  { title: say.header.reference, href: '/reference/', covers: ['reference', 'fidelity', 'http-api', 'problems', 'operate'] },
]
