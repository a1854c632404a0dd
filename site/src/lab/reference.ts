// What is told of a running sandbox's product, from a file that was built with the site; asked for when first wanted.

import { atom, onMount } from 'nanostores'

export type Reference = {
  readonly templates: { readonly [id: string]: string } // titles
  readonly pages: { readonly [product: string]: { readonly [page: string]: string } } // titles
  readonly alarms: {
    readonly [product: string]: { readonly [alarm: string]: { readonly cause: string; readonly clears: string } }
  }
}

/** Empty until it came, and where it does not come: the product's own words stand there all the same. */
export const $reference = atom<Reference>({ templates: {}, pages: {}, alarms: {} })

onMount($reference, () => {
  void fetch('/reference.json')
    .then((response) => (response.ok ? response.json() : null))
    .then((found: Reference | null) => {
      if (found !== null) $reference.set(found)
    })
    .catch(() => {})
})
