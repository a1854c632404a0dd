// The search index: every heading of every page with the text under it, read from the prose itself.

import { getCollection } from 'astro:content'
import { PRODUCTS } from '@worker/products.ts'
import type { APIRoute } from 'astro'
import MiniSearch from 'minisearch'
import { commandAnchor } from '../build/anchors.ts'
import { type Section, searchOptions } from '../build/searchOptions.ts'
import { shellsOf } from '../build/surfaces.ts'

export const GET: APIRoute = async () => {
  const pages = (await getCollection('docs')).filter(({ id }) => id !== '404')
  const index = new MiniSearch<Section>(searchOptions)
  const sections = [
    ...pages.flatMap(({ id, data, body }) => sectionsOf(id === 'index' ? '/' : `/${id}/`, data.title, body ?? '')),
    ...alarms(),
    ...commands(),
    ...behaviours(),
  ]
  index.addAll([...new Map(sections.map((section) => [section.id, section])).values()])
  return new Response(JSON.stringify(index))
}

function sectionsOf(path: string, page: string, source: string): readonly Section[] {
  const text = source.replace(/^import .*$/gm, '')
  // A step's title stands in its tag, a heading's after its marks.
  const marks = [...text.matchAll(/^(?:#{2,3} (.+)|<Step id="([\w-]+)" title="([^"]+)">)$/gm)]
  const starts = [
    { at: 0, title: page, id: path },
    ...marks.map((mark) => ({
      at: mark.index,
      title: mark[1] ?? mark[3] ?? page,
      id: `${path}#${mark[2] ?? slugOf(mark[1] ?? '')}`,
    })),
  ]
  return starts.map(({ at, title, id }, index) => ({ id, title, page, text: wordsIn(text.slice(at, starts[index + 1]?.at)) }))
}

const alarms = (): readonly Section[] =>
  PRODUCTS.flatMap((product) =>
    product.reference.alarms.map(({ id, title, text, remedy }) => ({
      id: `/reference/alarms/#${id}`,
      title: `${id} ${title}`,
      page: product.title,
      text: `${text} ${remedy}`,
    })),
  )

// One entry a console: its commands are found by their names, and the page lists them.
const commands = (): readonly Section[] =>
  PRODUCTS.flatMap((product) =>
    shellsOf(product).flatMap(({ login, commands }) =>
      commands.map((command) => ({
        id: `/reference/commands/#${commandAnchor(product.id, login, command)}`,
        title: command,
        page: product.title,
        text: '',
      })),
    ),
  )

const behaviours = (): readonly Section[] =>
  PRODUCTS.flatMap((product) =>
    product.behaviours.map((behaviour) => ({
      id: `/fidelity/#${behaviour.id.toLowerCase()}`,
      title: `${behaviour.id} ${behaviour.what}`,
      page: product.title,
      text: behaviour.source,
    })),
  )

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-')

const wordsIn = (source: string): string => source.replace(/<[^>]+>|[`*_#|{}[\]]/g, ' ').replace(/\s+/g, ' ')
