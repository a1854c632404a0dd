// Words of ours stand in one file per language and nowhere else, and a language can be laid over the English one.

import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  lackingIn,
  pageIdOf,
  strangersIn,
  strangeSentencesIn,
  tellerOf,
  translated,
  type Words,
} from '../../site/src/build/languages.ts'

const readWords = (name: string): Words => JSON.parse(readFileSync(`content/strings/${name}.json`, 'utf8')) as Words
const ENGLISH = readWords('en')

test('no component holds words of its own', () => {
  const found = globSync('site/src/**/*.{tsx,astro}').flatMap((path) =>
    wordsIn(readFileSync(path, 'utf8')).map((words) => `${path}: ${words}`),
  )
  expect(found).toEqual([])
  expect(wordsIn('---\n---\n<p>Read this first</p><a aria-label="Next page">→</a>')).toEqual(['Read this first', 'Next page'])
})

const FILES = globSync('content/strings/*.json').map((path) => path.replace(/^.*\/|\.json$/g, ''))

test.each(FILES.filter((name) => !name.endsWith('.sentences')))('the words of %s fit the English ones', (name) => {
  expect(strangersIn(ENGLISH, readWords(name))).toEqual([])
})

test.each(FILES.filter((name) => name.endsWith('.sentences')))(
  'the sentences of %s keep the blanks of the English ones',
  (name) => {
    expect(strangeSentencesIn(readWords(name) as Readonly<Record<string, string>>)).toEqual([])
  },
)

test('a sentence of a model is looked up by its English text, blanks and all; what is in none stays', () => {
  const tell = tellerOf({
    'The application on {node} has stopped.': "L'applicazione su {node} si è fermata.",
    'The {what} on {node} has stopped.': '{node}: {what} fermo.',
    'Nothing has happened.': 'Non è successo niente.',
    '{node} and {node}': '{node} due volte',
  })
  expect(tell('Nothing has happened.')).toBe('Non è successo niente.')
  expect(tell('The application on primary-node has stopped.')).toBe("L'applicazione su primary-node si è fermata.")
  expect(tell('The database on primary-node has stopped.')).toBe('primary-node: database fermo.')
  expect([tell('a and a'), tell('a and b')]).toEqual(['a due volte', 'a and b'])
  expect(tell('The cluster services are running (2.1).')).toBe('The cluster services are running (2.1).')
  expect(strangeSentencesIn({ 'On {node}.': 'Su {nodo}.' })).toEqual(['"On {node}." takes {node}, not {nodo}'])
})

test('a language says what it has and English what it lacks, and what does not fit is told', () => {
  const base = { menu: { start: 'Start here', more: 'More' }, step: 'Step {n}' }
  expect(translated(base, { menu: { start: 'Comincia qui' } })).toEqual({
    menu: { start: 'Comincia qui', more: 'More' },
    step: 'Step {n}',
  })
  expect(strangersIn(base, { step: 'Passo', menu: 'x', other: 'y' })).toEqual([
    'step takes {n}, not nothing',
    'menu is a group of words',
    'other is no word of ours',
  ])
})

test('what a language lacks is listed, and what it has is not', () => {
  const base = { menu: { start: 'Start here', more: 'More' }, step: 'Step {n}' }
  expect(lackingIn(base, { menu: { start: 'Comincia qui' } })).toEqual({ menu: { more: 'More' }, step: 'Step {n}' })
  expect(lackingIn(base, base)).toEqual({})
})

test('a translated page stands at the place of the English one', () => {
  expect(pageIdOf('docs/expressway/index.mdx')).toBe('expressway')
  expect(pageIdOf('translations/it/expressway/create-a-cluster.mdx')).toBe('expressway/create-a-cluster')
  expect(pageIdOf('docs/index.mdx')).toBe('index')
})

// Text between tags and in attributes that are read out; types, comments and expressions are none.
function wordsIn(source: string): readonly string[] {
  const body = (source.startsWith('---') ? source.split('---').slice(2).join('---') : source)
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
  const between = [...body.matchAll(/[\w"'}]>([^<>{}=;()&|:]*\p{L}{3,}[^<>{}=;()&|:]*)<\//gu)]
  const attributes = [...body.matchAll(/(?:aria-label|title|placeholder|alt)="([^"{}]*\p{L}{3,}[^"]*)"/gu)]
  return [...between, ...attributes].map(([, words = '']) => words.trim()).filter((words) => words !== '')
}
