// Where the pages' prose comes from: one tree per language, outside this folder, so that writers meet no code.

import { defineCollection } from 'astro:content'
import { docsSchema } from '@astrojs/starlight/schema'
import { glob } from 'astro/loaders'

export const collections = {
  docs: defineCollection({ loader: glob({ base: '../content/docs', pattern: '**/[^_]*.{md,mdx}' }), schema: docsSchema() }),
}
