// The site: static pages built by Astro and Starlight, served by the same Worker as the API.

import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import mdx from '@astrojs/mdx'
import preact from '@astrojs/preact'
import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import { headersFile } from './integrations/headersFile.ts'
import { menuOf } from './src/build/menu.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// Every product with a file of its own under content/products is a group of the menu, with its pages grouped in it.
function products() {
  return globSync('*.json', { cwd: here('../content/products') })
    .sort()
    .map((file) => {
      const product = file.replace('.json', '')
      const { title } = JSON.parse(readFileSync(here(`../content/products/${file}`), 'utf8')) as { title: string }
      const pages = globSync('*.{md,mdx}', { cwd: here(`../content/docs/${product}`) }).sort()
      const groups = menuOf(
        product,
        pages.map((page) => page.replace(/\.mdx?$/, '')),
      )
      return {
        label: title,
        collapsed: true,
        items: groups.map(({ label, slugs }) => ({ label, items: slugs.map((slug) => ({ slug: `${product}/${slug}` })) })),
      }
    })
}

export default defineConfig({
  outDir: here('../dist/site'),
  publicDir: here('./public'),
  trailingSlash: 'always',
  build: { inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  integrations: [
    starlight({
      title: 'Clusterbook',
      description: 'Documentation in which every procedure runs against a live cluster.',
      logo: { src: './src/assets/mark.svg', alt: '' },
      favicon: '/favicon.svg',
      pagefind: false,
      lastUpdated: false,
      disable404Route: false,
      customCss: ['./src/styles/theme.css', './src/styles/lab.css', './src/styles/docs.css'],
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
        { label: 'Start here', link: '/' },
        ...products(),
        {
          label: 'Concepts',
          collapsed: true,
          items: ['', '/capacity', '/replication', '/tls-modes', '/quorum', '/no-failback', '/ports'].map((page) => ({
            slug: `concepts${page}`,
          })),
        },
        {
          label: 'Reference',
          collapsed: true,
          items: [
            { slug: 'reference/alarms' },
            { slug: 'reference/commands' },
            { slug: 'reference/fields' },
            { label: 'HTTP API', link: '/http-api/' },
            { label: 'Problems', link: '/problems/' },
            { label: 'How true it is', link: '/fidelity/' },
          ],
        },
        {
          label: 'Operate',
          collapsed: true,
          items: ['deploy', 'security'].map((page) => ({ slug: `operate/${page}` })),
        },
      ],
    }),
    mdx(),
    preact(),
    headersFile(),
  ],
  vite: {
    cacheDir: here('../node_modules/.vite'),
    resolve: { alias: { '@site': here('./src'), '@worker': here('../worker'), '@content': here('../content') } },
  },
})
