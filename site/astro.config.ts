// The site: static pages built by Astro and Starlight, served by the same Worker as the API.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import mdx from '@astrojs/mdx'
import preact from '@astrojs/preact'
import starlight from '@astrojs/starlight'
import { defineConfig, logHandlers } from 'astro/config'
import { consoleScripts } from './integrations/consoleScripts.ts'
import { headersFile } from './integrations/headersFile.ts'
import { noSitemap } from './integrations/noSitemap.ts'
import { translated } from './src/build/languages.ts'
import { menuOf } from './src/build/menu.ts'
import type { Presentation } from './src/lab/presentation.ts'
import type { Strings } from './src/strings.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// The language of the site, and where it is: both are said when it is built.
const language = process.env.SITE_LANGUAGE ?? 'en'
const site = process.env.SITE_URL
// Where the words of the language are: a test brings its own.
const words = process.env.SITE_STRINGS ?? here('../content/strings')
const sentences = existsSync(`${words}/${language}.sentences.json`)
  ? `${words}/${language}.sentences.json`
  : here('../content/strings/en.sentences.json')
const readWords = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const say = translated(readWords(here('../content/strings/en.json')) as Strings, readWords(`${words}/${language}.json`))

// What is always needed together comes in one file, since a request for each of many small ones would take longer than they
// do: what every page knows of the reader's clusters, and what every island is drawn and asks with.
const CHUNKS = [
  { name: 'kept', test: /site\/src\/lab\/(keys|docked|done|room|earlyClicks)\.ts$|vite\/preload-helper/ },
  {
    name: 'drawing',
    test: /node_modules\/(preact|@astrojs\/preact)\/|content\/strings\/\w+\.json$|site\/src\/(strings|fill|tell)\.ts$|site\/src\/lab\/(api|making|askedEarly)\.ts$/,
  },
]

// In this order: what stands later wins where two say something of the same.
const STYLES = [
  'theme',
  'lab',
  'walkthrough',
  'transcript',
  'timeline',
  'topology',
  'desk',
  'console',
  'dock',
  'head',
  'menu',
  'prose',
  'steps',
  'foot',
  'product',
  'reference',
  'figure',
  'register',
]

// Every product with a file of its own under content/products is a group of the menu, with its pages grouped in it.
function products() {
  return globSync('*.json', { cwd: here('../content/products') })
    .sort()
    .map((file) => {
      const product = file.replace('.json', '')
      const { title, menu } = JSON.parse(readFileSync(here(`../content/products/${file}`), 'utf8')) as Presentation
      const pages = globSync('*.{md,mdx}', { cwd: here(`../content/docs/${product}`) }).sort()
      const groups = menuOf(
        menu,
        pages.map((page) => page.replace(/\.mdx?$/, '')),
        say.menu,
      )
      return {
        label: title,
        collapsed: true,
        items: [
          { label: say.menu.all, slug: product },
          ...groups.map(({ label, slugs }) => ({ label, items: slugs.map((slug) => ({ slug: `${product}/${slug}` })) })),
        ],
      }
    })
}

export default defineConfig({
  ...(site === undefined ? {} : { site }),
  outDir: here('../dist/site'),
  publicDir: here('./public'),
  trailingSlash: 'always',
  build: { inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  logger: logHandlers.node({ level: 'warn' }), // A build that says nothing of 130 pages lets a warning be seen.
  integrations: [
    starlight({
      title: 'Clusterbook',
      description: say.site.description,
      locales: { root: { label: language, lang: language } },
      logo: { src: './src/assets/mark.svg', alt: '' },
      favicon: '/favicon.svg',
      pagefind: false,
      lastUpdated: false,
      disable404Route: true, // Ours is src/pages/404.astro.
      customCss: STYLES.map((name) => `./src/styles/${name}.css`),
      components: {
        Search: './src/components/Search.astro',
        Hero: './src/components/Hero.astro',
        Head: './src/components/Head.astro',
        Header: './src/components/Header.astro',
        Footer: './src/components/Footer.astro',
        PageTitle: './src/components/PageTitle.astro',
      },
      expressiveCode: { styleOverrides: { borderRadius: '0.5rem' } },
      sidebar: [
        { label: say.menu.start, link: '/' },
        ...products(),
        {
          label: say.menu.concepts,
          collapsed: true,
          items: [
            { label: say.menu.overview, slug: 'concepts' },
            ...['capacity', 'replication', 'tls-modes', 'quorum', 'no-failback', 'ports'].map((page) => ({
              slug: `concepts/${page}`,
            })),
          ],
        },
        {
          label: say.menu.reference,
          collapsed: true,
          items: [
            { label: say.menu.overview, slug: 'reference' },
            { slug: 'reference/alarms' },
            { slug: 'reference/commands' },
            { slug: 'reference/fields' },
            { label: say.menu.http, link: '/http-api/' },
            { label: say.menu.problems, link: '/problems/' },
            { label: say.menu.fidelity, link: '/fidelity/' },
          ],
        },
        {
          label: say.menu.operate,
          collapsed: true,
          items: ['deploy', 'security'].map((page) => ({ slug: `operate/${page}` })),
        },
      ],
    }),
    mdx(),
    preact(),
    ...(site === undefined ? [noSitemap()] : []),
    consoleScripts(),
    headersFile(),
  ],
  vite: {
    cacheDir: here('../node_modules/.vite'),
    // Astro marks every page's module with a directive of its own, and takes care itself that it outlasts bundling.
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
    environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } } } } },
    resolve: {
      alias: {
        '@site': here('./src'),
        '@worker': here('../worker'),
        '@content': here('../content'),
        '@language': `${words}/${language}.json`,
        '@sentences': sentences,
      },
    },
  },
})
