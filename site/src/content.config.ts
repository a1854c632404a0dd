// Where the pages' prose comes from: one tree per language, outside this folder, so that writers meet no code.

import { defineCollection } from 'astro:content'
import { globSync } from 'node:fs'
import { docsSchema } from '@astrojs/starlight/schema'
import { glob } from 'astro/loaders'
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
    schema: docsSchema(),
  }),
}
