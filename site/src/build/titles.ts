// What a procedure is called, from its page.

import { getEntry } from 'astro:content'

export const procedureTitle = async (product: string, slug: string): Promise<string> =>
  (await getEntry('docs', `${product}/${slug}`))?.data.title ?? slug
