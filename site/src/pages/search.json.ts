// The search index: every heading of every page with the text under it, read from the prose itself.

import { getCollection } from 'astro:content'
import { PRODUCTS } from '@worker/products.ts'
import type { APIRoute } from 'astro'
import MiniSearch from 'minisearch'
import { commandAnchor } from '../build/anchors.ts'
import { PROCEDURES } from '../build/procedures.ts'
import { type Section, searchOptions } from '../build/searchOptions.ts'
import { shellsOf } from '../build/surfaces.ts'
import { transcriptOf } from '../build/transcript.ts'
import { say } from '../strings.ts'

export const GET: APIRoute = async () => {
  const pages = await getCollection('docs')
  const index = new MiniSearch<Section>(searchOptions)
  const sections = [
    ...pages.flatMap(({ id, data, body }) => sectionsOf(id, data.title, body ?? '', data.keywords)),
    ...alarms(),
    ...commands(),
    ...behaviours(),
  ]
  index.addAll([...new Map(sections.map((section) => [section.id, section])).values()])
  return new Response(JSON.stringify(index))
}

function sectionsOf(id: string, page: string, source: string, keywords: string): readonly Section[] {
  const path = id === 'index' ? '/' : `/${id}/`
  const procedure = PROCEDURES.find(({ product, slug }) => `${product}/${slug}` === id)
  const steps = procedure === undefined ? [] : transcriptOf(procedure).steps
  const text = source.replace(/^import .*$/gm, '')
  // A step's title stands in its tag, a heading's after its marks.
  const marks = [...text.matchAll(/^(?:#{2,3} (.+)|<Step id="([\w-]+)" title="([^"]+)">)$/gm)]
  const starts = [
    { at: 0, title: page, id: path, also: keywords, shown: '' },
    ...marks.map((mark) => ({
      at: mark.index,
      title: mark[1] ?? mark[3] ?? page,
      id: `${path}#${mark[2] ?? slugOf(mark[1] ?? '')}`,
      also: '',
      shown: textsIn(steps.find((step) => step.id === mark[2])?.acts ?? []).join(' '),
    })),
  ]
  return starts.map(({ at, ...section }, index) => ({ ...section, page, text: wordsIn(text.slice(at, starts[index + 1]?.at)) }))
}

// Every text in what a step does and in what the model answers to it.
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []

const NOTHING_MORE = { also: '', shown: '' }

const alarms = (): readonly Section[] =>
  PRODUCTS.flatMap((product) =>
    product.reference.alarms.map(({ id, title, text, remedy }) => ({
      id: `/reference/alarms/#${id}`,
      title: `${id} ${title}`,
      page: product.title,
      text: `${text} ${remedy}`,
      ...NOTHING_MORE,
      also: say.alarmList.kind,
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
        ...NOTHING_MORE,
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
      ...NOTHING_MORE,
    })),
  )

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-')

// The title of a hint stands in its tag, and is what the reader sees to go wrong.
const wordsIn = (source: string): string =>
  source
    .replace(/<Hint id="[^"]*" title="([^"]*)">/g, '$1. ')
    .replace(/<[^>]+>|[`*#|{}[\]]/g, ' ')
    .replace(/\s+/g, ' ')
