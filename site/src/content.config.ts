// Where the pages' prose comes from: one tree per language, outside this folder, so that writers meet no code.

import { defineCollection } from 'astro:content'
import { globSync } from 'node:fs'
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'
import { pageIdOf, pagePatterns } from './build/languages.ts'

const language = process.env.SITE_LANGUAGE ?? 'en'
const translations = globSync('**/*.{md,mdx}', { cwd: `content/translations/${language}` })

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: '../content',
      pattern: [...pagePatterns(language, translations)],
      generateId: ({ entry }) => pageIdOf(entry),
    }),
    // Other words that people look for a page with; search alone reads them.
    schema: docsSchema({ extend: z.object({ keywords: z.string().default('') }) }),
  }),
  // The page for an address that leads nowhere is written like the others, and has a route of its own.
  notFound: defineCollection({
    loader: glob({
      base: '../content',
      pattern: translations.includes('_404.md') ? `translations/${language}/_404.md` : 'docs/_404.md',
      generateId: () => '404',
    }),
    schema: docsSchema(),
  }),
  // Starlight brings its own words in some thirty languages; none of them is said otherwise here.
  i18n: defineCollection({ loader: () => [{ id: language }], schema: i18nSchema() }),
}
