// What a running sandbox is told of its product: the titles of its starting point and its pages, and what raises and lowers each alarm.

import { PRODUCTS, TEMPLATES } from '@worker/products.ts'
import type { APIRoute } from 'astro'
import { pagesOf } from '../build/surfaces.ts'
import type { Reference } from '../lab/reference.ts'
import { tell } from '../tell.ts'

export const GET: APIRoute = () => {
  const reference: Reference = {
    templates: Object.fromEntries(TEMPLATES.map(({ id, title }) => [id, tell(title)])),
    pages: Object.fromEntries(
      PRODUCTS.map((product) => [product.id, Object.fromEntries(pagesOf(product).map(({ id, page }) => [id, page.title]))]),
    ),
    alarms: Object.fromEntries(
      PRODUCTS.map(({ id, reference: { causes } }) => [
        id,
        Object.fromEntries(causes.map(({ alarm, cause, remedy }) => [alarm, { cause: tell(cause), clears: tell(remedy) }])),
      ]),
    ),
  }
  return new Response(JSON.stringify(reference))
}
